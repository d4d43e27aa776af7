"""Every call as it is spoken over the line; and who may call what, made from the OpenAPI, so that none is forgotten."""

import asyncio
import gzip
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import requests
from fastapi import FastAPI
from sqlalchemy import create_engine
from starlette.requests import Request
from starlette.responses import Response

from coalguard.server.admin import revoke
from coalguard.server.app import application
from coalguard.server.call import Answer, Call, endpoint
from coalguard.server.contract import describe
from coalguard.server.database import Database
from coalguard.server.limit import Pace
from coalguard.server.office import Config, Office, open_office
from coalguard.server.routes import CALLS
from coalguard.server.secret import Secret
from coalguard.server.token import fresh_token
from coalguard.sync.messages import Page, Problem, Returned, Standing, Statement, Trust, believe, parse, render
from coalguard.sync.run import MOST_BYTES, render_run
from coalguard.trust.statement import Purpose
from tests.server.cluster import Cluster
from tests.server.counter import Caller, Counter, open_counter, problem
from tests.server.stations import Hands, asking
from tests.server.writers import Writer


@pytest.fixture(scope="module")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """A server on SQLite for all tests here; each enrols stations of its own."""
    folder = tmp_path_factory.mktemp("counter")
    with open_counter(f"sqlite:///{folder / 'server.db'}", folder, Hands()) as opened:
        yield opened


# --- a conversation ---------------------------------------------------------------------------------------------------


def converse(first: Counter, second: Counter, codes: tuple[str, str]) -> None:
    """A market and a gate speak with the city, each call with another of its processes."""
    market, gate = Caller(first, Writer(codes[0])), Caller(second, Writer(codes[1], "checkpoint"))
    told = market.enroll()
    gate.enroll()
    assert {key.station for key in believe(Purpose.TRUST, Trust, told.trust, market.city).keys} >= {codes[0]}
    market.counter, gate.counter = second, first
    before = market.hello()
    assert before.standing is Standing.NORMAL
    market.writer.write("station.opened")
    market.writer.form(1)
    receipt = market.push()
    market.counter = first
    assert market.hello().seq == 2
    gate.counter = second
    page = gate.read(before.end)
    assert [(one.kind, one.h) for one in page.entries if one.device == market.writer.device] == [
        ("form.issued", market.writer.entries[1].hash.hex())
    ]
    assert page.end >= receipt.end
    gate.writer.write("form.redeemed", {"form": market.writer.number(1), "plate": "甘N8F326"})
    gate.push()
    assert gate.hello().heard.keys() >= {codes[0]}
    assert market.read(before.end).entries[-1].kind == "form.redeemed"


def test_a_market_and_a_gate_that_never_met_speak_through_the_city(counter: Counter) -> None:
    converse(counter, counter, ("LX01", "KK02"))


def test_several_processes_on_one_postgresql_behave_as_one(cluster: Cluster, tmp_path: Path) -> None:
    clock = Hands()
    with (
        cluster.lend() as url,
        open_counter(url, tmp_path, clock) as one,
        open_counter(url, tmp_path, clock) as other,
    ):
        converse(one, other, ("LX01", "KK02"))
        thief, owner = Caller(one, Writer("LX03")), Caller(one, Writer("LX03"))
        owner.enroll()
        thief.counter, thief.token = other, owner.token
        status, code, _ = problem(thief.call("POST", "/v1/hello", render(thief.greeting())))
        assert (status, code) == (403, "token.device_differs")


def test_own_entries_come_home_with_all_that_belongs_to_them(counter: Counter) -> None:
    market = counter.caller(Writer("LX11"))
    market.enroll()
    market.writer.write("buyer.registered", {"kind": "person"}, person={"name": "演示买主"})
    market.writer.papers[2] = bytes(64)
    market.writer.form(1)
    market.push()
    answer = market.call("GET", "/v1/journal?epoch=1&after=0")
    home = believe(Purpose.JOURNAL, Returned, parse(Statement, answer.content), market.city)
    assert home.run is not None
    assert home.head == market.writer.entries[-1].hash.hex()
    assert (home.run.last, home.run.papers, home.more) == (2, {2: bytes(64)}, False)
    assert bytes(home.run.persons[1][1]) == market.writer.persons[1][1]
    assert [h.hex() for h in home.run.hashes()] == [one.hash.hex() for one in market.writer.entries]


