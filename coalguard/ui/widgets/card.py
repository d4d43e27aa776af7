"""Card: a box of the page, with a title and something at its right; section titles inside it."""

from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from coalguard.ui.icons import draw_icon
from coalguard.ui.look import look
from coalguard.ui.tokens import CAPTION, CARD_TITLE, GAP_2, GAP_3, GAP_4, Tone
from coalguard.ui.widgets.label import Label, Line
from coalguard.ui.widgets.paint import draw_box, draw_strip, draw_text, text_width

_SECTION: Final = 24


class Card(QWidget):
    """A white box with a border; put widgets into `body`."""

    def __init__(self, title: str = "", *, tone: Tone = Tone.PLAIN, pad: int = GAP_4) -> None:
        """A card, perhaps with a title; a tone other than plain shows a strip at its left."""
        super().__init__()
        self._tone = tone
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(pad, pad, pad, pad)
        self.body.setSpacing(GAP_2)
        self.head = QHBoxLayout()
        self.head.setSpacing(GAP_3)
        self.title = Label(Line(title, CARD_TITLE), fixed=True)
        self.aside = Label()
        if title:
            self.head.addWidget(self.title)
            self.head.addWidget(self.aside)
            self.body.addLayout(self.head)
            self.setAccessibleName(title)

    def show_title(self, title: str, *more: Line) -> None:
        """Another title; what is said beside it stands softer."""
        self.title.show_lines(Line(title, CARD_TITLE))
        self.aside.show_lines(*more)

    def show_tone(self, tone: Tone) -> None:
        """Another strip."""
        self._tone = tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, border, strip."""
        del event
        painter = QPainter(self)
        theme = look().theme
        place = QRectF(self.rect())
        draw_box(painter, place, ground=theme.surface, line=theme.line)
        if self._tone is not Tone.PLAIN:
            draw_strip(painter, place, theme.shade(self._tone).ink)


class SectionTitle(QWidget):
    """A title inside a card: icon, word, and a thin line to the right."""

    def __init__(self, text: str, icon: str, *, note: str = "") -> None:
        """Begin a section."""
        super().__init__()
        self._text, self._icon, self._note = text, icon, note
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(0, look().px(_SECTION))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Icon, word, line."""
        del event
        painter = QPainter(self)
        theme, height, size = look().theme, self.height(), look().px(17)
        draw_icon(painter, self._icon, theme.accent.ink, QRectF(0, (height - size) / 2, size, size))
        left = size + 9
        left += round(
            draw_text(painter, QRectF(left, 0, self.width() - left, height), self._text, CARD_TITLE, theme.text)
        )
        right = self.width()
        if self._note:
            right -= round(text_width(self._note, CAPTION))
            draw_text(painter, QRectF(right, 0, self.width() - right, height), self._note, CAPTION, theme.text3)
            right -= 10
        painter.setPen(QColor(theme.line))
        painter.drawLine(left + 10, height // 2, right, height // 2)


class Divider(QWidget):
    """A thin line across a card."""

    def __init__(self) -> None:
        """Draw a line."""
        super().__init__()
        self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line."""
        del event
        QPainter(self).fillRect(self.rect(), QColor(look().theme.line))
