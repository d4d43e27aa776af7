"""A station is put back from a backup after it went on, its alibi lost as well: the city gives it back what it knew.

All through the doors, again and again on one market. What never reached the city is gone with the disk, but for the
papers; so what is judged is that no number is given twice, that both branches come home, and that nobody is accused.
"""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.bad_days.market import Market, weighed_truck
from tests.bad_days.outpost import Outpost
from tests.bad_days.province import Held
from tests.cityhall import CityHall, open_city
from tests.drive import Drive, run_as_admin

SEED = 260_114


@pytest.fixture
def city(tmp_path: Path) -> Iterator[CityHall]:
    with open_city(tmp_path / "city") as opened:
        yield opened


@pytest.fixture
def outpost(first_market: Market, tmp_path: Path, city: CityHall) -> Outpost:
    return Outpost(first_market.copied(tmp_path / "market"), city)


class Harness:
    """Sells, backs up, goes on, loses the disk, restores, syncs, looks."""

    def __init__(self, outpost: Outpost, chance: Random) -> None:
        """Begin with an outpost that nobody has open."""
        self.outpost, self.chance = outpost, chance
        self.issued: list[str] = []
        """Every form that was ever handed out."""
        self.restores = self.lost = self.seen = 0
        """Disks lost, entries that nobody had any more, and times that the judge saw what had not come home yet."""
        self._trucks = 10_000

    def restore_once(self, *, works_offline: bool) -> list[str]:
        """One disk more is lost; what was lost with it that the city had, or given twice."""
        self.restores += 1
        backup = self._go_on()
        before = self.outpost.look().own
        kept: Held = self.outpost.city.kept(self.outpost.device)
        self.lost += len(before) - len(kept)
        restored = run_as_admin(self.outpost.market.folder, "restore", backup)
        assert restored.exit_code == 0, restored
        if works_offline:
            self._work_offline()
        self.seen += any("did not come home" in loss for loss in self._losses(kept))
        self._meet_the_city()
        return list(self._losses(kept))

    def _go_on(self) -> str:
        """Sell, back up, sell more, let the city know of some of it; gives back the backup's folder."""
        with Drive(self.outpost.market.folder) as desk:
            desk.log_in()
            self._sell(desk)
            if self.chance.random() < 0.7:
                self.outpost.sync_until_done(desk)
            backup: str = desk.ask("backup.make", path=str(self.outpost.market.folder.with_name("backups")))["path"]
            self._sell(desk)
            self.outpost.sync_until_done(desk)
            if self.chance.random() < 0.5:
                self._sell(desk)
        return backup

    def _work_offline(self) -> None:
        """Numbers are opened again above the highest on paper, and sold by before anybody meets the city."""
        highest = max(int(number.rsplit("-", 1)[1]) for number in self.issued)
        told = ("number", "emergency", "--kind", "form", "--highest-seen", str(highest))
        for kind in ("form", "ticket", "settlement"):
            opened = run_as_admin(self.outpost.market.folder, *told[:3], kind, *told[4:])
            assert opened.exit_code == 0, opened
        with Drive(self.outpost.market.folder) as desk:
            desk.log_in()
            self._sell(desk)

    def _meet_the_city(self) -> None:
        with Drive(self.outpost.market.folder) as desk:
            desk.log_in()
            self.outpost.sync_until_done(desk)
            desk.ask("sync.run")  # a minute later
            self._sell(desk)
            self.outpost.sync_until_done(desk)
            assert desk.ask("store.verify")["whole"]

    def _sell(self, desk: Drive) -> None:
        for _ in range(1 + self.chance.randrange(2)):
            self._trucks += 1
            visit = weighed_truck(desk, f"甘N{self._trucks}")
            self.issued.append(desk.ask("form.issue", visit=visit, **self.outpost.market.sale())["number"])

    def _losses(self, kept: Held) -> Iterator[str]:
        disk = self.outpost.look()
        lacking = kept.keys() - disk.own.keys()
        if lacking:
            yield f"the city had {len(lacking)} that did not come home, the first {min(lacking)}"
        if disk.own != self.outpost.city.kept(self.outpost.device):
            yield "the city holds something else than the station"
        if disk.unleased:
            yield f"numbers are given that the city did not lease: {disk.unleased}"
        serials = [int(number.rsplit("-", 1)[1]) for number in self.issued]
        if len(set(serials)) < len(serials):
            yield f"a number was given twice: {sorted(serials)}"
        yield from (loss for loss in self.outpost.losses({}) if "number.outside_grant" not in loss)


def survives(outpost: Outpost, restores: int) -> Harness:
    harness = Harness(outpost, Random(SEED))
    for number in range(restores):
        assert harness.restore_once(works_offline=number % 2 == 1) == [], f"restore {number}"
    assert harness.seen == restores, "before it meets the city, the judge must see that something is missing"
    return harness


def test_two_restores_of_a_station_bring_home_what_the_city_knew(outpost: Outpost) -> None:
    survives(outpost, 2)


@pytest.mark.long
def test_fifty_restores_of_a_station_bring_home_what_the_city_knew(outpost: Outpost) -> None:
    assert survives(outpost, 50).lost > 20
