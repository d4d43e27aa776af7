"""Sync with the real city: what waits goes, what others wrote comes, and whatever was lost on the way is healed."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from coalguard import premises
from coalguard.domain.errors import MachineError
from coalguard.domain.findings import Refused
from coalguard.domain.journal import Fact
from coalguard.domain.numbering import PaperKind
from coalguard.doors.program import Opening
from coalguard.operations.enrol import Enroll, enroll
from coalguard.operations.setup import FoundStation, StationKind
from coalguard.operations.station import Link, Station, room_to_issue
from coalguard.operations.synchronise import (
    Sending,
    ShowSync,
    Synced,
    SyncNow,
    keep_running,
    passes,
    run,
    show,
    sync_now,
)
from coalguard.operations.synchronise.carrier import QUIET_NS
from coalguard.operations.upkeep import MakeBackup, RestoreBackup, back_up
from coalguard.server.admin import revoke
from coalguard.server.city import Saying
from coalguard.server.tables import city as city_table
from coalguard.settings import Settings, load
from coalguard.store.cursors import Cursor, keep_cursors, load_cursors, load_heard
from coalguard.store.heard import find_watched
from coalguard.store.keys import load_keyring
from coalguard.store.papers import load_address, load_grants
from coalguard.store.verify import verify
from coalguard.sync.client import Acknowledgement, Line
from coalguard.sync.messages import Hello, Page, Welcome
from coalguard.sync.turn import SyncState
from tests.cityhall import CityHall, open_city
from tests.stations import HandClock, Manned, open_test_station

PASSWORD = "correct horse"
WATCHED = "甘N8F326"
WATCHES = [Saying("plate.watched", {"plate": f"甘N{n:05d}", "reason": "演示", "until": None}) for n in range(30)]


@pytest.fixture
def clock() -> HandClock:
    """The clock of everybody."""
    return HandClock()


@pytest.fixture
def city(tmp_path: Path, clock: HandClock) -> Iterator[CityHall]:
    """A city."""
    with open_city(tmp_path / "city", clock) as hall:
        yield hall


@pytest.fixture
def market(tmp_path: Path, clock: HandClock, city: CityHall) -> Iterator[Manned]:
    """A market that is enrolled."""
    with enrolled(tmp_path / "market", clock, city) as opened:
        yield opened


@contextmanager
def enrolled(
    folder: Path, clock: HandClock, city: CityHall, kind: StationKind = StationKind.MARKET, code: str = "LX01"
) -> Iterator[Manned]:
    """A new station that is enrolled."""
    folder.mkdir()
    with open_test_station(folder, kind, code=code, clock=clock) as opened:
        enroll(opened.station, opened.admin, Enroll(url=city.url, code=city.code(opened.station.code)))
        yield opened


def write(station: Station, entries: int = 1) -> None:
    """Some entries."""
    with station.store.begin() as act:
        for number in range(entries):
            act.append(Fact("station.set", {"hotline": f"12{number:03d}"}))


def chain(station: Station) -> dict[tuple[int, int], str]:
    """The hash of every own entry."""
    rows = station.store.read().rows(
        "SELECT epoch, seq, hash FROM entries WHERE device = ?",
        station.store.places.number(station.store.signer.device),
    )
    return {(epoch, seq): digest.hex() for epoch, seq, digest in rows}


def settled(station: Station, city: CityHall) -> Synced:
    """A pass after which both ends hold the same."""
    synced = run(station)
    assert (synced.state, synced.waiting, synced.faults) == (SyncState.SYNCED, 0, ())
    assert city.kept(station.store.signer.device) == chain(station)
    assert verify(station.store).whole
    return synced


def begin_anew(station: Station) -> Station:
    """The program started again: what it remembers of the line is gone."""
    return replace(station, link=Link())


class BadLine(Line):
    """A line on which some calls go wrong: before they are sent, or after they were answered."""

    before: Callable[[str], None] = staticmethod(lambda _: None)
    after: Callable[[str], None] = staticmethod(lambda _: None)
    page = 1000

    def greet(self, hello: Hello) -> Welcome:
        """Say hello."""
        self.before("greet")
        welcome = super().greet(hello)
        self.after("greet")
        return welcome

    def push(self, body: bytes) -> Acknowledgement:
        """Send a run."""
        self.before("push")
        told = super().push(body)
        self.after("push")
        return told

    def read(self, after: int, limit: int = 1000) -> Page:
        """Ask for a page."""
        self.before("read")
        return super().read(after, min(limit, self.page))

    def snapshot(self, after: int) -> Iterator[Page]:
        """Ask for all that there is."""
        self.before("snapshot")
        return super().snapshot(after)


def bad_line(station: Station) -> BadLine:
    """The station's line from now on."""
    cursors = load_cursors(station.store.read())
    line = BadLine(cursors.url, station.store.signer, city=bytes.fromhex(cursors.city), token=cursors.token)
    station.link.line = line
    return line


