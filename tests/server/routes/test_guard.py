"""Who may call what, made from the OpenAPI, so that no route is forgotten."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from fastapi import FastAPI

from coalguard.server.admin import revoke
from coalguard.server.app import application
from coalguard.server.call import Answer, Call
from coalguard.server.contract import describe
from coalguard.server.office import Config, open_office
from coalguard.server.routes import CALLS
from coalguard.server.secret import Secret
from coalguard.server.token import fresh_token
from coalguard.sync.messages import Standing, render
from coalguard.sync.run import render_run
from tests.server.counter import Caller, Counter, problem
from tests.server.routes.photo import NAME, OCTETS, PHOTO, TUS
from tests.server.stations import Hands

OPEN = {
    ("POST", "/v1/enroll"),
    ("GET", "/v1/nonce"),
    ("POST", "/v1/token"),
    ("GET", "/V/{digits}"),
    ("GET", "/v/{digits}"),
    ("GET", "/healthz"),
    ("GET", "/metrics"),
    ("GET", "/openapi.json"),
}
"""What nobody need be let in for. A route that is not listed here must refuse whoever was not."""


class Sample(NamedTuple):
    """How a call is made rightly, so that nothing but the token speaks against it."""

    place: str
    body: bytes | None = None
    headers: Mapping[str, str] = {}


def samples(caller: Caller) -> dict[tuple[str, str], Sample]:
    """A right call of every route that wants a token; what has none here fails the matrix."""
    piece = {**OCTETS, "Upload-Offset": "0", "Upload-Length": "2048"}
    return {
        ("POST", "/v1/hello"): Sample("/v1/hello", render(caller.greeting())),
        ("POST", "/v1/push"): Sample("/v1/push", render_run(caller.writer.run())),
        ("GET", "/v1/feed"): Sample("/v1/feed?after=0"),
        ("GET", "/v1/snapshot"): Sample("/v1/snapshot?after=0"),
        ("GET", "/v1/journal"): Sample("/v1/journal?epoch=1&after=0"),
        ("HEAD", "/v1/blobs/{sha256}"): Sample(f"/v1/blobs/{NAME}", None, TUS),
        ("PATCH", "/v1/blobs/{sha256}"): Sample(f"/v1/blobs/{NAME}", PHOTO, piece),
    }


def documented(told: Mapping[str, Any]) -> dict[tuple[str, str], bool]:
    """Every route of an OpenAPI document, and whether it says that a token is needed."""
    return {
        (verb.upper(), place): bool(operation.get("security", told.get("security")))
        for place, verbs in told["paths"].items()
        for verb, operation in verbs.items()
    }


def served(app: FastAPI) -> set[tuple[str, str]]:
    """Every route that an application answers, documented or not."""
    return {(verb, route.path) for route in app.routes for verb in getattr(route, "methods", ())}  # type: ignore[attr-defined]  # all ours have a path


def unprotected(routes: Mapping[tuple[str, str], bool]) -> set[tuple[str, str]]:
    """What lets anybody in and was never agreed to."""
    return {route for route, needs_token in routes.items() if not needs_token} - OPEN


@pytest.fixture(scope="module")
def tokens(counter: Counter, known: Caller, newcomer: Callable[..., Caller]) -> dict[str, tuple[str, int]]:
    """Tokens that must let nobody in, and the status they are refused with."""
    office, device = counter.beside, known.writer.device
    long_ago = counter.clock.now() - timedelta(hours=1)
    lost = newcomer()
    revoke(office, lost.writer.device)
    return {
        "none": ("", 401),
        "nonsense": ("abc", 401),
        "expired": (fresh_token(office.secret, device, long_ago).token, 401),
        "foreign": (fresh_token(Secret(bytes(32)), device, counter.clock.now()).token, 401),
        "unknown": (fresh_token(office.secret, "00" * 8, counter.clock.now()).token, 401),
        "revoked": (lost.token, 403),
    }


ROUTES = documented(describe(CALLS))
GUARDED = sorted(route for route, needs_token in ROUTES.items() if needs_token)


def test_the_document_is_the_one_that_is_served(counter: Counter) -> None:
    assert documented(counter.ask("GET", "/openapi.json").json()) == ROUTES


def test_nothing_is_open_that_was_not_agreed_to() -> None:
    assert unprotected(ROUTES) == set()
    assert {route for route, needs_token in ROUTES.items() if not needs_token} == OPEN


def strangers() -> Iterator[tuple[tuple[str, str], str]]:
    """Every guarded route with every token that must not open it.

    A body says whose it is, and whoever speaks for another is refused before anybody asks who he is: see below.
    """
    for route in GUARDED:
        once_known = ("unknown", "revoked") if route[0] != "POST" else ()
        yield from ((route, holder) for holder in ("none", "nonsense", "expired", "foreign", *once_known))


@pytest.mark.parametrize(("route", "holder"), sorted(strangers()))
def test_a_guarded_route_lets_in_whoever_is_known_and_nobody_else(
    known: Caller, tokens: dict[str, tuple[str, int]], route: tuple[str, str], holder: str
) -> None:
    token, status = tokens[holder]
    asked = samples(known)[route]
    answer = Caller(known.counter, known.writer, token).call(route[0], asked.place, asked.body, **asked.headers)
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize("route", [route for route in GUARDED if route[0] == "POST"])
def test_a_device_speaks_of_itself_alone(
    known: Caller, newcomer: Callable[..., Caller], route: tuple[str, str]
) -> None:
    asked = samples(known)[route]
    assert problem(newcomer().call(route[0], asked.place, asked.body))[:2] == (403, "token.device_differs")


@pytest.mark.parametrize("route", GUARDED)
def test_a_right_token_lets_in(market: Caller, route: tuple[str, str]) -> None:
    asked = samples(market)[route]
    answer = market.call(route[0], asked.place, asked.body, **asked.headers)
    assert answer.status_code in {200, 204, 404, 409}, answer.text


def test_a_revoked_device_is_told_so_by_hello_and_refused_by_push(
    counter: Counter, newcomer: Callable[..., Caller]
) -> None:
    lost = newcomer()
    lost.writer.write("station.opened")
    revoke(counter.beside, lost.writer.device)
    assert lost.hello().standing is Standing.REVOKED
    assert problem(lost.call("POST", "/v1/push", render_run(lost.writer.run())))[:2] == (403, "token.revoked")


def _say_all(_: Any, __: Any) -> Answer:
    return Answer(b"{}")


def test_a_route_without_protection_turns_the_matrix_red(tmp_path: Path) -> None:
    careless = Call(verb="GET", place="/v1/everything", about="All there is", deed=_say_all, open=True)
    office = open_office(Config(folder=tmp_path, clock=Hands()))
    app = application(office, (*CALLS, careless))
    assert unprotected(documented(app.openapi())) == {("GET", "/v1/everything")}
    assert served(app) == documented(app.openapi()).keys()
    app.add_api_route("/v1/aside", _say_all, methods=["GET"])
    assert served(app) - documented(app.openapi()).keys() == {("GET", "/v1/aside")}
    office.close()


def test_everything_that_is_served_is_documented(tmp_path: Path) -> None:
    office = open_office(Config(folder=tmp_path, clock=Hands()))
    app = application(office)
    assert served(app) == documented(app.openapi()).keys()
    office.close()
