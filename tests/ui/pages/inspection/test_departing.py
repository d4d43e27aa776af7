"""A truck that drove off before anybody decided: its stay ends by F12 in the queue, with a reason and no paper."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from coalguard.operations.weighing import Pass
from coalguard.ui.pages.inspection.departing import DepartedPanel
from coalguard.ui.pages.inspection.panel import Panel
from coalguard.ui.pages.inspection.panels import HandOverPanel
from tests.abroad import PLATE
from tests.ui.gatehouse import ABROAD, GROSS, Gatehouse, open_gate

OTHER = "甘A72K95"


@pytest.fixture
def gate(tmp_path: Path, qtbot: QtBot) -> Iterator[Gatehouse]:
    """A gate without a scale where two trucks wait, the second with a form and a weight."""
    with open_gate(tmp_path, qtbot, scale=False) as opened:
        opened.choose_second()
        opened.begin(OTHER)
        opened.scan(ABROAD.paper())
        opened.weigh(opened.page.hand.visit, Pass.GROSS, GROSS)
        opened.press("F3")
        yield opened


def f12(gate: Gatehouse) -> tuple[str, bool]:
    """What F12 would do, and whether it works now."""
    acts = gate.page.keys()
    return next((act.label, act.possible) for act in acts if act.key == "F12")


def open_panel(gate: Gatehouse) -> Panel | None:
    """The panel that is open now."""
    return gate.page.counter.panel


def waiting(gate: Gatehouse) -> list[str]:
    """The plates of the queue."""
    desk = gate.page.hand.desk
    assert desk is not None
    return [truck.plate for truck in desk.waiting]


def test_f12_ends_the_stay_of_the_truck_that_is_marked_in_the_queue(gate: Gatehouse) -> None:
    assert f12(gate) == ("移出排队", True)
    gate.press("F12")
    panel = open_panel(gate)
    assert isinstance(panel, DepartedPanel)
    assert panel.about == PLATE
    gate.press("1", "Enter")
    (left,) = gate.told("visit.left")
    assert (left["state"], left["reason"]) == ("abandoned", "已驶离")
    assert waiting(gate) == [OTHER]
    assert open_panel(gate) is None
    assert gate.focus == "entry"
    assert "甘N 8F326" in gate.said["inspection.departed"].text
    assert not gate.told("inspection.decided")
    assert not list(gate.prints.iterdir())


def test_nothing_ends_before_a_reason_is_chosen(gate: Gatehouse) -> None:
    gate.press("F12", "Enter", "F9")
    assert isinstance(open_panel(gate), DepartedPanel)
    assert not gate.told("visit.left")
    gate.press("Esc")
    assert open_panel(gate) is None
    assert len(waiting(gate)) == 2
    gate.press("Up", "F12", "2", "F9")
    assert waiting(gate) == [PLATE]
    assert gate.told("visit.left")[0]["reason"] == "登记有误"


def test_with_a_truck_in_hand_f12_is_still_the_grave_act(gate: Gatehouse) -> None:
    gate.press("Enter", "F12")
    assert isinstance(open_panel(gate), HandOverPanel)


def test_in_an_empty_queue_or_while_something_is_typed_nobody_can_be_sent_off(gate: Gatehouse) -> None:
    gate.type("8F3")
    assert not f12(gate)[1]
    gate.press("F12")
    assert open_panel(gate) is None
    gate.press("Backspace", "Backspace", "Backspace", "F12", "1", "Enter", "F12", "1", "Enter", "F12")
    assert waiting(gate) == []
    assert not f12(gate)[1]
    assert open_panel(gate) is None


def test_a_truck_that_left_may_come_again(gate: Gatehouse) -> None:
    gate.press("F12", "1", "Enter")
    gate.scan(ABROAD.paper())
    assert gate.page.hand.check.plate == PLATE
    assert gate.page.hand.gross is None
    assert gate.page.fields["tail"].text() == ""
