"""The rule set: what ships, from when to when it holds, and where a damaged one is wrong."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from coalguard.domain.errors import DamagedError
from coalguard.domain.quality import (
    Item,
    RuleSet,
    Verdict,
    assess,
    parse_rule_set,
)
from tests.domain.quality.sheets import DAF, STANDARDS, TODAY, D, anthracite, linxia, measured


def test_the_shipped_limits_are_those_of_the_city() -> None:
    standard = anthracite()
    assert (standard.fuel_class, standard.region, standard.valid_to) == ("民用散煤", "622901", None)
    assert {(one.item, one.basis, one.operator, str(one.limit)) for one in standard.limits} == {
        (Item.VOLATILE, DAF, "<=", "12.00"),
        (Item.SULFUR, D, "<=", "1.00"),
        (Item.ASH, D, "<=", "30.00"),
    }
    assert "甘工信发〔2019〕307号" in standard.source
    assert "临市府办发〔2023〕34号" in standard.source


def test_the_catalogue_never_judges() -> None:
    rules = linxia()
    assert rules.coals == ("无烟2号", "环保型煤")
    assert {one.coal for one in rules.catalogue} >= {"无烟1号", "烟煤1号", "烟煤2号", "型煤1号", "蜂窝煤2号"}
    assert rules.standard_for("烟煤1号", TODAY) is None
    assert rules.standard_for("无烟2号", date(2020, 1, 1)) is None


@pytest.mark.parametrize("path", sorted(STANDARDS.glob("*.json")), ids=lambda path: path.name)
def test_every_shipped_rule_set_can_be_read(path: Path) -> None:
    assert parse_rule_set(path.read_bytes()).standards


@pytest.mark.parametrize("coal", ["环保型煤", "烟煤"])
def test_coal_without_limits_cannot_be_judged(coal: str) -> None:
    standard = linxia().standard_for(coal, TODAY)
    found = assess(measured("Vdaf 9.81 St,d 0.47 Ad 18.70"), standard)
    assert (found.verdict, found.judged) == (Verdict.CANNOT_JUDGE, ())
    assert [one.code for one in found.findings] == ["standard.none"]
    assert found.rule_set == ("linxia-2023.1" if standard else "")


def test_a_standard_holds_on_its_first_and_last_day() -> None:
    old = replace(anthracite(), valid_to=date(2024, 3, 31))
    new = replace(anthracite(), valid_from=date(2024, 3, 1), region="new")
    rules = RuleSet("2", (old, new))
    assert rules.standard_for("无烟2号", date(2023, 6, 7)) is None
    assert rules.standard_for("无烟2号", date(2023, 6, 8)) == old
    assert rules.standard_for("无烟2号", date(2024, 3, 1)) == new
    assert RuleSet("1", (old,)).standard_for("无烟2号", date(2024, 3, 31)) == old
    assert RuleSet("1", (old,)).standard_for("无烟2号", date(2024, 4, 1)) is None
    assert rules.coals == ("无烟2号",)


GOOD: dict[str, Any] = {
    "confirmed": True,
    "coal": "无烟2号",
    "fuel_class": "民用散煤",
    "source": "示例",
    "valid_from": "2023-06-08",
    "valid_to": "2024-03-31",
    "region": "622901",
    "limits": [{"item": "ash", "basis": "d", "operator": "<=", "limit": "30.00", "decimals": 2}],
}


def rule_file(*standards: object, version: object = "v1", codes: object = None) -> bytes:
    codes = {"无烟2号": 1} if codes is None else codes
    return json.dumps({"version": version, "codes": codes, "standards": standards}).encode()


def test_every_coal_of_the_shipped_rules_has_its_code_for_ever() -> None:
    assert dict(linxia().codes) == {
        "无烟2号": 1,
        "环保型煤": 2,
        "无烟1号": 3,
        "烟煤1号": 4,
        "烟煤2号": 5,
        "蜂窝煤1号": 6,
        "蜂窝煤2号": 7,
        "型煤1号": 8,
        "型煤2号": 9,
    }


def test_a_rule_file_may_name_an_end() -> None:
    assert parse_rule_set(rule_file(GOOD)).standards[0].valid_to == date(2024, 3, 31)


def bad_limit(**changes: object) -> dict[str, Any]:
    return {**GOOD, "limits": [GOOD["limits"][0] | changes]}


@pytest.mark.parametrize(
    ("text", "where", "rule"),
    [
        (b"", "1:1", "json"),
        (b"\xff", "", "json"),
        (b"[]", "", "object"),
        (b"[" * 100_000, "", "json"),
        (rule_file(version=""), "version", "text"),
        (rule_file(version=3), "version", "text"),
        (rule_file(GOOD, "no entry"), "standards[1]", "object"),
        (rule_file({**GOOD, "confirmed": "yes"}), "standards[0].confirmed", "flag"),
        (rule_file({**GOOD, "coal": " "}), "standards[0].coal", "text"),
        (rule_file({**GOOD, "valid_from": "2023-13-01"}), "standards[0].valid_from", "date"),
        (rule_file({**GOOD, "valid_to": 5}), "standards[0].valid_to", "date"),
        (rule_file({key: GOOD[key] for key in GOOD if key != "valid_to"}), "standards[0].valid_to", "missing"),
        (rule_file(bad_limit(item="ashes")), "standards[0].limits[0].item", "item"),
        (rule_file(bad_limit(basis="none")), "standards[0].limits[0].basis", "basis"),
        (rule_file(bad_limit(operator="=")), "standards[0].limits[0].operator", "operator"),
        (rule_file(bad_limit(limit=30.0)), "standards[0].limits[0].limit", "number"),
        (rule_file(bad_limit(limit="3e1")), "standards[0].limits[0].limit", "number"),
        (rule_file(bad_limit(limit="30.005")), "standards[0].limits[0].decimals", "decimals"),
        (rule_file(bad_limit(decimals="2")), "standards[0].limits[0].decimals", "decimals"),
        (rule_file(bad_limit(decimals=True)), "standards[0].limits[0].decimals", "decimals"),
        (rule_file(bad_limit(decimals=-1)), "standards[0].limits[0].decimals", "decimals"),
        (rule_file(bad_limit(decimals=7)), "standards[0].limits[0].decimals", "decimals"),
        (rule_file(GOOD, GOOD), "standards", "doubled"),
        (rule_file({**GOOD, "limits": {}}), "standards[0].limits", "list"),
        (rule_file(GOOD, codes=["无烟2号"]), "codes", "codes"),
        (rule_file(GOOD, codes={}), "codes", "codes"),
        (rule_file(GOOD, codes={"无烟2号": 0}), "codes", "codes"),
        (rule_file(GOOD, codes={"无烟2号": 256}), "codes", "codes"),
        (rule_file(GOOD, codes={"无烟2号": "1"}), "codes", "codes"),
        (rule_file(GOOD, codes={"无烟2号": 1, "环保型煤": 1}), "codes", "codes"),
    ],
)
def test_a_damaged_rule_file_says_where_and_by_which_rule(text: bytes, where: str, rule: str) -> None:
    with pytest.raises(DamagedError) as damaged:
        parse_rule_set(text)
    assert damaged.value.code == "standard.malformed"
    assert (damaged.value.facts["where"], damaged.value.facts["rule"]) == (where, rule)
