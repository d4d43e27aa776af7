"""The filter asks about a key once, gives back what is no scan, and leaves other windows alone."""

import time

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from coalguard.ui.key_filter import KeyFilter

CODE = "CG1-LX01-260114-0032"


class Clerk:
    """A listener that notes what it is asked, and uses F9."""

    def __init__(self) -> None:
        self.pressed: list[tuple[str, bool]] = []
        self.scans: list[tuple[str, bool]] = []
        self.scanning = True
        self.noticed = 0

    def notice(self) -> None:
        """Note it."""
        self.noticed += 1

    def owns(self, name: str) -> bool:
        """F9 and Ctrl+U are the clerk's."""
        return name in {"F9", "Ctrl+U"}

    def press(self, name: str, *, repeated: bool) -> bool:
        """Note it."""
        self.pressed.append((name, repeated))
        return self.owns(name)

    def takes_scans(self) -> bool:
        """Whether scans are taken."""
        return self.scanning

    def scanned(self, text: str, *, garbled: bool) -> None:
        """Note it."""
        self.scans.append((text, garbled))


class Counter:
    """A line, a clerk, a filter; time stands still unless told."""

    def __init__(self) -> None:
        self.clerk = Clerk()
        self.now_ms = 1000
        self.filter = KeyFilter(self.clerk, lambda: self.now_ms)
        self.filter.moment = lambda _: self.now_ms
        self.window = QWidget()
        self.line = QLineEdit()
        QVBoxLayout(self.window).addWidget(self.line)

    def send(self, text: str, gap_ms: int) -> None:
        """Type a text at a pace."""
        for character in text:
            self.now_ms += gap_ms
            QTest.keyClick(self.window.windowHandle(), character)  # type: ignore[call-overload]  # a character is taken too


@pytest.fixture
def counter(qtbot: QtBot) -> Counter:
    """The filter at work."""
    made = Counter()
    qtbot.addWidget(made.window)
    made.window.show()
    made.window.activateWindow()
    qtbot.waitUntil(made.window.isActiveWindow)
    made.line.setFocus()
    made.filter.watch(made.window)
    return made


def test_a_scan_is_one_and_its_keys_reach_nobody(counter: Counter) -> None:
    counter.send(CODE, 10)
    QTest.keyClick(counter.window.windowHandle(), Qt.Key.Key_Return)
    assert counter.clerk.scans == [(CODE, False)]
    assert counter.line.text() == ""
    assert counter.clerk.pressed == []


def test_typing_is_given_back_after_a_moment(counter: Counter, qtbot: QtBot) -> None:
    counter.send("8F3", 5)
    assert counter.line.text() == ""
    qtbot.waitUntil(lambda: counter.line.text() == "8F3", timeout=1000)
    assert [name for name, _ in counter.clerk.pressed] == ["8", "F", "3"]


def test_slow_typing_comes_in_order(counter: Counter) -> None:
    counter.send("ABCDEFGHIJ", 60)
    QTest.keyClick(counter.window.windowHandle(), Qt.Key.Key_Return)
    assert counter.line.text() == "ABCDEFGHIJ"
    assert counter.clerk.scans == []


def test_an_arrow_gives_back_what_was_held_before_it(counter: Counter) -> None:
    counter.send("AB", 5)
    QTest.keyClick(counter.window.windowHandle(), Qt.Key.Key_Left)
    counter.send("C", 500)
    counter.filter.rest()
    assert counter.line.text() == "ACB"


def test_a_page_without_scans_gets_each_key_at_once(counter: Counter) -> None:
    counter.clerk.scanning = False
    counter.send(CODE, 5)
    assert counter.line.text() == CODE


def test_a_key_that_is_used_goes_no_further_and_repeats_are_told(counter: Counter) -> None:
    QTest.keyClick(counter.window.windowHandle(), Qt.Key.Key_F9)
    event = QKeyEvent(
        QEvent.Type.KeyPress, Qt.Key.Key_F9.value, Qt.KeyboardModifier.NoModifier, "", autorep=True, count=1
    )
    assert counter.filter.eventFilter(counter.line, event)
    assert counter.clerk.pressed == [("F9", False), ("F9", True)]


def test_what_a_text_field_would_claim_is_overridden(counter: Counter) -> None:
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    event.ignore()
    assert counter.filter.eventFilter(counter.line, event)
    assert event.isAccepted()
    other = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert not counter.filter.eventFilter(counter.line, other)


def test_a_key_on_its_way_up_is_not_asked_about_again(counter: Counter) -> None:
    QTest.keyClick(counter.window.windowHandle(), Qt.Key.Key_F3)
    assert counter.clerk.pressed == [("F3", False)]


@pytest.mark.qt_log_ignore("This plugin does not support", extend=False)
def test_what_pops_up_over_the_window_keeps_its_keys(counter: Counter) -> None:
    menu = QMenu(counter.window)
    menu.addAction("演示")
    menu.popup(counter.window.mapToGlobal(QPoint(5, 5)))
    QTest.keyClick(counter.window.windowHandle(), Qt.Key.Key_F9)
    menu.close()
    assert counter.clerk.pressed == []


def test_the_mouse_says_that_somebody_is_there(counter: Counter) -> None:
    before = counter.clerk.noticed
    QTest.mouseClick(counter.window.windowHandle(), Qt.MouseButton.LeftButton)
    assert counter.clerk.noticed > before


def test_a_shift_inside_a_scan_does_not_break_it(counter: Counter) -> None:
    counter.send(CODE[:10], 5)
    QTest.keyClick(counter.window.windowHandle(), Qt.Key.Key_Shift)
    counter.send(CODE[10:], 5)
    QTest.keyClick(counter.window.windowHandle(), Qt.Key.Key_Tab)
    assert counter.clerk.scans == [(CODE, False)]


def test_what_is_held_when_the_focus_is_gone_is_let_go(counter: Counter) -> None:
    counter.send("AB", 5)
    counter.line.clearFocus()
    counter.filter.rest()
    assert counter.line.text() == ""


def test_events_without_a_time_take_the_clocks(counter: Counter) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
    assert KeyFilter(counter.clerk, lambda: 7).moment(event) == 7


def test_a_scan_that_waits_behind_a_stall_is_still_one(counter: Counter) -> None:
    counter.send(CODE[:7], 8)
    time.sleep(0.06)  # the program stands still, the rest of the scan waits in its queue
    QApplication.processEvents()
    assert counter.line.text() == ""
    counter.send(CODE[7:], 8)
    QTest.keyClick(counter.window.windowHandle(), Qt.Key.Key_Return)
    assert counter.clerk.scans == [(CODE, False)]


def test_behind_every_stall_typing_is_given_back_in_the_end(counter: Counter) -> None:
    counter.send("8F3", 5)
    for _ in range(4):
        assert counter.line.text() == ""
        time.sleep(0.06)
        QApplication.processEvents()
    assert counter.line.text() == "8F3"
