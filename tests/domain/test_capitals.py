"""Capitals: the vectors of `domain.md` §5.5, the rules of 支付结算办法, and a reading back of every amount."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.domain.capitals import capital_money, capital_tonnes
from coalguard.domain.mass import Mass
from coalguard.domain.money import Money

VECTORS = [
    ("1234.56", "壹仟贰佰叁拾肆元伍角陆分"),
    ("1000.00", "壹仟元整"),
    ("10005.00", "壹万零伍元整"),
    ("100.05", "壹佰元零伍分"),
    ("325.04", "叁佰贰拾伍元零肆分"),
    ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
    ("107000.53", "壹拾万柒仟元零伍角叁分"),
    ("0.05", "伍分"),
    ("0.00", "零元整"),
    ("0.50", "伍角整"),
    ("0.51", "伍角壹分"),
    ("1409.50", "壹仟肆佰零玖元伍角整"),
    ("6007.14", "陆仟零柒元壹角肆分"),
    ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
    ("27881.20", "贰万柒仟捌佰捌拾壹元贰角整"),
    ("1234567.89", "壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分"),
    ("1000000.00", "壹佰万元整"),
    ("100000000.00", "壹亿元整"),
    ("100010000.00", "壹亿零壹万元整"),
    ("100000001.00", "壹亿零壹元整"),
    ("1001000.00", "壹佰万壹仟元整"),
]


@pytest.mark.parametrize(("figures", "words"), VECTORS)
def test_an_amount_is_written_in_capitals(figures: str, words: str) -> None:
    assert capital_money(Money(int(figures.replace(".", "")))) == words


def test_a_refund_says_so() -> None:
    assert capital_money(Money(-105_00)) == "负壹佰零伍元整"


@pytest.mark.parametrize(
    ("kg", "words"),
    [
        (32_420, "叁拾贰点肆贰零吨"),
        (0, "零点零零零吨"),
        (500, "零点伍零零吨"),
        (100_050, "壹佰点零伍零吨"),
        (10_000_001, "壹万点零零壹吨"),
        (-20, "负零点零贰零吨"),
    ],
)
def test_tonnes_are_written_in_capitals(kg: int, words: str) -> None:
    assert capital_tonnes(Mass(kg)) == words


DIGITS = "零壹贰叁肆伍陆柒捌玖"
UNITS = {"拾": 10, "佰": 100, "仟": 1000}
GROUPS = {"亿": 100_000_000, "万": 10_000, "元": 1}
PARTS = {"角": 10, "分": 1}


def read(words: str) -> int:
    """The fen behind capitals: the inverse, written from the meaning of the figures."""
    yuan = fen = group = digit = 0
    for sign in words.rstrip("整"):
        if sign in DIGITS:
            digit = DIGITS.index(sign)
            continue
        if sign in UNITS:
            group += digit * UNITS[sign]
        elif sign in GROUPS:
            yuan, group = yuan + (group + digit) * GROUPS[sign], 0
        else:
            fen += digit * PARTS[sign]
        digit = 0
    return yuan * 100 + fen


@given(st.integers(min_value=0, max_value=99_999_999_999))
def test_capitals_say_exactly_the_amount(fen: int) -> None:
    words = capital_money(Money(fen))
    assert read(words) == fen
    assert "零零" not in words
    assert not words.startswith("零") or fen == 0
