"""A report and its limits: which basis is judged, what is borderline, what can not be judged."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.domain.findings import Finding, Severity
from coalguard.domain.quality import (
    Assessment,
    Item,
    Measured,
    Verdict,
    assess,
)
from tests.domain.quality.sheets import AD, AR, VECTORS, D, anthracite, measured, one_limit


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
