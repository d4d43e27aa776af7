"""Settings as the store knows them: the latest entry of each kind and name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Json
from coalguard.domain.mass import Mass
from coalguard.domain.printout import Assigned, Printer, Printout, Route, Stock, route
from coalguard.domain.weighing import ScaleRule
from coalguard.store.reader import Reader


def load_settings(reader: Reader, kind: str) -> tuple[Mapping[str, Any], ...]:
    """What was last said of each setting of a kind: station (by its present name), scale, printer or paper."""
    if kind == "station":
        named = reader.rows("SELECT place, name FROM station ORDER BY place")
        return tuple({**reader.entry_at(place).fact.says, "name": name} for place, name in named)
    rows = reader.rows("SELECT place FROM settings WHERE kind = ? ORDER BY name", kind)
    return tuple(reader.entry_at(place).fact.says for (place,) in rows)


def station_name_then(reader: Reader, entry: EntryKey) -> str:
    """What the station was called when one of its own entries was written."""
    sql = "SELECT name FROM station_names WHERE place <= ? ORDER BY place DESC LIMIT 1"
    return str(reader.value(sql, reader.places.of(entry)) or "")


@dataclass(frozen=True, slots=True)
class Contact:
    """How a station is reached, as its papers say: its own phone, and where anybody may complain."""

    phone: str = ""
    hotline: str = ""


def load_contact(reader: Reader) -> Contact:
    """What was last said of how the station is reached; its phone may be a person's and stands beside the chain."""
    place = reader.value("SELECT place FROM settings WHERE kind = 'contact'")
    if place is None:
        return Contact()
    row = reader.person(place) or {}
    return Contact(str(row.get("phone", "")), str(reader.entry_at(place).fact.says["hotline"]))


def load_printers(reader: Reader) -> tuple[Printer, ...]:
    """Every printer that is set up, with what lies in it where that was said."""
    return tuple(
        Printer(str(says["name"]), Stock(says["stock"]) if says.get("stock") else None)
        for says in load_settings(reader, "printer")
    )


def load_assigned(reader: Reader) -> Mapping[Printout, Assigned]:
    """What was said of the papers, of each the last."""
    return {
        Printout(says["paper"]): Assigned(says["printer"], says["wanted"]) for says in load_settings(reader, "paper")
    }


def load_route(reader: Reader, printout: Printout) -> Route:
    """Where a paper goes."""
    return route(printout, load_printers(reader), load_assigned(reader))


def load_scales(reader: Reader) -> tuple[ScaleRule, ...]:
    """The rule of every scale that is set up."""
    return tuple(parse_scale(says) for says in load_settings(reader, "scale"))


def scale_set_by(reader: Reader, name: str) -> str:
    """The entry that last set up this scale; empty where there is no such scale."""
    place = reader.value("SELECT place FROM settings WHERE kind = 'scale' AND name = ?", name)
    return str(reader.places.key(place)) if place is not None else ""


def scale_facts(rule: ScaleRule) -> dict[str, Json]:
    """A scale's rule as its entry says it."""
    return {
        "name": rule.name,
        "port": rule.port,
        "protocol": rule.protocol,
        "baud": rule.baud,
        "parity": rule.parity,
        "unit": rule.unit,
        "decimals": rule.decimals,
        "division_kg": rule.division.kg,
        "max_kg": rule.maximum.kg,
    }


def parse_scale(says: Mapping[str, Any]) -> ScaleRule:
    """The scale's rule that `scale_facts` told."""
    return ScaleRule(
        says["name"],
        says["protocol"],
        says["port"],
        says["baud"],
        says["parity"],
        says["unit"],
        says["decimals"],
        Mass(says["division_kg"]),
        Mass(says["max_kg"]),
    )
