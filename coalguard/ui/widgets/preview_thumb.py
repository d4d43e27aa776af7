"""A paper in small: its first sheet, and the edges of the sheets behind it in the colours of the copies."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from coalguard.ui.icons import draw_icon
from coalguard.ui.look import look
from coalguard.ui.tokens import CAPTION, LIGHT
from coalguard.ui.widgets.paint import CENTRE, draw_text
from coalguard.ui.words import _

_STEP: Final = 8
_PAPER_RATIO: Final = 139.7 / 241


class PreviewThumb(QWidget):
    """The paper; `pressed` follows a click."""

    pressed = Signal()

    def __init__(self, *, ratio: float = _PAPER_RATIO, nothing: str = "") -> None:
        """Begin without a paper; `ratio` is height by width, `nothing` says when there will be one."""
        super().__init__()
        self._nothing = nothing
        self._ratio = ratio
        self._image: QImage | None = None
        self._copies: tuple[str, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(_("打印预览"))

    def show_image(self, image: QImage | None, copies: Sequence[str] = ()) -> None:
        """Show a rendered sheet and, behind it, the edges of copies in these paper colours."""
        self._image, self._copies = image, tuple(copies)
        self.updateGeometry()
        self.update()

    @property
    def nothing(self) -> str:
        """What is said while there is no picture."""
        return self._nothing

    def show_nothing(self, sentence: str) -> None:
        """What is said while there is no picture."""
        self._nothing = sentence
        self.update()

    @property
    def image(self) -> QImage | None:
        """What is shown."""
        return self._image

    def hasHeightForWidth(self) -> bool:
        """The paper keeps its shape."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Paper and edges."""
        depth = self._depth
        return round((width - depth) * self._ratio) + depth

    def sizeHint(self) -> QSize:
        """As a column of the page has it."""
        return QSize(246, self.heightForWidth(246))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click enlarges."""
        super().mouseReleaseEvent(event)
        self.pressed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The hindmost sheet first."""
        del event
        painter, theme = QPainter(self), look().theme
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        depth = self._depth
        width = min(self.width() - depth, (self.height() - depth) / self._ratio)  # it keeps its shape if it is squeezed
        sheet = QRectF((self.width() - depth - width) / 2, 0, width, width * self._ratio)
        for number, colour in reversed(list(enumerate(self._copies[1:], start=1))):
            painter.setPen(QPen(QColor(theme.line_strong), 1))
            painter.setBrush(QColor(colour))
            painter.drawRect(sheet.translated(number * _STEP, number * _STEP).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setPen(QPen(QColor(theme.line_strong), 1))
        painter.setBrush(QColor(self._copies[0] if self._copies else LIGHT.surface))
        painter.drawRect(sheet.adjusted(0.5, 0.5, -0.5, -0.5))
        if self._image is not None:
            painter.drawImage(sheet.adjusted(1, 1, -1, -1), self._image)
            return
        size = 40
        icon = QRectF(sheet.center().x() - size / 2, sheet.center().y() - size * 0.8, size, size)
        draw_icon(painter, "file", LIGHT.text3, icon)
        line = QRectF(sheet.x(), icon.bottom() + 4, sheet.width(), 20)
        draw_text(painter, line, self._nothing or _("开具后可预览"), CAPTION, LIGHT.text3, align=CENTRE)

    @property
    def _depth(self) -> int:
        return max(len(self._copies) - 1, 0) * _STEP
