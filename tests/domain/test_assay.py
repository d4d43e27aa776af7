"""A laboratory's numbers: typed, rounded, brought from basis to basis."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.domain.assay import (
    Basis,
    Item,
    Measured,
    contradiction,
    in_megajoules,
    lay_out,
    measured_facts,
    parse_exact,
    parse_measured_facts,
    parse_percentage,
    round_half_even,
)
from coalguard.domain.findings import Refused, Severity

AR, AD, D, DAF, NONE = Basis.AR, Basis.AD, Basis.D, Basis.DAF, Basis.NONE


# --- rounding (domain.md §2.3) ---

ROUNDED = [
    ("12.145", 2, "12.14"),
    ("12.155", 2, "12.16"),
    ("12.1450001", 2, "12.15"),
    ("12.005", 2, "12.00"),
    ("0.995", 2, "1.00"),
    ("1.005", 2, "1.00"),
    ("30.005", 2, "30.00"),
    ("0.35", 1, "0.4"),
    ("1.050", 1, "1.0"),
    ("10.5002", 0, "11"),
    ("28.175", 2, "28.18"),
    ("28.165", 2, "28.16"),
    ("8.53459", 2, "8.53"),
    ("-0.0365", 3, "-0.036"),
    ("12.005125", 2, "12.01"),
    ("-0.004", 2, "0.00"),
]


@pytest.mark.parametrize(("value", "decimals", "expected"), ROUNDED)
def test_five_goes_to_the_even_digit(value: str, decimals: int, expected: str) -> None:
    assert str(round_half_even(Decimal(value), decimals)) == expected
    assert str(round_half_even(Fraction(value), decimals)) == expected


def test_rounding_a_repeating_fraction_is_exact() -> None:
    assert round_half_even(Fraction(2, 3), 2) == Decimal("0.67")


def test_rounding_keeps_every_digit_of_a_long_number() -> None:
    long = "1234567890123456789012345678901234.565"
    assert str(round_half_even(Decimal(long), 2)) == "1234567890123456789012345678901234.56"


@given(st.decimals(-1000, 1000, places=6), st.integers(0, 4))
def test_rounding_moves_a_value_by_half_a_step_at_most(value: Decimal, decimals: int) -> None:
    assert abs(Fraction(round_half_even(value, decimals)) - Fraction(value)) <= Fraction(1, 2 * 10**decimals)


# --- typed values (ux.md §4.2) ---


@pytest.mark.parametrize(
    ("typed", "item", "value"),
    [
        ("12.00", Item.VOLATILE, "12.00"),
        (" 9.6041 ", Item.VOLATILE, "9.6041"),
        ("0", Item.SULFUR, "0"),
        ("60", Item.VOLATILE, "60"),
        ("60.00", Item.MOISTURE, "60.00"),
        ("10", Item.SULFUR, "10"),
        ("70", Item.ASH, "70"),
        ("100", Item.FIXED_CARBON, "100"),
        ("40", Item.CALORIFIC, "40"),
        ("１２．０２", Item.ASH, "12.02"),
        ("12。02\u3000", Item.ASH, "12.02"),
    ],
)
def test_a_typed_value_keeps_its_digits(typed: str, item: Item, value: str) -> None:
    assert str(parse_percentage(typed, item)) == value


@pytest.mark.parametrize(
    "typed", ["", "1e1", "1E1", "NaN", "Infinity", "12.", ".5", "1,5", "1_0", "0x1", "٣", "+1", "12%"]
)
def test_a_text_that_is_no_plain_number_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_percentage(typed, Item.ASH)
    assert refused.value.code == "quality.value_malformed"
    assert refused.value.facts == {"item": "ash", "value": typed}


@pytest.mark.parametrize("value", [12.0, 12, None, True, Decimal("12.00")])
def test_a_value_that_is_no_text_is_refused(value: object) -> None:
    with pytest.raises(Refused) as refused:
        parse_percentage(value, Item.ASH)
    assert refused.value.code == "quality.value_malformed"


@pytest.mark.parametrize(
    ("typed", "item", "high"),
    [
        ("-0.01", Item.ASH, "70"),
        ("－1", Item.ASH, "70"),
        ("-12", Item.ASH, "70"),
        ("60.01", Item.VOLATILE, "60"),
        ("10.01", Item.SULFUR, "10"),
        ("1242", Item.SULFUR, "10"),
        ("70.01", Item.ASH, "70"),
        ("60.1", Item.TOTAL_MOISTURE, "60"),
        ("99999", Item.TOTAL_MOISTURE, "60"),
        ("60.1", Item.MOISTURE, "60"),
        ("100.01", Item.FIXED_CARBON, "100"),
        ("40.01", Item.CALORIFIC, "40"),
        ("9000", Item.CALORIFIC, "40"),
    ],
)
def test_a_value_out_of_range_is_refused_without_a_guess(typed: str, item: Item, high: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_percentage(typed, item)
    assert refused.value.code == "quality.value_range"
    assert refused.value.facts == {"item": item.value, "value": typed.replace("－", "-"), "low": "0", "high": high}


@pytest.mark.parametrize(
    ("typed", "item", "hint"),
    [
        ("1242", Item.VOLATILE, "12.42"),
        ("128", Item.SULFUR, "1.28"),
        ("2735", Item.ASH, "27.35"),
        ("65", Item.TOTAL_MOISTURE, "6.5"),
        ("680", Item.TOTAL_MOISTURE, "6.80"),
        ("2461", Item.CALORIFIC, "24.61"),
    ],
)
def test_a_lost_decimal_point_is_asked_for(typed: str, item: Item, hint: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_percentage(typed, item)
    assert refused.value.code == "quality.value_range"
    assert refused.value.facts["hint"] == hint
    asked = refused.value.findings[1]
    assert (asked.code, asked.severity) == ("quality.point_missing", Severity.INFO)
    assert asked.facts == {"item": item.value, "value": typed, "hint": hint}


@pytest.mark.parametrize(
    ("typed", "unit", "offer"),
    [("5200", "kcal/kg", "21.74"), ("6263", "kcal/kg", "26.19"), ("26187.3", "J/g", "26.19")],
)
def test_a_calorific_value_in_another_unit_is_offered_in_megajoules(typed: str, unit: str, offer: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_percentage(typed, Item.CALORIFIC)
    assert refused.value.code == "quality.calorific_unit"
    assert refused.value.facts == {"value": typed, "unit": unit, "offer": offer}


def test_a_value_in_megajoules_needs_no_other_unit() -> None:
    assert in_megajoules(Decimal("26.19")) is None


# --- bases (domain.md §2.1) ---

MOISTURES = (Measured(Item.MOISTURE, AD, Decimal("2.00")), Measured(Item.TOTAL_MOISTURE, AR, Decimal("8.0")))
ASHES = (
    Measured(Item.ASH, AD, Decimal("22.00")),
    Measured(Item.ASH, AR, Decimal("20.00")),
    Measured(Item.ASH, D, Decimal("22.40")),
)
FACTORS = [
    (AD, AR, Fraction(9200, 9800), "10 × 100 ÷ (100 − 2.00) × (100 − 8.0) ÷ 100"),
    (AD, D, Fraction(10000, 9800), "10 × 100 ÷ (100 − 2.00)"),
    (AD, DAF, Fraction(10000, 7600), "10 × 100 ÷ (100 − 2.00 − 22.00)"),
    (AR, AD, Fraction(9800, 9200), "10 × 100 ÷ (100 − 8.0) × (100 − 2.00) ÷ 100"),
    (AR, D, Fraction(10000, 9200), "10 × 100 ÷ (100 − 8.0)"),
    (AR, DAF, Fraction(10000, 7200), "10 × 100 ÷ (100 − 8.0 − 20.00)"),
    (D, AD, Fraction(9800, 10000), "10 × (100 − 2.00) ÷ 100"),
    (D, AR, Fraction(9200, 10000), "10 × (100 − 8.0) ÷ 100"),
    (D, DAF, Fraction(10000, 7760), "10 × 100 ÷ (100 − 22.40)"),
    (DAF, AD, Fraction(7600, 10000), "10 × (100 − 2.00 − 22.00) ÷ 100"),
    (DAF, AR, Fraction(7200, 10000), "10 × (100 − 8.0 − 20.00) ÷ 100"),
    (DAF, D, Fraction(7760, 10000), "10 × (100 − 22.40) ÷ 100"),
]


@pytest.mark.parametrize(("source", "target", "factor", "formula"), FACTORS)
def test_the_factor_table_holds_in_both_directions(
    source: Basis, target: Basis, factor: Fraction, formula: str
) -> None:
    sheet = lay_out([*MOISTURES, *ASHES, Measured(Item.VOLATILE, source, Decimal(10))])
    derived = sheet.derive(Item.VOLATILE, target)
    assert derived
    assert (derived.exact, derived.formula, derived.source) == (10 * factor, formula, source)


@pytest.mark.parametrize(
    ("known", "formula"),
    [
        ([MOISTURES[0], ASHES[2]], "7.85 × 100 ÷ (100 − 2.00) × 100 ÷ (100 − 22.40)"),
        ([*MOISTURES, ASHES[1]], "7.85 × 100 ÷ (100 − 2.00) × (100 − 8.0) ÷ (100 − 8.0 − 20.00)"),
    ],
)
def test_ash_of_another_basis_serves_by_way_of_the_dry_basis(known: list[Measured], formula: str) -> None:
    derived = lay_out([*known, Measured(Item.VOLATILE, AD, Decimal("7.85"))]).derive(Item.VOLATILE, DAF)
    assert derived
    assert derived.formula == formula


def test_a_dry_value_reaches_daf_with_ash_as_air_dried() -> None:
    sheet = lay_out([MOISTURES[0], ASHES[0], Measured(Item.VOLATILE, D, Decimal(10))])
    derived = sheet.derive(Item.VOLATILE, DAF)
    assert derived
    assert derived.exact == 10 * Fraction(98, 76)


def test_the_measured_air_dried_value_is_preferred_as_source() -> None:
    both = [Measured(Item.VOLATILE, D, Decimal("7.98")), Measured(Item.VOLATILE, AD, Decimal("7.85"))]
    derived = lay_out([*MOISTURES, *ASHES, *both]).derive(Item.VOLATILE, DAF)
    assert derived
    assert derived.source is AD


@pytest.mark.parametrize("item", [Item.MOISTURE, Item.TOTAL_MOISTURE, Item.CALORIFIC])
def test_moisture_and_calorific_value_are_never_converted(item: Item) -> None:
    sheet = lay_out([*MOISTURES, *ASHES, Measured(Item.CALORIFIC, AD, Decimal(28))])
    assert sheet.derive(item, D) is None
    assert sheet.wanting(item, D) is None


def test_what_leaves_nothing_cannot_be_converted() -> None:
    sheet = lay_out(
        [
            Measured(Item.MOISTURE, AD, Decimal(60)),
            Measured(Item.ASH, AD, Decimal(40)),
            Measured(Item.VOLATILE, AD, Decimal(5)),
        ]
    )
    assert sheet.derive(Item.VOLATILE, DAF) is None
    assert sheet.wanting(Item.VOLATILE, DAF) == ()


@pytest.mark.parametrize(
    ("known", "missing"),
    [
        ([], ((Item.MOISTURE, AD), (Item.ASH, D))),
        ([MOISTURES[0]], ((Item.ASH, D),)),
        ([ASHES[2]], ((Item.MOISTURE, AD),)),
        ([ASHES[0]], ((Item.MOISTURE, AD),)),
        ([MOISTURES[0], ASHES[1]], ((Item.TOTAL_MOISTURE, AR),)),
    ],
)
def test_what_a_conversion_lacks_is_named(known: list[Measured], missing: tuple[tuple[Item, Basis], ...]) -> None:
    sheet = lay_out([*known, Measured(Item.VOLATILE, AD, Decimal("7.85"))])
    assert sheet.derive(Item.VOLATILE, DAF) is None
    assert sheet.wanting(Item.VOLATILE, DAF) == missing


def test_a_conversion_to_the_dry_basis_asks_for_no_ash() -> None:
    assert lay_out([Measured(Item.SULFUR, AD, Decimal("0.46"))]).wanting(Item.SULFUR, D) == ((Item.MOISTURE, AD),)


def test_an_item_that_is_not_there_lacks_more_than_moisture() -> None:
    assert lay_out(MOISTURES).wanting(Item.SULFUR, D) is None


percent = st.decimals("0.1", "60", places=2)


@given(st.decimals("0.01", "60", places=3), percent)
def test_converting_there_and_back_is_exact(value: Decimal, ash: Decimal) -> None:
    known = [Measured(Item.ASH, D, ash)]
    there = lay_out([*known, Measured(Item.VOLATILE, D, value)]).derive(Item.VOLATILE, DAF)
    back = lay_out([*known, Measured(Item.VOLATILE, DAF, Decimal(1))]).derive(Item.VOLATILE, D)
    assert there
    assert back
    assert there.exact * back.exact == Fraction(value)


@given(value=percent, mad=st.decimals("0.1", "20", places=2), ash=percent, total=st.decimals("0.1", "20", places=1))
def test_every_way_between_two_bases_gives_one_value(
    value: Decimal, mad: Decimal, ash: Decimal, total: Decimal
) -> None:
    """Ash of one basis only, so that no rounded second value stands in the way."""
    known = [
        Measured(Item.MOISTURE, AD, mad),
        Measured(Item.TOTAL_MOISTURE, AR, total),
        Measured(Item.ASH, AD, ash),
        Measured(Item.VOLATILE, AD, value),
    ]
    sheet = lay_out(known)
    by_dry = sheet.derive(Item.VOLATILE, D)
    ash_dry = sheet.derive(Item.ASH, D)
    direct = sheet.derive(Item.VOLATILE, DAF)
    assert by_dry
    assert ash_dry
    assert direct is None or direct.exact == by_dry.exact * 100 / (100 - ash_dry.exact)


@pytest.mark.parametrize(
    ("item", "basis", "key"),
    [
        (Item.MOISTURE, NONE, (Item.MOISTURE, AD)),
        (Item.MOISTURE, AR, (Item.TOTAL_MOISTURE, AR)),
        (Item.TOTAL_MOISTURE, NONE, (Item.TOTAL_MOISTURE, AR)),
        (Item.TOTAL_MOISTURE, AD, (Item.TOTAL_MOISTURE, NONE)),
        (Item.MOISTURE, D, (Item.MOISTURE, NONE)),
        (Item.ASH, DAF, (Item.ASH, NONE)),
        (Item.ASH, NONE, (Item.ASH, NONE)),
    ],
)
def test_each_spelling_of_a_moisture_finds_its_place(item: Item, basis: Basis, key: tuple[Item, Basis]) -> None:
    assert lay_out([Measured(item, basis, Decimal(3))]).values == {key: Decimal(3)}


def test_the_same_number_twice_is_no_contradiction() -> None:
    one, same, other = (Measured(Item.ASH, AD, Decimal(text)) for text in ("20.0", "20.00", "20.01"))
    assert lay_out([one, same]).twice == ()
    assert lay_out([one, other]).twice == (other,)


def test_a_contradiction_shows_both_values() -> None:
    sheet = lay_out([Measured(Item.ASH, AD, Decimal("20.00")), Measured(Item.ASH, AD, Decimal("21.00"))])
    finding = contradiction(sheet, sheet.twice[0], Severity.WARN)
    assert (finding.code, finding.severity) == ("quality.reported_twice", Severity.WARN)
    assert finding.facts == {"item": "ash", "basis": "ad", "value": "20.00", "other": "21.00"}


@given(st.decimals(-1000, 1000, places=4), st.sampled_from(Item), st.sampled_from(Basis))
def test_a_number_is_read_back_as_it_was_kept(value: Decimal, item: Item, basis: Basis) -> None:
    assert parse_measured_facts(measured_facts(Measured(item, basis, value))) == Measured(item, basis, value)


@pytest.mark.parametrize("text", ["1e2", "NaN", "", "1.", "٣"])
def test_a_kept_decimal_is_plain_digits(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_exact(text)


def test_a_kept_decimal_is_never_a_float() -> None:
    with pytest.raises(TypeError):
        parse_measured_facts({"item": "ash", "basis": "ad", "value": 1.5})  # type: ignore[dict-item]  # what a file may hold
