"""Standing: how a device's journal and what the city holds of it stand to each other: the ladder of `journal.md` §6.

    revoked            the city does not believe this key any more
    clone              somebody answers with a copy of this device's key: both wait for a person
    fork               same place, other hash: both are kept, a person is told
    client_restored    the city has more than the device knows of itself
    server_restored    the device knows receipts that the city has lost, or another feed
    lost_answer        the city kept a run whose receipt never arrived
    normal             push the rest

Each rung asks one question, the worst first. A pure function over two values: it refuses to know tables and the line.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from coalguard.sync.messages import At, Hello, Standing

_COUNT: Final = re.compile("[0-9a-f]{1,12}")
NOTHING: Final[At] = (0, 0)
"""The place of whoever has no entry."""


class Status(StrEnum):
    """What the city thinks of a device."""

    ACTIVE = "active"
    WAITING = "waiting"
    REVOKED = "revoked"


class Turn(StrEnum):
    """What a presented ratchet means: each hello turns it, so two holders of one key can not both keep step."""

    FIRST = "first"
    FRESH = "fresh"
    REPEATED = "repeated"
    DOUBLED = "doubled"
    FORGOTTEN = "forgotten"
    RESTORED = "restored"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class Held:
    """What the city holds of a device and of its feed when a hello comes.

    `heads` has the last seq and its hash of each epoch; `at_place` is the hash of the entry at the place that the hello
    names, None where the city has none there; `mark` the running hash at the hello's cursor, None beyond the end;
    `city_head` that of the city's own entry at the place where the hello has the newest of them.
    `said_before`: this very hello, to the byte, was answered not long ago.
    """

    status: Status
    ratchet: str
    previous_ratchet: str
    heads: Mapping[int, tuple[int, bytes]]
    at_place: bytes | None
    feed: str
    end: int
    mark: str | None
    city: At
    said_before: bool = False
    city_head: bytes | None = None

    @property
    def newest(self) -> At:
        """The last place in the newest epoch."""
        epoch = max(self.heads, default=0)
        return (epoch, self.heads[epoch][0]) if epoch else NOTHING


def turn_of(hello: Hello, held: Held) -> Turn:
    """What the ratchet means that was presented.

    A restore starts anew, and from then on whoever still holds the old one is the copy. The one before is taken once
    more, because the answer that brought the new one may have been lost. An older one is no copy's where the very same
    hello was answered before: a network that delivers twice. Nor is one that the city does not know, where it was
    turned more often than the city remembers: the city was restored, and has forgotten it. Where the city holds none,
    because nobody said hello yet or a person has just released the device, the first who comes is the device.
    """
    if hello.restored:
        return Turn.RESTORED
    if not held.ratchet:
        return Turn.FIRST
    if hello.ratchet == held.ratchet:
        return Turn.FRESH
    if hello.ratchet == held.previous_ratchet:
        return Turn.REPEATED
    if held.said_before:
        return Turn.DOUBLED
    return Turn.FORGOTTEN if turns(hello.ratchet) > turns(held.ratchet) else Turn.FOREIGN


def turned(hello: Hello, held: Held, chance: str) -> str:
    """The ratchet of the next hello: how often it was turned, and chance."""
    return f"{max(turns(hello.ratchet), turns(held.ratchet)) + 1:x}.{chance}"


def turns(ratchet: str) -> int:
    """How often a ratchet was turned; 0 where it does not say."""
    count, point, _ = ratchet.partition(".")
    return int(count, 16) if point and _COUNT.fullmatch(count) else 0


def standing_of(hello: Hello, held: Held) -> Standing:
    """The first rung of the ladder that holds."""
    return next((standing for standing, holds in _LADDER if holds(hello, held)), Standing.NORMAL)


def restarts(hello: Hello, held: Held) -> bool:
    """Whether the device has to read the feed from its beginning: it followed another one."""
    if not hello.cursor:
        return bool(hello.feed) and hello.feed != held.feed
    return hello.feed != held.feed or held.mark is None or hello.mark != held.mark


def lost_by_server(hello: Hello, held: Held) -> bool:
    """Whether the device heard more than the city ever said: the city was restored from a copy.

    Whoever follows another feed already comes late: that the city was restored is known by then. But whoever made it
    known need not have heard of an epoch that was lost, so that the city may stand in it a second time; and since the
    copy was made, it may have said as much again as it had said before.
    """
    ahead = hello.cursor > held.end or turn_of(hello, held) is Turn.FORGOTTEN
    return (
        (bool(hello.feed) and hello.feed == held.feed and ahead)
        or _place(hello.city) > held.city
        or _said_otherwise(hello, held)
    )


def _said_otherwise(hello: Hello, held: Held) -> bool:
    """Whether something else stands in the city's epoch of now where the device has the newest of it."""
    same_epoch = bool(hello.city_head) and hello.city[0] == held.city[0]
    return same_epoch and held.city_head is not None and held.city_head.hex() != hello.city_head


def _place(at: At) -> At:
    """A place; before the first entry there is none, whatever the epoch."""
    return at if at[1] else NOTHING


def _revoked(_: Hello, held: Held) -> bool:
    return held.status is Status.REVOKED


def _clone(hello: Hello, held: Held) -> bool:
    return turn_of(hello, held) is Turn.FOREIGN


def _fork(hello: Hello, held: Held) -> bool:
    return held.at_place is not None and held.at_place.hex() != hello.head


def _waiting(_: Hello, held: Held) -> bool:
    return held.status is Status.WAITING


def _client_restored(hello: Hello, held: Held) -> bool:
    begun_anew = hello.restored and hello.epoch > held.newest[0] and held.newest > _place(hello.acked)
    return begun_anew or held.newest > _place((hello.epoch, hello.seq))


def _server_restored(hello: Hello, held: Held) -> bool:
    return held.newest < _place(hello.acked) or (bool(hello.feed) and hello.feed != held.feed)


def _lost_answer(hello: Hello, held: Held) -> bool:
    return held.newest > _place(hello.acked)


_LADDER: Final[tuple[tuple[Standing, Callable[[Hello, Held], bool]], ...]] = (
    (Standing.REVOKED, _revoked),
    (Standing.CLONE, _clone),
    (Standing.FORK, _fork),
    (Standing.CLONE, _waiting),
    (Standing.CLIENT_RESTORED, _client_restored),
    (Standing.SERVER_RESTORED, _server_restored),
    (Standing.LOST_ANSWER, _lost_answer),
)
