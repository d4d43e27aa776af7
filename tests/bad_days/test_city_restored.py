"""The city's server is put back from an old copy while its stations have gone on: nothing is lost, nobody is accused.

What the city itself said since the copy is gone from its tables; its stations hold it, and what it says from then on
must not be taken for it. Whatever a station wrote, it sends again.
"""

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from coalguard.operations.synchronise import SyncNow, sync_now
from coalguard.store.cursors import Cursor, keep_cursors
from tests.bad_days.province import Province, sync_until_done
from tests.bad_days.weather import Weather
from tests.cityhall import CityHall, open_city
from tests.stations import Manned

SEED = 260_114


@pytest.fixture
def city(tmp_path: Path) -> Iterator[CityHall]:
    with open_city(tmp_path / "city") as opened:
        yield opened


@pytest.fixture
def province(tmp_path: Path, city: CityHall) -> Iterator[Province]:
    with Weather(city.port, Random(SEED)) as sky, Province(tmp_path, city, sky, Random(SEED)) as opened:
        opened.settle(2)
        yield opened


class Restorer:
    """Copies the city at times, lets everybody go on, and puts an old copy back."""

    def __init__(self, province: Province) -> None:
        """Begin with the copy of an hour ago."""
        self.province, self.city, self.chance = province, province.city, province.chance
        self.copies: list[Path] = []
        self._said = 0
        self.copy()

    def copy(self) -> None:
        """One more copy; a few are kept."""
        kept = self.city.folder / f"copy-{len(self.copies)}.db"
        shutil.move(self.city.copy(), kept)
        self.copies = [*self.copies[-3:], kept]

    def restore_once(self) -> list[str]:
        """Go on, be put back, go on; what was lost by it."""
        if self.chance.random() < 0.5:
            self.copy()
        for _ in range(1 + self.chance.randrange(4)):
            self._live()
        self.city.restore(self.chance.choice(self.copies[-2:]))
        if self.chance.random() < 0.5:
            self._say()  # before anybody could tell it that it was restored
        everybody = [*self.province.stations, self.province.desk]
        self.chance.shuffle(everybody)
        for manned in everybody:
            self._greet(manned)
        self._live()
        return self.province.clear_up()

    def _live(self) -> None:
        """The city speaks, stations write and sync, one more than the other; the desk listens."""
        for _ in range(self.chance.randrange(3)):
            self._say()
        for manned in self.province.stations:
            self.province.write(manned, self.chance.randrange(4))
        for manned in (*self.province.stations, self.province.desk):
            if self.chance.random() < 0.7:
                self._greet(manned)

    def _greet(self, manned: Manned) -> None:
        if self.chance.random() < 0.7:
            manned.station.link.greeted_ns = None  # as after ten minutes
        sync_now(*manned, SyncNow())

    def _say(self) -> None:
        self._said += 1
        code = self.chance.choice(["", "LX01", "LX02"])
        self.city.say("plate.watched", code, plate=f"甘N{10_000 + self._said}", reason="演示", until=None)


def assert_hidden_only(caplog: pytest.LogCaptureFixture) -> None:
    """A station says in its log that the city spoke twice in one place; nothing else is amiss."""
    loud = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert all(message.endswith("arrived with another hash") for message in loud), loud


def survives(province: Province, restores: int) -> None:
    restorer = Restorer(province)
    for number in range(restores):
        assert restorer.restore_once() == [], f"restore {number}"


def test_three_restores_of_the_city_lose_nothing(province: Province, caplog: pytest.LogCaptureFixture) -> None:
    survives(province, 3)
    assert_hidden_only(caplog)


@pytest.mark.long
def test_fifty_restores_of_the_city_lose_nothing(province: Province, caplog: pytest.LogCaptureFixture) -> None:
    survives(province, 50)
    assert_hidden_only(caplog)


def test_the_census_sees_a_city_that_does_not_know_it_was_restored(
    province: Province, city: CityHall, caplog: pytest.LogCaptureFixture
) -> None:
    """It goes on as if nothing had been, and the stations believe it: what they heard before hides what it says now."""
    copied = city.copy()
    for plate in ("甘N00001", "甘N00002"):
        city.say("plate.watched", plate=plate, reason="演示", until=None)
        for manned in (*province.stations, province.desk):
            sync_until_done(manned)
        if plate == "甘N00001":
            city.restore(copied)
            for manned in (*province.stations, province.desk):
                forget_the_city(manned)
    losses = province.census()
    assert any("of the city, lacks" in loss for loss in losses), losses
    assert_hidden_only(caplog)


def forget_the_city(manned: Manned) -> None:
    """Make a station tell nothing by which the city could find out, as a station of another make would."""
    told = {Cursor.CURSOR: "0", Cursor.MARK: "", Cursor.TRUST_AT: "", Cursor.RATCHET: "", Cursor.RESTORED: "1"}
    keep_cursors(manned.station.store, told)
