"""The tables are what the revisions make, on both databases, and they refuse what they should."""

import re

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, inspect, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from coalguard import resources
from coalguard.server import tables
from coalguard.server.database import Database, violated
from tests.server.towns import Town
from tests.server.writers import Writer

OVERLAP = "ex_grants_overlap"


def lease(first: int, last: int, prefix: str = "LX01") -> dict[str, int | str]:
    """A row of grants."""
    row: dict[str, int | str] = {"device": 1, "epoch": 1, "kind": "form", "prefix": prefix, "first": first}
    return row | {"last": last, "origin": "lease", "expires": "", "taken": 0, "at": ""}


def test_the_newest_revision_is_the_one_the_program_works_with() -> None:
    config = Config()
    config.set_main_option("script_location", str(resources.migrations("server")))
    assert ScriptDirectory.from_config(config).get_current_head() == tables.REVISION


def test_the_revisions_make_what_is_declared(database: Database) -> None:
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []


def test_names_of_keys_and_indexes_are_those_declared(database: Database) -> None:
    with database.read() as connection:
        seen = inspect(connection)
        for table in tables.metadata.sorted_tables:
            assert seen.get_pk_constraint(table.name)["name"] == f"pk_{table.name}"
            found = {index["name"] for index in seen.get_indexes(table.name)}
            assert {index.name for index in table.indexes} <= found


def test_columns_lie_in_the_declared_order(database: Database) -> None:
    """Rows are put by place."""
    with database.read() as connection:
        for table in tables.metadata.sorted_tables:
            found = [column["name"] for column in inspect(connection).get_columns(table.name)]
            assert found == table.columns.keys(), table.name


@pytest.mark.parametrize("table", ["headers", "entries", "seals"])
@pytest.mark.parametrize("deed", ["DELETE FROM {}", "UPDATE {} SET epoch = 9"])
def test_what_was_written_can_not_be_changed(town: Town, table: str, deed: str) -> None:
    writer = Writer()
    writer.write("station.opened")
    town.enrol(writer)
    town.push(writer)
    with pytest.raises(DBAPIError, match=f"{table} is append-only"), town.database.engine.begin() as connection:
        connection.execute(text(deed.format(table)))


@pytest.mark.parametrize(("first", "last"), [(1, 5000), (5000, 5000), (2, 3), (0, 1), (4999, 9000), (1, 9000)])
def test_leases_of_one_prefix_can_not_overlap(database: Database, first: int, last: int) -> None:
    with database.begin() as connection:
        connection.execute(insert(tables.grants), [lease(1, 5000), lease(5001, 10_000), lease(1, 5000, "GB01")])
    with pytest.raises(IntegrityError) as error, database.begin() as connection:
        connection.execute(insert(tables.grants).values(**lease(first, last)))
    assert violated(error.value, OVERLAP)
    assert not violated(error.value, "pk_grants")


def test_a_lease_can_not_grow_into_another(database: Database) -> None:
    with database.begin() as connection:
        connection.execute(insert(tables.grants), [lease(1, 5000), lease(5001, 10_000)])
    with pytest.raises(IntegrityError) as error, database.begin() as connection:
        connection.execute(update(tables.grants).where(tables.grants.c.first == 1).values(last=5001))
    assert violated(error.value, OVERLAP)


def test_a_lease_can_not_end_before_it_begins(database: Database) -> None:
    with pytest.raises(DBAPIError, match=re.compile("ex_grants_overlap|range lower bound")), database.begin() as told:
        told.execute(insert(tables.grants).values(**lease(2, 1)))


def test_a_number_is_undisputed_once(database: Database) -> None:
    row = {"prefix": "LX01", "serial": 1, "epoch": 1, "seq": 1, "station": "KK01", "at": ""}
    with database.begin() as connection:
        disputed = [row | {"device": 1, "undisputed": 1}, row | {"device": 2, "undisputed": 0}]
        connection.execute(insert(tables.redemptions), disputed)
    with pytest.raises(IntegrityError), database.begin() as connection:
        connection.execute(insert(tables.redemptions).values(**row, device=3, undisputed=1))


def test_devices_are_numbered_behind_the_city(town: Town) -> None:
    town.enrol(Writer("LX01"), Writer("KK02"))
    assert town.rows(tables.devices, "no", "station") == [(tables.CITY, ""), (1, "LX01"), (2, "KK02")]
