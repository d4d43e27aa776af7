"""The table of a stay: what it allows, what it refuses, and that the two never disagree; the truck's memory."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.domain.findings import Finding, Refused, Severity, fail, warn
from coalguard.domain.identity import EntryKey
from coalguard.domain.inspection import REASONS, Decision
from coalguard.domain.mass import Mass
from coalguard.domain.visit import (
    TRANSITIONS,
    MemoryRules,
    Past,
    Purpose,
    State,
    Step,
    Visit,
    admit,
    after,
    next_steps,
    remember,
    take_gross,
    take_tare,
)

KEY = EntryKey("9f31c2d4a5b6e708", 1, 17)
NOON = datetime(2026, 1, 14, 4, 0, tzinfo=UTC)
PLATE = "甘N8F326"
GROSS, TARE = Mass(47_820), Mass(15_400)

ENDED = {
    State.RECEIVED,
    State.SOLD,
    State.VOIDED,
    State.RELEASED,
    State.TURNED_BACK,
    State.HANDED_OVER,
    State.NOT_COAL,
    State.ABANDONED,
}


def a_visit(
    purpose: Purpose, state: State = State.ARRIVED, gross: Mass | None = None, tare: Mass | None = None
) -> Visit:
    return Visit(KEY, PLATE, purpose, state, gross, tare, NOON)


def follow(visit: Visit, *steps: Step) -> Visit:
    for step in steps:
        if step is Step.GROSS:
            visit = take_gross(visit, GROSS)
        elif step is Step.TARE:
            visit = take_tare(visit, TARE)
        else:
            visit = replace(visit, state=after(visit, step))
    return visit


@pytest.mark.parametrize(
    ("purpose", "steps", "end"),
    [
        (Purpose.INBOUND, [Step.GROSS, Step.TARE, Step.RECEIVE], State.RECEIVED),
        (Purpose.INBOUND, [Step.TARE, Step.GROSS, Step.RECEIVE], State.RECEIVED),
        (Purpose.SALE, [Step.TARE, Step.GROSS, Step.SELL], State.SOLD),
        (Purpose.SALE, [Step.GROSS, Step.TARE, Step.SELL], State.SOLD),
        (Purpose.SALE, [Step.TARE, Step.ABANDON], State.ABANDONED),
        (Purpose.INBOUND, [Step.ABANDON], State.ABANDONED),
        (Purpose.SALE, [Step.TARE, Step.GROSS, Step.ABANDON], State.ABANDONED),
        (Purpose.INSPECTION, [Step.GROSS, Step.RECORD, Step.PASS], State.RELEASED),
        (Purpose.INSPECTION, [Step.RECORD, Step.GROSS, Step.TARE, Step.TURN_BACK], State.TURNED_BACK),
        (Purpose.INSPECTION, [Step.RECORD, Step.RECORD, Step.DETAIN], State.HANDED_OVER),
        (Purpose.INSPECTION, [Step.NOT_COAL], State.NOT_COAL),
        (Purpose.INSPECTION, [Step.RECORD, Step.NOT_COAL], State.NOT_COAL),
        (Purpose.INSPECTION, [Step.TARE, Step.ABANDON], State.ABANDONED),
    ],
)
def test_a_stay_goes_its_way(purpose: Purpose, steps: list[Step], end: State) -> None:
    visit = follow(a_visit(purpose), *steps)
    assert visit.state is end
    assert visit.ended


def test_net_is_known_when_both_weights_are() -> None:
    visit = take_tare(a_visit(Purpose.SALE), TARE)
    assert visit.net is None
    assert take_gross(visit, GROSS).net == Mass(32_420)


def test_the_same_weight_twice_is_refused_and_stands() -> None:
    visit = take_gross(a_visit(Purpose.INBOUND), GROSS)
    with pytest.raises(Refused) as refused:
        take_gross(visit, Mass(47_860))
    assert refused.value.code == "visit.already_weighed"
    assert refused.value.facts == {"plate": PLATE, "step": "gross", "weighed_kg": 47_820}


@pytest.mark.parametrize("step", [Step.GROSS, Step.TARE])
def test_a_weight_after_both_is_refused(step: Step) -> None:
    with pytest.raises(Refused, match=r"visit\.already_weighed"):
        follow(a_visit(Purpose.SALE), Step.TARE, Step.GROSS, step)


def test_a_step_that_the_table_does_not_know_is_refused_with_the_state() -> None:
    with pytest.raises(Refused) as refused:
        after(a_visit(Purpose.INSPECTION), Step.PASS)
    assert refused.value.code == "visit.step_not_allowed"
    assert refused.value.facts == {"plate": PLATE, "state": "arrived", "step": "pass"}


def test_an_ended_stay_is_told_as_ended_even_of_a_weight() -> None:
    visit = follow(a_visit(Purpose.SALE), Step.TARE, Step.GROSS, Step.SELL)
    with pytest.raises(Refused, match=r"visit\.step_not_allowed"):
        take_gross(visit, GROSS)


def test_what_others_found_forbids_a_step() -> None:
    banned = fail("vehicle.banned", plate=PLATE)
    with pytest.raises(Refused) as refused:
        after(a_visit(Purpose.SALE, State.WEIGHED, GROSS, TARE), Step.SELL, {Step.SELL: [banned]})
    assert refused.value.findings == (banned,)


def test_a_warning_goes_with_a_step_and_does_not_forbid_it() -> None:
    overload = warn("weighing.overload", over_kg=980)
    visit = a_visit(Purpose.SALE, State.WEIGHED, GROSS, TARE)
    sell = next(step for step in next_steps(visit, {Step.SELL: [overload]}) if step.step is Step.SELL)
    assert sell.allowed
    assert sell.findings == (overload,)


def test_next_steps_tell_the_steps_of_the_purpose_in_order() -> None:
    told = next_steps(a_visit(Purpose.INSPECTION))
    assert [(step.step, step.allowed) for step in told] == [
        (Step.GROSS, True),
        (Step.TARE, True),
        (Step.RECORD, True),
        (Step.PASS, False),
        (Step.TURN_BACK, False),
        (Step.DETAIN, False),
        (Step.NOT_COAL, True),
        (Step.ABANDON, True),
    ]


_FINDINGS = st.lists(st.sampled_from([fail("lot.frozen"), warn("stock.low"), Finding("seen", {}, Severity.INFO)]))


@given(
    purpose=st.sampled_from(Purpose),
    state=st.sampled_from(State),
    gross=st.sampled_from([None, GROSS]),
    tare=st.sampled_from([None, TARE]),
    blocks=st.dictionaries(st.sampled_from(Step), _FINDINGS),
)
def test_next_steps_offer_exactly_what_is_not_refused(
    purpose: Purpose, state: State, gross: Mass | None, tare: Mass | None, blocks: Mapping[Step, list[Finding]]
) -> None:
    visit = a_visit(purpose, state, gross, tare)
    told = {step.step: step for step in next_steps(visit, blocks)}
    for step in Step:
        if step in told and told[step].allowed:
            assert after(visit, step, blocks) is TRANSITIONS[purpose, state, step]
        else:
            with pytest.raises(Refused) as refused:
                after(visit, step, blocks)
            assert step not in told or told[step].findings == refused.value.findings


@pytest.mark.parametrize("purpose", Purpose)
def test_every_state_that_can_be_reached_leads_to_an_end(purpose: Purpose) -> None:
    reached = {State.ARRIVED}
    while more := {to for (of, state, _), to in TRANSITIONS.items() if of is purpose and state in reached} - reached:
        reached |= more
    assert {state for state in reached if a_visit(purpose, state).ended} == reached & ENDED
    for state in reached - ENDED:
        assert (purpose, state, Step.ABANDON) in TRANSITIONS


@pytest.mark.parametrize("purpose", Purpose)
def test_the_table_has_no_row_that_no_stay_reaches(purpose: Purpose) -> None:
    rows = {state for of, state, _ in TRANSITIONS if of is purpose}
    reached = {to for (of, _, _), to in TRANSITIONS.items() if of is purpose}
    assert rows <= reached | {State.ARRIVED}


def test_every_state_is_part_of_some_stay() -> None:
    assert {State.ARRIVED, *TRANSITIONS.values()} == set(State)


def test_a_decision_is_spelled_like_its_step() -> None:
    assert [Step(decision) for decision in Decision] == [Step.PASS, Step.TURN_BACK, Step.DETAIN, Step.NOT_COAL]


def test_a_second_open_stay_of_the_same_truck_is_found() -> None:
    open_visit = a_visit(Purpose.SALE, State.HALF_WEIGHED, tare=TARE)
    ended = a_visit(Purpose.SALE, State.SOLD, GROSS, TARE)
    found = admit(PLATE, [ended, open_visit])
    assert found == (fail("visit.already_open", plate=PLATE, visit="9f31c2d4a5b6e708-1-17", purpose="sale"),)
    assert admit("甘ND3071", [open_visit]) == ()


def past(hours: float, decision: Step, *reasons: str, where: str = "南龙卡口") -> Past:
    return Past(NOON - timedelta(hours=hours), decision, reasons, where)


def test_a_truck_seen_for_the_first_time_has_no_memory() -> None:
    memory = remember([], NOON, tares=[TARE])
    assert (memory.times, memory.last_decisions, memory.findings) == (0, (), ())
    assert memory.summary.code == "memory.first_time"


def test_a_refused_truck_that_comes_back_is_a_warning() -> None:
    back = past(30.5, Step.TURN_BACK, "form_invalid", "report_invalid")
    memory = remember([past(50, Step.DETAIN, "bituminous"), back, past(2, Step.PASS)], NOON)
    reasons = "form_invalid,report_invalid"
    assert memory.findings == (
        warn("inspection.returned", hours=31, decision="turn_back", reasons=reasons, where="南龙卡口"),
    )
    assert set(back.reasons) <= set(REASONS[Decision.TURN_BACK])


@pytest.mark.parametrize(("hours", "remembered"), [(72, True), (72.1, False), (0, True), (-1, True)])
def test_a_refusal_is_remembered_as_long_as_the_rules_say(hours: float, remembered: object) -> None:
    found = remember([past(hours, Step.DETAIN, "bituminous")], NOON).findings
    assert bool(found) is remembered
    assert all(finding.facts["hours"] == max(1, hours) for finding in found)


def test_a_truck_that_always_passed_is_no_warning() -> None:
    memory = remember([past(1, Step.PASS), past(3, Step.NOT_COAL)], NOON)
    assert memory.findings == ()
    assert memory.summary.facts == {"times": 2, "decisions": "pass,not_coal"}


def test_the_newest_decisions_and_the_tares_make_one_sentence() -> None:
    history = [past(hours, Step.PASS) for hours in (400, 100, 300)] + [past(200, Step.TURN_BACK)]
    memory = remember(history, NOON, tares=[Mass(15_400), Mass(15_460), Mass(15_420)], rules=MemoryRules("r", 72, 2))
    assert memory.last_decisions == (past(100, Step.PASS), past(200, Step.TURN_BACK))
    assert memory.summary.code == "memory.seen_tare"
    assert memory.summary.facts == {
        "times": 4,
        "decisions": "pass,turn_back",
        "low_kg": 15_400,
        "high_kg": 15_460,
        "last_kg": 15_420,
    }
