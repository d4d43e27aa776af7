"""Folds of what others wrote: the city's word, and forms, voids, uses and decisions of other stations.

Another device's entry is kept as it came, and whatever of it can not be read shows in no table: it may be newer than
this program, or poisoned, and must never keep the rest from arriving (`journal.md` §6). So everything is read by its
type before it becomes a row. No fold here leans on a row of another entry; what can be said anew goes by its newest.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.identity import DocumentNumber, EntryKey
from coalguard.domain.journal import canonical, parse_body, parse_instant
from coalguard.domain.plate import comparable
from coalguard.domain.quality import parse_rule_set
from coalguard.store.fold.change import Cell, Change, Fold, Placed, put, put_newest
from coalguard.store.places import Places
from coalguard.trust.chain import device_of
from coalguard.trust.claim import claim_of
from coalguard.trust.packing import pack

_PUBLIC_BYTES = _HASH_BYTES = 32
_WHOLE = range(-(1 << 63), 1 << 63)
_BEGINNING = re.compile(
    rb'\{"at":"[^"\\]*","by":"[^"\\]*","doc":"([!#-\[\]-~]*)","files":\[[^\[\]{}]*\],"kind":"([a-z_.]+)","says":'
)
"""How a body begins that is spelled as `domain.journal.canonical` does; its number and its kind are ASCII."""
_UNREADABLE = (CoalGuardError, LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)


@dataclass(frozen=True, slots=True)
class Heard:
    """What an entry of another device means here; the kind is empty where the body is none."""

    kind: str
    document: str
    changes: tuple[Change, ...]


def hear(key: EntryKey, body: bytes, places: Places) -> Heard:
    """Read an entry of another device; raises nothing, whatever it holds.

    Most kinds mean nothing here: their bodies are looked at as far as the kind and no further.
    """
    begun = _BEGINNING.match(body)
    if begun and begun[2] not in _MEANT:
        return Heard(begun[2].decode(), begun[1].decode(), ())
    try:
        entry = parse_body(key, body)
        kind, document = _told(entry.fact.kind), _told(entry.fact.document)
    except _UNREADABLE:
        return Heard("", "", ())
    known = FOLDS.get(kind)
    try:
        return Heard(kind, document, tuple(known(Placed(entry, places.of(key), None, places))) if known else ())
    except _UNREADABLE:
        return Heard(kind, document, ())


# --- reading by type --------------------------------------------------------------------------------------------------


def _told(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    value.encode()  # a lone surrogate is no text: ValueError
    return value


def _text(placed: Placed, name: str) -> str:
    return _told(placed.says[name])


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value not in _WHOLE:
        raise TypeError(value)
    return value


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat()


def _at(placed: Placed) -> str:
    if placed.entry.moment.at.tzinfo is None:
        raise ValueError(placed.entry.key)
    return placed.at


def _by(placed: Placed) -> int:
    return placed.places.number(placed.entry.key.device)


def _number(text: str) -> Mapping[str, Cell]:
    number = DocumentNumber.parse(text)
    return {"prefix": number.prefix, "serial": number.serial}


# --- the city ---------------------------------------------------------------------------------------------------------

_BY_PUBLIC = ("said_by", "public")


def _station(placed: Placed) -> Iterable[Change]:
    yield put_newest(
        "stations",
        ("said_by", "code"),
        said_by=_by(placed),
        code=_text(placed, "code"),
        place=placed.place,
        name=_text(placed, "name"),
        kind=_text(placed, "kind"),
    )


def _public(placed: Placed) -> bytes:
    public = bytes.fromhex(_text(placed, "public"))
    if len(public) != _PUBLIC_BYTES:
        raise ValueError(public)
    return public


def _key(placed: Placed) -> Iterable[Change]:
    public = _public(placed)
    yield put_newest(
        "published_keys",
        _BY_PUBLIC,
        said_by=_by(placed),
        public=public.hex(),
        place=placed.place,
        device=device_of(public),
        station=_text(placed, "station"),
        name=_text(placed, "name"),
    )


def _key_revoked(placed: Placed) -> Iterable[Change]:
    epoch, seq = placed.says["from"]
    yield put_newest(
        "revoked_keys",
        _BY_PUBLIC,
        said_by=_by(placed),
        public=_public(placed).hex(),
        place=placed.place,
        epoch=_whole(epoch),
        seq=_whole(seq),
    )


def _rules(placed: Placed) -> Iterable[Change]:
    rules = parse_rule_set(canonical(placed.says["rules"]))
    since = min(standard.valid_from for standard in rules.standards)
    yield put(
        "rule_sets", place=placed.place, said_by=_by(placed), version=_told(rules.version), since=since.isoformat()
    )


def _price(placed: Placed) -> Iterable[Change]:
    yield put(
        "prices",
        place=placed.place,
        said_by=_by(placed),
        coal=_text(placed, "coal"),
        station=_text(placed, "station"),
        fen_per_t=_whole(placed.says["fen_per_t"]),
        since=_day(_text(placed, "from")),
    )


def _outlet(placed: Placed) -> Iterable[Change]:
    yield put_newest(
        "published_outlets",
        ("said_by", "name"),
        said_by=_by(placed),
        name=_text(placed, "name"),
        place=placed.place,
        tier=_whole(placed.says["tier"]),
        town=_text(placed, "town"),
        credit_code=_text(placed, "credit_code"),
        code=_told(placed.says.get("code") or ""),
    )


def _watch(watched: int) -> Fold:
    def fold(placed: Placed) -> Iterable[Change]:
        yield put_newest(
            "watched_plates",
            ("said_by", "plate"),
            said_by=_by(placed),
            plate=comparable(_text(placed, "plate")),
            place=placed.place,
            watched=watched,
            reason=_told(placed.says.get("reason") or ""),
            until=_until(placed.says.get("until")),
            at=_at(placed),
        )

    return fold


def _until(value: Any) -> str:  # noqa: ANN401 -- whatever stands there
    """The last day, or the instant, of a watch; empty where it has no end."""
    text = _told(value or "")
    parse_instant(text) if "T" in text else _day(text or "9999-12-31")
    return text


def _exception(placed: Placed) -> Iterable[Change]:
    yield put(
        "exceptions",
        place=placed.place,
        said_by=_by(placed),
        exception=_text(placed, "exception"),
        number=_told(placed.says.get("number") or ""),
        station=_told(placed.says.get("station") or ""),
        at=_at(placed),
    )


def _exception_closed(placed: Placed) -> Iterable[Change]:
    opened = EntryKey.parse(_text(placed, "opened"))
    if opened.device != placed.entry.key.device:
        raise ValueError(opened)  # whoever opened it closes it
    yield put_newest(
        "closed_exceptions",
        ("opened",),
        opened=placed.places.of(opened),
        place=placed.place,
        note=_told(placed.says.get("note") or ""),
        at=_at(placed),
    )


# --- other stations ---------------------------------------------------------------------------------------------------


def _form(placed: Placed) -> Iterable[Change]:
    number = placed.entry.fact.document
    for field in ("lot", "verdict", "report", "destination", "valid_until"):  # what a gate reads of it
        _text(placed, field)
    for one in placed.says["values"]:
        Decimal(_told(one["value"]))
    pack(claim_of(placed.entry, bytes(_HASH_BYTES)))  # as it is compared with the code on the paper
    yield put(
        "heard_forms",
        place=placed.place,
        said_by=_by(placed),
        **_number(number),
        number=number,
        plate=_text(placed, "plate"),
        coal=_text(placed, "coal"),
        net_kg=_whole(placed.says["net_kg"]),
        valid_until=_text(placed, "valid_until"),
    )


def _form_void(placed: Placed) -> Iterable[Change]:
    number = _number(_text(placed, "form"))
    yield put("heard_voids", place=placed.place, said_by=_by(placed), **number, at=_at(placed))


def _form_redeemed(placed: Placed) -> Iterable[Change]:
    number = _text(placed, "form")
    yield put(
        "heard_redemptions",
        place=placed.place,
        said_by=_by(placed),
        **_number(number),
        number=number,
        key_id=_told(placed.says.get("key_id") or ""),
        at=_at(placed),
    )


def _decision(placed: Placed) -> Iterable[Change]:
    yield put(
        "heard_decisions",
        place=placed.place,
        said_by=_by(placed),
        plate=_text(placed, "plate"),
        decision=_text(placed, "decision"),
        reasons=",".join(map(_told, placed.says["reasons"])),
        at=_at(placed),
    )


FOLDS: Mapping[str, Callable[[Placed], Iterable[Change]]] = {
    "station.published": _station,
    "key.published": _key,
    "key.revoked": _key_revoked,
    "rules.published": _rules,
    "price.published": _price,
    "outlet.published": _outlet,
    "plate.watched": _watch(1),
    "plate.unwatched": _watch(0),
    "exception.opened": _exception,
    "exception.closed": _exception_closed,
    "form.issued": _form,
    "form.voided": _form_void,
    "form.redeemed": _form_redeemed,
    "inspection.decided": _decision,
}
"""What each kind means where another device says it."""
_MEANT = frozenset(map(str.encode, FOLDS))


# --- our own enrolment ------------------------------------------------------------------------------------------------


def _enrolled(placed: Placed) -> Iterable[Change]:
    says = placed.says
    yield put(
        "server",
        place=placed.place,
        city=says["city"],
        url=says["url"],
        feed=says["feed"],
        station=says["station"],
        address=says["address"],
        fingerprint=says["fingerprint"],
    )


OWN_FOLDS: Mapping[str, Fold] = {"server.enrolled": _enrolled}
