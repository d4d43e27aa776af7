"""The newest revision: the kept tables as they are declared, reached from any earlier one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from coalguard import sqlite
from coalguard.sqlite import Connection
from coalguard.store import schema, versions
from coalguard.store.rows import kept

KEY, SALT = bytes(32), bytes(16)


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Connection]:
    """A file that no revision has touched."""
    connection = sqlite.create(tmp_path / "store.db", KEY, SALT)
    yield connection
    connection.close()


def columns(connection: Connection, table: str) -> list[tuple[object, ...]]:
    """The columns of a table: names, types, what may be null, the primary key."""
    return connection.execute(f"PRAGMA table_info({table})").fetchall()


def shape(connection: Connection, table: str) -> list[tuple[object, ...]]:
    """Strict, clustered, its foreign keys, its indexes."""
    sql = "SELECT wr, strict FROM pragma_table_list WHERE schema = 'main' AND name = ?"
    return [
        *connection.execute(sql, (table,)).fetchall(),
        *connection.execute(f"PRAGMA foreign_key_list({table})").fetchall(),
        *connection.execute(f"PRAGMA index_list({table})").fetchall(),
    ]


@pytest.mark.parametrize("steps", [["head"], ["0001", "head"]])
def test_the_newest_revision_is_what_is_declared(file: Connection, steps: list[str]) -> None:
    for revision in steps:
        schema.migrate(file, revision)
    assert file.execute("PRAGMA user_version").fetchone() == (versions.SCHEMA,)
    engine = create_engine("sqlite://", creator=lambda: file, module=sqlite.driver, poolclass=StaticPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, kept) == []


def test_the_newest_revision_makes_the_tables_as_they_are_declared(file: Connection, tmp_path: Path) -> None:
    schema.migrate(file)
    declared = sqlite.create(tmp_path / "declared.db", KEY, SALT)
    for text in schema.statements(kept):
        declared.execute(text)
    for table in kept.tables:
        assert columns(file, table) == columns(declared, table)
        assert shape(file, table) == shape(declared, table)
    declared.close()


def test_every_revision_is_asked_for_once(file: Connection) -> None:
    schema.migrate(file)
    schema.migrate(file)
    assert file.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)


def test_foreign_keys_are_kept_after_a_migration(file: Connection) -> None:
    schema.migrate(file)
    assert file.execute("PRAGMA foreign_keys").fetchone() == (1,)
