"""Initials: a name is found by what is typed for it, in any of its readings."""

import pytest

from coalguard.pinyin import answers_to, initials


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        ("马晓明", "mxm"),
        ("南龙镇惠民配送点", "nlzhmpsd"),
        ("单玉兰", "syl"),
        ("单玉兰", "dyl"),
        ("曾", "z"),
        ("曾", "c"),
        ("LX01-260114-0032", "lx012601140032"),
        ("无烟2号 块煤", "wy2hkm"),
        ("䶮", "y"),
    ],
)
def test_a_text_has_its_spellings(text: str, spelling: str) -> None:
    assert spelling in initials(text)


def test_nothing_to_spell_has_no_spelling() -> None:
    assert initials("，。") == ()
    assert initials("") == ()


def test_a_name_of_many_readings_has_not_too_many_spellings() -> None:
    assert len(initials("重重重重重重重重重重")) <= 16


@pytest.mark.parametrize(
    ("typed", "answers"),
    [
        ("mxm", True),
        ("MXM", True),
        ("xm", True),
        ("晓明", True),
        ("马 晓", True),
        ("0112", True),
        ("", True),
        ("xx", False),
        ("韩", False),
    ],
)
def test_an_option_answers_to_part_of_its_text_its_code_or_its_initials(typed: str, answers: bool) -> None:  # noqa: FBT001 -- a column of the table
    assert answers_to(typed, "马晓明", "0112-03") is answers
