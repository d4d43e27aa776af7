"""Revision 0001: the journal's tables, from nothing; each takes a row and keeps it, the journal for ever."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from coalguard import resources, sqlite
from coalguard.sqlite import Connection, driver
from coalguard.store import schema

REVISION = "0001"
KEY, SALT = bytes(32), bytes(16)
ROWS = {
    "keys": (0, "ab" * 8, b"public", b"private"),
    "headers": (1, 0, 1, b"{}", b"h" * 32),
    "entries": (0, 1, 1, 1, b"p" * 32, b"h" * 32, b"{}", None),
    "seals": (0, 1, 1, b"h" * 32, b"s" * 64, "shift", "2026-01-14T04:00:00.000Z"),
    "persons": (0, 1, 1, b"s" * 16, b"{}"),
    "pins": ("ab-1-2", "hash", 0, None),
    "marks": ("derived", "1"),
}


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Connection]:
    """A file that no revision has touched."""
    connection = sqlite.create(tmp_path / "store.db", KEY, SALT)
    yield connection
    connection.close()


@pytest.fixture
def revision() -> ModuleType:
    """The revision file."""
    path = resources.migrations("station") / "versions" / "0001_the_journal.py"
    spec = importlib.util.spec_from_file_location("revision_0001", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def insertion(table: str) -> str:
    """The statement that puts a row into a table."""
    return f"INSERT INTO {table} VALUES ({', '.join('?' * len(ROWS[table]))})"  # noqa: S608 -- a name of ROWS


def put_rows(connection: Connection) -> None:
    """One row in every table."""
    for table, row in ROWS.items():
        connection.execute(insertion(table), row)


def test_before_it_there_is_nothing(file: Connection) -> None:
    assert file.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,)
    assert file.execute("PRAGMA user_version").fetchone() == (0,)


def test_it_is_the_first_of_all(revision: ModuleType) -> None:
    assert (revision.revision, revision.down_revision) == (REVISION, None)


def test_after_it_every_kept_table_takes_a_row_and_gives_it_back(file: Connection) -> None:
    schema.migrate(file, REVISION)
    put_rows(file)
    for table, row in ROWS.items():
        assert file.execute(f"SELECT * FROM {table}").fetchall() == [row]  # noqa: S608 -- a name of ROWS


def test_after_it_the_file_says_its_version_and_keeps_foreign_keys(file: Connection) -> None:
    schema.migrate(file, REVISION)
    assert file.execute("PRAGMA user_version").fetchone() == (1,)
    assert file.execute("PRAGMA foreign_keys").fetchone() == (1,)
    with pytest.raises(driver.IntegrityError, match="FOREIGN KEY"):
        file.execute("INSERT INTO entries VALUES (7, 1, 1, NULL, NULL, x'00', x'00', NULL)")


def test_rows_are_there_after_the_migration_is_asked_for_again(file: Connection) -> None:
    schema.migrate(file, REVISION)
    put_rows(file)
    schema.migrate(file, REVISION)
    assert file.execute("SELECT count(*) FROM entries").fetchone() == (1,)


@pytest.mark.parametrize("table", ["headers", "entries", "seals"])
@pytest.mark.parametrize("deed", ["DELETE FROM {}", "UPDATE {} SET epoch = 9", "REPLACE INTO {} SELECT * FROM {}"])
def test_after_it_the_journal_is_append_only(file: Connection, table: str, deed: str) -> None:
    schema.migrate(file, REVISION)
    put_rows(file)
    with pytest.raises(driver.IntegrityError, match=f"{table} is append-only"):
        file.execute(deed.replace("{}", table))


@pytest.mark.parametrize(
    ("table", "column"), [("entries", "seq"), ("entries", "hash"), ("persons", "row"), ("marks", "value")]
)
def test_after_it_no_column_takes_what_it_is_not_for(file: Connection, table: str, column: str) -> None:
    schema.migrate(file, REVISION)
    row = dict(zip([name for (_, name, *_) in _columns(file, table)], ROWS[table], strict=True))
    row[column] = b"\xff" if isinstance(row[column], str | int) else "text"
    file.execute("PRAGMA foreign_keys=OFF")
    with pytest.raises(driver.IntegrityError, match=r"cannot store|datatype mismatch"):
        file.execute(insertion(table), tuple(row.values()))


def _columns(connection: Connection, table: str) -> list[tuple[object, ...]]:
    return connection.execute(f"PRAGMA table_info({table})").fetchall()
