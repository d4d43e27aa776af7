"""Which entry, which paper, which day is meant; and what was typed, before anything is made of it."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.domain.errors import UsageError
from coalguard.domain.findings import Refused
from coalguard.domain.identity import (
    CHINA,
    DocumentNumber,
    EntryKey,
    compact_code,
    day_code,
    day_of,
    half_width,
)

keys = st.builds(
    EntryKey, st.from_regex(r"[0-9a-f]{16}", fullmatch=True), st.integers(1, 999_999_999), st.integers(1, 10**15 - 1)
)


@given(keys)
def test_a_key_reads_as_it_was_written(key: EntryKey) -> None:
    assert EntryKey.parse(str(key)) == key


@pytest.mark.parametrize("text", ["", "9f31c2d4a5b6e708-1", "9F31C2D4A5B6E708-1-17", "9f31c2d4a5b6e708-0-17", "x-1-1"])
def test_what_is_no_key_is_wrong_usage(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        EntryKey.parse(text)
    assert (caught.value.code, caught.value.facts) == ("id.malformed", {"value": text})


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("LX01-260114-0032", DocumentNumber("LX01", "260114", 32)),
        (" lx01-260114-0032 ", DocumentNumber("LX01", "260114", 32)),
        ("GB0101-260114-1000001", DocumentNumber("GB0101", "260114", 1_000_001)),
    ],
)
def test_a_number_reads_as_printed_or_typed(typed: str, number: DocumentNumber) -> None:
    assert DocumentNumber.parse(typed) == number
    assert DocumentNumber.parse(str(number)) == number


@pytest.mark.parametrize("typed", ["", "LX01-260114-32", "LX01", "L01-260114-0032"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as caught:
        DocumentNumber.parse(typed)
    assert caught.value.code == "number.malformed"


def test_the_day_changes_at_midnight_in_china() -> None:
    before, after = datetime(2026, 1, 14, 15, 59, tzinfo=UTC), datetime(2026, 1, 14, 16, 0, tzinfo=UTC)
    assert (day_of(before), day_code(before)) == (date(2026, 1, 14), "260114")
    assert (day_of(after), day_code(after)) == (date(2026, 1, 15), "260115")
    assert day_of(datetime(2026, 1, 15, 0, 0, tzinfo=CHINA)) == date(2026, 1, 15)


def test_full_width_signs_become_half_width_and_a_chinese_stop_a_point() -> None:
    assert half_width("Ａ１２．８（甘）　！。") == "A12.8(甘) !."


def test_a_code_is_compared_without_case_and_spaces() -> None:
    assert compact_code(" ６22\t901 x ") == "622901X"
