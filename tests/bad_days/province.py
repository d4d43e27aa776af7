"""A province for bad days: stations, the weather between them and the city, a desk that hears everything, a census.

The census is the judge of every harness here. It asks the stores and the city's tables, not the program's own words:
every entry of every station is at the city with the same hash and nothing else is (none lost, none doubled), positions
have no gap, the desk holds what all the others wrote and every station what the city told it (none skipped), and nobody
is taken for a copy or a fork. A loss is a sentence.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Self

from sqlalchemy import Connection, select

from coalguard.operations.enrol import Enroll, enroll
from coalguard.operations.register import RegisterYard, register_yard
from coalguard.operations.setup import StationKind
from coalguard.operations.synchronise import Synced, SyncNow, sync_now
from coalguard.server.database import Database, open_database
from coalguard.server.filing import Reach
from coalguard.server.standing import Status
from coalguard.server.tables import CITY, devices, entries, exceptions, stations
from coalguard.sync.turn import SyncState
from tests.bad_days.weather import CALM, Weather
from tests.cityhall import CityHall
from tests.stations import Manned, open_test_station

MOST_TRIES = 60

Place = tuple[int, int]
Held = Mapping[Place, str]
"""What is held of one device: epoch and seq, and the hash there."""

_OWN = "SELECT epoch, seq, hash FROM entries JOIN keys ON keys.no = entries.device WHERE keys.device = ?"
_HEARD = "SELECT body FROM entries JOIN keys ON keys.no = entries.device WHERE keys.device = ?"


class Province:
    """Stations of one city."""

    def __init__(self, folder: Path, city: CityHall, sky: Weather, chance: Random) -> None:
        """Begin with the desk alone."""
        self.folder, self.city, self.sky, self.chance = folder, city, sky, chance
        self.stations: list[Manned] = []
        self._opened = ExitStack()
        self._written = 0
        self.desk = self.open(StationKind.CITY, "SJ90")

    def __enter__(self) -> Self:
        """Use it for a while."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close every store."""
        self._opened.close()

    def open(self, kind: StationKind, code: str) -> Manned:
        """A new station, enrolled in fair weather."""
        place = self.folder / code
        place.mkdir()
        manned = self._opened.enter_context(open_test_station(place, kind, code=code))
        self.sky.now, weather = CALM, self.sky.now
        enroll(*manned, Enroll(url=self.sky.url, code=self.city.code(code)))
        self.sky.now = weather
        return manned

    def settle(self, count: int) -> Sequence[Manned]:
        """So many markets more."""
        first = len(self.stations) + 1
        self.stations += [self.open(StationKind.MARKET, f"LX{number:02d}") for number in range(first, first + count)]
        return self.stations[first - 1 :]

    def write(self, manned: Manned, count: int = 1) -> None:
        """A station writes so many entries."""
        for _ in range(count):
            self._written += 1
            register_yard(*manned, RegisterYard(name=f"{self._written}号堆"))

    def kept(self, database: Database, manned: Manned) -> Held:
        """What the city holds of a station's device."""
        asked = select(entries.c.epoch, entries.c.seq, entries.c.hash).join(devices, devices.c.no == entries.c.device)
        own = asked.where(devices.c.device == manned.station.store.signer.device)
        with database.read() as connection:
            return {(epoch, seq): digest.hex() for epoch, seq, digest in connection.execute(own)}

    def clear_up(self) -> list[str]:
        """Fair weather: everybody syncs until all is said; gives back what was lost."""
        self.sky.now, self.sky.lose = CALM, 0
        for manned in (*self.stations, *self.stations, self.desk):
            sync_until_done(manned)
        return self.census()

    def census(self) -> list[str]:
        """What is lost, doubled or skipped as everything stands now."""
        database = open_database(self.city.database)
        try:
            return list(census(database, self.stations, self.desk))
        finally:
            database.close()


def sync_until_done(manned: Manned) -> Synced:
    """Sync until everything is there, as the program does by itself, without its pauses."""
    for _ in range(MOST_TRIES):
        if (synced := sync_now(*manned, SyncNow())).state is SyncState.SYNCED:
            return synced
    raise AssertionError(sync_now(*manned, SyncNow()))


def census(database: Database, manned_ones: Sequence[Manned], desk: Manned) -> Iterator[str]:
    """What is not as it must be."""
    with database.read() as connection:
        asked = select(devices.c.device, entries.c.epoch, entries.c.seq, entries.c.hash, entries.c.pos)
        rows = connection.execute(asked.join(devices, devices.c.no == entries.c.device).order_by(entries.c.pos)).all()
        city = connection.execute(select(devices.c.device).where(devices.c.no == CITY)).scalar_one()
        told = [(manned, told_to(connection, manned.station.code)) for manned in (*manned_ones, desk)]
        yield from alarms(connection)
    if [row.pos for row in rows] != list(range(1, len(rows) + 1)):
        yield "the positions of the feed have a gap"
    kept: dict[str, dict[Place, str]] = {}
    for device, epoch, seq, digest, _ in rows:
        if (epoch, seq) in kept.setdefault(device, {}):
            yield f"{device} {epoch}-{seq} is there twice"
        kept[device][epoch, seq] = digest.hex()
    for manned in (*manned_ones, desk):
        device = manned.station.store.signer.device
        yield from _differences(f"the city, of {device},", held(manned, device), kept.get(device, {}))
    for device in kept.keys() - {desk.station.store.signer.device, city}:
        yield from _differences(f"the desk, of {device},", kept[device], held(desk, device))
    for manned, right in told:
        if lacking := right - words(body for (body,) in manned.station.store.read().rows(_HEARD, city)):
            yield f"{manned.station.code}, of the city, lacks {len(lacking)}, such as {min(lacking)}"


def told_to(connection: Connection, code: str) -> set[str]:
    """What the city told a station, by its words: one that was restored may say them again in another place."""
    heard = (entries.c.reach == Reach.ALL) | ((entries.c.reach == Reach.ONE) & (entries.c.concern == code))
    everything = heard | (select(stations.c.kind).where(stations.c.code == code).scalar_subquery() == "city")
    return words(connection.execute(select(entries.c.body).where(entries.c.device == CITY, everything)).scalars())


def words(bodies: Iterable[bytes]) -> set[str]:
    """What bodies say, without when."""
    return {
        json.dumps({"kind": body["kind"], "says": body["says"]}, sort_keys=True) for body in map(json.loads, bodies)
    }


def alarms(connection: Connection) -> Iterator[str]:
    """Whoever is taken for a copy, or opened an exception: nobody here gave cause to."""
    for code, waiting in connection.execute(select(devices.c.station, devices.c.status)):
        if waiting == Status.WAITING:
            yield f"{code} waits for a person"
    for code, number, station in connection.execute(
        select(exceptions.c.exception, exceptions.c.number, exceptions.c.station)
    ):
        yield f"{station} was told {code} {number}"


def held(manned: Manned, device: str) -> Held:
    """What a station holds of a device."""
    rows = manned.station.store.read().rows(_OWN, device)
    return {(epoch, seq): digest.hex() for epoch, seq, digest in rows}


def _differences(who: str, right: Held, found: Held) -> Iterator[str]:
    lacking, surplus = right.keys() - found.keys(), found.keys() - right.keys()
    if lacking:
        yield f"{who} lacks {len(lacking)}, the first {min(lacking)}"
    if surplus:
        yield f"{who} has {len(surplus)} more, the first {min(surplus)}"
    different = [place for place in right.keys() & found.keys() if right[place] != found[place]]
    if different:
        yield f"{who} has another entry at {min(different)}"
