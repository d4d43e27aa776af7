"""The conversation of a station with the city: scripts of what is said and heard, and a machine of mishaps."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from coalguard.sync.messages import At, Standing, Welcome
from coalguard.sync.run import MOST_BYTES
from coalguard.sync.session import TABLE, Cue, Phase, Session
from coalguard.sync.turn import (
    Answer,
    CameHome,
    Failure,
    Greet,
    Greeted,
    HeldToken,
    Kept,
    LetIn,
    NothingWaits,
    Outcome,
    Outset,
    Push,
    Read,
    Recall,
    Renew,
    Renewed,
    Snapshot,
    Step,
    SyncState,
    TakenIn,
    Trouble,
)
from tests.sync.far_side import City, Mishap, Station, Talk

START = Outset(acked=(1, 7), feed="f", cursor=40, let_in=True)
FRESH = replace(START, heard_end=40)
QUIET = replace(FRESH, quiet=True)
EMPTY = Outset(acked=(1, 0), feed="", cursor=0, let_in=True)
OFFLINE = Failure(Trouble.OFFLINE, "sync.offline")
LATE = Failure(Trouble.TIMED_OUT, "sync.timeout")
LARGE = Failure(Trouble.TOO_LARGE, "push.too_large")
UNKNOWN = Failure(Trouble.UNAUTHORISED, "token.expired")
BUSY = Failure(Trouble.BUSY, "sync.busy", wait_s=30)


def greeted(
    seq: int = 7,
    *,
    standing: Standing = Standing.NORMAL,
    epoch: int = 1,
    end: int = 40,
    ours: str | None = None,
    own: dict[int, int] | None = None,
    acked: dict[int, int] | None = None,
    **others: Any,
) -> Greeted:
    """A greeting by a city that holds our journal up to `seq`, and whose feed ends where we stand."""
    welcome = Welcome(
        at="",
        standing=standing,
        epoch=epoch,
        seq=seq,
        head=f"h{seq}",
        acked={of: (last, f"h{last}") for of, last in (acked or {epoch: seq}).items()},
        feed="f",
        end=end,
        restart=False,
        snapshot=False,
        ratchet="",
        grants=(),
        heard={},
        trust_at="",
    )
    for name, value in others.items():
        welcome = type(welcome)(**{**{one: getattr(welcome, one) for one in welcome.__struct_fields__}, name: value})
    return Greeted(welcome, f"h{seq}" if ours is None else ours, own or {1: 9})


def declined(code: str) -> Failure:
    """A refusal by the city."""
    return Failure(Trouble.DECLINED, code)


def kept(*acked: int, count: int = 2, end: int = 40, opened: tuple[str, ...] = ()) -> Kept:
    """A receipt up to (epoch, seq)."""
    return Kept((acked[0], acked[1]), count, end, opened)


def read(reached: int, end: int, feed: str = "f", count: int = 1) -> TakenIn:
    """A page that was taken in."""
    return TakenIn(feed, reached, end, count)


def converse(outset: Outset, *script: Step | Answer | Failure) -> Outcome:
    """Said, heard, said, heard …; the conversation must be over at the end of the script."""
    session = Session(outset)
    for said, heard in zip(script[::2], script[1::2], strict=True):
        assert session.next() == said
        if isinstance(heard, Failure):
            session.failed(heard)
        else:
            session.heard(heard)  # type: ignore[arg-type]  # a script alternates
    assert session.next() is None
    return session.outcome


def push(seq: int = 7, most: int = 500, epoch: int = 1) -> Push:
    """What follows a place."""
    return Push((epoch, seq), most)


# --- nothing is wrong -------------------------------------------------------------------------------------------------


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


# --- something goes wrong ---------------------------------------------------------------------------------------------


def test_a_token_that_is_refused_is_taken_anew_once() -> None:
    outcome = converse(START, Greet(), UNKNOWN, LetIn(), HeldToken(), Greet(), greeted(), push(), NothingWaits())
    assert outcome.state == SyncState.SYNCED


def test_a_token_may_run_out_again_after_an_answer() -> None:
    again = (UNKNOWN, LetIn(), HeldToken())
    outcome = converse(START, Greet(), *again, Greet(), greeted(), push(), *again, push(), kept(1, 9), push(9), OFFLINE)
    assert (outcome.state, outcome.sent) == (SyncState.OFFLINE, 2)


def test_a_token_that_is_refused_twice_in_a_row_is_the_end() -> None:
    outcome = converse(START, Greet(), UNKNOWN, LetIn(), HeldToken(), Greet(), UNKNOWN)
    assert (outcome.state, outcome.failure) == (SyncState.FAILED, UNKNOWN)


def test_a_device_that_the_city_does_not_know_is_the_end() -> None:
    failure = Failure(Trouble.UNAUTHORISED, "token.device_unknown")
    assert converse(replace(FRESH, let_in=False), LetIn(), failure).failure == failure


@pytest.mark.parametrize(
    ("failure", "state"),
    [
        (OFFLINE, SyncState.OFFLINE),
        (LATE, SyncState.OFFLINE),
        (BUSY, SyncState.WAITING),
        (Failure(Trouble.UNTRUE, "statement.invalid"), SyncState.FAILED),
        (declined("request.too_many"), SyncState.FAILED),
    ],
)
def test_without_an_answer_the_conversation_ends_and_says_why(failure: Failure, state: SyncState) -> None:
    outcome = converse(START, Greet(), failure)
    assert (outcome.state, outcome.failure) == (state, failure)


@pytest.mark.parametrize(("failure", "state"), [(OFFLINE, SyncState.OFFLINE), (BUSY, SyncState.WAITING)])
def test_a_run_that_the_line_breaks_is_sent_another_time(failure: Failure, state: SyncState) -> None:
    outcome = converse(FRESH, push(), failure)
    assert (outcome.state, outcome.most, outcome.acked) == (state, 500, (1, 7))


@pytest.mark.parametrize("failure", [LARGE, LATE])
def test_a_run_that_is_too_much_is_halved(failure: Failure) -> None:
    outcome = converse(FRESH, push(), failure, push(most=250), kept(1, 9), push(9, 250), NothingWaits())
    assert (outcome.state, outcome.most, outcome.failure) == (SyncState.SYNCED, 250, None)


def test_the_bytes_of_a_run_are_halved_with_its_entries() -> None:
    assert (push().most_bytes, push(most=250).most_bytes) == (MOST_BYTES, MOST_BYTES // 2)


def test_a_line_that_stays_silent_is_left_after_three_smaller_runs_and_the_next_begins_small() -> None:
    outcome = converse(FRESH, push(), LATE, push(most=250), LATE, push(most=125), LATE, push(most=62), LATE)
    assert (outcome.state, outcome.most) == (SyncState.OFFLINE, 62)


def test_one_entry_that_is_too_large_does_not_keep_others_from_being_heard() -> None:
    outcome = converse(replace(FRESH, most=2, heard_end=41), push(most=2), LARGE, push(most=1), LARGE, Read(40), BUSY)
    assert (outcome.state, outcome.failure) == (SyncState.FAILED, LARGE)


def test_a_run_that_is_refused_for_good_does_not_keep_others_from_being_heard() -> None:
    refused = declined("push.seal_invalid")
    outcome = converse(replace(FRESH, heard_end=41), push(), refused, Read(40), read(41, 41))
    assert (outcome.state, outcome.failure, outcome.received) == (SyncState.FAILED, refused, 1)


def test_a_fork_that_a_run_brings_to_light_is_told() -> None:
    assert converse(FRESH, push(), declined("push.fork")).state == SyncState.FORK


def test_a_run_of_a_clone_waits_for_a_person() -> None:
    assert converse(FRESH, push(), declined("sync.device_waits")).state == SyncState.CLONE


def test_a_run_of_a_revoked_device_is_the_end() -> None:
    outcome = converse(FRESH, push(), declined("token.revoked"))
    assert (outcome.state, outcome.failure) == (SyncState.FAILED, declined("token.revoked"))


def test_out_of_step_the_city_is_asked_where_it_stands() -> None:
    gap = declined("push.gap")
    outcome = converse(FRESH, push(), gap, Greet(), greeted(3), push(3), kept(1, 9), push(9), NothingWaits())
    assert outcome.state == SyncState.SYNCED


def test_out_of_step_again_and_again_is_left_to_a_person() -> None:
    gap = declined("push.gap")
    outcome = converse(FRESH, push(), gap, *(Greet(), greeted(), push(), gap) * 3)
    assert (outcome.state, outcome.failure) == (SyncState.FAILED, gap)


def test_a_feed_that_changed_meanwhile_is_asked_about() -> None:
    outcome = converse(
        replace(FRESH, heard_end=41),
        push(),
        kept(1, 9, end=41),
        push(9),
        NothingWaits(),
        Read(40),
        read(1, 1, feed="g"),
        Greet(),
        greeted(9, restart=True, feed="g", end=1),
        push(9),
        NothingWaits(),
        Read(0),
        read(1, 1, feed="g"),
    )
    assert (outcome.state, outcome.received) == (SyncState.SYNCED, 1)


def test_own_entries_that_contradict_ours_are_a_fork() -> None:
    contradicted = Failure(Trouble.CONTRADICTED, "chain.gap")
    behind = greeted(20, own={1: 9, 2: 10})
    assert converse(START, Greet(), behind, Recall(1, 9), contradicted).state == SyncState.FORK


@pytest.mark.parametrize(
    "script",
    [
        (push(), kept(1, 7)),
        (push(), kept(1, 9, end=45), push(9), NothingWaits(), Read(40), read(40, 45)),
        (push(), NothingWaits(), Greet(), greeted(20, own={1: 9, 2: 1}), Recall(1, 9), CameHome(9, more=True)),
    ],
    ids=["receipt", "page", "own"],
)
def test_an_answer_of_before_leads_nowhere_and_ends_the_conversation(script: tuple[Any, ...]) -> None:
    outcome = converse(FRESH, *script)
    assert (outcome.state, outcome.failure) == (SyncState.FAILED, Failure(Trouble.UNTRUE, "sync.stale"))


def test_the_first_thing_that_went_wrong_is_told() -> None:
    refused = declined("push.malformed")
    assert converse(replace(FRESH, heard_end=41), push(), refused, Read(40), OFFLINE).failure == refused


def test_an_answer_that_no_step_asked_for_is_a_fault_of_the_program() -> None:
    with pytest.raises(KeyError):
        Session(START).heard(Renewed())


def test_every_phase_but_the_end_is_left_and_every_cue_is_used() -> None:
    assert {phase for phase, _ in TABLE} == set(Phase)
    assert {cue for _, cue in TABLE} == set(Cue)
    assert set(TABLE.values()) == set(Phase)


# --- mishaps ----------------------------------------------------------------------------------------------------------


class Mishaps(RuleBasedStateMachine):
    """A station and a city over a line that loses, repeats and reorders, both restored from old copies now and then."""

    def __init__(self) -> None:
        """Both begin empty."""
        super().__init__()
        self.station, self.city = Station("a"), City()
        self.station_copy, self.city_copy = self.station.copy(), self.city.copy()
        self.acknowledged: dict[At, tuple[str, str]] = {}
        self.late: list[Any] = []
        self.station_lost = self.city_lost = False

    @rule(entries=st.integers(1, 9))
    def work(self, entries: int) -> None:
        """The desk writes."""
        for _ in range(entries):
            self.station.write()

    @rule(entries=st.integers(1, 5))
    def others_write(self, entries: int) -> None:
        """So do others."""
        self.city.others += [f"b{next(self.city.fresh)}" for _ in range(entries)]

    @rule(mishaps=st.lists(st.sampled_from(Mishap), max_size=8), token=st.booleans(), most=st.sampled_from([1, 3, 100]))
    def talk(self, mishaps: list[Mishap], most: int, *, token: bool) -> None:
        """They speak, over a bad line."""
        self.city.most = most
        outcome = Talk(self.station, self.city, mishaps, token=token, late=self.late).whole()
        self.acknowledged |= {at: link for at, link in self.station.journal.items() if at <= self.station.acked}
        assert outcome.state in {SyncState.SYNCED, SyncState.OFFLINE}

    @precondition(lambda self: self.late)
    @rule(which=st.integers(0, 50))
    def bring_a_run_late(self, which: int) -> None:
        """The line brings an old run once more."""
        self.city.push(self.late[which % len(self.late)])

    @rule()
    def back_up(self) -> None:
        """Both make a copy."""
        self.station_copy, self.city_copy = self.station.copy(), self.city.copy()

    @rule()
    def restore_city(self) -> None:
        """The server goes back; what others had sent since, they send again, in another order."""
        missing = [one for one in self.city.others if one not in self.city_copy.others]
        feed, self.city_lost = self.city.feed + 1, True
        self.city = self.city_copy.copy()
        self.city.feed = feed
        self.city.others += reversed(missing)
        self.city_copy = self.city.copy()

    @rule()
    def restore_station(self) -> None:
        """The store goes back without its second copy: a new epoch, and the city is told."""
        self.station_lost = True
        self.station = self.station_copy.copy()
        self.station.restored = True
        self.late.clear()  # what the lost disk had sent and nobody kept is gone for ever
        self.station.open_epoch()
        self.station_copy = self.station.copy()

    @invariant()
    def nothing_is_skipped(self) -> None:
        """Every entry that either of them holds follows one that it holds."""
        for journal in (self.station.journal, self.city.kept):
            known = {(seq, digest) for (_, seq), (_, digest) in journal.items()}
            assert all(seq == 1 or (seq - 1, prev) in known for (_, seq), (prev, _) in journal.items())

    def teardown(self) -> None:
        """Over a good line all is settled: nothing lost, nothing doubled, nothing skipped."""
        self.city.most = 100
        outcome = Talk(self.station, self.city, [], token=True, late=[]).whole()
        assert outcome.state == SyncState.SYNCED
        assert self.station.journal == self.city.kept
        assert self.station.heard >= set(self.city.others)
        if not (self.station_lost and self.city_lost):
            assert self.acknowledged.items() <= self.station.journal.items()
        quiet = Talk(self.station, self.city, [], token=True, late=[])
        assert (quiet.whole().sent, quiet.requests) == (0, 1)


TestMishaps = Mishaps.TestCase
TestMishaps.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
