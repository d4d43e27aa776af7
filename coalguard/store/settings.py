"""Settings as the store knows them: the latest entry of each kind and name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coalguard.domain.journal import Json
from coalguard.domain.mass import Mass
from coalguard.domain.weighing import ScaleRule
from coalguard.store.reader import Reader


def load_settings(reader: Reader, kind: str) -> tuple[Mapping[str, Any], ...]:
    """What was last said of each setting of a kind: station, scale or printer."""
    if kind == "station":
        rows = reader.rows("SELECT place FROM station ORDER BY place")
    else:
        rows = reader.rows("SELECT place FROM settings WHERE kind = ? ORDER BY name", kind)
    return tuple(reader.entry_at(place).fact.says for (place,) in rows)


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
