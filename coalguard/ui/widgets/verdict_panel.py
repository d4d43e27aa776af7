"""The verdict: the largest thing on the page after the weight; shape, word and colour say the same."""

from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from coalguard.ui.icons import draw_icon
from coalguard.ui.look import look
from coalguard.ui.tokens import BODY, CAPTION, VERDICT, Tone, Type
from coalguard.ui.widgets.paint import ICON_OF, draw_box, draw_strip, draw_text, text_width

_HEIGHT, _STRIP, _ICON, _LEFT, _GAP = 96, 6, 46, 24, 16
_TITLE_LINE: Final = 38
_SLIM, _SLIM_ICON, _SLIM_GAP = 52, 26, 10
_SLIM_TITLE: Final = Type(20, VERDICT.weight)


class VerdictPanel(QWidget):
    """A title and one sentence; beside each other where a panel needs the room."""

    def __init__(self, *, height: int = _HEIGHT) -> None:
        """Begin with nothing judged."""
        super().__init__()
        self._tone, self._title, self._sentence = Tone.OFF, "", ""
        self._height, self._slim = height, False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_verdict(self, tone: Tone, title: str, sentence: str) -> None:
        """Show a verdict, and tell it to whoever can not see it."""
        if (tone, title, sentence) == (self._tone, self._title, self._sentence):
            return
        self._tone, self._title, self._sentence = tone, title, sentence
        self.setAccessibleName(f"{title}，{sentence}" if sentence else title)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        self.update()

    @property
    def verdict(self) -> tuple[Tone, str, str]:
        """What is shown."""
        return self._tone, self._title, self._sentence

    @property
    def slim(self) -> bool:
        """Whether title and sentence stand in one line."""
        return self._slim

    def set_slim(self, *, slim: bool) -> None:
        """Stand in one line, or as high as it should be."""
        if slim != self._slim:
            self._slim = slim
            self.updateGeometry()
            self.update()

    def height_for(self, *, slim: bool) -> int:
        """How high it is."""
        return look().px(_SLIM if slim else self._height)

    def sizeHint(self) -> QSize:
        """As high as it always is."""
        return QSize(look().px(240), self.height_for(slim=self._slim))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, strip, shape, word, sentence."""
        del event
        painter, theme = QPainter(self), look().theme
        shade, place = theme.shade(self._tone), QRectF(self.rect())
        draw_box(painter, place, ground=shade.soft, line=shade.line)
        draw_strip(painter, place, shade.ink, strip=_STRIP)
        if self._slim:
            self._paint_slim(painter)
            return
        size, middle = look().px(_ICON), place.center().y()
        draw_icon(painter, ICON_OF[self._tone], shade.ink, QRectF(_LEFT, middle - size / 2, size, size))
        left = _LEFT + size + _GAP
        title, line = look().px(_TITLE_LINE), look().line(BODY)
        top = middle - (title + line) / 2
        room = self.width() - left - 12
        draw_text(painter, QRectF(left, top, room, title), self._title, VERDICT, shade.ink)
        draw_text(painter, QRectF(left, top + title, room, line), self._sentence, BODY, theme.text)

    def _paint_slim(self, painter: QPainter) -> None:
        shade, middle, size = look().theme.shade(self._tone), self.rect().center().y() + 0.5, look().px(_SLIM_ICON)
        draw_icon(painter, ICON_OF[self._tone], shade.ink, QRectF(_GAP, middle - size / 2, size, size))
        left: float = _GAP + size + _SLIM_GAP
        room = QRectF(left, 0, self.width() - left - _SLIM_GAP, self.height())
        left += draw_text(painter, room, self._title, _SLIM_TITLE, shade.ink) + _SLIM_GAP
        room = QRectF(left, 0, self.width() - left - _SLIM_GAP, self.height())
        told = self._sentence  # its last parts go before any is cut in the middle
        type_ = BODY if text_width(told, BODY) <= room.width() else CAPTION
        while "，" in told and text_width(told, type_) > room.width():
            told = told.rpartition("，")[0]
        draw_text(painter, room, told, type_, look().theme.text)
