"""The shell: seen at once, filled later, closed by whoever lives in it."""

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from coalguard.ui.fonts import TITLE_WEIGHT, font
from coalguard.ui.shell import Shell
from coalguard.ui.tokens import DARK, LIGHT, PAGE_TITLE, Theme


def shell_in(theme: Theme, qtbot: QtBot) -> Shell:
    """A shell of a theme, shown."""
    shell = Shell("煤管通", theme, font(PAGE_TITLE.size, TITLE_WEIGHT))
    qtbot.addWidget(shell)
    shell.resize(1366, 768)
    return shell


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_shapes_of_the_frame_stand_at_once(theme: Theme, qtbot: QtBot) -> None:
    shell = shell_in(theme, qtbot)
    with qtbot.waitSignal(shell.painted):
        shell.show()
    image = shell.grab().toImage()
    seen = [QColor(image.pixel(x, y)).name().upper() for x, y in ((10, 400), (700, 10), (700, 400))]
    assert seen == [theme.rail, theme.surface, theme.window]
    title = {QColor(image.pixel(x, y)).name().upper() for x in range(92, 160) for y in range(16, 40)}
    assert theme.text in title


def test_it_is_painted_once_and_holds_the_window(qtbot: QtBot) -> None:
    shell = shell_in(LIGHT, qtbot)
    shell.show()
    qtbot.waitExposed(shell)
    window = QWidget()
    window.setMinimumSize(1024, 600)
    shell.grab()
    with qtbot.assertNotEmitted(shell.painted):
        shell.hold(window)
        shell.grab()
    assert window.isVisible()
    assert shell.minimumWidth() == 1024


def test_whoever_lives_there_is_asked_before_it_closes(qtbot: QtBot) -> None:
    shell = shell_in(LIGHT, qtbot)
    shell.show()
    shell.hold(QWidget())
    with qtbot.waitSignal(shell.closing):
        assert not shell.close()
    shell.close_now()
    assert not shell.isVisible()


def test_an_empty_one_closes_at_once(qtbot: QtBot) -> None:
    shell = shell_in(LIGHT, qtbot)
    shell.show()
    with qtbot.waitSignal(shell.closing):
        assert shell.close()
