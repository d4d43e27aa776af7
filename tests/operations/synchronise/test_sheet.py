"""How sync stands: what waits, what failed, what came."""

from pathlib import Path

import pytest

from coalguard.domain.findings import Refused
from coalguard.operations.synchronise import (
    ShowSync,
    SyncNow,
    run,
    show,
    sync_now,
)
from coalguard.sync.turn import SyncState
from tests.cityhall import CityHall
from tests.operations.synchronise.line import WATCHED, write
from tests.stations import Manned, open_test_station


def test_a_station_that_is_not_enrolled_says_so(tmp_path: Path) -> None:
    with open_test_station(tmp_path) as manned:
        with pytest.raises(Refused) as refused:
            sync_now(manned.station, manned.admin, SyncNow())
        sheet = show(manned.station, manned.admin, ShowSync())

        assert refused.value.code == "sync.not_enrolled"
        assert run(manned.station).state == sheet.state == SyncState.NOT_ENROLLED
        assert (sheet.count, sheet.waiting, sheet.lamps.switch_off, sheet.last_contact) == (0, (), True, None)


def test_the_sheet_says_what_waits_and_what_came(market: Manned, city: CityHall) -> None:
    city.say("plate.watched", plate=WATCHED, reason="演示", until=None)
    assert show(market.station, market.admin, ShowSync()).state == SyncState.WAITING
    sync_now(market.station, market.admin, SyncNow())
    write(market.station, 2)
    city.shut()
    run(market.station)

    sheet = show(market.station, market.admin, ShowSync())

    assert (sheet.state, sheet.count, sheet.url) == (SyncState.OFFLINE, 2, city.url)
    assert [waiting.kind for waiting in sheet.waiting] == ["station.set", "station.set"]
    assert [fault.code for fault in sheet.failed] == ["sync.offline"]
    assert (sheet.received.watched, sheet.received.rules) == (1, market.station.books.rules.version)
    assert [one.code for one in sheet.received.stations] == ["LX01"]
    assert sheet.last_contact == sheet.received.keys_at == market.station.clock.now()
