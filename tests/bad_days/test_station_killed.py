"""The power goes at a station while it syncs: nothing is lost, nothing sent twice, nothing skipped.

Each kill is a SIGKILL at a random instant of a pass: while it greets, while a run is in flight, between the city's
commit and the receipt, while a page is taken in.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from coalguard.clock import SystemClock
from coalguard.server.city import Saying
from tests.bad_days.market import Market
from tests.bad_days.outpost import Outpost
from tests.bad_days.province import Place
from tests.cityhall import CityHall, open_city
from tests.drive import Answer, Drive, run_as_admin

SEED = 260_114
CLOCK = SystemClock()
FORGETFUL = (sys.executable, "-m", "tests.bad_days.forgetful")
PASSES_S = (0.35, 0.1)
"""About how long the first passes of a program take: the very first one loads the line. Learned as they are seen."""


@pytest.fixture
def city(tmp_path: Path) -> Iterator[CityHall]:
    with open_city(tmp_path / "city") as opened:
        yield opened


class Harness:
    """Writes, syncs, kills, looks."""

    def __init__(self, outpost: Outpost, chance: Random) -> None:
        """Begin with an outpost that nobody has open."""
        self.outpost, self.chance = outpost, chance
        self.acknowledged: dict[Place, str] = {}
        self.kills = self.within = self.between = 0
        """Kills; those within a pass; those between the city's commit and the receipt, or before a page was kept."""
        self._passes_s = list(PASSES_S)
        self._yards = self._plates = 0

    def kill_once(self) -> list[str]:
        """Work, sync, kill in the middle, look; gives back what was lost."""
        self.kills += 1
        with Drive(self.outpost.market.folder, program=self.outpost.program) as desk:
            desk.log_in()
            for number in range(1 + self.chance.randrange(len(PASSES_S))):
                self._work(desk)
                if self._is_late(desk, number):
                    self.within += 1
                    break
            desk.kill()
            for _ in desk.last_words():
                pass
        losses = list(self.outpost.losses(self.acknowledged))
        self.between += self.outpost.look().acked < max(self.outpost.city.kept(self.outpost.device), default=(1, 0))
        return losses

    def _is_late(self, desk: Drive, number: int) -> bool:
        """Begin a pass; whether it is still going on at a random instant of the time that such passes take."""
        begun = CLOCK.monotonic_ns()
        desk.write(b'{"id": null, "do": "sync.run"}')
        if not desk.wait(self.chance.uniform(0, 1.3 * self._passes_s[number])):
            self._passes_s[number] *= 1.1
            return True
        desk.read()
        self._passes_s[number] = (self._passes_s[number] + (CLOCK.monotonic_ns() - begun) / 1e9) / 2
        return False

    def finish(self) -> list[str]:
        """Sync to the end, and look once more."""
        with Drive(self.outpost.market.folder) as desk:
            desk.log_in()
            self.outpost.sync_until_done(desk)
        losses, disk = list(self.outpost.losses(self.acknowledged)), self.outpost.look()
        if disk.own != self.outpost.city.kept(self.outpost.device):
            losses.append("the city holds something else than the station")
        assert run_as_admin(self.outpost.market.folder, "verify").exit_code == 0
        return losses

    def _work(self, desk: Drive) -> None:
        sayings = [self._saying() for _ in range(self.chance.randrange(20))]
        self.outpost.city.say_all(sayings)
        for _ in range(self.chance.randrange(10)):
            self._yards += 1
            self._note(desk.answer("yard.register", name=f"演示{self._yards}号堆"))

    def _saying(self) -> Saying:
        self._plates += 1
        return Saying("plate.watched", {"plate": f"甘N{10_000 + self._plates}", "reason": "演示", "until": None})

    def _note(self, answer: Answer) -> None:
        assert answer["ok"], answer["error"]
        for entry in answer.get("entries", [answer["entry"]] if "entry" in answer else []):
            self.acknowledged[1, entry["seq"]] = entry["hash"]


def survives(first: Market, folder: Path, city: CityHall, kills: int) -> Harness:
    harness = Harness(Outpost(first.copied(folder / "market"), city), Random(SEED))
    for number in range(kills):
        assert harness.kill_once() == [], f"kill {number}"
    assert harness.finish() == []
    return harness


def test_eight_kills_of_a_station_that_syncs_lose_nothing(first_market: Market, tmp_path: Path, city: CityHall) -> None:
    assert survives(first_market, tmp_path, city, 8).within > 1


@pytest.mark.long
def test_five_hundred_kills_of_a_station_that_syncs_lose_nothing(
    first_market: Market, tmp_path: Path, city: CityHall
) -> None:
    harness = survives(first_market, tmp_path, city, 500)
    assert harness.between > 5  # else the kills did not fall where it is hard


def test_the_harness_sees_a_program_that_notes_a_page_before_it_keeps_it(
    first_market: Market, tmp_path: Path, city: CityHall
) -> None:
    harness = Harness(Outpost(first_market.copied(tmp_path / "market"), city, program=FORGETFUL), Random(SEED))
    losses: list[str] = []
    while not losses and harness.kills < 20:
        losses = harness.kill_once()
    assert any("skipped" in loss for loss in losses), losses
