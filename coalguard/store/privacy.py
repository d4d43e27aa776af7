"""Privacy: whether personal data stand where erasure can not reach them.

Names, documents, phones and addresses belong beside the chain (`journal.md` §2), and into the two tables that people
are found by. A body or a row elsewhere is searched for what looks like an identity or phone number, and for every value
that a personal row holds. What the program itself wrote and should not
have breaks the invariant; what a person typed into a free text, or behind 无牌: and 其他: in place of a plate, is told
as a warning, since no one can take it back: the frame number of a tricycle may well look like a phone's.
Names of firms and places are public, and an owner's name is often part of them: they are not searched for names.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from coalguard.domain.findings import Finding, Severity, fail, warn
from coalguard.domain.identity import check_id_card
from coalguard.domain.plate import SPELLED_OUT

_SHORTEST_CODE = 6
_TOKEN = re.compile(rf"[0-9A-Za-z]{{{_SHORTEST_CODE},}}")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·]{2,}")
_PHONE = re.compile(r"1[3-9][0-9]{9}")
_ID_CARD = re.compile(r"[0-9]{17}[0-9Xx]")
_LENGTHS = (11, 18)
"""Of a phone number and of an identity number."""
_SHORTEST_WITHIN = 3
"""A name of two characters counts only where it stands alone: 高山 is a man and half of many a mine."""

_HELD = frozenset({"name", "phone", "document_number", "address", "agent_name", "agent_phone", "agent_document_number"})
_CALLED = frozenset({"name", "agent_name", "address"})
_TYPED = frozenset({"reason", "note", "notes", "observed", "destination", "purpose", "print_reason"})
_CODES = frozenset({"number", "batch", "cma", "credit_code", "public", "device", "person", "hotline"})
"""Numbers of firms and papers, and the one that anybody may call: some look like a phone's."""
_PUBLIC = frozenset(
    {
        ("station.opened", "name"),
        ("supplier.registered", "name"),
        ("outlet.registered", "name"),
        ("yard.registered", "name"),
        ("scale.set", "name"),
        ("printer.set", "name"),
        ("paper.assigned", "printer"),
        ("key.imported", "name"),
        ("report.entered", "mine"),
        ("report.entered", "laboratory"),
        ("station", "name"),
        ("suppliers", "name"),
        ("outlets", "name"),
        ("published_outlets", "name"),
        ("stations", "name"),
        ("published_keys", "name"),
        ("yards", "name"),
        ("settings", "name"),
    }
)


class HeldValues:
    """The values of the personal rows, so kept that a text is searched for all of them at once."""

    def __init__(self, rows: Iterable[bytes]) -> None:
        """Learn the rows."""
        self._codes: set[str] = set()
        self._words: set[str] = set()
        self._alone: set[str] = set()
        self._within: dict[int, set[str]] = defaultdict(set)
        for row in rows:
            read: Mapping[str, Any] = json.loads(row)
            for field in _HELD & read.keys():
                self._learn(str(read[field] or ""), self._words if field in _CALLED else self._codes)

    def _learn(self, value: str, tokens: set[str]) -> None:
        if _HAN.search(value):
            self._alone.add(value)
            if len(value) >= _SHORTEST_WITHIN:
                self._within[len(value)].add(value)
        elif _TOKEN.fullmatch(value):
            tokens.add(value.upper())

    def hold(self, token: str, *, typed: bool = False) -> bool:
        """Whether a run of letters and digits is one of the values.

        Somebody may be called `officer`, which the program's own words are full of: a name in Latin letters counts only
        in what a person `typed`.
        """
        return token.upper() in self._codes or (typed and token.upper() in self._words)

    def name_stands_in(self, text: str) -> bool:
        """Whether a name or an address stands in the text."""
        if not self._alone or text.isascii() or not _HAN.search(text):
            return False
        if any(run in self._alone for run in _HAN.findall(text)):
            return True
        return any(
            text[start : start + length] in values
            for length, values in self._within.items()
            for start in range(len(text) - length + 1)
        )


def personal(kind: str, seq: int, says: Mapping[str, Any], held: HeldValues) -> Iterator[Finding]:
    """What of a body, or of a derived table's row, looks personal: a finding for each of its fields."""
    for field, text in _texts(says, ""):
        if len(text) < _SHORTEST_CODE and text.isascii():
            continue
        tokens, typed = _TOKEN.findall(text), field in _TYPED or text.startswith(SPELLED_OUT)
        known = any(held.hold(token, typed=typed) for token in tokens)
        named = (kind, field) not in _PUBLIC and (known or held.name_stands_in(text))
        if named or (field not in _CODES and any(map(_looks_personal, tokens))):
            told = warn if typed else fail
            yield told("verify.personal_data", seq=seq, kind=kind, field=field)


def _texts(value: object, field: str) -> Iterator[tuple[str, str]]:
    """Every text in a body with the name of the field it stands in."""
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, dict):  # not Mapping: that question costs more than all the others here together
        for name, inner in value.items():
            if isinstance(inner, str):
                yield name, inner
            elif inner is not None and not isinstance(inner, int):
                yield from _texts(inner, name)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _texts(inner, field)


def _looks_personal(token: str) -> bool:
    """Whether it has the form of a phone number, or of an identity number that proves itself: a firm's code may not."""
    if len(token) not in _LENGTHS:
        return False
    if _PHONE.fullmatch(token):
        return True
    return bool(_ID_CARD.fullmatch(token)) and not any(
        finding.severity is Severity.FAIL for finding in check_id_card(token, date.max)[1]
    )
