"""Whether a laboratory's report can be true: sums, bases, ranges, dates."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.domain.assay import Basis, Item, Measured
from coalguard.domain.errors import DamagedError
from coalguard.domain.findings import Finding, Severity
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import canonical
from coalguard.domain.mass import Mass
from coalguard.domain.plausibility import Report, parse_report_facts, plausible, report_facts

AR, AD, D, DAF, NONE = Basis.AR, Basis.AD, Basis.D, Basis.DAF, Basis.NONE
ARRIVED = date(2026, 1, 14)
T1 = (
    (Item.MOISTURE, AD, "1.62"),
    (Item.TOTAL_MOISTURE, AR, "6.5"),
    (Item.ASH, AD, "18.40"),
    (Item.ASH, D, "18.70"),
    (Item.ASH, AR, "17.49"),
    (Item.VOLATILE, AD, "7.85"),
    (Item.VOLATILE, D, "7.98"),
    (Item.VOLATILE, DAF, "9.81"),
    (Item.SULFUR, AD, "0.46"),
    (Item.SULFUR, D, "0.47"),
    (Item.FIXED_CARBON, AD, "72.13"),
    (Item.CALORIFIC, AR, "26.19"),
)


def report(*values: tuple[Item, Basis, str]) -> Report:
    return Report(
        number="示例-0001",
        laboratory="示例煤炭化验室",
        cma="000000000000",
        supplier=EntryKey("0" * 16, 1, 7),
        mine="示例一号矿",
        sampled_on=date(2026, 1, 12),
        reported_on=date(2026, 1, 14),
        batch="B0114-01",
        covers=Mass(120_460),
        coal="无烟2号",
        measured=tuple(Measured(item, basis, Decimal(value)) for item, basis, value in values),
    )


def changed(item: Item, basis: Basis, value: str) -> Report:
    """T1 with one number replaced."""
    return report(*((i, b, value if (i, b) == (item, basis) else v) for i, b, v in T1))


def found(one: Report) -> list[tuple[str, str]]:
    return [(finding.code, finding.severity.value) for finding in plausible(one, ARRIVED)]


def only(one: Report) -> Finding:
    (finding,) = plausible(one, ARRIVED)
    return finding


def test_nothing_speaks_against_t1() -> None:
    assert plausible(report(*T1), ARRIVED) == ()


def test_an_empty_report_is_not_implausible() -> None:
    assert plausible(report(), ARRIVED) == ()


# --- the paper ---


@pytest.mark.parametrize(
    ("faulty", "code", "facts"),
    [
        (replace(report(*T1), number=" "), "report.number_missing", {}),
        (replace(report(*T1), covers=Mass(0)), "report.covers_nothing", {"covers_kg": 0}),
        (
            replace(report(*T1), sampled_on=date(2026, 1, 15), reported_on=date(2026, 1, 14)),
            "report.sampled_after_reported",
            {"sampled_on": "2026-01-15", "reported_on": "2026-01-14"},
        ),
        (
            replace(report(*T1), reported_on=date(2026, 1, 15)),
            "report.reported_after_arrival",
            {"reported_on": "2026-01-15", "arrived_on": "2026-01-14"},
        ),
    ],
)
def test_a_paper_that_cannot_be_is_refused(faulty: Report, code: str, facts: dict[str, Any]) -> None:
    assert only(faulty) == Finding(code, facts, Severity.FAIL)


# --- sums ---


@pytest.mark.parametrize(("carbon", "off"), [("72.11", False), ("72.15", False), ("72.10", True), ("72.16", True)])
def test_the_air_dried_parts_make_a_hundred(carbon: str, off: bool) -> None:  # noqa: FBT001 -- a column of cases
    codes = found(changed(Item.FIXED_CARBON, AD, carbon))
    assert (codes == [("quality.sum_off", "fail")]) is off


def test_a_wrong_sum_shows_its_parts() -> None:
    finding = only(report((Item.ASH, D, "20.00"), (Item.VOLATILE, D, "8.00"), (Item.FIXED_CARBON, D, "71.00")))
    assert finding.facts == {"basis": "d", "total": "99.00", "parts": "20.00 + 8.00 + 71.00"}


def test_the_dry_ash_free_parts_make_a_hundred() -> None:
    assert found(report((Item.VOLATILE, DAF, "10.00"), (Item.FIXED_CARBON, DAF, "90.00"))) == []
    assert found(report((Item.VOLATILE, DAF, "10.00"), (Item.FIXED_CARBON, DAF, "89.00"))) == [
        ("quality.sum_off", "fail")
    ]


# --- bases ---


@pytest.mark.parametrize(
    ("item", "lower", "higher"),
    [
        (Item.ASH, AD, D),
        (Item.ASH, AR, D),
        (Item.VOLATILE, AD, D),
        (Item.VOLATILE, D, DAF),
        (Item.VOLATILE, AD, DAF),
        (Item.VOLATILE, AR, DAF),
        (Item.SULFUR, AD, D),
    ],
)
def test_swapped_bases_are_refused(item: Item, lower: Basis, higher: Basis) -> None:
    assert found(report((item, lower, "3.00"), (item, higher, "3.00"))) in ([], [("quality.unusual", "warn")])
    swapped = plausible(report((item, lower, "3.01"), (item, higher, "3.00")), ARRIVED)[0]
    assert (swapped.code, swapped.severity) == ("quality.bases_swapped", Severity.FAIL)
    assert swapped.facts == {
        "item": item.value,
        "basis": lower.value,
        "other_basis": higher.value,
        "value": "3.01",
        "other": "3.00",
    }


def test_one_item_is_called_swapped_once() -> None:
    faulty = report((Item.VOLATILE, AD, "9.81"), (Item.VOLATILE, D, "7.98"), (Item.VOLATILE, DAF, "7.85"))
    assert found(faulty).count(("quality.bases_swapped", "fail")) == 1


@pytest.mark.parametrize(
    ("item", "basis"),
    [(Item.ASH, DAF), (Item.MOISTURE, D), (Item.MOISTURE, DAF), (Item.TOTAL_MOISTURE, AD), (Item.TOTAL_MOISTURE, D)],
)
def test_a_basis_that_an_item_cannot_have_is_refused(item: Item, basis: Basis) -> None:
    assert only(report((item, basis, "3.00"))) == Finding(
        "quality.basis_impossible", {"item": item.value, "basis": basis.value}, Severity.FAIL
    )


def test_an_item_reported_twice_with_two_values_is_refused() -> None:
    finding = only(report((Item.ASH, D, "18.70"), (Item.ASH, D, "18.7"), (Item.ASH, D, "17.80")))
    assert finding.code == "quality.reported_twice"
    assert finding.severity is Severity.FAIL
    assert finding.facts == {"item": "ash", "basis": "d", "value": "18.70", "other": "17.80"}


def test_gross_and_net_calorific_value_may_share_a_basis() -> None:
    assert found(report((Item.CALORIFIC, AR, "26.19"), (Item.CALORIFIC, AR, "27.40"))) == []


# --- recomputed ---


@pytest.mark.parametrize(("daf", "differs"), [("9.83", False), ("9.79", False), ("9.84", True), ("9.78", True)])
def test_a_reported_daf_value_must_follow_from_the_others(daf: str, differs: bool) -> None:  # noqa: FBT001 -- a column
    codes = found(changed(Item.VOLATILE, DAF, daf))
    assert (codes == [("quality.recomputed_differs", "warn")]) is differs


def test_a_difference_shows_its_arithmetic() -> None:
    finding = only(changed(Item.VOLATILE, DAF, "9.10"))
    assert finding.facts == {
        "item": "volatile",
        "basis": "daf",
        "value": "9.10",
        "recomputed": "9.81",
        "arithmetic": "7.85 × 100 ÷ (100 − 1.62 − 18.40) = 9.81",
    }


def test_a_dry_sulfur_that_does_not_follow_is_told() -> None:
    assert found(changed(Item.SULFUR, D, "0.50")) == [("quality.recomputed_differs", "warn")]


# --- ranges ---


@pytest.mark.parametrize(
    ("item", "basis", "value", "low", "high"),
    [
        (Item.MOISTURE, AD, "0.29", "0.3", "5"),
        (Item.MOISTURE, AD, "5.01", "0.3", "5"),
        (Item.TOTAL_MOISTURE, AR, "1.9", "2", "15"),
        (Item.TOTAL_MOISTURE, AR, "15.1", "2", "15"),
        (Item.ASH, D, "4.99", "5", "45"),
        (Item.ASH, D, "45.01", "5", "45"),
        (Item.VOLATILE, DAF, "1.99", "2", "45"),
        (Item.VOLATILE, DAF, "45.01", "2", "45"),
        (Item.SULFUR, D, "0.09", "0.1", "5"),
        (Item.SULFUR, D, "5.01", "0.1", "5"),
        (Item.CALORIFIC, AR, "11.99", "12", "32"),
        (Item.CALORIFIC, NONE, "32.01", "12", "32"),
    ],
)
def test_an_unusual_value_is_told(item: Item, basis: Basis, value: str, low: str, high: str) -> None:
    facts = {"item": item.value, "basis": basis.value, "value": value, "low": low, "high": high}
    assert only(report((item, basis, value))) == Finding("quality.unusual", facts, Severity.WARN)


def test_an_unusual_value_is_seen_through_another_basis() -> None:
    finding = only(report((Item.MOISTURE, AD, "2.00"), (Item.ASH, AD, "44.50")))
    assert finding.facts == {"item": "ash", "basis": "d", "value": "45.41", "low": "5", "high": "45"}


def test_a_gross_calorific_value_of_dry_coal_may_be_higher() -> None:
    assert found(report((Item.CALORIFIC, D, "33.50"))) == []


def test_more_moisture_dried_than_received_is_told() -> None:
    finding = only(report((Item.MOISTURE, AD, "3.10"), (Item.TOTAL_MOISTURE, AR, "3.0")))
    assert finding == Finding("quality.moisture_above_total", {"value": "3.10", "total": "3.0"}, Severity.WARN)


@pytest.mark.parametrize(("value", "unit", "offer"), [("5200", "kcal/kg", "21.74"), ("26190", "J/g", "26.19")])
def test_a_calorific_value_in_another_unit_is_offered_never_converted(value: str, unit: str, offer: str) -> None:
    assert only(report((Item.CALORIFIC, AR, value))) == Finding(
        "quality.calorific_unit", {"value": value, "unit": unit, "offer": offer}, Severity.FAIL
    )


# --- kept and read again ---

reports = st.builds(
    Report,
    number=st.text(),
    laboratory=st.text(),
    cma=st.text(),
    supplier=st.builds(EntryKey, st.just("9f31c2d4a5b6e708"), st.integers(1, 9), st.integers(1, 10**9)),
    mine=st.text(),
    sampled_on=st.dates(),
    reported_on=st.dates(),
    batch=st.text(),
    covers=st.builds(Mass, st.integers(-(10**9), 10**9)),
    coal=st.text(),
    measured=st.lists(
        st.builds(Measured, st.sampled_from(Item), st.sampled_from(Basis), st.decimals(-(10**6), 10**6, places=4))
    ).map(tuple),
)


@given(reports)
def test_a_report_is_read_back_as_it_was_entered(one: Report) -> None:
    assert parse_report_facts(json.loads(json.dumps(report_facts(one)))) == one


def test_a_reports_facts_can_stand_in_the_journal() -> None:
    kept = json.loads(canonical(report_facts(report(*T1))))
    assert kept["covers_kg"] == 120_460
    assert kept["values"][0] == {"item": "moisture", "basis": "ad", "value": "1.62"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", 5),
        ("covers_kg", "120460"),
        ("covers_kg", True),
        ("covers_kg", 1.5),
        ("supplier", "nobody"),
        ("sampled_on", "yesterday"),
        ("values", [{"item": "ash", "basis": "ad"}]),
        ("values", [{"item": "ash", "basis": "ad", "value": "1e1"}]),
        ("values", [{"item": "ash", "basis": "wet", "value": "1"}]),
        ("values", None),
    ],
)
def test_a_damaged_report_is_refused(field: str, value: object) -> None:
    with pytest.raises(DamagedError) as damaged:
        parse_report_facts({**report_facts(report(*T1)), field: value})
    assert damaged.value.code == "report.malformed"


def test_a_report_without_a_field_is_refused() -> None:
    with pytest.raises(DamagedError):
        parse_report_facts({})


def test_a_report_covers_a_million_tonnes_at_most() -> None:
    found = plausible(replace(report(), covers=Mass((1 << 63) - 1)), date(2026, 11, 13))
    assert [finding.code for finding in found if finding.severity is Severity.FAIL] == ["mass.out_of_range"]
