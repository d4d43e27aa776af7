"""Two officers record the checklist: what is held here answers for its rows, the rest is for their eyes."""

from collections.abc import Sequence

import pytest

from coalguard.domain.findings import Refused, Severity
from coalguard.domain.inspection import Decision, Mark, Row, Verdict, rows_facts
from coalguard.domain.journal import Fact
from coalguard.domain.roles import Role
from coalguard.domain.visit import State, Step
from coalguard.operations import weighing
from coalguard.operations.inspection import (
    Answers,
    Result,
    RowAnswer,
)
from tests.operations.inspection.gate import (
    ELSEWHERE,
    GOOD,
    OTHER_PLATE,
    PLATE,
    SEEN,
    Gate,
    codes,
    hold_form,
    refusal,
    row_of,
)
from tests.stations import ADMIN, enlist


def test_a_form_held_here_answers_for_its_rows_and_leaves_the_coal_to_the_eye(gate: Gate) -> None:
    number, code = hold_form(gate)
    begun = gate.begin(code=f"{number} {code}")
    gate.weigh(begun.visit, weighing.Pass.GROSS, 47_860)
    gate.weigh(begun.visit, weighing.Pass.TARE, 15_400)
    recorded = gate.record(begun.visit, SEEN)
    assert {row.row: (row.mark, row.reason) for row in recorded.rows} == {
        Row.FORM: (Mark.OK, "form.confirmed"),
        Row.PLATE: (Mark.OK, "plate.agrees"),
        Row.REPORT: (Mark.OK, "report.vouched"),
        Row.CONTRACT: (Mark.OK, "contract.vouched"),
        Row.KIND: (Mark.OK, "check.seen_ok"),
        Row.NET: (Mark.OK, "net.agrees"),
        Row.DESTINATION: (Mark.OK, "destination.vouched"),
    }
    assert recorded.verdict is Verdict.MAY_PASS
    assert recorded.summary.facts["ok"] == 7
    facts = {row.row: row.facts for row in recorded.rows}
    assert facts[Row.REPORT] == {"number": "R-1", "verdict": "pass", "sulfur": "0.47"}
    assert facts[Row.DESTINATION] == {"destination": "临夏市"}


@pytest.mark.parametrize(
    ("says", "row", "judged"),
    [
        ({"verdict": "borderline"}, Row.REPORT, (Mark.OK, "report.vouched")),
        ({"verdict": "fail"}, Row.REPORT, (Mark.FAIL, "report.vouched_not_passing")),
        ({"verdict": ""}, Row.REPORT, (Mark.PENDING, "check.pending")),
        ({"destination": ""}, Row.DESTINATION, (Mark.PENDING, "check.pending")),
        ({"destination": "629999"}, Row.DESTINATION, (Mark.OK, "destination.vouched")),
        ({"plate": "甘N8F328"}, Row.PLATE, (Mark.WARN, "plate.one_differs")),
        ({"plate": OTHER_PLATE}, Row.PLATE, (Mark.FAIL, "plate.places_differ")),
    ],
)
def test_what_a_held_form_says_is_compared(
    says: dict[str, str], row: Row, judged: tuple[Mark, str], gate: Gate
) -> None:
    number, _ = hold_form(gate, **says)
    assert row_of(gate.begin(code=number).rows, row) == judged


@pytest.mark.parametrize(
    ("shown", "judged"),
    [
        ("{number}", (Mark.WARN, "form.check_code_missing")),
        ("{number} {code}", (Mark.OK, "form.confirmed")),
        ("{number} 2222-2222", (Mark.FAIL, "form.check_code_wrong")),
        ("KK01-000101-0001 {code}", (Mark.OK, "form.confirmed")),  # its date is decoration
        (f"{ELSEWHERE} 7KQ4-M2XD", (Mark.WARN, "form.no_record")),
        ("", (Mark.WARN, "form.code_unread")),
    ],
)
def test_a_form_is_good_where_its_record_is_held_and_confirmed_and_nowhere_else(
    shown: str, judged: tuple[Mark, str], gate: Gate
) -> None:
    number, code = hold_form(gate)
    begun = gate.begin(code=shown.format(number=number, code=code))
    recorded = gate.record(begun.visit)
    assert row_of(recorded.rows, Row.FORM) == judged
    assert (recorded.verdict is Verdict.MAY_PASS) is (judged[0] is Mark.OK)


def test_a_computed_row_is_worsened_but_never_bettered_by_an_answer(gate: Gate) -> None:
    number, _ = hold_form(gate, OTHER_PLATE)
    begun = gate.begin(code=number)
    worse = RowAnswer(result=Result.FAIL, observed="合同是复印件")
    recorded = gate.record(begun.visit, Answers(plate=GOOD, contract=worse))
    assert row_of(recorded.rows, Row.PLATE) == (Mark.FAIL, "plate.places_differ")
    assert row_of(recorded.rows, Row.CONTRACT) == (Mark.FAIL, "check.seen_fail")
    assert recorded.verdict is Verdict.MAY_NOT_PASS
    assert recorded.preselected == ("contract_missing", "truck_mismatch")


