"""The verdict: the largest thing on the page after the weight; shape, word and colour say the same."""

from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from coalguard.ui.icons import draw_icon
from coalguard.ui.look import look
from coalguard.ui.tokens import BODY, VERDICT, Tone
from coalguard.ui.widgets.paint import ICON_OF, draw_box, draw_strip, draw_text

_HEIGHT, _STRIP, _ICON, _LEFT, _GAP = 96, 6, 46, 24, 16
_TITLE_LINE: Final = 38


class VerdictPanel(QWidget):
    """A title and one sentence."""

    def __init__(self, *, height: int = _HEIGHT) -> None:
        """Begin with nothing judged."""
        super().__init__()
        self._tone, self._title, self._sentence = Tone.OFF, "", ""
        self._height = height
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

    def sizeHint(self) -> QSize:
        """As high as it always is."""
        return QSize(look().px(240), look().px(self._height))

    def changeEvent(self, event: QEvent) -> None:
        """Another theme or size of type."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, strip, shape, word, sentence."""
        del event
        painter, theme = QPainter(self), look().theme
        shade, place = theme.shade(self._tone), QRectF(self.rect())
        draw_box(painter, place, ground=shade.soft, line=shade.line)
        draw_strip(painter, place, shade.ink, strip=_STRIP)
        size, middle = look().px(_ICON), place.center().y()
        draw_icon(painter, ICON_OF[self._tone], shade.ink, QRectF(_LEFT, middle - size / 2, size, size))
        left = _LEFT + size + _GAP
        title, line = look().px(_TITLE_LINE), look().line(BODY)
        top = middle - (title + line) / 2
        room = self.width() - left - 12
        draw_text(painter, QRectF(left, top, room, title), self._title, VERDICT, shade.ink)
        draw_text(painter, QRectF(left, top + title, room, line), self._sentence, BODY, theme.text)
