"""From a key to an open panel and back: the second officer is asked once, Esc loses nothing."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from coalguard.domain.inspection import Mark, Row
from coalguard.operations import shift
from coalguard.operations.session import log_in
from coalguard.ui.pages.inspection.desk_panels import (
    OfficerPanel,
)
from coalguard.ui.pages.inspection.panels import HandOverPanel, OverDoubtPanel, TurnBackPanel
from tests.stations import ADMIN
from tests.ui.gatehouse import ABROAD, GROSS, Gatehouse, open_gate, open_panel, to_the_note


def test_the_second_officer_is_asked_once_by_initials(tmp_path: Path, qtbot: QtBot) -> None:
    with open_gate(tmp_path, qtbot) as gate:
        assert isinstance(gate.page.counter.panel, OfficerPanel)
        gate.press("Esc")
        assert gate.focus == "entry"
        gate.scan(ABROAD.paper())
        gate.press("F10")
        assert isinstance(gate.page.counter.panel, OfficerPanel)
        gate.type("yszh")
        gate.press("Enter", "Enter")
        assert gate.page.hand.second == "zhang"
        assert open_panel(gate) is None
        gate.press("F10")
        assert isinstance(gate.page.counter.panel, TurnBackPanel)


def test_another_shift_asks_anew(gate: Gatehouse) -> None:
    admin = log_in(gate.station, ADMIN)
    shift.close_shift(gate.station, admin, shift.CloseShift())
    shift.open_shift(gate.station, gate.officer, shift.OpenShift())
    gate.rest()
    assert gate.page.hand.second == ""


def test_the_officers_are_changed_by_a_key(gate: Gatehouse) -> None:
    gate.press("Alt+M")
    assert isinstance(gate.page.counter.panel, OfficerPanel)
    gate.type("lead")
    gate.press("Enter", "Enter")
    assert gate.page.hand.second == "lead"


def test_esc_gives_the_decisions_back_and_loses_nothing(gate: Gatehouse) -> None:
    to_the_note(gate)
    gate.press("F10", "Esc")
    assert (gate.page.counter.panel, gate.focus) == (None, "notes")
    assert gate.page.hand.check.answers[Row.KIND].result is Mark.OK


def test_from_turning_back_the_other_decisions_stay_in_reach(gate: Gatehouse) -> None:
    gate.stand(GROSS)
    to_the_note(gate)
    gate.await_gross()
    gate.press("F10", "F9")
    assert isinstance(gate.page.counter.panel, OverDoubtPanel)
    gate.press("Esc", "F10", "F12")
    assert isinstance(gate.page.counter.panel, HandOverPanel)
