"""The style sheet is made from the tokens alone; the palette covers what it does not name."""

import re

import pytest
from PySide6.QtGui import QPalette

from coalguard.ui.style import palette, scaled, style_sheet
from coalguard.ui.tokens import DARK, LIGHT, ON_FILL, Theme


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_sheet_holds_colours_of_its_theme_alone(theme: Theme) -> None:
    other = DARK if theme is LIGHT else LIGHT
    sheet = style_sheet(theme, 100)
    assert "$" not in sheet
    assert set(re.findall("#[0-9A-F]{6}", sheet)) <= {
        theme.window,
        theme.surface,
        theme.surface2,
        theme.line,
        theme.line_strong,
        theme.text,
        theme.text2,
        theme.text3,
        theme.focus,
        theme.accent.fill,
        theme.accent.soft,
        ON_FILL,
    }
    assert other.window not in sheet


def test_the_palette_has_the_colours_of_the_theme() -> None:
    made = palette(DARK)
    assert made.color(QPalette.ColorRole.Window).name().upper() == DARK.window
    assert made.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text).name().upper() == DARK.text3


@pytest.mark.parametrize(("pixels", "percent", "shown"), [(15, 115, 17), (36, 130, 47), (13, 100, 13)])
def test_sizes_are_rounded(pixels: int, percent: int, shown: int) -> None:
    assert scaled(pixels, percent) == shown
