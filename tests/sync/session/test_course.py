"""A conversation in which nothing goes wrong, and one end that was restored, copied or forked."""

from dataclasses import replace

from coalguard.sync.messages import Standing
from coalguard.sync.turn import (
    CameHome,
    Failure,
    Greet,
    HeldToken,
    Kept,
    LetIn,
    NothingWaits,
    Outcome,
    Read,
    Recall,
    Renew,
    Renewed,
    Snapshot,
    SyncState,
    Trouble,
)
from tests.sync.session.script import EMPTY, FRESH, QUIET, START, converse, declined, greeted, kept, push, read


def test_what_waits_is_sent_and_what_others_wrote_is_heard() -> None:
    outcome = converse(
        START,
        Greet(),
        greeted(end=43),
        push(),
        kept(1, 9, end=44),
        push(9),
        NothingWaits(),
        Read(40),
        read(42, 44),
        Read(42),
        read(44, 44),
    )
    assert outcome == Outcome(SyncState.SYNCED, None, 2, 2, (1, 9), 500, ())


def test_nothing_to_send_and_nothing_to_hear_is_one_request() -> None:
    outcome = converse(START, Greet(), greeted(), push(), NothingWaits())
    assert (outcome.state, outcome.sent, outcome.received) == (SyncState.SYNCED, 0, 0)


def test_at_first_contact_a_token_is_taken_and_all_is_sent() -> None:
    outcome = converse(
        replace(EMPTY, let_in=False),
        LetIn(),
        HeldToken(),
        Greet(),
        greeted(0, end=0, acked={}),
        push(0),
        kept(1, 9, count=9, end=0),
        push(9),
        NothingWaits(),
    )
    assert (outcome.state, outcome.sent, outcome.acked) == (SyncState.SYNCED, 9, (1, 9))


def test_after_a_fresh_greeting_what_waits_goes_at_once() -> None:
    outcome = converse(FRESH, push(), kept(1, 9), push(9), NothingWaits())
    assert (outcome.state, outcome.sent) == (SyncState.SYNCED, 2)


def test_after_a_fresh_greeting_with_nothing_waiting_the_city_is_asked_all_the_same() -> None:
    assert converse(FRESH, push(), NothingWaits(), Greet(), greeted(), push(), NothingWaits()).state == SyncState.SYNCED


def test_right_after_a_greeting_with_nothing_waiting_the_feed_itself_is_asked_once() -> None:
    outcome = converse(QUIET, push(), NothingWaits(), Snapshot(40), read(45, 45, count=5))
    assert (outcome.state, outcome.received) == (SyncState.SYNCED, 5)
    assert converse(QUIET, push(), NothingWaits(), Snapshot(40), read(40, 40, count=0)).state == SyncState.SYNCED
    assert converse(QUIET, push(), kept(1, 9), push(9), NothingWaits()).state == SyncState.SYNCED


def test_right_after_a_greeting_a_feed_that_is_another_is_a_reason_to_greet() -> None:
    outcome = converse(
        QUIET,
        push(),
        NothingWaits(),
        Snapshot(40),
        read(2, 2, feed="g", count=0),
        Greet(),
        greeted(standing=Standing.SERVER_RESTORED, feed="g", restart=True, end=2),
        push(),
        NothingWaits(),
        Read(0),
        read(2, 2, feed="g", count=2),
    )
    assert (outcome.state, outcome.received) == (SyncState.SYNCED, 2)


def test_the_feed_is_asked_where_a_receipt_says_that_it_goes_on() -> None:
    outcome = converse(FRESH, push(), kept(1, 9, end=41), push(9), NothingWaits(), Read(40), read(41, 41))
    assert outcome.received == 1


def test_the_feed_is_not_asked_where_only_our_own_entries_came() -> None:
    own = Kept((1, 9), 2, 42, cursor=42)
    assert converse(FRESH, push(), own, push(9), NothingWaits()).state == SyncState.SYNCED


def test_far_behind_a_snapshot_takes_the_place_of_pages() -> None:
    outcome = converse(
        START,
        Greet(),
        greeted(end=9000, snapshot=True),
        push(),
        NothingWaits(),
        Snapshot(40),
        read(9000, 9000, count=8960),
    )
    assert outcome.received == 8960


