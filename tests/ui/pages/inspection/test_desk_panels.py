"""Who signs and who stands for an act: a login that was typed counts for F9 as it does for Enter."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from coalguard.domain.roles import Role
from coalguard.ui.pages.inspection.desk_panels import OfficerPanel, TypedMassPanel
from coalguard.ui.pages.inspection.panel import Panel
from coalguard.ui.pages.inspection.panels import OverDoubtPanel
from tests.stations import enlist
from tests.ui.gatehouse import ABROAD, PIN, Gatehouse, open_gate


@pytest.fixture
def gate(tmp_path: Path, qtbot: QtBot) -> Iterator[Gatehouse]:
    """A gate without a scale, with a second lead."""
    with open_gate(tmp_path, qtbot, scale=False, printer=False) as opened:
        enlist(opened.station, "wang", Role.LEAD, pin=PIN)
        opened.choose_second()
        opened.page.shown()
        opened.rest()
        yield opened


def open_panel(gate: Gatehouse) -> Panel | None:
    """The panel that is open now."""
    return gate.page.counter.panel


def test_f9_takes_the_second_officer_who_was_typed(gate: Gatehouse) -> None:
    gate.press("Alt+M")
    gate.type("lead")
    gate.press("F9")
    assert open_panel(gate) is None
    assert gate.page.hand.second == "lead"


def test_f9_keeps_nobody_where_what_was_typed_can_mean_anybody(gate: Gatehouse) -> None:
    gate.press("Alt+M")
    gate.type("xx")
    gate.press("F9")
    panel = open_panel(gate)
    assert isinstance(panel, OfficerPanel)
    assert panel.second.faulty
    assert gate.page.hand.second == "zhang"


def test_f9_takes_the_lead_who_was_typed_and_asks_for_the_pin(gate: Gatehouse) -> None:
    gate.scan(ABROAD.paper())
    gate.type("8F326")
    gate.press("Enter", "1", "Enter", "F9", "2", "Enter", "Enter")
    assert isinstance(open_panel(gate), OverDoubtPanel)
    gate.type("wang")
    gate.press("F9")
    assert gate.focus == "pin"
    gate.type(PIN)
    gate.press("F9")
    assert [one["decision"] for one in gate.told("inspection.decided")] == ["pass"]


def test_f9_takes_the_lead_of_a_typed_weight(gate: Gatehouse) -> None:
    gate.scan(ABROAD.paper())
    gate.press("F4")
    gate.type("47.86")
    gate.press("Enter")
    gate.type("waibang")
    gate.press("Enter")
    gate.type("wang")
    gate.press("F9")
    assert isinstance(open_panel(gate), TypedMassPanel)
    assert gate.focus == "pin"
