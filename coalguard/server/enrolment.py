"""Enrolment: a device becomes known by a one-time code that a person carries to it (`journal.md` §6).

A code is the station's, has 60 bits, lives a day and is kept as a hash under the key file; five wrong tries close the
station's codes. The answer is kept for the same key, since it may be lost. The city says who came, to everybody: the
station and its key. That a station belongs to the city's own desks, which hear everything, only the city can have said
beforehand.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import choice
from typing import Final

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from coalguard.clock import Clock
from coalguard.domain.errors import CoalGuardError, UsageError
from coalguard.domain.findings import Finding, fail, refuse, refuse_if_any
from coalguard.domain.identity import check_firm_name, compact_code
from coalguard.domain.journal import render_instant
from coalguard.domain.numbering import PaperKind, check_device_letter, check_station_code, starter_range
from coalguard.server.city import City, Saying
from coalguard.server.database import Database, violated
from coalguard.server.grants import OVERLAP, Lessor, keep_given, lease_first
from coalguard.server.roster import Device, believed, change, find_device, load_devices
from coalguard.server.secret import Secret
from coalguard.server.standing import Status
from coalguard.server.tables import city as city_table
from coalguard.server.tables import codes, devices, feed, stations
from coalguard.server.trust import state_trust
from coalguard.sync.messages import Certificate, Enroll, Enrolled, render, say
from coalguard.trust.chain import device_of
from coalguard.trust.statement import Purpose, pair_fingerprint

ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0 O 1 I, which hands and eyes confuse
SIGNS: Final = 12
LIVES: Final = timedelta(hours=24)
TRIES: Final = 5
KINDS: Final = ("market", "checkpoint", "outlet", "city")

_USED, _TRIED = "used", "tries"
_GROUP = 4
_LETTERS = 2
_KEY = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class OpenedCode:
    """A one-time code for a station, and until when it opens the door."""

    station: str
    code: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Gate:
    """What an enrolment is done with."""

    secret: Secret
    city: City
    clock: Clock


def open_code(connection: Connection, secret: Secret, station: str, now: datetime) -> OpenedCode:
    """A new code for a device of a station; those that were given out before stay good. Raises Refused `station.…`."""
    station = compact_code(station)
    refuse_if_any(check_station_code(station))
    refuse_if_any(digits_taken(connection, station))
    signs = "".join(choice(ALPHABET) for _ in range(SIGNS))
    code = "-".join((station, *(signs[at : at + _GROUP] for at in range(0, SIGNS, _GROUP))))
    until = (now + LIVES).replace(microsecond=0)
    row = {"digest": _digest(secret, code), "station": station, "tries": 0, "closed": ""}
    at = {"opened_at": render_instant(now), "until": render_instant(until)}
    connection.execute(insert(codes).values(**row, **at))
    return OpenedCode(station, code, until)


def digits_taken(connection: Connection, station: str) -> tuple[Finding, ...]:
    """Whether another station has a code with the same digits: their tickets and slips would have the same numbers.

    A station gives numbers long before it is enrolled (`journal.md` §5), so the first word is said with its first code.
    """
    digits = func.substr(stations.c.code, _LETTERS + 1)
    asked = select(stations.c.code, stations.c.name).where(digits == station[_LETTERS:], stations.c.code != station)
    return tuple(
        fail("station.digits_taken", station=station, digits=station[_LETTERS:], other=code, name=name)
        for code, name in connection.execute(asked.order_by(stations.c.code))
    )


def enroll(database: Database, gate: Gate, asked: Enroll) -> bytes:
    """The answer to an enrolment, the same again to the same key.

    Raises:
        UsageError: `enroll.malformed`, with what of it is wrong.
        Refused: `enroll.code_wrong`, `enroll.tries`, `enroll.code_expired`, `enroll.code_used`, `enroll.kind_differs`,
            `enroll.letter_taken`, `enroll.numbers_taken`, `station.digits_taken`, `token.revoked`.
    """
    _check(asked)
    try:
        told = database.write(lambda connection: _enroll(connection, gate, asked))
    except IntegrityError as error:
        if violated(error, OVERLAP):
            raise refuse("enroll.numbers_taken", station=asked.station, letter=asked.letter) from error
        raise
    if isinstance(told, CoalGuardError):
        raise told
    return told


def _check(asked: Enroll) -> None:
    """Whether it can be an enrolment at all; the station's own program would not send anything else."""
    following = {kind.value: starter_range(asked.letter) for kind in PaperKind} if _is_letter(asked.letter) else {}
    wrong = {
        "station": bool(check_station_code(asked.station)),
        "letter": not following,
        "kind": asked.kind not in KINDS,
        "name": bool(check_firm_name(asked.name)[1]),
        "public": not _KEY.fullmatch(asked.public),
        "epoch": not 0 < asked.epoch < 1 << 31,
        "seq": not 0 <= asked.seq < 1 << 53,
        "used": any(
            kind not in following or not following[kind][0] <= serial <= following[kind][1] + 1
            for kind, serial in asked.used.items()
        ),
    }
    field = next((field for field, is_wrong in wrong.items() if is_wrong), None)
    if field is not None:
        raise UsageError("enroll.malformed", field=field)


def _is_letter(letter: str) -> bool:
    return not check_device_letter(letter)


# --- the code ---------------------------------------------------------------------------------------------------------


def _digest(secret: Secret, code: str) -> bytes:
    """What is kept of a code: nothing that could be tried out without the key file."""
    return secret.mac("enroll", compact_code(code).replace("-", "").encode())


