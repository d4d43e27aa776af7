"""The look: changed once, for everything; sizes grow with the type."""

from datetime import time

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from coalguard.ui.look import dark_at, look, neighbouring_percent
from coalguard.ui.tokens import BODY, DARK, INPUT, Weight


def test_a_change_sets_the_sheet_once_and_is_told(qtbot: QtBot) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    light = app.styleSheet()
    with qtbot.waitSignal(look().changed):
        look().change(dark=True)
    assert look().theme is DARK
    assert DARK.window in app.styleSheet()
    assert app.styleSheet() != light
    with qtbot.assertNotEmitted(look().changed):
        look().change(dark=True, percent=100)


@pytest.mark.parametrize(("percent", "size", "box"), [(100, 15, 36), (115, 17, 41), (130, 20, 47)])
def test_type_and_boxes_grow_together(percent: int, size: int, box: int) -> None:
    look().change(percent=percent)
    assert look().font(BODY).pixelSize() == size
    assert look().px(INPUT) == box
    assert look().line(BODY) >= look().metrics(BODY).capHeight()


def test_a_name_with_a_rare_character_is_set_in_the_face_that_has_it() -> None:
    assert look().font_for("㐀", BODY).weight() == int(Weight.NORMAL)


@pytest.mark.parametrize(
    ("moment", "dark"), [(time(6, 59), True), (time(7), False), (time(18, 59), False), (time(19), True)]
)
def test_the_theme_of_the_shift_is_dark_at_night(moment: time, dark: bool) -> None:  # noqa: FBT001 -- a column
    assert dark_at(moment) is dark


def test_type_has_three_sizes() -> None:
    assert [neighbouring_percent(percent, 1) for percent in (100, 115, 130)] == [115, 130, 130]
    assert [neighbouring_percent(percent, -1) for percent in (100, 115, 130)] == [100, 100, 115]
