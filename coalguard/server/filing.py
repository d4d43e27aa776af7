"""Filing: entries get their positions in the feed, in the order of commits, none skipped (`journal.md` §6).

Who files holds the feed's one row from the first position to the commit: whoever sees a position sees every position
before it. A sequence would be quicker and wrong: it gives numbers before it is known whose commit comes first. Each
position carries the running hash of the feed, so that a station and the server can tell that they mean the same feed.
"""

from collections.abc import Sequence
from enum import IntEnum
from hashlib import sha256

from sqlalchemy import Connection, bindparam, select, update

from coalguard.server import tables
from coalguard.server.rows import put

FIRST_MARK = bytes(32)
"""The running hash of an empty feed."""


class Reach(IntEnum):
    """Who hears of an entry of somebody else; a city desk hears of all."""

    CONCERNED = 0
    GATES = 1
    ALL = 2
    ONE = 3


Unfiled = tuple[int, int, int, int, int, int, str, str, bytes, bytes, bytes | None]
"""Before it has a position: device, epoch, seq, header, reach, quarantined, kind, concern, hash, body, paper."""

_fresh_digest = sha256(b"CG1-FEED\0").copy  # a copy costs less than a new digest
_TAKE = select(tables.feed.c.position, tables.feed.c.mark).with_for_update()
_MOVE = update(tables.feed).values(position=bindparam("end"), mark=bindparam("now"))


def file_entries(connection: Connection, entries: Sequence[Unfiled]) -> int:
    """Give the entries the next positions; the feed is this deed's until it ends. The end of the feed, afterwards."""
    position, mark = connection.execute(_TAKE).one()
    rows = []
    for one in entries:  # `sync.mark` says what the marks are; spelled out here, where each entry of the city passes
        position += 1
        digest = _fresh_digest()
        digest.update(mark + position.to_bytes(8, "big") + one[8])
        mark = digest.digest()
        rows.append((*one, position, mark))
    put(connection, tables.entries, rows)
    connection.execute(_MOVE, {"end": position, "now": mark})
    return int(position)
