"""Blobs: photos and scans, named by their hash, sent in pieces that may break off anywhere (tus 1.0 semantics).

    HEAD   /v1/blobs/{sha256}     → Upload-Offset, Upload-Length
    PATCH  /v1/blobs/{sha256}     Upload-Offset, a piece (the first one with Upload-Length) → the new Upload-Offset

The pieces lie in the database, so that any process goes on where another left off. When the last one came, the whole is
hashed: another hash than its name is thrown away, all of it, and the sender begins anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from coalguard.clock import Clock
from coalguard.domain.errors import DamagedError
from coalguard.domain.findings import refuse
from coalguard.domain.journal import render_instant
from coalguard.server.roster import believed
from coalguard.server.tables import blob_pieces, blobs

MOST_BYTES: Final = 10 << 20
TUS: Final = "1.0.0"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of a blob, from `offset` on; `length` is that of the whole, where the sender says it."""

    name: str
    offset: int
    length: int | None
    content: bytes


@dataclass(frozen=True, slots=True)
class Stored:
    """How much of a blob is here."""

    received: int
    length: int


def find_blob(connection: Connection, name: str) -> Stored:
    """How much of a blob is here. Raises Refused `blob.unknown`."""
    row = connection.execute(select(blobs.c.received, blobs.c.length).where(blobs.c.sha256 == name)).one_or_none()
    if row is None:
        raise refuse("blob.unknown")
    return Stored(row.received, row.length)


def take(connection: Connection, piece: Piece, device: str, clock: Clock) -> tuple[Stored, DamagedError | None]:
    """Take in the next piece of a device; the fault where the last one came and the whole is not what it is called."""
    sender, at = believed(connection, device), render_instant(clock.now())
    stored = take_piece(connection, piece, sender.no, at)
    is_last = piece.content and stored.received == stored.length
    return stored, finish(connection, piece.name) if is_last else None


def take_piece(connection: Connection, piece: Piece, device: int, at: str) -> Stored:
    """Take in the next piece. Call `finish` where it was the last.

    Raises Refused `blob.offset` (with what is expected), `blob.length_differs`, `blob.too_large`.
    """
    length = _begun(connection, piece, device, at)
    held = select(blobs.c.received).where(blobs.c.sha256 == piece.name).with_for_update()
    row = connection.execute(held).one_or_none()
    if row is None:  # another sent the last piece meanwhile, and the whole was not what it is called
        raise refuse("blob.unknown")
    if piece.offset != row.received:
        raise refuse("blob.offset", expected=row.received)
    received = row.received + len(piece.content)
    if received > length:
        raise refuse("blob.too_large", most=length)
    if piece.content:
        values = {"sha256": piece.name, "start": piece.offset, "content": piece.content}
        connection.execute(insert(blob_pieces).values(**values))
        connection.execute(update(blobs).where(blobs.c.sha256 == piece.name).values(received=received))
    return Stored(received, length)


def _begun(connection: Connection, piece: Piece, device: int, at: str) -> int:
    """The length of the whole, a blob that nobody sent before begun with what this piece says."""
    if piece.length is not None and not 0 < piece.length <= MOST_BYTES:
        raise refuse("blob.too_large", most=MOST_BYTES)
    if piece.length is not None and piece.offset == 0:
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        row = {"sha256": piece.name, "device": device, "length": piece.length, "received": 0, "whole": 0, "at": at}
        connection.execute(dialect.insert(blobs).values(**row).on_conflict_do_nothing())
    stored = find_blob(connection, piece.name)
    if piece.length not in (None, stored.length):
        raise refuse("blob.length_differs", length=stored.length)
    return stored.length


def finish(connection: Connection, name: str) -> DamagedError | None:
    """Compare a complete blob with its name; what differs is thrown away, and said, so that the deed can be kept."""
    if sha256(b"".join(_contents(connection, name))).hexdigest() == name:
        connection.execute(update(blobs).where(blobs.c.sha256 == name).values(whole=1))
        return None
    connection.execute(delete(blob_pieces).where(blob_pieces.c.sha256 == name))
    connection.execute(delete(blobs).where(blobs.c.sha256 == name))
    return DamagedError("blob.hash_differs")


def _contents(connection: Connection, name: str) -> Sequence[bytes]:
    pieces = select(blob_pieces.c.content).where(blob_pieces.c.sha256 == name).order_by(blob_pieces.c.start)
    return connection.execute(pieces).scalars().all()
