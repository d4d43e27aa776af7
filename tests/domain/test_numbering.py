"""Numbers are taken in order from a grant, and only while it has any."""

from string import ascii_uppercase

import pytest

from coalguard.domain.findings import Refused
from coalguard.domain.identity import EntryKey
from coalguard.domain.numbering import (
    HIGHEST_SERIAL,
    Grant,
    PaperKind,
    check_device_letter,
    check_station_code,
    emergency_range,
    kind_of,
    prefix_of,
    starter_range,
)

KEY = EntryKey("9f31c2d4a5b6e708", 1, 3)


def grant(following: int, *, valid: bool = True) -> Grant:
    return Grant(KEY, PaperKind.FORM, "LX01", 1, 5, following, valid)


@pytest.mark.parametrize(
    ("kind", "prefix"),
    [
        (PaperKind.FORM, "LX01"),
        (PaperKind.TICKET, "GB01"),
        (PaperKind.INBOUND, "JH01"),
        (PaperKind.RELEASE, "CF01"),
        (PaperKind.TURN_BACK, "QF01"),
        (PaperKind.HAND_OVER, "YJ01"),
        (PaperKind.SETTLEMENT, "JS01"),
    ],
)
def test_each_kind_of_paper_has_its_prefix(kind: PaperKind, prefix: str) -> None:
    assert prefix_of(kind, "LX01") == prefix
    assert kind_of(prefix) is kind


def test_the_next_number_is_the_one_that_follows() -> None:
    assert str(grant(3).take("260114")) == "LX01-260114-0003"
    assert grant(3).left == 3


def test_a_used_up_grant_gives_no_number() -> None:
    with pytest.raises(Refused) as refused:
        grant(6).take("260114")

    assert refused.value.code == "number.exhausted"
    assert grant(6).left == 0


def test_a_closed_grant_gives_no_number() -> None:
    with pytest.raises(Refused) as refused:
        grant(3, valid=False).take("260114")

    assert refused.value.code == "number.grant_closed"
    assert grant(3, valid=False).left == 0


@pytest.mark.parametrize("code", ["LX01", "ZQ1234", "AB99"])
def test_a_station_code_is_two_letters_and_two_to_four_digits(code: str) -> None:
    assert check_station_code(code) == []


@pytest.mark.parametrize(
    ("code", "finding"),
    [
        ("lx01", "station.code_malformed"),
        ("LX1", "station.code_malformed"),
        ("LX12345", "station.code_malformed"),
        ("L101", "station.code_malformed"),
        ("GB01", "station.code_reserved"),
        ("JS99", "station.code_reserved"),
    ],
)
def test_any_other_station_code_is_refused(code: str, finding: str) -> None:
    assert [found.code for found in check_station_code(code)] == [finding]


@pytest.mark.parametrize(
    ("letter", "holds"), [("A", True), ("P", True), ("Q", False), ("a", False), ("AB", False), ("", False)]
)
def test_a_device_letter_is_one_of_sixteen_capitals(letter: str, holds: bool) -> None:  # noqa: FBT001 -- a table
    assert (not check_device_letter(letter)) == holds


def test_the_pcs_of_a_station_never_meet_in_a_number() -> None:
    assert starter_range("A") == (1, 1_000_000)
    assert starter_range("B") == (1_000_001, 2_000_000)
    assert starter_range("P") == (15_000_001, 16_000_000)


def test_every_starter_grant_fits_the_code_on_a_paper() -> None:
    letters = [letter for letter in ascii_uppercase if not check_device_letter(letter)]
    assert max(starter_range(letter)[1] for letter in letters) <= HIGHEST_SERIAL


def test_an_emergency_grant_keeps_a_hundred_numbers_away_from_what_was_seen() -> None:
    assert emergency_range(432) == (532, 1_000_531)
