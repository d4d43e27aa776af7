"""Names with every character that people have, and what a mask leaves of a name, a number, a phone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.domain.findings import Finding, fail
from coalguard.domain.identity import (
    check_firm_name,
    check_name,
    has_control_characters,
    mask_id_card,
    mask_name,
    mask_phone,
    tidy_line,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" 马某某 ", "马某某"),
        ("示例•某某", "示例·某某"),
        ("示例・某某", "示例·某某"),
        ("示例．某某", "示例·某某"),
        ("示例‧某某", "示例·某某"),
        ("示例.某某", "示例·某某"),
        ("示例 · 某某", "示例·某某"),
        ("示例\u3000\u3000某  某", "示例 某 某"),
        ("𬱖䶮㛃㼆", "𬱖䶮㛃㼆"),
        ("某", "某"),
        ("长" * 25, "长" * 25),
        ("𬱖" * 50, "𬱖" * 50),
    ],
)
def test_a_name_is_kept_with_one_separator_and_every_character(typed: str, kept: str) -> None:
    assert check_name(typed) == (kept, ())


@pytest.mark.parametrize(
    ("typed", "finding"),
    [
        ("", fail("name.missing")),
        (" \u3000\n", fail("name.missing")),
        ("长" * 51, fail("name.length", length=51, limit=50)),
        ("某\n某", fail("name.control_character")),
        ("某\u202e某", fail("name.control_character")),
        ("某\ud800", fail("name.control_character")),
    ],
)
def test_a_name_must_be_there_and_fit_on_paper(typed: str, finding: Finding) -> None:
    assert check_name(typed)[1] == (finding,)


def test_the_name_of_a_firm_keeps_its_points() -> None:
    assert check_firm_name(" No.2 示例煤矿 ") == ("No.2 示例煤矿", ())


def test_control_characters_are_those_without_a_shape() -> None:
    assert tidy_line("  甲 \u00a0 乙\u3000丙 ") == "甲 乙 丙"
    assert has_control_characters("甲\u2028乙")
    assert not has_control_characters("甲 乙·𬱖")


@pytest.mark.parametrize(
    ("number", "masked"),
    [("622901188001010017", "622901********0017"), ("E12345678", "*********"), ("", "")],
)
def test_a_masked_identity_number_hides_the_birth_date(number: str, masked: str) -> None:
    assert mask_id_card(number) == masked


@pytest.mark.parametrize(
    ("number", "masked"), [("13812345678", "138****5678"), ("0930-6212345", "093*****2345"), ("6212345", "*******")]
)
def test_a_masked_phone_hides_its_middle(number: str, masked: str) -> None:
    assert mask_phone(number) == masked


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("", ""),
        ("马", "*"),
        ("马某", "马*"),
        ("马某明", "马*明"),
        ("马某某明", "马**明"),
        ("𬱖某", "𬱖*"),
        ("马𬱖𬱖明", "马**明"),
    ],
)
def test_a_masked_name_counts_characters_not_units(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@given(st.text(max_size=30))
def test_a_mask_keeps_the_length_and_hides_something(text: str) -> None:
    for masked in (mask_id_card(text), mask_phone(text), mask_name(text)):
        assert len(masked) == len(text)
        assert "*" in masked or not text


@pytest.mark.parametrize("name", ["演示煤矿 13800138000", "演示煤矿１３８００１３８０００", "11010519491231002X"])
def test_the_name_of_a_firm_holds_nobodys_number(name: str) -> None:
    assert [finding.code for finding in check_firm_name(name)[1]] == ["name.personal"]
