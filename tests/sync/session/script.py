"""Scripts of a conversation: what is said, what is heard, and where it ends."""

from dataclasses import replace
from typing import Any

from coalguard.sync.messages import Standing, Welcome
from coalguard.sync.session import Session
from coalguard.sync.turn import (
    Answer,
    Failure,
    Greeted,
    Kept,
    Outcome,
    Outset,
    Push,
    Step,
    TakenIn,
    Trouble,
)

START = Outset(acked=(1, 7), feed="f", cursor=40, let_in=True)
FRESH = replace(START, heard_end=40)
QUIET = replace(FRESH, quiet=True)
EMPTY = Outset(acked=(1, 0), feed="", cursor=0, let_in=True)
OFFLINE = Failure(Trouble.OFFLINE, "sync.offline")
LATE = Failure(Trouble.TIMED_OUT, "sync.timeout")
LARGE = Failure(Trouble.TOO_LARGE, "push.too_large")
UNKNOWN = Failure(Trouble.UNAUTHORISED, "token.expired")
BUSY = Failure(Trouble.BUSY, "sync.busy", wait_s=30)


def greeted(
    seq: int = 7,
    *,
    standing: Standing = Standing.NORMAL,
    epoch: int = 1,
    end: int = 40,
    ours: str | None = None,
    own: dict[int, int] | None = None,
    acked: dict[int, int] | None = None,
    **others: Any,
) -> Greeted:
    """A greeting by a city that holds our journal up to `seq`, and whose feed ends where we stand."""
    welcome = Welcome(
        at="",
        standing=standing,
        epoch=epoch,
        seq=seq,
        head=f"h{seq}",
        acked={of: (last, f"h{last}") for of, last in (acked or {epoch: seq}).items()},
        feed="f",
        end=end,
        restart=False,
        snapshot=False,
        ratchet="",
        grants=(),
        heard={},
        trust_at="",
    )
    for name, value in others.items():
        welcome = type(welcome)(**{**{one: getattr(welcome, one) for one in welcome.__struct_fields__}, name: value})
    return Greeted(welcome, f"h{seq}" if ours is None else ours, own or {1: 9})


def declined(code: str) -> Failure:
    """A refusal by the city."""
    return Failure(Trouble.DECLINED, code)


def kept(*acked: int, count: int = 2, end: int = 40, opened: tuple[str, ...] = ()) -> Kept:
    """A receipt up to (epoch, seq)."""
    return Kept((acked[0], acked[1]), count, end, opened)


def read(reached: int, end: int, feed: str = "f", count: int = 1) -> TakenIn:
    """A page that was taken in."""
    return TakenIn(feed, reached, end, count)


def converse(outset: Outset, *script: Step | Answer | Failure) -> Outcome:
    """Said, heard, said, heard …; the conversation must be over at the end of the script."""
    session = Session(outset)
    for said, heard in zip(script[::2], script[1::2], strict=True):
        assert session.next() == said
        if isinstance(heard, Failure):
            session.failed(heard)
        else:
            session.heard(heard)  # type: ignore[arg-type]  # a script alternates
    assert session.next() is None
    return session.outcome


def push(seq: int = 7, most: int = 500, epoch: int = 1) -> Push:
    """What follows a place."""
    return Push((epoch, seq), most)
