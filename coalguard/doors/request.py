"""Requests: one line of `drive` -> the command and its fields, checked against the operation's own declaration.

    {"id": 7, "do": "inbound.arrive", "plate": "甘N8F326", "supplier": "…", "declared_kg": 32420}

A line is refused with every fault at once, each naming its field as a path (`values[2].item`): no JSON, an unknown
command or field with the nearest known one, a missing field, a wrong type. Nothing is turned into anything else: no
number from text, no whole number from 1.0. What the values mean is the operation's affair.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from enum import Enum
from typing import Any, Final, TypeVar

import msgspec

from coalguard.domain.errors import UsageError
from coalguard.domain.findings import Finding, fail
from coalguard.doors import shape

LONGEST_LINE: Final = 1 << 20
"""Bytes of a request, its line end not counted."""

_SHOWN: Final = 40
_LARGEST: Final = 1 << 63  # SQLite's INTEGER
_SECRET: Final = ("password", "pin")
_NAMES: Final[Mapping[type, str]] = {str: "text", int: "integer", bool: "true|false"}

Id = str | int | None
"""What a caller may name a request by; it comes back with the answer."""
T = TypeVar("T")


class RequestError(UsageError):
    """A request that can not be read: nothing was tried. The findings say what is wrong with it."""

    def __init__(self, findings: Iterable[Finding], *, of: Id = None) -> None:
        """Keep all findings, and whose request it was where that could be read."""
        self.findings = tuple(findings)
        super().__init__("request.malformed", reason=self.findings[0].code)
        self.of = of


@dataclass(frozen=True, slots=True)
class Request:
    """A command as it was asked for: the caller's id, the command, its fields unchecked."""

    id: Id
    do: str
    fields: Mapping[str, Any]


def parse_request(line: bytes) -> Request:
    """The request on a line. Raises RequestError."""
    if len(line) > LONGEST_LINE:
        raise RequestError([fail("request.too_long", limit=LONGEST_LINE)])
    try:
        # msgspec reads what RFC 8259 calls JSON and no more: no NaN, no lone surrogate, no number beyond all floats.
        read = msgspec.json.decode(line.decode())
    except UnicodeDecodeError as error:
        raise RequestError([fail("request.not_utf8", at=error.start + 1)]) from error
    except RecursionError as error:
        raise RequestError([fail("request.too_deep")]) from error
    except msgspec.DecodeError as error:
        raise RequestError([_not_json(str(error), len(line))]) from error
    if not isinstance(read, dict):
        raise RequestError([fail("request.not_object")])
    return _addressed(read)


def _not_json(complaint: str, length: int) -> Finding:
    """What msgspec complains of, in our own codes: what it says of a line is for programmers."""
    if complaint.startswith("Number out of range"):
        return fail("request.number_range")
    fault = next((code for words, code in _JSON_FAULTS if words in complaint), "spelling")
    place = re.search(r"byte ([0-9]+)", complaint)
    return fail("request.not_json", json_fault=fault, at=int(place[1]) + 1 if place else length)


_JSON_FAULTS: Final = (
    ("truncated", "cut_off"),
    ("trailing characters", "surplus"),
    ("trailing comma", "comma"),
    ("object keys", "keys"),
    ("escape", "escape"),
)


def _addressed(read: dict[str, Any]) -> Request:
    asked_by, do = read.pop("id", None), read.pop("do", None)
    known_by = asked_by if asked_by is None or _is_name(asked_by) else None
    findings = [] if known_by == asked_by else [_wrong_type("id", "integer|text", asked_by)]
    if do is None or do == "":
        findings.append(fail("request.missing_field", field="do"))
    elif not isinstance(do, str):
        findings.append(_wrong_type("do", "text", do))
    if findings:
        raise RequestError(findings, of=known_by)
    return Request(known_by, str(do), read)


def _is_name(value: object) -> bool:
    return isinstance(value, str) or (type(value) is int and -_LARGEST <= value < _LARGEST)


def unknown_command(do: str, known: Iterable[str]) -> Finding:
    """The finding about a command that there is none of."""
    return fail("request.unknown_command", command=do[:_SHOWN], nearest=_nearest(do, known))


