"""Deciding: pass, turn back, detain, no coal; who confirms, and what becomes of the form."""

from collections.abc import Sequence

import pytest

from coalguard.domain.findings import Refused
from coalguard.domain.inspection import REASONS, Decision, Mark, Row, Verdict
from coalguard.domain.ledger import AccountKind
from coalguard.domain.numbering import PaperKind
from coalguard.domain.visit import State
from coalguard.operations import visit, weighing
from coalguard.operations.inspection import (
    Answers,
)
from coalguard.operations.station import Second
from coalguard.store.papers import load_form, papers_of
from coalguard.store.people import keep_pin
from coalguard.store.stock import balance, ledger_total, postings_of
from coalguard.store.visits import load_visit
from tests.operations.inspection.gate import (
    ELSEWHERE,
    GOOD,
    OVER_DOUBT,
    PLATE,
    SEEN,
    Gate,
    codes,
    hold_form,
    make_void,
    refusal,
    row_of,
)
from tests.stations import bodies


def test_a_compliant_truck_passes_and_its_form_is_redeemed(gate: Gate) -> None:
    number, code = hold_form(gate)
    of = gate.begin(code=f"{number} {code}").visit
    gate.record(of, SEEN)
    passed = gate.decide(of)
    assert (passed.state, passed.form_state, passed.paper) == (State.RELEASED, "redeemed", PaperKind.RELEASE)
    assert str(passed.slip) == "CF01-260114-0001"
    reader = gate.station.store.read()
    assert load_form(reader, number).kept == "redeemed"
    assert load_visit(reader, str(of)).state is State.RELEASED
    assert [paper.number for paper in papers_of(reader, of)] == [str(passed.slip)]
    assert [reader.entry(key).fact.kind for key in bodies(gate.station)][-3:] == [
        "inspection.decided",
        "form.redeemed",
        "release.issued",
    ]
    (decided,) = gate.told("inspection.decided")
    assert (decided["second"], decided["reasons"], decided["verdict"]) == ("", [], "may_pass")


def test_over_a_doubt_a_truck_passes_with_a_reason_and_a_second_person(gate: Gate) -> None:
    number, _ = hold_form(gate)
    of = gate.begin(code=number).visit
    gate.record(of, SEEN)
    with pytest.raises(Refused) as refused:
        gate.decide(of)
    assert refusal(refused) == ["inspection.second_needed", "inspection.reason_needed"]
    assert gate.let_pass(of).form_state == "redeemed"
    (decided,) = gate.told("inspection.decided")
    assert (decided["second"], decided["reasons"], decided["verdict"]) == (str(gate.admin.key), [OVER_DOUBT], "verify")


def test_the_second_person_is_never_the_actor_and_must_be_entitled(gate: Gate) -> None:
    of = gate.begin().visit
    gate.record(of)
    keep_pin(gate.station.store, gate.officer.key, "1111")
    with pytest.raises(Refused) as refused:
        gate.decide(of, reason=OVER_DOUBT, second=Second(login="li", pin="1111"))
    assert refusal(refused) == ["second.is_actor", "second.not_entitled"]


def test_a_form_used_once_fails_at_the_next_gate_visit_and_is_not_redeemed_again(gate: Gate) -> None:
    number, code = hold_form(gate)
    for shown in (f"{number} {code}", ELSEWHERE):
        first = gate.begin(code=shown).visit
        gate.record(first)
        gate.let_pass(first)
        second = gate.begin(code=shown.replace("260114", "260115")).visit
        recorded = gate.record(second)
        assert row_of(recorded.rows, Row.FORM) == (Mark.FAIL, "form.used_before")
        assert recorded.verdict is Verdict.MAY_NOT_PASS
        assert gate.let_pass(second).form_state == "redeemed"
    assert [says["form"] for says in gate.told("form.redeemed")] == [number, ELSEWHERE]
    assert [bool(says["issued"]) for says in gate.told("form.redeemed")] == [True, False]


def test_a_void_form_fails_and_stays_void(gate: Gate) -> None:
    number, code = hold_form(gate)
    make_void(gate, number)
    of = gate.begin(code=f"{number} {code}").visit
    assert row_of(gate.record(of).rows, Row.FORM) == (Mark.FAIL, "form.not_valid")
    assert gate.let_pass(of).form_state == "void"
    assert gate.told("form.redeemed") == []


def test_a_form_that_ran_out_fails_and_is_redeemed_where_the_truck_passes_all_the_same(gate: Gate) -> None:
    number, code = hold_form(gate)
    gate.clock.wait(hours=13)
    of = gate.begin(code=f"{number} {code}").visit
    row = next(row for row in gate.record(of).rows if row.row is Row.FORM)
    assert (row.reason, row.facts["state"]) == ("form.not_valid", "expired")
    assert gate.let_pass(of).form_state == "redeemed"


def test_a_truck_is_turned_back_with_its_reasons_and_what_puts_them_right(gate: Gate) -> None:
    number, _ = hold_form(gate)
    of = gate.begin(code=number).visit
    gate.record(of)
    with pytest.raises(Refused) as refused:
        gate.decide(of, Decision.TURN_BACK)
    assert refusal(refused) == ["inspection.reasons_missing"]
    refused_truck = gate.decide(of, Decision.TURN_BACK, reasons=("form_invalid",), reason="overload_noted")
    assert (refused_truck.state, refused_truck.form_state) == (State.TURNED_BACK, "issued")
    assert refused_truck.slip is not None
    assert refused_truck.slip.prefix == "QF01"
    assert codes(refused_truck.remedies) == ["remedy.form_invalid", "remedy.overload_noted"]
    (slip,) = gate.told("turn_back.issued")
    assert slip["reasons"] == ["form_invalid", "overload_noted"]
    assert slip["remedies"] == ["remedy.form_invalid", "remedy.overload_noted"]


