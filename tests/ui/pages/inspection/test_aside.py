"""A second truck while one is in hand: the bar that asks is answered by its keys, and nothing of the first is lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from coalguard.domain.inspection import Mark, Row
from coalguard.ui.pages.inspection.panels import TurnBackPanel
from tests.abroad import PLATE
from tests.ui.gatehouse import ABROAD, OTHER, Gatehouse, open_gate, open_panel

SWITCH = "inspection.switch"


@pytest.fixture
def gate(tmp_path: Path, qtbot: QtBot) -> Iterator[Gatehouse]:
    """A gate without a scale, a truck in hand whose plate was read and whose coal was seen, another in the queue."""
    with open_gate(tmp_path, qtbot, scale=False, printer=False) as opened:
        opened.choose_second()
        opened.begin(OTHER)
        opened.scan(ABROAD.paper())
        opened.type("8F326")
        opened.press("Enter", "1")
        yield opened


def scan_other(gate: Gatehouse) -> None:
    """The form of the other truck."""
    gate.scan(ABROAD.paper(plate=OTHER, serial=33))
    assert SWITCH in gate.said


def test_in_a_panel_the_enter_of_the_bar_switches_and_confirms_nothing(gate: Gatehouse) -> None:
    gate.press("F10", "6")
    gate.press("Enter")
    assert gate.focus == "确认劝返"
    scan_other(gate)
    gate.press("1", "Enter")
    assert not gate.told("inspection.decided")
    assert gate.page.hand.check.plate == OTHER
    assert gate.page.counter.panel is None


def test_on_the_button_of_the_main_act_too(gate: Gatehouse) -> None:
    gate.press("Enter")
    gate.type("篷布")
    gate.press("Enter")
    assert gate.focus == "申请带班放行"
    scan_other(gate)
    gate.press("Enter")
    assert gate.page.hand.check.plate == OTHER
    assert gate.page.counter.panel is None


def test_esc_answers_the_bar_before_it_leaves_the_panel(gate: Gatehouse) -> None:
    gate.press("F10")
    scan_other(gate)
    gate.press("Esc")
    assert SWITCH not in gate.said
    assert isinstance(open_panel(gate), TurnBackPanel)
    gate.press("Esc")
    assert open_panel(gate) is None
    assert gate.page.hand.check.plate == PLATE


def test_what_was_said_of_the_first_truck_stands_when_it_is_taken_again(gate: Gatehouse) -> None:
    gate.press("Enter")
    gate.type("篷布破损")
    scan_other(gate)
    gate.press("Enter")
    assert gate.page.hand.check.plate == OTHER
    assert gate.page.fields["notes"].text() == ""
    gate.scan(ABROAD.paper())
    gate.press("Enter")
    check = gate.page.hand.check
    assert (check.plate, check.answers[Row.PLATE].result, check.answers[Row.KIND].result) == (PLATE, Mark.OK, Mark.WARN)
    assert gate.page.fields["tail"].text() == "8F326"
    assert gate.page.fields["notes"].text() == "篷布破损"


def test_a_truck_goes_back_to_the_queue_by_a_key_and_is_taken_again_as_it_was(gate: Gatehouse) -> None:
    gate.press("F3")
    assert not gate.page.hand.visit
    assert gate.focus == "entry"
    gate.press("Up", "Enter")
    assert gate.page.hand.check.plate == OTHER
    gate.press("F3", "Down", "Enter")
    check = gate.page.hand.check
    assert (check.plate, check.shown, check.answers[Row.KIND].result) == (PLATE, True, Mark.WARN)
