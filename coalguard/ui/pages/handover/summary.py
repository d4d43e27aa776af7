"""At the left: the shift in figures, and lines of what is handed on; both painted, both told to a screen reader."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from coalguard.ui.icons import draw_icon
from coalguard.ui.look import look
from coalguard.ui.states.handover import Figure, Item
from coalguard.ui.tokens import (
    BODY,
    BODY_MEDIUM,
    BUTTON_MAIN,
    CAPTION,
    GAP_3,
    KPI,
    STEP_FIGURE,
    TABLE,
    YARD_ROW,
    Tone,
    Type,
)
from coalguard.ui.widgets.card import Card
from coalguard.ui.widgets.label import Line
from coalguard.ui.widgets.paint import RIGHT, draw_text, text_width
from coalguard.ui.words import _

_SIZES: Final = (KPI, STEP_FIGURE, BUTTON_MAIN)
_GAP: Final = 14


class FigureRow(QWidget):
    """Figures side by side, each as wide as it is, all in the largest size in which they fit."""

    def __init__(self) -> None:
        """Begin without any."""
        super().__init__()
        self.figures: tuple[Figure, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_figures(self, figures: Sequence[Figure]) -> None:
        """Show these."""
        self.figures = tuple(figures)
        self.setAccessibleName("；".join(f"{one.label} {one.value} {one.unit}".strip() for one in figures))
        self.setVisible(bool(figures))
        self.update()

    def sizeHint(self) -> QSize:
        """A figure and what it counts."""
        return QSize(400, look().line(KPI) + look().line(CAPTION) + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Each in a column of its own; what room is left is shared alike."""
        del event
        if not self.figures:
            return
        painter, theme, high = QPainter(self), look().theme, look().line(KPI)
        type_ = next((one for one in _SIZES if sum(self._needs(one)) <= self.width()), _SIZES[-1])
        needs, left = self._needs(type_), 0.0
        spare = max(self.width() - sum(needs), 0) / len(needs)
        for one, need in zip(self.figures, needs, strict=True):
            ink = theme.text if one.tone is Tone.PLAIN else theme.shade(one.tone).ink
            width = draw_text(painter, QRectF(left, 0, need, high), one.value, type_, ink)
            draw_text(painter, QRectF(left + width + 5, 5, need, high), one.unit, CAPTION, theme.text3)
            below = QRectF(left, high + 2, need + spare, look().line(CAPTION))
            draw_text(painter, below, one.label, CAPTION, theme.text2)
            left += need + spare

    def _needs(self, type_: Type) -> list[float]:
        """How wide each column must be."""
        return [
            max(text_width(one.value, type_) + text_width(one.unit, CAPTION) + 5, text_width(one.label, CAPTION)) + _GAP
            for one in self.figures
        ]


class ItemList(QWidget):
    """Lines of a shape, what it is, and which ones."""

    def __init__(self) -> None:
        """Begin without any."""
        super().__init__()
        self.items: tuple[Item, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_items(self, items: Sequence[Item]) -> None:
        """Show these."""
        self.items = tuple(items)
        self.setAccessibleName("；".join(f"{one.text} {one.note}".strip() for one in items))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A line each."""
        return QSize(400, look().px(YARD_ROW) * len(self.items))

    def minimumSizeHint(self) -> QSize:
        """A lower line each, where there is little room."""
        return QSize(200, (look().line(BODY) + 6) * len(self.items))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The lines, a thin rule between them."""
        del event
        painter, theme = QPainter(self), look().theme
        row = min(self.height() / max(len(self.items), 1), look().px(YARD_ROW))
        for number, one in enumerate(self.items):
            if number:
                painter.fillRect(QRectF(0, round(number * row), self.width(), 1), QColor(theme.line))
            self._paint_item(painter, QRectF(0, number * row, self.width(), row), one)

    def _paint_item(self, painter: QPainter, place: QRectF, one: Item) -> None:
        theme, size = look().theme, look().px(18)
        plain = one.tone is Tone.PLAIN
        ink = theme.text2 if plain else theme.shade(one.tone).ink
        draw_icon(painter, one.icon, ink, QRectF(0, place.center().y() - size / 2, size, size))
        left: float = size + 12
        text = QRectF(left, place.y(), place.width() - left, place.height())
        left += draw_text(painter, text, one.text, BODY if plain else BODY_MEDIUM, theme.text if plain else ink)
        note = QRectF(left + _GAP, place.y(), place.width() - left - _GAP, place.height())
        draw_text(painter, note, whole_members(one.note, note.width()), TABLE, theme.text2, align=RIGHT)


def whole_members(note: str, width: float) -> str:
    """A list as far as its members fit whole: half a plate is worse than none."""
    members, told = note.split("、"), note
    while len(members) > 1 and text_width(told, TABLE) > width:
        members.pop()
        told = "、".join(members) + _(" 等")
    return told


class Summary(QWidget):
    """The left column: two cards."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        super().__init__()
        self.shift, self.figures = Card(_("本班")), FigureRow()
        self.handed_on, self.items, self.accounts = Card(_("移交给下一班")), ItemList(), ItemList()
        self.shift.body.setSpacing(GAP_3)
        self.shift.body.addWidget(self.figures)
        self.handed_on.body.addWidget(self.items)
        self.handed_on.body.addStretch(1)
        self.numbers = Card(_("单号与参数"))
        self.numbers.body.addWidget(self.accounts)
        self.numbers.body.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(GAP_3)
        rows.addWidget(self.shift)
        rows.addWidget(self.handed_on, 1)
        rows.addWidget(self.numbers, 1)

    def show_shift(self, title: str, told: str, figures: Sequence[Figure]) -> None:
        """Show the shift in figures: whose it is, since when."""
        self.shift.show_title(title, Line(told, CAPTION, soft=2))
        self.figures.show_figures(figures)

    def show_items(self, told: str, items: Sequence[Item], accounts: Sequence[Item]) -> None:
        """Show what is handed on, what signing means, and what became of every number."""
        self.handed_on.show_title(_("移交给下一班"), Line(told, CAPTION, soft=2))
        self.items.show_items(items)
        self.accounts.show_items(accounts)
        self.numbers.setVisible(bool(accounts))
