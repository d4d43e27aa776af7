"""`drive --describe`: every command with its fields and its result as JSON Schema, and every vocabulary; no store.

A result is described as answers render it (`answer.py`): its mirror is the same type with plain fields under the names
given out. The document is the reference of the line door; what it does not list is not there.
"""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from gettext import NullTranslations
from typing import Annotated, Any, Final, Union

import msgspec

from coalguard import __version__, resources
from coalguard.devices.dialects import DIALECTS
from coalguard.domain.findings import Finding, Severity
from coalguard.domain.identity import parse_divisions
from coalguard.domain.inspection import REASONS
from coalguard.domain.quality import parse_rule_set
from coalguard.domain.roles import MAY, Role
from coalguard.doors import about, session, shape
from coalguard.doors.answer import Plain
from coalguard.doors.catalogue import COMMANDS
from coalguard.sentences import word
from coalguard.sentences.vocabulary import VOCABULARIES

CONTRACT: Final = 1
"""The version of the line door (`doors.md`)."""

_KEPT: Final = (bool, int, str, date)
"""Types that msgspec describes as answers write them."""


class ShownFinding(msgspec.Struct):
    """A reason: a stable code, the facts it was judged by, its weight, its sentence."""

    code: str
    severity: Severity
    facts: dict[str, str | int | bool | None]
    text: str


def describe(words: NullTranslations) -> Plain:
    """The whole document."""
    parts: dict[str, tuple[str, type, type]] = {
        "about": (inspect.getdoc(about.about) or "", about.Ask, about.About),
        **{do: (inspect.getdoc(act) or "", takes, gives) for do, (act, takes, gives) in session.COMMANDS.items()},
        **{do: (inspect.getdoc(one.run) or "", one.takes, one.gives) for do, one in COMMANDS.items()},
    }
    fields, taken = _schemas("fields", [mirror(takes, _request) for _, takes, _ in parts.values()])
    results, given = _schemas("results", [mirror(gives, _result) for _, _, gives in parts.values()])
    commands = {
        do: {"description": told, "fields": takes, "result": gives}
        for (do, (told, _, _)), takes, gives in zip(parts.items(), fields, results, strict=True)
    }
    return {
        "contract": CONTRACT,
        "version": __version__,
        "commands": commands,
        "$defs": {"fields": taken, "results": given},
        "roles": {duty.value: [role.value for role in Role if role in roles] for duty, roles in MAY.items()},
        "reasons": {decision.value: list(reasons) for decision, reasons in REASONS.items()},
        "vocabularies": {
            # A plural stands in the table for facts of that name; its words are the same.
            name: {code: word(name, code, words) for code in codes}
            for name, codes in VOCABULARIES.items()
            if name == name.removesuffix("s") or name.removesuffix("s") not in VOCABULARIES
        },
        "protocols": list(DIALECTS),
        "coals": _coals(),
        "towns": _towns(),
    }


def _schemas(place: str, types: Iterable[Any]) -> tuple[tuple[Plain, ...], dict[str, Plain]]:
    return msgspec.json.schema_components(types, ref_template=f"#/$defs/{place}/{{name}}")


def _coals() -> Plain:
    names: list[str] = []
    for file in sorted(resources.path("standards").glob("*.json")):
        names += parse_rule_set(file.read_bytes()).coals
    return list(dict.fromkeys(names))


def _towns() -> Plain:
    table = parse_divisions(resources.path("divisions/linxia.json").read_bytes())
    return [{"code": one.known_code, "name": table.full_name(one)} for one in table.divisions]


def mirror(hint: Any, of_object: Callable[[type], type]) -> Any:  # noqa: ANN401 -- a type, of whatever form
    """The plain type that stands for a declared one; dataclasses as `of_object` mirrors them."""
    if shape.may_be_absent(hint) or len(shape.alternatives(hint)) > 1:
        present = [mirror(one, of_object) for one in shape.alternatives(hint)]
        return Union[(*present, *((None,) if shape.may_be_absent(hint) else ()))]
    if shape.is_mapping(hint):
        return dict[str, mirror(shape.values_of(hint), of_object)]  # type: ignore[misc]  # a type made at run time
    if shape.is_list(hint):
        places = shape.places_of(hint)
        if places is None:
            return list[mirror(shape.items_of(hint), of_object)]  # type: ignore[misc]  # as above
        return tuple[tuple(mirror(one, of_object) for one in places)]  # type: ignore[misc]  # as above
    return _mirrored_leaf(hint, of_object)


def _mirrored_leaf(hint: Any, of_object: Callable[[type], type]) -> Any:  # noqa: ANN401 -- as above
    if not isinstance(hint, type):
        return Any
    if hint in shape.UNITS:
        return int
    if hint is datetime:
        return Annotated[datetime, msgspec.Meta(tz=True)]
    if hint in shape.WRITTEN or hint in {Decimal, bytes}:
        return str
    if hint is Finding:
        return ShownFinding
    if is_dataclass(hint):
        return of_object(hint)
    return hint if hint in _KEPT or issubclass(hint, Enum) else Any


@cache
def _result(kind: type) -> type:
    fields = [(key, mirror(hint, _result)) for _, key, hint in shape.given_out(kind)]
    return _struct(kind, fields)


@cache
def _request(kind: type) -> type:
    fields = [
        (name, mirror(field.hint, _request), *(() if field.needed else (field.default,)))
        for name, field in shape.taken_in(kind).items()
    ]
    return _struct(kind, fields, closed=True)


def _struct(kind: type, fields: Iterable[Any], *, closed: bool = False) -> type:
    told = {"__doc__": kind.__doc__}
    return msgspec.defstruct(
        kind.__name__, fields, module=kind.__module__, namespace=told, kw_only=True, forbid_unknown_fields=closed
    )
