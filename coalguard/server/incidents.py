"""Incidents: what the city told several stations of one thing, seen as the one thing that it is.

Each station concerned has an entry `exception.opened` of its own, since every entry is addressed to one; what is said
in them differs in the station alone, and that binds them. A city that began anew (`anew`) says some of them once more
in other places and at other moments, so neither counts. Whether it is settled is the people's to know, never ours.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, select, true

from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import canonical, parse_body
from coalguard.server.tables import CITY, devices, entries, exceptions

_CLOSINGS: Final = (
    select(entries.c.epoch, entries.c.seq, entries.c.body)
    .where(entries.c.device == CITY, entries.c.kind == "exception.closed")
    .order_by(entries.c.epoch, entries.c.seq)
)
_HERE: Final = and_(
    entries.c.device == exceptions.c.device,
    entries.c.epoch == exceptions.c.epoch,
    entries.c.seq == exceptions.c.seq,
)
_TOLD: Final = select(exceptions, entries.c.body).join(entries, _HERE).order_by(exceptions.c.epoch, exceptions.c.seq)


@dataclass(frozen=True, slots=True)
class Incident:
    """What happened once: a key for each station that was told, in their order; closed once all of them heard so."""

    keys: tuple[str, ...]
    code: str
    number: str
    stations: tuple[str, ...]
    at: str
    closed_at: str
    note: str


class _Told(NamedTuple):
    """An exception as one station was told of it."""

    key: EntryKey
    code: str
    number: str
    station: str
    at: str
    closed_at: str


def load_incidents(connection: Connection) -> tuple[Incident, ...]:
    """Everything that the city opened, the newest first."""
    notes = _notes(connection)
    found = [_incident(told, notes) for told in _gathered(connection, true())]
    return tuple(reversed(found))


def told_with(connection: Connection, key: EntryKey) -> tuple[tuple[EntryKey, str], ...]:
    """The exceptions of the incident that this key belongs to, each with its station; none where there is no such."""
    there = and_(exceptions.c.epoch == key.epoch, exceptions.c.seq == key.seq)
    named = connection.execute(select(exceptions.c.exception, exceptions.c.number).where(there)).one_or_none()
    if named is None:
        return ()
    alike = and_(exceptions.c.exception == named.exception, exceptions.c.number == named.number)
    gathered = _gathered(connection, alike)
    return next((tuple((one.key, one.station) for one in told) for told in gathered if key in _keys(told)), ())


def _gathered(connection: Connection, wanted: ColumnElement[bool]) -> list[list[_Told]]:
    """What was told, by incident; a station that is told of the same again is told of another."""
    device = _city_device(connection)
    gathered: list[list[_Told]] = []
    newest: dict[bytes, list[_Told]] = {}
    for row in connection.execute(_TOLD.where(wanted)):
        key = EntryKey(device, row.epoch, row.seq)
        told = _Told(key, row.exception, row.number, row.station, row.at, row.closed_at or "")
        binding = canonical({**parse_body(key, bytes(row.body)).fact.says, "station": ""})
        mates = newest.get(binding)
        if mates is None or told.station in {one.station for one in mates}:
            mates = newest[binding] = []
            gathered.append(mates)
        mates.append(told)
    return gathered


def _keys(told: list[_Told]) -> list[EntryKey]:
    return [one.key for one in told]


def _city_device(connection: Connection) -> str:
    return str(connection.execute(select(devices.c.device).where(devices.c.no == CITY)).scalar_one())


def _notes(connection: Connection) -> dict[str, str]:
    """By key, the note of the closing that came last."""
    device = _city_device(connection)
    notes: dict[str, str] = {}
    for epoch, seq, body in connection.execute(_CLOSINGS):
        says = parse_body(EntryKey(device, epoch, seq), bytes(body)).fact.says
        notes[str(says["opened"])] = str(says.get("note") or "")
    return notes


def _incident(told: list[_Told], notes: dict[str, str]) -> Incident:
    closed = [one.closed_at for one in told]
    keys = tuple(map(str, _keys(told)))
    first = told[0]
    return Incident(
        keys,
        first.code,
        first.number,
        tuple(one.station for one in told),
        first.at,
        max(closed) if all(closed) else "",
        next((notes[key] for key in keys if notes.get(key)), ""),
    )