def test_a_net_mass_by_an_earlier_tare_counts_and_one_without_any_tare_is_a_doubt(gate: Gate) -> None:
    number, _ = hold_form(gate)
    begun = gate.begin(code=number)
    assert row_of(begun.rows, Row.NET) == (Mark.PENDING, "check.pending")
    gate.weigh(begun.visit, weighing.Pass.GROSS, 47_860)
    assert row_of(gate.record(begun.visit).rows, Row.NET) == (Mark.WARN, "net.tare_unknown")
    gate.decide(begun.visit, Decision.NOT_COAL)
    empty = gate.begin().visit
    gate.weigh(empty, weighing.Pass.TARE, 13_400)
    gate.decide(empty, Decision.NOT_COAL)
    again = gate.begin(code=number).visit
    gate.weigh(again, weighing.Pass.GROSS, 47_860)
    row = next(row for row in gate.record(again).rows if row.row is Row.NET)
    assert (row.mark, row.reason, row.facts["tare_kg"], row.facts["tare_stored"]) == (
        Mark.FAIL,
        "net.differs_much",
        13_400,
        True,
    )


def test_an_overloaded_truck_is_reported_and_not_stopped(gate: Gate) -> None:
    with gate.station.store.begin() as act:
        known = {
            "plate": PLATE,
            "axles": 4,
            "combination": False,
            "single_drive": False,
            "colour": "",
            "rated_kg": None,
        }
        act.append(Fact("vehicle.registered", known))
    begun = gate.begin()
    assert begun.findings == ()
    gate.weigh(begun.visit, weighing.Pass.GROSS, 47_860)
    recorded = gate.record(begun.visit)
    heavy = recorded.findings[-1]
    assert (heavy.code, heavy.severity, heavy.facts["over_kg"]) == ("vehicle.overload", Severity.WARN, 16_860)
    assert codes(gate.let_pass(begun.visit).findings) == ["vehicle.overload"]
    (decided,) = gate.told("inspection.decided")
    assert decided["overload"] == [{"axles": 4, "gross_kg": 47_860, "limit_kg": 31_000, "over_kg": 16_860}]


@pytest.mark.parametrize(
    ("officers", "said"),
    [
        ((), ["inspection.officers_two"]),
        (("li",), ["inspection.officers_two"]),
        (("li", "li"), ["inspection.officers_two"]),
        (("li", "nobody"), ["staff.unknown"]),
        (("li", "wu"), ["inspection.officer_not_entitled"]),
        (("wu",), ["inspection.officers_two", "inspection.officer_not_entitled"]),
    ],
)
def test_a_record_needs_two_officers_who_may_inspect(officers: Sequence[str], said: list[str], gate: Gate) -> None:
    enlist(gate.station, "wu", Role.CLERK)
    of = gate.begin().visit
    with pytest.raises(Refused) as refused:
        gate.record(of, officers=officers)
    assert refusal(refused) == said


def test_officers_are_named_by_login_or_id_and_kept_by_id(gate: Gate) -> None:
    of = gate.begin().visit
    gate.record(of, officers=(str(gate.officer.key), ADMIN))
    (recorded,) = gate.told("inspection.recorded")
    assert recorded["officers"] == [str(gate.officer.key), str(gate.admin.key)]


def test_a_later_record_takes_the_place_of_an_earlier_one(gate: Gate) -> None:
    of = gate.begin().visit
    first = gate.record(of, Answers(plate=GOOD))
    assert (first.verdict, first.summary.facts["pending"]) == (Verdict.PENDING, 6)
    assert gate.record(of).verdict is Verdict.VERIFY
    assert [says["before"] for says in gate.told("inspection.recorded")] == [False, True]
    assert gate.let_pass(of).state is State.RELEASED


def test_next_steps_forbid_what_is_incomplete_and_warn_of_what_a_decision_must_bring(gate: Gate) -> None:
    of = gate.begin().visit
    steps = {step.step: step for step in gate.record(of, Answers(plate=GOOD)).next_steps}
    assert not steps[Step.PASS].allowed
    assert not steps[Step.TURN_BACK].allowed
    assert steps[Step.NOT_COAL].allowed
    steps = {step.step: step for step in gate.record(of).next_steps}
    assert steps[Step.PASS].allowed
    assert codes(steps[Step.PASS].findings) == ["inspection.second_needed", "inspection.reason_needed"]
    assert codes(steps[Step.TURN_BACK].findings) == ["inspection.reasons_missing"]


@pytest.mark.parametrize(
    "text",
    ["司机电话13812345678", "138 1234 5678", "+86 138-1234-5678", "622901198001010017", "６２２９０１ 19800101 001x"],
)
def test_a_number_of_a_person_is_kept_out_of_every_free_text(text: str, gate: Gate) -> None:
    of = gate.begin().visit
    gate.record(of, notes="篷布覆盖不严 2601140032 47860")
    answers = Answers(form=RowAnswer(result=Result.FAIL, observed=text))
    with pytest.raises(Refused) as refused:
        gate.record(of, answers, notes=text)
    assert [(one.code, one.facts) for one in refused.value.findings] == [
        ("notes.personal", {"field": "notes"}),
        ("notes.personal", {"field": "answers.form"}),
    ]
    with pytest.raises(Refused) as again:
        gate.decide(of, Decision.NOT_COAL, reason=text)
    assert refusal(again) == ["notes.personal"]


def test_rows_read_back_from_the_entry_are_those_that_were_told(gate: Gate) -> None:
    number, code = hold_form(gate)
    recorded = gate.record(gate.begin(code=f"{number} {code}").visit)
    (says,) = gate.told("inspection.recorded")
    assert says["rows"] == list(rows_facts(recorded.rows))
