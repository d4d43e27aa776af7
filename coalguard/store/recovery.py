"""Recovery: store and alibi brought to the same head at the start.

    the alibi is                        what is done
    behind the store, on its chain      completed: a crash between commit and copy, or the second disk was away
    ahead of it and follows it          taken over, act by act, with all it means: the file is older than the copy
    ahead of it and does not follow     what follows is taken over; then a new epoch, since numbers beyond may be in use
    on another chain                    a new epoch, since both sides gave numbers: a copy of the store was used as well
    damaged at its end                  put aside and written anew from the store
    not there                           left for the next start

Whatever else there was in the alibi is put aside in a folder inside its own, never deleted. All of it is reported, and
nothing of it keeps the store from opening.
"""

import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from coalguard.domain.errors import CoalGuardError, DamagedError, MachineError
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Fact, parse_instant
from coalguard.sqlite import translated
from coalguard.store.alibi import Alibi
from coalguard.store.cursors import Cursor, keep_cursors
from coalguard.store.reader import Reader
from coalguard.store.record import Record, parse_record, record_of, render_record
from coalguard.store.store import BRANCH, Store, alibi_month
from coalguard.store.transaction import Appended, Head
from coalguard.trust.chain import person_hash

log = logging.getLogger(__name__)

_BATCH = 500
_TAIL = (
    "SELECT entries.epoch, entries.seq, headers.body, headers.hash, headers.no, entries.hash, entries.body, "
    "persons.salt, persons.row, entries.paper FROM entries JOIN headers ON headers.no = entries.header "
    "LEFT JOIN persons ON persons.device = entries.device AND persons.epoch = entries.epoch "
    "AND persons.seq = entries.seq WHERE entries.device = ? AND (entries.epoch, entries.seq) > (?, ?) "
    "ORDER BY entries.epoch, entries.seq LIMIT ?"
)
_HASH = "SELECT hash FROM entries WHERE device = ? AND epoch = ? AND seq = ?"
_BEFORE = "SELECT epoch, hash FROM entries WHERE device = ? AND epoch < ? AND seq = ? ORDER BY epoch DESC"
_BRANCHED = f"SELECT value FROM marks WHERE name = 'alibi' AND value = '{BRANCH}'"
_VALID_GRANTS = "SELECT place FROM grants WHERE valid = 1 ORDER BY place"


@dataclass(frozen=True, slots=True)
class Recovered:
    """What the start did: entries completed in the alibi and taken from it, a new epoch, why it could not do more."""

    copied: int = 0
    taken: int = 0
    new_epoch: bool = False
    fault: CoalGuardError | None = None


def reconcile(store: Store) -> Recovered:
    """Bring both to the same head; what can not be done is reported and never stops the start."""
    store.alibi_paused = True  # copying only what comes now would leave a gap for ever
    try:
        done = _reconcile(store)
    except CoalGuardError as fault:
        done = Recovered(fault=fault)
    if done.fault is not None:
        log.warning("alibi: %s", done.fault)
        store.alibi_fault = done.fault
    store.alibi_paused = isinstance(done.fault, MachineError)
    return done


def _reconcile(store: Store) -> Recovered:
    if store.read().value(_BRANCHED):  # what came home goes before what was written since: the copy is made anew
        copied = _renew(store)
        store.mark("alibi", "")
        return Recovered(copied=copied)
    try:
        last = _last(store.alibi)
    except DamagedError as damage:
        return Recovered(copied=_renew(store), fault=damage)
    if last is None:
        return Recovered(copied=_complete(store, (0, 0)))
    done = take_over(store, store.alibi) if last.end > store.head.end else Recovered()
    if done.taken:
        keep_cursors(store, {Cursor.RESTORED: "1"})  # the file is an older one, and so is what it knows of the city
    if isinstance(done.fault, MachineError):
        return done
    if done.fault is None and _hash_at(store, last.end) == last.head:
        return replace(done, copied=_complete(store, last.end))
    fault = done.fault or DamagedError("alibi.other_chain", seq=last.last)
    in_doubt = last.epoch >= store.head.epoch  # what an earlier epoch gave beyond its end was dealt with at its end
    if in_doubt:
        open_epoch(store, fault.code, above=last.epoch)
    return replace(done, copied=_renew(store), new_epoch=in_doubt, fault=fault)


