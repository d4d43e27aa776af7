"""Where somebody is at home: the divisions of Linxia by code and by name, and a table that is unsound."""

import json

import pytest

from coalguard import resources
from coalguard.domain.errors import DamagedError
from coalguard.domain.findings import Finding, Refused, Severity, fail
from coalguard.domain.identity import (
    Division,
    DivisionKind,
    DivisionTable,
    check_town,
    parse_divisions,
)

LINXIA = parse_divisions((resources.path("divisions") / "linxia.json").read_bytes())


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
