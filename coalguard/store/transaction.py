"""Transaction: one act, all or nothing.

The trade asks its questions through the Reader half, appends facts through the Journal half; each append writes the
entry, its personal row and the derived rows that its fold names. Nothing is acknowledged here: the Store commits, then
writes the alibi, then rings the bell.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from coalguard.domain.findings import refuse
from coalguard.domain.identity import DocumentNumber, EntryKey, day_code
from coalguard.domain.journal import Entry, Fact, Json, Moment, canonical, parse_body, render_body
from coalguard.domain.numbering import Grant, PaperKind
from coalguard.sqlite import Connection, Cursor
from coalguard.store.fold import fold
from coalguard.store.fold.change import Cell, Change, Placed
from coalguard.store.places import Places
from coalguard.store.reader import Reader
from coalguard.store.wanted import mark_wanted
from coalguard.trust.chain import Signer, entry_hash, person_hash
from coalguard.trust.claim import PAPER_OF, claim_of
from coalguard.trust.packing import HIGHEST_SEQ
from coalguard.trust.paper import sign_paper, signature_of

_INSERT_ENTRY = "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_INSERT_PERSON = "INSERT INTO persons VALUES (?, ?, ?, ?, ?)"
_GRANT = (  # the oldest that can give a number; where none can, one that says why
    "SELECT place, kind, prefix, first, last, following, valid FROM grants WHERE kind = ? "
    "ORDER BY valid = 1 AND following <= last DESC, place LIMIT 1"
)
_SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Head:
    """Where the own chain stands: the next entry goes to `seq` + 1 and hashes over `hash` and the header's hash."""

    device: str
    epoch: int
    seq: int
    hash: bytes
    header: int
    header_hash: bytes

    @property
    def end(self) -> tuple[int, int]:
        """Epoch and seq: how heads are compared."""
        return self.epoch, self.seq

    @property
    def key(self) -> EntryKey:
        """The key of the last entry."""
        return EntryKey(self.device, self.epoch, self.seq)


@dataclass(frozen=True, slots=True)
class Appended:
    """One entry of an act as it was written; `paper` is the signature of the paper that it is, where it is one."""

    key: EntryKey
    kind: str
    document: str
    hash: bytes
    body: bytes
    person: tuple[bytes, bytes] | None = None
    paper: bytes | None = None


@dataclass(frozen=True, slots=True)
class IssuedPaper:
    """A paper that was given a number: its number, its entry and the entry's hash."""

    number: DocumentNumber
    key: EntryKey
    hash: bytes


@cache
def _statement(table: str, columns: tuple[str, ...], key: tuple[str, ...], verb: str, newest: tuple[str, ...]) -> str:
    """The SQL text of a change of this shape."""
    if key:
        settings = ", ".join(f"{column} = ?" for column in columns)
        return f"UPDATE {table} SET {settings} WHERE {' AND '.join(f'{column} = ?' for column in key)}"
    put = f"{verb} INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    if newest:
        settings = ", ".join(f"{column} = excluded.{column}" for column in columns)
        return f"{put} ON CONFLICT ({', '.join(newest)}) DO UPDATE SET {settings} WHERE excluded.place > place"
    return put


def apply_change(connection: Connection | Cursor, change: Change, *, anew: bool = False) -> None:
    """Write one change of a fold; `anew` has any row of the same key give way."""
    verb = "INSERT OR REPLACE" if (change.anew or anew) and not change.newest else "INSERT"
    sql = _statement(change.table, tuple(change.values), tuple(change.key), verb, change.newest)
    cells: list[Cell] = [*change.values.values(), *change.key.values()]
    connection.execute(sql, cells)


class Transaction(Reader):
    """The one writer's act in progress."""

    def __init__(
        self, connection: Connection, places: Places, head: Head, *, moment: Moment, by: EntryKey | None, signer: Signer
    ) -> None:
        """Begin after `head`, at `moment`, by this actor (None: the program itself); `signer` signs papers."""
        super().__init__(connection, places)
        self._signer = signer
        self.head = head
        self.moment = moment
        self.by = by
        self.appended: list[Appended] = []

    def append(self, fact: Fact, *, person: Mapping[str, Json] | None = None) -> EntryKey:
        """Write a fact to the journal, its personal row beside it, and all that it means for the derived tables."""
        key = EntryKey(self.head.device, self.head.epoch, self.head.seq + 1)
        kept = None
        if person is not None:
            kept = (os.urandom(_SALT_BYTES), canonical(person))
            fact = replace(fact, says={**fact.says, "person": person_hash(*kept).hex()})
        body = render_body(fact, self.moment, self.by)
        entry = Entry(key, fact, self.moment, self.by)
        self._keep(entry, body, kept)
        self._fold(entry, person)
        mark_wanted(self._connection, fact)
        return key

    def take_over(self, entry: Appended, *, folds: bool = True) -> None:
        """Write an entry that was kept elsewhere, with the same body and so the same hash; and all that it means."""
        read = parse_body(entry.key, entry.body)
        self._keep(read, entry.body, entry.person, entry.paper)
        if folds:
            self._fold(read, json.loads(entry.person[1]) if entry.person else None)

    def _keep(self, entry: Entry, body: bytes, kept: tuple[bytes, bytes] | None, paper: bytes | None = None) -> None:
        """Write the entry at the head, and the personal row and the paper's signature beside it."""
        head, seq = self.head, entry.key.seq
        digest = entry_hash(head.hash, head.header_hash, seq, body)
        number = self.places.number(head.device)
        if paper is None and entry.fact.kind in PAPER_OF:
            paper = signature_of(sign_paper(claim_of(entry, digest), self._signer))
        execute = self._connection.execute
        execute(_INSERT_ENTRY, (number, head.epoch, seq, head.header, head.hash, digest, body, paper))
        if kept is not None:
            execute(_INSERT_PERSON, (number, head.epoch, seq, *kept))
        self.head = Head(head.device, head.epoch, seq, digest, head.header, head.header_hash)
        self.appended.append(Appended(entry.key, entry.fact.kind, entry.fact.document, digest, body, kept, paper))

    def _fold(self, entry: Entry, row: Mapping[str, Json] | None) -> None:
        """Write what the entry means for the derived tables."""
        for change in fold(Placed(entry, self.places.of(entry.key), row, self.places)):
            apply_change(self._connection, change)

    def issue(self, paper: PaperKind, kind: str, says: Mapping[str, Json]) -> IssuedPaper:
        """Give a paper the next number of its grant and append its entry.

        Raises Refused `number.exhausted`, `number.grant_closed` or, where there never was one, `number.no_grant`;
        `paper.journal_full` where the code on a paper could not say any more which entry it is.
        """
        if self.head.seq >= HIGHEST_SEQ:
            raise refuse("paper.journal_full", limit=HIGHEST_SEQ)
        grant = self._grant(paper)
        number = grant.take(day_code(self.moment.at))
        key = self.append(Fact(kind, {**says, "grant": str(grant.key)}, document=str(number)))
        return IssuedPaper(number, key, self.head.hash)

    def _grant(self, paper: PaperKind) -> Grant:
        row = self.one(_GRANT, paper.value)
        if row is None:
            raise refuse("number.no_grant", kind=paper.value)
        place, kind, prefix, first, last, following, valid = row
        return Grant(self.places.key(place), PaperKind(kind), prefix, first, last, following, valid=bool(valid))
