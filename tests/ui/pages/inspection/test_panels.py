"""The three decisions in their panels: reasons, grounds, and a lead's PIN over a doubt."""

from coalguard.domain.inspection import Decision, Row, Verdict
from coalguard.ui.pages.inspection.panels import OverDoubtPanel, TurnBackPanel
from tests.ui.gatehouse import GROSS, PIN, Gatehouse, open_panel, to_the_note


def test_a_refusal_needs_a_reason(gate: Gatehouse) -> None:
    to_the_note(gate)
    gate.press("F10", "Enter")
    assert isinstance(gate.page.counter.panel, TurnBackPanel)
    gate.press("6")
    assert gate.focus == "reason"
    gate.type("杠号")
    gate.press("Enter", "Enter")
    (decided,) = gate.told("inspection.decided")
    assert (decided["reasons"], decided["reason"]) == (["other"], "杠号")


def test_a_doubt_passes_with_a_leads_pin_and_a_reason(gate: Gatehouse) -> None:
    gate.stand(GROSS)
    to_the_note(gate)
    gate.await_gross()
    assert gate.page.hand.check.verdict is Verdict.VERIFY
    gate.press("F9")
    panel = gate.page.counter.panel
    assert isinstance(panel, OverDoubtPanel)
    gate.press("1", "Enter", "Enter")
    assert gate.focus == "staff"
    gate.type("lead")
    gate.press("Enter")
    gate.type("9999")
    gate.press("F9")
    assert panel.pin.faulty
    assert not gate.told("inspection.decided")
    gate.type(PIN)
    gate.press("Enter", "Enter")
    (decided,) = gate.told("inspection.decided")
    assert (decided["decision"], decided["reasons"]) == ("pass", ["correction_supplied"])
    assert decided["second"]


def test_a_hand_over_names_its_grounds_and_quantity(gate: Gatehouse) -> None:
    gate.know_tare()
    gate.stand(GROSS)
    to_the_note(gate)
    gate.await_gross()
    gate.press("F12", "4", "F9")
    (decided,) = [one for one in gate.told("inspection.decided") if one["decision"] == Decision.DETAIN]
    assert decided["reasons"] == ["bituminous"]
    assert gate.page.queue.counts.accessibleName() == "放行 0，劝返 0，查扣 1，非煤 1"
    assert gate.focus == "entry"


def test_reasons_that_the_rows_give_say_which(gate: Gatehouse) -> None:
    gate.type("8F326")
    gate.press("Enter", "2", "1", "1", "2", "2", "F10")
    panel = open_panel(gate)
    assert isinstance(panel, TurnBackPanel)
    assert panel.missing.text() == "按数字键勾选，已按核验结果预选"
    notes = {reason.code: reason.note for reason in panel.reasons._reasons if reason.note}
    assert notes == {"form_invalid": "未出示", "truck_mismatch": "煤种、净重"}
    row = next(row for row in gate.page.evidence.table.rows if row.key == Row.CONTRACT.value)
    assert row.result == "待补证"
    assert not panel.grab().isNull()
