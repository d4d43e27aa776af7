"""Keys: their names, the acts they call, and the Enter that leads from field to field (`ux.md` §4.1).

A key is named as it is printed on its cap: "F4", "Ctrl+E", "Alt+M", "Esc", "Enter", "1". Ctrl+Enter is F9, the Enter of
the number pad is Enter. A key without Ctrl and Alt that writes something is an act only where nobody is writing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from coalguard.ui.tokens import Tone

NEW, MAIN, SECOND, GRAVE = "F2", "F9", "F10", "F12"
COMMITTING: Final = frozenset({MAIN, SECOND, GRAVE})
"""The keys that save something: they wait while the last save is under way."""

_NAMES: Final = {
    Qt.Key.Key_Return: "Enter",
    Qt.Key.Key_Enter: "Enter",
    Qt.Key.Key_Escape: "Esc",
    Qt.Key.Key_Up: "Up",
    Qt.Key.Key_Down: "Down",
    Qt.Key.Key_Left: "Left",
    Qt.Key.Key_Right: "Right",
    Qt.Key.Key_Delete: "Delete",
    Qt.Key.Key_Space: "Space",
    Qt.Key.Key_Tab: "Tab",
    Qt.Key.Key_Backtab: "Shift+Tab",
    Qt.Key.Key_PageUp: "PageUp",
    Qt.Key.Key_PageDown: "PageDown",
    Qt.Key.Key_Home: "Home",
    Qt.Key.Key_End: "End",
    Qt.Key.Key_Backspace: "Backspace",
}
_FUNCTION_KEYS: Final = 12
_MODIFIERS: Final = (
    (Qt.KeyboardModifier.ControlModifier, "Ctrl+"),
    (Qt.KeyboardModifier.AltModifier, "Alt+"),
)


@dataclass(frozen=True, slots=True)
class KeyAct:
    """A key, the word for what it does here, and the deed. What is not possible now is shown pale and does nothing."""

    key: str
    label: str
    run: Callable[[], None]
    tone: Tone = Tone.PLAIN
    possible: bool = True
    in_bar: bool = True


def name_of(event: QKeyEvent) -> str:
    """The name of a pressed key; empty for a modifier alone and for keys without a name here."""
    key = event.key()
    named = _plain_name(key)
    if not named:
        return ""
    modifiers = event.modifiers()
    name = "".join(text for modifier, text in _MODIFIERS if modifiers & modifier) + named
    if named == "Enter" and modifiers & Qt.KeyboardModifier.ShiftModifier:
        name = f"Shift+{name}"
    return MAIN if name == "Ctrl+Enter" else name


def _plain_name(key: int) -> str:
    first = Qt.Key.Key_F1.value
    if first <= key < first + _FUNCTION_KEYS:
        return f"F{key - first + 1}"
    for known, name in _NAMES.items():
        if key == known:
            return name
    return chr(key) if 0x20 < key < 0x7F else ""  # noqa: PLR2004 -- Qt's codes of printable ASCII


def writes(name: str) -> bool:
    """Whether the key writes something where a text is written."""
    return len(name) == 1 or name in {"Space", "Left", "Right", "Home", "End", "Backspace", "Delete"}


def takes_text(widget: QWidget | None) -> bool:
    """Whether somebody who is in this widget is writing."""
    return isinstance(widget, (QLineEdit, QPlainTextEdit)) and not widget.isReadOnly()


class EnterOrder:
    """The stops of a page or panel in the order of work; Enter leads to the next, at the end to the main act."""

    def __init__(self, stops: Sequence[QWidget], last: QWidget | None = None) -> None:
        """Lead through `stops`, then to `last`: the button of the main act, or the field whose own Enter acts."""
        self.stops = tuple(stops)
        self.last = last
        places = [*self.stops, *([last] if last else [])]
        for one, following in pairwise(places):
            QWidget.setTabOrder(one, following)

    def holds(self, widget: QWidget) -> QWidget | None:
        """The stop that this widget is, or is inside of."""
        return next((stop for stop in self.stops if stop is widget or stop.isAncestorOf(widget)), None)

    def neighbour(self, stop: QWidget, *, forward: bool) -> QWidget | None:
        """The next stop that can be entered, or the previous one; behind the last stop stands the main act."""
        place = self.stops.index(stop)
        rest = self.stops[place + 1 :] if forward else tuple(reversed(self.stops[:place]))
        found = next((one for one in rest if reachable(one)), None)
        if found is None and forward and self.last is not None and reachable(self.last):
            return self.last
        return found

    def before(self, widget: QWidget) -> QWidget | None:
        """Where one comes back to from the main act; nothing from anywhere else."""
        if self.last is None or not (widget is self.last or self.last.isAncestorOf(widget)):
            return None
        return next((stop for stop in reversed(self.stops) if reachable(stop)), None)

    def first_reachable(self) -> QWidget | None:
        """The first stop that can be entered."""
        return next((stop for stop in self.stops if reachable(stop)), None)


def reachable(widget: QWidget) -> bool:
    """Whether the cursor may go there: shown, enabled and not for reading alone."""
    return widget.isVisible() and widget.isEnabled() and not getattr(widget, "read_only", False)


def wanted(focus: QWidget, name: str) -> bool:
    """Whether a widget the cursor is in, or one around it, keeps this key for itself."""
    holder: QWidget | None = focus
    while holder is not None:
        if getattr(holder, "wants", _nothing)(name):
            return True
        holder = holder.parentWidget()
    return False


def _nothing(_: str) -> bool:
    return False


def lead_on(focus: QWidget, *, forward: bool) -> bool:
    """Lead the cursor from a stop to its neighbour, after the stop had its say; whether there was a stop here."""
    holder: QWidget | None = focus
    while holder is not None:
        order = getattr(holder, "enter_order", None)
        stop = order.holds(focus) if isinstance(order, EnterOrder) else None
        if stop is not None and isinstance(order, EnterOrder):
            used = forward and getattr(stop, "enter_pressed", bool)()
            following = None if used else order.neighbour(stop, forward=forward)
            if following is not None:
                following.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        back = order.before(focus) if isinstance(order, EnterOrder) and not forward else None
        if back is not None:
            back.setFocus(Qt.FocusReason.BacktabFocusReason)
            return True
        holder = holder.parentWidget()
    return False
