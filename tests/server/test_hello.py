"""Hello: where both stand, told and acted upon in one transaction."""

import pytest
from msgspec.structs import replace as changed

from coalguard.domain.errors import CoalGuardError
from coalguard.server.hello import check_hello
from coalguard.server.tables import CITY, city, devices, entries, exceptions, feed
from coalguard.sync.messages import FAR_BEHIND, Standing
from tests.server.stations import ON_SQLITE, Desk, Hands, enrolled
from tests.server.test_standing import HELLO
from tests.server.towns import Town
from tests.server.writers import Writer


@pytest.fixture
def desk(town: Town) -> Desk:
    """An enrolled market with three entries."""
    clock, writer = Hands(), Writer("LX01")
    enrolled(town, writer, clock)
    for _ in range(3):
        writer.write("weighing.captured", {"kg": 1})
    return Desk(town, writer, clock)


@ON_SQLITE
def test_the_first_hello_hears_that_nothing_is_known(desk: Desk) -> None:
    told = desk.hello()
    assert (told.standing, told.epoch, told.seq, told.head, told.acked) == (Standing.NORMAL, 0, 0, "", {})
    assert (told.end, told.restart, told.snapshot) == (2, False, False)
    assert told.at == told.trust_at == "2026-01-14T04:00:00.000Z"
    assert told.ratchet


def test_after_a_push_both_agree(desk: Desk) -> None:
    desk.hello()
    desk.push()
    told, last = desk.hello(), desk.writer.entries[-1]
    assert (told.standing, told.epoch, told.seq, told.head) == (Standing.NORMAL, 1, 3, last.hash.hex())
    assert told.acked == {1: (3, last.hash.hex())}


@ON_SQLITE
def test_a_receipt_that_was_lost_is_a_lost_answer(desk: Desk) -> None:
    desk.hello()
    desk.town.push(desk.writer)
    assert desk.hello().standing is Standing.LOST_ANSWER


@ON_SQLITE
def test_a_hello_whose_answer_was_lost_may_be_said_again(desk: Desk) -> None:
    desk.unheard()
    assert desk.unheard().standing is Standing.NORMAL
    desk.hello()
    desk.unheard()
    desk.unheard()
    assert desk.hello().standing is Standing.NORMAL
    assert desk.hello().standing is Standing.NORMAL


@ON_SQLITE
def test_a_hello_that_the_network_delivers_late_again_is_no_second_machine(desk: Desk) -> None:
    desk.hello()
    late = desk.copy()
    desk.hello()
    desk.hello(heard_since="2026-01-14T03:00:00.000Z")
    assert late.hello().standing is Standing.NORMAL
    assert desk.hello(heard_since="2026-01-14T03:30:00.000Z").standing is Standing.NORMAL


def test_two_machines_with_one_key_wait_for_a_person(desk: Desk) -> None:
    desk.hello()
    other = desk.copy()
    desk.hello()
    desk.hello()
    desk.hello(heard_since="2026-01-14T03:00:00.000Z")
    assert other.hello(heard_since="2026-01-14T02:00:00.000Z").standing is Standing.CLONE
    assert desk.hello().standing is Standing.CLONE
    assert desk.town.rows(devices, "no", "status")[1:] == [(1, "waiting")]
    assert desk.town.rows(exceptions, "exception", "station") == [("device.cloned", "LX01")]
    with pytest.raises(CoalGuardError) as refused:
        desk.push()
    assert refused.value.code == "sync.device_waits"
    assert desk.hello().grants == ()


@ON_SQLITE
def test_a_restored_machine_makes_the_one_that_still_runs_the_copy(desk: Desk) -> None:
    desk.hello()
    before = desk.copy()
    desk.hello(restored=True)
    assert desk.hello().standing is Standing.NORMAL
    assert before.hello().standing is Standing.CLONE


@ON_SQLITE
def test_a_fork_is_told(desk: Desk) -> None:
    desk.hello()
    desk.push()
    desk.writer = desk.writer.back_to(2)
    desk.writer.write("weighing.captured", {"kg": 2})
    told = desk.hello()
    assert told.standing is Standing.FORK
    assert told.ratchet
    assert told.heard == {"LX01": "2026-01-14T04:00:00.000Z"}, "what was kept before, and no more"


@ON_SQLITE
def test_a_restored_station_is_told_what_the_city_has(desk: Desk) -> None:
    desk.hello()
    desk.push()
    desk.writer = desk.writer.back_to(1)
    told = desk.hello(acked=(1, 1), restored=True)
    assert told.standing is Standing.CLIENT_RESTORED
    assert told.seq == 3
    assert told.grants == ()


@ON_SQLITE
def test_a_revoked_device_is_told_so(desk: Desk) -> None:
    desk.hello()
    with desk.town.database.begin() as connection:
        connection.execute(devices.update().where(devices.c.no != 0).values(status="revoked"))
    told = desk.hello()
    assert (told.standing, told.grants) == (Standing.REVOKED, ())


