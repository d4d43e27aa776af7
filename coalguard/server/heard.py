"""Heard: until when the city has everything that a station wrote; a gate shows it where it decides (`journal.md` §5).

A device says at its hello whether anything waits: if nothing does, the city has it all up to that moment. In between,
the last entry that was kept says when it was written, and never a moment later than it was kept, whatever the device's
clock says. A station is as far as the last of its devices; those that were revoked count where it has no other.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, and_, func, select

from coalguard.server.standing import Status
from coalguard.server.tables import CITY, devices, entries, heads, seals

_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")


class _Written(msgspec.Struct):
    at: str


class _Known(NamedTuple):
    """Of a device: its station, until when it is heard, when anything of that changed, whether it was revoked."""

    station: str
    until: str
    changed: str
    revoked: bool


def heard_since(connection: Connection, since: str) -> dict[str, str]:
    """Of every station heard of since a moment (empty: ever), until when the city has everything of it."""
    stations: dict[str, list[_Known]] = {}
    for known in _devices(connection):
        stations.setdefault(known.station, []).append(known)
    counting = {
        station: [known for known in all_of_it if not known.revoked] or all_of_it
        for station, all_of_it in stations.items()
    }
    return {
        station: min(known.until for known in all_of_it)
        for station, all_of_it in counting.items()
        if all(known.until for known in all_of_it) and max(known.changed for known in all_of_it) >= since
    }


def _devices(connection: Connection) -> Iterator[_Known]:
    newest = select(heads.c.device, func.max(heads.c.epoch).label("epoch")).group_by(heads.c.device).subquery()
    asked = (
        select(
            devices.c.station, devices.c.heard_at, devices.c.heard_until, devices.c.status, seals.c.at, entries.c.body
        )
        .outerjoin(newest, newest.c.device == devices.c.no)
        .outerjoin(heads, and_(heads.c.device == devices.c.no, heads.c.epoch == newest.c.epoch))
        .outerjoin(seals, _same_place(seals))
        .outerjoin(entries, _same_place(entries))
        .where(devices.c.no != CITY)
    )
    for station, heard_at, heard_until, status, kept_at, body in connection.execute(asked):
        written = min(_written(body), kept_at) if body and kept_at else ""
        changed = max(heard_at, kept_at or "")
        yield _Known(station, max(heard_until, written), changed, status == Status.REVOKED.value)


def _same_place(table: Table) -> ColumnElement[bool]:
    return and_(table.c.device == heads.c.device, table.c.epoch == heads.c.epoch, table.c.seq == heads.c.seq)


def _written(body: bytes) -> str:
    """When an entry says that it was written; a poisoned one says nothing."""
    try:
        at = msgspec.json.decode(body, type=_Written).at
    except (msgspec.MsgspecError, ValueError):
        return ""
    return at if _INSTANT.fullmatch(at) else ""
