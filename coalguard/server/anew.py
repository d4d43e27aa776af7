"""Anew: what a city does once it learns that it was restored from an old copy: a new feed, a new epoch, its word again.

Between the restore and the first station that knows better, the city may have spoken already: a checkpoint, an order
of its people. Whoever holds the entries that stood in those places before never takes the new ones; so what was said
since the station was last greeted is said once more, in places that nobody has. What was lost it refuses to know.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Connection, delete, func, select

from coalguard.clock import Clock
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import parse_body
from coalguard.server.city import City, Saying
from coalguard.server.filing import Reach
from coalguard.server.tables import CITY, entries, exceptions, seals

_CLOSED: Final = "exception.closed"


def begin_anew(connection: Connection, city: City, clock: Clock, *, above: int, since: str) -> None:
    """Begin above an epoch, and say again what was said after `since`, the last that a station heard of the city.

    What the station had heard by then it has; of what came later, some may be said twice, which hurts nobody.
    """
    said = list(_said(connection, city, since)) if since else []
    city.begin_anew(connection, above, clock)
    _say_again(connection, city, clock, said)


def _said(connection: Connection, city: City, since: str) -> Iterator[tuple[EntryKey, Saying]]:
    before = select(func.max(seals.c.seq)).where(seals.c.device == CITY, seals.c.at <= since)
    known = connection.execute(before).scalar() or 0
    asked = select(entries.c.epoch, entries.c.seq, entries.c.reach, entries.c.concern, entries.c.body)
    rows = connection.execute(asked.where(entries.c.device == CITY, entries.c.seq > known).order_by(entries.c.seq))
    for epoch, seq, reach, concern, body in rows:
        key = EntryKey(city.signer.device, epoch, seq)
        fact = parse_body(key, bytes(body)).fact
        yield key, Saying(fact.kind, fact.says, concern if reach == Reach.ONE else "")


def _say_again(connection: Connection, city: City, clock: Clock, said: Sequence[tuple[EntryKey, Saying]]) -> None:
    """One by one, since what closes an exception names the entry that opened it: from now on the new one."""
    moved: dict[str, str] = {}
    for key, one in said:
        place = (exceptions.c.device == CITY) & (exceptions.c.epoch == key.epoch) & (exceptions.c.seq == key.seq)
        connection.execute(delete(exceptions).where(place))
        says: dict[str, Any] = dict(one.says)
        if one.kind == _CLOSED:
            says["opened"] = moved.get(says["opened"], says["opened"])
        (again,) = city.append(connection, [Saying(one.kind, says, one.to)], clock.now())
        moved[str(key)] = str(again)
