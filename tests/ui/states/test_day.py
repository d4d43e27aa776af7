"""A day is understood in every way that people type it."""

from datetime import date

import pytest

from coalguard.ui.states.day import parse_day

TODAY = date(2026, 1, 16)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("0114", "2026-01-14"),
        ("114", "2026-01-14"),
        ("1-14", "2026-01-14"),
        ("1231", "2026-12-31"),
        ("-1", "2026-01-15"),
        ("+30", "2026-02-15"),
        ("今", "2026-01-16"),
        (" 2026-01-14 ", "2026-01-14"),
        ("20251231", "2025-12-31"),
        ("2026年1月4日", "2026-01-04"),
    ],
)
def test_a_day_is_understood(typed: str, day: str) -> None:
    assert parse_day(typed, TODAY) == date.fromisoformat(day)


@pytest.mark.parametrize("typed", ["", "1340", "0230", "abc", "20261301", "-", "12345"])
def test_what_is_no_day_is_none(typed: str) -> None:
    assert parse_day(typed, TODAY) is None
