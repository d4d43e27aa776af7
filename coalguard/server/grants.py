"""Grants: leases of serials, so that no number is ever given twice (`journal.md` §5).

Each PC of a station has a block of 1,000,000 serials of each kind by its letter, and takes leases of 5,000 out of it:

    block of letter B   1,000,001 ─────────────────────────────────────────────── 2,000,000
                        │ starter: given before │ lease │ lease │ …

A lease is offered until the device's own entry says that it was taken, and another is made when less than 30 % are left
or five days. Its end asks for another and stops nothing. A new epoch begins above everything ever leased or reported,
because nobody knows what the lost one gave. That no two ranges overlap, the database itself sees to.
"""

from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import msgspec
from msgspec import Raw
from sqlalchemy import Connection, func, insert, select

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.journal import parse_instant, render_instant
from coalguard.domain.numbering import PaperKind, prefix_of, starter_range
from coalguard.server.city import City
from coalguard.server.roster import Device
from coalguard.server.tables import city, grants, numbers
from coalguard.sync.messages import Hello, Lease, Statement, say
from coalguard.trust.statement import Purpose, open_statement

LEASE: Final = 5_000
LIVES: Final = timedelta(days=180)
LEAST: Final = LEASE * 3 // 10
"""Below so many left, another lease is made."""
SOON: Final = timedelta(days=5)
"""Before the end of a lease by so much, another is made."""
OVERLAP: Final = "ex_grants_overlap"
"""The constraint that no two ranges of one prefix overlap."""


def keep_given(connection: Connection, device: Device, epoch: int, used: Mapping[str, int], now: datetime) -> None:
    """Note what a device gave before its enrolment (`used`: of each kind the first serial that it did not give).

    Raises IntegrityError with `OVERLAP` where another device gave the same numbers.
    """
    first, _ = starter_range(device.letter)
    for kind in PaperKind:
        following = used.get(kind.value, first)
        if following > first:
            place = (epoch, prefix_of(kind, device.station), first, following - 1)
            _keep(connection, device, kind, place, origin="starter", now=now, expires="", taken=1)


@dataclass(frozen=True, slots=True)
class Lessor:
    """Who leases: the city, in a deed, at a moment."""

    connection: Connection
    city: City
    now: datetime


def lease_first(lessor: Lessor, device: Device, epoch: int) -> tuple[Statement, ...]:
    """The leases of an enrolment, one a kind."""
    return tuple(one for kind in PaperKind for one in _lease(lessor, device, epoch, kind))


def top_up(lessor: Lessor, device: Device, hello: Hello, *, known: bool) -> tuple[Statement, ...]:
    """What a device may take now: leases that it has not taken yet, and new ones where it runs short.

    In an epoch of which nothing has arrived (not `known`) it may have given numbers that a person opened: where it has
    such, the city waits to hear which.
    """
    offered = dict(_untaken(lessor.connection, device, hello.epoch))
    short = [kind for kind in PaperKind if kind.value not in offered and _runs_short(kind, hello, lessor.now)]
    if not known:
        short = [kind for kind in short if not hello.left.get(kind.value, 0)]
    fresh = [one for kind in short for one in _lease(lessor, device, hello.epoch, kind)]
    return (*offered.values(), *fresh)


def _runs_short(kind: PaperKind, hello: Hello, now: datetime) -> bool:
    expires = hello.expires.get(kind.value, "")
    return hello.left.get(kind.value, 0) < LEAST or not expires or _is_soon(expires, now)


def _is_soon(expires: str, now: datetime) -> bool:
    try:
        return parse_instant(expires) - now < SOON
    except (ValueError, TypeError):
        return True


def _untaken(connection: Connection, device: Device, epoch: int) -> Iterator[tuple[str, Statement]]:
    """The leases that were made and of which the device has not said that it took them, by kind."""
    asked = (
        select(grants.c.kind, grants.c.said, grants.c.signature)
        .where(grants.c.device == device.no, grants.c.epoch == epoch, grants.c.taken == 0)
        .order_by(grants.c.no)
    )
    for kind, said, signature in connection.execute(asked):
        yield kind, Statement(Raw(said), signature)


def _lease(lessor: Lessor, device: Device, epoch: int, kind: PaperKind) -> Iterable[Statement]:
    """The next serials of the block, above everything that was leased or reported; none where the block is used up."""
    prefix, block = prefix_of(kind, device.station), starter_range(device.letter)
    first = max(block[0], *(highest + 1 for highest in _highest(lessor.connection, prefix, block)))
    if first > block[1]:
        return ()
    lease = Lease(
        device.device,
        epoch,
        kind.value,
        prefix,
        first,
        min(first + LEASE - 1, block[1]),
        render_instant(lessor.now + LIVES),
    )
    statement = say(Purpose.GRANT, lease, lessor.city.signer)
    _keep(
        lessor.connection,
        device,
        kind,
        (epoch, prefix, lease.first, lease.last),
        origin="lease",
        now=lessor.now,
        said=bytes(statement.said),
        signature=statement.signature,
        expires=lease.expires,
        taken=0,
    )
    return (statement,)


def note_again(connection: Connection, device: tuple[int, str], told: object, at: str) -> None:
    """Note a lease that this city made and forgot, by its own signed word, as the device tells it (`sync.lease`).

    What is no such word, not for this device or in the way of another lease is left: it opens nothing.
    """
    public = connection.execute(select(city.c.public)).scalar_one()
    try:
        said, signature = (b64decode(part, validate=True) for part in told)  # type: ignore[attr-defined]  # no list: TypeError
        lease = msgspec.json.decode(open_statement(Purpose.GRANT, said, signature, public), type=Lease)
    except (ValueError, TypeError, CoalGuardError):
        return
    touching = (grants.c.prefix == lease.prefix) & (grants.c.first <= lease.last) & (grants.c.last >= lease.first)
    if lease.device != device[1] or connection.execute(select(grants.c.no).where(touching)).first():
        return
    row = {"device": device[0], "epoch": lease.epoch, "kind": lease.kind, "prefix": lease.prefix, "first": lease.first}
    row |= {"last": lease.last, "expires": lease.expires, "said": said, "signature": signature}
    connection.execute(insert(grants).values(**row, origin="lease", taken=1, at=at))


def _highest(connection: Connection, prefix: str, block: tuple[int, int]) -> Iterator[int]:
    """The highest serial of a block that was leased, and the highest that any paper was given."""
    leased = select(func.max(grants.c.last)).where(grants.c.prefix == prefix, grants.c.last.between(*block))
    given = select(func.max(numbers.c.serial)).where(numbers.c.prefix == prefix, numbers.c.serial.between(*block))
    for asked in (leased, given):
        yield connection.execute(asked).scalar() or 0


def _keep(
    connection: Connection,
    device: Device,
    kind: PaperKind,
    place: tuple[int, str, int, int],
    *,
    origin: str,
    now: datetime,
    **more: str | int | bytes,
) -> None:
    epoch, prefix, first, last = place
    row = {"device": device.no, "epoch": epoch, "kind": kind.value, "prefix": prefix, "first": first, "last": last}
    connection.execute(insert(grants).values(**row, origin=origin, at=render_instant(now), **more))
