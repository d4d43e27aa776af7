"""The whole story of a demonstration, by kind of station."""

from datetime import datetime
from pathlib import Path

from coalguard.operations.demo.cast import load_cast
from coalguard.operations.demo.checkpoint import CheckpointWeek
from coalguard.operations.demo.life import Life
from coalguard.operations.demo.market import MarketMonth
from coalguard.operations.demo.source import source_market
from coalguard.operations.demo.tally import DemoSummary, summary
from coalguard.operations.demo.walking import WalkingClock
from coalguard.operations.setup import StationKind
from coalguard.operations.station import Station


def clock_for(kind: StationKind, now: datetime) -> WalkingClock:
    """The clock on which the store of a demonstration must be opened, to be built at this moment."""
    return WalkingClock(now, load_cast(kind).days)


def live_through(station: Station, *, clock: WalkingClock, kind: StationKind, printed: Path) -> DemoSummary:
    """Found an empty store's station and live through its days.

    `clock` is the one that the store was opened with, `printed` the folder that its papers go to.
    """
    life = Life(station, clock, load_cast(kind))
    life.found(kind, printed)
    if kind is StationKind.CHECKPOINT:
        with source_market(life) as market:
            CheckpointWeek(life, market).live()
    else:
        MarketMonth(life).live()
    station.store.seal("demonstration")
    return summary(station, life.desk)
