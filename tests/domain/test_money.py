"""Money: fen add exactly; price times mass is rounded half-up, once."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.domain.mass import Mass
from coalguard.domain.money import Money, Price


@pytest.mark.parametrize(
    ("fen", "yuan"), [(0, "0.00"), (5, "0.05"), (2_788_120, "27881.20"), (-5, "-0.05"), (-123_456, "-1234.56")]
)
def test_yuan_have_two_decimals(fen: int, yuan: str) -> None:
    assert Money(fen).yuan == yuan


@pytest.mark.parametrize(
    ("kg", "fen_per_t", "fen"),
    [
        (32_420, 86_000, 2_788_120),  # 32.420 t at 860.00 yuan are 27,881.20
        (1, 500, 1),  # half a fen goes up
        (1, 499, 0),
        (3, 500, 2),  # one and a half goes up: not to even
        (5, 500, 3),  # two and a half goes up: the laboratory's rounding would say 2
        (0, 86_000, 0),
        (1_000, 86_001, 86_001),
    ],
)
def test_a_mass_costs_its_price_rounded_half_up(kg: int, fen_per_t: int, fen: int) -> None:
    assert Price(fen_per_t).of(Mass(kg)) == Money(fen)


@given(st.integers(0, 10_000_000), st.integers(0, 1_000_000))
def test_the_rounding_is_that_of_exact_decimals(kg: int, fen_per_t: int) -> None:
    exact = Decimal(kg) * Decimal(fen_per_t) / 1000
    assert Price(fen_per_t).of(Mass(kg)).fen == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


@given(st.integers(0, 10_000_000), st.integers(0, 1_000_000))
def test_what_is_taken_back_cancels_what_was_sold(kg: int, fen_per_t: int) -> None:
    price = Price(fen_per_t)
    assert price.of(Mass(kg)) + price.of(Mass(-kg)) == Money(0)
    assert -price.of(Mass(kg)) == price.of(Mass(-kg))
