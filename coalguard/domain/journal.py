"""Entry: what happened, in order, for ever; and the canonical body that is hashed.

A body is JSON made once and kept as bytes (`journal.md` §2): keys sorted, no spaces, no floats, UTF-8 unescaped.
Its seven keys never change: `at` (wall time, UTC, milliseconds), `by` (the actor's registering entry, or empty where
the program itself acted), `doc` (the paper's number, or empty), `files` (attachment hashes), `kind`, `says` (the
content), `trusted` (whether the clock was) and `v` (the kind's version). Hashing stands in `trust.chain`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NoReturn

from coalguard.domain.errors import DamagedError
from coalguard.domain.identity import EntryKey

Json = str | int | bool | None | Sequence["Json"] | Mapping[str, "Json"]
"""What a body may hold: JSON without floats."""

_KEYS = frozenset({"at", "by", "doc", "files", "kind", "says", "trusted", "v"})
_INSTANT_LENGTH = len("2026-01-14T12:58:11.250")


@dataclass(frozen=True, slots=True)
class Moment:
    """A reading of the wall clock (aware, UTC inside) and whether it may be trusted."""

    at: datetime
    trusted: bool = True


@dataclass(frozen=True, slots=True)
class Fact:
    """What an act says happened, before it has a place in the journal."""

    kind: str
    says: Mapping[str, Any]  # JSON without floats; its shape is known by the kind and its version
    document: str = ""
    files: tuple[str, ...] = ()
    version: int = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact in its place: who wrote it, where it stands, when, and by whom it was done."""

    key: EntryKey
    fact: Fact
    moment: Moment
    by: EntryKey | None


def canonical(value: Json) -> bytes:
    """The one spelling of a JSON value: keys sorted, no spaces, UTF-8 unescaped. Raises TypeError on a float."""
    text = _WRITER.encode(value)
    _FLOAT_SEEKER.decode(text)  # in C this is quicker than any walk through the value
    return text.encode()


def _refuse_float(text: str) -> NoReturn:
    raise TypeError(text)


_WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False)
_FLOAT_SEEKER = json.JSONDecoder(parse_float=_refuse_float, parse_constant=_refuse_float)


def render_instant(at: datetime) -> str:
    """An aware instant as UTC text with milliseconds, e.g. 2026-01-14T12:58:11.250Z."""
    return f"{at.astimezone(UTC).isoformat(timespec='milliseconds')[:_INSTANT_LENGTH]}Z"  # the offset is cut off


def parse_instant(text: str) -> datetime:
    """The instant that `render_instant` wrote."""
    return datetime.fromisoformat(text)


def render_body(fact: Fact, moment: Moment, by: EntryKey | None) -> bytes:
    """The canonical body of an entry: made once, hashed, kept and sent as these bytes."""
    return canonical(
        {
            "at": render_instant(moment.at),
            "by": str(by) if by else "",
            "doc": fact.document,
            "files": fact.files,
            "kind": fact.kind,
            "says": fact.says,
            "trusted": moment.trusted,
            "v": fact.version,
        }
    )


def parse_body(key: EntryKey, body: bytes) -> Entry:
    """The entry that stands at `key` with this body. Raises DamagedError `journal.body` where it is none."""
    try:
        read = json.loads(body.decode())  # given bytes, json would first guess their encoding
        if read.keys() != _KEYS:
            raise DamagedError("journal.body", seq=key.seq)
        fact = Fact(read["kind"], read["says"], read["doc"], tuple(read["files"]), read["v"])
        moment = Moment(parse_instant(read["at"]), read["trusted"])
        return Entry(key, fact, moment, EntryKey.parse(read["by"]) if read["by"] else None)
    except (ValueError, TypeError, AttributeError) as error:
        raise DamagedError("journal.body", seq=key.seq) from error
