"""Initials: a name is found by what is typed for it, in any of its readings."""

import pytest

from coalguard.pinyin import answers_to, initials


@pytest.mark.parametrize(
    ("text", "typed"),
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
        ("临夏演示供热有限公司", "lxysgryxgs"),
        ("重重重重重重重重重重", "ctzctzctzc"),
    ],
)
def test_a_name_is_found_by_its_initials_in_any_reading(text: str, typed: str) -> None:
    assert answers_to(typed, text)
    assert answers_to(typed[-3:], text), "from any place on"
    assert not answers_to(typed + "q", text), "nor by more than it has"


def test_nothing_to_read_aloud_has_no_initials() -> None:
    assert initials("，。") == ()
    assert initials("") == ()
    assert not answers_to("d", "，。")


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
