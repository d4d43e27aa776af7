"""The one filter of keys: what the table of `ux.md` §4.1 claims never reaches a text field, and a scan never does.

It stands where every key of the window comes through before Qt asks who has the focus, and looks at keys, and at the
mouse only to know that somebody is there. A key is asked about first as an override of shortcuts, where Qt's text
fields would claim some (Ctrl+U, Ctrl+E on Linux), then as a press. Who is asked is the listener, the window.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Protocol

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from coalguard.ui.keys import name_of
from coalguard.ui.scan import Outcome, ScanWatch

_KEYS: Final = {QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride}
_TERMINATORS: Final = {"Enter", "Tab"}
_LATE_MS, _STALLS = 5, 3
_CHORD: Final = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class Listener(Protocol):
    """Who is asked what keys do."""

    def notice(self) -> None:
        """Somebody is there: a button of the mouse was pressed."""

    def owns(self, name: str) -> bool:
        """Whether this key is taken from whatever has the focus."""

    def press(self, name: str, *, repeated: bool) -> bool:
        """Do what a key does here; whether it did anything and goes no further."""

    def takes_scans(self) -> bool:
        """Whether a burst of keys may be a scan now."""

    def scanned(self, text: str, *, garbled: bool) -> None:
        """A scan came."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A key that waits until it is known whether it belongs to a scan."""

    name: str
    key: int
    modifiers: Qt.KeyboardModifier
    text: str


class KeyFilter(QObject):
    """The filter of one window; `watch` puts it there.

    On the application it would be called for every event of every widget, and for each of them PySide makes an object;
    for the inner parts of Qt's own it would load all classes it knows first, 4 MB of them.
    """

    def __init__(self, listener: Listener, monotonic_ms: Callable[[], int]) -> None:
        """Ask this listener; times are taken from the events, or from the clock where they carry none."""
        super().__init__()
        self._listener = listener
        self._now = monotonic_ms
        self.moment: Callable[[QKeyEvent], int] = self._moment
        self._watch: ScanWatch[_Held] = ScanWatch()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_silence)
        self._waited = QElapsedTimer()
        self._stalls = 0

    def watch(self, top: QWidget) -> None:
        """Take the keys of a window that stands for itself."""
        top.winId()  # from now on it has a handle, shown or not
        top.windowHandle().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what is ours; the keys of what pops up over the window, as a field's menu does, do not come here."""
        del watched
        if not isinstance(event, QKeyEvent | QMouseEvent):
            return False
        if event.type() is QEvent.Type.MouseButtonPress:
            self._listener.notice()
            return False
        if event.type() not in _KEYS or not isinstance(event, QKeyEvent):
            return False
        if event.type() is QEvent.Type.ShortcutOverride:
            return self._override(event)
        return self._press(event)

    def rest(self) -> None:
        """Nothing was pressed for a while: what waits is given back."""
        outcome: Outcome[_Held] = self._watch.interrupt() if self._watch.wait_ms is not None else Outcome()
        self._give_back(outcome.give_back)

    def _on_silence(self) -> None:
        """The time is up; where it came late the program stood still, and keys may wait behind it: look once more."""
        late = self._waited.isValid() and self._waited.elapsed() - self._timer.interval() > _LATE_MS
        if late and self._stalls < _STALLS:
            self._stalls += 1
            self._waited.start()
            self._timer.start()
        else:
            self.rest()

    def _override(self, event: QKeyEvent) -> bool:
        if self._listener.owns(name_of(event)):
            event.accept()
            return True
        return False

    def _press(self, event: QKeyEvent) -> bool:
        name = name_of(event)
        if self._listener.takes_scans():
            outcome = self._ask_watch(event, name)
            self._give_back(outcome.give_back)
            if outcome.scanned is not None:
                self._listener.scanned(outcome.scanned, garbled=outcome.garbled)
            if outcome.held:
                return True
        return bool(name) and self._listener.press(name, repeated=event.isAutoRepeat())

    def _ask_watch(self, event: QKeyEvent, name: str) -> Outcome[_Held]:
        text, now_ms = event.text(), self.moment(event)
        if name in _TERMINATORS:
            outcome = self._watch.end(now_ms)
        elif len(text) == 1 and text.isprintable() and not event.isAutoRepeat() and not event.modifiers() & _CHORD:
            outcome = self._watch.press(_Held(name, event.key(), event.modifiers(), text), text, now_ms)
        elif name:
            outcome = self._watch.interrupt()
        else:
            return Outcome()  # a shift between two characters of a scan
        self._wait()
        return outcome

    def _wait(self) -> None:
        wait_ms = self._watch.wait_ms
        if wait_ms is None:
            self._timer.stop()
        else:
            self._stalls = 0
            self._waited.start()
            self._timer.start(wait_ms + 1)

    def _give_back(self, keys: Iterable[_Held]) -> None:
        """Send keys where they were going, each with its release."""
        for held in keys:
            target = QApplication.focusWidget()
            if target is None:
                return
            if not (held.name and self._listener.press(held.name, repeated=False)):
                _send(target, held)

    def _moment(self, event: QKeyEvent) -> int:
        return event.timestamp() or self._now()


def _send(target: QWidget, held: _Held) -> None:
    """Give a key to a widget itself, past the window and the filter."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(target, QKeyEvent(kind, held.key, held.modifiers, held.text))
