"""Segmented: a few options side by side, one of them taken; ← → change it, a digit takes it at once."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from coalguard.ui.look import look
from coalguard.ui.tokens import BODY, BODY_STRONG, INPUT, INPUT_RADIUS, ON_FILL
from coalguard.ui.widgets.input import Input
from coalguard.ui.widgets.option_list import Option
from coalguard.ui.widgets.paint import CENTRE, draw_focus, draw_text

_STEPS: Final[dict[int, int]] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class Segmented(Input):
    """Options side by side; `chose` carries the Option that was taken."""

    chose = Signal(object)

    def __init__(self, label: str, options: Sequence[Option], *, required: bool = False, height: int = INPUT) -> None:
        """Options, the first of them taken."""
        super().__init__(label, required=required, height=height)
        self._options = tuple(options)
        self._taken = 0
        self._keys = _Keys(self)
        self.hold(self._keys)
        self._tell()

    @property
    def count(self) -> int:
        """How many options there are."""
        return len(self._options)

    def value(self) -> str:
        """The value of the option taken."""
        return self._options[self._taken].value if self._options else ""

    def text(self) -> str:
        """The value, for drafts."""
        return self.value()

    def set_value(self, value: str) -> None:
        """Take the option with this value."""
        self._taken = next((place for place, one in enumerate(self._options) if one.value == value), 0)
        self._tell()

    def set_text(self, text: str) -> None:
        """Take the option with this value, or the first."""
        self.set_value(text)

    def take(self, place: int) -> None:
        """Take the option at a place, as a key or click does."""
        if 0 <= place < len(self._options) and place != self._taken and not self.read_only:
            self._taken = place
            self._tell()
            self.edited.emit()
            self.chose.emit(self._options[place])

    def step(self, step: int) -> None:
        """Take the neighbour."""
        self.take(self._taken + step)

    def arrange(self) -> None:
        """The whole box takes keys and clicks."""
        self._keys.setGeometry(self.box())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box, and the option taken filled."""
        super().paintEvent(event)
        painter, theme, box = QPainter(self), look().theme, QRectF(self.box())
        wide = box.width() / max(len(self._options), 1)
        inside = QPainterPath()
        inside.addRoundedRect(box.adjusted(1, 1, -1, -1), INPUT_RADIUS - 1, INPUT_RADIUS - 1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, option in enumerate(self._options):
            part = QRectF(round(box.x() + number * wide), box.y(), round(wide), box.height())
            if number == self._taken:
                cut = QPainterPath()
                cut.addRect(part)
                painter.fillPath(inside.intersected(cut), QColor(theme.accent.fill if self.isEnabled() else theme.line))
            elif number and number - 1 != self._taken:
                painter.fillRect(QRectF(part.x(), box.y() + 1, 1, box.height() - 2), QColor(theme.line_strong))
            taken = number == self._taken
            ink = ON_FILL if taken and self.isEnabled() else theme.text2
            draw_text(painter, part, option.text, BODY_STRONG if taken else BODY, ink, align=CENTRE)
        if self._keys.hasFocus():
            draw_focus(painter, box.adjusted(-1, -1, 1, 1).intersected(QRectF(self.rect())), INPUT_RADIUS)

    def _tell(self) -> None:
        taken = self._options[self._taken].text if self._options else ""
        self._keys.setAccessibleName(f"{self.label} {taken}".strip())
        self.update()


class _Keys(QWidget):
    """The part that has the focus."""

    def __init__(self, owner: Segmented) -> None:
        super().__init__()
        self._owner = owner
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(event.key())
        if step is not None:
            self._owner.step(step)
        elif event.text().isdigit():
            self._owner.take(int(event.text()) - 1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        self._owner.take(int(event.position().x() / max(self.width(), 1) * self._owner.count))
