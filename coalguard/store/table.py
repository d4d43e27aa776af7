"""Table: how the store's tables are declared; what stands in them is `store.rows` and `store.rows_heard`.

All are STRICT: whole kilograms, fen, exact decimals as text, UTC instants as text, places as INTEGER.
"""

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, Table, Text

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

kept = MetaData(naming_convention=NAMING)
derived = MetaData(naming_convention=NAMING)


def whole(name: str, *, required: bool = True, key: bool = False) -> Column[int]:
    """A column of whole numbers."""
    return Column(name, Integer, primary_key=key, nullable=not required and not key)


def text(name: str, *, required: bool = True, key: bool = False) -> Column[str]:
    """A column of text."""
    return Column(name, Text, primary_key=key, nullable=not required and not key)


def octets(name: str, *, required: bool = True) -> Column[bytes]:
    """A column of bytes."""
    return Column(name, LargeBinary, nullable=not required)


def kept_table(name: str, *columns: Column[int] | Column[str] | Column[bytes], clustered: bool = False) -> Table:
    """A table that migrations alone change."""
    return Table(name, kept, *columns, sqlite_strict=True, sqlite_with_rowid=not clustered)


def derived_table(
    name: str, *parts: Column[int] | Column[str] | Column[bytes] | Index, clustered: bool = False
) -> Table:
    """A table that is folded anew from the journal."""
    return Table(name, derived, *parts, sqlite_strict=True, sqlite_with_rowid=not clustered)