def test_the_snapshot_is_every_page_to_the_end_a_line_each(counter: Counter) -> None:
    market, gate = counter.caller(Writer("LX12")), counter.caller(Writer("KK14", "checkpoint"))
    market.enroll()
    gate.enroll()
    for serial in range(1, 1_203):
        market.writer.form(serial)
    market.push()
    for packs in ("gzip", "identity"):
        answer = gate.call("GET", "/v1/snapshot?after=0", None, **{"Accept-Encoding": packs})
        assert answer.headers["Content-Type"] == "application/x-ndjson"
        assert answer.headers.get("Content-Encoding", "identity") == packs
        pages = [believe(Purpose.PAGE, Page, parse(Statement, line), gate.city) for line in answer.content.splitlines()]
        assert len(pages) > 1
        assert [two.after for two in pages[1:]] == [one.next for one in pages[:-1]]
        assert pages[-1].next == pages[-1].end
        assert sum(one.kind == "form.issued" for page in pages for one in page.entries) >= 1_202


# --- refusals ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def market(counter: Counter) -> Caller:
    """A market with two entries in the city."""
    made = counter.caller(Writer("LX21"))
    made.enroll()
    made.writer.write("station.opened")
    made.writer.form(1)
    made.push()
    return made


def test_a_run_that_can_not_be_kept_is_refused_with_what_is_needed(market: Caller) -> None:
    writer = market.writer
    ahead = Writer("LX21", signer=writer.signer, entries=list(writer.entries))
    ahead.write("weighing.captured")
    ahead.write("weighing.captured")
    other = writer.back_to(1)
    other.form(2)
    push = "/v1/push"
    assert problem(market.call("POST", push, render_run(ahead.run(4)))) == (409, "push.gap", {"expected": 3})
    assert problem(market.call("POST", push, render_run(other.run(2)))) == (409, "push.fork", {"seq": 2})
    assert problem(market.call("POST", push, b"{}"))[:2] == (422, "push.malformed")
    assert problem(market.call("POST", push, render_run(ahead.run(3)).replace(b'"seal":"', b'"seal":"AAAA')))[:2] == (
        422,
        "push.seal_invalid",
    )


def test_a_run_may_come_packed_and_not_too_long(market: Caller) -> None:
    body = render_run(market.writer.run())
    packed = market.call("POST", "/v1/push", gzip.compress(body), **{"Content-Encoding": "gzip"})
    assert packed.status_code == 200
    bomb = gzip.compress(b" " * (MOST_BYTES + 1))
    refused = market.call("POST", "/v1/push", bomb, **{"Content-Encoding": "gzip"})
    assert problem(refused) == (413, "push.too_large", {"most": MOST_BYTES})
    assert problem(market.call("POST", "/v1/push", body, **{"Content-Encoding": "br"}))[:2] == (
        415,
        "server.encoding_unknown",
    )
    assert problem(market.call("POST", "/v1/hello", b" " * 70_000))[:2] == (413, "server.too_large")


@pytest.mark.parametrize(
    "place",
    [
        "/v1/feed",
        "/v1/feed?after=-1",
        "/v1/feed?after=x",
        "/v1/feed?after=99999999999999999999",
        "/v1/feed?after=0&limit=0",
        "/v1/feed?after=0&limit=1001",
        "/v1/snapshot",
        "/v1/journal?epoch=1",
        "/v1/journal?epoch=99999999999&after=0",
    ],
)
def test_questions_that_can_not_be_read_are_refused(market: Caller, place: str) -> None:
    assert problem(market.call("GET", place))[:2] == (422, "server.malformed")


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"v":1}', b"\xff\xfe", b"[" * 20_000])
@pytest.mark.parametrize("place", ["/v1/hello", "/v1/enroll", "/v1/token"])
def test_bodies_that_can_not_be_read_are_refused(market: Caller, place: str, body: bytes) -> None:
    assert problem(market.call("POST", place, body))[:2] == (422, "server.malformed")


def test_an_enrolment_is_refused_in_words(counter: Counter) -> None:
    answer = counter.ask("POST", "/v1/enroll", data=render(asking(Writer("LX29"), "LX29-2222-2222-2222")))
    assert problem(answer)[:2] == (403, "enroll.code_wrong")


