"""Inbox: whether a run may be kept, rung by rung (`journal.md` §6); pure.

    not to be counted on         Malformed    no place of it fits an entry key
    a link or the seal is wrong  SealInvalid  nobody knows who wrote it
    what is known differs        Fork         two journals under one name: both are kept
    something is missing         Gap          send from there
    all of it is known           Duplicate    the same receipt again
    else                         Kept         what is known is passed over, what is poisoned is kept and set aside

A new epoch may go on from any entry that is known of the device, in whichever epoch that was. Nothing well formed is
refused; whether it fits the rules of the trade is the judge's, and opens exceptions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from coalguard.domain.errors import DamagedError
from coalguard.server.reading import Told, read_entry
from coalguard.sync.run import Run
from coalguard.trust.chain import FIRST_PREV

_HIGHEST_EPOCH = 10**9 - 1
_HIGHEST_SEQ = 10**15 - 1
"""What `domain.identity.EntryKey` can spell."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the server knows of a device, as far as it touches a run.

    `heads`: of each epoch the last seq; `hashes`: those known of the run's own epoch from `first` - 1 to `last`;
    `before`: the hashes known at `first` - 1 in any epoch.
    """

    public: bytes
    heads: Mapping[int, int] = field(default_factory=dict)
    hashes: Mapping[int, bytes] = field(default_factory=dict)
    before: frozenset[bytes] = frozenset()


class Arrived(NamedTuple):
    """A new entry of a run; `part` says under which of its headers it was written."""

    seq: int
    part: int
    hash: bytes
    body: bytes
    told: Told


@dataclass(frozen=True, slots=True)
class Kept:
    """These entries are new; the run ends at `head`."""

    entries: Sequence[Arrived]
    head: bytes


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Everything is known; the run ends at `head`."""

    head: bytes


@dataclass(frozen=True, slots=True)
class Fork:
    """From this seq on it is another journal than the one that is known; it ends at `head`."""

    seq: int
    head: bytes


@dataclass(frozen=True, slots=True)
class Gap:
    """The next entry that can be taken is this one."""

    expected: int


@dataclass(frozen=True, slots=True)
class SealInvalid:
    """A link or the seal is wrong."""


@dataclass(frozen=True, slots=True)
class Malformed:
    """A place that no entry can have."""


Outcome = Kept | Duplicate | Fork | Gap | SealInvalid | Malformed


def accept(run: Run, known: Known) -> Outcome:
    """What is to be done with a run."""
    if run.epoch > _HIGHEST_EPOCH or run.last > _HIGHEST_SEQ:
        return Malformed()
    try:
        hashes = run.prove(known.public)
    except DamagedError:
        return SealInvalid()
    last = known.heads.get(run.epoch)
    fault = _begin(run, known, hashes) if last is None else _go_on(run, known, hashes, last)
    if fault:
        return fault
    new = run.first if last is None else last + 1
    if new > run.last:
        return Duplicate(hashes[-1])
    return Kept(_arrived(run, hashes, new), hashes[-1])


def _begin(run: Run, known: Known, hashes: Sequence[bytes]) -> Fork | Gap | None:
    """The first entries of an epoch: from the very first place, or from any that is known."""
    before = known.before if run.first > 1 else {FIRST_PREV}
    if not before:
        return Gap(max(known.heads.values(), default=0) + 1)
    return None if bytes.fromhex(run.prev) in before else Fork(run.first, hashes[-1])


def _go_on(run: Run, known: Known, hashes: Sequence[bytes], last: int) -> Fork | Gap | None:
    """More of an epoch that is known up to `last`; what is known is compared entry by entry."""
    if run.first > last + 1:
        return Gap(last + 1)
    if run.first == last + 1 and known.hashes[last].hex() != run.prev:
        return Fork(run.first, hashes[-1])
    for seq, h in zip(range(run.first, last + 1), hashes, strict=False):
        if known.hashes.get(seq) != h:
            return Fork(seq, hashes[-1])
    return None


def _arrived(run: Run, hashes: Sequence[bytes], new: int) -> list[Arrived]:
    bodies = [(number, bytes(raw)) for number, part in enumerate(run.parts) for raw in part.bodies]
    persons, first = run.persons, run.first
    return [
        Arrived(seq, number, h, body, read_entry(body, persons.get(seq)))
        for seq, (number, body), h in zip(
            range(new, run.last + 1), bodies[new - first :], hashes[new - first :], strict=True
        )
    ]
