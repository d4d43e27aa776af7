"""Trucks as the store knows them: their stays, weighings and vehicles."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from coalguard.domain.findings import refuse
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Entry, Json, parse_instant
from coalguard.domain.mass import Mass
from coalguard.domain.plate import Plate
from coalguard.domain.vehicle import StoredTare, Vehicle
from coalguard.domain.visit import Purpose, State, Visit
from coalguard.domain.weighing import ORIGINS, WeightTaken
from coalguard.store.people import person_name
from coalguard.store.reader import Reader

_VISIT = "SELECT place, plate, purpose, state, opened_at, gross_kg, tare_kg FROM visits"
_OPEN = "state IN ('arrived', 'half_weighed', 'weighed', 'recorded')"
_TARES_REMEMBERED = 20


def _mass(kg: int | None) -> Mass | None:
    return None if kg is None else Mass(kg)


def _visit(reader: Reader, row: tuple[Any, ...]) -> Visit:
    place, plate, purpose, state, opened_at, gross, tare = row
    return Visit(
        reader.places.key(place),
        plate,
        Purpose(purpose),
        State(state),
        _mass(gross),
        _mass(tare),
        parse_instant(opened_at),
    )


def load_visit(reader: Reader, text: str) -> Visit:
    """The visit with this id. Raises Refused `visit.unknown`."""
    row = reader.one(f"{_VISIT} WHERE place = ?", reader.place_of(text))
    if row is None:
        raise refuse("visit.unknown", value=text)
    return _visit(reader, row)


def open_visits(reader: Reader) -> tuple[Visit, ...]:
    """Every stay that has not ended, the longest first."""
    return tuple(_visit(reader, row) for row in reader.rows(f"{_VISIT} WHERE {_OPEN} ORDER BY place"))


def visits_of(reader: Reader, plate: str) -> tuple[Visit, ...]:
    """The open stays of a plate."""
    rows = reader.rows(f"{_VISIT} WHERE plate = ? AND {_OPEN} ORDER BY place", plate)
    return tuple(_visit(reader, row) for row in rows)


def opening(reader: Reader, visit: Visit) -> Mapping[str, Any]:
    """What was said when the truck arrived."""
    return reader.entry(visit.key).fact.says


def weighings_of(reader: Reader, visit: Visit) -> Mapping[str, EntryKey]:
    """The weighing that each pass stands on, by step."""
    row = reader.one("SELECT gross, tare FROM visits WHERE place = ?", reader.places.of(visit.key)) or (None, None)
    return {step: reader.places.key(place) for step, place in zip(("gross", "tare"), row, strict=True) if place}


def weights_of(reader: Reader, visit: Visit) -> tuple[WeightTaken, ...]:
    """The weights that stand, in the order they were taken."""
    entries = ((step, reader.entry(key)) for step, key in weighings_of(reader, visit).items())
    return tuple(_taken(reader, step, entry) for step, entry in sorted(entries, key=lambda one: one[1].moment.at))


def _taken(reader: Reader, step: str, entry: Entry) -> WeightTaken:
    weigher = person_name(reader, str(entry.by or ""))
    return WeightTaken(step, Mass(entry.fact.says["kg"]), weighed_at(entry), weigher, ORIGINS[entry.fact.kind])


def weighed_at(weighing: Entry) -> datetime:
    """When a weight was on the scale: a tare on record was so before it was called up again."""
    said = weighing.fact.says.get("weighed_at")
    return parse_instant(said) if said else weighing.moment.at


def weighed_by_hand(reader: Reader, visit: Visit) -> bool:
    """Whether one of the passes was typed: every paper of the visit then carries 手录."""
    return bool(reader.value("SELECT manual FROM visits WHERE place = ?", reader.places.of(visit.key)))


def load_weighing(reader: Reader, text: str) -> Entry:
    """The entry of a weighing. Raises Refused `weighing.unknown`."""
    entry = reader.entry_at(reader.place_of(text))
    if not entry.fact.kind.startswith("weighing."):
        raise refuse("weighing.unknown", value=text)
    return entry


def load_vehicle(reader: Reader, plate: str) -> Vehicle:
    """What is known of a truck, its latest weighed tares included; an unregistered one has a plate alone."""
    row = reader.one("SELECT axles, single_drive, combination, colour, rated_kg FROM vehicles WHERE plate = ?", plate)
    tares = load_tares(reader, plate)
    if row is None:
        return Vehicle(Plate(plate), tares=tares)
    axles, single_drive, combination, colour, rated = row
    return Vehicle(
        Plate(plate),
        axles=axles,
        single_drive=bool(single_drive),
        combination=bool(combination),
        colour=colour or None,
        rated=_mass(rated),
        tares=tares,
    )


def plate_colour(reader: Reader, plate: str) -> str:
    """The colour of a registered truck's plate; empty where it is not known."""
    return str(reader.value("SELECT colour FROM vehicles WHERE plate = ?", plate) or "")


def load_tares(reader: Reader, plate: str) -> tuple[Mass, ...]:
    """The latest weighed tares of a plate, oldest first; one that was called up from record is not weighed again."""
    rows = reader.rows(
        "SELECT w.kg FROM visits v JOIN weighings w ON w.place = v.tare WHERE v.plate = ?"
        " ORDER BY v.place DESC LIMIT ?",
        plate,
        _TARES_REMEMBERED,
    )
    return tuple(Mass(kg) for (kg,) in reversed(rows))


def last_tare(reader: Reader, plate: str) -> Entry | None:
    """The weighing of the last tare that a scale gave for a plate; a stay that was given up may have been a mistake."""
    place = reader.value(
        "SELECT w.place FROM visits v JOIN weighings w ON w.place = v.tare"
        " WHERE v.plate = ? AND w.manual = 0 AND v.state <> 'abandoned' ORDER BY w.place DESC LIMIT 1",
        plate,
    )
    return None if place is None else reader.entry_at(place)


def stored_tare(weighing: Entry) -> StoredTare:
    """A weighed tare as the truck's tare on record (备案皮重)."""
    return StoredTare(Mass(weighing.fact.says["kg"]), weighing.moment.at)


def ticket_facts(reader: Reader, visit: Visit, net: Mass) -> dict[str, Json]:
    """What a weigh ticket says: both weights, the weighings behind them, and whether one was typed (手录)."""
    behind = weighings_of(reader, visit)
    return {
        "visit": str(visit.key),
        "plate": visit.plate,
        "gross_kg": visit.gross.kg if visit.gross else None,
        "tare_kg": visit.tare.kg if visit.tare else None,
        "net_kg": net.kg,
        "weighings": {step: str(key) for step, key in behind.items()},
        "manual": weighed_by_hand(reader, visit),
    }