@pytest.mark.parametrize(
    ("decision", "reasons", "reason", "kept", "words"),
    [
        (Decision.TURN_BACK, (), "篷布没有盖", ["other"], "篷布没有盖"),
        (Decision.TURN_BACK, ("form_invalid",), "司机称未开具", ["form_invalid"], "司机称未开具"),
        (Decision.DETAIN, ("bituminous",), "bituminous", ["bituminous"], ""),
        (Decision.NOT_COAL, (), "拉砖", [], "拉砖"),
        (Decision.NOT_COAL, ("empty_truck",), "", ["empty_truck"], ""),
    ],
)
def test_a_reason_is_a_code_or_words_that_go_with_the_decision(
    decision: Decision, reasons: Sequence[str], reason: str, kept: list[str], words: str, gate: Gate
) -> None:
    of = gate.begin().visit
    gate.record(of)
    gate.decide(of, decision, reasons=reasons, reason=reason)
    (decided,) = gate.told("inspection.decided")
    assert (decided["reasons"], decided["reason"]) == (kept, words)


def test_a_reason_of_another_decision_is_refused(gate: Gate) -> None:
    of = gate.begin().visit
    gate.record(of)
    with pytest.raises(Refused) as refused:
        gate.decide(of, Decision.TURN_BACK, reason="bituminous")
    assert refusal(refused) == ["inspection.reason_unknown"]


@pytest.mark.parametrize("tare_kg", [None, 15_400])
def test_a_detained_load_is_seized_in_the_ledger_where_its_mass_is_known(tare_kg: int | None, gate: Gate) -> None:
    of = gate.begin().visit
    gate.record(of)
    gate.weigh(of, weighing.Pass.GROSS, 47_860)
    if tare_kg:
        gate.weigh(of, weighing.Pass.TARE, tare_kg)
    detained = gate.decide(of, Decision.DETAIN, reasons=("bituminous",))
    assert (detained.state, detained.paper) == (State.HANDED_OVER, PaperKind.HAND_OVER)
    reader = gate.station.store.read()
    (paper,) = papers_of(reader, of)
    moved = {(one.account, one.owner): one.mass.kg for one in postings_of(reader, paper.key)}
    seized = {("supplier", ""): -32_460, ("seized", str(of)): 32_460}
    assert moved == (seized if tare_kg else {})
    assert balance(reader, AccountKind.SEIZED, str(of)).kg == (32_460 if tare_kg else 0)
    assert ledger_total(reader).kg == 0


def test_a_truck_without_coal_takes_two_keys_and_no_paper(gate: Gate) -> None:
    gone = gate.decide(gate.begin().visit, Decision.NOT_COAL)
    assert (gone.state, gone.slip, gone.paper, gone.form_state) == (State.NOT_COAL, None, None, "")
    (decided,) = gate.told("inspection.decided")
    assert (decided["recorded"], decided["verdict"], decided["officers"]) == (False, "", [])


@pytest.mark.parametrize("decision", [Decision.PASS, Decision.TURN_BACK, Decision.DETAIN])
def test_an_incomplete_checklist_allows_no_decision(decision: Decision, gate: Gate) -> None:
    of = gate.begin().visit
    reason = REASONS[decision][0]
    with pytest.raises(Refused) as refused:
        gate.decide(of, decision, reason=reason)
    assert refused.value.code == "inspection.incomplete"
    gate.record(of, Answers(plate=GOOD, kind=GOOD))
    with pytest.raises(Refused) as again:
        gate.decide(of, decision, reason=reason)
    assert (again.value.code, again.value.facts["count"]) == ("inspection.incomplete", 5)


def test_a_weight_taken_after_the_record_counts_at_the_decision(gate: Gate) -> None:
    number, _ = hold_form(gate)
    of = gate.begin(code=number).visit
    assert row_of(gate.record(of, SEEN).rows, Row.NET) == (Mark.OK, "check.seen_ok")
    gate.weigh(of, weighing.Pass.GROSS, 55_000)
    gate.weigh(of, weighing.Pass.TARE, 15_400)
    gate.decide(of, Decision.TURN_BACK, reasons=("truck_mismatch",))
    (decided,) = gate.told("inspection.decided")
    rows = {row["row"]: row["mark"] for row in decided["rows"]}
    assert (rows["net"], decided["verdict"]) == ("fail", "may_not_pass")


def test_a_truck_is_decided_upon_once(gate: Gate) -> None:
    of = gate.begin().visit
    gate.decide(of, Decision.NOT_COAL)
    for deed in (lambda: gate.decide(of), lambda: gate.record(of)):
        with pytest.raises(Refused) as refused:
            deed()
        assert refusal(refused) == ["visit.step_not_allowed"]


def test_a_truck_that_came_to_buy_is_not_inspected(gate: Gate) -> None:
    request = visit.BeginSale(plate=PLATE, coal="无烟2号")
    of = visit.begin_sale(gate.station, gate.officer, request).visit
    for deed in (lambda: gate.decide(of), lambda: gate.record(of)):
        with pytest.raises(Refused) as refused:
            deed()
        assert refusal(refused) == ["visit.step_not_allowed"]


def test_no_entry_holds_a_name(gate: Gate) -> None:
    of = gate.begin(driver="马演示司机").visit
    gate.record(of)
    gate.let_pass(of)
    again = gate.begin(driver="马演示司机").visit
    assert len(gate.told("driver.registered")) == 1
    gate.decide(again, Decision.NOT_COAL)
    written = "".join(bodies(gate.station).values())
    assert not [name for name in ("马演示司机", "演示li", "演示zhang") if name in written]
