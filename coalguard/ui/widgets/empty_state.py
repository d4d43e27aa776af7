"""Nothing there: an icon, one sentence, one act with its key (`ux.md` §11)."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from coalguard.ui.icons import draw_icon
from coalguard.ui.look import look
from coalguard.ui.tokens import TABLE
from coalguard.ui.widgets.paint import CENTRE, draw_text

_ICON = 40


class EmptyState(QWidget):
    """An icon and a sentence that names the key."""

    def __init__(self, sentence: str, icon: str = "inbox") -> None:
        """Say what is not there, and what to press."""
        super().__init__()
        self._sentence, self._icon = sentence, icon
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(sentence)

    def show_sentence(self, sentence: str) -> None:
        """Say something else."""
        self._sentence = sentence
        self.setAccessibleName(sentence)
        self.update()

    def sizeHint(self) -> QSize:
        """Icon and line."""
        return QSize(160, look().px(_ICON) + look().line(TABLE) + 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        """In the middle."""
        del event
        painter, theme, size = QPainter(self), look().theme, look().px(_ICON)
        top = (self.height() - size - 10 - look().line(TABLE)) / 2
        draw_icon(painter, self._icon, theme.text3, QRectF((self.width() - size) / 2, top, size, size))
        line = QRectF(4, top + size + 10, self.width() - 8, look().line(TABLE))
        draw_text(painter, line, self._sentence, TABLE, theme.text2, align=CENTRE)