def test_what_a_run_opened_is_told() -> None:
    opened = ("entry.quarantined",)
    outcome = converse(FRESH, push(), kept(1, 8, count=1, opened=opened), push(8), kept(1, 9), push(9), NothingWaits())
    assert (outcome.state, outcome.opened, outcome.sent) == (SyncState.SYNCED, opened, 3)


# --- the ladder of hello ----------------------------------------------------------------------------------------------


def test_a_lost_answer_moves_the_pointer_and_sends_nothing_twice() -> None:
    outcome = converse(START, Greet(), greeted(9, standing=Standing.LOST_ANSWER), push(9), NothingWaits())
    assert (outcome.acked, outcome.sent) == ((1, 9), 0)


def test_a_restored_server_gets_everything_again_from_its_own_place_and_its_feed_is_read_anew() -> None:
    outcome = converse(
        START,
        Greet(),
        greeted(3, standing=Standing.SERVER_RESTORED, feed="g", restart=True, end=2),
        push(3),
        kept(1, 9, count=6, end=2),
        push(9),
        NothingWaits(),
        Read(0),
        read(2, 2, feed="g", count=2),
    )
    assert (outcome.sent, outcome.received) == (6, 2)


def test_a_restored_station_opens_an_epoch_before_it_takes_its_entries_back() -> None:
    outcome = converse(
        START,
        Greet(),
        greeted(20, standing=Standing.CLIENT_RESTORED, ours=""),
        Renew(1),
        Renewed(),
        Recall(1, 9),
        CameHome(15, more=True),
        Recall(1, 15),
        CameHome(20, more=False),
        Renew(1),
        Renewed(),
        Greet(),
        greeted(20, own={1: 20, 2: 10}),
        push(20),
        kept(2, 10, count=1),
        push(10, epoch=2),
        NothingWaits(),
    )
    assert (outcome.state, outcome.acked) == (SyncState.SYNCED, (2, 10))


def test_a_station_that_has_its_new_epoch_takes_back_every_epoch_that_it_lacks() -> None:
    outcome = converse(
        START,
        Greet(),
        greeted(12, epoch=2, standing=Standing.CLIENT_RESTORED, ours="", own={1: 9, 3: 11}, acked={2: 12, 1: 11}),
        Recall(1, 9),
        CameHome(11, more=False),
        Recall(2, 0),
        CameHome(12, more=False),
        Renew(2),
        Renewed(),
        Greet(),
        greeted(12, epoch=2, own={1: 11, 2: 12, 3: 11}),
        push(12, epoch=2),
        kept(3, 11),
        push(11, epoch=3),
        NothingWaits(),
    )
    assert outcome.state == SyncState.SYNCED


def test_a_city_that_never_has_enough_is_left_to_a_person() -> None:
    again = greeted(20, standing=Standing.CLIENT_RESTORED, own={1: 9, 2: 10})
    home = (Recall(1, 9), CameHome(20, more=False), Renew(1), Renewed())
    outcome = converse(START, *(Greet(), again, *home) * 3, Greet(), again)
    assert (outcome.state, outcome.failure) == (SyncState.FAILED, declined("sync.unsettled"))


def test_a_fork_is_offered_once_so_that_both_are_kept_and_others_are_still_heard() -> None:
    outcome = converse(
        START,
        Greet(),
        greeted(standing=Standing.FORK, end=41),
        push(),
        declined("push.fork"),
        Read(40),
        read(41, 41),
    )
    assert (outcome.state, outcome.received) == (SyncState.FORK, 1)
    assert outcome.failure == Failure(Trouble.CONTRADICTED, "push.fork", {"seq": 7})


def test_a_fork_that_was_told_is_not_offered_again() -> None:
    assert converse(replace(START, fork_told=True), Greet(), greeted(standing=Standing.FORK)).state == SyncState.FORK


def test_another_head_at_our_place_is_a_fork_whatever_the_city_calls_it() -> None:
    outcome = converse(START, Greet(), greeted(ours="other"), push(), declined("push.fork"))
    assert (outcome.state, outcome.acked) == (SyncState.FORK, (1, 7))


def test_a_clone_waits_for_a_person() -> None:
    assert converse(START, Greet(), greeted(standing=Standing.CLONE)).state == SyncState.CLONE


def test_a_revoked_device_is_done() -> None:
    outcome = converse(START, Greet(), greeted(standing=Standing.REVOKED))
    assert (outcome.state, outcome.failure) == (SyncState.FAILED, declined("token.revoked"))
