"""The list that opens below a combo: inside the window, above the page, without the cursor ever leaving the field."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from coalguard.ui.look import look
from coalguard.ui.tokens import BODY, CAPTION, COMPACT_ROW, INPUT_RADIUS
from coalguard.ui.widgets.paint import RIGHT, draw_box, draw_text, text_width

MOST_SHOWN: Final = 8
_PAD: Final = 12
_WIDEST: Final = 360


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: its value, its text, a remark; one that is not possible is pale and says why."""

    value: str
    text: str
    note: str = ""
    initials: str = ""
    possible: bool = True
    reason: str = ""


class OptionList(QWidget):
    """The open list; `picked` follows a click."""

    picked = Signal(int)

    def __init__(self, window: QWidget) -> None:
        """Lie above everything in a window, closed."""
        super().__init__(window)
        self._window = window
        self._options: tuple[Option, ...] = ()
        self._marked = 0
        self._first = 0
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.hide()

    def open_below(self, widget: QWidget, box: QRect, options: Sequence[Option], marked: int) -> None:
        """Show options below a box, or above it where there is no room."""
        self._options, self._marked, self._first = tuple(options), marked, 0
        height = min(len(options), MOST_SHOWN) * self._row + 10
        width = min(max(box.width(), self._widest), self._window.width())
        corner = widget.mapTo(self._window, QPoint(box.x(), box.bottom() + 3))
        corner.setX(min(corner.x(), self._window.width() - width))
        if corner.y() + height > self._window.height():
            corner.setY(corner.y() - height - box.height() - 6)
        self.setGeometry(corner.x(), corner.y(), width, height)
        self._follow()
        self.raise_()
        self.show()

    @property
    def marked(self) -> int:
        """The option that Enter takes."""
        return self._marked

    def move_mark(self, step: int) -> None:
        """Mark the next possible option in a direction."""
        place = self._marked + step
        while 0 <= place < len(self._options) and not self._options[place].possible:
            place += step
        if 0 <= place < len(self._options):
            self._marked = place
            self._follow()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the list."""
        step = -1 if event.angleDelta().y() > 0 else 1
        self._first = min(max(self._first + step, 0), max(len(self._options) - MOST_SHOWN, 0))
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark what the mouse is above."""
        place = self._at(event)
        if place is not None and self._options[place].possible:
            self._marked = place
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take what was clicked."""
        place = self._at(event)
        if place is not None and self._options[place].possible:
            self.picked.emit(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows."""
        del event
        painter, theme = QPainter(self), look().theme
        draw_box(painter, QRectF(self.rect()), ground=theme.surface, line=theme.line_strong, radius=INPUT_RADIUS)
        for row, option in enumerate(self._options[self._first : self._first + MOST_SHOWN]):
            place = QRectF(5, 5 + row * self._row, self.width() - 10, self._row)
            if row + self._first == self._marked:
                draw_box(painter, place, ground=theme.accent.soft, radius=INPUT_RADIUS - 1)
            note = _note(option)
            room = place.adjusted(_PAD - 5, 0, -(_PAD - 5), 0)
            width = min(text_width(note, CAPTION), room.width() * 0.6) if note else 0
            draw_text(painter, room.adjusted(room.width() - width, 0, 0, 0), note, CAPTION, theme.text3, align=RIGHT)
            ink = theme.text if option.possible else theme.text3
            draw_text(painter, room.adjusted(0, 0, -width - 8 if width else 0, 0), option.text, BODY, ink)

    @property
    def _row(self) -> int:
        return look().px(COMPACT_ROW)

    @property
    def _widest(self) -> int:
        """How wide the widest option is, but no wider than can be read at a glance."""
        needs = (text_width(one.text, BODY) + text_width(_note(one), CAPTION) + 8 for one in self._options)
        return round(min(max(needs, default=0.0) + 2 * _PAD, look().px(_WIDEST))) + 1

    def _follow(self) -> None:
        if self._marked < self._first:
            self._first = self._marked
        elif self._marked >= self._first + MOST_SHOWN:
            self._first = self._marked - MOST_SHOWN + 1
        self.update()

    def _at(self, event: QMouseEvent) -> int | None:
        place = int((event.position().y() - 5) // self._row) + self._first
        return place if 0 <= place < len(self._options) else None


def _note(option: Option) -> str:
    return option.note if option.possible else option.reason
