"""The offset of a printer: read off a ruler, written with one decimal, 20 mm at most."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.domain.offset import NO_OFFSET, Offset, offset_of, parse_length, parse_offset, spelled


@pytest.mark.parametrize(
    ("text", "tenths"),
    [("", 0), (" ", 0), ("0", 0), ("-0.0", 0), ("1.5", 15), ("+0.3", 3), (" -20.0 ", -200), ("\N{MINUS SIGN}2", -20)],
)
def test_a_length_is_read_as_people_write_it(text: str, tenths: int) -> None:
    assert parse_length("offset_x_mm", text) == (tenths, ())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1.55", "printer.offset_malformed"),
        ("1.", "printer.offset_malformed"),
        (".5", "printer.offset_malformed"),
        ("1,5", "printer.offset_malformed"),
        ("--1", "printer.offset_malformed"),
        ("1000", "printer.offset_malformed"),
        ("20.1", "printer.offset_too_far"),
        ("-20.1", "printer.offset_too_far"),
        ("999", "printer.offset_too_far"),
    ],
)
def test_a_length_that_is_none_or_too_long_is_refused_at_its_field(text: str, code: str) -> None:
    tenths, (finding,) = parse_length("offset_y_mm", text)
    assert (tenths, finding.code, finding.facts["field"]) == (0, code, "offset_y_mm")


@given(st.integers(-200, 200), st.integers(-200, 200))
def test_what_an_entry_says_is_read_back(x: int, y: int) -> None:
    offset = Offset(x, y)
    assert offset_of(offset.facts()) == offset
    assert parse_offset(spelled(x), spelled(y)) == (offset, ())
    assert bool(offset) is (offset != NO_OFFSET)


def test_an_entry_without_an_offset_moves_nothing_and_no_offset_says_nothing() -> None:
    assert offset_of({"name": "a"}) == NO_OFFSET
    assert NO_OFFSET.facts() == {}
    assert Offset(0, -3).facts() == {"offset_y_mm": "-0.3"}


def test_both_directions_are_judged_at_once() -> None:
    _, findings = parse_offset("x", "21")
    assert [(one.code, one.facts["field"]) for one in findings] == [
        ("printer.offset_malformed", "offset_x_mm"),
        ("printer.offset_too_far", "offset_y_mm"),
    ]
