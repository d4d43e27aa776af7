"""A call on its way: what fails inside becomes an answer, what is long is packed, what leaves is not answered."""

import asyncio
import gzip
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response

from coalguard.domain.errors import MachineError
from coalguard.domain.findings import refuse
from coalguard.server.call import Answer, Asked, Call, endpoint
from coalguard.server.log import JsonLines
from coalguard.server.office import Config, Office, open_office
from tests.server.stations import Hands


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An open office."""
    opened = open_office(Config(folder=tmp_path, clock=Hands()))
    yield opened
    opened.close()


def call(deed: Any) -> Call:
    """A call that anybody may make."""
    return Call(verb="POST", place="/trial", about="A trial", deed=deed, open=True)


def asked(office: Office, deed: Any, *messages: dict[str, Any], packs: str = "") -> Response:
    """The answer to a call whose body comes in these messages."""
    waiting = iter(messages or ({"type": "http.request", "body": b"", "more_body": False},))

    async def receive() -> Any:
        return next(waiting)

    headers = [(b"accept-encoding", packs.encode())]
    scope = {"type": "http", "method": "POST", "path": "/trial", "query_string": b"", "headers": headers}
    return asyncio.run(endpoint(office, call(deed))(Request(scope, receive)))  # type: ignore[arg-type]  # a coroutine


def test_what_fails_inside_is_an_answer_and_a_line_without_its_words(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Office, __: Asked) -> Answer:
        raise RuntimeError("马某某")

    with caplog.at_level(logging.ERROR):
        answer = asked(office, fail)
    assert (answer.status_code, b"server.failed" in answer.body) == (500, True)
    assert "马某某" not in bytes(answer.body).decode()
    assert [record.getMessage() for record in caplog.records] == ["a call failed"]


def test_an_expected_failure_is_a_problem(office: Office) -> None:
    def fail(_: Office, __: Asked) -> Answer:
        raise MachineError("database.busy")

    answer = asked(office, fail)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_what_our_own_machines_could_not_do_is_told_with_its_cause(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Office, __: Asked) -> Answer:
        try:
            raise KeyError("马某某")
        except KeyError as error:
            raise MachineError("database.unreachable") from error

    def refuse_it(_: Office, __: Asked) -> Answer:
        raise refuse("push.gap", expected=1)

    with caplog.at_level(logging.INFO, "coalguard.server.call"):
        asked(office, refuse_it)
        assert caplog.records == []
        asked(office, fail)
    (line,) = [json.loads(JsonLines().format(record)) for record in caplog.records]
    assert (line["event"], line["route"], line["code"]) == ("a call must wait", "/trial", "database.unreachable")
    assert line["error"][0] == "builtins.KeyError"


def test_whoever_left_in_the_middle_is_not_a_failure(office: Office) -> None:
    first = {"type": "http.request", "body": b"half", "more_body": True}
    answer = asked(office, lambda *_: Answer(), first, {"type": "http.disconnect"})
    assert answer.status_code == 400


@pytest.mark.parametrize(("length", "packed"), [(500, False), (501, True), (100_000, True)])
def test_what_is_worth_it_is_packed_for_whoever_takes_it(office: Office, length: int, *, packed: bool) -> None:
    def tell(_: Office, __: Asked) -> Answer:
        return Answer(b"x" * length)

    answer = asked(office, tell, packs="gzip, deflate")
    assert answer.headers.get("Content-Encoding") == ("gzip" if packed else None)
    assert (gzip.decompress(answer.body) if packed else answer.body) == b"x" * length
    assert "Content-Encoding" not in asked(office, tell).headers
