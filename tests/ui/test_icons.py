"""Icons: all of one grid and stroke, tinted by the colour that is asked for, kept by size."""

import re

import pytest
from PySide6.QtGui import QColor, QImage

from coalguard.resources import path
from coalguard.ui.icons import GRID, icon

NAMES = sorted(file.stem for file in path("icons").glob("*.svg"))


@pytest.mark.parametrize("name", NAMES)
def test_an_icon_is_drawn_on_the_grid_in_one_colour(name: str) -> None:
    drawing = (path("icons") / f"{name}.svg").read_text("utf-8")
    assert f'viewBox="0 0 {GRID} {GRID}"' in drawing
    assert 'stroke="currentColor"' in drawing
    assert not re.search("#[0-9A-Fa-f]{3}", drawing)


@pytest.mark.parametrize("name", NAMES)
def test_an_icon_is_seen_in_the_colour_that_is_asked_for(name: str) -> None:
    image = icon(name, "#B3261E", 24).toImage().convertToFormat(QImage.Format.Format_ARGB32)
    solid = [
        image.pixelColor(x, y) for x in range(24) for y in range(24) if QColor(image.pixelColor(x, y)).alpha() == 255
    ]
    assert solid
    assert {colour.name().upper() for colour in solid} == {"#B3261E"}


def test_an_icon_is_drawn_once_for_each_size_and_screen() -> None:
    assert icon("ok", "#000000", 24) is icon("ok", "#000000", 24)
    assert icon("ok", "#000000", 24, 2.0).width() == 48
    assert icon("ok", "#000000", 24, 2.0).deviceIndependentSize().width() == 24
