"""Turns: what a conversation with the city consists of, as values: its outset, steps, answers, failures, outcome.

A step is what there is to do, an answer what came of it and was kept durably, a failure why nothing did. What follows
from them stands in `sync.session`; how a step is done, in whoever drives it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from coalguard.domain.errors import Fact
from coalguard.sync.messages import At, Welcome
from coalguard.sync.run import MOST_BYTES, MOST_ENTRIES

BEGINNING: Final = (1, 0)
"""The place before the first entry of any journal."""


class SyncState(StrEnum):
    """How sync stands, for the top bar and `sync.run`: how the last conversation ended, or why there can be none."""

    NOT_ENROLLED = "not_enrolled"
    SYNCED = "synced"
    WAITING = "waiting"
    OFFLINE = "offline"
    FAILED = "failed"
    RESTORED = "restored"
    CLONE = "clone"
    FORK = "fork"


class Trouble(StrEnum):
    """What can go wrong with a step: the line, then what the city answers, then what its answer is worth."""

    OFFLINE = "offline"
    TIMED_OUT = "timed_out"
    UNAUTHORISED = "unauthorised"
    TOO_LARGE = "too_large"
    BUSY = "busy"
    DECLINED = "declined"
    UNTRUE = "untrue"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a step came to nothing; `wait_s` is what the city asked for, 0 where it asked for none."""

    trouble: Trouble
    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    wait_s: int = 0


# --- what there is to do ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LetIn:
    """Prove who we are, and take a token."""


@dataclass(frozen=True, slots=True)
class Greet:
    """Say hello; take in what the greeting brings (grants, ratchet, what is known of others)."""


@dataclass(frozen=True, slots=True)
class Renew:
    """Stand in an epoch above this one, its grants closed, so that no number can be given twice; settle what came home.

    Asked for before own entries come home, where no such epoch was begun, and always behind them.
    """

    above: int


@dataclass(frozen=True, slots=True)
class Recall:
    """Fetch own entries of an epoch that this journal lacks."""

    epoch: int
    after: int


@dataclass(frozen=True, slots=True)
class Push:
    """Send what follows a place, in one run of at most so many entries and bytes; one entry goes whatever its size."""

    after: At
    most: int

    @property
    def most_bytes(self) -> int:
        """The bytes shrink with the entries: where few large ones fill a run, halving the count would not do."""
        return MOST_BYTES * self.most // MOST_ENTRIES


@dataclass(frozen=True, slots=True)
class Read:
    """Fetch a page of what others wrote."""

    after: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Fetch all that others wrote, to the end."""

    after: int


Step = LetIn | Greet | Renew | Recall | Push | Read | Snapshot


# --- what came of it, kept durably ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HeldToken:
    """A token is held."""


@dataclass(frozen=True, slots=True)
class Greeted:
    """The city's greeting; `ours` is our hash (hex) at the place it names, `own` our last seq of each epoch."""

    welcome: Welcome
    ours: str
    own: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Renewed:
    """A new epoch stands."""


@dataclass(frozen=True, slots=True)
class CameHome:
    """Own entries up to a seq are here again."""

    last: int
    more: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """The city signed that it holds everything up to `acked`; where its feed ends, and what it opened.

    `cursor`: where the feed is known up to, if nothing but these entries came behind what was known; else None.
    """

    acked: At
    count: int
    end: int
    opened: tuple[str, ...] = ()
    cursor: int | None = None


@dataclass(frozen=True, slots=True)
class NothingWaits:
    """There is nothing behind that place; nothing was sent."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What others wrote up to `next` is here, `count` entries of it new or known; the feed `feed` goes to `end`."""

    feed: str
    next: int
    end: int
    count: int


Answer = HeldToken | Greeted | Renewed | CameHome | Kept | NothingWaits | TakenIn


@dataclass(frozen=True, slots=True)
class Outset:
    """Where a conversation begins.

    `heard_end`: the end of the feed as a greeting of this same run of the program said not long ago; None: greet first.
    `quiet`: that greeting is so fresh that another would tell nothing: what others wrote since is asked for at once.
    `fork_told`: this run of the program has sent the city its branch of the fork already.
    """

    acked: At
    feed: str
    cursor: int
    let_in: bool
    most: int = MOST_ENTRIES
    heard_end: int | None = None
    quiet: bool = False
    fork_told: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended: the first thing that went wrong, what came through, how large the next run may be."""

    state: SyncState
    failure: Failure | None
    sent: int
    received: int
    acked: At
    most: int
    opened: tuple[str, ...]
