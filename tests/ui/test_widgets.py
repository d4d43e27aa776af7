"""Widgets: all of them in every look, and another look takes its own room at once."""

import pytest
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from coalguard.ui.look import look
from coalguard.ui.tokens import DARK, Tone
from coalguard.ui.widgets.chip import Chip
from tests.ui.gallery import Gallery
from tests.ui.widgets.pane import colours


@pytest.mark.parametrize(("dark", "percent"), [(False, 100), (True, 115), (False, 130)])
def test_every_widget_paints_in_every_look(dark: bool, percent: int, qtbot: QtBot) -> None:  # noqa: FBT001 -- a column
    look().change(dark=dark, percent=percent)
    gallery = Gallery()
    qtbot.addWidget(gallery)
    gallery.resize(1366, gallery.sizeHint().height())
    found = colours(gallery)
    theme = look().theme
    assert {theme.window, theme.surface, theme.ok.soft, theme.warn.soft, theme.fail.soft, theme.accent.fill} <= found


def test_another_look_has_its_own_room_and_colours(qtbot: QtBot) -> None:
    window, chip = QWidget(), Chip("合格", Tone.OK)
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    row.addWidget(chip)
    row.addStretch()
    window.show()
    narrow = chip.width()
    look().change(dark=True, percent=130)
    qtbot.waitUntil(lambda: chip.width() == chip.sizeHint().width())
    assert chip.width() > narrow
    assert DARK.ok.soft in colours(chip)
