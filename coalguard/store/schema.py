"""The schema: the kept tables by migration, the derived ones by declaration.

Alembic and SQLAlchemy are slow to import, so this module is loaded only when a store is made, upgraded or rebuilt.
"""

from collections.abc import Sequence

from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData, create_engine
from sqlalchemy.engine import Dialect
from sqlalchemy.pool import StaticPool
from sqlalchemy.schema import CreateIndex, CreateTable

from coalguard import resources, sqlite
from coalguard.sqlite import Connection
from coalguard.store import rows


def migrate(connection: Connection, revision: str = "head") -> None:
    """Bring the kept tables to a revision, the newest unless said, in one transaction, foreign keys off around it."""
    engine = create_engine("sqlite://", creator=lambda: connection, module=sqlite.driver, poolclass=StaticPool)
    config = Config()
    config.set_main_option("script_location", str(resources.migrations("station")).replace("%", "%%"))
    connection.execute("PRAGMA foreign_keys=OFF")
    with engine.connect() as alembic_connection:
        alembic_connection.exec_driver_sql("BEGIN IMMEDIATE")
        config.attributes["connection"] = alembic_connection
        command.upgrade(config, revision)
        alembic_connection.commit()
    connection.execute("PRAGMA foreign_keys=ON")


def statements(metadata: MetaData) -> list[str]:
    """The DDL of a declaration, tables before indexes, in an order that never varies."""
    return [*_tables(metadata), *_indexes(metadata)]


def _tables(metadata: MetaData) -> list[str]:
    dialect = _dialect()
    return [str(CreateTable(table).compile(dialect=dialect)) for table in metadata.sorted_tables]


def _indexes(metadata: MetaData) -> list[str]:
    dialect = _dialect()
    indexes = sorted((index for table in metadata.sorted_tables for index in table.indexes), key=lambda i: str(i.name))
    return [str(CreateIndex(index).compile(dialect=dialect)) for index in indexes]


def _dialect() -> Dialect:
    return create_engine("sqlite://", module=sqlite.driver).dialect


def create_derived(connection: Connection) -> None:
    """Create the derived tables, empty, with their indexes."""
    create_bare(connection)
    create_indexes(connection)


def create_bare(connection: Connection) -> None:
    """Create the derived tables without their indexes: no fold needs one, and a full table is indexed sooner."""
    for text in _tables(rows.derived):
        connection.execute(text)


def create_indexes(connection: Connection) -> None:
    """Create the indexes of the derived tables."""
    for text in _indexes(rows.derived):
        connection.execute(text)


def drop_derived(connection: Connection) -> None:
    """Drop every table that is not kept: those of this version and those of any other."""
    for table in derived_tables(connection):
        connection.execute(f'DROP TABLE "{table}"')


def derived_tables(connection: Connection, file: str = "main") -> Sequence[str]:
    """The names of the tables in the file (or in one that is attached) that are not kept."""
    kept = {*rows.kept.tables, "alembic_version"}
    found = connection.execute(f"SELECT name FROM {file}.sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
    return [name for (name,) in found if name not in kept and not name.startswith("sqlite_")]


def columns(connection: Connection, file: str, table: str) -> list[str]:
    """The names of a table's columns, in their order."""
    found = connection.execute("SELECT name FROM pragma_table_info(?, ?) ORDER BY cid", (table, file)).fetchall()
    return [name for (name,) in found]


def declared_tables() -> Sequence[str]:
    """The names of the derived tables of this version."""
    return sorted(rows.derived.tables)