def fails(call: str, code: str = "sync.offline", times: int = 1) -> Callable[[str], None]:
    """What fails at a call, so many times."""
    left = [times]

    def fail(asked: str) -> None:
        if asked == call and left[0]:
            left[0] -= 1
            raise MachineError(code, host="127.0.0.1")

    return fail


# --- all is well ------------------------------------------------------------------------------------------------------


def test_at_first_everything_goes_and_the_city_s_word_comes(market: Manned, city: CityHall) -> None:
    city.say("plate.watched", plate=WATCHED, reason="演示", until=None)

    synced = settled(market.station, city)

    assert (synced.sent, synced.acked_seq) == (market.station.store.head.seq, market.station.store.head.seq)
    assert synced.received >= 1
    assert (synced.lamps.switch_off, synced.lamps.hand_over) == (True, True)
    assert find_watched(market.station.store.read(), WATCHED, market.station.clock.now()) is not None


def test_nothing_to_send_is_one_request_and_something_is_one_too(market: Manned, city: CityHall) -> None:
    settled(market.station, city)
    asked: list[str] = []
    line = bad_line(market.station)
    line.before = asked.append

    run(market.station)
    write(market.station, 300)
    assert run(market.station).sent == 300
    run(market.station)

    assert asked == ["snapshot", "push", "snapshot"]

    market.station.link.greeted_ns = market.station.clock.monotonic_ns() - QUIET_NS
    run(market.station)

    assert asked[3:] == ["greet"]


def test_a_greeting_that_is_old_is_said_again_before_anything_goes(
    market: Manned, city: CityHall, clock: HandClock
) -> None:
    settled(market.station, city)
    asked: list[str] = []
    bad_line(market.station).before = asked.append
    clock.wait(hours=1)
    write(market.station)

    run(market.station)

    assert asked == ["greet", "greet", "push"]  # the token had run out as well


def test_many_entries_go_in_runs_and_progress_is_told(market: Manned, city: CityHall) -> None:
    write(market.station, 1100)
    told: list[object] = []

    synced = run(market.station, told.append)

    total = synced.sent
    assert told == [Sending(500, total), Sending(1000, total), Sending(total, total)]
    assert city.kept(market.station.store.signer.device) == chain(market.station)


def test_the_program_that_starts_again_uses_the_token_it_has(market: Manned, city: CityHall) -> None:
    settled(market.station, city)
    token = load_cursors(market.station.store.read()).token

    again = begin_anew(market.station)
    settled(again, city)

    assert again.link.line is not None
    assert again.link.line.token == token


def test_a_token_that_the_city_does_not_take_is_taken_anew(market: Manned, city: CityHall) -> None:
    settled(market.station, city)
    assert market.station.link.line is not None
    market.station.link.line.token = "nonsense"
    write(market.station)

    assert settled(market.station, city).sent == 1


def test_a_lease_that_ends_soon_is_followed_by_another_and_stops_nothing(
    market: Manned, city: CityHall, clock: HandClock
) -> None:
    settled(market.station, city)
    clock.wait(hours=24 * 176)

    settled(market.station, city)

    forms = [
        grant for grant in load_grants(market.station.store.read()) if grant.kind is PaperKind.FORM and grant.valid
    ]
    assert [(grant.first, grant.last) for grant in forms] == [(1, 5000), (5001, 10000)]


def test_numbers_that_a_person_opened_after_a_restore_end_with_the_first_lease(market: Manned, city: CityHall) -> None:
    settled(market.station, city)
    with market.station.store.begin() as act:
        for grant in load_grants(act):
            if grant.kind is PaperKind.FORM:
                act.append(Fact("grant.closed", {"grant": str(grant.key), "reason": "epoch"}))
        says = {"kind": "form", "prefix": "LX01", "first": 101, "last": 1_000_100, "origin": "emergency"}
        act.append(Fact("grant.opened", says))
    market.station.link.greeted_ns = None

    settled(market.station, city)

    grants = load_grants(market.station.store.read())
    forms = [(grant.first, grant.last) for grant in grants if grant.kind is PaperKind.FORM and grant.valid]
    assert forms == [(5001, 10000)]


