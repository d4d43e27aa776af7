"""What can not be read, kept or let through is refused, in words and with what is needed."""

import gzip
from pathlib import Path

import pytest

from coalguard.server.limit import Pace
from coalguard.sync.messages import Problem, parse, render
from coalguard.sync.run import MOST_BYTES, render_run
from tests.server.counter import Caller, Counter, open_counter, problem
from tests.server.stations import Hands, asking
from tests.server.writers import Writer


def test_a_run_that_can_not_be_kept_is_refused_with_what_is_needed(market: Caller) -> None:
    writer = market.writer
    ahead = Writer(writer.station, signer=writer.signer, entries=list(writer.entries))
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
def test_questions_that_can_not_be_read_are_refused(known: Caller, place: str) -> None:
    assert problem(known.call("GET", place))[:2] == (422, "server.malformed")


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"v":1}', b"\xff\xfe", b"[" * 20_000])
@pytest.mark.parametrize("place", ["/v1/hello", "/v1/enroll", "/v1/token"])
def test_bodies_that_can_not_be_read_are_refused(known: Caller, place: str, body: bytes) -> None:
    assert problem(known.call("POST", place, body))[:2] == (422, "server.malformed")


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


def test_a_problem_says_its_sentence(counter: Counter) -> None:
    told = parse(Problem, counter.ask("GET", "/v1/feed?after=0").content)
    assert told.title == "要先取得令牌才能访问。"