def parse_fields(fields: Mapping[str, Any], kind: type[T]) -> T:
    """The fields as the dataclass that an operation takes. Raises RequestError with every fault."""
    findings = list(_object_faults("", fields, kind))
    if findings:
        raise RequestError(findings)
    declared: type = kind
    known = shape.taken_in(declared)
    return msgspec.convert({known[name].attribute: value for name, value in fields.items()}, kind)


def _object_faults(path: str, given: Mapping[str, Any], kind: type) -> Iterator[Finding]:
    known = shape.taken_in(kind)
    for name in given:
        if name not in known:
            yield fail("request.unknown_field", field=_below(path, name), nearest=_nearest(name, known))
    for name, field in known.items():
        if name in given:
            yield from _faults(_below(path, name), given[name], field.hint)
        elif field.needed:
            yield fail("request.missing_field", field=_below(path, name))


def _below(path: str, name: str) -> str:
    return f"{path}.{name[:_SHOWN]}" if path else name[:_SHOWN]


def _faults(path: str, value: object, hint: object) -> Iterator[Finding]:
    """What is wrong with a value, where its type is one of several: with every one of them."""
    if value is None and shape.may_be_absent(hint):
        return
    each = [list(_faults_as(path, value, one)) for one in shape.alternatives(hint)]
    if all(each):
        yield from each[0] if len(each) == 1 else [_wrong_type(path, _expected(hint), value)]


def _faults_as(path: str, value: object, kind: Any) -> Iterator[Finding]:  # noqa: ANN401 -- a type, of whatever form
    if is_dataclass(kind) and isinstance(value, dict):
        yield from _object_faults(path, value, kind)  # type: ignore[arg-type]  # a dataclass is a type here
    elif shape.is_list(kind) and isinstance(value, list):
        yield from _list_faults(path, value, kind)
    elif shape.is_mapping(kind) and isinstance(value, dict):
        for name, inner in value.items():
            yield from _faults(_below(path, name), inner, shape.values_of(kind))
    elif kind is int and isinstance(value, float):
        yield fail("request.not_whole", field=path, value=str(value))
    elif not _fits(value, kind):
        yield _wrong_type(path, _expected(kind), value)


def _list_faults(path: str, value: list[Any], kind: object) -> Iterator[Finding]:
    places = shape.places_of(kind)
    if places is not None and len(places) != len(value):
        yield fail("request.wrong_length", field=path, length=len(value), needed=len(places))
        return
    for at, inner in enumerate(value):
        yield from _faults(f"{path}[{at}]", inner, places[at] if places else shape.items_of(kind))


def _fits(value: object, kind: object) -> bool:
    if kind is int:
        return type(value) is int and -_LARGEST <= value < _LARGEST
    if isinstance(kind, type) and issubclass(kind, Enum):
        return isinstance(value, str) and value in {one.value for one in kind}
    if kind in (str, bool):
        return type(value) is kind
    return kind is Any


def _expected(hint: object) -> str:
    """How a type is named to whoever wrote the request."""
    named = []
    for kind in shape.alternatives(hint):
        if isinstance(kind, type) and issubclass(kind, Enum):
            named += [str(one.value) for one in kind]
        elif shape.is_list(kind):
            named.append("list")
        else:
            named.append(_NAMES.get(kind, "object"))
    return "|".join(named)


def _wrong_type(path: str, expected: str, value: object) -> Finding:
    secret = path.rpartition(".")[2] in _SECRET
    return fail("request.wrong_type", field=path, expected=expected, value="…" if secret else _shortened(value))


def _shortened(value: object) -> str:
    if isinstance(value, (list, dict)):
        return "[…]" if isinstance(value, list) else "{…}"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _nearest(name: str, known: Iterable[str]) -> str | None:
    """The known names that look like this one, the likeliest first."""
    from difflib import get_close_matches  # noqa: PLC0415 -- needed by a slip alone

    return ", ".join(get_close_matches(name[:_SHOWN], list(known), n=3)) or None
