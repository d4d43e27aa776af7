"""The city's server is killed while its stations sync: what it gave a receipt for stands, and nothing is taken twice.

Each kill is a SIGKILL at a random instant, while every station sends and reads; then the tables are looked at as they
lie there, and the server is started again on the same port.
"""

import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from coalguard.operations.synchronise import SyncNow, sync_now
from coalguard.server.database import open_database
from coalguard.server.feed import mark_at
from coalguard.store.cursors import load_cursors
from coalguard.sync.turn import SyncState
from tests.bad_days.province import Province, held
from tests.bad_days.weather import Weather
from tests.cityhall import CityHall, open_city
from tests.served import PROGRAM, Served
from tests.stations import Manned

SEED = 260_114
HASTY = (sys.executable, "-m", "tests.bad_days.hasty_city")
LIVES_S = 0.7
MOST_WAITING = 200


@pytest.fixture
def city(tmp_path: Path) -> Iterator[CityHall]:
    with open_city(tmp_path / "city") as opened:
        yield opened


@pytest.fixture
def province(tmp_path: Path, city: CityHall) -> Iterator[Province]:
    with Weather(city.port, Random(SEED)) as sky, Province(tmp_path, city, sky, Random(SEED)) as opened:
        opened.settle(2)
        city.shut()
        yield opened


class Harness:
    """Stations that never rest, and a server that is killed again and again."""

    def __init__(self, province: Province, *, program: Sequence[str] = PROGRAM) -> None:
        """Serve the province's city from a process of its own, on the port of before."""
        self.province = province
        self.served = Served(province.city.folder, port=province.city.port, program=program)
        self.kills = self.passes = 0
        self._still = threading.Event()
        self._faults: list[str] = []

    def kill_once(self) -> list[str]:
        """Let the server live for a moment, kill it, look, start it again; gives back what was lost."""
        self.kills += 1
        self._still.wait(self.province.chance.uniform(0, LIVES_S))
        self.served.kill()
        losses = [*self._faults, *self._losses()]
        self.served.start()
        return losses

    @contextmanager
    def work(self) -> Iterator[None]:
        """Everybody writes and syncs meanwhile, whether somebody answers or not."""
        crew = (*self.province.stations, self.province.desk)
        threads = [threading.Thread(target=self._work, args=(manned,)) for manned in crew]
        with self.served:
            for thread in threads:
                thread.start()
            try:
                yield
            finally:
                self._still.set()
                for thread in threads:
                    thread.join()

    def _work(self, manned: Manned) -> None:
        waiting, pause_s = 0, 0.0
        try:
            while not self._still.wait(pause_s):
                if manned is not self.province.desk and waiting < MOST_WAITING:
                    self.province.write(manned, 3)
                synced = sync_now(*manned, SyncNow())
                waiting, pause_s = synced.waiting, 0.1 if synced.state is SyncState.OFFLINE else 0.02
                self.passes += 1
                if synced.state.value not in {"synced", "waiting", "offline"}:
                    self._faults.append(f"{manned.station.code}: {synced.state} {synced.faults}")
        except Exception as error:  # noqa: BLE001 -- a thread that dies is a loss
            self._faults.append(f"{manned.station.code}: {error!r}")

    def _losses(self) -> Iterator[str]:
        """What the stations believe of the city is true of its tables as they lie there."""
        crew = (*self.province.stations, self.province.desk)
        believed = {manned.station.code: load_cursors(manned.station.store.read()) for manned in crew}
        database = open_database(self.province.city.database)
        try:
            for manned in crew:
                cursors = believed[manned.station.code]
                kept = self.province.kept(database, manned)
                own = held(manned, manned.station.store.signer.device)
                lacking = [place for place in own if place <= cursors.acked and kept.get(place) != own[place]]
                if lacking:
                    yield f"{manned.station.code} holds a receipt for {min(lacking)}, which the city has not"
                with database.read() as connection:
                    mark = mark_at(connection, cursors.cursor).hex()
                if cursors.cursor and mark != cursors.mark:
                    yield f"{manned.station.code} has read up to {cursors.cursor}, which is not what the city says"
        finally:
            database.close()


def survives(province: Province, kills: int) -> Harness:
    harness = Harness(province)
    with harness.work():
        for number in range(kills):
            assert harness.kill_once() == [], f"kill {number}"
    province.city.open()
    assert province.clear_up() == []
    return harness


def test_four_kills_of_the_server_lose_nothing_that_it_gave_a_receipt_for(province: Province) -> None:
    assert survives(province, 4).passes > 10


@pytest.mark.long
def test_two_hundred_kills_of_the_server_lose_nothing_that_it_gave_a_receipt_for(province: Province) -> None:
    survives(province, 200)


def test_the_harness_sees_a_server_that_answers_before_it_commits(province: Province) -> None:
    harness = Harness(province, program=HASTY)
    losses: list[str] = []
    with harness.work():
        while not losses and harness.kills < 15:
            losses = harness.kill_once()
    assert any("holds a receipt" in loss for loss in losses), losses
