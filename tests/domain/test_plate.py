"""Plates: every shape of `domain.md` §6.3, the serial typed alone, suggestions, comparison."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.domain.findings import Refused
from coalguard.domain.plate import Plate, PlateKind, comparable, differs, parse_plate, spaced

SERIAL = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


@pytest.mark.parametrize(
    ("typed", "kept", "kind"),
    [
        ("甘N12345", "甘N12345", PlateKind.ORDINARY),
        ("甘N8F326", "甘N8F326", PlateKind.ORDINARY),
        ("宁B1A2B3", "宁B1A2B3", PlateKind.ORDINARY),
        ("甘N1234挂", "甘N1234挂", PlateKind.TRAILER),
        ("甘ND12345", "甘ND12345", PlateKind.NEW_ENERGY),
        ("甘NFA1234", "甘NFA1234", PlateKind.NEW_ENERGY),
        ("甘NDA1234", "甘NDA1234", PlateKind.NEW_ENERGY),
        ("甘N09862D", "甘N09862D", PlateKind.NEW_ENERGY),
        ("甘ND09862", "甘ND09862", PlateKind.NEW_ENERGY),
        ("甘NKA2345", "甘NKA2345", PlateKind.NEW_ENERGY),
        ("甘N12345D", "甘N12345D", PlateKind.NEW_ENERGY),
        ("甘N12345K", "甘N12345K", PlateKind.NEW_ENERGY),
        ("甘2912345", "甘2912345", PlateKind.FARM),
        ("甘N1234警", "甘N1234警", PlateKind.OTHER),
        ("甘N1234学", "甘N1234学", PlateKind.OTHER),
        ("无牌:LZZ5EXSA0123", "无牌:LZZ5EXSA0123", PlateKind.UNPLATED),
        ("无牌：lzz5-exsa 0123", "无牌:LZZ5EXSA0123", PlateKind.UNPLATED),
        ("其他:WJ甘12345", "其他:WJ甘12345", PlateKind.OTHER),
        ("其他：临时 甘N·00123", "其他:临时甘N00123", PlateKind.OTHER),
    ],
)
def test_a_plate_is_known_by_its_shape(typed: str, kept: str, kind: PlateKind) -> None:
    plate = parse_plate(typed)
    assert (plate.text, plate.kind) == (kept, kind)
    assert str(plate) == kept


@pytest.mark.parametrize(
    "typed",
    ["甘n8f326", " 甘N 8F326 ", "甘N·8F326", "甘N.8F326", "甘N•8F326", "甘Ｎ８Ｆ３２６", "甘N・8F326", "甘N-8F326"],
)
def test_case_dots_spaces_and_full_width_signs_make_no_difference(typed: str) -> None:
    assert parse_plate(typed) == Plate("甘N8F326")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("其他:甘N8F326", "甘N8F326"),
        ("其他：甘n·1234挂", "甘N1234挂"),
        ("其他:甘N1234警", "甘N1234警"),
        ("其他:其他:甘N12345D", "甘N12345D"),
        ("其他:无牌:LZZ5EXSA0123", "无牌:LZZ5EXSA0123"),
    ],
)
def test_a_plate_that_is_listed_is_no_other_one(typed: str, kept: str) -> None:
    """One truck has one spelling: a second one would come twice, and not be watched."""
    assert parse_plate(typed) == Plate(kept)


def test_a_serial_alone_belongs_to_linxia_or_to_the_home_given() -> None:
    assert parse_plate("8F326") == Plate("甘N8F326")
    assert parse_plate("8f326", "宁B") == Plate("宁B8F326")
    assert parse_plate("1234挂") == Plate("甘N1234挂")


@pytest.mark.parametrize(
    ("typed", "kept", "length"),
    [
        ("甘N1234", "甘N1234", 6),
        ("N8F326", "N8F326", 6),
        ("", "", 0),
        ("甘ND123456", "甘ND123456", 9),
        ("无牌", "无牌", 2),
    ],
)
def test_a_plate_of_another_length_is_refused_with_its_length(typed: str, kept: str, length: int) -> None:
    with pytest.raises(Refused) as caught:
        parse_plate(typed)
    assert (caught.value.code, caught.value.facts) == ("plate.length", {"value": kept, "length": length})


@pytest.mark.parametrize(
    ("typed", "value", "suggestion"),
    [
        ("甘NI2345", "甘NI2345", "甘N12345"),
        ("甘N8O32I", "甘N8O32I", "甘N80321"),
        ("8I326", "甘N8I326", "甘N81326"),
        ("甘NI2345D", "甘NI2345D", "甘N12345D"),
        ("甘N12345警", "甘N12345警", None),
        ("甘NLA2345", "甘NLA2345", None),
        ("甘I12345", "甘I12345", None),
        ("龙N12345", "龙N12345", None),
        ("甘NIIIII?", "甘NIIIII?", None),
        ("无牌:", "无牌:", None),
        ("无牌:LZZ", "无牌:LZZ", None),
        ("其他:甘", "其他:甘", None),
        ("其他:甘\x07N1", "其他:甘\x07N1", None),
    ],
)
def test_a_malformed_plate_brings_a_suggestion_only_for_i_and_o(typed: str, value: str, suggestion: str | None) -> None:
    with pytest.raises(Refused) as caught:
        parse_plate(typed)
    assert (caught.value.code, caught.value.facts) == ("plate.malformed", {"value": value, "suggestion": suggestion})


@given(st.text(SERIAL, min_size=5, max_size=5))
def test_reading_a_plate_again_changes_nothing(serial: str) -> None:
    plate = parse_plate(serial)
    assert plate.text == "甘N" + serial
    assert parse_plate(plate.text) == plate
    assert plate.tail == serial[1:]


@pytest.mark.parametrize(
    ("ours", "theirs", "places"),
    [
        ("甘N8F326", "甘N8F326", ()),
        ("甘N8F326", "甘N8F236", (5, 6)),
        ("甘N8F326", "宁N8F326", (1,)),
        ("甘N12345", "甘N12345D", (8,)),
        ("甘N12345D", "甘N12346", (7, 8)),
    ],
)
def test_two_plates_differ_at_places_counted_from_one(ours: str, theirs: str, places: tuple[int, ...]) -> None:
    assert differs(Plate(ours), Plate(theirs)) == places


@pytest.mark.parametrize(
    ("plate", "line"),
    [("甘N8F326", "甘N 8F326"), ("甘2912345", "甘2912345"), ("其他:WJ甘12345", "其他:WJ甘12345")],
)
def test_in_a_line_of_text_a_space_stands_for_the_dot(plate: str, line: str) -> None:
    assert spaced(plate) == line


def test_what_has_no_plate_has_no_dot() -> None:
    assert spaced("无牌:LZZ5EXSA0123") == "无牌:LZZ5EXSA0123"


@pytest.mark.parametrize(("told", "compared"), [("甘n8f326", "甘N8F326"), ("甘N·8F326", "甘N8F326"), ("?", "?")])
def test_a_plate_that_somebody_told_is_compared_as_everywhere(told: str, compared: str) -> None:
    assert comparable(told) == compared
