"""Hands at the keyboard of a window: what they press goes the whole way, through the window system and the filter.

No time is waited for: the hands say how far apart their keys are, and the filter believes them.
"""

from collections.abc import Callable

from PySide6.QtCore import QDeadlineTimer, QEvent, QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from coalguard.ui.key_filter import KeyFilter

UNHURRIED_MS, SCANNER_MS = 120, 8
_NAMED = {
    "Enter": Qt.Key.Key_Return,
    "Keypad Enter": Qt.Key.Key_Enter,
    "Esc": Qt.Key.Key_Escape,
    "Tab": Qt.Key.Key_Tab,
    "Space": Qt.Key.Key_Space,
    "Up": Qt.Key.Key_Up,
    "Down": Qt.Key.Key_Down,
    "Left": Qt.Key.Key_Left,
    "Right": Qt.Key.Key_Right,
    "Backspace": Qt.Key.Key_Backspace,
    "+": Qt.Key.Key_Plus,
    "-": Qt.Key.Key_Minus,
}
_MODIFIERS = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
}


class Hands:
    """Two hands at a window; `count` says how many keys they pressed."""

    def __init__(self, window: QWidget, filter_: KeyFilter) -> None:
        self.window, self.filter = window, filter_
        self.now_ms = 1_000_000
        self.count = 0
        filter_.moment = self._moment

    def _moment(self, event: QKeyEvent) -> int:
        del event
        return self.now_ms

    def press(self, *names: str) -> None:
        """Press keys by the names on their caps, e.g. "F9", "Ctrl+D", "Shift+Enter"."""
        for name in names:
            *held, last = name.split("+") if name not in _NAMED else (name,)
            if name.endswith("++"):
                held, last = name.removesuffix("++").split("+"), "+"
            modifiers = Qt.KeyboardModifier.NoModifier
            for one in held:
                modifiers |= _MODIFIERS[one]
            self._click(_key(last), modifiers)

    def type(self, text: str) -> None:
        """Type a text, a key a character; Chinese comes from the input method, as it does in life."""
        for character in text:
            if character.isascii():
                self._click(character)
            else:
                self.commit(character)

    def commit(self, text: str) -> None:
        """Let the input method write a text."""
        focus = QApplication.focusWidget()
        assert focus is not None
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(focus, event)
        self.count += 1

    def scan(self, text: str, end: str = "Enter") -> None:
        """Let a scanner send a code, as fast as scanners are, however slow the machine is that plays it."""
        silence = self.filter.findChild(QTimer)
        assert isinstance(silence, QTimer)
        with QSignalBlocker(silence):
            for character in text:
                self.now_ms += SCANNER_MS
                self._send(character)
            self.now_ms += SCANNER_MS
            self._send(_key(end))
        self.now_ms += UNHURRIED_MS

    def _click(self, key: Qt.Key | str, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.count += 1
        self.now_ms += UNHURRIED_MS
        self._send(key, modifiers)
        self.filter.rest()

    def _send(self, key: Qt.Key | str, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.window.windowHandle(), key, modifiers)  # type: ignore[arg-type]  # a character is taken too


def _key(name: str) -> Qt.Key | str:
    if name in _NAMED:
        return _NAMED[name]
    if len(name) > 1 and name[0] == "F" and name[1:].isdigit():
        return Qt.Key(Qt.Key.Key_F1.value + int(name[1:]) - 1)
    return name.lower()


def until(qtbot: QtBot, came: Callable[[], bool], patience_ms: int = 5000) -> None:
    """Wait as `waitUntil` does, but look each millisecond: what a lane has to do is mostly done in a few."""
    patience = QDeadlineTimer(patience_ms)
    while not came():
        if patience.hasExpired():
            raise TimeoutError(f"waited {patience_ms} ms for nothing")
        qtbot.wait(1)


def settle() -> None:
    """Let everything that was posted happen."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()
