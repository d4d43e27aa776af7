"""Rows: many rows of one table in one statement, whichever database it is.

SQLite takes them by `executemany`. PostgreSQL takes them by binary COPY, or as one array a column where rows that are
there already are to be left alone; one statement a row would cost ten times as much (`numbers.md` §1).
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

import psycopg
from sqlalchemy import BigInteger, Connection, LargeBinary, Table

Row = tuple[Any, ...]


def put(connection: Connection, table: Table, rows: Sequence[Row], *, once: bool = False) -> int:
    """Insert rows, all columns in order; `once` leaves out those that a unique index forbids. How many came in."""
    if not rows:
        return 0
    if connection.dialect.name == "sqlite":
        return connection.exec_driver_sql(_sqlite(table, once=once), list(rows)).rowcount
    driver = cast("psycopg.Connection[Row]", connection.connection.driver_connection)
    with driver.cursor() as cursor:
        if once:
            columns = [list(column) for column in zip(*rows, strict=True)]
            cursor.execute(_arrays(table), columns)
            return cursor.rowcount
        with cursor.copy(_copy(table)) as copy:
            copy.set_types(_types(table))
            for row in rows:
                copy.write_row(row)
    return len(rows)


@cache
def _sqlite(table: Table, *, once: bool) -> str:
    marks = ", ".join("?" * len(table.columns))
    return f"INSERT INTO {_named(table)} VALUES ({marks}){' ON CONFLICT DO NOTHING' if once else ''}"  # noqa: S608 -- names of tables.py


@cache
def _arrays(table: Table) -> bytes:
    arrays = ", ".join(f"%b::{kind}[]" for kind in _types(table))
    text = f"INSERT INTO {_named(table)} SELECT * FROM unnest({arrays}) ON CONFLICT DO NOTHING"  # noqa: S608 -- as above
    return text.encode()


@cache
def _copy(table: Table) -> bytes:
    return f"COPY {_named(table)} FROM STDIN (FORMAT BINARY)".encode()


def _named(table: Table) -> str:
    return f"{table.name} ({', '.join(table.columns.keys())})"


@cache
def _types(table: Table) -> tuple[str, ...]:
    return tuple(
        "int8" if isinstance(kind, BigInteger) else "bytea" if isinstance(kind, LargeBinary) else "text"
        for kind in (column.type for column in table.columns)
    )