def test_whoever_calls_too_often_waits(tmp_path: Path) -> None:
    with open_counter(f"sqlite:///{tmp_path / 'server.db'}", tmp_path, Hands(), pace=Pace(1, 6)) as hasty:
        caller = hasty.caller(Writer("LX01"))
        caller.enroll()
        for _ in range(3):
            assert hasty.ask("GET", "/healthz").status_code == 200
        refused = hasty.ask("GET", "/healthz")
        assert problem(refused) == (429, "server.rate", {"wait_s": 1})
        assert refused.headers["Retry-After"] == "1"
        assert [caller.call("GET", "/v1/feed?after=0").status_code for _ in range(7)] == [200] * 6 + [429]


# --- photos -----------------------------------------------------------------------------------------------------------

PHOTO = bytes(range(256)) * 8
NAME = sha256(PHOTO).hexdigest()
TUS = {"Tus-Resumable": "1.0.0"}
OCTETS = {"Content-Type": "application/offset+octet-stream", **TUS}


def test_a_photo_is_sent_in_pieces(market: Caller) -> None:
    photo = PHOTO[::-1]  # another than the samples send, who share the server
    place = f"/v1/blobs/{sha256(photo).hexdigest()}"
    assert market.call("HEAD", place, None, **TUS).status_code == 404
    first = market.call("PATCH", place, photo[:1_000], **OCTETS, **{"Upload-Offset": "0", "Upload-Length": "2048"})
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "1000")
    there = market.call("HEAD", place, None, **TUS)
    assert (there.headers["Upload-Offset"], there.headers["Upload-Length"]) == ("1000", "2048")
    wrong = market.call("PATCH", place, photo[:10], **OCTETS, **{"Upload-Offset": "0"})
    assert problem(wrong) == (409, "blob.offset", {"expected": 1_000})
    rest = market.call("PATCH", place, photo[1_000:], **OCTETS, **{"Upload-Offset": "1000"})
    assert (rest.status_code, rest.headers["Upload-Offset"]) == (204, "2048")


def test_a_photo_that_is_not_what_it_is_called_is_refused(market: Caller) -> None:
    given = {"Upload-Offset": "0", "Upload-Length": "2048"}
    assert problem(market.call("PATCH", f"/v1/blobs/{'0' * 64}", PHOTO, **OCTETS, **given))[:2] == (
        460,
        "blob.hash_differs",
    )


@pytest.mark.parametrize(
    ("name", "headers", "refused"),
    [
        (NAME, {**OCTETS, "Upload-Offset": "x"}, (422, "server.malformed")),
        (NAME, {**OCTETS}, (422, "server.malformed")),
        (NAME, {**OCTETS, "Upload-Offset": "0", "Upload-Length": "999999999"}, (422, "server.malformed")),
        (NAME, {**OCTETS, "Upload-Offset": "0", "Upload-Length": "99999999"}, (413, "blob.too_large")),
        (NAME, {**OCTETS, "Tus-Resumable": "0.2", "Upload-Offset": "0"}, (412, "server.tus_unknown")),
        (NAME, {**TUS, "Content-Type": "image/jpeg", "Upload-Offset": "0"}, (415, "server.media_type")),
        ("abc", {**OCTETS, "Upload-Offset": "0"}, (422, "server.malformed")),
    ],
)
def test_pieces_that_can_not_be_taken(
    market: Caller, name: str, headers: dict[str, str], refused: tuple[int, str]
) -> None:
    assert problem(market.call("PATCH", f"/v1/blobs/{name}", b"x", **headers))[:2] == refused


# --- who may call what ------------------------------------------------------------------------------------------------

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
def tokens(counter: Counter, market: Caller) -> dict[str, tuple[str, int]]:
    """Tokens that must let nobody in, and the status they are refused with."""
    office, device = counter.beside, market.writer.device
    long_ago = counter.clock.now() - timedelta(hours=1)
    lost = counter.caller(Writer("LX22"))
    lost.enroll()
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
        known = ("unknown", "revoked") if route[0] != "POST" else ()
        yield from ((route, holder) for holder in ("none", "nonsense", "expired", "foreign", *known))


