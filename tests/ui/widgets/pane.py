"""A window to put a widget into, and what a test sees of it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from coalguard.ui.widgets.input import Input

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


def put(room: QWidget, widget: QWidget, qtbot: QtBot, size: tuple[int, int] = (400, 120)) -> None:
    """Show a widget in the window, in front."""
    widget.setParent(room)
    widget.setGeometry(20, 20, *size)
    room.show()
    room.activateWindow()
    qtbot.waitUntil(room.isActiveWindow)


def line_of(field: Input) -> QLineEdit:
    """The line inside a field."""
    line = field.focusProxy()
    assert isinstance(line, QLineEdit)
    return line


def colours(widget: QWidget) -> set[str]:
    """Every colour that a widget paints."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return {QColor(image.pixel(x, y)).name().upper() for x in range(image.width()) for y in range(0, image.height(), 2)}
