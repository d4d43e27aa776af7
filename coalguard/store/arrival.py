"""Arrival: entries of other devices, taken in as the server's feed brings them.

They come in slices, each one transaction with all it means for the derived tables, and the desk's acts go first. An
entry that is known changes nothing, so that anything may arrive twice; one that is known with another hash is told and
never overwritten. Header and previous hash stay away with the server, which answers for the hash under its signature:
that the page is the server's is proved by whoever heard it.
"""

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from coalguard.domain.errors import DamagedError
from coalguard.domain.identity import EntryKey
from coalguard.sqlite import Connection, Cursor
from coalguard.store.fold.heard import hear
from coalguard.store.store import Store
from coalguard.store.transaction import Appended, apply_change
from coalguard.trust.chain import device_of

log = logging.getLogger(__name__)

LONGEST, SLICE = 250, 100
"""Entries of one transaction, at most: while nobody at the desk saves, and next to somebody who just did."""

_GIVE_WAY_S = 0.0005
_INSERT = "INSERT OR IGNORE INTO entries VALUES (?, ?, ?, NULL, NULL, ?, ?, NULL)"
_HASH = "SELECT hash FROM entries WHERE device = ? AND epoch = ? AND seq = ?"
_MOVE = "INSERT OR REPLACE INTO cursors VALUES (?, ?)"


@dataclass(frozen=True, slots=True)
class Arriving:
    """An entry of another device as the feed brings it: where it stands, its hash and its body's own bytes."""

    device: str
    epoch: int
    seq: int
    hash: bytes
    body: bytes


@dataclass(slots=True)
class Arrived:
    """What became of a page: how many were new, how many known, which are known with another hash, which not taken."""

    new: int = 0
    known: int = 0
    differing: list[EntryKey] = field(default_factory=list)
    refused: list[EntryKey] = field(default_factory=list)


def take_in(store: Store, entries: Sequence[Arriving], devices: Mapping[str, bytes], cursor: int, mark: str) -> Arrived:
    """Take in a page of the feed and move the cursor to its end with the last slice; rings after each slice.

    `devices` are the public keys of whoever wrote. Not taken are own entries, those of devices that nobody named, and
    places that this store has no room for. Raises DamagedError `sync.device_differs` where a key is not the device's.
    """
    _learn(store, devices)
    arrived, waiting, moved = Arrived(), iter(entries), False
    left, most = len(entries), LONGEST
    while not moved:
        with store.together() as connection:
            told = _slice(store, connection, islice(waiting, most), arrived)
            left -= told.seen
            if not left:
                places = (("cursor", str(cursor)), ("mark", mark))
                connection.executemany(_MOVE, places)
                moved = True
        if told.appended:
            store.ring(told.appended)
        most = LONGEST if told.seen == most and not store.wanted else SLICE
        while store.wanted:
            time.sleep(_GIVE_WAY_S)
    for key in arrived.differing:
        log.error("entry %s arrived with another hash", key)
    return arrived


@dataclass(slots=True)
class _Slice:
    """How many entries of the page a transaction looked at, and what it appended."""

    seen: int = 0
    appended: list[Appended] = field(default_factory=list)


def _slice(store: Store, connection: Connection, waiting: Iterator[Arriving], arrived: Arrived) -> _Slice:
    """Take entries in until somebody at the desk wants to save."""
    told, own, cursor = _Slice(), store.signer.device, connection.cursor()
    for entry in waiting:
        told.seen += 1
        key = EntryKey(entry.device, entry.epoch, entry.seq)
        if key.device == own or not store.places.holds(key):
            arrived.refused.append(key)
        elif appended := _take(store, cursor, key, entry, arrived):
            told.appended.append(appended)
        if store.wanted:
            break
    return told


def _take(store: Store, cursor: Cursor, key: EntryKey, entry: Arriving, arrived: Arrived) -> Appended | None:
    place = (store.places.number(key.device), key.epoch, key.seq)
    if not cursor.execute(_INSERT, (*place, entry.hash, entry.body)).rowcount:
        (held,) = cursor.execute(_HASH, place).fetchone() or (None,)
        if held == entry.hash:
            arrived.known += 1
        else:
            arrived.differing.append(key)
        return None
    heard = hear(key, entry.body, store.places)
    for change in heard.changes:
        apply_change(cursor, change)
    arrived.new += 1
    return Appended(key, heard.kind, heard.document, entry.hash, entry.body)


def _learn(store: Store, devices: Mapping[str, bytes]) -> None:
    """Keep the keys of devices that are new here; whoever names a device by another's key is not believed at all."""
    for device, public in devices.items():
        if device_of(public) != device:
            raise DamagedError("sync.device_differs", device=device)
    unknown = {device: public for device, public in devices.items() if not store.places.knows(device)}
    if not unknown:
        return
    with store.together() as connection:
        (highest,) = connection.execute("SELECT max(no) FROM keys").fetchone() or (0,)
        rows = [(no, device, public, None) for no, (device, public) in enumerate(sorted(unknown.items()), highest + 1)]
        connection.executemany("INSERT INTO keys VALUES (?, ?, ?, ?)", rows)
    for no, device, *_ in rows:
        store.places.learn(no, device)
