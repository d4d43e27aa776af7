"""The bar at the top: product, station, the chip of a demonstration, what is saved where, who is on duty, the time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from coalguard.ui.icons import draw_icon
from coalguard.ui.look import look
from coalguard.ui.states.sync import Saved
from coalguard.ui.tokens import (
    BODY,
    CAPTION_STRONG,
    PAGE_TITLE,
    SMALL,
    SMALL_MEDIUM,
    TOP_HEIGHT,
    Type,
    Weight,
)
from coalguard.ui.widgets.paint import draw_chip, draw_text, text_width
from coalguard.ui.widgets.saved_box import draw_saved
from coalguard.ui.words import _

_PAD, _GAP = 16, 12
_CLOCK: Final = Type(20, Weight.STRONG)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the bar shows besides the time."""

    station: str = ""
    demo: bool = False
    saved: Saved | None = None
    person: str = ""
    shift: str = ""


class TopBar(QWidget):
    """The bar; a click on who is on duty is told, and one on what is saved."""

    person_pressed = Signal()
    saved_pressed = Signal()

    def __init__(self) -> None:
        """Begin with the product alone."""
        super().__init__()
        self._standing = Standing()
        self._time = ("", "")
        self._person_from = 0.0
        self._saved_place = QRectF()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_standing(self, standing: Standing) -> None:
        """Show where and who we are."""
        if standing != self._standing:
            self._standing = standing
            parts = (standing.station, standing.person, standing.shift)
            saved = (standing.saved.first, standing.saved.second) if standing.saved else ()
            demo = (_("演示数据"),) if standing.demo else ()
            self.setAccessibleName(" ".join(filter(None, (*parts[:1], *demo, *saved, *parts[1:]))))
            self.update()

    def show_time(self, now: datetime) -> None:
        """Show a moment as it is called here."""
        days = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
        shown = (f"{now:%H:%M}", f"{now:%m-%d} {days[now.weekday()]}")
        if shown != self._time:
            self._time = shown
            self.update()

    def sizeHint(self) -> QSize:
        """As high as it always is."""
        return QSize(600, look().px(TOP_HEIGHT))

    minimumSizeHint = sizeHint

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on who is on duty, or on what is saved."""
        if self._saved_place.contains(event.position()):
            self.saved_pressed.emit()
        if event.position().x() >= self._person_from and self._standing.person:
            self.person_pressed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """From the right: time, person, what is saved; from the left: product, station, chip."""
        del event
        painter, theme = QPainter(self), look().theme
        painter.fillRect(self.rect(), QColor(theme.surface))
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), QColor(theme.line))
        right = self._paint_time(painter, self.width() - _PAD - 2)
        right = self._paint_person(painter, right)
        right = self._paint_saved(painter, right)
        self._paint_names(painter, right)

    def _paint_names(self, painter: QPainter, right: float) -> None:
        theme, standing, height = look().theme, self._standing, self.height() - 1
        left: float = _PAD
        name = _("煤管通")
        left += draw_text(painter, QRectF(left, 0, 200, height), name, PAGE_TITLE, theme.text) + _GAP
        if not standing.station:
            return
        painter.fillRect(QRectF(left, (height - 22) / 2, 1, 22), QColor(theme.line))
        left += _GAP + 1
        chip = _("演示数据")
        chip_wide = text_width(chip, SMALL_MEDIUM) + 14 if standing.demo else 0
        room = right - left - chip_wide - 2 * _GAP
        left += draw_text(painter, QRectF(left, 0, room, height), standing.station, BODY, theme.text2) + _GAP
        if standing.demo:
            tall = look().px(22)
            place = QRectF(round(left), round((height - tall) / 2), round(chip_wide), tall)
            draw_chip(painter, place.adjusted(0, 0, 2, 0), chip, theme.off, type_=SMALL_MEDIUM)

    def _paint_time(self, painter: QPainter, right: float) -> float:
        theme = look().theme
        width = max(text_width(self._time[0], _CLOCK), text_width(self._time[1], SMALL))
        left = right - width
        self._two_lines(painter, QRectF(left, 0, width + 1, self.height() - 1), self._time, (_CLOCK, SMALL), theme.text)
        painter.fillRect(QRectF(left - 13, (self.height() - 23) / 2, 1, 22), QColor(theme.line))
        return left - 13 - _GAP - 2

    def _paint_person(self, painter: QPainter, right: float) -> float:
        standing = self._standing
        if not standing.person:
            return right
        theme, size = look().theme, look().px(20)
        types = (CAPTION_STRONG, SMALL)
        width = min(max(text_width(standing.person, types[0]), text_width(standing.shift, types[1])) + 1, 240)
        left = right - width
        place = QRectF(left, 0, width, self.height() - 1)
        self._two_lines(painter, place, (standing.person, standing.shift), types, theme.text)
        self._person_from = left - size - _GAP
        draw_icon(painter, "person", theme.text2, QRectF(self._person_from, (self.height() - 1 - size) / 2, size, size))
        return self._person_from - _GAP - 4

    def _paint_saved(self, painter: QPainter, right: float) -> float:
        saved = self._standing.saved
        self._saved_place = QRectF()
        if saved is None:
            return right
        self._saved_place = draw_saved(painter, right, (self.height() - 1) / 2, saved)
        return self._saved_place.x() - _GAP

    def _two_lines(
        self, painter: QPainter, place: QRectF, texts: tuple[str, str], types: tuple[Type, Type], ink: str
    ) -> None:
        heights = [look().line(type_) for type_ in types]
        top = place.y() + (place.height() - sum(heights)) / 2
        for text, type_, height, colour in zip(texts, types, heights, (ink, look().theme.text3), strict=True):
            draw_text(painter, QRectF(place.x(), top, place.width(), height), text, type_, colour)
            top += height
