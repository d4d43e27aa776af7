"""Positions run in the order of commits: whoever follows the feed misses nothing; with a sequence he does."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from hashlib import sha256

from sqlalchemy import Connection, select, text

from coalguard.server.database import Database
from coalguard.server.filing import FIRST_MARK, Unfiled, file_entries
from coalguard.server.rows import put
from coalguard.server.tables import entries, feed
from coalguard.sync.mark import mark_behind
from tests.server.towns import Town, found

WRITERS, DEEDS = 8, 12


def unfiled(device: int, first: int, count: int = 1) -> list[Unfiled]:
    """Entries of a device."""
    hashes = [sha256(f"{device} {first + more}".encode()).digest() for more in range(count)]
    return [(device, 1, first + more, 1, 0, 0, "x", "", h, b"{}", None) for more, h in enumerate(hashes)]


def sequence(connection: Connection, rows: Sequence[Unfiled]) -> int:
    """The control: a position is taken without a thought of who commits first."""
    taken = connection.execute(text("SELECT nextval('places') FROM generate_series(1, :n)"), {"n": len(rows)})
    positions = [int(position) for position in taken.scalars()]
    put(connection, entries, [(*row, position, bytes(32)) for row, position in zip(rows, positions, strict=True)])
    return positions[-1]


def positions(database: Database, after: int = 0) -> list[int]:
    """What a reader finds behind a position."""
    with database.read() as connection:
        asked = select(entries.c.pos).where(entries.c.pos > after).order_by(entries.c.pos)
        return list(connection.execute(asked).scalars())


def missed(database: Database, place: Callable[[Connection, Sequence[Unfiled]], int]) -> int:
    """Many write, one follows: how many entries the follower never saw."""
    ended = threading.Event()

    def write(device: int) -> None:
        for deed in range(DEEDS):
            with database.begin() as connection:
                place(connection, unfiled(device, 3 * deed + 1, 3))
                # whoever has places holds them for a while of their own
                connection.execute(text("SELECT pg_sleep(:s)"), {"s": (device * 7 + deed) % 5 / 1000})

    def follow() -> list[int]:
        seen: list[int] = []
        while True:
            last = ended.is_set()
            seen += positions(database, seen[-1] if seen else 0)
            if last:
                return seen

    with ThreadPoolExecutor(WRITERS + 1) as pool:
        follower = pool.submit(follow)
        for writing in [pool.submit(write, device) for device in range(1, WRITERS + 1)]:
            writing.result()
        ended.set()
        seen = follower.result()
    there = positions(database)
    assert len(there) == WRITERS * DEEDS * 3
    return len(set(there) - set(seen))


def test_positions_follow_one_another_from_the_first(town: Town) -> None:
    with town.database.begin() as connection:
        assert file_entries(connection, unfiled(1, 1, 3)) == 3
    with town.database.begin() as connection:
        assert file_entries(connection, unfiled(2, 1, 2)) == 5
    assert positions(town.database) == [1, 2, 3, 4, 5]


def test_each_position_carries_the_running_hash(town: Town) -> None:
    rows = [*unfiled(1, 1, 3), *unfiled(2, 1)]
    with town.database.begin() as connection:
        file_entries(connection, rows[:2])
        file_entries(connection, rows[2:])
    mark, expected = bytes(32), []
    for position, row in enumerate(rows, 1):
        mark = sha256(b"CG1-FEED\0" + mark + position.to_bytes(8, "big") + row[8]).digest()
        expected.append((position, mark))
    assert town.rows(entries, "pos", "mark") == expected
    assert town.rows(feed, "position", "mark") == [expected[-1]]
    assert mark_behind(FIRST_MARK, 0, [rows[0][8]]) == expected[0][1]


def test_what_is_not_kept_leaves_no_gap(town: Town) -> None:
    def fail(connection: Connection) -> None:
        file_entries(connection, unfiled(1, 1, 3))
        raise ZeroDivisionError

    for _ in range(2):
        with suppress(ZeroDivisionError):
            town.database.write(fail)
    with town.database.begin() as connection:
        assert file_entries(connection, unfiled(1, 1)) == 1


def test_of_many_writers_on_postgresql_a_reader_misses_none(postgresql: Database) -> None:
    town = found(postgresql)
    assert missed(town.database, file_entries) == 0
    assert positions(town.database) == list(range(1, WRITERS * DEEDS * 3 + 1))


def test_the_same_with_a_sequence_misses_some(postgresql: Database) -> None:
    """The control of the test above: it has to be able to go wrong."""
    with postgresql.begin() as connection:
        connection.execute(text("CREATE SEQUENCE places"))
    try:
        assert missed(postgresql, sequence) > 0
    finally:
        with postgresql.begin() as connection:
            connection.execute(text("DROP SEQUENCE places"))
