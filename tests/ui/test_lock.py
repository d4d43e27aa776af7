"""The lock: weight and queue in sight, nothing personal but who may take the desk."""

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from coalguard.devices.scale import Panel
from coalguard.domain.findings import refuse
from coalguard.domain.mass import Mass
from coalguard.domain.weighing import PanelState
from coalguard.operations.session import Colleague
from coalguard.ui.keys import lead_on
from coalguard.ui.live_scale import LiveScale
from coalguard.ui.lock import LockView
from coalguard.ui.widgets.mass_display import MassDisplay
from tests.ui.test_live_scale import Port

PEOPLE = [Colleague("zhan", "演示站长"), Colleague("yi", "演示一")]


@pytest.fixture
def port() -> Port:
    """A scale with a truck on it."""
    made = Port()
    made.shows = Panel(PanelState.MOVING, Mass(47_000), 50)
    return made


@pytest.fixture
def view(port: Port, qtbot: QtBot) -> LockView:
    """A locked desk, shown."""
    scale = LiveScale(port, lambda: 0)
    scale.look()
    made = LockView(PEOPLE, "yi", scale)
    made.scale = scale  # type: ignore[attr-defined]  # keeps it alive
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    return made


def test_the_weight_stays_in_sight_and_goes_on(view: LockView, port: Port) -> None:
    mass = view.findChild(MassDisplay)
    assert mass is not None
    assert "47.000" in mass.accessibleDescription()
    assert mass.accessibleDescription().endswith("解锁后可取重")  # F4 takes nothing here
    port.shows = Panel(PanelState.ZERO, Mass(0), 50)
    view.scale.look()  # type: ignore[attr-defined]  # as above
    assert "0.000" in mass.accessibleDescription()


def test_the_pin_of_whoever_was_here_is_asked_for(view: LockView, qtbot: QtBot) -> None:
    assert view.person.value() == "yi"
    with qtbot.assertNotEmitted(view.asked):
        view.button.click()
    view.pin.set_text("2468")
    with qtbot.waitSignal(view.asked) as asked:
        view.button.click()
    assert asked.args == ["yi", "2468"]
    view.refused(refuse("pin.wrong", failures=1))
    assert (view.pin.text(), view.pin.faulty) == ("", True)


def test_after_five_wrong_pins_the_seconds_are_counted_down(view: LockView, qtbot: QtBot) -> None:
    view.refused(refuse("pin.wait", seconds=1))
    assert not view.button.isEnabled()
    qtbot.waitUntil(view.button.isEnabled, timeout=4000)
    assert view.pin.message == ""


def test_whoever_has_not_mistyped_need_not_wait(view: LockView, qtbot: QtBot) -> None:
    view.pin.set_text("0000")
    view.button.click()
    view.refused(refuse("pin.wait", seconds=30))
    assert view.pin.message == "请稍候 30 秒，或由他人解锁。"
    view.person.setFocus()
    QTest.keyClicks(view.person.line, "yszz")
    view.person.enter_pressed()
    assert (view.person.value(), view.pin.message) == ("zhan", "")
    view.pin.set_text("2468")
    with qtbot.waitSignal(view.asked) as asked:
        view.button.click()
    assert asked.args == ["zhan", "2468"]


def test_a_password_is_the_other_way_in(view: LockView, qtbot: QtBot) -> None:
    (act,) = view.keys()
    assert act.key == "F2"
    with qtbot.waitSignal(view.login_asked):
        act.run()


def test_a_desk_without_a_scale_is_locked_as_well(qtbot: QtBot) -> None:
    view = LockView(PEOPLE, "zhan")
    qtbot.addWidget(view)
    assert view.findChild(MassDisplay) is None


def test_enter_leads_from_the_name_to_the_pin_and_shift_enter_back(view: LockView, qtbot: QtBot) -> None:
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    view.person.setFocus()
    QTest.keyClicks(view.person.line, "yszz")
    assert lead_on(view.person.line, forward=True)
    assert view.person.value() == "zhan"
    assert view.pin.line.hasFocus()
    assert not lead_on(view.pin.line, forward=True), "that Enter unlocks"
    assert lead_on(view.pin.line, forward=False)
    assert view.person.line.hasFocus()
