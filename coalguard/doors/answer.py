"""Answers: any result or error as plain JSON values, by one rule for all (`doors.md`, values).

    net: Mass -> "net_kg": 32420        amount: Money -> "amount_fen"      price: Price -> "price_fen_per_t"
    Decimal, EntryKey, DocumentNumber, Plate -> text      instant -> ISO 8601 with +08:00      day -> ISO
    Finding -> {code, severity, facts, text}              dataclass -> object, any collection -> list

What a value means is not known here; sentences come from `coalguard.sentences`.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from gettext import NullTranslations
from types import NoneType
from typing import Any, Final

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.findings import Finding, Severity
from coalguard.domain.identity import CHINA
from coalguard.domain.mass import Mass
from coalguard.domain.money import Money, Price
from coalguard.doors.shape import WRITTEN, given_out
from coalguard.sentences import say

Plain = Any
"""A JSON value."""


_LEAVES: Final[Mapping[type, Callable[[Any], Plain]]] = {
    **dict.fromkeys((NoneType, bool, int, str), lambda value: value),
    **dict.fromkeys(WRITTEN, str),
    Mass: lambda mass: mass.kg,
    Money: lambda money: money.fen,
    Price: lambda price: price.fen_per_t,
    Decimal: "{:f}".format,
    datetime: lambda at: at.astimezone(CHINA).isoformat(),
    date: date.isoformat,
    bytes: bytes.hex,
}


def render(value: object, words: NullTranslations) -> Plain:
    """A value as JSON has it. Raises TypeError on what no rule covers."""
    leaf = _LEAVES.get(type(value))
    if leaf is not None:
        return leaf(value)
    if isinstance(value, Finding):
        return render_finding(value, words)
    if is_dataclass(value) and not isinstance(value, type):
        return {key: render(getattr(value, name), words) for name, key, _ in given_out(type(value))}
    return _render_collection(value, words)


def _render_collection(value: object, words: NullTranslations) -> Plain:
    match value:
        case Enum():
            return value.value
        case Mapping():
            return {str(render(key, words)): render(inner, words) for key, inner in value.items()}
        case AbstractSet():
            return sorted(render(inner, words) for inner in value)
        case Iterable():
            return [render(inner, words) for inner in value]
    raise TypeError(type(value).__name__)


def render_finding(finding: Finding, words: NullTranslations) -> Plain:
    """A finding with its sentence."""
    facts = {name: fact if type(fact) in _LEAVES else str(fact) for name, fact in finding.facts.items()}
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "facts": {name: render(fact, words) for name, fact in facts.items()},
        "text": say(finding, words),
    }


def render_error(error: CoalGuardError, words: NullTranslations) -> Plain:
    """An error with the sentence of its first failing reason, and with every reason it carries."""
    findings: tuple[Finding, ...] = getattr(error, "findings", ()) or (Finding(error.code, error.facts),)
    shown = [render_finding(finding, words) for finding in findings]
    leading = next((one for one in shown if one["severity"] == Severity.FAIL), shown[0])
    return {"code": error.code, "text": leading["text"], "findings": shown}


def write(value: Plain) -> bytes:
    """A JSON value on one line, without the line's end."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # A file name that is no UTF-8 holds lone surrogates; written with a backslash they are JSON again.
    return text.encode("utf-8", "backslashreplace")
