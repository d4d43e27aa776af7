"""Many rows at once, on both databases, keep every byte."""

from sqlalchemy import select

from coalguard.server.database import Database
from coalguard.server.rows import put
from coalguard.server.tables import entries, numbers

ALL_BYTES = bytes(range(256))


def number(serial: int, device: int = 1, undisputed: int = 1) -> tuple[str | int, ...]:
    """A row of numbers."""
    return "LX01", serial, device, 1, serial, "form", 32_420, "2026-01-14T04:00:00.000Z", undisputed


def test_rows_come_back_as_they_were_put(database: Database) -> None:
    rows = [
        (1, 1, seq, 1, 0, 0, "form.issued", "临夏", ALL_BYTES, b'{"a":"\\u0000\\"\t"}', paper, seq, b"")
        for seq, paper in ((1, None), (2, ALL_BYTES), (1 << 40, b""))
    ]
    with database.begin() as connection:
        assert put(connection, entries, rows) == 3
    with database.read() as connection:
        assert [tuple(row) for row in connection.execute(select(entries).order_by(entries.c.pos))] == rows


def test_nothing_to_put_is_no_statement(database: Database) -> None:
    with database.begin() as connection:
        assert put(connection, entries, []) == 0
        assert put(connection, numbers, [], once=True) == 0


def test_once_leaves_alone_what_is_there_and_counts_the_rest(database: Database) -> None:
    with database.begin() as connection:
        assert put(connection, numbers, [number(1), number(3)], once=True) == 2
        assert put(connection, numbers, [number(serial, 2) for serial in (1, 2, 3, 4)], once=True) == 2
        assert put(connection, numbers, [number(1, 2, 0)], once=True) == 1
    with database.read() as connection:
        asked = select(numbers.c.serial, numbers.c.device).where(numbers.c.undisputed == 1).order_by(numbers.c.serial)
        assert [tuple(row) for row in connection.execute(asked)] == [(1, 1), (2, 2), (3, 1), (4, 2)]


def test_once_within_one_statement_keeps_the_first(database: Database) -> None:
    with database.begin() as connection:
        assert put(connection, numbers, [number(1, 1), number(1, 2)], once=True) == 1
