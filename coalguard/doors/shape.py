"""Shapes: what a declared type says about the JSON that stands for it; requests, answers and `--describe` read it here.

    int | None              optional(...) is int            tuple[Line, ...]        a list of lines
    tuple[str, str]         a list of exactly two           Mapping[str, Mass]      an object of masses
    net: Mass               is given out as "net_kg"        price: Price            as "price_fen_per_t"

It knows no values, only types.
"""

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from coalguard.domain.identity import DocumentNumber, EntryKey
from coalguard.domain.mass import Mass
from coalguard.domain.money import Money, Price
from coalguard.domain.plate import Plate

UNITS: Final[Mapping[type, str]] = {Mass: "_kg", Money: "_fen", Price: "_fen_per_t"}
"""What the name of a field of this type ends in; its value is a whole number of that unit."""

WRITTEN: Final = (EntryKey, DocumentNumber, Plate)
"""Values that are given out as the text they are written as."""


@cache
def given_out(kind: type) -> tuple[tuple[str, str, Any], ...]:
    """The fields of a dataclass as answers show them: name, name given out, declared type."""
    hints = get_type_hints(kind)
    return tuple((f.name, _with_unit(f.name, hints[f.name]), hints[f.name]) for f in fields(kind))


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a request: its name in the dataclass, its type, its default; `needed` where it has none."""

    attribute: str
    hint: Any
    default: Any
    needed: bool


@cache
def taken_in(kind: type) -> Mapping[str, Field]:
    """The fields of a dataclass as requests name them: what Python can not name is declared as `from_`."""
    hints = get_type_hints(kind)
    return {
        f.name.removesuffix("_"): Field(f.name, hints[f.name], f.default, f.default is MISSING) for f in fields(kind)
    }


def _with_unit(name: str, hint: object) -> str:
    unit = _unit(hint)
    return name if name.endswith(unit) else name + unit


def _unit(hint: object) -> str:
    """The unit of a type, of what it may be instead of nothing, of what it is a collection of; or no unit."""
    if isinstance(hint, type) and hint in UNITS:
        return UNITS[hint]
    inner = (values_of(hint),) if is_mapping(hint) else get_args(hint)
    return next((unit for one in inner if (unit := _unit(one))), "")


def alternatives(hint: object) -> tuple[Any, ...]:
    """The types that a value may have, nothing (None) left out."""
    one_of = get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)
    return tuple(one for one in one_of if one is not NoneType)


def may_be_absent(hint: object) -> bool:
    """Whether null is a value of the type."""
    return hint is NoneType or (get_origin(hint) in {Union, UnionType} and NoneType in get_args(hint))


def is_list(hint: object) -> bool:
    """Whether a list stands for the type: any collection but a mapping."""
    return not is_mapping(hint) and _origin_is(hint, Iterable)


def is_mapping(hint: object) -> bool:
    """Whether an object of any keys stands for the type."""
    return _origin_is(hint, Mapping)


def values_of(hint: object) -> Any:  # noqa: ANN401 -- a type, of whatever form
    """What the keys of a mapping lead to."""
    return (*get_args(hint), Any, Any)[1]


def places_of(hint: object) -> tuple[Any, ...] | None:
    """The types of a list of fixed length, place by place; None where it may have any length."""
    inner = get_args(hint)
    return inner if get_origin(hint) is tuple and Ellipsis not in inner else None


def items_of(hint: object) -> Any:  # noqa: ANN401 -- a type, of whatever form
    """What a list of any length holds."""
    return (*get_args(hint), Any)[0]


def _origin_is(hint: object, kind: type) -> bool:
    origin = get_origin(hint)
    return isinstance(origin, type) and issubclass(origin, kind)
