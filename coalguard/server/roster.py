"""Roster: the devices that the city knows, their keys, and what it thinks of each.

The city itself stands in the same table as number 0; it is no station and signs no paper, so the roster leaves it out.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, select, update

from coalguard.domain.findings import refuse
from coalguard.server.standing import Status
from coalguard.server.tables import CITY, devices, stations
from coalguard.sync.messages import At
from coalguard.trust.keyring import Keyring, TrustedKey


@dataclass(frozen=True, slots=True)
class Device:
    """A device as the city knows it; `revoked_from` is the entry from which on it is not believed."""

    no: int
    device: str
    public: bytes
    station: str
    kind: str
    letter: str
    name: str
    status: Status
    ratchet: str
    previous_ratchet: str
    greetings: str
    revoked_from: At | None
    enrolled_at: str
    heard_at: str
    heard_until: str


def find_device(connection: Connection, device: str, *, hold: bool = False) -> Device | None:
    """The device of this name; `hold` keeps its row until the deed ends."""
    asked = _asked().where(devices.c.device == device)
    row = connection.execute(asked.with_for_update() if hold else asked).one_or_none()
    return _read(row) if row else None


def believed(connection: Connection, device: str, *, hold: bool = False) -> Device:
    """The device of this name. Raises Refused `token.device_unknown`, `token.revoked`."""
    found = find_device(connection, device, hold=hold)
    if found is None:
        raise refuse("token.device_unknown", device=device)
    if found.status is Status.REVOKED:
        raise refuse("token.revoked", device=device)
    return found


def load_devices(connection: Connection, station: str = "") -> tuple[Device, ...]:
    """Every device, or those of a station, by station and letter."""
    asked = _asked().order_by(devices.c.station, devices.c.letter, devices.c.no)
    if station:
        asked = asked.where(devices.c.station == station)
    return tuple(map(_read, connection.execute(asked)))


def load_keyring(connection: Connection, now: datetime) -> Keyring:
    """The keys that the city vouches for at this moment, for papers."""
    names = load_names(connection)
    return Keyring(
        TrustedKey(one.public, one.station, names.get(one.station, one.name), now, revoked_from=one.revoked_from)
        for one in load_devices(connection)
    )


def load_names(connection: Connection) -> dict[str, str]:
    """What the city calls each station, by its code."""
    return {row.code: row.name for row in connection.execute(select(stations.c.code, stations.c.name))}


def change(connection: Connection, device: Device, /, **values: Any) -> None:  # noqa: ANN401 -- columns of the table
    """Note something of a device whose row is held."""
    connection.execute(update(devices).where(devices.c.no == device.no).values(**values))


_COLUMNS: Final = (
    devices.c.no,
    devices.c.device,
    devices.c.public,
    devices.c.station,
    devices.c.kind,
    devices.c.letter,
    devices.c.name,
    devices.c.status,
    devices.c.ratchet,
    devices.c.previous_ratchet,
    devices.c.greetings,
    devices.c.revoked_epoch,
    devices.c.revoked_seq,
    devices.c.enrolled_at,
    devices.c.heard_at,
    devices.c.heard_until,
)


def _asked() -> Select[Any]:
    return select(*_COLUMNS).where(devices.c.no != CITY)


def _read(row: Row[Any]) -> Device:
    return Device(
        row.no,
        row.device,
        row.public,
        row.station,
        row.kind,
        row.letter,
        row.name,
        Status(row.status),
        row.ratchet,
        row.previous_ratchet,
        row.greetings,
        None if row.revoked_epoch is None else (row.revoked_epoch, row.revoked_seq),
        row.enrolled_at,
        row.heard_at,
        row.heard_until,
    )