def take_over(store: Store, alibi: Alibi) -> Recovered:
    """Append from an alibi what follows the store's head and hashes to what its records say, up to its end."""
    way = _Way(store)
    fault: CoalGuardError | None = None
    try:
        for record in _ahead(alibi, store.head):
            way.go(record)
    except CoalGuardError as found:
        fault = found
    way.keep()
    return Recovered(taken=way.taken, fault=fault)


class _Way:
    """The way ahead from a store's head, record by record; what was checked is kept in batches."""

    def __init__(self, store: Store) -> None:
        """Stand at the head."""
        self.taken = 0
        self._store = store
        self._head = self._behind = store.head
        self._pending: list[Record] = []

    def go(self, record: Record) -> None:
        """Take a record that follows. Raises DamagedError `alibi.gap`, `alibi.chain_broken`."""
        if record.epoch > self._head.epoch and record.first <= self._head.seq:
            self.keep()
            self._head = self._behind = self._branching(record)
        else:
            record = record.after(self._head.seq)
        _check_follows(self._head, record)
        self._pending.append(record)
        self._head = replace(self._head, epoch=record.epoch, seq=record.last, hash=record.head)
        if len(self._pending) == _BATCH:
            self.keep()

    def keep(self) -> None:
        """Write the records that were checked."""
        if self._pending:
            count = sum(len(record.bodies) for record in self._pending)
            self._store.take_over(self._pending, behind=self._behind)
            log.info("took over %d entries from the alibi", count)
            self.taken += count
            self._pending.clear()
        self._behind = self._head

    def _branching(self, record: Record) -> Head:
        """The entry that a later epoch begins behind, where it is not the last one (`store.homecoming`)."""
        head = self._head
        rows = self._store.read().rows(_BEFORE, self._store.places.number(head.device), record.epoch, record.first - 1)
        behind = (Head(head.device, epoch, record.first - 1, digest, 0, b"") for epoch, digest in rows)
        return next((one for one in behind if record.head_on(one.hash) == record.head), head)


def follow(store: Store, alibi: Alibi) -> tuple[Recovered, int]:
    """Take over from the alibi of a store that was lost; a fault also where it does not end at the head then reached.

    Without a fault it was read to its end, so everything that was acknowledged is there again. Gives the highest epoch
    seen in it as well. Raises MachineError `alibi.failed`, `alibi.empty`, DamagedError where none of it can be read.
    """
    first, last = _readable(alibi.records()), _readable(alibi.records_from_end())
    ends = [end for end in (first, last) if isinstance(end, Record)]
    if not ends:
        raise first if isinstance(first, DamagedError) else MachineError("alibi.empty")
    epoch = max(end.epoch for end in ends)
    done = take_over(store, alibi)
    if done.fault is not None:
        return done, epoch
    if isinstance(last, Record) and (last.end, last.head) == (store.head.end, store.head.hash):
        return done, epoch
    return replace(done, fault=DamagedError("alibi.behind", seq=ends[-1].last, head=store.head.seq)), epoch


def _readable(records: Iterator[bytes]) -> Record | DamagedError | None:
    """The first of some records, what keeps it from being read, or nothing where there is none."""
    try:
        content = next(records, None)
        return None if content is None else parse_record(content)
    except DamagedError as damage:
        return damage


def _check_follows(head: Head, record: Record) -> None:
    if record.epoch < head.epoch or record.first != head.seq + 1:
        raise DamagedError("alibi.gap", seq=head.seq + 1)
    if record.head_on(head.hash) != record.head:
        raise DamagedError("alibi.chain_broken", seq=record.first)
    for entry in record.entries():
        said = json.loads(entry.body)["says"].get("person") if entry.person else None
        if entry.person and said != person_hash(*entry.person).hex():
            raise DamagedError("alibi.chain_broken", seq=entry.key.seq)


