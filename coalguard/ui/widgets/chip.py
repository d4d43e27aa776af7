"""Chips: a word on a soft ground; and a key cap that stands alone."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from coalguard.ui.look import look
from coalguard.ui.tokens import CAPTION_STRONG, TABLE, Tone, Type
from coalguard.ui.widgets.paint import cap_width, chip_width, draw_cap, draw_chip, draw_text, text_width

_CHIP, _CAP, _GAP = 26, 22, 8


class Chip(QWidget):
    """One word."""

    def __init__(self, text: str = "", tone: Tone = Tone.OFF, *, icon: str = "", type_: Type = CAPTION_STRONG) -> None:
        """Show a word."""
        super().__init__()
        self._text, self._tone, self._icon, self._type = text, tone, icon, type_
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def show_text(self, text: str, tone: Tone, *, icon: str = "") -> None:
        """Show another word."""
        self._text, self._tone, self._icon = text, tone, icon
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    @property
    def text(self) -> str:
        """The word."""
        return self._text

    def sizeHint(self) -> QSize:
        """As wide as its word."""
        width = chip_width(self._text, self._type, icon=bool(self._icon)) if self._text else 0
        return QSize(round(width), look().px(_CHIP))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The chip."""
        del event
        if self._text:
            shade, place = look().theme.shade(self._tone), QRectF(self.rect())
            draw_chip(QPainter(self), place, self._text, shade, icon=self._icon, type_=self._type)


class KeyCap(QWidget):
    """A key, and perhaps the word for what it does before it."""

    def __init__(self, key: str, label: str = "") -> None:
        """Show a key."""
        super().__init__()
        self._key, self._label = key, label
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{label} {key}".strip())

    def sizeHint(self) -> QSize:
        """Word and cap."""
        word = text_width(self._label, TABLE) + _GAP if self._label else 0
        return QSize(round(word + cap_width(self._key) + 1), look().px(_CAP))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Word and cap."""
        del event
        painter, left = QPainter(self), 0.0
        if self._label:
            place = QRectF(0, 0, self.width(), self.height())
            left += draw_text(painter, place, self._label, TABLE, look().theme.text2) + _GAP
        draw_cap(painter, left, self.height() / 2, self._key)
