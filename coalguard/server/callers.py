"""Callers: who says hello with a device's key, so that a person can choose between two machines that hold the same one.

    keeps step              one row: the call of before is replaced
    the device waits        a row for each ratchet that is presented; it stays the same while they wait

Which of them is the device no program can know: key and fingerprint are the same. What tells them apart is when each
called last, from where, how far its journal goes, and whether it comes from a backup.
"""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select

from coalguard.server.roster import Device
from coalguard.server.tables import callers, entries
from coalguard.sync.messages import Hello

MOST: Final = 8
"""Callers of one device that are remembered: whoever holds its key could name any number of ratchets."""


@dataclass(frozen=True, slots=True)
class Caller:
    """One holder of a device's key: its last call, from which address, and the last entry of its journal.

    `waiting` counts its entries behind the last that the city has; `ahead` those that it has more than any other holder
    of the key; `differs` where the city has another entry in the place of its last.
    """

    at: str
    address: str
    restored: bool
    epoch: int
    seq: int
    waiting: int
    ahead: int
    differs: bool


def keep_step(connection: Connection, device: Device, hello: Hello, call: tuple[str, str], ratchet: str) -> None:
    """Note a call (`call`: when, from where) of the one holder; `ratchet` is what it presents at its next one."""
    connection.execute(delete(callers).where(callers.c.device == device.no))
    _note(connection, device, hello, call, ratchet)


def note_beside(connection: Connection, device: Device, hello: Hello, call: tuple[str, str]) -> None:
    """Note a call while the device waits, beside those of whoever else holds its key."""
    mine = callers.c.device == device.no
    known = {row.ratchet: bool(row.restored) for row in connection.execute(select(callers).where(mine))}
    kept = device.ratchet
    lost = kept in known and (hello.ratchet == device.previous_ratchet or (hello.restored and known[kept]))
    ratchet = kept if lost else hello.ratchet  # whose last answer never came presents the ratchet of before
    connection.execute(delete(callers).where(mine, callers.c.ratchet == ratchet))
    _note(connection, device, hello, call, ratchet)
    oldest = select(callers.c.ratchet).where(mine).order_by(callers.c.at.desc()).offset(MOST)
    surplus = connection.execute(oldest).scalars().all()
    connection.execute(delete(callers).where(mine, callers.c.ratchet.in_(surplus)))


def _note(connection: Connection, device: Device, hello: Hello, call: tuple[str, str], ratchet: str) -> None:
    at, address = call
    place = {"epoch": hello.epoch, "seq": hello.seq, "head": hello.head, "restored": int(hello.restored)}
    connection.execute(insert(callers).values(device=device.no, ratchet=ratchet, at=at, address=address, **place))


def load_callers(connection: Connection, device: Device, heads: dict[int, tuple[int, bytes]]) -> tuple[Caller, ...]:
    """Whoever holds a device's key, the last caller first; `heads` is what the city has of the device."""
    asked = select(callers).where(callers.c.device == device.no).order_by(callers.c.at.desc(), callers.c.ratchet)
    rows = connection.execute(asked).all()
    found = []
    for row in rows:
        others = [one.seq for one in rows if one.ratchet != row.ratchet]
        known = max((seq for epoch, (seq, _) in heads.items() if epoch <= row.epoch and seq <= row.seq), default=0)
        found.append(
            Caller(
                at=row.at,
                address=row.address,
                restored=bool(row.restored),
                epoch=row.epoch,
                seq=row.seq,
                waiting=row.seq - known if row.epoch not in heads or row.seq > heads[row.epoch][0] else 0,
                ahead=max(0, row.seq - max(others)) if others else 0,
                differs=_differs(connection, device, row),
            )
        )
    return tuple(found)


def _differs(connection: Connection, device: Device, row: Any) -> bool:  # noqa: ANN401 -- a row of `callers`
    """Whether the city has another entry in the place of a caller's last."""
    place = (entries.c.device == device.no) & (entries.c.epoch == row.epoch) & (entries.c.seq == row.seq)
    kept = connection.execute(select(entries.c.hash).where(place)).scalar_one_or_none()
    return kept is not None and bytes(kept).hex() != row.head