def test_leases_for_somebody_else_are_not_opened(market: Manned, city: CityHall) -> None:
    settled(market.station, city)
    before = load_grants(market.station.store.read())
    line = bad_line(market.station)
    lease_of = line.lease_of
    market.station.clock.wait(hours=24 * 176)  # type: ignore[attr-defined]  # the test's own clock

    def leased(grant: Any) -> Any:
        lease = lease_of(grant)
        others: dict[str, dict[str, Any]] = {"form": {"device": "00" * 8}, "ticket": {"kind": "coupon"}}
        others |= {"inbound": {"prefix": "JH99"}, "release": {"first": 4000}}
        return altered(lease, **others.get(lease.kind, {}))

    line.lease_of = leased  # type: ignore[method-assign]  # a city that leases nonsense
    run(market.station)

    opened = {grant.kind for grant in load_grants(market.station.store.read())[len(before) :]}
    assert opened == {PaperKind.TURN_BACK, PaperKind.HAND_OVER, PaperKind.SETTLEMENT}


def test_what_another_station_wrote_arrives_and_its_age_is_known(
    market: Manned, city: CityHall, clock: HandClock, tmp_path: Path
) -> None:
    with enrolled(tmp_path / "gate", clock, city, StationKind.CHECKPOINT, "KK02") as gate:
        settled(gate.station, city)
        clock.wait(hours=1)
        settled(market.station, city)
        clock.wait(hours=1)
        settled(market.station, city)

        settled(gate.station, city)

        heard = load_heard(gate.station.store.read())
        assert heard["LX01"] == clock.now()
        keys = {key.station for key in load_keyring(gate.station.store.read()).keys}
        assert keys >= {"KK02", "LX01"}


def test_many_pages_come_one_behind_the_other_and_a_long_way_as_a_snapshot(market: Manned, city: CityHall) -> None:
    settled(market.station, city)
    city.say_all(WATCHES)
    bad_line(market.station).page = 20
    assert settled(market.station, city).received == 30
    market.station.store.write_beside("DELETE FROM cursors WHERE name IN ('cursor', 'mark')")
    market.station.link.greeted_ns = None

    line = bad_line(market.station)
    asked: list[str] = []
    line.before = asked.append
    greet = line.greet

    def far_behind(hello: Hello) -> Welcome:
        welcome: Welcome = altered(greet(hello), snapshot=True)
        return welcome

    line.greet = far_behind  # type: ignore[method-assign]  # the city would say so 5,000 entries behind
    assert settled(market.station, city).received == 0
    assert "read" not in asked


# --- the line fails ---------------------------------------------------------------------------------------------------


def test_without_a_server_everything_stays_and_is_said_so(market: Manned, city: CityHall) -> None:
    city.shut()
    write(market.station)

    synced = run(market.station)

    assert (synced.state, synced.sent, [fault.code for fault in synced.faults]) == ("offline", 0, ["sync.offline"])
    assert (synced.waiting, synced.lamps.switch_off) == (market.station.store.head.seq, False)
    city.open()
    settled(market.station, city)


@pytest.mark.parametrize("call", ["greet", "push"])
def test_an_answer_that_was_lost_is_made_up_for(market: Manned, city: CityHall, call: str) -> None:
    write(market.station, 3)
    bad_line(market.station).after = fails(call)

    assert run(market.station).state == SyncState.OFFLINE

    synced = settled(market.station, city)
    assert synced.sent == (0 if call == "push" else market.station.store.head.seq)


def test_a_run_without_an_answer_is_halved_and_sent_again(market: Manned, city: CityHall) -> None:
    write(market.station, 600)
    bad_line(market.station).before = fails("push", "sync.timeout", times=2)

    synced = settled(market.station, city)

    assert synced.sent == market.station.store.head.seq
    assert market.station.link.most == 250


def test_pages_that_were_taken_in_stay_where_the_line_breaks(market: Manned, city: CityHall) -> None:
    settled(market.station, city)
    city.say_all(WATCHES)
    market.station.link.greeted_ns = None
    asked = [0]

    def second(call: str) -> None:
        asked[0] += call == "read"
        if call == "read" and asked[0] == 2:
            raise MachineError("sync.offline", host="127.0.0.1")

    line = bad_line(market.station)
    line.before, line.page = second, 20
    first = run(market.station)

    assert (first.state, first.received) == (SyncState.OFFLINE, 20)
    assert settled(market.station, city).received == 10


