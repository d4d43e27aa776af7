"""The page 查验 driven by keys alone, on a real store, with the budgets of `ux.md` §8."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from coalguard.domain.inspection import Row
from coalguard.ui.pages.inspection.desk_panels import (
    NewTruckPanel,
    OfficerPanel,
)
from coalguard.ui.pages.inspection.panels import TurnBackPanel
from coalguard.ui.tokens import Tone
from tests.ui.gatehouse import ABROAD, GROSS, Gatehouse, hold_form, open_gate, open_panel, to_the_note

HAND_OVER = 35
"""There is neither card reader nor camera at a gate: nothing is asked for that only they could give."""


@pytest.mark.budget
def test_a_compliant_truck_passes_on_nine_keys(gate: Gatehouse) -> None:
    gate.know_tare()
    gate.stand(GROSS)
    gate.scan(ABROAD.paper())
    assert gate.focus == "tail"
    gate.type("8F326")
    gate.press("Enter")
    assert gate.focus == "judgement"
    gate.press("Enter")
    assert gate.focus == "notes"
    gate.await_gross()
    assert gate.page.decision.verdict.verdict[:2] == (Tone.OK, "可以放行")
    gate.press("Enter")
    assert gate.focus == "放行并打印"
    gate.press("F9")
    assert gate.hands.count == 9
    (decided,) = [one for one in gate.told("inspection.decided") if one["decision"] == "pass"]
    assert (decided["verdict"], decided["second"]) == ("may_pass", "")
    assert len(decided["officers"]) == 2
    assert [one["outcome"] for one in gate.told("paper.printed")] == ["sent"]
    assert list(gate.prints.iterdir())
    assert (gate.focus, gate.page.hand.visit) == ("entry", "")


@pytest.mark.budget
def test_without_a_scanner_it_takes_eighteen(gate: Gatehouse) -> None:
    gate.know_tare()
    gate.stand(GROSS)
    _number, code = hold_form(gate)
    gate.type(code)
    gate.press("Enter")
    assert gate.reasons[Row.FORM] == "form.confirmed"
    gate.type("8F326")
    gate.press("Enter", "Enter")
    gate.await_gross()
    gate.press("Enter", "F9")
    assert gate.hands.count <= 18
    assert [one["decision"] for one in gate.told("inspection.decided")][-1] == "pass"


@pytest.mark.budget
def test_without_a_scale_the_mass_is_one_more_key(bare: Gatehouse) -> None:
    to_the_note(bare)
    assert bare.focus == "judgement"
    assert bare.page.hand.check.asked is Row.NET
    bare.press("Enter", "Enter", "F9")
    assert bare.hands.count <= 12
    assert [one["decision"] for one in bare.told("inspection.decided")] == ["pass"]
    assert not bare.told("paper.printed")


@pytest.mark.budget
def test_a_wrong_coal_is_turned_back_within_twelve(gate: Gatehouse) -> None:
    gate.scan(ABROAD.paper())
    gate.type("8F326")
    gate.press("Enter", "2", "F10")
    panel = gate.page.counter.panel
    assert isinstance(panel, TurnBackPanel)
    assert panel.reasons.chosen == ("truck_mismatch",)
    gate.press("Enter")
    assert gate.hands.count <= 12
    (decided,) = gate.told("inspection.decided")
    assert (decided["decision"], decided["reasons"]) == ("turn_back", ["truck_mismatch"])
    rows = {row["row"]: row for row in decided["rows"]}
    assert rows["net"]["facts"]["observed"] == "未核"
    assert [one["parts"] for one in gate.told("paper.printed")] == [[1, 2]]
    assert gate.focus == "entry"


@pytest.mark.budget
def test_a_truck_without_papers_is_turned_back_within_twelve(gate: Gatehouse) -> None:
    gate.type("8F326")
    gate.press("Enter")
    assert (gate.focus, gate.page.hand.check.asked) == ("judgement", Row.FORM)
    gate.press("2", "F10", "Enter")
    assert gate.hands.count <= 12
    (decided,) = gate.told("inspection.decided")
    assert decided["reasons"] == ["form_invalid"]


@pytest.mark.budget
def test_a_truck_is_handed_over_with_both_officers_and_a_remark_within_thirty_five(
    tmp_path: Path, qtbot: QtBot
) -> None:
    with open_gate(tmp_path, qtbot) as gate:
        gate.press("Esc")
        gate.stand(GROSS)
        gate.hands.count = 0
        gate.scan(ABROAD.paper())
        gate.type("8F326")
        gate.press("Enter", "2", "F12")
        assert isinstance(open_panel(gate), OfficerPanel)
        gate.type("yszh")
        gate.press("Enter", "Enter")
        gate.await_gross()
        gate.press("F12", "4", "5", "Shift+Enter")
        assert gate.focus == "reason"
        gate.type("样品一袋")
        gate.press("F9")
        assert gate.hands.count <= HAND_OVER
        (decided,) = gate.told("inspection.decided")
        assert (decided["decision"], decided["reasons"]) == ("detain", ["bituminous", "adulterated"])
        assert (decided["reason"], len(decided["officers"])) == ("样品一袋", 2)
        assert [one["outcome"] for one in gate.told("paper.printed")] == ["sent"]


@pytest.mark.parametrize(("digit", "reason"), [("2", "empty_truck"), ("3", "other_cargo")])
def test_a_truck_without_coal_needs_a_plate_a_digit_and_enter(gate: Gatehouse, digit: str, reason: str) -> None:
    gate.press("F2")
    assert isinstance(gate.page.counter.panel, NewTruckPanel)
    gate.type("8F326")
    gate.press("Enter", digit, "Enter")
    assert gate.hands.count == 9
    (decided,) = gate.told("inspection.decided")
    assert (decided["decision"], decided["reasons"]) == ("not_coal", [reason])
    assert "inspection.not_coal" in gate.said
    assert open_panel(gate) is None
    assert gate.focus == "entry"
