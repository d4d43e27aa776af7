"""Outbox: what of the own journal the city has not acknowledged; cut into runs, counted, shown.

There is no table of what waits: the outbox is the tail of the journal after a cursor (`journal.md` §6). Bytes leave as
they were hashed. It refuses to know how a run travels; what the city acknowledges is proved by whoever heard it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from coalguard.domain.errors import DamagedError
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import parse_instant
from coalguard.sqlite import Connection
from coalguard.store.cursors import Cursor
from coalguard.store.reader import Reader
from coalguard.store.record import Person
from coalguard.store.store import Store
from coalguard.trust.chain import seal

MOST_ENTRIES = 500
"""Entries of one run (`journal.md` §6)."""
MOST_BYTES = 1 << 20
"""Bytes of one run as it travels, before gzip."""
MOST_SHOWN = 200

_TAIL = (
    "SELECT entries.epoch, entries.seq, headers.no, headers.body, entries.prev, entries.hash, entries.body, "
    "persons.salt, persons.row, entries.paper FROM entries JOIN headers ON headers.no = entries.header "
    "LEFT JOIN persons ON persons.device = entries.device AND persons.epoch = entries.epoch "
    "AND persons.seq = entries.seq WHERE entries.device = ? AND (entries.epoch, entries.seq) > (?, ?) "
    "ORDER BY entries.epoch, entries.seq LIMIT ?"
)
_SHOWN = "SELECT epoch, seq, body FROM entries WHERE device = ? AND (epoch, seq) > (?, ?) ORDER BY epoch, seq LIMIT ?"
_NEXT_EPOCH = "SELECT min(epoch) FROM entries WHERE device = ? AND epoch > ?"
_SPAN = "SELECT min(seq), max(seq) FROM entries WHERE device = ? AND epoch = ? AND seq > ?"
_HASH = "SELECT hash FROM entries WHERE device = ? AND epoch = ? AND seq = ?"
_ACKED = "SELECT value FROM cursors WHERE name = ?"
_KEEP = "INSERT OR REPLACE INTO city_receipts VALUES (?, ?, ?, ?, ?, ?)"
_MOVE = "INSERT OR REPLACE INTO cursors VALUES (?, ?)"

# What JSON puts around: signs and keys of the whole, of a part, and base64 of what stands beside an entry.
_AROUND, _AROUND_PART, _AROUND_PERSON, _AROUND_PAPER = 512, 32, 64, 112


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A piece of the own journal in one epoch: its parts are a header and the bodies under it, one seal over all.

    `hashes` are those of the entries as they stand in the journal.
    """

    device: str
    epoch: int
    first: int
    prev: bytes
    parts: tuple[tuple[bytes, tuple[bytes, ...]], ...]
    persons: Mapping[int, Person]
    papers: Mapping[int, bytes]
    hashes: Sequence[bytes]
    seal: bytes

    @property
    def count(self) -> int:
        """How many entries."""
        return len(self.hashes)

    @property
    def head(self) -> bytes:
        """The hash of the last entry."""
        return self.hashes[-1]

    @property
    def last(self) -> int:
        """The seq of the last entry."""
        return self.first + self.count - 1

    @property
    def end(self) -> tuple[int, int]:
        """Epoch and seq of the last entry: where the next run begins after."""
        return self.epoch, self.last


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry that waits for the city: what it is, the paper's number and the plate where it has them, since when."""

    key: EntryKey
    kind: str
    number: str
    plate: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What the city signed for: it holds everything of this device up to an entry, whose hash is `head`."""

    epoch: int
    seq: int
    head: bytes
    said: bytes
    signature: bytes
    at: str


def acked_of(reader: Reader) -> tuple[int, int]:
    """Epoch and seq of the last own entry that the city holds."""
    return _acked(reader.value(_ACKED, Cursor.ACKED_EPOCH), reader.value(_ACKED, Cursor.ACKED_SEQ))


def _acked(epoch: str | None, seq: str | None) -> tuple[int, int]:
    return int(epoch or 1), int(seq or 0)


def next_run(
    store: Store, after: tuple[int, int] | None = None, *, limit: int = MOST_ENTRIES, most_bytes: int = MOST_BYTES
) -> Outgoing | None:
    """The next piece to be sent, sealed: behind an entry (epoch, seq), else behind what is acknowledged.

    None where nothing waits. Holds no transaction. One entry goes whatever its size.
    """
    reader = store.read()
    number = store.places.number(store.signer.device)
    rows = reader.rows(_TAIL, number, *(after or acked_of(reader)), limit)
    taken = list(_fitting(rows, most_bytes))
    return _outgoing(store, taken) if taken else None


def _fitting(rows: list[tuple[Any, ...]], most_bytes: int) -> Iterator[tuple[Any, ...]]:
    """The rows of the first one's epoch, as many as a run has room for."""
    room, header_before = most_bytes - _AROUND, 0
    for row in rows:
        _, _, no, header, _, _, body, _, person, paper = row
        size = len(body) + 1 + (len(header) + _AROUND_PART if no != header_before else 0)
        size += (len(person) + _AROUND_PERSON if person is not None else 0) + (_AROUND_PAPER if paper else 0)
        if header_before and (size > room or row[0] != rows[0][0]):
            return
        room, header_before = room - size, no
        yield row


