"""Meaning: what new entries say of numbers, uses, voids, leases and watched plates, and what contradicts it.

Every number is given once and used once: unique indexes decide, so that processes side by side come to one answer; a
row that comes second is kept as disputed. Rows are put in the order of their numbers, or two deeds would wait for one
another. What the contradictions are called and whom they are told is the judge's.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, Table, and_, bindparam, select, tuple_, update

from coalguard.domain.identity import DocumentNumber
from coalguard.domain.plate import comparable
from coalguard.server import judge
from coalguard.server.grants import note_again
from coalguard.server.inbox import Arrived
from coalguard.server.judge import Opened, Range, Use, Watch
from coalguard.server.reading import DecisionSays, FormSays, GrantSays
from coalguard.server.rows import put
from coalguard.server.tables import devices, grants, numbers, redemptions, voids, watched
from coalguard.trust.claim import PAPER_OF

_Key = tuple[str, int]
"""A number's identity: prefix and serial."""

_PAPER = {kind: paper.value for kind, paper in PAPER_OF.items()}
_TOUCHING = select(grants.c.epoch, grants.c.prefix, grants.c.first, grants.c.last, grants.c.origin).where(
    grants.c.device == bindparam("of"),
    grants.c.last >= bindparam("lowest"),
    grants.c.first <= bindparam("highest"),
)


class Writer(NamedTuple):
    """Who wrote a run: the device's number in the tables, its name, its station."""

    no: int
    device: str
    station: str


def take_in(connection: Connection, writer: Writer, epoch: int, arrived: Sequence[Arrived]) -> list[Opened]:
    """Write down what the entries mean; the exceptions that come of it, in the order of their kinds."""
    poisoned = [one for one in arrived if one.told.fault]
    sound = [one for one in arrived if not one.told.fault] if poisoned else arrived
    opened = [judge.quarantined(one, writer.device, epoch, writer.station) for one in poisoned]
    _note_leases(connection, writer, sound)
    opened += _give_numbers(connection, writer, epoch, [one for one in sound if one.told.number])
    opened += _use_forms(connection, writer, epoch, sound)
    opened += _watch_plates(connection, writer, sound)
    return opened


def _note_leases(connection: Connection, writer: Writer, sound: Iterable[Arrived]) -> None:
    """A lease is taken once the device's own entry says so; one that a restored city has forgotten is noted again."""
    for one in sound:
        says = one.told.says
        if isinstance(says, GrantSays):
            same = and_(grants.c.device == writer.no, grants.c.prefix == says.prefix, grants.c.first == says.first)
            if not connection.execute(update(grants).where(same).values(taken=1)).rowcount:
                note_again(connection, (writer.no, writer.device), says.lease, one.told.at)


# --- numbers ----------------------------------------------------------------------------------------------------------


def _give_numbers(connection: Connection, writer: Writer, epoch: int, giving: Sequence[Arrived]) -> Iterator[Opened]:
    if not giving:
        return
    given, rows, no = [], [], writer.no
    for one in giving:
        told = one.told
        assert told.number is not None  # noqa: S101 -- chosen by it
        net_kg = told.says.net_kg if isinstance(told.says, FormSays) else 0
        given.append((told.number, told.at))
        rows.append((told.number.prefix, told.number.serial, no, epoch, one.seq, _PAPER[told.kind], net_kg, told.at, 1))
    yield from judge.outside_grants(given, epoch, _ranges(connection, writer, given), writer.station)
    for key, first, at in _put_once(connection, numbers, rows, at=7):
        number = next(str(number) for number, _ in given if (number.prefix, number.serial) == key)
        yield judge.number_twice(number, first, Use(writer.station, at))


def _ranges(connection: Connection, writer: Writer, given: Sequence[tuple[DocumentNumber, str]]) -> list[Range]:
    """The leases of the device that touch the serials given; those of all kinds lie in one block."""
    serials = [number.serial for number, _ in given]
    touching = {"of": writer.no, "lowest": min(serials), "highest": max(serials)}
    return [
        Range(epoch, prefix, first, last, origin == "starter")
        for epoch, prefix, first, last, origin in connection.execute(_TOUCHING, touching)
    ]


