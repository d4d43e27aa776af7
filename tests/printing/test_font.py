"""Fonts: every character has a glyph or says which it is; what is embedded keeps its meaning."""

import re

import pytest

from coalguard.printing.font import SIGN_SCALE, Weight, font, runs, to_unicode, width
from tests.printing.papers import RARE

ABSENT = "\U00020000"
UNIFIED = (*range(0x4E00, 0x9FF0), *range(0x3400, 0x4DB6))
"""GB 18030-2022 level 1: the ideographs of the first block, to 9FEF, and of extension A."""


@pytest.mark.parametrize("point", [UNIFIED[0], UNIFIED[-1]])
def test_level_1_begins_and_ends_where_it_should(point: int) -> None:
    assert font(Weight.REGULAR).has(chr(point))


def test_regular_has_every_character_of_level_1() -> None:
    assert [f"U+{point:04X}" for point in UNIFIED if not font(Weight.REGULAR).has(chr(point))] == []


def test_regular_has_every_character_of_gbk() -> None:
    pairs = (bytes((high, low)) for high in range(0x81, 0xFF) for low in range(0x40, 0xFF) if low != 0x7F)
    decoded = (pair.decode("gbk", "ignore") for pair in pairs)
    han = [sign for sign in decoded if len(sign) == 1 and "\u4e00" <= sign <= "\u9fff"]
    assert len(han) > 20_000
    assert [sign for sign in han if not font(Weight.REGULAR).has(sign)] == []


@pytest.mark.parametrize("weight", Weight)
def test_names_with_rare_characters_have_all_their_glyphs(weight: Weight) -> None:
    assert "".join(run.text for run in runs(RARE, weight)) == RARE
    assert all(run.scale == 1 for run in runs(RARE, weight))


@pytest.mark.parametrize("weight", Weight)
def test_everything_the_papers_themselves_say_is_in_every_weight(weight: Weight) -> None:
    said = "№ ≤ · 「」（）：；。，、—% 0123456789ABCXYZabcxyz*/+-[]…壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整零吨点负"
    assert [sign for sign in said if not font(weight).has(sign)] == []


def test_a_heavier_weight_falls_back_to_regular_for_what_it_lacks() -> None:
    traditional = "陳"
    assert not font(Weight.MEDIUM).has(traditional)
    told = [(run.font.fontName, run.text) for run in runs(f"马{traditional}明", Weight.MEDIUM)]
    assert told == [("PaperMedium", "马"), ("PaperRegular", traditional), ("PaperMedium", "明")]


def test_a_character_without_a_glyph_says_which_it_is() -> None:
    told = [(run.text, run.scale) for run in runs(f"马{ABSENT}{ABSENT}", Weight.BOLD)]
    assert told == [("马", 1.0), ("[U+20000]", SIGN_SCALE), ("[U+20000]", SIGN_SCALE)]


def test_a_width_is_the_sum_of_its_runs() -> None:
    assert width("煤", Weight.REGULAR) == 1.0
    assert width(f"煤{ABSENT}", Weight.REGULAR) == 1.0 + SIGN_SCALE * width("[U+20000]", Weight.REGULAR)
    assert width("", Weight.BOLD) == 0.0


def test_the_text_layer_speaks_utf_16() -> None:
    cmap = to_unicode("ABC+Name", [0, ord("煤"), 0x2CC56])
    assert "<01> <7164>" in cmap
    assert "<02> <D873DC56>" in cmap
    assert "<00> <0000>" not in cmap, "the code of the missing glyph means nothing"


def test_a_block_of_the_text_layer_holds_a_hundred_entries_at_most() -> None:
    cmap = to_unicode("ABC+Name", [0, *range(0x4E00, 0x4E00 + 255)])
    assert re.findall(r"(\d+) beginbfchar", cmap) == ["100", "100", "55"]


def test_a_font_is_read_once() -> None:
    assert font(Weight.BOLD) is font(Weight.BOLD)
