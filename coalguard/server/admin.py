"""Admin: what a person at the city's server does: codes for enrolment, devices to release or to revoke, lists to see.

Each is one transaction, beside a running server or without one. What can be published stands in `publishing`.
"""

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from sqlalchemy import Connection, select

from coalguard.domain.findings import refuse
from coalguard.server import enrolment
from coalguard.server.callers import Caller, load_callers
from coalguard.server.city import Saying
from coalguard.server.enrolment import OpenedCode
from coalguard.server.heads import load_heads, newest_head
from coalguard.server.incidents import Incident, load_incidents
from coalguard.server.office import Office
from coalguard.server.roster import Device, change, find_device, load_devices
from coalguard.server.standing import Status
from coalguard.server.tables import devices as devices_table
from coalguard.server.tables import grants
from coalguard.sync.messages import At
from coalguard.trust.statement import pair_fingerprint

_SHOWN: Final = 40

# --- what there is to tell --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listed:
    """A device as a person sees it; `epoch` and `seq` are the last entry that the city holds.

    The fingerprint is the one that the device's own screen shows. Where the device waits for a person, `callers` is
    who says hello with its key: one of them is the device, and the first that calls after a release will be.
    """

    device: str
    station: str
    kind: str
    letter: str
    name: str
    status: str
    enrolled_at: str
    heard_at: str
    epoch: int
    seq: int
    revoked_from: str
    fingerprint: str
    callers: tuple[Caller, ...]


@dataclass(frozen=True, slots=True)
class Leased:
    """A range of numbers; `origin` is lease, or starter for what was given before the enrolment."""

    station: str
    device: str
    epoch: int
    kind: str
    prefix: str
    first: int
    last: int
    origin: str
    taken: bool
    expires: str


# --- codes ------------------------------------------------------------------------------------------------------------


def enroll_code(office: Office, station: str) -> OpenedCode:
    """A one-time code for a device of a station. Raises Refused `station.code_malformed`, `station.code_reserved`."""
    now = office.clock.now()
    return office.database.write(lambda connection: enrolment.open_code(connection, office.secret, station, now))


# --- devices ----------------------------------------------------------------------------------------------------------


def list_devices(office: Office, station: str = "") -> tuple[Listed, ...]:
    """Every device that the city knows, or those of a station."""
    with office.database.read() as connection:
        return tuple(_listed(office, connection, one) for one in load_devices(connection, station))


def list_grants(office: Office, station: str = "") -> tuple[Leased, ...]:
    """Every range of numbers that was leased, or those of a station."""
    asked = (
        select(devices_table.c.station, devices_table.c.device, grants)
        .join(devices_table, devices_table.c.no == grants.c.device)
        .order_by(grants.c.prefix, grants.c.first)
    )
    with office.database.read() as connection:
        rows = connection.execute(asked.where(devices_table.c.station == station) if station else asked).all()
    return tuple(
        Leased(
            one[0],
            one[1],
            one.epoch,
            one.kind,
            one.prefix,
            one.first,
            one.last,
            one.origin,
            bool(one.taken),
            one.expires,
        )
        for one in rows
    )


def list_exceptions(office: Office, station: str = "") -> tuple[Incident, ...]:
    """Every incident that the city opened exceptions for, the newest first, or those that a station was told of."""
    with office.database.read() as connection:
        return tuple(one for one in load_incidents(connection) if not station or station in one.stations)


def release(office: Office, device: str) -> Listed:
    """Let a device that waits go on; the first that says hello then is the device.

    Raises Refused `device.unknown`, `device.not_waiting`.
    """

    def deed(connection: Connection) -> Listed:
        found = _held(connection, device)
        if found.status is not Status.WAITING:
            raise refuse("device.not_waiting", device=device, status=found.status.value)
        change(connection, found, status=Status.ACTIVE.value, ratchet="", previous_ratchet="")
        return _listed(office, connection, _held(connection, device))

    return office.database.write(deed)


def revoke(office: Office, device: str, since: At | None = None) -> Listed:
    """Believe nothing that a device signed from an entry on: as told, else behind everything that the city holds of it.

    What was revoked before stays so; an earlier entry takes the place of a later one. Raises Refused
    `device.unknown`.
    """

    def deed(connection: Connection) -> Listed:
        found = _held(connection, device)
        epoch, seq, _ = newest_head(connection, found.no)
        wanted = since or (max(epoch, 1), seq + 1)
        first = min(wanted, found.revoked_from or wanted)
        change(connection, found, status=Status.REVOKED.value, revoked_epoch=first[0], revoked_seq=first[1])
        says = {"public": found.public.hex(), "device": device, "station": found.station, "from": list(first)}
        office.city.append(connection, [Saying("key.revoked", says)], office.clock.now())
        return _listed(office, connection, _held(connection, device))

    return office.database.write(deed)


def _held(connection: Connection, device: str) -> Device:
    found = find_device(connection, device, hold=True)
    if found is None:
        known = [one.device for one in load_devices(connection)]
        raise refuse("device.unknown", device=device[:_SHOWN], nearest=", ".join(get_close_matches(device, known)))
    return found


def _listed(office: Office, connection: Connection, one: Device) -> Listed:
    heads = load_heads(connection, one.no)
    epoch = max(heads, default=0)
    since = f"{one.revoked_from[0]}:{one.revoked_from[1]}" if one.revoked_from else ""
    return Listed(
        one.device,
        one.station,
        one.kind,
        one.letter,
        one.name,
        one.status.value,
        one.enrolled_at,
        one.heard_at,
        epoch,
        heads[epoch][0] if epoch else 0,
        since,
        pair_fingerprint(one.public, office.city.public),
        load_callers(connection, one, heads) if one.status is Status.WAITING else (),
    )
