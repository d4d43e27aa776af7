"""The contrasts that `ux.md` §5 and §14 promise, computed; and that no colour is written anywhere else."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from coalguard.ui import tokens
from coalguard.ui.tokens import BADGE, BADGE_TEXT, DARK, LIGHT, ON_FILL, PlateColours, Shade, Theme, Tone, Type

ROOT = Path(__file__).resolve().parents[2] / "coalguard" / "ui"
THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
LOUD = (Tone.ACCENT, Tone.OK, Tone.WARN, Tone.FAIL, Tone.OFF)


def luminance(colour: str) -> float:
    """The relative luminance of a colour (WCAG 2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart (WCAG 2): from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@THEMES
@pytest.mark.parametrize("ground", ["surface", "surface2", "window"])
@pytest.mark.parametrize("ink", ["text", "text2", "text3"])
def test_text_is_readable_on_every_ground(theme: Theme, ground: str, ink: str) -> None:
    assert contrast(getattr(theme, ink), getattr(theme, ground)) >= 4.5


@THEMES
@pytest.mark.parametrize("tone", LOUD)
def test_a_tone_is_readable_on_cards_and_on_its_soft_ground(theme: Theme, tone: Tone) -> None:
    shade = theme.shade(tone)
    assert contrast(shade.ink, theme.surface) >= 4.5
    assert contrast(shade.ink, shade.soft) >= 4.5
    assert contrast(theme.text, shade.soft) >= 4.5


@THEMES
@pytest.mark.parametrize("tone", [Tone.OK, Tone.WARN, Tone.FAIL])
def test_a_verdict_is_readable_on_its_ground(theme: Theme, tone: Tone) -> None:
    assert contrast(theme.shade(tone).ink, theme.shade(tone).soft) >= 5.4


@THEMES
@pytest.mark.parametrize("tone", LOUD)
def test_white_is_readable_on_every_fill(theme: Theme, tone: Tone) -> None:
    assert contrast(ON_FILL, theme.shade(tone).fill) >= 4.5


@THEMES
def test_borders_of_inputs_and_the_focus_ring_are_seen(theme: Theme) -> None:
    assert contrast(theme.line_strong, theme.surface) >= 3
    for ground in (theme.surface, theme.window):
        assert contrast(theme.focus, ground) >= 4.5


@THEMES
def test_the_rail_is_readable(theme: Theme) -> None:
    assert contrast(theme.rail_text, theme.rail) >= 4.5
    assert contrast(ON_FILL, theme.rail_on) >= 4.5
    assert contrast(theme.rail_mark, theme.rail) >= 3


@pytest.mark.parametrize("plate", [tokens.PLATE_YELLOW, tokens.PLATE_BLUE, tokens.PLATE_GREEN])
def test_plates_are_readable(plate: PlateColours) -> None:
    assert contrast(plate.ink, plate.ground) >= 4.5


def test_the_badge_is_readable() -> None:
    assert contrast(BADGE_TEXT, BADGE) >= 4.5


@THEMES
def test_every_colour_is_one(theme: Theme) -> None:
    for field in fields(theme):
        value = getattr(theme, field.name)
        colours = [getattr(value, part.name) for part in fields(value)] if isinstance(value, Shade) else [value]
        assert all(re.fullmatch("#[0-9A-F]{6}", one) for one in colours if isinstance(one, str))


def test_dark_is_neither_black_nor_light_white() -> None:
    assert "#000000" not in (DARK.window, DARK.surface, DARK.text)
    assert DARK.text != "#FFFFFF"


def test_no_type_is_smaller_than_it_may_be() -> None:
    sizes = {name: value.size for name, value in vars(tokens).items() if isinstance(value, Type)}
    assert min(sizes.values()) == 12
    assert [name for name, size in sizes.items() if size == 12] == ["SMALL", "SMALL_MEDIUM"]
    assert min(tokens.MASS_LEAST.size, tokens.MASS_CHECKPOINT.size, tokens.MASS_MARKET.size) >= 54


def test_plain_has_the_colours_of_text() -> None:
    assert LIGHT.shade(Tone.PLAIN).ink == LIGHT.text


def test_no_colour_is_written_outside_the_tokens() -> None:
    offenders = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in sorted(ROOT.rglob("*.py"))
        if file.name != "tokens.py"
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if re.search(r"#[0-9A-Fa-f]{6}\b|QColor\(\d|Qt\.GlobalColor\.(?!transparent)", line)
    ]
    assert offenders == []
