"""Revision 0001 of the server: its tables, from nothing, on SQLite as on PostgreSQL; each takes a row and keeps it."""

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import insert, inspect, select, text

from coalguard import resources
from coalguard.server import tables
from coalguard.server.database import Database, open_database
from tests.server.cluster import Cluster

VALUES: dict[str, Any] = {"INTEGER": 1, "BIGINT": 1, "TEXT": "x", "BLOB": b"\0\xff", "BYTEA": b"\0\xff"}


@contextmanager
def migrated(kind: str, folder: Path) -> Iterator[Database]:
    """A database that only the revisions have touched."""
    cluster = Cluster() if kind == "postgresql" else None
    database = open_database(cluster.bare() if cluster else f"sqlite:///{folder / 'server.db'}")
    try:
        yield database
    finally:
        database.close()
        if cluster:
            cluster.stop()


@pytest.fixture
def revision() -> ModuleType:
    """The revision file."""
    path = Path(resources.migrations("server")) / "versions" / "0001_the_city.py"
    spec = importlib.util.spec_from_file_location("server_revision_0001", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_is_the_first_of_all(revision: ModuleType) -> None:
    assert (revision.revision, revision.down_revision) == ("0001", None)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_after_it_every_declared_table_takes_a_row_and_gives_it_back(kind: str, tmp_path: Path) -> None:
    with migrated(kind, tmp_path) as database:
        dialect = database.engine.dialect
        with database.begin() as connection:
            assert set(inspect(connection).get_table_names()) == {*tables.metadata.tables, "alembic_version"}
            assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == tables.REVISION
            for table in tables.metadata.sorted_tables:
                row = {column.name: VALUES[str(column.type.compile(dialect))] for column in table.columns}
                connection.execute(insert(table).values(**row))
                assert [dict(found) for found in connection.execute(select(table)).mappings()] == [row]
