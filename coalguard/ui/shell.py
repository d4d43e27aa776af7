"""The shell: what stands on the screen first, before anything that takes long is loaded; later it holds the window.

It paints the ground, the rail and the bar at the top as empty shapes, and the program's name; so whoever starts the
program sees it at once, and nothing jumps when the rest comes. It imports as little as a window can.
"""

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coalguard.ui.tokens import PAGE_TITLE, RAIL_WIDTH, TOP_HEIGHT, Theme

_LEFT, _BASELINE = 16, 34


class Shell(QWidget):
    """The top-level window; `painted` follows its first painting, `closing` a wish to close it."""

    painted = Signal()
    closing = Signal()

    def __init__(self, name: str, theme: Theme, font: QFont) -> None:
        """Paint a name in a theme until something is held."""
        super().__init__()
        self._name, self._theme, self._font = name, theme, font
        self._was_painted = False
        self._held: QWidget | None = None
        self._may_close = False
        self.setWindowTitle(name)

    def hold(self, window: QWidget) -> None:
        """Show a window in place of the empty shapes."""
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(window)
        self._held = window
        self.setMinimumSize(window.minimumSize())
        self.setWindowIcon(window.windowIcon())
        window.show()

    def close_now(self) -> None:
        """Close without asking."""
        self._may_close = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask whoever lives here; without anybody, close."""
        if self._may_close or self._held is None:
            super().closeEvent(event)
        else:
            event.ignore()
        self.closing.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, rail, bar, name."""
        del event
        if self._held is None:
            painter, theme = QPainter(self), self._theme
            painter.fillRect(self.rect(), QColor(theme.window))
            painter.fillRect(0, 0, self.width(), TOP_HEIGHT, QColor(theme.surface))
            painter.fillRect(0, TOP_HEIGHT - 1, self.width(), 1, QColor(theme.line))
            painter.fillRect(0, 0, RAIL_WIDTH, self.height(), QColor(theme.rail))
            font = QFont(self._font)
            font.setPixelSize(PAGE_TITLE.size)
            painter.setFont(font)
            painter.setPen(QColor(theme.text))
            painter.drawText(RAIL_WIDTH + _LEFT, _BASELINE, self._name)
            painter.end()
        if not self._was_painted:
            self._was_painted = True
            self.painted.emit()
