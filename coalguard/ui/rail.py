"""The rail at the left: one item to a page, the one in use marked; a dot or a count where something waits there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from coalguard.ui.icons import draw_icon
from coalguard.ui.look import look
from coalguard.ui.tokens import (
    AMBER,
    BADGE,
    BADGE_TEXT,
    BUTTON_RADIUS,
    CAPTION,
    CAPTION_STRONG,
    ON_FILL,
    RAIL_WIDTH,
    Type,
    Weight,
)
from coalguard.ui.widgets.paint import CENTRE, draw_box, draw_text, text_width

_TOP, _ITEM, _PITCH, _SIDE = 60, 64, 70, 6
_COUNT: Final = Type(12, Weight.STRONG)
_MOST: Final = 99


@dataclass(frozen=True, slots=True)
class RailItem:
    """An item: its name, its word, its icon; one at the foot stands apart."""

    name: str
    label: str
    icon: str
    at_foot: bool = False


class Rail(QWidget):
    """The items; `chosen` follows a click."""

    chosen = Signal(str)

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self._items: tuple[RailItem, ...] = ()
        self._current = ""
        self._dotted: frozenset[str] = frozenset()
        self._counts: dict[str, int] = {}
        self.setMouseTracking(True)
        self.setAccessibleName("")

    def show_items(self, items: Sequence[RailItem]) -> None:
        """Show these items."""
        self._items = tuple(items)
        self._tell()

    def show_current(self, name: str) -> None:
        """Mark the page in use."""
        self._current = name
        self._tell()

    def show_dot(self, name: str, *, dotted: bool) -> None:
        """Show or hide the amber dot of an item."""
        kept = self._dotted | {name} if dotted else self._dotted - {name}
        if kept != self._dotted:
            self._dotted = kept
            self.update()

    def show_count(self, name: str, count: int) -> None:
        """Show how many wait on a page; none: nothing."""
        if count != self._counts.get(name, 0):
            self._counts[name] = count
            self._tell()

    def sizeHint(self) -> QSize:
        """As wide as it always is."""
        return QSize(RAIL_WIDTH, 200)

    minimumSizeHint = sizeHint

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose an item."""
        found = next((item for item in self._items if self._place(item).contains(event.position())), None)
        if found is not None:
            self.chosen.emit(found.name)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand above an item."""
        above = any(self._place(item).contains(event.position()) for item in self._items)
        self.setCursor(Qt.CursorShape.PointingHandCursor if above else Qt.CursorShape.ArrowCursor)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, mark of the house, items."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(look().theme.rail))
        _paint_mark(painter, QRectF((RAIL_WIDTH - 32) / 2, 10, 32, 32))
        for item in self._items:
            self._paint_item(painter, item)

    def _paint_item(self, painter: QPainter, item: RailItem) -> None:
        theme, place, chosen = look().theme, self._place(item), item.name == self._current
        if chosen:
            draw_box(painter, place, ground=theme.rail_on, radius=BUTTON_RADIUS + 2)
            mark = QRectF(-4, place.y() + 12, 8, place.height() - 24)
            draw_box(painter, mark, ground=theme.rail_mark, radius=4)
        ink = ON_FILL if chosen else theme.rail_text
        size = 24
        draw_icon(painter, item.icon, ink, QRectF(place.center().x() - size / 2, place.y() + 10, size, size))
        words = QRectF(place.x() - 4, place.y() + 38, place.width() + 8, 18)
        draw_text(painter, words, item.label, CAPTION_STRONG if chosen else CAPTION, ink, align=CENTRE)
        if item.name in self._dotted:
            painter.setPen(QColor(theme.rail))
            painter.setBrush(QColor(AMBER))
            painter.drawEllipse(QPointF(place.center().x() + 16, place.y() + 12), 5, 5)
        self._paint_count(painter, place, self._counts.get(item.name, 0))

    def _paint_count(self, painter: QPainter, place: QRectF, count: int) -> None:
        if not count:
            return
        text = str(count) if count <= _MOST else f"{_MOST}+"
        width = max(text_width(text, _COUNT) + 10, 20)
        pill = QRectF(min(place.center().x() + 8, RAIL_WIDTH - width - 2), place.y() + 4, width, 17)
        draw_box(painter, pill, ground=BADGE, radius=pill.height() / 2)
        draw_text(painter, pill, text, _COUNT, BADGE_TEXT, align=CENTRE)

    def _place(self, item: RailItem) -> QRectF:
        if item.at_foot:
            return QRectF(_SIDE, self.height() - _PITCH - 2, RAIL_WIDTH - 2 * _SIDE, _ITEM)
        row = [one for one in self._items if not one.at_foot].index(item)
        return QRectF(_SIDE, _TOP + row * _PITCH, RAIL_WIDTH - 2 * _SIDE, _ITEM)

    def _tell(self) -> None:
        counts = {item.name: f" {self._counts[item.name]}" for item in self._items if self._counts.get(item.name)}
        words = (
            f"Alt+{number} {item.label}{counts.get(item.name, '')}" for number, item in enumerate(self._items, start=1)
        )
        self.setAccessibleDescription(" ".join(words))
        self.setAccessibleName(next((item.label for item in self._items if item.name == self._current), ""))
        self.update()


_TICK: Final = "tick"


def _paint_mark(painter: QPainter, place: QRectF) -> None:
    draw_icon(painter, "logo", look().theme.rail_mark, place)
    draw_icon(painter, _TICK, ON_FILL, place.adjusted(8, 8, -8, -8))
