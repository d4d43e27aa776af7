"""Label: lines of text with set heights, each in a type and colour of its own; too long ones end in dots.

Qt's own labels give Chinese too tall a box: two of them stacked are clipped in the bars of the window.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from coalguard.ui.look import look
from coalguard.ui.tokens import BODY, CARD_TITLE, PARAGRAPH, Tone, Type
from coalguard.ui.widgets.paint import LEFT, broken, draw_text, text_width


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its text, type and colour; `soft` is 0 for text, 1 for secondary text, 2 for captions."""

    text: str
    type_: Type = BODY
    tone: Tone = Tone.PLAIN
    soft: int = 0

    @property
    def colour(self) -> str:
        """The colour in the theme in use."""
        theme = look().theme
        if self.tone is not Tone.PLAIN:
            return theme.shade(self.tone).ink
        return (theme.text, theme.text2, theme.text3)[self.soft]


class Label(QWidget):
    """One line of text or a few."""

    def __init__(self, *lines: Line, align: Qt.AlignmentFlag = LEFT, fixed: bool = False) -> None:
        """Show lines; a fixed label is exactly as wide as they are."""
        super().__init__()
        self._lines: tuple[Line, ...] = lines
        self._align = align
        self._fixed = fixed
        self.setSizePolicy(
            QSizePolicy.Policy.Fixed if fixed else QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed
        )
        self._name()

    def show_lines(self, *lines: Line) -> None:
        """Show other lines."""
        if lines != self._lines:
            self._lines = lines
            self._name()
            self.updateGeometry()
            self.update()

    def text(self) -> str:
        """What is written."""
        return " ".join(line.text for line in self._lines)

    def sizeHint(self) -> QSize:
        """As wide as the widest line."""
        width = max((text_width(line.text, line.type_) for line in self._lines), default=0)
        return QSize(round(width + 0.5), sum(look().line(line.type_) for line in self._lines))

    def minimumSizeHint(self) -> QSize:
        """A label that is not fixed may be cut."""
        hint = self.sizeHint()
        return hint if self._fixed else QSize(0, hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The lines, one below the other, in the middle."""
        del event
        painter = QPainter(self)
        height = sum(look().line(line.type_) for line in self._lines)
        top = (self.height() - height) / 2
        for line in self._lines:
            place = QRectF(0, top, self.width(), look().line(line.type_))
            draw_text(painter, place, line.text, line.type_, line.colour, align=self._align)
            top += place.height()

    def _name(self) -> None:
        self.setAccessibleName(self.text())


def title(text: str) -> Label:
    """The title of a card."""
    return Label(Line(text, CARD_TITLE))


class Paragraph(QWidget):
    """A text of several lines, broken where the width ends it."""

    def __init__(self, text: str = "", type_: Type = BODY, *, soft: int = 1) -> None:
        """Show a text."""
        super().__init__()
        self._line = Line(text, type_, soft=soft)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(text)

    def show_text(self, text: str) -> None:
        """Show another text."""
        self._line = Line(text, self._line.type_, soft=self._line.soft)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """What is written."""
        return self._line.text

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """How high the text is at this width."""
        return len(self._broken(width)) * self._pitch

    def sizeHint(self) -> QSize:
        """As wide as forty characters at most."""
        width = min(text_width(self._line.text, self._line.type_), look().px(self._line.type_.size) * 40)
        return QSize(round(width), self.heightForWidth(max(round(width), 1)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The lines."""
        del event
        painter = QPainter(self)
        for number, text in enumerate(self._broken(self.width())):
            place = QRectF(0, number * self._pitch, self.width(), self._pitch)
            draw_text(painter, place, text, self._line.type_, self._line.colour)

    @property
    def _pitch(self) -> int:
        return round(look().px(self._line.type_.size) * PARAGRAPH)

    def _broken(self, width: int) -> Sequence[str]:
        return broken(self._line.text, self._line.type_, width)
