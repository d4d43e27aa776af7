"""What the tests of the widgets stand in."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot


@pytest.fixture
def room(qtbot: QtBot) -> QWidget:
    """A window to put a widget into."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(600, 400)
    return window
