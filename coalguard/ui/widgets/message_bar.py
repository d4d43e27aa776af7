"""Message bars, stacked: the newest on top, two at most; the act of the top one answers to its key."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from coalguard.ui.icons import draw_icon
from coalguard.ui.keys import KeyAct
from coalguard.ui.look import look
from coalguard.ui.messages import Message
from coalguard.ui.tokens import BAR_HEIGHT, BODY, CAPTION, GAP_2, TABLE_MEDIUM
from coalguard.ui.widgets.paint import (
    ICON_OF,
    RIGHT,
    cap_width,
    draw_box,
    draw_cap,
    draw_strip,
    draw_text,
    text_width,
)

_MOST: Final = 2
_PAD: Final = 14


class MessageBar(QWidget):
    """One message: icon, sentence, and at the right the act with its key."""

    def __init__(self, message: Message, more: int = 0) -> None:
        """Show a message, and how many there are behind it."""
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_message(message, more)

    def show_message(self, message: Message, more: int = 0) -> None:
        """Show another message in its place."""
        self.message, self.more, act = message, more, message.act
        self.setAccessibleName(message.text)
        self.setToolTip(message.text)
        self.setCursor(Qt.CursorShape.PointingHandCursor if act else Qt.CursorShape.ArrowCursor)
        self.setAccessibleDescription(f"{act.label} {act.key}" if act else "")
        self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(0, look().px(BAR_HEIGHT))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click does what the key does."""
        super().mouseReleaseEvent(event)
        if self.message.act is not None:
            self.message.act.run()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, strip, icon, sentence, act."""
        del event
        painter, theme, message = QPainter(self), look().theme, self.message
        shade, place = theme.shade(message.tone), QRectF(self.rect())
        draw_box(painter, place, ground=shade.soft, line=shade.line)
        draw_strip(painter, place, shade.ink)
        size, middle = look().px(18), place.center().y()
        draw_icon(painter, message.icon or ICON_OF[message.tone], shade.ink, QRectF(20, middle - size / 2, size, size))
        right = self._paint_act(painter, message.act, shade.ink) if message.act else place.right() - _PAD
        if self.more:
            count = f"+{self.more}"
            right -= text_width(count, CAPTION) + _PAD
            draw_text(painter, QRectF(right, 0, 60, place.height()), count, CAPTION, theme.text2)
        left = 20 + size + 12
        draw_text(painter, QRectF(left, 0, right - left - 12, place.height()), message.text, BODY, theme.text)

    def _paint_act(self, painter: QPainter, act: KeyAct, ink: str) -> float:
        right: float = self.width() - _PAD
        if act.key:
            right -= cap_width(act.key)
            draw_cap(painter, right, self.height() / 2, act.key)
            right -= 10
        width = text_width(act.label, TABLE_MEDIUM) + 1
        draw_text(painter, QRectF(right - width, 0, width, self.height()), act.label, TABLE_MEDIUM, ink, align=RIGHT)
        return right - width


class MessageStack(QWidget):
    """The bars of a page or of the window; it takes no room while there are none."""

    changed = Signal()

    def __init__(self) -> None:
        """Begin without messages."""
        super().__init__()
        self._messages: list[Message] = []
        self._bars = QVBoxLayout(self)
        self._bars.setContentsMargins(0, 0, 0, 0)
        self._bars.setSpacing(GAP_2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    @property
    def messages(self) -> tuple[Message, ...]:
        """What is said, the newest first."""
        return tuple(self._messages)

    def act(self, key: str) -> KeyAct | None:
        """The act that a key stands for in the bars that are shown."""
        acts = (message.act for message in self._messages[:_MOST])
        return next((act for act in acts if act is not None and act.key == key), None)

    def tell(self, message: Message) -> None:
        """Show a message; it takes the place of one with the same id."""
        self._messages = [message, *(one for one in self._messages if one.code != message.code)]
        self._rebuild()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def retell(self, message: Message) -> None:
        """Put a message where the one with its code stands; nowhere, where none does."""
        told = [message if one.code == message.code else one for one in self._messages]
        if told != self._messages:
            self._messages = told
            self._rebuild()

    def untell(self, code: str = "") -> None:
        """Take a message away, or all."""
        kept = [one for one in self._messages if code and one.code != code]
        if kept != self._messages:
            self._messages = kept
            self._rebuild()

    def dismiss(self) -> bool:
        """Take the newest away; whether there was one."""
        if not self._messages:
            return False
        self._messages.pop(0)
        self._rebuild()
        return True

    def typed(self) -> None:
        """Somebody writes: a bar whose key is Enter must not catch the Enter that ends what is written."""
        kept = [one for one in self._messages if one.act is None or one.act.key != "Enter"]
        if kept != self._messages:
            self._messages = kept
            self._rebuild()

    def _rebuild(self) -> None:
        while self._bars.count() > min(len(self._messages), _MOST):
            spare = self._bars.takeAt(self._bars.count() - 1).widget()
            spare.hide()
            spare.deleteLater()
        for number, message in enumerate(self._messages[:_MOST]):
            more = len(self._messages) - _MOST if number == _MOST - 1 else 0
            bar = self._bars.itemAt(number).widget() if number < self._bars.count() else None
            if isinstance(bar, MessageBar):
                bar.show_message(message, more)
            else:
                self._bars.addWidget(MessageBar(message, more))
        self.setVisible(bool(self._messages))
        self.setAccessibleName(self._messages[0].text if self._messages else "")
        self.changed.emit()
