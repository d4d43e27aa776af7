"""In the middle: the values as the report states them, each on its basis; the three indicators against their limits.

One letter in a value chooses its basis: a air dried, d dry, f dry ash-free, r as received.
"""

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from coalguard.domain.assay import Basis, Item
from coalguard.domain.findings import Finding
from coalguard.operations.quality import Judgement, Value
from coalguard.ui.icons import draw_icon
from coalguard.ui.look import look
from coalguard.ui.states.quality import INDICATORS, NAMES, OTHERS, Bar, bar, basis_note, split_letter, symbol
from coalguard.ui.tokens import (
    BODY_STRONG,
    CAPTION,
    CAPTION_STRONG,
    GAP_2,
    GAP_3,
    GAP_4,
    INPUT,
    INPUT_QUALITY,
    STEP_FIGURE,
    Tone,
    Type,
)
from coalguard.ui.widgets.card import Card, Divider, SectionTitle
from coalguard.ui.widgets.field import Field, Kind
from coalguard.ui.widgets.input import Input
from coalguard.ui.widgets.label import Line
from coalguard.ui.widgets.paint import CENTRE, ICON_OF, draw_box, draw_text, text_width
from coalguard.ui.widgets.scrolled import Scrolled
from coalguard.ui.words import _

_FIGURE = Type(22, STEP_FIGURE.weight)
_THICK, _RESULT, _LABELS = 12, 128, 18
_FIELD = 214


class ValueField(Field):
    """A value on its basis; a letter in it chooses another basis; a lost decimal point is put back by Enter."""

    def __init__(self, item: Item, basis: Basis, *, large: bool = False) -> None:
        """Begin on the basis that the limit has."""
        height, type_ = (INPUT_QUALITY, _FIGURE) if large else (INPUT, None)
        super().__init__(_(NAMES[item]), kind=Kind.NUMBER, longest=8, height=height, type_=type_)
        self.item, self._usual, self.basis = item, basis, basis
        self.offered = ""
        self._large = large
        self._label_type = BODY_STRONG if large else self._label_type
        self.take_basis(basis)
        self.edited.connect(self._on_letters)

    def take_basis(self, basis: Basis) -> None:
        """Stand on another basis."""
        if symbol(self.item, basis):
            self.basis = basis
            self.set_note(basis_note(self.item, basis) if self._large else symbol(self.item, basis))

    def empty(self) -> None:
        """Forget the value, and the basis that was chosen for it."""
        super().empty()
        self.offered = ""
        self.take_basis(self._usual)

    def enter_pressed(self) -> bool:
        """Put back the decimal point that is offered."""
        if self.offered:
            text, self.offered = self.offered, ""
            self.set_text(text)
            self.clear()
            self.edited.emit()
        return False

    def _on_letters(self) -> None:
        self.offered = ""
        text, basis = split_letter(self.text())
        if text != self.text():
            self.set_text(text)
        if basis is not None:
            self.take_basis(basis)


