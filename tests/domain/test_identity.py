"""Who, what and where is meant: keys and numbers, the vectors of `domain.md` §6, names, masks, divisions."""

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard import resources
from coalguard.domain.errors import DamagedError, UsageError
from coalguard.domain.findings import Finding, Refused, Severity, fail, warn
from coalguard.domain.identity import (
    CHINA,
    Division,
    DivisionKind,
    DivisionTable,
    DocumentNumber,
    EntryKey,
    check_credit_code,
    check_firm_name,
    check_id_card,
    check_name,
    check_phone,
    check_town,
    compact_code,
    day_code,
    day_of,
    half_width,
    has_control_characters,
    holds_personal_number,
    mask_id_card,
    mask_name,
    mask_phone,
    parse_divisions,
    tidy_line,
)

TODAY = date(2026, 1, 14)
LINXIA = parse_divisions((resources.path("divisions") / "linxia.json").read_bytes())

# --- keys, numbers, days ----------------------------------------------------------------------------------------------

keys = st.builds(
    EntryKey, st.from_regex(r"[0-9a-f]{16}", fullmatch=True), st.integers(1, 999_999_999), st.integers(1, 10**15 - 1)
)


@given(keys)
def test_a_key_reads_as_it_was_written(key: EntryKey) -> None:
    assert EntryKey.parse(str(key)) == key


@pytest.mark.parametrize("text", ["", "9f31c2d4a5b6e708-1", "9F31C2D4A5B6E708-1-17", "9f31c2d4a5b6e708-0-17", "x-1-1"])
def test_what_is_no_key_is_wrong_usage(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        EntryKey.parse(text)
    assert (caught.value.code, caught.value.facts) == ("id.malformed", {"value": text})


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("LX01-260114-0032", DocumentNumber("LX01", "260114", 32)),
        (" lx01-260114-0032 ", DocumentNumber("LX01", "260114", 32)),
        ("GB0101-260114-1000001", DocumentNumber("GB0101", "260114", 1_000_001)),
    ],
)
def test_a_number_reads_as_printed_or_typed(typed: str, number: DocumentNumber) -> None:
    assert DocumentNumber.parse(typed) == number
    assert DocumentNumber.parse(str(number)) == number


