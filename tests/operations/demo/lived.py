"""A demonstration that somebody has opened: what its journal tells, its trucks, its queue."""

from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from typing import Any, NamedTuple

from coalguard import premises
from coalguard.clock import SystemClock
from coalguard.domain.identity import CHINA, EntryKey
from coalguard.domain.journal import Entry, parse_body
from coalguard.doors.program import Opening
from coalguard.operations.demo.cast import Truck, load_cast
from coalguard.operations.gate import ShowTruck, TruckSheet, show_truck
from coalguard.operations.setup import ShowSettings, StationKind, show
from coalguard.operations.visit import ListOpen, list_open
from coalguard.settings import Settings

NOW = datetime(2026, 1, 14, 15, 20, tzinfo=CHINA)


class StillClock(SystemClock):
    """Always the same moment, on a machine that runs."""

    def now(self) -> datetime:
        return NOW


CLOCK = StillClock()


class Demo(NamedTuple):
    """A demonstration that somebody has opened."""

    folder: Path
    opening: Opening


def opened(folder: Path, kind: StationKind) -> Iterator[Demo]:
    """A demonstration of a kind, built in a folder."""
    settings = Settings(folder)
    premises.build_demo(CLOCK, settings, kind)
    opening = premises.open_demo(CLOCK, settings, lambda _: None)
    assert opening is not None
    yield Demo(folder, opening)
    opening.close()


def told(demo: Demo) -> list[tuple[EntryKey, str, str, Any, bool]]:
    """Every entry: its key, kind, paper, what it says, whether its time was trusted."""
    return [(one.key, one.fact.kind, one.fact.document, one.fact.says, one.moment.trusted) for one in entries_of(demo)]


def entries_of(demo: Demo) -> list[Entry]:
    """The whole journal."""
    rows = demo.opening.station.store.read().rows(
        "SELECT keys.device, epoch, seq, body FROM entries JOIN keys ON keys.no = entries.device ORDER BY epoch, seq"
    )
    return [parse_body(EntryKey(*row[:3]), row[3]) for row in rows]


def times(demo: Demo, kind: str) -> list[time]:
    """At which time of the day a kind of entry was written."""
    return [one.moment.at.astimezone(CHINA).time() for one in entries_of(demo) if one.fact.kind == kind]


def weighed(demo: Demo) -> list[dict[str, Any]]:
    """Every weight, with the plate it belongs to."""
    entries = told(demo)
    plates = {str(key): says["plate"] for key, kind, _, says, _ in entries if kind == "visit.opened"}
    weights = [says for _, kind, _, says, _ in entries if kind in {"weighing.captured", "weighing.entered"}]
    return [{**says, "plate": plates[says["visit"]]} for says in weights]


def kind_of(demo: Demo) -> str:
    """A market or a checkpoint."""
    return str(show(demo.opening.station, demo.opening.actor, ShowSettings()).station["kind"])


def fleet_of(demo: Demo) -> dict[str, Truck]:
    """Every truck that a demonstration knows, by its plate."""
    kind = kind_of(demo)
    return {truck.plate: truck for fleet in load_cast(kind).fleets.values() for truck in fleet}


def sheets(demo: Demo) -> list[TruckSheet]:
    """Every truck in the queue, as the page shows it."""
    station, actor = demo.opening.station, demo.opening.actor
    waiting = list_open(station, actor, ListOpen()).visits
    return [show_truck(station, actor, ShowTruck(visit=str(one.visit))) for one in waiting]