def test_a_receipt_or_a_page_of_before_is_not_taken(market: Manned, city: CityHall) -> None:
    settled(market.station, city)
    line = bad_line(market.station)
    write(market.station)
    kept: list[Acknowledgement] = []
    push = line.push

    def answer(body: bytes) -> Acknowledgement:
        kept.append(push(body))
        return kept[0]

    line.push = answer  # type: ignore[method-assign]  # the same receipt for ever
    assert run(market.station).sent == 1
    write(market.station)

    synced = run(market.station)

    assert (synced.state, [fault.code for fault in synced.faults]) == (SyncState.FAILED, ["sync.stale"])


def altered(message: Any, **others: Any) -> Any:
    """A message in which some things are others."""
    return type(message)(**{one: getattr(message, one) for one in message.__struct_fields__} | others)


@pytest.mark.parametrize(
    ("others", "code"),
    [
        ({"devices": {"00" * 8: "11" * 32}}, "sync.device_differs"),
        ({"devices": {"00" * 8: "no hex"}}, "sync.malformed"),
    ],
)
def test_a_page_that_is_not_true_is_not_taken_in(
    market: Manned, city: CityHall, others: dict[str, Any], code: str
) -> None:
    settled(market.station, city)
    city.say_all(WATCHES)
    market.station.link.greeted_ns = None
    line = bad_line(market.station)
    read = line.read
    line.read = lambda after, limit=1000: altered(read(after, limit), **others)  # type: ignore[method-assign]  # a city that is none

    synced = run(market.station)

    assert (synced.state, [fault.code for fault in synced.faults]) == (SyncState.FAILED, [code])
    assert synced.received == 0


@pytest.mark.parametrize("other", [{"feed": "another"}, {"before": "00" * 32}, {"before": ""}])
@pytest.mark.parametrize(("snapshot", "greets"), [(False, True), (True, True), (True, False)])
def test_pages_of_another_feed_are_not_taken_in_before_the_city_is_asked(
    market: Manned, city: CityHall, other: dict[str, str], *, snapshot: bool, greets: bool
) -> None:
    settled(market.station, city)
    city.say_all(WATCHES)
    if greets:
        market.station.link.greeted_ns = None
    line = bad_line(market.station)
    greet, read, pages, asked = line.greet, line.read, line.snapshot, [0]

    def told(page: Page) -> Any:
        asked[0] += 1
        return altered(page, **other) if asked[0] == 1 else page

    line.greet = lambda hello: altered(greet(hello), snapshot=snapshot)  # type: ignore[method-assign]  # as told
    line.read = lambda after, limit=1000: told(read(after, limit))  # type: ignore[method-assign]  # as above
    line.snapshot = lambda after: map(told, pages(after))  # type: ignore[method-assign]  # as above

    assert settled(market.station, city).received == 30
    assert asked[0] > 1


def test_a_snapshot_without_a_page_leads_nowhere(market: Manned, city: CityHall) -> None:
    settled(market.station, city)
    city.say_all(WATCHES)
    line = bad_line(market.station)
    greet = line.greet
    line.greet = lambda hello: altered(greet(hello), snapshot=True)  # type: ignore[method-assign]  # as above

    def nothing(after: int) -> Iterator[Page]:
        del after
        return iter(())

    line.snapshot = nothing  # type: ignore[method-assign]  # as above

    assert [fault.code for fault in run(market.station).faults] == ["sync.stale"]


# --- one of both was restored -----------------------------------------------------------------------------------------


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


# --- who may, and what is shown ---------------------------------------------------------------------------------------


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


# --- again and again --------------------------------------------------------------------------------------------------


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


def test_the_restored_mark_goes_with_the_first_good_greeting(market: Manned, city: CityHall) -> None:
    settled(market.station, city)
    keep_cursors(market.station.store, {Cursor.RESTORED: "1", Cursor.RATCHET: "0000000000000000"})

    settled(market.station, city)

    assert not load_cursors(market.station.store.read()).restored


def test_a_city_that_moves_to_another_address_is_printed_from_the_next_greeting_on(
    market: Manned, city: CityHall
) -> None:
    settled(market.station, city)
    assert load_address(market.station.store.read()) == "CG1:"
    with city.office.database.begin() as connection:
        connection.execute(update(city_table).values(address="HTTPS://MG.EXAMPLE.CN/V/"))
    market.station.link.greeted_ns = None

    settled(market.station, city)

    assert load_address(market.station.store.read()) == "HTTPS://MG.EXAMPLE.CN/V/"


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