def _ahead(alibi: Alibi, head: Head) -> Iterator[Record]:
    """The records that hold anything beyond the head, in order.

    Read from the end, as far back as needed; where damage is in the way, from the beginning up to the damage.
    """
    newest_first: list[bytes] = []
    try:
        for content in alibi.records_from_end():
            if not _reaches_beyond(parse_record(content), head):
                break
            newest_first.append(content)
    except DamagedError:
        return (r for r in map(parse_record, alibi.records()) if _reaches_beyond(r, head))
    return map(parse_record, reversed(newest_first))


def _reaches_beyond(record: Record, head: Head) -> bool:
    return record.device == head.device and record.end > head.end


def _last(alibi: Alibi) -> Record | None:
    content = alibi.last()
    return parse_record(content) if content is not None else None


def _hash_at(store: Store, end: tuple[int, int]) -> bytes | None:
    head = store.head
    digest = store.read().value(_HASH, store.places.number(head.device), *end)
    return bytes(digest) if digest is not None else None


# --- a new epoch ------------------------------------------------------------------------------------------------------


def open_epoch(store: Store, reason: str, by: EntryKey | None = None, *, above: int = 0) -> int:
    """Open a new epoch and close every grant of the old one, in one act; says how many grants were closed.

    The new epoch is above every one that is known: that of the store and that which the caller has seen elsewhere.
    """
    previous = store.head.epoch
    with store.begin_epoch(by, above=above) as act:
        act.append(Fact("epoch.opened", {"previous": previous, "reason": reason}))
        grants = [str(store.places.key(place)) for (place,) in act.rows(_VALID_GRANTS)]
        for grant in grants:
            act.append(Fact("grant.closed", {"grant": grant, "reason": "epoch"}))
    return len(grants)


# --- the alibi's side -------------------------------------------------------------------------------------------------


def _renew(store: Store) -> int:
    """Put what the alibi holds aside and write it anew from the store."""
    store.alibi.close()
    set_aside(store.vault.alibi, f"before-{store.head.epoch}-{store.head.seq}")
    return _complete(store, (0, 0))


def set_aside(folder: Path, name: str, *, beside: Iterable[str] = ()) -> None:
    """Move an alibi's files, and those `beside` them, into a folder inside its own; a taken name gets a number."""
    with translated():
        files = sorted(folder.glob("*.alibi"))
        if not files:
            return
        aside, count = folder / name, 1
        while aside.exists():
            count += 1
            aside = folder / f"{name}-{count}"
        aside.mkdir()
        for file in [*files, *(folder / one for one in beside if (folder / one).exists())]:
            file.rename(aside / file.name)


def _complete(store: Store, end: tuple[int, int]) -> int:
    """Append to the alibi what the store holds beyond this end, in slices of one write each."""
    copied = 0
    tail = _tail(store.read(), store.head, end)
    while rows := list(islice(tail, _BATCH)):
        for month, run in _runs(store.head.device, rows):
            store.alibi.append(month, render_record(run))
        copied += len(rows)
    return copied


def _tail(reader: Reader, head: Head, end: tuple[int, int]) -> Iterator[tuple[Any, ...]]:
    number = reader.places.number(head.device)
    while rows := reader.rows(_TAIL, number, *end, _BATCH):
        yield from rows
        end = rows[-1][0], rows[-1][1]


def _runs(device: str, rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[str, Record]]:
    """Cut a slice of the tail into records: one header each."""
    run: list[tuple[Any, ...]] = []
    for row in rows:
        if run and row[4] != run[0][4]:
            yield _run(device, run)
            run = []
        run.append(row)
    if run:
        yield _run(device, run)


def _run(device: str, run: list[tuple[Any, ...]]) -> tuple[str, Record]:
    epoch, seq, header, header_hash, number, digest, body, *_ = run[-1]
    head = Head(device, epoch, seq, digest, number, header_hash)
    month = alibi_month(parse_instant(json.loads(body)["at"]))
    return month, record_of(head, header, [_appended(device, row) for row in run])


def _appended(device: str, row: tuple[Any, ...]) -> Appended:
    epoch, seq, _, _, _, digest, body, salt, person, paper = row
    kept = (salt, person) if person is not None else None
    return Appended(EntryKey(device, epoch, seq), "", "", digest, body, kept, paper)
