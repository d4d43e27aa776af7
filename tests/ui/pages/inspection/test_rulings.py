"""The paper of a decision: what does not print stays decided, and a third print asks why."""

from coalguard.ui.pages.inspection.desk_panels import (
    ReprintPanel,
)
from tests.ui.gatehouse import Gatehouse, to_the_note
from tests.ui.marked import marked_behind, marks


def test_a_slip_that_does_not_print_stays_decided_and_is_offered_again(gate: Gatehouse) -> None:
    gate.prints.rmdir()
    to_the_note(gate)
    gate.press("F10", "5", "Enter")
    (message,) = gate.said.values()
    assert message.act is not None
    assert (message.code, message.act.key) == ("printer.failed", "F8")
    assert len(gate.told("inspection.decided")) == 1
    gate.prints.mkdir()
    gate.press("F8")
    assert [one["outcome"] for one in gate.told("paper.printed")] == ["failed", "sent"]
    assert not gate.said


def test_a_slip_is_marked_with_its_decision_until_it_goes_to_the_printer(gate: Gatehouse) -> None:
    seen = marked_behind(gate.station.store, "inspection.decided")
    to_the_note(gate)
    gate.press("F10", "5", "Enter")
    assert (seen, marks(gate.station.store)) == ([["turn_back"]], [])


def test_from_the_third_print_on_a_reason_is_asked_for(gate: Gatehouse) -> None:
    to_the_note(gate)
    gate.press("F10", "5", "Enter")
    gate.press("F8")
    gate.press("F8")
    assert isinstance(gate.page.counter.panel, ReprintPanel)
    gate.press("Enter", "Enter")
    assert gate.focus == "reason"
    gate.type("shishile")
    gate.press("Enter", "Enter")
    assert [one["reason"] for one in gate.told("paper.printed")] == ["", "", "shishile"]
    assert gate.page.counter.panel is None
