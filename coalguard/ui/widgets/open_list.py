"""Lists of trucks: those in the yard (a line each) and those in the queue (a card each); ↑ ↓ move, Enter picks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from coalguard.ui.icons import draw_icon
from coalguard.ui.look import look
from coalguard.ui.tokens import (
    BODY_STRONG,
    BUTTON_RADIUS,
    CAPTION,
    CAPTION_STRONG,
    LIST_CARD,
    TABLE,
    TABLE_MEDIUM,
    TABLE_STRONG,
    YARD_ROW,
    Tone,
)
from coalguard.ui.widgets.paint import CENTRE, RIGHT, draw_box, draw_strip, draw_text, text_width
from coalguard.ui.widgets.plate_badge import draw_plate

_PAD: Final = 12
_SHARE: Final = 3
_KEYS: Final[dict[int, int]] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


@dataclass(frozen=True, slots=True)
class OpenRow:
    """A truck: its key, plate, how it stands, a remark, a figure and a time at the right."""

    key: str
    plate: str
    standing: str
    tone: Tone = Tone.PLAIN
    icon: str = ""
    note: str = ""
    figure: str = ""
    time: str = ""
    time_tone: Tone = Tone.PLAIN
    colour: str = ""


class OpenList(QWidget):
    """The rows; `picked` carries the key of the one that was chosen. With `cards` each takes two lines."""

    picked = Signal(str)

    def __init__(self, *, cards: bool = False) -> None:
        """Begin empty."""
        super().__init__()
        self._cards = cards
        self._rows: tuple[OpenRow, ...] = ()
        self._marked = 0
        self._current = self._nothing = ""
        self._first, self._led = 0, False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_rows(self, rows: Sequence[OpenRow]) -> None:
        """Show these; the mark stays on its truck."""
        marked = self._rows[self._marked].key if self._marked < len(self._rows) else ""
        self._rows = tuple(rows)
        self._marked = next((place for place, row in enumerate(self._rows) if row.key == marked), 0)
        self._follow()
        self._tell()

    def show_current(self, key: str) -> None:
        """Show which truck is worked on; an empty key: none."""
        self._current = key
        found = next((place for place, row in enumerate(self._rows) if row.key == key), None)
        if found is not None:
            self._marked = found
            self._follow()
        self._tell()

    def show_led(self, *, led: bool) -> None:
        """Whether the mark is moved, and Enter pressed, from a line elsewhere: it is seen without the focus then."""
        self._led = led
        self.update()

    @property
    def rows(self) -> tuple[OpenRow, ...]:
        """What is shown."""
        return self._rows

    @property
    def marked(self) -> str:
        """The key of the marked truck; empty where there is none."""
        return self._rows[self._marked].key if self._rows else ""

    @property
    def first_shown(self) -> int:
        """The place of the row at the top; those before it were scrolled away."""
        return self._first

    def move_mark(self, step: int) -> None:
        """Mark a neighbour."""
        self._marked = min(max(self._marked + step, 0), max(len(self._rows) - 1, 0))
        self._follow()
        self._tell()

    def pick(self) -> None:
        """Choose the marked truck."""
        if self._rows:
            self.picked.emit(self.marked)

    def enter_pressed(self) -> bool:
        """Enter chooses."""
        self.pick()
        return True

    def wants(self, name: str) -> bool:
        """Up, Down and Enter belong to the list."""
        return name in {"Up", "Down"}

    def sizeHint(self) -> QSize:
        """Every row."""
        return QSize(200, max(len(self._rows), 1) * self._row)

    def show_nothing(self, sentence: str) -> None:
        """What is said where there is no truck."""
        self._nothing = sentence
        self._tell()

    def minimumSizeHint(self) -> QSize:
        """One row."""
        return QSize(160, self._row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the mark, or choose."""
        step = _KEYS.get(event.key())
        if step is not None:
            self.move_mark(step)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.pick()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll."""
        step = -1 if event.angleDelta().y() > 0 else 1
        self._first = min(max(self._first + step, 0), max(len(self._rows) - self._fitting, 0))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose a truck."""
        place = int(event.position().y() // self._row) + self._first
        if 0 <= place < len(self._rows):
            self._marked = place
            self._tell()
            self.pick()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fewer rows or more: the marked one stays in sight."""
        super().resizeEvent(event)
        self._follow()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows that fit."""
        del event
        painter = QPainter(self)
        if not self._rows:
            draw_text(painter, QRectF(self.rect()), self._nothing, TABLE, look().theme.text3, align=CENTRE)
        for line, row in enumerate(self._rows[self._first : self._first + self._fitting]):
            place = QRectF(0, line * self._row, self.width(), self._row)
            self._paint_ground(painter, place, self._first + line, row)
            paint = self._paint_card if self._cards else self._paint_line
            paint(painter, place, row)
        if len(self._rows) > self._fitting:
            self._paint_share(painter)

    def _paint_share(self, painter: QPainter) -> None:
        """At the right edge, which part of the rows is in sight."""
        share = self._fitting * self._row / len(self._rows)
        place = QRectF(self.width() - _SHARE, self._first * share, _SHARE, self._fitting * share)
        painter.fillRect(place, QColor(look().theme.line_strong))

    def _paint_ground(self, painter: QPainter, place: QRectF, number: int, row: OpenRow) -> None:
        theme = look().theme
        painter.fillRect(QRectF(0, place.bottom() - 1, place.width(), 1), QColor(theme.line))
        if row.key == self._current:
            if self._cards:
                draw_box(painter, place, ground=theme.accent.soft, line=theme.accent.line, radius=BUTTON_RADIUS)
                draw_strip(painter, place, theme.accent.ink, strip=3)
            else:
                painter.fillRect(place, QColor(theme.accent.soft))
        elif number == self._marked and self._led:  # the ring stays where the cursor is
            draw_box(painter, place, ground=theme.accent.soft, line=theme.accent.line, radius=BUTTON_RADIUS)
        if number == self._marked and self.hasFocus():
            inner = place.adjusted(1, 1, -1, -2)
            draw_box(painter, inner, ground="", line=theme.focus, width=2, radius=BUTTON_RADIUS - 2)

    def _paint_line(self, painter: QPainter, place: QRectF, row: OpenRow) -> None:
        theme, height = look().theme, place.height()
        draw_plate(painter, _PAD, place.center().y(), row.plate, colour=row.colour, type_=TABLE_STRONG)
        right = place.width() - _PAD
        time = text_width(row.time, TABLE) if row.time else 0
        draw_text(painter, QRectF(right - time, place.y(), time + 1, height), row.time, TABLE, _ink(row.time_tone))
        right -= time + 9
        figure = text_width(row.figure, TABLE_STRONG)
        place_of_figure = QRectF(right - figure, place.y(), figure + 1, height)
        draw_text(painter, place_of_figure, row.figure, TABLE_STRONG, theme.text)
        left = max(place.width() * 0.38, 122)
        ink = theme.shade(row.tone).ink if row.tone is not Tone.PLAIN else theme.text2
        type_ = TABLE_MEDIUM if row.tone is not Tone.PLAIN else TABLE
        draw_text(painter, QRectF(left, place.y(), right - figure - left - 8, height), row.standing, type_, ink)

    def _paint_card(self, painter: QPainter, place: QRectF, row: OpenRow) -> None:
        theme = look().theme
        first, second = place.y() + place.height() * 0.33, place.y() + place.height() * 0.74
        draw_plate(painter, _PAD, first, row.plate, colour=row.colour, type_=BODY_STRONG)
        time = QRectF(0, first - 12, place.width() - 10, 24)
        draw_text(painter, time, row.time, TABLE, _ink(row.time_tone), align=RIGHT)
        ink = theme.shade(row.tone).ink if row.tone is not Tone.PLAIN else theme.text2
        left, size = float(_PAD), look().px(14)
        if row.icon:
            draw_icon(painter, row.icon, ink, QRectF(left, second - size / 2, size, size))
            left += size + 5
        type_ = CAPTION_STRONG if row.tone in {Tone.ACCENT, Tone.WARN, Tone.FAIL} else CAPTION
        line = QRectF(left, second - 12, place.width() - left, 24)
        left += draw_text(painter, line, row.standing, type_, ink)
        if row.note:
            rest = QRectF(left, second - 12, place.width() - left - 8, 24)
            draw_text(painter, rest, f" · {row.note}", CAPTION, theme.text3)

    @property
    def _row(self) -> int:
        return look().px(LIST_CARD if self._cards else YARD_ROW)

    @property
    def _fitting(self) -> int:
        return max(self.height() // self._row, 1)

    def _follow(self) -> None:
        last = self._first + self._fitting - 1
        if self._marked < self._first:
            self._first = self._marked
        elif self._marked > last:
            self._first = self._marked - self._fitting + 1
        self._first = max(min(self._first, len(self._rows) - self._fitting), 0)  # no room stays empty below

    def _tell(self) -> None:
        row = self._rows[self._marked] if self._rows else None
        self.setAccessibleName(f"{row.plate} {row.standing} {row.figure} {row.time}".strip() if row else self._nothing)
        self.updateGeometry()
        self.update()


def _ink(tone: Tone) -> str:
    theme = look().theme
    return theme.text2 if tone is Tone.PLAIN else theme.shade(tone).ink
