"""What declared types say about the JSON that stands for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from coalguard.domain.findings import Severity
from coalguard.domain.mass import Mass
from coalguard.domain.money import Money, Price
from coalguard.doors import shape


@dataclass(frozen=True, slots=True)
class Line:
    """An invented result."""

    net: Mass
    tare: Mass | None
    moved: tuple[Mass, ...]
    stock: Mapping[str, Mass]
    amount: Money
    price: Price | None
    gross_kg: Mass
    left_kg: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An invented request."""

    from_: str
    to: str = ""


def test_a_field_is_given_out_under_its_unit() -> None:
    assert [key for _, key, _ in shape.given_out(Line)] == [
        "net_kg",
        "tare_kg",
        "moved_kg",
        "stock_kg",
        "amount_fen",
        "price_fen_per_t",
        "gross_kg",
        "left_kg",
        "name",
    ]


def test_a_request_names_what_python_can_not() -> None:
    taken = shape.taken_in(Asked)
    assert {name: (field.attribute, field.needed) for name, field in taken.items()} == {
        "from": ("from_", True),
        "to": ("to", False),
    }


@pytest.mark.parametrize(
    ("hint", "alternatives", "absent"),
    [
        (int, (int,), False),
        (int | None, (int,), True),
        (int | str, (int, str), False),
        (None | int | str, (int, str), True),
        (type(None), (), True),
        (tuple[int, ...], (tuple[int, ...],), False),
    ],
)
def test_alternatives_leave_nothing_out(hint: Any, alternatives: tuple[Any, ...], *, absent: bool) -> None:
    assert shape.alternatives(hint) == alternatives
    assert shape.may_be_absent(hint) is absent


@pytest.mark.parametrize(
    ("hint", "is_list", "is_mapping"),
    [
        (tuple[int, ...], True, False),
        (tuple[str, str], True, False),
        (Sequence[int], True, False),
        (frozenset[Severity], True, False),
        (Mapping[str, int], False, True),
        (dict[str, int], False, True),
        (int | None, False, False),
        (str, False, False),
        (Line, False, False),
    ],
)
def test_lists_and_mappings_are_told_apart(hint: Any, *, is_list: bool, is_mapping: bool) -> None:
    assert (shape.is_list(hint), shape.is_mapping(hint)) == (is_list, is_mapping)


def test_a_list_of_fixed_length_has_places() -> None:
    assert shape.places_of(tuple[str, int]) == (str, int)
    assert shape.places_of(tuple[str, ...]) is None
    assert shape.places_of(list[str]) is None
    assert shape.items_of(tuple[str, ...]) is str
    assert shape.items_of(list) is Any
    assert shape.values_of(Mapping[str, int]) is int
    assert shape.values_of(dict) is Any
