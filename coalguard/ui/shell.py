"""The shell: what stands on the screen first, before anything that takes long is loaded; later it holds the window.

It shows the ground, the rail and the bar at the top as empty shapes, and the program's name; so whoever starts the
program sees it at once, and nothing jumps when the rest comes. It imports as little as a window can, and colours its
shapes by palettes alone: the first brush or pen of a painter loads every enumeration of Qt, a tenth of the whole start.
"""

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QColor, QFont, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from coalguard.ui.tokens import PAGE_TITLE, RAIL_WIDTH, TOP_HEIGHT, Theme

_LEFT, _BASELINE = 16, 34


class _Shape(QWidget):
    """A part of the frame that is not there yet: one colour, and perhaps a name."""

    painted = Signal()

    def __init__(self, parent: QWidget, ground: str, text: str) -> None:
        """Fill the place with a colour."""
        super().__init__(parent)
        self.name = ""
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Window, QColor(ground))
        palette.setColor(QPalette.ColorRole.WindowText, QColor(text))
        self.setPalette(palette)
        self.setAutoFillBackground(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The name, in the colour that the palette has for text."""
        del event
        if self.name:
            painter = QPainter(self)
            painter.setFont(self.font())
            painter.drawText(RAIL_WIDTH + _LEFT, _BASELINE, self.name)
            painter.end()
        self.painted.emit()


class Shell(QMainWindow):
    """The top-level window; `painted` follows its first painting, `closing` a wish to close it."""

    painted = Signal()
    closing = Signal()

    def __init__(self, name: str, theme: Theme, font: QFont) -> None:
        """Show a name in a theme until something is held."""
        super().__init__()
        self._was_painted = False
        self._held: QWidget | None = None
        self._may_close = False
        self.setWindowTitle(name)
        colours = (theme.window, theme.surface, theme.line, theme.rail)
        self._shapes = tuple(_Shape(self, colour, theme.text) for colour in colours)
        title = QFont(font)
        title.setPixelSize(PAGE_TITLE.size)
        self._shapes[1].name = name
        self._shapes[1].setFont(title)
        self._shapes[1].painted.connect(self._on_painted)

    def hold(self, window: QWidget) -> None:
        """Show a window in place of the empty shapes."""
        for shape in self._shapes:
            shape.hide()
        self.setCentralWidget(window)
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stretch the shapes."""
        super().resizeEvent(event)
        width, height = self.width(), self.height()
        places = ((0, width, height), (0, width, TOP_HEIGHT), (TOP_HEIGHT - 1, width, 1), (0, RAIL_WIDTH, height))
        for shape, (top, wide, high) in zip(self._shapes, places, strict=True):
            shape.setGeometry(0, top, wide, high)

    def _on_painted(self) -> None:
        if not self._was_painted:
            self._was_painted = True
            self.painted.emit()