class LimitBar(QWidget):
    """A value against its limit: the limit's tick, the value below, and at the right in words."""

    def __init__(self) -> None:
        """Begin without a limit."""
        super().__init__()
        self.bar = Bar()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bar(self, shown: Bar) -> None:
        """Show how a value stands."""
        self.bar = shown
        self.setAccessibleName(f"{shown.limit} {shown.value} {shown.result} {shown.distance}".strip())
        self.update()

    def sizeHint(self) -> QSize:
        """As high as the field beside it."""
        return QSize(200, look().px(_LABELS) + 4 + look().px(INPUT_QUALITY))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Limit, bar, value, result."""
        del event
        painter, theme, one = QPainter(self), look().theme, self.bar
        wide, middle = self.width() - look().px(_RESULT) - GAP_4, self.height() / 2 + 2
        rail = QRectF(0, round(middle - _THICK / 2), wide, _THICK)
        draw_box(painter, rail, ground=theme.line, radius=2)
        shade, tick = theme.shade(one.tone), round(wide * one.limit_share)
        if one.value:
            within = min(one.share, one.limit_share) if one.tone is Tone.FAIL else one.share
            draw_box(painter, QRectF(0, rail.y(), wide * within, _THICK), ground=shade.line, radius=2)
            if one.tone is Tone.FAIL:
                beyond = QRectF(tick, rail.y(), max(wide * one.share - tick, 3), _THICK)
                draw_box(painter, beyond, ground=shade.ink, radius=2)
            self._paint_value(painter, wide * one.share, rail.bottom(), wide)
        if one.limit:
            painter.fillRect(QRectF(tick - 1, rail.y() - 5, 2, _THICK + 10), QColor(theme.text))
            words = QRectF(tick - 80, rail.y() - 5 - look().px(_LABELS), min(160, wide - tick + 80), look().px(_LABELS))
            draw_text(painter, words, one.limit, CAPTION, theme.text2, align=CENTRE)
        self._paint_result(painter, wide + GAP_4)

    def _paint_value(self, painter: QPainter, at: float, top: float, wide: float) -> None:
        ink = look().theme.shade(self.bar.tone).ink
        painter.setBrush(QColor(ink))
        painter.setPen(QColor(ink))
        painter.drawPolygon(QPolygonF([QPointF(at, top + 2), QPointF(at - 5, top + 9), QPointF(at + 5, top + 9)]))
        half = text_width(self.bar.value, CAPTION_STRONG) / 2 + 1
        left = min(max(at - half, 0), wide - 2 * half)
        place = QRectF(left, top + 9, 2 * half, look().px(_LABELS))
        draw_text(painter, place, self.bar.value, CAPTION_STRONG, ink, align=CENTRE)

    def _paint_result(self, painter: QPainter, left: float) -> None:
        one, theme = self.bar, look().theme
        if not one.result:
            return
        ink, size, middle = theme.shade(one.tone).ink, look().px(18), self.height() / 2
        draw_icon(painter, ICON_OF[one.tone], ink, QRectF(left, middle - size / 2, size, size))
        left += size + GAP_2
        line, room = look().line(BODY_STRONG), self.width() - left
        draw_text(painter, QRectF(left, middle - line, room, line), one.result, BODY_STRONG, ink)
        draw_text(painter, QRectF(left, middle + 1, room, line), one.distance, CAPTION, theme.text2)


class ValuesCard(Card):
    """The middle column."""

    def __init__(self) -> None:
        """Three indicators, four other values."""
        super().__init__(_("检验指标"))
        self.values = {item: ValueField(item, basis, large=True) for item, basis in INDICATORS}
        self.values |= {item: ValueField(item, basis) for item, basis in OTHERS}
        self.bars = {item: LimitBar() for item, _basis in INDICATORS}
        self._faulted: set[Item] = set()
        self._dividers: dict[Item, Divider] = {}
        letters = _("字母定基准：a 空干基，d 干燥基，f 干燥无灰基，r 收到基")
        self.show_title(_("检验指标"), Line(letters, CAPTION, soft=2))
        rows = QVBoxLayout()
        rows.setSpacing(GAP_3)
        for item, _basis in INDICATORS:
            row = QHBoxLayout()
            row.setSpacing(GAP_4)
            self.values[item].setFixedWidth(_FIELD)
            row.addWidget(self.values[item])
            row.addWidget(self.bars[item], 1)
            rows.addLayout(row)
            self._dividers[item] = Divider()
            rows.addWidget(self._dividers[item])
        self._others = SectionTitle(_("参考指标"), "flask", note=_("换算基准时用到内水和灰分"))
        rows.addWidget(self._others)
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP_3)
        for column, (item, _basis) in enumerate(OTHERS):
            grid.addWidget(self.values[item], 0, column, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(column, 1)
        rows.addLayout(grid)
        rows.addStretch(1)
        self._scrolled = Scrolled(rows)
        self._scrolled.verticalScrollBar().valueChanged.connect(self.update)
        self.body.addWidget(self._scrolled, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground of an indicator that fails is red."""
        super().paintEvent(event)
        painter, ground = QPainter(self), QColor(look().theme.fail.soft)
        seen = self._scrolled.geometry()
        painter.setClipRect(0, seen.y() - GAP_3, self.width(), seen.height() + GAP_3)
        for item, shown in self.bars.items():
            if shown.bar.tone is Tone.FAIL:
                field, divider = self.values[item], self._dividers[item]
                top, bottom = (one.mapTo(self, QPoint()).y() for one in (field, divider))
                top += 1 - GAP_3
                painter.fillRect(QRectF(1, top, self.width() - 2, bottom - top), ground)

    def fold(self, *, folded: bool) -> None:
        """Leave the title of the other values out where there is little room: their labels say what they are."""
        self._others.setVisible(not folded)

    def named(self) -> dict[str, Input]:
        """The fields by the names of the items, in the order of work."""
        return {item.value: field for item, field in self.values.items()}

    @property
    def filled(self) -> int:
        """How many of the three indicators stand."""
        return sum(bool(self.values[item].text().strip()) for item, _basis in INDICATORS)

    def stated(self) -> tuple[Value, ...]:
        """The values as they stand."""
        return tuple(
            Value(item=item, basis=field.basis, value=field.text().strip())
            for item, field in self.values.items()
            if field.text().strip()
        )

    def show_judgement(self, judgement: Judgement) -> None:
        """Show every indicator against its limit, and what can not be read."""
        judged = {one.item: one for one in judgement.judged}
        limits = {one.item: one for one in judgement.limits}
        for item, shown in self.bars.items():
            shown.show_bar(bar(limits[item], judged.get(item)) if item in limits else Bar())
            self.values[item].show_edge(shown.bar.tone if shown.bar.tone is Tone.FAIL else Tone.PLAIN)
        self.update()
        self._show_faults({one.item: one.finding for one in judgement.unreadable})

    def _show_faults(self, faults: Mapping[Item, Finding]) -> None:
        for item in self._faulted - set(faults):
            self.values[item].clear()
        self._faulted = set(faults)
        for item, finding in faults.items():
            field = self.values[item]
            hint = finding.facts.get("hint")
            if isinstance(hint, str):
                field.offered = hint
                field.show_error(_("是不是 {hint}？按 Enter 采用").format(hint=hint))
            elif not field.line.hasFocus():
                field.show_finding(finding)
