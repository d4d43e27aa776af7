"""Mass: kilograms add exactly, tonnes are read and written without losing any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.domain.findings import Refused, Severity
from coalguard.domain.mass import NO_MASS, Mass, check_typed, parse_tonnes

masses = st.builds(Mass, st.integers(-200_000_000, 200_000_000))


@pytest.mark.parametrize(
    ("kg", "tonnes"),
    [
        (0, "0.000"),
        (5, "0.005"),
        (32_420, "32.420"),
        (49_980, "49.980"),
        (-5, "-0.005"),
        (-1_500, "-1.500"),
        (1_000_000, "1000.000"),
    ],
)
def test_tonnes_have_three_decimals(kg: int, tonnes: str) -> None:
    assert Mass(kg).tonnes == tonnes


@pytest.mark.parametrize(
    ("typed", "kg"),
    [("32.42", 32_420), ("32.420", 32_420), (" 32 ", 32_000), ("0.005", 5), ("-1.5", -1_500), ("15.40000", 15_400)],
)
def test_tonnes_are_read_as_typed(typed: str, kg: int) -> None:
    assert parse_tonnes(typed) == Mass(kg)


@pytest.mark.parametrize(
    "typed",
    ["", "t", "32.4205", "32.4200000000000000000000000000001", "1e3", "NaN", "inf", "1_000", "3,5", ".", "5.", "--1"],
)
def test_parts_of_a_kilogram_and_other_texts_are_refused(typed: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_tonnes(typed)
    assert (caught.value.code, caught.value.facts) == ("mass.malformed", {"value": typed})


@given(masses)
def test_reading_what_was_written_gives_the_same_mass(mass: Mass) -> None:
    assert parse_tonnes(mass.tonnes) == mass


@given(masses, masses)
def test_gross_less_tare_is_net(gross: Mass, tare: Mass) -> None:
    net = gross - tare
    assert net + tare == gross
    assert gross + -tare == net
    assert (net > NO_MASS) == (gross > tare)
    assert bool(net) == (gross != tare)


@pytest.mark.parametrize(("kg", "stands"), [(32_420, True), (32_430, False), (0, True), (-40, True)])
def test_a_mass_stands_on_a_division_of_twenty(kg: int, *, stands: bool) -> None:
    assert Mass(kg).on_division(Mass(20)) is stands


@pytest.mark.parametrize("kg", [0, 1, 1_000_000_000])
def test_a_typed_mass_may_be_as_much_as_a_million_tonnes(kg: int) -> None:
    assert check_typed("declared_kg", Mass(kg)) == ()


@pytest.mark.parametrize(("kg", "least"), [(-1, 0), (0, 1), (1_000_000_001, 0), ((1 << 63) - 1, 0)])
def test_a_typed_mass_beyond_that_is_a_slip_of_the_hand(kg: int, least: int) -> None:
    (finding,) = check_typed("declared_kg", Mass(kg), Mass(least))
    assert (finding.code, finding.severity) == ("mass.out_of_range", Severity.FAIL)
    assert finding.facts == {"field": "declared_kg", "mass_kg": kg, "least_kg": least, "most_kg": 1_000_000_000}