def _outgoing(store: Store, rows: list[tuple[Any, ...]]) -> Outgoing:
    parts: list[tuple[int, bytes, list[bytes]]] = []
    persons: dict[int, Person] = {}
    papers: dict[int, bytes] = {}
    for _, seq, no, header, _, _, body, salt, row, paper in rows:
        if not parts or parts[-1][0] != no:
            parts.append((no, header, []))
        parts[-1][2].append(body)
        if row is not None:
            persons[seq] = salt, row
        if paper is not None:
            papers[seq] = paper
    device = store.signer.device
    (epoch, first, _, _, prev, *_), (_, last, _, _, _, head, *_) = rows[0], rows[-1]
    signed = seal(EntryKey(device, epoch, last), head, store.signer)
    hashes = [row[5] for row in rows]
    told = tuple((header, tuple(bodies)) for _, header, bodies in parts)
    return Outgoing(device, epoch, first, prev, told, persons, papers, hashes, signed.signature)


def count_waiting(store: Store) -> int:
    """How many own entries the city has not acknowledged; told by the ends of each epoch, whatever there is between."""
    reader, number, total = store.read(), store.places.number(store.signer.device), 0
    end: tuple[int | None, int] = acked_of(reader)
    while end[0] is not None:
        first, last = reader.one(_SPAN, number, *end) or (None, None)
        total += last - first + 1 if last is not None else 0
        end = reader.value(_NEXT_EPOCH, number, end[0]), 0
    return total


def load_waiting(store: Store, limit: int = MOST_SHOWN) -> tuple[Waiting, ...]:
    """The entries that wait for the city, the oldest first."""
    reader, device = store.read(), store.signer.device
    rows = reader.rows(_SHOWN, store.places.number(device), *acked_of(reader), limit)
    return tuple(_waiting(EntryKey(device, epoch, seq), json.loads(body)) for epoch, seq, body in rows)


def _waiting(key: EntryKey, body: Mapping[str, Any]) -> Waiting:
    says = body["says"]
    number = body["doc"] or says.get("form") or says.get("paper") or ""
    return Waiting(key, body["kind"], number, says.get("plate") or "", parse_instant(body["at"]))


# --- what the city answers --------------------------------------------------------------------------------------------


def acknowledge(store: Store, receipt: Acknowledged) -> None:
    """Keep a receipt that was proved, and send nothing again that it answers for; a late one moves nothing back.

    Raises DamagedError `sync.receipt_differs` where the own entry there is not the one that the city speaks of.
    """
    with store.together() as connection:
        _check_head(store, connection, (receipt.epoch, receipt.seq), receipt.head)
        kept = (receipt.epoch, receipt.seq, receipt.head, receipt.said, receipt.signature, receipt.at)
        connection.execute(_KEEP, kept)
        _forward(connection, (receipt.epoch, receipt.seq))


def step_forward(store: Store, end: tuple[int, int], head: bytes) -> None:
    """Take the city's word in a greeting that it holds everything up to an entry: its own answer was lost.

    Raises DamagedError as `acknowledge`.
    """
    with store.together() as connection:
        _check_head(store, connection, end, head)
        _forward(connection, end)


def step_back(store: Store, end: tuple[int, int]) -> None:
    """Send again whatever comes after an entry (epoch, seq): the city's server was restored from an older copy."""
    with store.together() as connection:
        if end < _standing(connection):
            _point(connection, end)


def _forward(connection: Connection, end: tuple[int, int]) -> None:
    if end > _standing(connection):
        _point(connection, end)


def _standing(connection: Connection) -> tuple[int, int]:
    found = dict(connection.execute("SELECT name, value FROM cursors WHERE name GLOB 'acked_*'").fetchall())
    return _acked(found.get(Cursor.ACKED_EPOCH), found.get(Cursor.ACKED_SEQ))


def _point(connection: Connection, end: tuple[int, int]) -> None:
    names = (Cursor.ACKED_EPOCH.value, Cursor.ACKED_SEQ.value)
    connection.executemany(_MOVE, [(name, str(value)) for name, value in zip(names, end, strict=True)])


def _check_head(store: Store, connection: Connection, end: tuple[int, int], head: bytes) -> None:
    row = connection.execute(_HASH, (store.places.number(store.signer.device), *end)).fetchone()
    if row is None or row[0] != head:
        raise DamagedError("sync.receipt_differs", epoch=end[0], seq=end[1])
