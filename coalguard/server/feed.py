"""Feed: what others wrote, page by page in the order of commits, to each device what it may hear (`journal.md` §6).

    checkpoint       the city; forms issued, void, used; decisions: of every other device
    market, outlet   the city; whatever concerns its own numbers
    city desk        everything

Nobody hears himself. A page says how far it looked, so that an empty one moves on as well, and the running hash there.
No personal row ever leaves by here.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from msgspec import Raw
from sqlalchemy import ColumnElement, Connection, and_, or_, select, true

from coalguard.server.database import Database
from coalguard.server.filing import FIRST_MARK, Reach
from coalguard.server.tables import devices, entries, feed
from coalguard.sync.messages import MOST_ON_A_PAGE, ON_A_LINE, HeardEntry, Page

LOOKED_AT = 20_000
"""Positions that one page looks at: whoever is concerned by few entries does not make the server search for long."""
MOST_BYTES = 4 << 20
"""Bytes of bodies from which on a page is full."""
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Listener:
    """Who asks: the device's number in the tables, its station's code and kind."""

    no: int
    station: str
    kind: str


def load_page(connection: Connection, listener: Listener, after: int, limit: int = MOST_ON_A_PAGE) -> Page:
    """The page behind a position. Behind the end there is nothing, and the page says where the end is."""
    end, name = connection.execute(select(feed.c.position, feed.c.id)).one()
    horizon = min(after + LOOKED_AT, end)
    rows, full = _visible(connection, listener, (after, horizon), limit)
    following = rows[-1][0] if full else horizon
    there = {no for _, no, *_ in rows}
    asked = select(devices.c.no, devices.c.device, devices.c.public).where(devices.c.no.in_(there))
    writers = {no: (device, public.hex()) for no, device, public in connection.execute(asked)} if rows else {}
    told = tuple(
        HeardEntry(pos, writers[no][0], epoch, seq, h.hex(), kind, Raw(body))
        for pos, no, epoch, seq, h, kind, body in rows
    )
    marks = _marks(connection, {after, following})
    before = marks.get(after, FIRST_MARK).hex() if after <= end else ""
    mark = before if following == after else marks.get(following, FIRST_MARK).hex()
    return Page(name, after, following, mark, end, dict(writers.values()), told, before)


def load_pages(database: Database, listener: Listener, after: int) -> Iterator[Page]:
    """Every page from a position to the end; between them nothing is held, however slow the line is."""
    while True:
        with database.read() as connection:
            page = load_page(connection, listener, after, ON_A_LINE)
        yield page
        if page.next >= page.end:
            return
        after = page.next


def mark_at(connection: Connection, position: int) -> bytes:
    """The running hash at a position that the feed has; 32 zero bytes at 0 and beyond the end."""
    return _marks(connection, {position}).get(position, FIRST_MARK)


def _marks(connection: Connection, positions: Collection[int]) -> dict[int, bytes]:
    asked = select(entries.c.pos, entries.c.mark).where(entries.c.pos.in_(positions))
    return {pos: bytes(mark) for pos, mark in connection.execute(asked)}


def _visible(
    connection: Connection, listener: Listener, between: tuple[int, int], limit: int
) -> tuple[list[Any], bool]:
    """The rows that are for the listener, and whether there may be more up to the horizon."""
    columns = entries.c
    asked = (
        select(columns.pos, columns.device, columns.epoch, columns.seq, columns.hash, columns.kind, columns.body)
        .where(columns.pos > between[0], columns.pos <= between[1], columns.device != listener.no)
        .where(_heard_by(listener))
        .order_by(columns.pos)
        .limit(limit)
    )
    found, rows, room = connection.execute(asked), [], MOST_BYTES
    while some := found.fetchmany(_AT_ONCE):
        for row in some:
            rows.append(row)
            room -= len(row[6])
            if room <= 0:
                found.close()
                return rows, True
    return rows, len(rows) == limit


def _heard_by(listener: Listener) -> ColumnElement[bool]:
    if listener.kind == "city":
        return true()
    reach, concerned = entries.c.reach, entries.c.concern == listener.station
    if listener.kind == "checkpoint":
        return or_(reach.in_((Reach.GATES, Reach.ALL)), and_(reach == Reach.ONE, concerned))
    return or_(reach == Reach.ALL, concerned)
