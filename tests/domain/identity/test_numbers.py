"""The numbers of people and firms by the vectors of `domain.md` §6: identity cards, credit codes, phones."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.domain.findings import Finding, fail, warn
from coalguard.domain.identity import (
    check_credit_code,
    check_id_card,
    check_phone,
    holds_personal_number,
)

TODAY = date(2026, 1, 14)


@pytest.mark.parametrize(
    ("number", "findings"),
    [
        ("11010519491231002X", ()),
        ("440524188001010014", (warn("id_card.birth_year"),)),
        ("622901188001010017", (warn("id_card.birth_year"),)),
        ("622901188001010025", (warn("id_card.birth_year"),)),
        ("622901188001010033", (warn("id_card.birth_year"),)),
        ("622901188001010041", (warn("id_card.birth_year"),)),
        ("62290118800101005X", (warn("id_card.birth_year"),)),
        ("622901188001010018", (fail("id_card.check_digit"), warn("id_card.birth_year"))),
        ("622901188002290014", (warn("id_card.birth_year"),)),
        ("622901190002290017", (fail("id_card.date"),)),
        ("622901202302300016", (fail("id_card.date"),)),
        ("622901188013010014", (fail("id_card.date"),)),
        ("622901000001010012", (fail("id_card.check_digit"), fail("id_card.date"))),
        ("", (fail("id_card.length", length=0),)),
        ("62290118800101001", (fail("id_card.length", length=17),)),
        ("6229011880010100177", (fail("id_card.length", length=19),)),
        ("62290118800101X017", (fail("id_card.malformed"),)),
        ("62290118800101001A", (fail("id_card.malformed"),)),
    ],
)
def test_an_identity_number_is_judged_by_its_standard(number: str, findings: tuple[Finding, ...]) -> None:
    assert check_id_card(number, TODAY) == (number, findings)


@pytest.mark.parametrize(
    "typed", ["11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ", " 110105 19491231 002X "]
)
def test_an_identity_number_is_normalised(typed: str) -> None:
    assert check_id_card(typed, TODAY) == ("11010519491231002X", ())


def test_nobody_is_born_after_today() -> None:
    born = date(1949, 12, 31)
    assert check_id_card("11010519491231002X", born) == ("11010519491231002X", ())
    assert check_id_card("11010519491231002X", date(1949, 12, 30))[1] == (warn("id_card.birth_year"),)


def test_no_finding_repeats_the_number() -> None:
    for number in ("622901188001010018", "62290118800101001", "622901190002290017"):
        for finding in check_id_card(number, TODAY)[1]:
            assert number not in str(finding)


@pytest.mark.parametrize(
    ("code", "findings"),
    [
        ("91110000101623741K", ()),
        ("911101066976941872", ()),
        ("91622901MA7ABCDE92", ()),
        ("92622901MA7ABCDE9Y", ()),
        ("91622901MA71F2K80H", ()),
        ("91310115MA1H8R7C6D", (warn("uscc.check_character"),)),
        ("91310115MA1H8R7C67", ()),
        ("91350211M0000XUF46", (warn("uscc.check_character"),)),
        ("622901600000001", (warn("uscc.old_number"),)),
        ("91622901MA7ABCDE9", (fail("uscc.malformed", length=17),)),
        ("91622901MAIABCDE92", (fail("uscc.malformed", length=18),)),
        ("", (fail("uscc.malformed", length=0),)),
    ],
)
def test_a_credit_code_is_judged_by_its_standard(code: str, findings: tuple[Finding, ...]) -> None:
    assert check_credit_code(code) == (code, findings)


def test_a_credit_code_is_normalised() -> None:
    assert check_credit_code(" 91622901-ｍａ７abcde-92 ") == ("91622901MA7ABCDE92", ())


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17))
def test_exactly_one_check_character_fits_a_body(body: str) -> None:
    fitting = [last for last in "0123456789ABCDEFGHJKLMNPQRTUWXY" if not check_credit_code(body + last)[1]]
    assert len(fitting) == 1


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13812345678", "13812345678"),
        ("138-1234-5678", "13812345678"),
        ("+86 138 1234 5678", "13812345678"),
        ("0086 13812345678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("0930-6212345", "0930-6212345"),
        ("（0930）6212345", "0930-6212345"),
        ("01012345678", "010-12345678"),
        ("0931 12345678", "0931-12345678"),
    ],
)
def test_a_phone_is_a_mobile_or_an_area_and_a_number(typed: str, kept: str) -> None:
    assert check_phone(typed) == (kept, ())
    assert check_phone(kept) == (kept, ())


@pytest.mark.parametrize(("typed", "length"), [("1381234567", 10), ("12812345678", 11), ("6212345", 7), ("", 0)])
def test_another_number_is_no_phone(typed: str, length: int) -> None:
    assert check_phone(typed) == (typed, (fail("phone.malformed", length=length),))


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("司机电话 138 0000 6620", True),
        ("电话８６１３８００００６６２０", True),
        ("证号 622901198001012416", True),
        ("", False),
        ("单号 LX01-260114-0032，毛重 47820 kg", False),
        ("封条 12345678901234567890", False),
    ],
)
def test_a_free_text_that_holds_somebody_s_number_is_known(text: str, holds: bool) -> None:  # noqa: FBT001 -- a column
    assert holds_personal_number(text) is holds
