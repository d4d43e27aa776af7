"""The bundled face shows every character on a machine that has no font at all."""

import pytest
from babel.messages.extract import extract_from_dir
from PySide6.QtGui import QRawFont, QTextLayout

from coalguard.resources import path
from coalguard.ui.fonts import FAMILY, FILES, font, font_for, metrics, width
from coalguard.ui.tokens import Weight
from tests.test_locale import KEYWORDS, ROOT

RARE = "㐀䶮𬭚𬶋龘"


def missing(text: str, weight: Weight) -> set[str]:
    """The characters of a text that are shown as a box."""
    layout = QTextLayout(text, font_for(text, 15, weight))
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return {text} if any(0 in run.glyphIndexes() for run in layout.glyphRuns()) else set()


@pytest.mark.parametrize("weight", Weight)
def test_each_weight_is_a_file_of_its_own(weight: Weight) -> None:
    raw = QRawFont.fromFont(font(15, weight))
    assert (raw.familyName(), raw.weight()) == (FAMILY, int(weight))


@pytest.mark.parametrize("weight", Weight)
def test_no_sentence_of_the_program_lacks_a_glyph(weight: Weight) -> None:
    sentences: set[str] = set()
    for _, _, message, _, _ in extract_from_dir(str(ROOT / "coalguard"), [("**.py", "python")], keywords=KEYWORDS):
        sentences.update([message] if isinstance(message, str) else message)
    assert set().union(*(missing(sentence.replace("\n", ""), weight) for sentence in sentences)) == set()


@pytest.mark.parametrize("weight", Weight)
@pytest.mark.parametrize("character", RARE)
def test_a_rare_name_is_shown_in_every_weight(character: str, weight: Weight) -> None:
    assert missing(f"马{character}", weight) == set()


def test_a_text_that_a_weight_can_show_stays_in_it() -> None:
    assert font_for("马晓明", 15, Weight.STRONG) == font(15, Weight.STRONG)
    assert font_for("马㐀明", 15, Weight.STRONG) == font(15, Weight.NORMAL)


def test_a_text_is_as_wide_as_in_the_face_that_shows_it() -> None:
    assert width("马晓明", 15, Weight.STRONG) == metrics(15, Weight.STRONG).horizontalAdvance("马晓明")
    assert width("㐀ABC", 15, Weight.STRONG) == metrics(15).horizontalAdvance("㐀ABC")


@pytest.mark.parametrize("weight", Weight)
def test_digits_are_of_one_width(weight: Weight) -> None:
    assert len({metrics(76, weight).horizontalAdvance(digit) for digit in "0123456789"}) == 1


def test_every_file_of_the_face_is_there() -> None:
    assert all((path("fonts") / name).is_file() for name in FILES)
