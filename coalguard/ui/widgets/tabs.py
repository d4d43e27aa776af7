"""Tabs: a few words side by side, the one in use underlined; beside each stands how much or how new it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from coalguard.ui.look import look
from coalguard.ui.tokens import BODY, BODY_STRONG, CAPTION, TABLE, Tone, Type
from coalguard.ui.widgets.paint import draw_text, text_width

_HEIGHT, _PAD, _GAP, _UNDERLINE = 38, 12, 5, 3


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: its value, its word, the note beside it; a tone other than plain colours the note."""

    value: str
    text: str
    note: str = ""
    tone: Tone = Tone.PLAIN


class Tabs(QWidget):
    """The tabs; `chose` carries the value of the one that was taken."""

    chose = Signal(str)

    def __init__(self, tabs: Sequence[Tab]) -> None:
        """The first is in use."""
        super().__init__()
        self._tabs = tuple(tabs)
        self._current = 0
        self._places: list[QRectF] = []
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._tell()

    @property
    def value(self) -> str:
        """The tab in use."""
        return self._tabs[self._current].value

    def show_tabs(self, tabs: Sequence[Tab]) -> None:
        """Show the same tabs with other notes."""
        self._tabs = tuple(tabs)
        self._tell()

    def step(self, step: int) -> None:
        """Take a neighbour."""
        self.take(min(max(self._current + step, 0), len(self._tabs) - 1))

    def take(self, place: int) -> None:
        """Take the tab at a place."""
        if place != self._current:
            self._current = place
            self._tell()
            self.chose.emit(self.value)

    def sizeHint(self) -> QSize:
        """One line and what underlines it."""
        return QSize(300, look().px(_HEIGHT))

    minimumSizeHint = sizeHint

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take what was clicked."""
        place = next((at for at, one in enumerate(self._places) if one.contains(event.position())), None)
        if place is not None:
            self.take(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Words, notes, the underline."""
        del event
        painter, theme = QPainter(self), look().theme
        self._places, left = [], 0.0
        for number, tab in enumerate(self._tabs):
            current = number == self._current
            word, note = _types(tab, current=current)
            wide = text_width(tab.text, word) + (text_width(tab.note, note) + _GAP if tab.note else 0)
            place = QRectF(left, 0, wide + 2 * _PAD, self.height())
            self._places.append(place)
            ink = theme.accent.ink if current else theme.text2
            at = left + _PAD
            at += (
                draw_text(painter, QRectF(at, 0, place.width(), self.height() - _UNDERLINE), tab.text, word, ink) + _GAP
            )
            shade = theme.shade(tab.tone).ink if tab.tone is not Tone.PLAIN else theme.accent.ink if current else ""
            room = QRectF(at, 0, max(self.width() - at, 0), self.height() - _UNDERLINE)
            draw_text(painter, room, tab.note, note, shade or theme.text3)
            if current:
                line = QRectF(left, self.height() - _UNDERLINE, place.width(), _UNDERLINE)
                painter.fillRect(line, QColor(theme.accent.ink))
            left += place.width()

    def _tell(self) -> None:
        told = (f"{tab.text} {tab.note}".strip() for tab in self._tabs)
        self.setAccessibleDescription(" ".join(told))
        self.setAccessibleName(self._tabs[self._current].text)
        self.update()


_LONG_NOTE: Final = 4


def _types(tab: Tab, *, current: bool) -> tuple[Type, Type]:
    """Word and note: a count is as large as the word nearly, a longer note is a caption."""
    return (BODY_STRONG if current else BODY), (TABLE if len(tab.note) <= _LONG_NOTE else CAPTION)