@pytest.mark.parametrize(("route", "holder"), sorted(strangers()))
def test_a_guarded_route_lets_in_whoever_is_known_and_nobody_else(
    market: Caller, tokens: dict[str, tuple[str, int]], route: tuple[str, str], holder: str
) -> None:
    token, status = tokens[holder]
    asked = samples(market)[route]
    answer = Caller(market.counter, market.writer, token).call(route[0], asked.place, asked.body, **asked.headers)
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize("route", [route for route in GUARDED if route[0] == "POST"])
def test_a_device_speaks_of_itself_alone(market: Caller, route: tuple[str, str]) -> None:
    other = market.counter.caller(Writer(f"LX3{GUARDED.index(route)}"))
    other.enroll()
    asked = samples(market)[route]
    assert problem(other.call(route[0], asked.place, asked.body))[:2] == (403, "token.device_differs")


@pytest.mark.parametrize("route", GUARDED)
def test_a_right_token_lets_in(market: Caller, route: tuple[str, str]) -> None:
    asked = samples(market)[route]
    answer = market.call(route[0], asked.place, asked.body, **asked.headers)
    assert answer.status_code in {200, 204, 404, 409}, answer.text


def test_a_revoked_device_is_told_so_by_hello_and_refused_by_push(counter: Counter) -> None:
    lost = counter.caller(Writer("LX41"))
    lost.enroll()
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


# --- for everybody ----------------------------------------------------------------------------------------------------


def test_health_and_metrics_need_no_token(counter: Counter, market: Caller) -> None:
    told = counter.ask("GET", "/healthz").json()
    assert told["ok"] is True
    assert told["position"] > 0
    answer = counter.ask("GET", "/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert 'coalguard_calls_total{route="/v1/push",status="200"}' in answer.text
    assert f"coalguard_feed_position {market.read().end}" in answer.text
    assert 'coalguard_devices{status="active"}' in answer.text


def test_a_code_that_is_none_is_told_in_plain_words(counter: Counter) -> None:
    for place in ("/V/12345", "/v/abc", f"/V/{'9' * 290}"):
        answer = counter.ask("GET", place)
        assert answer.status_code == 404
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert "不是煤管通的单据码" in answer.text
        assert "set-cookie" not in answer.headers
    english = requests.get(f"{counter.url}/V/1", headers={"Accept-Language": "en-GB,zh;q=0.5"}, timeout=5)
    assert "Not a CoalGuard code" in english.text


@pytest.fixture
def cut_off(tmp_path: Path) -> Office:
    """An office whose database answers no more."""
    office = open_office(Config(folder=tmp_path, clock=Hands(), address_pace=Pace(0.1, 4)))
    office.database.close()
    return replace(office, database=Database(create_engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing")))


def looked_at(office: Office, **headers: str) -> Response:
    """What a phone gets that scans a paper."""

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    call = next(one for one in CALLS if one.place == "/V/{digits}")
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": "/V/1", "query_string": b"", "headers": raw}
    asked = Request({**scope, "path_params": {"digits": "1"}}, receive)
    return asyncio.run(endpoint(office, call)(asked))  # type: ignore[arg-type]  # a coroutine


def test_a_phone_is_told_that_nothing_can_be_looked_up_now(cut_off: Office, caplog: pytest.LogCaptureFixture) -> None:
    del caplog  # that the database is gone is a warning in the log
    for language, said in (("", "现在查不了"), ("en", "Can not be checked right now")):
        answer = looked_at(cut_off, accept_language=language)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert answer.headers["Cache-Control"] == "no-store"
        assert said in bytes(answer.body).decode()
        assert b'class="word doubt"' in answer.body, "neither genuine nor forged"
    wrong = looked_at(cut_off, content_encoding="br")
    assert (wrong.status_code, wrong.media_type) == (415, "application/problem+json"), "no browser says that"
    looked_at(cut_off)
    hurried = looked_at(cut_off)
    assert (hurried.status_code, hurried.headers["Retry-After"], hurried.media_type) == (
        429,
        "10",
        "text/html; charset=utf-8",
    )


def test_no_refusal_of_the_page_is_a_document_for_programs() -> None:
    told = describe(CALLS)["paths"]["/V/{digits}"]["get"]["responses"]
    assert {status for status, one in told.items() if list(one["content"]) == ["text/html"]} >= {"429", "500", "503"}


def test_a_problem_says_its_sentence(counter: Counter) -> None:
    told = parse(Problem, counter.ask("GET", "/v1/feed?after=0").content)
    assert told.title == "要先取得令牌才能访问。"
