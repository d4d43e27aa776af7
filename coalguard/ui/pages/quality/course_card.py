"""Below the values: how the sulfur of this supplier went over its last reports, each against the limit of its day.

What holds is a circle, what does not a square, so that it reads in grey as well; the limit is dashed (`ux.md` §5.1).
"""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from coalguard.operations.supply import CoursePoint
from coalguard.ui.look import look
from coalguard.ui.states.quality import course_line, heights
from coalguard.ui.tokens import CAPTION, CAPTION_STRONG, Tone
from coalguard.ui.widgets.card import Card
from coalguard.ui.widgets.label import Line
from coalguard.ui.widgets.paint import CENTRE, draw_text
from coalguard.ui.words import _

_LOWEST, _HIGHEST, _LABEL, _DOT = 96, 260, 18, 4.5
FEWEST = 2
"""Of one point there is no course."""


class CourseChart(QWidget):
    """The points, the line through them, the limits, the days."""

    def __init__(self) -> None:
        """Begin without points."""
        super().__init__()
        self.points: tuple[CoursePoint, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_points(self, points: Sequence[CoursePoint]) -> None:
        """Show these, the oldest first."""
        self.points = tuple(points)
        self.setAccessibleName(course_line(self.points))
        self.update()

    def minimumSizeHint(self) -> QSize:
        """The lowest that can be read."""
        return QSize(200, look().px(_LOWEST))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Limits first, then the line, then points and words."""
        del event
        if not self.points:
            return
        painter, theme = QPainter(self), look().theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        label, pitch = look().px(_LABEL), self.width() / len(self.points)
        top, bottom = label + _DOT + 2, float(self.height() - 2 * label)
        shares, limits = heights(self.points)
        spots = [
            QPointF((number + 0.5) * pitch, bottom - share * (bottom - top)) for number, share in enumerate(shares)
        ]
        painter.setPen(QPen(QColor(theme.text2), 1.5, Qt.PenStyle.DashLine))
        for number, share in enumerate(limits):
            level = bottom - share * (bottom - top)
            painter.drawLine(QPointF(number * pitch, level), QPointF((number + 1) * pitch, level))
        painter.setPen(QPen(QColor(theme.chart[1]), 2))
        for one, following in pairwise(spots):
            painter.drawLine(one, following)
        painter.fillRect(QRectF(0, bottom + label, self.width(), 1), QColor(theme.line))
        for spot, point in zip(spots, self.points, strict=True):
            self._paint_point(painter, spot, point)
            day = QRectF(spot.x() - pitch / 2, self.height() - label, pitch, label)
            draw_text(painter, day, point.day[5:], CAPTION, theme.text2, align=CENTRE)

    def _paint_point(self, painter: QPainter, spot: QPointF, point: CoursePoint) -> None:
        theme, label = look().theme, look().px(_LABEL)
        ink = theme.chart[0] if point.holds else theme.fail.ink
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ink))
        if point.holds:
            painter.drawEllipse(spot, _DOT, _DOT)
        else:
            painter.drawRect(QRectF(spot.x() - _DOT, spot.y() - _DOT, 2 * _DOT, 2 * _DOT))
        below = point.holds
        place = QRectF(spot.x() - 40, spot.y() + _DOT + 1 if below else spot.y() - _DOT - 1 - label, 80, label)
        type_ = CAPTION if point.holds else CAPTION_STRONG
        draw_text(painter, place, f"{point.value:f}", type_, theme.text2 if point.holds else ink, align=CENTRE)


class CourseCard(Card):
    """The course with its title; hidden where there is none to show."""

    def __init__(self) -> None:
        """Begin hidden."""
        super().__init__(_("全硫"))
        self.chart = CourseChart()
        self.body.addWidget(self.chart, 1)
        self.setMaximumHeight(_HIGHEST)
        self._room = True
        self.hide()

    def show_points(self, points: Sequence[CoursePoint]) -> None:
        """Show how it went."""
        self.chart.show_points(points)
        title = _("该供煤单位近 {count} 份报告的全硫").format(count=len(points))
        self.show_title(title, Line(_("St,d %，虚线为限值"), CAPTION, tone=Tone.PLAIN, soft=2))
        self._settle()

    def show_room(self, *, room: bool) -> None:
        """Whether there is room for it."""
        self._room = room
        self._settle()

    def _settle(self) -> None:
        self.setVisible(self._room and len(self.chart.points) >= FEWEST)
