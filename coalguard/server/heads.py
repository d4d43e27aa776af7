"""Heads: the last entry that the server holds of each device in each of its epochs."""

from sqlalchemy import Connection, bindparam, insert, select, update

from coalguard.server.tables import heads
from coalguard.trust.chain import FIRST_PREV

_ASKED = (
    select(heads.c.epoch, heads.c.seq, heads.c.hash)
    .where(heads.c.device == bindparam("device"))
    .order_by(heads.c.epoch)
)
_MOVED = update(heads).where(heads.c.device == bindparam("of"), heads.c.epoch == bindparam("within"))
_MOVED = _MOVED.values(seq=bindparam("seq"), hash=bindparam("hash"))


def load_heads(connection: Connection, device: int) -> dict[int, tuple[int, bytes]]:
    """Seq and hash of the last entry of each epoch, the oldest epoch first."""
    return {epoch: (seq, h) for epoch, seq, h in connection.execute(_ASKED, {"device": device})}


def newest_head(connection: Connection, device: int) -> tuple[int, int, bytes]:
    """Epoch, seq and hash of the last entry of the newest epoch; (0, 0, 32 zero bytes) where there is none."""
    known = load_heads(connection, device)
    epoch = max(known, default=0)
    return (epoch, *known.get(epoch, (0, FIRST_PREV)))


def keep_head(connection: Connection, device: int, epoch: int, seq: int, h: bytes) -> None:
    """Move the head of an epoch; whoever does holds the device's row."""
    moved = connection.execute(_MOVED, {"of": device, "within": epoch, "seq": seq, "hash": h})
    if not moved.rowcount:
        connection.execute(insert(heads).values(device=device, epoch=epoch, seq=seq, hash=h))
