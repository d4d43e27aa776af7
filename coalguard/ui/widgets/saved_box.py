"""What is saved where, in a box of two lines: shape, state, and since when or what goes on (pictures 10 and 11)."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from coalguard.ui.icons import draw_icon
from coalguard.ui.look import look
from coalguard.ui.states.sync import Saved
from coalguard.ui.tokens import BUTTON_RADIUS, CAPTION_STRONG, SMALL
from coalguard.ui.widgets.paint import draw_box, draw_text, text_width

_ICON, _HEIGHT, _BEFORE, _BETWEEN, _AFTER = 19, 42, 11, 9, 14


def saved_width(saved: Saved) -> int:
    """How wide the box is."""
    words = max(text_width(saved.first, CAPTION_STRONG), text_width(saved.second, SMALL))
    return round(_BEFORE + look().px(_ICON) + _BETWEEN + words + 1 + _AFTER)


def draw_saved(painter: QPainter, right: float, middle: float, saved: Saved) -> QRectF:
    """Paint the box with its right edge here; gives back its place."""
    theme, size, tall = look().theme, look().px(_ICON), look().px(_HEIGHT)
    width = saved_width(saved)
    place = QRectF(round(right) - width, round(middle - tall / 2), width, tall)
    draw_box(painter, place, ground=theme.surface, line=theme.line, radius=BUTTON_RADIUS)
    ink = theme.shade(saved.tone).ink
    draw_icon(painter, saved.icon, ink, QRectF(place.x() + _BEFORE, middle - size / 2, size, size))
    first, second = look().line(CAPTION_STRONG), look().line(SMALL)
    top, left = middle - (first + second) / 2, place.x() + _BEFORE + size + _BETWEEN
    draw_text(painter, QRectF(left, top, width, first), saved.first, CAPTION_STRONG, ink)
    draw_text(painter, QRectF(left, top + first, width, second), saved.second, SMALL, theme.text3)
    return place


class SavedBox(QWidget):
    """The box by itself."""

    def __init__(self, saved: Saved) -> None:
        """Show a state."""
        super().__init__()
        self._saved = saved
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{saved.first} {saved.second}")

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        return QSize(saved_width(self._saved), look().px(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box."""
        del event
        draw_saved(QPainter(self), self.width(), self.height() / 2, self._saved)
