"""The verdict: limits as data, every value on the limit's basis, the arithmetic shown."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.domain.errors import DamagedError
from coalguard.domain.findings import Finding, Severity
from coalguard.domain.journal import canonical
from coalguard.domain.quality import (
    Assessment,
    Basis,
    Item,
    Limit,
    Measured,
    RuleSet,
    Standard,
    Verdict,
    assess,
    judged_facts,
    parse_assessment_facts,
    parse_rule_set,
)

AR, AD, D, DAF, NONE = Basis.AR, Basis.AD, Basis.D, Basis.DAF, Basis.NONE
STANDARDS = Path(__file__).parents[2] / "resources" / "standards"
TODAY = date(2026, 1, 14)


def linxia() -> RuleSet:
    return parse_rule_set((STANDARDS / "linxia-2023.json").read_bytes())


def anthracite() -> Standard:
    standard = linxia().standard_for("无烟2号", TODAY)
    assert standard
    return standard


def one_limit(item: Item, basis: Basis, limit: str, *, operator: str = "<=", decimals: int = 2) -> Standard:
    return replace(anthracite(), limits=(Limit(item, basis, operator, Decimal(limit), decimals),))


def measured(text: str) -> tuple[Measured, ...]:
    """A report in one line, as laboratories write it: "Mad 1.62 Aad 18.40 Vdaf 9.81 St,d 0.47 Mt 6.5 A? 20"."""
    letters = {"A": Item.ASH, "V": Item.VOLATILE, "St,": Item.SULFUR, "M": Item.MOISTURE, "Q": Item.CALORIFIC}
    words = text.split()
    values = []
    for symbol, value in zip(words[::2], words[1::2], strict=True):
        if symbol == "Mt":
            item, basis = Item.TOTAL_MOISTURE, AR
        else:
            start = next(letter for letter in letters if symbol.startswith(letter))
            item, basis = letters[start], Basis(symbol[len(start) :].replace("?", "none"))
        values.append(Measured(item, basis, Decimal(value)))
    return tuple(values)


# --- domain.md §2.2 ---

VECTORS = [
    ("T1", "Mad 1.62 Aad 18.40 Vad 7.85 St,ad 0.46 Mt 6.5", "18.70 9.81 0.47", "pass"),
    ("T2", "Mad 2.00 Aad 22.00 Vad 9.80 St,ad 0.72 Mt 8.0", "22.45 12.89 0.73", "fail"),
    ("T3", "Mad 2.50 Aad 29.40 Vad 6.90 St,ad 0.60 Mt 9.0", "30.15 10.13 0.62", "fail"),
    ("T4", "Mad 1.80 Aad 20.10 Vad 8.20 St,ad 0.99 Mt 7.2", "20.47 10.50 1.01", "fail"),
    ("T5", "Mad 3.10 Aad 24.00 Vad 8.60 St,ad 0.95 Mt 11.0", "24.77 11.80 0.98", "pass"),
    ("T6", "Mad 2.00 Aad 29.40 Vad 7.00 St,ad 0.98 Mt 8.0", "30.00 10.20 1.00", "pass"),
    ("T7", "Mad 1.00 Aad 19.00 Vad 9.60 St,ad 0.50 Mt 5.0", "19.19 12.00 0.51", "pass"),
    ("T9", "Mad 1.00 Aad 19.00 Vad 9.604 St,ad 0.50 Mt 5.0", "19.19 12.00 0.51", "borderline"),
    ("T10", "Mad 1.00 Aad 19.00 Vad 9.6041 St,ad 0.50 Mt 5.0", "19.19 12.01 0.51", "fail"),
]


@pytest.mark.parametrize(("name", "report", "values", "verdict"), VECTORS, ids=[vector[0] for vector in VECTORS])
def test_an_air_dried_report_is_judged_on_the_limits_bases(name: str, report: str, values: str, verdict: str) -> None:
    found = assess(measured(report), anthracite())
    by_item = {one.item: str(one.value) for one in found.judged}
    assert [by_item[Item.ASH], by_item[Item.VOLATILE], by_item[Item.SULFUR]] == values.split(), name
    assert found.verdict == verdict
    assert all(one.converted_from is AD and one.reported is None for one in found.judged)


def test_the_other_values_of_t1_follow_too() -> None:
    t1 = measured("Mad 1.62 Aad 18.40 Vad 7.85 St,ad 0.46 Mt 6.5")
    for item, basis, value in [(Item.ASH, AR, "17.49"), (Item.SULFUR, AR, "0.44"), (Item.VOLATILE, D, "7.98")]:
        assert str(assess(t1, one_limit(item, basis, "99.00")).judged[0].value) == value


def test_the_arithmetic_of_t1_stands_on_one_line() -> None:
    judged = {one.item: one for one in assess(measured(VECTORS[0][1]), anthracite()).judged}
    assert judged[Item.VOLATILE].arithmetic == "7.85 × 100 ÷ (100 − 1.62 − 18.40) = 9.81"
    assert judged[Item.ASH].arithmetic == "18.40 × 100 ÷ (100 − 1.62) = 18.70"


def test_a_broken_limit_says_by_how_much() -> None:
    found = assess(measured(VECTORS[1][1]), anthracite())
    facts = {
        "item": "volatile",
        "basis": "daf",
        "value": "12.89",
        "limit": "12.00",
        "operator": "<=",
        "over_by": "0.89",
    }
    assert found.findings == (Finding("quality.over_limit", facts, Severity.FAIL),)
    assert found.rule_set == "linxia-2023.1"


def test_a_borderline_value_shows_what_rounding_decided() -> None:
    found = assess(measured(VECTORS[7][1]), anthracite())
    volatile = next(one for one in found.judged if one.borderline)
    assert volatile.holds
    assert volatile.arithmetic == "9.604 × 100 ÷ (100 − 1.00 − 19.00) = 12.005 → 12.00"
    assert [(one.code, one.severity) for one in found.findings] == [("quality.borderline", Severity.WARN)]


def test_a_borderline_value_without_end_is_cut_with_a_mark() -> None:
    found = assess(measured("Vd 8.401 Ad 30.00 St,d 0.50"), anthracite())
    volatile = next(one for one in found.judged if one.item is Item.VOLATILE)
    assert volatile.arithmetic == "8.401 × 100 ÷ (100 − 30.00) = 12.001428… → 12.00"
    assert found.verdict is Verdict.BORDERLINE


# --- reported on the limit's basis ---


@pytest.mark.parametrize(
    ("report", "verdict", "arithmetic"),
    [
        ("Vdaf 12.00 St,d 1.00 Ad 30.00", "pass", "12.00"),
        ("Vdaf 12 St,d 1 Ad 30", "pass", "12.00"),
        ("Vdaf 12.01 St,d 1.00 Ad 30.00", "fail", "12.01"),
        ("Vdaf 12.005 St,d 1.00 Ad 30.00", "borderline", "12.005 → 12.00"),
        ("Vdaf 11.994 St,d 1.00 Ad 30.00", "pass", "11.994 → 11.99"),
        ("Vdaf 12.49 St,d 0.47 Ad 18.70", "fail", "12.49"),
        ("Vdaf 11.20 St,d 0.47 Ad 18.70", "pass", "11.20"),
    ],
)
def test_a_value_on_the_limits_basis_is_compared_directly(report: str, verdict: str, arithmetic: str) -> None:
    found = assess(measured(report), anthracite())
    volatile = found.judged[0]
    assert (found.verdict.value, volatile.arithmetic, volatile.converted_from) == (verdict, arithmetic, None)
    assert volatile.reported == measured(report)[0].value


def test_the_reported_value_goes_before_a_converted_one() -> None:
    found = assess(measured("Vdaf 12.10 Mad 1.62 Aad 18.40 Vad 7.85 St,d 0.47"), anthracite())
    assert str(found.judged[0].value) == "12.10"
    assert found.verdict is Verdict.FAIL


def test_received_values_are_converted_with_the_total_moisture() -> None:
    found = assess(measured("Mt 6.5 Aar 17.49 Var 7.46 St,ar 0.44"), anthracite())
    assert [str(one.value) for one in found.judged] == ["9.81", "0.47", "18.71"]
    assert found.verdict is Verdict.PASS


# --- what is missing ---


def codes(found: Assessment) -> list[tuple[str, str | int | None, str | int | None]]:
    return [(one.code, one.facts["item"], one.facts.get("needs")) for one in found.findings]


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (
            "Aad 18.40 Vad 7.85 St,ad 0.46",
            [("missing_moisture", item, "moisture") for item in ("volatile", "sulfur", "ash")],
        ),
        ("Mad 1.62 Vad 7.85 St,ad 0.46", [("missing_ash", "volatile", None), ("missing_item", "ash", None)]),
        ("Vd 7.98 St,d 0.47 Mt 6.5", [("missing_ash", "volatile", None), ("missing_item", "ash", None)]),
        ("Vad 7.85 St,d 0.47 Ad 18.70", [("missing_moisture", "volatile", "moisture")]),
        ("Var 7.85 St,d 0.47 Ad 18.70 Mad 1.62", [("missing_moisture", "volatile", "total_moisture")]),
        (
            "Vd 7.85 St,d 0.47 Aar 18.70",
            [("missing_moisture", "volatile", "total_moisture"), ("missing_moisture", "ash", "total_moisture")],
        ),
        ("Vdaf 9.81 Ad 18.70", [("missing_item", "sulfur", None)]),
        ("Vdaf 9.81 Ad 18.70 St,? 0.47", [("basis_unknown", "sulfur", None)]),
        ("Vdaf 9.81 Adaf 18.70 St,d 0.47", [("basis_unknown", "ash", None)]),
        ("Mad 60 Aad 40 Vad 5 St,d 0.47 Ad 30", [("shares_impossible", "volatile", None)]),
        ("Vdaf 9.81 Ad 18.70 St,d 0.47 Ad 18.90", [("reported_twice", "ash", None)]),
        ("Vdaf 9.81 Ad 18.70 St,d 0.47 Mad 1.62 M? 6.50", [("reported_twice", "moisture", None)]),
    ],
)
def test_what_cannot_be_judged_names_what_is_missing(report: str, expected: list[tuple[str, str, str | None]]) -> None:
    found = assess(measured(report), anthracite())
    assert found.verdict is Verdict.CANNOT_JUDGE
    assert codes(found) == [(f"quality.{code}", item, needs) for code, item, needs in expected]
    assert all(one.severity is Severity.WARN for one in found.findings)


def test_a_fail_outweighs_what_is_missing() -> None:
    found = assess(measured("St,d 1.28 Ad 18.70"), anthracite())
    assert found.verdict is Verdict.FAIL
    assert codes(found) == [("quality.over_limit", "sulfur", None), ("quality.missing_item", "volatile", None)]


def test_what_is_missing_outweighs_a_borderline_value() -> None:
    assert assess(measured("Vdaf 12.005 Ad 18.70"), anthracite()).verdict is Verdict.CANNOT_JUDGE


def test_an_empty_report_cannot_be_judged() -> None:
    found = assess((), anthracite())
    assert found.verdict is Verdict.CANNOT_JUDGE
    assert len(found.findings) == 3


def test_the_calorific_value_does_not_count_unless_a_limit_asks_for_it() -> None:
    good = measured("Vdaf 9.81 St,d 0.47 Ad 18.70 Qar 26.19 Qar 27.50")
    assert assess(good, anthracite()).verdict is Verdict.PASS
    asked = one_limit(Item.CALORIFIC, AR, "18.00", operator=">=")
    assert assess(good, asked).verdict is Verdict.CANNOT_JUDGE
    assert assess(measured("Qar 18.00"), asked).verdict is Verdict.PASS
    assert codes(assess(measured("Qd 18.00 Mt 5.0"), asked)) == [("quality.missing_item", "calorific", None)]
    assert codes(assess(measured("Q? 18.00"), asked)) == [("quality.basis_unknown", "calorific", None)]


@pytest.mark.parametrize(
    ("operator", "value", "verdict"),
    [
        (">=", "18.00", "pass"),
        (">=", "17.99", "fail"),
        (">=", "17.996", "borderline"),
        (">", "18.00", "fail"),
        (">", "18.01", "pass"),
        ("<", "18.00", "fail"),
        ("<", "17.99", "pass"),
        ("<=", "18.00", "pass"),
    ],
)
def test_the_operator_is_data(operator: str, value: str, verdict: str) -> None:
    assert (
        assess(measured(f"Qar {value}"), one_limit(Item.CALORIFIC, AR, "18.00", operator=operator)).verdict == verdict
    )


def test_too_little_is_named_apart_from_too_much() -> None:
    found = assess(measured("Qar 16.50"), one_limit(Item.CALORIFIC, AR, "18.00", operator=">="))
    assert found.findings[0].code == "quality.under_limit"
    assert found.findings[0].facts["under_by"] == "1.50"


hundredths = st.decimals("0", "60", places=2)


@given(
    volatile=hundredths,
    sulfur=st.decimals("0", "3", places=4),
    ash=hundredths,
    moisture=st.decimals("0", "10", places=2),
)
def test_nothing_passes_with_a_limit_exceeded(
    volatile: Decimal, sulfur: Decimal, ash: Decimal, moisture: Decimal
) -> None:
    found = assess(measured(f"Mad {moisture} Aad {ash} Vad {volatile} St,ad {sulfur}"), anthracite())
    dry = 100 - Fraction(moisture)
    exceeded = (
        Fraction(volatile) * 100 / (dry - Fraction(ash)) > 12 or max(Fraction(sulfur), Fraction(ash) / 30) > dry / 100
    )
    assert (found.verdict is Verdict.PASS) == (not exceeded)
    assert (found.verdict is Verdict.FAIL) == any(one.code == "quality.over_limit" for one in found.findings)


@given(st.lists(st.sampled_from(list(measured(VECTORS[0][1]))), unique=True))
def test_leaving_values_out_never_makes_a_pass(left: list[Measured]) -> None:
    needed = [one for one in measured(VECTORS[0][1]) if one.item is not Item.TOTAL_MOISTURE]
    assert (assess(left, anthracite()).verdict is Verdict.PASS) == all(one in left for one in needed)


# --- the rule set ---


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


# --- kept and read again ---


@pytest.mark.parametrize("report", [*(vector[1] for vector in VECTORS), "", "Vdaf 12.005 Ad 31", "St,? 1 Ad 20 Ad 21"])
@pytest.mark.parametrize("coal", ["无烟2号", "环保型煤", "烟煤"])
def test_an_assessment_is_read_back_as_it_was_made(report: str, coal: str) -> None:
    made = assess(measured(report), linxia().standard_for(coal, TODAY))
    assert parse_assessment_facts(json.loads(canonical(judged_facts(made)))) == made


def test_an_old_verdict_stays_though_the_limits_change() -> None:
    kept = judged_facts(assess(measured("Vdaf 9.81 St,d 0.47 Ad 18.70"), anthracite()))
    stricter = replace(anthracite(), rule_set="v2", limits=(Limit(Item.ASH, D, "<=", Decimal("15.00"), 2),))
    assert assess(measured("Ad 18.70"), stricter).verdict is Verdict.FAIL
    assert parse_assessment_facts(kept).verdict is Verdict.PASS
    assert parse_assessment_facts(kept).rule_set == "linxia-2023.1"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("verdict",), "maybe"),
        (("rule_set",), 3),
        (("judged", 0, "value"), 12.89),
        (("judged", 0, "value"), "1e1"),
        (("judged", 0, "holds"), 1),
        (("judged", 0, "arithmetic"), None),
        (("judged",), 4),
        (("findings", 0, "severity"), "bad"),
        (("findings", 0, "facts"), {"value": 1.5}),
        (("findings", 0, "facts"), None),
        (("findings", 0), "x"),
    ],
)
def test_a_damaged_assessment_is_refused(path: tuple[str | int, ...], value: object) -> None:
    facts: Any = json.loads(canonical(judged_facts(assess(measured(VECTORS[1][1]), anthracite()))))
    inner = facts
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    with pytest.raises(DamagedError) as damaged:
        parse_assessment_facts(facts)
    assert damaged.value.code == "assessment.malformed"
