"""Keys have the names on their caps; Enter leads in the order of work and never presses a button on the way."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from coalguard.ui.keys import EnterOrder, lead_on, name_of, takes_text, wanted, writes
from coalguard.ui.widgets.field import Field, Kind
from coalguard.ui.widgets.input import Reading

CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
NONE = Qt.KeyboardModifier.NoModifier
KEYPAD = Qt.KeyboardModifier.KeypadModifier


@pytest.mark.parametrize(
    ("key", "modifiers", "name"),
    [
        (Qt.Key.Key_F9, NONE, "F9"),
        (Qt.Key.Key_F12, NONE, "F12"),
        (Qt.Key.Key_Return, NONE, "Enter"),
        (Qt.Key.Key_Enter, KEYPAD, "Enter"),
        (Qt.Key.Key_Return, SHIFT, "Shift+Enter"),
        (Qt.Key.Key_Return, CTRL, "F9"),
        (Qt.Key.Key_Enter, CTRL | KEYPAD, "F9"),
        (Qt.Key.Key_E, CTRL, "Ctrl+E"),
        (Qt.Key.Key_Plus, CTRL, "Ctrl++"),
        (Qt.Key.Key_1, ALT, "Alt+1"),
        (Qt.Key.Key_1, KEYPAD, "1"),
        (Qt.Key.Key_A, SHIFT, "A"),
        (Qt.Key.Key_Escape, NONE, "Esc"),
        (Qt.Key.Key_Shift, SHIFT, ""),
        (Qt.Key.Key_F13, NONE, ""),
    ],
)
def test_a_key_has_the_name_on_its_cap(key: Qt.Key, modifiers: Qt.KeyboardModifier, name: str) -> None:
    assert name_of(QKeyEvent(QEvent.Type.KeyPress, key, modifiers)) == name


def test_digits_and_arrows_write_and_function_keys_do_not() -> None:
    assert all(map(writes, ("1", "A", "Space", "Left", "Backspace")))
    assert not any(map(writes, ("F4", "Esc", "Ctrl+E", "Up", "Enter")))


class Desk(QWidget):
    """Three fields, a computed value and a button."""

    def __init__(self, qtbot: QtBot) -> None:
        super().__init__()
        self.plate, self.driver, self.notes = Field("车牌", kind=Kind.PLATE), Field("司机"), Field("备注")
        self.net, self.button = Reading("净重"), QPushButton("开具")
        rows = QVBoxLayout(self)
        for part in (self.plate, self.net, self.driver, self.notes, self.button):
            rows.addWidget(part)
        self.enter_order = EnterOrder([self.plate, self.net, self.driver, self.notes], last=self.button)
        qtbot.addWidget(self)
        self.show()
        qtbot.waitExposed(self)
        self.activateWindow()
        self.plate.setFocus()

    def focused(self) -> QWidget:
        """Where the cursor is."""
        focus = self.focusWidget()
        assert focus is not None
        return focus


def test_enter_leads_past_what_is_only_read_to_the_button_and_back(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    for expected in (desk.driver.line, desk.notes.line, desk.button):
        assert lead_on(desk.focused(), forward=True)
        assert desk.focused() is expected
    assert not lead_on(desk.focused(), forward=True)
    desk.notes.setFocus()
    assert lead_on(desk.focused(), forward=False)
    assert desk.focused() is desk.driver.line


def test_enter_passes_over_what_is_hidden_or_switched_off(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.driver.hide()
    desk.notes.setEnabled(False)
    assert lead_on(desk.focused(), forward=True)
    assert desk.focused() is desk.button
    desk.button.setEnabled(False)
    desk.plate.setFocus()
    assert lead_on(desk.focused(), forward=True)
    assert desk.focused() is desk.plate.line


def test_the_first_stop_of_an_order_is_the_first_that_can_be_entered(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    assert desk.enter_order.first_reachable() is desk.plate
    desk.plate.set_read_only()
    assert desk.enter_order.first_reachable() is desk.driver
    assert desk.enter_order.neighbour(desk.driver, forward=False) is None


def test_a_widget_of_no_order_is_not_led(qtbot: QtBot) -> None:
    alone = Field("备注")
    qtbot.addWidget(alone)
    assert not lead_on(alone.line, forward=True)
    assert not wanted(alone.line, "Up")


def test_only_a_field_that_can_be_written_in_takes_text(qtbot: QtBot) -> None:
    field = Field("备注")
    qtbot.addWidget(field)
    assert takes_text(field.line)
    field.set_read_only()
    assert not takes_text(field.line)
    assert not takes_text(None)