def _put_once(
    connection: Connection, table: Table, rows: Sequence[tuple[str | int, ...]], *, at: int
) -> Iterator[tuple[_Key, Use, str]]:
    """Put rows that end with `undisputed`; of those that came second: the number, who was first, their own moment."""
    rows = sorted(rows)
    if put(connection, table, rows, once=True) == len(rows):
        return
    columns = table.c
    keys = [(row[0], row[1]) for row in rows]
    asked = (
        select(
            columns.prefix, columns.serial, columns.device, columns.epoch, columns.seq, columns.at, devices.c.station
        )
        .join(devices, devices.c.no == columns.device)
        .where(tuple_(columns.prefix, columns.serial).in_(keys), columns.undisputed == 1)
    )
    firsts = {
        (prefix, serial): (place, Use(station, when))
        for prefix, serial, *place, when, station in connection.execute(asked)
    }
    second = [row for row in rows if firsts[row[0], row[1]][0] != list(row[2:5])]
    put(connection, table, [(*row[:-1], 0) for row in second])
    for row in second:
        key = str(row[0]), int(row[1])
        yield key, firsts[key][1], str(row[at])


# --- forms at the gates -----------------------------------------------------------------------------------------------


def _use_forms(connection: Connection, writer: Writer, epoch: int, sound: Iterable[Arrived]) -> Iterator[Opened]:
    used = [one for one in sound if one.told.kind == "form.redeemed"]
    made_void = [one for one in sound if one.told.kind == "form.voided"]
    named = {_key(one): str(one.told.form) for one in (*used, *made_void)}
    if not named:
        return
    before = _undisputed_uses(connection, made_void)
    uses = [(*_key(one), writer.no, epoch, one.seq, writer.station, one.told.at, 1) for one in used]
    for key, first, at in _put_once(connection, redemptions, uses, at=6):
        yield judge.double_redemption(named[key], first, Use(writer.station, at), key[0])
    put(connection, voids, [(*_key(one), writer.no, epoch, one.seq, one.told.at) for one in made_void])
    there = _first_voids(connection, used)
    for one in used:
        if _key(one) in there:
            here = Use(writer.station, one.told.at)
            yield judge.void_after_redemption(named[_key(one)], here, there[_key(one)])
    for one in made_void:
        if _key(one) in before:
            here = Use(writer.station, one.told.at)
            yield judge.void_after_redemption(named[_key(one)], before[_key(one)], here)


def _key(one: Arrived) -> _Key:
    form = one.told.form
    assert form is not None  # noqa: S101 -- both kinds name one, or their entry is poisoned
    return form.prefix, form.serial


def _undisputed_uses(connection: Connection, made_void: Sequence[Arrived]) -> dict[_Key, Use]:
    """Who used the forms before they were made void here."""
    columns = redemptions.c
    asked = select(columns.prefix, columns.serial, columns.station, columns.at).where(
        tuple_(columns.prefix, columns.serial).in_([_key(one) for one in made_void]), columns.undisputed == 1
    )
    found = connection.execute(asked) if made_void else ()
    return {(prefix, serial): Use(station, at) for prefix, serial, station, at in found}


def _first_voids(connection: Connection, used: Sequence[Arrived]) -> dict[_Key, Use]:
    """Who made the forms void that are used here."""
    columns = voids.c
    asked = (
        select(columns.prefix, columns.serial, devices.c.station, columns.at)
        .join(devices, devices.c.no == columns.device)
        .where(tuple_(columns.prefix, columns.serial).in_([_key(one) for one in used]))
        .order_by(columns.at.desc())
    )
    found = connection.execute(asked) if used else ()
    return {(prefix, serial): Use(station, at) for prefix, serial, station, at in found}


# --- plates -----------------------------------------------------------------------------------------------------------


def _watch_plates(connection: Connection, writer: Writer, sound: Iterable[Arrived]) -> Iterator[Opened]:
    passed = [
        (comparable(one.told.says.plate), one)
        for one in sound
        if isinstance(one.told.says, DecisionSays) and one.told.says.decision == "pass"
    ]
    if not passed:
        return
    asked = select(watched.c.plate, watched.c.since, watched.c.until).where(
        watched.c.plate.in_({plate for plate, _ in passed})
    )
    watches = {plate: Watch(plate, since, until) for plate, since, until in connection.execute(asked)}
    for plate, one in passed:
        if plate in watches:
            number = str(one.told.form or "")
            yield from judge.watched_passed(plate, Use(writer.station, one.told.at), watches[plate], number)
