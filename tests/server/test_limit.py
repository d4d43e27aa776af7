"""How much may come, and how often."""

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator

import pytest

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.findings import Refused
from coalguard.server.limit import Measure, Pace, Turnstile, take_body
from tests.server.stations import Hands

SMALL = Measure(1_000, "push.too_large")


def taken(body: bytes, encoding: str = "", length: str = "", step: int = 7) -> bytes:
    """A body that comes in pieces."""

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(body), step):
            yield body[start : start + step]

    return asyncio.run(take_body(pieces(), encoding, length, SMALL))


def refused(body: bytes, encoding: str = "", length: str = "", step: int = 7) -> str:
    """The code that it is refused with."""
    with pytest.raises(CoalGuardError) as caught:
        taken(body, encoding, length, step)
    return caught.value.code


@pytest.mark.parametrize("step", [1, 7, 2_000])
def test_a_body_comes_whole_plain_or_packed(step: int) -> None:
    body = bytes(range(250)) * 4
    assert taken(body, step=step) == taken(gzip.compress(body, mtime=0), "gzip", step=step) == body
    assert taken(body, "identity") == body
    assert taken(b"") == taken(b"", "gzip") == b""


def test_a_body_that_is_too_long_is_not_read_on() -> None:
    assert refused(b"", length="1001") == "push.too_large"
    assert refused(b"x" * 1_001) == "push.too_large"
    assert taken(b"x" * 1_000, length="1000")


@pytest.mark.parametrize("step", [1, 100, 100_000])
def test_a_bomb_is_refused_as_soon_as_it_is_too_long(step: int) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    assert refused(bomb[:900], "gzip", step=step) == "push.too_large"
    small = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    assert refused(small.compress(bytes(1_001)) + small.flush(), "gzip", step=step) == "push.too_large"


def test_a_packed_body_that_is_too_long_packed_is_refused() -> None:
    assert refused(gzip.compress(bytes(range(256)) * 8, 0), "gzip") == "push.too_large"


@pytest.mark.parametrize(
    ("body", "encoding", "code"),
    [
        (b"no gzip at all", "gzip", "server.malformed"),
        (gzip.compress(b"whole", mtime=0)[:-4], "gzip", "server.malformed"),
        (gzip.compress(b"one", mtime=0) + b"more", "gzip", "server.malformed"),
        (b"{}", "br", "server.encoding_unknown"),
        (b"{}", "gzip, gzip", "server.encoding_unknown"),
    ],
)
def test_what_can_not_be_unpacked_is_refused(body: bytes, encoding: str, code: str) -> None:
    assert refused(body, encoding) == code


def waits(turnstile: Turnstile, who: str) -> int:
    """How long somebody has to wait; 0 where he may pass."""
    try:
        turnstile.pass_by(who)
    except Refused as refusal:
        return int(refusal.facts["wait_s"] or 0)
    return 0


def test_whoever_calls_too_often_is_told_when_to_come_back() -> None:
    clock = Hands()
    turnstile = Turnstile(Pace(2, 10), clock)
    assert [waits(turnstile, "a") for _ in range(12)] == [0] * 10 + [1, 1]
    assert waits(turnstile, "b") == 0
    clock.wait(seconds=1)
    assert [waits(turnstile, "a") for _ in range(3)] == [0, 0, 1]
    clock.wait(hours=1)
    assert [waits(turnstile, "a") for _ in range(11)] == [0] * 10 + [1]


def test_a_slow_pace_makes_wait_longer() -> None:
    turnstile = Turnstile(Pace(0.1, 1), Hands())
    assert [waits(turnstile, "a") for _ in range(2)] == [0, 10]


def test_strangers_do_not_fill_the_memory() -> None:
    turnstile = Turnstile(Pace(1, 1), Hands())
    for number in range(10_050):
        turnstile.pass_by(str(number))
    assert len(turnstile._full) == 10_000
    assert waits(turnstile, "0") == 0
    assert waits(turnstile, "10049") == 1
