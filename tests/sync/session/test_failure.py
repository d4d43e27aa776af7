"""A conversation in which something goes wrong: the line, the token, a run, a feed."""

from dataclasses import replace
from typing import Any

import pytest

from coalguard.sync.run import MOST_BYTES
from coalguard.sync.session import TABLE, Cue, Phase, Session
from coalguard.sync.turn import (
    CameHome,
    Failure,
    Greet,
    HeldToken,
    LetIn,
    NothingWaits,
    Read,
    Recall,
    Renewed,
    SyncState,
    Trouble,
)
from tests.sync.session.script import (
    BUSY,
    FRESH,
    LARGE,
    LATE,
    OFFLINE,
    START,
    UNKNOWN,
    converse,
    declined,
    greeted,
    kept,
    push,
    read,
)


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