def test_a_restored_city_begins_a_new_feed_and_a_new_epoch_once(desk: Desk) -> None:
    name = desk.hello().feed
    told = desk.hello(feed=name, cursor=9, mark="ab" * 32, city=(1, 7))
    assert (told.standing, told.restart) == (Standing.SERVER_RESTORED, True)
    assert told.feed != name
    assert desk.town.rows(city, "epoch") == [(2,)]
    again = desk.hello(feed=name, cursor=9, mark="ab" * 32, city=(1, 7))
    assert again.feed == told.feed
    assert desk.town.rows(city, "epoch") == [(2,)]
    assert desk.hello(feed=told.feed, cursor=0).restart is False


@ON_SQLITE
def test_a_cursor_beyond_the_end_alone_tells_it_too(desk: Desk) -> None:
    name = desk.hello().feed
    assert desk.hello(feed=name, cursor=3, mark="ab" * 32).restart is True
    assert desk.town.rows(feed, "id") != [(name,)]


@ON_SQLITE
def test_whoever_stands_at_the_right_mark_reads_on(desk: Desk) -> None:
    name = desk.hello().feed
    ((mark,),) = [row[1:] for row in desk.town.rows(entries, "pos", "mark") if row[0] == 2]
    assert desk.hello(feed=name, cursor=2, mark=mark.hex()).restart is False
    assert desk.hello(feed=name, cursor=2, mark="00" * 32).restart is True


@ON_SQLITE
def test_whoever_is_far_behind_takes_the_snapshot(desk: Desk) -> None:
    desk.hello()
    with desk.town.database.begin() as connection:
        connection.execute(feed.update().values(position=FAR_BEHIND))
    assert desk.hello().snapshot is True


@ON_SQLITE
def test_a_device_that_nobody_knows_is_refused(town: Town) -> None:
    with pytest.raises(CoalGuardError) as refused:
        Desk(town, Writer("LX01"), Hands()).hello()
    assert refused.value.code == "token.device_unknown"


@pytest.mark.parametrize(
    "said", [{"epoch": -1}, {"seq": 1 << 53}, {"cursor": -1}, {"acked": (1, -1)}, {"city": (1 << 60, 0)}, {"v": 2}]
)
def test_places_that_can_not_be_are_malformed(said: dict[str, object]) -> None:
    check_hello(HELLO)
    with pytest.raises(CoalGuardError) as refused:
        check_hello(changed(HELLO, **said))
    assert refused.value.code == "server.malformed"


@ON_SQLITE
@pytest.mark.parametrize("feed", ["", "of an epoch that was lost"])
def test_a_city_that_said_something_else_where_a_station_has_its_newest_was_restored(desk: Desk, feed: str) -> None:
    """Neither the ratchet nor the cursor tells: the station read the lost word without a greeting, or long ago."""
    desk.town.say("plate.watched", plate="甘N00001", reason="演示", until=None)
    first = desk.hello()
    rows = desk.town.rows(entries, "device", "epoch", "seq", "hash")
    epoch, seq, h = max((epoch, seq, h.hex()) for device, epoch, seq, h in rows if device == CITY)
    newest, other = (epoch, seq), "ab" * 32
    assert desk.hello(feed=first.feed, city=newest, city_head=h).feed == first.feed
    told = desk.hello(feed=feed or first.feed, city=newest, city_head=other, greeted=first.at)
    assert told.feed != first.feed
    assert desk.hello(feed=told.feed, city=newest, city_head=other).feed == told.feed, "and it begins anew once"


@ON_SQLITE
def test_whoever_was_greeted_more_often_than_the_city_remembers_is_no_copy_whatever_the_clock(desk: Desk) -> None:
    first = desk.hello()
    name = first.feed
    told = desk.hello(feed=name, ratchet="2.given out after the copy was made", greeted=first.at)
    assert (told.standing, told.restart) == (Standing.SERVER_RESTORED, True)
    assert told.feed != name
    desk.ratchet = told.ratchet
    assert desk.hello(feed=told.feed, greeted=told.at).standing is Standing.NORMAL
    assert desk.hello(feed=told.feed, greeted=told.at, ratchet="2.a copy's").standing is Standing.CLONE


@ON_SQLITE
def test_numbers_that_a_person_opened_are_heard_of_before_others_are_leased(desk: Desk) -> None:
    desk.hello()
    desk.push()
    writer = desk.writer
    writer.epoch = 2
    writer.write("epoch.opened", {"previous": 1})
    assert desk.hello(left={}, expires={}, restored=True).grants, "who has no numbers needs some at once"
    assert desk.hello(epoch=3, expires={}, restored=True).grants == ()
    desk.town.keep(writer.run(writer.last))
    assert desk.hello(expires={}).grants
