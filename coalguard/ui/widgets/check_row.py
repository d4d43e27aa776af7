"""The check table: one row an item: what the paper says, what was seen, the result (`ux.md` §6.2).

What passes is plain text behind a green outline; only what is doubtful or fails has a chip.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from coalguard.ui.icons import draw_icon
from coalguard.ui.look import look
from coalguard.ui.tokens import (
    BODY,
    BODY_MEDIUM,
    BODY_STRONG,
    CAPTION,
    CAPTION_STRONG,
    CARD_RADIUS,
    CHECK_ROW,
    TABLE,
    Tone,
)
from coalguard.ui.widgets.paint import (
    ICON_OF,
    RIGHT,
    chip_width,
    draw_box,
    draw_chip,
    draw_focus,
    draw_text,
    text_width,
)
from coalguard.ui.words import _

_HEAD, _PAD, _ICON = 36, 16, 22
_COLUMNS: Final = (0.175, 0.389, 0.31)
"""Shares of the inner width: item, paper, seen; the rest is the result's."""
_PAPER_MOST: Final = 0.64
"""Of what paper and seen share, what the paper takes at most where its texts are long: three values of a report."""


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One row: item, up to two lines each of what the paper says and what was seen, the result in a word.

    The brief ones are shown where the others would be cut.
    """

    key: str
    item: str
    stated: tuple[str, str] = ("", "")
    observed: tuple[str, str] = ("", "")
    result: str = ""
    tone: Tone = Tone.OFF
    brief_stated: tuple[str, str] = ("", "")
    brief_observed: tuple[str, str] = ("", "")


class CheckTable(QWidget):
    """The rows; ↑ ↓ move the mark where it has the focus, `picked` carries the key of a row that was chosen."""

    picked = Signal(str)

    def __init__(self) -> None:
        """Begin without rows."""
        super().__init__()
        self._rows: tuple[CheckRow, ...] = ()
        self._marked = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumWidth(420)

    def show_rows(self, rows: Sequence[CheckRow]) -> None:
        """Show these."""
        self._rows = tuple(rows)
        self._marked = min(self._marked, len(self._rows) - 1)
        told = (" ".join((row.item, *row.stated, *row.observed, row.result)) for row in rows)
        self.setAccessibleName("；".join(" ".join(text.split()) for text in told))
        self.updateGeometry()
        self.update()

    @property
    def rows(self) -> tuple[CheckRow, ...]:
        """What is shown."""
        return self._rows

    def mark(self, key: str) -> None:
        """Mark a row, such as the one that is asked about now; an unknown key marks none."""
        self._marked = next((place for place, row in enumerate(self._rows) if row.key == key), -1)
        self.update()

    def sizeHint(self) -> QSize:
        """Head and rows at their least height."""
        return QSize(640, look().px(_HEAD) + max(len(self._rows), 1) * look().px(CHECK_ROW + 10) + 2)

    def minimumSizeHint(self) -> QSize:
        """Rows may shrink, but not below what two lines need."""
        return QSize(420, look().px(_HEAD) + len(self._rows) * (look().line(BODY) + look().line(CAPTION)) + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the mark, or choose."""
        steps: dict[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        step = steps.get(event.key())
        if step is None:
            super().keyPressEvent(event)
            return
        self._marked = min(max(self._marked + step, 0), len(self._rows) - 1)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose a row."""
        place = int((event.position().y() - look().px(_HEAD)) // self._pitch) if self._rows else -1
        if 0 <= place < len(self._rows):
            self.picked.emit(self._rows[place].key)

    @property
    def _pitch(self) -> float:
        return (self.height() - look().px(_HEAD) - 2) / max(len(self._rows), 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Box, head, rows."""
        del event
        painter, theme = QPainter(self), look().theme
        place = QRectF(self.rect())
        draw_box(painter, place, ground=theme.surface, line=theme.line)
        head = QPainterPath()
        head.addRoundedRect(place.adjusted(1, 1, -1, -1), CARD_RADIUS - 1, CARD_RADIUS - 1)
        cut = QPainterPath()
        cut.addRect(QRectF(1, 1, self.width() - 2, look().px(_HEAD) - 1))
        painter.fillPath(head.intersected(cut), QColor(theme.surface2))
        titles = (_("核验项"), _("单据记载"), _("现场核实"))
        for column, title in zip(self._columns(0, look().px(_HEAD)), titles, strict=False):
            draw_text(painter, column, title, TABLE, theme.text3)
        draw_text(painter, self._columns(0, look().px(_HEAD))[3], _("结论"), TABLE, theme.text3, align=RIGHT)
        pitch = self._pitch
        for number, row in enumerate(self._rows):
            self._paint_row(painter, QRectF(1, look().px(_HEAD) + number * pitch, self.width() - 2, pitch), number, row)
        if self.hasFocus():
            draw_focus(painter, place, CARD_RADIUS)

    def _paint_row(self, painter: QPainter, place: QRectF, number: int, row: CheckRow) -> None:
        theme = look().theme
        painter.fillRect(QRectF(place.x(), round(place.y()), place.width(), 1), QColor(theme.line))
        if number == self._marked:
            painter.fillRect(place.adjusted(0, 1, 0, 0), QColor(theme.accent.soft))
        ink = theme.shade(row.tone).ink
        columns = self._columns(place.y(), place.height())
        size = look().px(_ICON)
        icon = QRectF(columns[0].x() - 1, place.center().y() - size / 2, size, size)
        draw_icon(painter, ICON_OF[row.tone], ink, icon)
        draw_text(painter, columns[0].adjusted(size + 10, 0, 0, 0), row.item, BODY_STRONG, theme.text)
        _two_lines(painter, columns[1], _fitting(columns[1], row.stated, row.brief_stated), theme.text)
        passing = row.tone in {Tone.OK, Tone.OFF, Tone.PLAIN}
        observed = _fitting(columns[2], row.observed, row.brief_observed)
        _two_lines(painter, columns[2], observed, theme.text2 if passing else ink, strong=not passing)
        self._paint_result(painter, columns[3], row)

    def _paint_result(self, painter: QPainter, place: QRectF, row: CheckRow) -> None:
        theme = look().theme
        if row.tone in {Tone.OK, Tone.PLAIN} or not row.result:
            draw_text(painter, place, row.result, BODY, theme.text2, align=RIGHT)
            return
        width, height = chip_width(row.result, CAPTION_STRONG) + 4, min(look().px(26), place.height() - 4)
        chip = QRectF(place.right() - width, place.center().y() - height / 2, width, height)
        draw_chip(painter, chip, row.result, theme.shade(row.tone))

    def _columns(self, top: float, height: float) -> list[QRectF]:
        inner = self.width() - 2 * _PAD
        widest = max((text_width(row.item, BODY_STRONG) for row in self._rows), default=0)
        first = max(inner * _COLUMNS[0], look().px(_ICON) + 10 + widest + 9)  # items are never cut at 115 %
        rest = (inner - first) / (1 - _COLUMNS[0])
        result = max(rest * (1 - sum(_COLUMNS)), *(_result_width(row) for row in self._rows), 0)
        rest = inner - first - result
        longest = max((text_width(row.stated[0], CAPTION) for row in self._rows), default=0) + 9
        paper = max(rest * _COLUMNS[1] / sum(_COLUMNS[1:]), min(longest, rest * _PAPER_MOST))
        columns, left = [], float(_PAD)
        for wide in (first, paper, rest - paper, result):
            columns.append(QRectF(left, top, wide - 8, height))
            left += wide
        columns[-1].setRight(self.width() - _PAD)
        return columns


def _result_width(row: CheckRow) -> float:
    if row.tone in {Tone.OK, Tone.PLAIN}:
        return text_width(row.result, BODY) + 2
    return chip_width(row.result, CAPTION_STRONG) + 4


def _fitting(place: QRectF, texts: tuple[str, str], brief: tuple[str, str]) -> tuple[str, str]:
    """The texts, or the brief ones where they would be cut."""
    cut = any(text_width(text, CAPTION) > place.width() for text in texts)
    return brief if cut and any(brief) else texts


def _two_lines(painter: QPainter, place: QRectF, texts: tuple[str, str], ink: str, *, strong: bool = False) -> None:
    second = look().line(CAPTION)
    first = min(look().line(BODY) + 1, max(place.height() - second, look().line(BODY)))
    if first + second > place.height():
        texts = (texts[0], "")  # there is room for one line alone
    top = place.center().y() - (first + (second if texts[1] else 0)) / 2
    types = (BODY_MEDIUM if strong else BODY, TABLE, CAPTION)  # smaller before anything is cut off
    type_ = next((one for one in types if text_width(texts[0], one) <= place.width()), CAPTION)
    draw_text(painter, QRectF(place.x(), top, place.width(), first), texts[0], type_, ink)
    line = QRectF(place.x(), top + first, place.width(), second)
    draw_text(painter, line, texts[1], CAPTION, look().theme.text3)
