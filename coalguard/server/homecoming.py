"""Homecoming: a restored device is given its own entries back, whole: headers, bodies, personal rows, paper signatures.

They come as runs without a seal: the hashes prove themselves against what the device still has, and the city signs the
answer. One run is one epoch; the next question goes behind its end, over the border of epochs (`journal.md` §6).
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select, tuple_

from coalguard.domain.errors import DamagedError
from coalguard.domain.identity import EntryKey
from coalguard.server.secret import Secret
from coalguard.server.tables import devices, entries, headers, persons
from coalguard.sync.messages import Returned
from coalguard.sync.run import MOST_BYTES, MOST_ENTRIES, run_of
from coalguard.trust.chain import FIRST_PREV, entry_hash, header_hash


def load_own(connection: Connection, secret: Secret, device: int, after: tuple[int, int]) -> Returned:
    """The device's entries behind a place (epoch, seq), as many as one run takes."""
    rows = _behind(connection, device, after)
    taken = _fitting(rows)
    if not taken:
        return Returned(None, "", more=False)
    name = connection.execute(select(devices.c.device).where(devices.c.no == device)).scalar_one()
    epoch, first, last = taken[0].epoch, taken[0].seq, taken[-1].seq
    place = name, epoch, first, _before(connection, device, taken[0])
    papers = {row.seq: row.paper for row in taken if row.paper is not None}
    people = _persons(connection, secret, (device, name, epoch), (first, last))
    run = run_of(place, _parts(taken), persons=people, papers=papers)
    return Returned(run, taken[-1].hash.hex(), more=len(rows) > len(taken))


def _behind(connection: Connection, device: int, after: tuple[int, int]) -> Sequence[Any]:
    columns = entries.c
    asked = (
        select(columns.epoch, columns.seq, columns.hash, columns.body, columns.paper, columns.header)
        .add_columns(headers.c.body.label("content"))
        .join(headers, headers.c.no == columns.header)
        .where(columns.device == device, tuple_(columns.epoch, columns.seq) > after)
        .order_by(columns.epoch, columns.seq)
        .limit(MOST_ENTRIES + 1)  # one more tells that there are more
    )
    return connection.execute(asked).all()


def _fitting(rows: Sequence[Any]) -> Sequence[Any]:
    """The rows of the first one's epoch that one run has room for; one goes whatever its size."""
    room = MOST_BYTES
    for count, row in enumerate(rows):
        room -= len(row.body)
        if count and (room < 0 or row.epoch != rows[0].epoch or count == MOST_ENTRIES):
            return rows[:count]
    return rows


def _parts(rows: Sequence[Any]) -> list[tuple[bytes, list[bytes]]]:
    parts: list[tuple[bytes, list[bytes]]] = []
    under = None
    for row in rows:
        if row.header != under:
            under = row.header
            parts.append((row.content, []))
        parts[-1][1].append(row.body)
    return parts


def _before(connection: Connection, device: int, first: Any) -> bytes:  # noqa: ANN401 -- a row of the tables
    """The hash before an entry: of those that stand at the place before it, in whichever epoch, the one that fits."""
    asked = select(entries.c.hash).where(entries.c.device == device, entries.c.seq == first.seq - 1)
    under = header_hash(first.content)
    for prev in (FIRST_PREV, *map(bytes, connection.execute(asked).scalars())):
        if entry_hash(prev, under, first.seq, first.body) == first.hash:
            return prev
    raise DamagedError("chain.gap", expected=first.seq - 1, found=first.seq)


def _persons(
    connection: Connection, secret: Secret, of: tuple[int, str, int], between: tuple[int, int]
) -> dict[int, tuple[bytes, bytes]]:
    device, name, epoch = of
    asked = select(persons.c.seq, persons.c.salt, persons.c.row).where(
        persons.c.device == device, persons.c.epoch == epoch, persons.c.seq.between(*between)
    )
    return {
        seq: (salt, secret.decipher(row, str(EntryKey(name, epoch, seq))))
        for seq, salt, row in connection.execute(asked)
    }
