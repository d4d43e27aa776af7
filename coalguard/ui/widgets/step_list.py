"""Steps of a weighing: what was taken, by whom and when, what is next; the figures at the right under one another."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from coalguard.ui.icons import draw_icon
from coalguard.ui.look import look
from coalguard.ui.tokens import BODY_STRONG, BUTTON_RADIUS, CAPTION, ON_FILL, Type, Weight
from coalguard.ui.widgets.paint import CENTRE, RIGHT, draw_box, draw_text, text_width

_ROW, _LOW_ROW, _MARK, _PAD, _GAP = 52, 36, 26, 13, 5
_FIGURE, _UNIT = Type(26, Weight.STRONG), Type(17)
_NUMBER = Type(14, Weight.STRONG)


class StepState(StrEnum):
    """Where a step stands."""

    DONE = "done"
    CURRENT = "current"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its name, a remark, its figure and unit, and a word for a figure that was typed (手录)."""

    title: str
    note: str = ""
    figure: str = ""
    unit: str = "t"
    state: StepState = StepState.WAITING
    mark: str = ""


class StepList(QWidget):
    """The steps."""

    def __init__(self) -> None:
        """Begin without steps."""
        super().__init__()
        self._steps: tuple[Step, ...] = ()
        self._low = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show these."""
        self._steps = tuple(steps)
        told = (f"{one.title} {one.mark} {one.figure} {one.unit if one.figure else ''} {one.note}" for one in steps)
        self.setAccessibleName("；".join(" ".join(text.split()) for text in told))
        self.updateGeometry()
        self.update()

    def show_low(self, *, low: bool) -> None:
        """Leave the remarks out, so that every weight stays in sight where there is little room."""
        if low != self._low:
            self._low = low
            self.updateGeometry()
            self.update()

    def height_of(self, *, low: bool) -> int:
        """How high the steps stand, with their remarks or without."""
        return len(self._steps) * (look().px(_LOW_ROW if low else _ROW) + _GAP)

    @property
    def steps(self) -> tuple[Step, ...]:
        """What is shown."""
        return self._steps

    def sizeHint(self) -> QSize:
        """A row a step."""
        return QSize(look().px(240), self.height_of(low=self._low))

    def minimumSizeHint(self) -> QSize:
        """Never lower."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows."""
        del event
        painter, row = QPainter(self), look().px(_LOW_ROW if self._low else _ROW)
        for number, step in enumerate(self._steps):
            place = QRectF(0, number * (row + _GAP), self.width(), row)
            self._paint_step(painter, place, number + 1, step)

    def _paint_step(self, painter: QPainter, place: QRectF, number: int, step: Step) -> None:
        theme = look().theme
        if step.state is StepState.CURRENT:
            draw_box(painter, place, ground=theme.accent.soft, line=theme.accent.line, radius=BUTTON_RADIUS)
        self._paint_mark(painter, QPointF(place.x() + _PAD + look().px(_MARK) / 2, place.center().y()), number, step)
        left = place.x() + 2 * _PAD + look().px(_MARK)
        right = place.right() - _PAD
        if step.figure:
            unit = text_width(step.unit, _UNIT)
            below = QRectF(right - unit, place.y() + look().px(4), unit + 1, place.height())
            draw_text(painter, below, step.unit, _UNIT, theme.text2)
            right -= unit + 8
            ink = theme.text if step.state is not StepState.WAITING else theme.text3
            figure = QRectF(left, place.y(), right - left, place.height())
            right -= draw_text(painter, figure, step.figure, _FIGURE, ink, align=RIGHT)
        first, second = look().line(BODY_STRONG), look().line(CAPTION)
        note = "" if self._low else step.note
        top = place.y() + (place.height() - first - (second if note else 0)) / 2
        title = f"{step.title} {step.mark}".strip()
        ink = theme.warn.ink if step.mark else theme.text
        draw_text(painter, QRectF(left, top, right - left, first), title, BODY_STRONG, ink)
        draw_text(painter, QRectF(left, top + first, right - left - 8, second), note, CAPTION, theme.text2)

    def _paint_mark(self, painter: QPainter, middle: QPointF, number: int, step: Step) -> None:
        theme, radius = look().theme, look().px(_MARK) / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if step.state is StepState.DONE:
            painter.setPen(QPen(QColor(theme.ok.ink), 2))
            painter.setBrush(QColor(theme.surface))
            painter.drawEllipse(middle, radius - 1, radius - 1)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.ok.fill))
            painter.drawEllipse(middle, radius - 3, radius - 3)
            size = radius * 1.1
            draw_icon(painter, "check", ON_FILL, QRectF(middle.x() - size / 2, middle.y() - size / 2, size, size))
            return
        current = step.state is StepState.CURRENT
        painter.setPen(QPen(QColor(theme.accent.fill if current else theme.line_strong), 1.5))
        painter.setBrush(QColor(theme.accent.fill) if current else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, radius - 1, radius - 1)
        place = QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius)
        draw_text(painter, place, str(number), _NUMBER, ON_FILL if current else theme.text2, align=CENTRE)
