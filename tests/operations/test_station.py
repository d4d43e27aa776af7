"""What every operation leans on: the books, the roles, room on the disk."""

import pytest

from coalguard.domain.errors import MachineError
from coalguard.domain.findings import Refused
from coalguard.domain.roles import Duty, Role
from coalguard.operations import station
from coalguard.store.store import Store
from tests.market import Market
from tests.stations import enlist


def test_the_shipped_books_are_whole() -> None:
    books = station.load_books()

    assert "无烟2号" in books.rules.coals
    assert books.divisions.find("枹罕镇").code == "622901101"
    assert len(books.parts) == 5


def test_a_station_knows_its_code_and_kind(market: Market) -> None:
    assert (market.station.code, market.station.kind) == ("LX01", "market")


def test_nobody_acts_without_the_role(market: Market) -> None:
    with pytest.raises(Refused) as refused:
        station.entitle(enlist(market.station, "w", Role.WEIGHER), Duty.SELL)

    assert refused.value.code == "role.missing"


def test_papers_are_issued_only_while_the_disk_has_room(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    station.room_to_issue(market.station)
    monkeypatch.setattr(Store, "free_bytes", 49_000_000)

    with pytest.raises(MachineError) as full:
        station.room_to_issue(market.station)

    assert (full.value.code, full.value.facts) == ("disk.stops_issuing", {"free_mb": 49})