@pytest.mark.parametrize("typed", ["", "LX01-260114-32", "LX01", "L01-260114-0032"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as caught:
        DocumentNumber.parse(typed)
    assert caught.value.code == "number.malformed"


def test_the_day_changes_at_midnight_in_china() -> None:
    before, after = datetime(2026, 1, 14, 15, 59, tzinfo=UTC), datetime(2026, 1, 14, 16, 0, tzinfo=UTC)
    assert (day_of(before), day_code(before)) == (date(2026, 1, 14), "260114")
    assert (day_of(after), day_code(after)) == (date(2026, 1, 15), "260115")
    assert day_of(datetime(2026, 1, 15, 0, 0, tzinfo=CHINA)) == date(2026, 1, 15)


# --- what people type -------------------------------------------------------------------------------------------------


def test_full_width_signs_become_half_width_and_a_chinese_stop_a_point() -> None:
    assert half_width("Ａ１２．８（甘）　！。") == "A12.8(甘) !."


def test_a_code_is_compared_without_case_and_spaces() -> None:
    assert compact_code(" ６22\t901 x ") == "622901X"


# --- identity numbers -------------------------------------------------------------------------------------------------


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


# --- credit codes -----------------------------------------------------------------------------------------------------


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


# --- phones -----------------------------------------------------------------------------------------------------------


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


# --- names ------------------------------------------------------------------------------------------------------------


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


# --- masks ------------------------------------------------------------------------------------------------------------


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


# --- divisions --------------------------------------------------------------------------------------------------------


def test_linxia_has_seven_streets_and_four_towns_with_codes() -> None:
    home = [one for one in LINXIA.divisions if one.parent == LINXIA.home]
    assert [one.code for one in home if one.kind is DivisionKind.STREET] == [f"62290100{n}" for n in range(1, 8)]
    assert [one.code for one in home if one.kind is DivisionKind.TOWN] == [f"62290110{n}" for n in range(4)]
    assert len([one for one in LINXIA.divisions if one.kind is DivisionKind.COUNTY]) == 8


@pytest.mark.parametrize(
    ("asked", "name", "code"),
    [
        ("622901103", "折桥镇", "622901103"),
        ("折桥镇", "折桥镇", "622901103"),
        (" 临夏市 折桥镇 ", "折桥镇", "622901103"),
        ("６２２９０１１０１", "枹罕镇", "622901101"),
        ("622921", "临夏县", "622921"),
        ("临夏回族自治州", "临夏回族自治州", "6229"),
        ("韩集镇", "韩集镇", ""),
        ("和政县城关镇", "城关镇", ""),
        ("银川镇", "银川镇", "622927106"),
    ],
)
def test_a_division_is_found_by_code_and_by_name(asked: str, name: str, code: str) -> None:
    found = LINXIA.find(asked)
    assert (found.name, found.code) == (name, code)


def test_the_full_name_has_the_county_before_it() -> None:
    assert LINXIA.full_name(LINXIA.find("622901103")) == "临夏市折桥镇"
    assert LINXIA.full_name(LINXIA.find("622921")) == "临夏县"
    assert LINXIA.full_name(LINXIA.find("6229")) == "临夏回族自治州"


@pytest.mark.parametrize("asked", ["西区街道", "榆林", "银川市", "622901999"])
def test_an_unknown_division_is_refused_with_those_of_the_home_city(asked: str) -> None:
    with pytest.raises(Refused) as caught:
        LINXIA.find(asked)
    assert caught.value.code == "division.unknown"
    assert caught.value.facts["value"] == asked
    assert str(caught.value.facts["known"]).split("、")[::10] == ["城南街道", "折桥镇"]


def test_a_name_of_two_divisions_asks_which() -> None:
    with pytest.raises(Refused) as caught:
        LINXIA.find("城关镇")
    assert caught.value.code == "division.ambiguous"
    assert caught.value.facts == {"value": "城关镇", "known": "广河县城关镇、和政县城关镇"}


def test_no_division_is_a_reason_of_its_own() -> None:
    assert check_town(" ", LINXIA) == (None, (fail("division.missing"),))


def test_a_town_without_a_code_is_named_by_its_county() -> None:
    town, findings = check_town("韩集镇", LINXIA)
    assert town == Division("", "韩集镇", DivisionKind.TOWN, "622921")
    assert town.known_code == "622921"
    assert findings == (Finding("division.uncoded", {"town": "临夏县韩集镇"}, Severity.INFO),)


def test_a_town_with_a_code_needs_no_word() -> None:
    assert check_town("折桥镇", LINXIA) == (LINXIA.find("622901103"), ())


def _table(*rows: dict[str, str], home: str = "01") -> bytes:
    return json.dumps({"source": "invented", "home": home, "divisions": rows}).encode()


CITY = {"code": "01", "name": "甲市", "kind": "county", "parent": "0"}
PREFECTURE = {"code": "0", "name": "甲州", "kind": "prefecture", "parent": ""}


def test_a_sound_table_is_read_whole() -> None:
    city = Division("01", "甲市", DivisionKind.COUNTY, "0")
    prefecture = Division("0", "甲州", DivisionKind.PREFECTURE, "")
    assert parse_divisions(_table(PREFECTURE, CITY)) == DivisionTable("01", (prefecture, city))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        _table({**CITY, "kind": "moon"}),
        _table({**CITY, "more": "x"}),
        _table(PREFECTURE, CITY, CITY),
        _table(CITY),
        _table(PREFECTURE, CITY, home="02"),
        _table(PREFECTURE, CITY, {"code": "", "name": "乙镇", "kind": "town", "parent": ""}),
    ],
)
def test_an_unsound_table_is_damaged(text: bytes) -> None:
    with pytest.raises(DamagedError) as caught:
        parse_divisions(text)
    assert caught.value.code == "divisions.malformed"


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


@pytest.mark.parametrize("name", ["演示煤矿 13800138000", "演示煤矿１３８００１３８０００", "11010519491231002X"])
def test_the_name_of_a_firm_holds_nobodys_number(name: str) -> None:
    assert [finding.code for finding in check_firm_name(name)[1]] == ["name.personal"]
