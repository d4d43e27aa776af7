"""The bar at the foot: the keys that work here, in order, and the state of each machine.

A click on a key does what the key does. Before the page's keys stands the one that explains them, if all have room.
Machines without trouble stand quiet; one in trouble has its colour.
"""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from coalguard.ui.icons import draw_icon
from coalguard.ui.keys import COMMITTING, KeyAct
from coalguard.ui.look import look
from coalguard.ui.messages import MachineState
from coalguard.ui.tokens import CAPTION, CAPTION_MEDIUM, FBAR_HEIGHT, Tone
from coalguard.ui.widgets.paint import cap_width, draw_cap, draw_text, text_width
from coalguard.ui.words import _

HELP: Final = "F1"
_PAD, _GAP, _WORD = 16, 16, 7
_ICON: Final = 15


class KeyBar(QWidget):
    """Keys at the left, machines at the right; `pressed` follows a click, with the key's name."""

    pressed = Signal(str)

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self._acts: tuple[KeyAct, ...] = ()
        self._machines: tuple[MachineState, ...] = ()
        self._places: list[tuple[QRectF, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    def show_acts(self, acts: Sequence[KeyAct]) -> None:
        """Show these keys."""
        shown = tuple(act for act in acts if act.in_bar)
        if list(map(_seen, shown)) != list(map(_seen, self._acts)):
            self._acts = shown
            self._tell()

    def show_machines(self, machines: Sequence[MachineState]) -> None:
        """Show these machines."""
        if tuple(machines) != self._machines:
            self._machines = tuple(machines)
            self._tell()

    @property
    def machines(self) -> tuple[MachineState, ...]:
        """The machines shown."""
        return self._machines

    def sizeHint(self) -> QSize:
        """As high as it always is."""
        return QSize(600, look().px(FBAR_HEIGHT))

    minimumSizeHint = sizeHint

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a key."""
        name = self._key_at(event)
        if name:
            self.pressed.emit(name)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand above a key."""
        self.setCursor(Qt.CursorShape.PointingHandCursor if self._key_at(event) else Qt.CursorShape.ArrowCursor)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Keys, a line before those that save, machines."""
        del event
        painter, theme = QPainter(self), look().theme
        painter.fillRect(self.rect(), QColor(theme.surface))
        painter.fillRect(QRectF(0, 0, self.width(), 1), QColor(theme.line))
        right = self._paint_machines(painter)
        self._places = []
        left: float = _PAD
        divided = False
        explained = (KeyAct(HELP, _("帮助"), _nothing), *self._acts)
        fits = _PAD + sum(_width_of(act) + _GAP for act in explained) <= right
        for act in explained if self._acts and fits else self._acts:
            width = _width_of(act)
            if left + width > right - _GAP:
                break
            if act.key in COMMITTING and not divided and left > _PAD:
                divided = True
                painter.fillRect(QRectF(left - 7, (self.height() - 20) / 2, 1, 20), QColor(theme.line))
                left += 4
            self._paint_act(painter, act, left)
            self._places.append((QRectF(left, 0, width, self.height()), act.key if act.possible else ""))
            left += width + _GAP

    def _paint_act(self, painter: QPainter, act: KeyAct, left: float) -> None:
        theme = look().theme
        ink = theme.shade(act.tone).ink if act.possible else theme.text3
        cap = draw_cap(painter, left, self.height() / 2 + 0.5, act.key)
        place = QRectF(left + cap + _WORD, 1, self.width(), self.height() - 1)
        draw_text(painter, place, act.label, CAPTION_MEDIUM if act.possible else CAPTION, ink)

    def _paint_machines(self, painter: QPainter) -> float:
        right: float = self.width() - _PAD - 2
        for machine in reversed(self._seen_machines()):
            ink = look().theme.shade(machine.tone).ink
            text = _line_of(machine)
            right -= text_width(text, CAPTION)
            draw_text(painter, QRectF(right, 1, self.width(), self.height() - 1), text, CAPTION, ink)
            size = look().px(_ICON)
            right -= size + 5
            draw_icon(painter, machine.icon, ink, QRectF(right, (self.height() - size) / 2, size, size))
            right -= _GAP
        return right + _GAP

    def _seen_machines(self) -> tuple[MachineState, ...]:
        """The machines there is room for: where the keys need it, those that are well give way, the last one first."""
        room = self.width() - 2 * _PAD - sum(_width_of(act) + _GAP for act in self._acts)
        shown = list(self._machines)
        well = [one for one in shown[1:] if one.tone is Tone.OK]
        while well and sum(look().px(_ICON) + 5 + text_width(_line_of(one), CAPTION) + _GAP for one in shown) > room:
            shown.remove(well.pop())
        return tuple(shown)

    def _key_at(self, event: QMouseEvent) -> str:
        return next((name for place, name in self._places if place.contains(event.position())), "")

    def _tell(self) -> None:
        self.setAccessibleName(" ".join(f"{act.key} {act.label}" for act in self._acts if act.possible))
        self.setAccessibleDescription(" ".join(map(_line_of, self._machines)))
        self.update()


def _nothing() -> None:
    """The bar has no deeds of its own: whoever hears `pressed` knows what the key does."""


def _line_of(machine: MachineState) -> str:
    return f"{machine.name} {machine.text}"


def _width_of(act: KeyAct) -> float:
    return cap_width(act.key) + _WORD + text_width(act.label, CAPTION_MEDIUM)


def _seen(act: KeyAct) -> tuple[str, str, Tone, bool]:
    """What is seen of a key; its deed is the page's, and often a new one that does the same."""
    return act.key, act.label, act.tone, act.possible
