"""Publishing: what the city says to every station, checked once by the domain's own rules before it is said.

    {"kind": "plate.watched", "plate": "甘N8F326", "reason": "…", "until": null}       what is said beside the kind
    {"kind": "station.published", "says": {"code": "LX01", "name": "…", "kind": "market"}}      or in a place of its own

A document holds one of these or a list of them; all of them are said, in one transaction, or none. Stations take an
entry of the city as it comes: nothing that a station could not read may leave here.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from coalguard.domain.errors import CoalGuardError, UsageError
from coalguard.domain.field import UnfitError, parse_line, take
from coalguard.domain.findings import Finding, fail, refuse, refuse_if_any
from coalguard.domain.identity import (
    DivisionTable,
    EntryKey,
    check_firm_name,
    holds_personal_number,
    parse_divisions,
    tidy_line,
)
from coalguard.domain.journal import Json, canonical, parse_instant
from coalguard.domain.numbering import check_station_code
from coalguard.domain.plate import parse_plate
from coalguard.domain.quality import parse_rule_set
from coalguard.domain.registry import Outlet, check_outlet
from coalguard.resources import path
from coalguard.server.city import Saying
from coalguard.server.enrolment import KINDS, digits_taken
from coalguard.server.incidents import told_with
from coalguard.server.office import Office

_LONGEST: Final = 100
_HIGHEST_FEN: Final = 10_000_000


@dataclass(frozen=True, slots=True)
class Published:
    """What was said, and the entries that it became: one for each station that an exception is closed for."""

    kinds: tuple[str, ...]
    entries: tuple[EntryKey, ...]


def publish(office: Office, document: bytes) -> Published:
    """Say what a JSON document holds, to every station: one object {"kind": …, …} or a list of them, all or none.

    Raises UsageError `publish.malformed`, `publish.field`, `publish.kind_unknown`; Refused with all that is wrong.
    """
    wanted = _wanted(document)
    findings: list[Finding] = []
    says = [_checked(one, findings) for one in wanted]
    refuse_if_any(findings)
    kinds = tuple(str(one["kind"]) for one in wanted)

    def deed(connection: Connection) -> Published:
        refuse_if_any(_codes_taken(connection, kinds, says))
        sayings = [one for kind, said in zip(kinds, says, strict=True) for one in _sayings(connection, kind, said)]
        once = [one for place, one in enumerate(sayings) if one not in sayings[:place]]
        return Published(tuple(one.kind for one in once), office.city.append(connection, once, office.clock.now()))

    return office.database.write(deed)


def _wanted(document: bytes) -> Sequence[Mapping[str, Any]]:
    try:
        read = msgspec.json.decode(document)
        listed = read if isinstance(read, list) else [read]
        canonical(listed)
        if not listed or not all(isinstance(one, dict) and isinstance(one.get("kind"), str) for one in listed):
            raise ValueError(listed)
    except (msgspec.MsgspecError, ValueError, TypeError, RecursionError) as error:
        raise UsageError("publish.malformed") from error
    unknown = next((one["kind"] for one in listed if one["kind"] not in _CHECKS), None)
    if unknown is not None:
        raise UsageError("publish.kind_unknown", kind_wanted=unknown, known=",".join(_CHECKS))
    return listed


def _checked(one: Mapping[str, Any], findings: list[Finding]) -> dict[str, Json]:
    """What an entry of this kind says; whatever is wrong with it is added to the findings."""
    kind = str(one["kind"])
    given = one.get("says", {name: value for name, value in one.items() if name != "kind"})
    try:
        says, found = _CHECKS[kind](given)
        surplus = sorted(given.keys() - says.keys())
    except UnfitError as error:
        raise UsageError("publish.field", kind_wanted=kind, **error.facts) from error
    except CoalGuardError as error:
        found, says, surplus = getattr(error, "findings", ()) or (fail(error.code, **error.facts),), {}, []
    if surplus:
        unfit = UnfitError(surplus[0], "surplus", given[surplus[0]])
        raise UsageError("publish.field", kind_wanted=kind, **unfit.facts)
    findings += found
    return says


_Check = tuple[dict[str, Json], Sequence[Finding]]


def _text(given: Mapping[str, Any], name: str) -> str:
    return take(given, name, _said, "text")


def _said(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _day(value: object) -> str:
    """A day as 2026-01-31 and no other way."""
    text = _said(value)
    if date.fromisoformat(text).isoformat() != text:
        raise ValueError(text)
    return text


def _fen(value: object) -> int:
    if type(value) is not int or not 0 < value <= _HIGHEST_FEN:
        raise ValueError(value)
    return value


def _tier(value: object) -> int:
    if type(value) is not int:
        raise TypeError(value)
    return value


def _station(given: Mapping[str, Any]) -> _Check:
    name, findings = check_firm_name(_text(given, "name"))
    code = _text(given, "code")
    kind = take(given, "kind", dict(zip(KINDS, KINDS, strict=True)).__getitem__, "station_kind")
    return {"code": code, "name": name, "kind": kind}, [*findings, *check_station_code(code)]


def _rules(given: Mapping[str, Any]) -> _Check:
    rules = take(given, "rules", lambda told: told, "object")
    parse_rule_set(canonical(rules))
    return {"rules": rules}, ()


def _price(given: Mapping[str, Any]) -> _Check:
    fen, since = take(given, "fen_per_t", _fen, "fen"), take(given, "from", _day, "date")
    coal = tidy_line(take(given, "coal", parse_line, "text"))
    station = _text({"station": "", **given}, "station")
    findings = check_station_code(station) if station else []
    return {"coal": coal, "station": station, "fen_per_t": fen, "from": since}, findings


def _outlet(given: Mapping[str, Any]) -> _Check:
    tier = take(given, "tier", _tier, "tier")
    asked = Outlet(_text(given, "name"), tier, _text(given, "town"), _text(given, "credit_code"))
    outlet, findings = check_outlet(asked, _divisions())
    says: dict[str, Json] = {"name": outlet.name, "tier": tier, "town": outlet.town, "credit_code": outlet.credit_code}
    code = given.get("code")
    if code is None:
        return says, findings
    return {**says, "code": code}, [*findings, *check_station_code(_text(given, "code"))]


@cache
def _divisions() -> DivisionTable:
    return parse_divisions(min(path("divisions").glob("*.json")).read_bytes())


def _watch(given: Mapping[str, Any]) -> _Check:
    """A plate, why it is watched, and the last day or the moment of it; no end is null."""
    plate, reason = parse_plate(_text(given, "plate")).text, tidy_line(_text(given, "reason"))
    findings = []
    if not 0 < len(reason) <= _LONGEST:
        findings.append(fail("publish.reason", length=len(reason), limit=_LONGEST))
    if holds_personal_number(reason):
        findings.append(fail("notes.personal", field="reason"))
    until = given.get("until")
    if until is not None:
        take(given, "until", _until, "until")
    return {"plate": plate, "reason": reason, "until": until}, findings


def _until(value: object) -> str:
    """A day, or an instant with its offset."""
    text = _said(value)
    if "T" not in text:
        return _day(text)
    if parse_instant(text).tzinfo is None:
        raise ValueError(text)
    return text


def _unwatch(given: Mapping[str, Any]) -> _Check:
    return {"plate": parse_plate(_text(given, "plate")).text}, ()


def _close(given: Mapping[str, Any]) -> _Check:
    opened, note = EntryKey.parse(_text(given, "opened")), tidy_line(_text(given, "note"))
    findings = []
    if not 0 < len(note) <= _LONGEST:
        findings.append(fail("publish.reason", length=len(note), limit=_LONGEST))
    if holds_personal_number(note):
        findings.append(fail("notes.personal", field="note"))
    return {"opened": str(opened), "note": note}, findings


_CHECKS: Final[Mapping[str, Callable[[Mapping[str, Any]], _Check]]] = {
    "station.published": _station,
    "rules.published": _rules,
    "price.published": _price,
    "outlet.published": _outlet,
    "plate.watched": _watch,
    "plate.unwatched": _unwatch,
    "exception.closed": _close,
}
"""What can be published, and what makes an entry of it. Keys come by enrolment and go by `revoke`."""


def _codes_taken(connection: Connection, kinds: Sequence[str], says: Sequence[Mapping[str, Json]]) -> Iterator[Finding]:
    """What speaks against new stations: the digits of a code are one station's alone (`journal.md` §5)."""
    named = [one for kind, one in zip(kinds, says, strict=True) if kind == "station.published"]
    for at, one in enumerate(named):
        code = str(one["code"])
        yield from digits_taken(connection, code)
        for other in named[:at]:
            if str(other["code"])[2:] == code[2:] and other["code"] != code:
                facts = {"station": code, "digits": code[2:], "other": str(other["code"]), "name": str(other["name"])}
                yield fail("station.digits_taken", **facts)


def _sayings(connection: Connection, kind: str, says: Mapping[str, Json]) -> list[Saying]:
    """What is said, to all; an exception is closed for every station that was told of its incident. Raises Refused."""
    if kind != "exception.closed":
        return [Saying(kind, says)]
    told = told_with(connection, EntryKey.parse(str(says["opened"])))
    if not told:
        raise refuse("publish.exception_unknown", opened=str(says["opened"]))
    return [Saying(kind, {**says, "opened": str(key)}, station) for key, station in told]
