"""The line to the city is bad, answers are lost, entries are poisoned, machines are restored: nothing is lost by it.

Short here, in full behind the marker. Every harness ends in the census of `province`, and each has a control in which
somebody loses an entry and the census must say so.
"""

import threading
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Connection, delete, func, select

from coalguard.domain.errors import CoalGuardError
from coalguard.operations.synchronise import SyncNow, sync_now
from coalguard.server.tables import entries
from tests.bad_days.province import Province, sync_until_done
from tests.bad_days.weather import STORM, Weather
from tests.cityhall import CityHall, open_city
from tests.server.cluster import Cluster
from tests.stations import Manned

SEED = 260_114
PUSH = b"POST /v1/push"


@pytest.fixture
def city(tmp_path: Path) -> Iterator[CityHall]:
    with open_city(tmp_path / "city") as opened:
        yield opened


def force(connection: Connection) -> None:
    """Take the guards off the city's entries, for a control that does what nothing else can do."""
    guards = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'entries'"
    for (name,) in connection.exec_driver_sql(guards).all():
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')


@pytest.fixture
def province(tmp_path: Path, city: CityHall) -> Iterator[Province]:
    with Weather(city.port, Random(SEED)) as sky, Province(tmp_path, city, sky, Random(SEED)) as opened:
        yield opened


# --- the answer is lost after the commit ------------------------------------------------------------------------------


def lose_answers(province: Province, times: int) -> None:
    (manned,) = province.settle(1)
    sync_until_done(manned)
    province.sky.lose_after = PUSH
    for _ in range(times):
        province.write(manned, 1 + province.chance.randrange(3))
        province.sky.lose = 1
        while province.sky.lose:
            sync_now(*manned, SyncNow())


def test_an_answer_that_is_lost_after_the_commit_costs_nothing(province: Province) -> None:
    lose_answers(province, 10)
    assert province.clear_up() == []


@pytest.mark.long
def test_a_thousand_answers_lost_after_the_commit_cost_nothing(province: Province) -> None:
    lose_answers(province, 1000)
    assert province.clear_up() == []


def test_the_census_sees_an_entry_that_the_city_acknowledged_and_lost(province: Province, city: CityHall) -> None:
    lose_answers(province, 3)
    assert province.clear_up() == []
    with city.office.database.begin() as connection:
        force(connection)
        newest = select(func.max(entries.c.pos)).where(entries.c.kind == "yard.registered").scalar_subquery()
        connection.execute(delete(entries).where(entries.c.pos == newest))
    losses = province.clear_up()
    device = province.stations[0].station.store.signer.device
    assert any(device in loss and "lacks 1" in loss for loss in losses), losses


# --- a storm ----------------------------------------------------------------------------------------------------------


def sail(province: Province, stations: int, count: int) -> list[str]:
    """Everybody writes and syncs at once while the weather rages; what went wrong in a thread."""
    crew = province.settle(stations)
    province.sky.now = STORM
    faults: list[str] = []

    def work(manned: Manned) -> None:
        try:
            left = count
            while left:
                written = min(left, 25)
                province.write(manned, written)
                left -= written
                for _ in range(3):
                    sync_now(*manned, SyncNow())
        except CoalGuardError as error:
            faults.append(repr(error))

    threads = [threading.Thread(target=work, args=(manned,)) for manned in crew]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def test_a_storm_over_four_stations_loses_nothing(province: Province) -> None:
    assert sail(province, 4, 50) == []
    assert province.clear_up() == []
    assert len(province.sky.happened) >= 4


@pytest.mark.long
def test_a_storm_over_twenty_stations_loses_nothing(province: Province) -> None:
    assert sail(province, 20, 500) == []
    assert province.clear_up() == []
    assert {"lost", "reset", "twice", "sliced", "stalled"} <= province.sky.happened.keys()


@pytest.mark.long
def test_a_storm_over_twenty_stations_and_postgresql_loses_nothing(tmp_path: Path) -> None:
    cluster = Cluster()
    try:
        with (
            open_city(tmp_path / "city", database=cluster.fresh()) as city,
            Weather(city.port, Random(SEED)) as sky,
            Province(tmp_path, city, sky, Random(SEED)) as province,
        ):
            assert sail(province, 20, 500) == []
            assert province.clear_up() == []
    finally:
        cluster.stop()


def test_the_census_sees_a_reader_that_skipped(province: Province) -> None:
    assert sail(province, 2, 25) == []
    assert province.clear_up() == []
    with province.desk.station.store.maintenance() as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        one = "SELECT max(device), max(seq) FROM entries WHERE header IS NULL GROUP BY device ORDER BY device DESC"
        lost = connection.execute(one).fetchone() or ()
        connection.execute("DELETE FROM entries WHERE device = ? AND seq = ?", lost)
    losses = province.census()
    assert any(("the desk" in loss or "SJ90" in loss) and "lacks 1" in loss for loss in losses), losses