def _enroll(connection: Connection, gate: Gate, asked: Enroll) -> bytes | CoalGuardError:
    """The answer, or the refusal; a wrong try is kept either way."""
    now = gate.clock.now()
    gate.city.take_turn(connection)  # enrolments follow one another, or five tries were not five
    mine = connection.execute(select(codes).where(codes.c.station == asked.station)).all()
    digest = _digest(gate.secret, asked.code)
    code = next((one for one in mine if one.digest == digest), None)
    if code is None:
        return _count_try(connection, asked.station)
    if code.used_by == bytes.fromhex(asked.public) and render_instant(now) < code.until:
        return bytes(code.answer)
    if code.closed or render_instant(now) >= code.until:
        return refuse({_USED: "enroll.code_used", _TRIED: "enroll.tries"}.get(code.closed, "enroll.code_expired"))
    answer = render(_answer(connection, gate, asked, now))
    used = {"closed": _USED, "used_by": bytes.fromhex(asked.public), "answer": answer}
    connection.execute(update(codes).where(codes.c.digest == digest).values(**used))
    return answer


def _count_try(connection: Connection, station: str) -> CoalGuardError:
    """Count a wrong try against every open code of the station; whoever has none open is told the same."""
    is_open = (codes.c.station == station) & (codes.c.closed == "")
    connection.execute(update(codes).where(is_open).values(tries=codes.c.tries + 1))
    over = connection.execute(update(codes).where(is_open, codes.c.tries >= TRIES).values(closed=_TRIED))
    return refuse("enroll.tries" if over.rowcount else "enroll.code_wrong")


# --- the device -------------------------------------------------------------------------------------------------------


def _answer(connection: Connection, gate: Gate, asked: Enroll, now: datetime) -> Enrolled:
    device = _known_again(connection, asked) or _register(connection, gate, asked, now)
    grants = lease_first(Lessor(connection, gate.city, now), device, asked.epoch)
    address = connection.execute(select(city_table.c.address)).scalar_one()
    name = connection.execute(select(feed.c.id)).scalar_one()
    certificate = Certificate(
        device.device,
        asked.public,
        device.station,
        device.name,
        device.kind,
        device.letter,
        asked.epoch,
        gate.city.public.hex(),
        render_instant(now),
    )
    stated = say(Purpose.CERTIFICATE, certificate, gate.city.signer)
    change(connection, device, certificate=render(stated), ratchet="", previous_ratchet="")
    return Enrolled(
        city=gate.city.public.hex(),
        feed=name,
        certificate=stated,
        trust=state_trust(connection, gate.city, now),
        grants=grants,
        address=address,
        fingerprint=pair_fingerprint(device.public, gate.city.public),
    )


def _known_again(connection: Connection, asked: Enroll) -> Device | None:
    """The device where it was enrolled before, and has forgotten it with a backup from before."""
    device = find_device(connection, device_of(bytes.fromhex(asked.public)), hold=True)
    if device is None:
        return None
    if device.status is Status.REVOKED:
        raise refuse("token.revoked", device=device.device)
    if (device.station, device.letter, device.kind) != (asked.station, asked.letter, asked.kind):
        raise refuse("enroll.kind_differs", station=device.station, kind=device.kind)
    return device


def _register(connection: Connection, gate: Gate, asked: Enroll, now: datetime) -> Device:
    _check_station(connection, asked)
    public, at = bytes.fromhex(asked.public), render_instant(now)
    others = load_devices(connection, asked.station)
    if any(one.letter == asked.letter and one.status is not Status.REVOKED for one in others):
        raise refuse("enroll.letter_taken", station=asked.station, letter=asked.letter)
    row = {"device": device_of(public), "public": public, "status": Status.ACTIVE.value, "enrolled_at": at}
    row |= {"station": asked.station, "kind": asked.kind, "letter": asked.letter, "name": asked.name}
    unsaid = dict.fromkeys(("ratchet", "previous_ratchet", "greetings", "heard_at", "heard_until"), "")
    connection.execute(insert(devices).values(**row, **unsaid, certificate=b""))
    gate.city.append(connection, _sayings(connection, asked), now)
    device = believed(connection, device_of(public))
    keep_given(connection, device, asked.epoch, asked.used, now)
    return device


def _check_station(connection: Connection, asked: Enroll) -> None:
    """A station is of the kind that the city says; one that nobody announced is what it says.

    Whoever asked for its code knows it, and `server devices` shows it beside the fingerprint.
    """
    kind = connection.execute(select(stations.c.kind).where(stations.c.code == asked.station)).scalar_one_or_none()
    if kind is not None and kind != asked.kind:
        raise refuse("enroll.kind_differs", station=asked.station, kind=kind)
    refuse_if_any(digits_taken(connection, asked.station))


def _sayings(connection: Connection, asked: Enroll) -> Sequence[Saying]:
    """The station where it is new, then the key; what the city calls a station, no enrolment changes."""
    told = connection.execute(select(stations.c.name).where(stations.c.code == asked.station)).scalar_one_or_none()
    says = {"code": asked.station, "name": asked.name, "kind": asked.kind}
    known = [] if told else [Saying("station.published", says)]
    device = device_of(bytes.fromhex(asked.public))
    key = {"public": asked.public, "device": device, "station": asked.station, "name": told or asked.name}
    return [*known, Saying("key.published", key)]
