"""What waits goes, what others wrote comes, and whatever is lost on the way is made up for."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coalguard.domain.errors import MachineError
from coalguard.operations.setup import StationKind
from coalguard.operations.synchronise import (
    Sending,
    run,
)
from coalguard.operations.synchronise.carrier import QUIET_NS
from coalguard.store.cursors import load_cursors, load_heard
from coalguard.store.heard import find_watched
from coalguard.store.keys import load_keyring
from coalguard.sync.client import Acknowledgement
from coalguard.sync.messages import Hello, Page, Welcome
from coalguard.sync.turn import SyncState
from tests.cityhall import CityHall
from tests.operations.synchronise.line import (
    WATCHED,
    WATCHES,
    altered,
    bad_line,
    begin_anew,
    chain,
    enrolled,
    fails,
    settled,
    write,
)
from tests.stations import HandClock, Manned


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
