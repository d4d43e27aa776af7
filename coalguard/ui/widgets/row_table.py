"""A list of rows in columns, one of them marked: what waits, what failed, what was opened (pictures 12 and 04).

It paints the rows that fit and scrolls by the mark and the wheel. It knows nothing of what its rows mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from coalguard.ui.icons import draw_icon
from coalguard.ui.look import look
from coalguard.ui.tokens import CAPTION, CHIP_RADIUS, TABLE, TABLE_MEDIUM, TABLE_STRONG, Tone, Type
from coalguard.ui.widgets.paint import CENTRE, draw_box, draw_focus, draw_text, text_width

_HEAD, _ROW, _PAD, _GAP = 30, 30, 10, 8
_THUMB: Final = 4
_LEAST_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, its share of the width, and whether it gives way where there is too little for all."""

    title: str
    share: float
    gives_way: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a column: a text, its tone, perhaps an icon before it; a link does something when clicked."""

    text: str
    tone: Tone = Tone.PLAIN
    icon: str = ""
    soft: bool = False
    link: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: its key and its cells."""

    key: str
    cells: tuple[Cell, ...]


class RowTable(QWidget):
    """The rows; `picked` carries the key of a row clicked twice, or on its link; `marked_changed` follows the mark."""

    picked = Signal(str)
    marked_changed = Signal(str)

    def __init__(self, columns: Sequence[Column], *, row: int = _ROW, nothing: str = "") -> None:
        """Begin without rows; `nothing` is said while there are none."""
        super().__init__()
        self._columns, self._row, self._nothing = tuple(columns), row, nothing
        self._rows: tuple[TableRow, ...] = ()
        self._marked, self._first = 0, 0
        self._needs: tuple[float, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(nothing)

    def show_rows(self, rows: Sequence[TableRow], columns: Sequence[Column] = (), nothing: str = "") -> None:
        """Show these, perhaps under other titles; the row that was marked stays marked."""
        before = self.marked
        self._columns, self._nothing = tuple(columns) or self._columns, nothing or self._nothing
        self._rows = tuple(rows)
        self._measure()
        place = next((place for place, row in enumerate(self._rows) if row.key == before), None)
        self._marked = place if place is not None else min(self._marked, max(len(self._rows) - 1, 0))
        told = (" ".join(cell.text for cell in row.cells if cell.text) for row in self._rows)
        self.setAccessibleName("；".join(told) or self._nothing)
        self._follow()
        if self.marked != before:
            self.marked_changed.emit(self.marked)

    @property
    def rows(self) -> tuple[TableRow, ...]:
        """What is shown."""
        return self._rows

    @property
    def marked(self) -> str:
        """The key of the marked row; empty where there is none."""
        return self._rows[self._marked].key if self._marked < len(self._rows) else ""

    def mark_first(self) -> None:
        """Go back to the top."""
        self._mark(0)

    def move_mark(self, step: int) -> None:
        """Mark a neighbour."""
        self._mark(min(max(self._marked + step, 0), max(len(self._rows) - 1, 0)))

    def mark(self, key: str) -> None:
        """Mark a row; an unknown key changes nothing."""
        self._mark(next((place for place, row in enumerate(self._rows) if row.key == key), self._marked))

    def _mark(self, place: int) -> None:
        if place != self._marked:
            self._marked = place
            self.marked_changed.emit(self.marked)
        self._follow()

    def sizeHint(self) -> QSize:
        """Head and rows."""
        shown = max(len(self._rows), _LEAST_SHOWN)
        return QSize(400, look().px(_HEAD) + shown * look().px(self._row))

    def minimumSizeHint(self) -> QSize:
        """A few rows at least."""
        return QSize(200, look().px(_HEAD) + _LEAST_SHOWN * look().px(self._row))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The mark stays in sight."""
        super().resizeEvent(event)
        self._follow()

    def changeEvent(self, event: QEvent) -> None:
        """Another theme or size of type."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._measure()
            self.updateGeometry()
            self._follow()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll without moving the mark."""
        step = -1 if event.angleDelta().y() > 0 else 1
        self._first = min(max(self._first + step, 0), self._last_first)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Mark a row."""
        place = self._at(event)
        if place is not None:
            self._mark(place)
            if self._is_link(place, event.position().x()):
                self.picked.emit(self.marked)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Choose a row."""
        place = self._at(event)
        if place is not None:
            self._mark(place)
            self.picked.emit(self.marked)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Titles, rows, the thumb of the scroll bar."""
        del event
        painter, theme = QPainter(self), look().theme
        head = QRectF(0, 0, self.width(), look().px(_HEAD))
        draw_box(painter, head, ground=theme.surface2, radius=CHIP_RADIUS)
        for place, column in zip(self._places(head), self._columns, strict=True):
            draw_text(painter, place, column.title, CAPTION, theme.text3)
        if not self._rows:
            middle = QRectF(0, head.height(), self.width(), self.height() - head.height())
            draw_text(painter, middle, self._nothing, TABLE, theme.text2, align=CENTRE)
        for number, row in enumerate(self._rows[self._first : self._first + self._fitting]):
            top = head.height() + number * self._pitch
            self._paint_row(painter, QRectF(0, top, self.width(), self._pitch), row, number + self._first)
        self._paint_thumb(painter, head.height())

    def _paint_row(self, painter: QPainter, place: QRectF, row: TableRow, number: int) -> None:
        theme = look().theme
        if number == self._marked:
            draw_box(painter, place, ground=theme.accent.soft, radius=CHIP_RADIUS)
            around = self.parentWidget()
            if around is not None and around.hasFocus():  # the keys go there
                draw_focus(painter, place, CHIP_RADIUS)
        for box, cell in zip(self._places(place), row.cells, strict=True):
            ink = theme.shade(cell.tone).ink if cell.tone is not Tone.PLAIN or not cell.soft else theme.text2
            left = box.x()
            if cell.icon:
                size = look().px(17)
                draw_icon(painter, cell.icon, ink, QRectF(left, box.center().y() - size / 2, size, size))
                left += size + _GAP
            room = QRectF(left, box.y(), box.right() - left, box.height())
            draw_text(painter, room, cell.text, _type_of(cell), ink)

    def _paint_thumb(self, painter: QPainter, top: float) -> None:
        if len(self._rows) <= self._fitting:
            return
        room = self.height() - top
        height = max(room * self._fitting / len(self._rows), 2.0 * _PAD)
        offset = (room - height) * self._first / max(self._last_first, 1)
        place = QRectF(self.width() - _THUMB, top + offset, _THUMB, height)
        painter.fillRect(place, QColor(look().theme.line_strong))

    def _places(self, row: QRectF) -> list[QRectF]:
        left, places = row.x() + _PAD, []
        for wide in shared(row.width() - 2 * _PAD, self._columns, self._needs):
            places.append(QRectF(left, row.y(), wide - _GAP, row.height()))
            left += wide
        return places

    def _measure(self) -> None:
        """How wide each column must be so that nothing in it is cut."""
        needs = [text_width(column.title, CAPTION) for column in self._columns]
        icon = look().px(17) + _GAP
        for row in self._rows:
            for place, cell in enumerate(row.cells):
                width = text_width(cell.text, _type_of(cell)) + (icon if cell.icon else 0)
                needs[place] = max(needs[place], width)
        self._needs = tuple(need + _GAP + 1 for need in needs)

    @property
    def _pitch(self) -> int:
        return look().px(self._row)

    @property
    def _fitting(self) -> int:
        return max((self.height() - look().px(_HEAD)) // self._pitch, 1)

    @property
    def _last_first(self) -> int:
        return max(len(self._rows) - self._fitting, 0)

    def _follow(self) -> None:
        least = self._marked - self._fitting + 1
        self._first = min(max(self._first, least, 0), self._marked, self._last_first)
        self.update()

    def _is_link(self, place: int, x: float) -> bool:
        boxes = self._places(QRectF(0, 0, self.width(), self._pitch))
        return any(
            cell.link and box.left() <= x <= box.right()
            for box, cell in zip(boxes, self._rows[place].cells, strict=True)
        )

    def _at(self, event: QMouseEvent) -> int | None:
        row = (event.position().y() - look().px(_HEAD)) // self._pitch
        place = int(row) + self._first
        return place if 0 <= row < self._fitting and place < len(self._rows) else None


def _type_of(cell: Cell) -> Type:
    if cell.link:
        return TABLE_MEDIUM
    return TABLE_STRONG if cell.tone in {Tone.WARN, Tone.FAIL} else TABLE


def shared(room: float, columns: Sequence[Column], needs: Sequence[float]) -> list[float]:
    """How wide the columns are: by their shares, none narrower than it needs as long as others can spare it.

    Where all together need more than there is, those that give way share what the others leave.
    """
    needs = needs or [0.0] * len(columns)
    free = set(range(len(columns)))
    if sum(needs) > room:
        free = {place for place in free if columns[place].gives_way} or free
    wide = list(needs)
    while free:
        left = max(room - sum(wide[place] for place in range(len(columns)) if place not in free), 0.0)
        whole = sum(columns[place].share for place in free)
        tight = {place for place in free if left * columns[place].share / whole < needs[place]}
        if not tight or sum(needs) > room:
            for place in free:
                wide[place] = left * columns[place].share / whole
            break
        free -= tight
    return wide
