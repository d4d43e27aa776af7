"""When to speak with the city next."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.sync.pace import IDLE_S, LONGEST_S, wait_s


def test_after_a_good_conversation_it_is_a_minute() -> None:
    assert wait_s(0, chance=0.9) == IDLE_S


@pytest.mark.parametrize(("failures", "ceiling"), [(1, 1), (2, 2), (5, 16), (10, 512), (11, 900), (5000, 900)])
def test_the_ceiling_doubles_up_to_a_quarter_of_an_hour(failures: int, ceiling: int) -> None:
    assert wait_s(failures, chance=0.5) == ceiling / 2


def test_what_the_city_asks_for_is_kept_and_the_jitter_comes_on_top() -> None:
    assert wait_s(1, chance=0.25, asked_s=30) == 30.25
    assert wait_s(0, chance=0.25, asked_s=30) == 30.25


def test_a_city_that_asks_for_a_year_is_asked_again_within_the_hour_and_a_quarter() -> None:
    assert wait_s(11, chance=1, asked_s=31_536_000) == 3600 + LONGEST_S


@given(st.integers(1, 100), st.floats(0, 1, exclude_max=True), st.integers(-5, 10_000))
def test_the_wait_is_never_negative_and_never_shorter_than_asked(failures: int, chance: float, asked_s: int) -> None:
    assert wait_s(failures, chance=chance, asked_s=asked_s) >= max(0, min(asked_s, 3600))
