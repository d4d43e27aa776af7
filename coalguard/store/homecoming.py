"""Homecoming: own entries that a restored store lost, and that come back from the city's server (`journal.md` §6).

    they continue from                  what is done
    the own head                        taken over with all they mean, as from the alibi
    an entry behind which this store    kept as a branch under their own headers: both lines are ours, told apart by
    began a later epoch meanwhile       their epoch; then tables and alibi are made anew, in the order of the epochs

What is here already is passed over, so that any piece may come again. An entry that is here with another hash is a
fork, which is told and never healed here. That the pieces are the server's word is proved by whoever heard them.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from coalguard.domain.errors import CoalGuardError, DamagedError
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Fact, parse_body
from coalguard.store.record import Person, Record
from coalguard.store.recovery import open_epoch, reconcile
from coalguard.store.store import BRANCH, Store
from coalguard.store.transaction import Head
from coalguard.trust.chain import person_hash

REASON = "homecoming"
"""Why a new epoch was opened, or a grant closed, behind what came home."""

_HASH = "SELECT hash FROM entries WHERE device = ? AND epoch = ? AND seq = ?"
_BEFORE = "SELECT epoch FROM entries WHERE device = ? AND epoch <= ? AND seq = ? AND hash = ? ORDER BY epoch DESC"
_BRANCHED = f"SELECT value FROM marks WHERE name = 'derived' AND value = '{BRANCH}'"
_OLD_GRANTS = "SELECT place FROM grants WHERE valid = 1 ORDER BY place"


@dataclass(frozen=True, slots=True)
class Returning:
    """A piece of the own journal as the server kept it: parts are a header and the bodies under it."""

    epoch: int
    first: int
    prev: bytes
    parts: tuple[tuple[bytes, tuple[bytes, ...]], ...]
    persons: Mapping[int, Person]
    papers: Mapping[int, bytes]


@dataclass(frozen=True, slots=True)
class Settled:
    """Where the store stands after a homecoming: its epoch, and how many grants of old epochs were closed."""

    epoch: int
    closed_grants: int


def bring_home(store: Store, returning: Returning) -> int:
    """Keep a piece of what was lost; says how many of its entries were not here.

    Raises DamagedError `homecoming.malformed` where they are no entries of this device: then nothing is kept;
    `homecoming.differs` where another entry stands in the place of one of them, `homecoming.gap` where they continue
    from nothing that is here: then what stands before it is.
    """
    prev, came = returning.prev, 0
    for record in list(_records(store, returning)):
        rest, behind = _unknown(store, record, prev)
        prev = record.head
        if rest is None:
            continue
        if not came:
            store.mark("alibi", BRANCH)  # acts of the desk may come in between: the copy is made anew at the end
        if behind.end == store.head.end or rest.epoch > store.head.epoch:
            store.take_over([rest], behind=behind)
        else:
            store.take_branch(rest, behind)
        came += len(rest.bodies)
    return came


def settle(store: Store, by: EntryKey | None, *, epoch: int) -> Settled:
    """Make tables and alibi right again, and begin an epoch above every one that the server knows (`epoch`).

    Grants of older epochs are closed: what was given beyond them nobody knows. The desk waits meanwhile. Only for a
    store that the server says was restored; can be asked for again.
    """
    with store.maintenance():  # nothing may be written between what is read and what is put in its place
        if store.read().value(_BRANCHED):
            from coalguard.store.rebuild import fold_anew  # noqa: PLC0415 -- SQLAlchemy loads where tables are made

            fold_anew(store)
        reconcile(store)
        closed = open_epoch(store, REASON, by, above=epoch) if store.head.epoch <= epoch else 0
        return Settled(store.head.epoch, closed + _close_old_grants(store, by))


def _close_old_grants(store: Store, by: EntryKey | None) -> int:
    key, now = store.places.key, store.head.epoch
    old = [key(place) for (place,) in store.read().rows(_OLD_GRANTS) if key(place).epoch < now]
    if old:
        with store.begin(by) as act:
            for grant in old:
                act.append(Fact("grant.closed", {"grant": str(grant), "reason": REASON}))
    return len(old)


def _records(store: Store, returning: Returning) -> Iterator[Record]:
    """The parts of a piece as records, each hashed on the one before and proved against its personal rows."""
    device, first, prev = store.signer.device, returning.first, returning.prev
    for header, bodies in returning.parts:
        within = range(first, first + len(bodies))
        record = Record(
            device,
            returning.epoch,
            first,
            header,
            bodies,
            {seq: person for seq, person in returning.persons.items() if seq in within},
            {seq: paper for seq, paper in returning.papers.items() if seq in within},
            b"",
        )
        record = replace(record, head=record.head_on(prev))
        _check(record)
        yield record
        first, prev = within.stop, record.head


def _check(record: Record) -> None:
    """A header of this device and epoch, bodies that are bodies, personal rows that are theirs."""
    try:
        says = _header(record.header)
        sound = (says.get("device"), says.get("epoch")) == (record.device, record.epoch) and bool(record.bodies)
        for seq, body in enumerate(record.bodies, record.first):
            entry = parse_body(EntryKey(record.device, record.epoch, seq), body)
            person = record.persons.get(seq)
            sound = sound and (person is None or entry.fact.says.get("person") == person_hash(*person).hex())
    except (CoalGuardError, ValueError, AttributeError) as error:
        raise DamagedError("homecoming.malformed", seq=record.first) from error
    if not sound:
        raise DamagedError("homecoming.malformed", seq=record.first)


def _header(body: bytes) -> Mapping[str, object]:
    read: Mapping[str, object] = json.loads(body)
    return read


def _unknown(store: Store, record: Record, prev: bytes) -> tuple[Record | None, Head]:
    """What of a record is not here, and the entry that it goes on behind."""
    reader, number = store.read(), store.places.number(record.device)
    behind = Head(record.device, record.epoch, record.first - 1, prev, 0, b"")
    for seq, digest in enumerate(record.hashes_on(prev), record.first):
        held = reader.value(_HASH, number, record.epoch, seq)
        if held is None:
            break
        if held != digest:
            raise DamagedError("homecoming.differs", epoch=record.epoch, seq=seq)
        behind = replace(behind, seq=seq, hash=digest)
    else:
        return None, behind
    epoch = reader.value(_BEFORE, number, record.epoch, behind.seq, behind.hash)
    if epoch is None and behind.seq:
        raise DamagedError("homecoming.gap", epoch=record.epoch, seq=behind.seq)
    return record.after(behind.seq), replace(behind, epoch=epoch or record.epoch)
