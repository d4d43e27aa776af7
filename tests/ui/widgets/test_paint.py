"""Text in lines: where it breaks and where it must not."""

import pytest

from coalguard.ui.tokens import CAPTION
from coalguard.ui.widgets.paint import broken, text_width


@pytest.mark.parametrize("text", ["灰分 ≤ 30 %", "本车 32.420 t", "分度 20 kg"])
def test_a_figure_is_never_parted_from_its_unit(text: str) -> None:
    *_before, figure, unit = text.split(" ")
    for width in range(round(text_width(f"{figure} {unit}", CAPTION)) + 2, 120):
        assert any(f"{figure} {unit}" in line for line in broken(text, CAPTION, width))


def test_a_word_longer_than_the_line_is_broken_and_nothing_is_lost() -> None:
    path = "/srv/prints/2026/market-station/needle"
    lines = broken(path, CAPTION, 80)
    assert "".join(lines) == path
    assert all(text_width(line, CAPTION) <= 80 for line in lines)


def test_one_character_is_shown_where_there_is_room_for_none() -> None:
    assert broken("ab", CAPTION, 1) == ["a", "b"]
