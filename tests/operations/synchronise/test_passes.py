"""A pass where one of both was restored or has a double, and passes without end."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from coalguard import premises
from coalguard.domain.findings import Refused
from coalguard.domain.numbering import PaperKind
from coalguard.doors.program import Opening
from coalguard.operations.enrol import Enroll, enroll
from coalguard.operations.setup import FoundStation, StationKind
from coalguard.operations.station import Station, room_to_issue
from coalguard.operations.synchronise import (
    ShowSync,
    Synced,
    keep_running,
    passes,
    run,
    show,
)
from coalguard.operations.upkeep import MakeBackup, RestoreBackup, back_up
from coalguard.server.admin import revoke
from coalguard.settings import Settings, load
from coalguard.store.papers import load_grants
from coalguard.sync.turn import SyncState
from tests.cityhall import CityHall
from tests.operations.synchronise.line import PASSWORD, WATCHED, begin_anew, chain, enrolled, settled, write
from tests.stations import HandClock, Manned, open_test_station


def test_a_server_that_was_restored_gets_back_what_it_lost(market: Manned, city: CityHall) -> None:
    settled(market.station, city)
    copied = city.copy()
    write(market.station, 5)
    city.say("plate.watched", plate=WATCHED, reason="演示", until=None)
    settled(market.station, city)

    city.restore(copied)
    write(market.station)

    assert settled(market.station, city).sent == 6
    settled(market.station, city)


@contextmanager
def founded(folder: Path, clock: HandClock, city: CityHall) -> Iterator[tuple[Settings, Opening]]:
    """A market with a password, enrolled and synced."""
    folder.mkdir()
    settings = load(folder)
    found = FoundStation(kind=StationKind.MARKET, code="LX01", name="演示煤炭市场")
    premises.found(clock, settings, found, "admin", PASSWORD)
    with opened(settings, clock) as opening:
        enroll(opening.station, opening.actor, Enroll(url=city.url, code=city.code("LX01")))
        settled(opening.station, city)
        yield settings, opening


@contextmanager
def opened(settings: Settings, clock: HandClock) -> Iterator[Opening]:
    """The program on a data folder."""
    opening = premises.open_with_password(clock, settings, "admin", PASSWORD, lambda _: None)
    with closing(opening):
        yield opening


def test_a_station_that_was_restored_takes_its_entries_back_and_gives_no_number_twice(
    city: CityHall, clock: HandClock, tmp_path: Path
) -> None:
    with founded(tmp_path / "first", clock, city) as (_, opening):
        backup = back_up(opening.station, opening.actor, MakeBackup(path=str(tmp_path / "backup"))).path
        write(opening.station, 7)
        settled(opening.station, city)
        before = chain(opening.station)
    second = tmp_path / "second"
    second.mkdir()
    premises.restore(clock, load(second), RestoreBackup(path=backup, login="admin", password=PASSWORD))
    with opened(load(second), clock) as opening:
        station = opening.station
        assert show(station, opening.actor, ShowSync()).state == SyncState.RESTORED
        city.shut()
        assert run(station).state == SyncState.RESTORED
        city.open()

        settled(station, city)

        assert before.items() <= chain(station).items()
        forms = [grant for grant in load_grants(station.store.read()) if grant.kind is PaperKind.FORM]
        assert [(grant.first, grant.valid) for grant in forms] == [(1, False), (1, False), (5001, True)]
        assert station.store.head.epoch == 2


def test_a_copy_of_the_data_folder_makes_both_wait_for_a_person(
    city: CityHall, clock: HandClock, tmp_path: Path
) -> None:
    with founded(tmp_path / "first", clock, city) as (settings, _):
        pass
    shutil.copytree(settings.folder, tmp_path / "copy")
    with opened(settings, clock) as opening:
        settled(opening.station, city)
        clock.wait(hours=1)
        settled(opening.station, city)
    clock.wait(hours=1)
    with opened(load(tmp_path / "copy"), clock) as opening:
        synced = run(opening.station)

        assert (synced.state, synced.sent) == (SyncState.CLONE, 0)
        assert [fault.code for fault in synced.faults] == ["sync.device_waits"]
        assert not synced.lamps.hand_over
    with opened(settings, clock) as opening:
        assert run(opening.station).state == SyncState.CLONE


def test_another_entry_in_the_same_place_is_a_fork_and_is_told_once(market: Manned, city: CityHall) -> None:
    settled(market.station, city)
    with market.station.store.maintenance() as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE entries SET hash = zeroblob(32) WHERE seq = ?", (market.station.store.head.seq,))
    station = begin_anew(market.station)

    synced = run(station)

    assert (synced.state, station.link.fork_told) == (SyncState.FORK, True)
    assert run(station).state == SyncState.FORK


class Courier:
    """Passes in a thread, and what they tell."""

    def __init__(self, station: Station) -> None:
        """Begin."""
        self.told: list[object] = []
        self.heard = threading.Semaphore(0)
        self.stop, self.wake = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=keep_running, args=(station, self.stop, self.wake, self._tell))
        self._thread.start()

    def _tell(self, said: object) -> None:
        if isinstance(said, Synced):
            self.told.append(said.state)
            self.heard.release()

    def next(self) -> object:
        """How the next pass stands."""
        assert self.heard.acquire(timeout=20)
        return self.told[-1]

    def end(self) -> None:
        """No more passes."""
        self.stop.set()
        self.wake.set()
        self._thread.join(20)
        assert not self._thread.is_alive()


def test_passes_go_on_when_they_are_asked_for_and_end_when_told(
    market: Manned, city: CityHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passes, "BREATH_S", 0.05)
    courier = Courier(market.station)
    try:
        assert courier.next() == SyncState.SYNCED
        write(market.station)
        courier.wake.set()
        assert courier.next() == SyncState.SYNCED
        city.shut()
        courier.wake.set()
        assert courier.next() == SyncState.OFFLINE
        courier.wake.set()
        assert courier.next() == SyncState.OFFLINE
        city.open()
        while courier.next() != SyncState.SYNCED:
            courier.wake.set()
    finally:
        courier.end()
    assert city.kept(market.station.store.signer.device) == chain(market.station)


def test_passes_of_a_station_without_a_city_rest_at_once(tmp_path: Path) -> None:
    with open_test_station(tmp_path) as manned:
        courier = Courier(manned.station)
        assert courier.next() == SyncState.NOT_ENROLLED
        courier.end()


def test_a_pc_whose_key_was_revoked_issues_no_paper_that_nobody_believes(market: Manned, city: CityHall) -> None:
    settled(market.station, city)
    room_to_issue(market.station)
    revoke(city.office, market.station.store.signer.device)
    market.station.link.greeted_ns = None

    assert run(market.station).state is SyncState.FAILED

    with pytest.raises(Refused) as refused:
        room_to_issue(market.station)
    assert refused.value.code == "station.revoked"


def test_a_city_that_was_restored_from_before_the_enrolment_enrols_once_more(
    tmp_path: Path, city: CityHall, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    before = city.copy()
    with enrolled(tmp_path / "late", clock, city) as (station, admin):
        settled(station, city)
        city.restore(before)
        forgotten = run(begin_anew(station))
        assert [fault.code for fault in forgotten.faults] == ["token.device_unknown"]

        enroll(station, admin, Enroll(url=city.url, code=city.code(station.code)))

        settled(begin_anew(station), city)
    # the city's first words after its restore stand where others did, and it says them again
    assert all("arrived with another hash" in record.getMessage() for record in caplog.records if record.levelno > 30)
