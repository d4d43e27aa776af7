"""Revision 0003: what sync stands on gets its tables, and nothing that was there before is touched."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalguard import sqlite
from coalguard.sqlite import Connection, driver
from coalguard.store import schema

KEY, SALT = bytes(32), bytes(16)
ROWS = {
    "cursors": ("cursor", "17"),
    "city_receipts": (1, 17, b"h" * 32, b"{}", b"s" * 64, "2026-01-14T04:00:00.000Z"),
    "heard": ("KK02", "2026-01-14T04:00:00.000Z"),
}


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Connection]:
    """A file of the second revision with rows in it, one of them of coal that was received."""
    connection = sqlite.create(tmp_path / "store.db", KEY, SALT)
    schema.migrate(connection, "0002")
    connection.execute("INSERT INTO keys VALUES (0, 'ab', x'00', x'01')")
    connection.execute("INSERT INTO drafts VALUES ('sale', x'7b7d', '2026-01-14T04:00:00.000Z')")
    connection.execute("CREATE TABLE receipts (place INTEGER NOT NULL, PRIMARY KEY (place)) STRICT")
    connection.execute("INSERT INTO receipts VALUES (7)")
    yield connection
    connection.close()


def put(connection: Connection, table: str) -> None:
    """A row into a table."""
    row = ROWS[table]
    connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608 -- a name of ROWS


def test_before_it_nobody_knows_of_a_city(file: Connection) -> None:
    assert file.execute("PRAGMA user_version").fetchone() == (2,)
    there = {name for (name,) in file.execute("SELECT name FROM sqlite_schema").fetchall()}
    assert there.isdisjoint(ROWS)


def test_after_it_every_new_table_keeps_a_row_and_what_was_there_stands(file: Connection) -> None:
    schema.migrate(file, "0003")
    assert file.execute("PRAGMA user_version").fetchone() == (3,)
    for table, row in ROWS.items():
        put(file, table)
        assert file.execute(f"SELECT * FROM {table}").fetchall() == [row]  # noqa: S608 -- a name of ROWS
    assert file.execute("SELECT device FROM keys").fetchall() == [("ab",)]
    assert file.execute("SELECT page FROM drafts").fetchall() == [("sale",)]
    assert file.execute("SELECT place FROM receipts").fetchall() == [(7,)]


@pytest.mark.parametrize("table", ROWS)
def test_after_it_each_is_kept_once(file: Connection, table: str) -> None:
    schema.migrate(file, "0003")
    put(file, table)
    with pytest.raises(driver.IntegrityError, match="UNIQUE"):
        put(file, table)


def test_after_it_no_column_takes_what_it_is_not_for(file: Connection) -> None:
    schema.migrate(file, "0003")
    with pytest.raises(driver.IntegrityError, match="cannot store"):
        file.execute("INSERT INTO city_receipts VALUES ('one', 1, x'00', x'00', x'00', '')")
