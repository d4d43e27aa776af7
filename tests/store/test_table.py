"""How tables are declared: strict, exact, named by one convention."""

from sqlalchemy import Index
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable

from coalguard.store import table


def test_a_table_is_strict_and_clustered_where_asked() -> None:
    kept = table.kept_table("test_kept", table.whole("no", key=True), table.octets("body"), clustered=True)
    derived = table.derived_table("test_derived", table.text("name", required=False), table.whole("place", key=True))
    try:
        texts = [str(CreateTable(one).compile(dialect=sqlite.dialect())) for one in (kept, derived)]
        assert "WITHOUT ROWID" in texts[0]
        assert "WITHOUT ROWID" not in texts[1]
        assert all("STRICT" in text for text in texts)
        assert [column.nullable for column in (*kept.columns, *derived.columns)] == [False, False, True, False]
    finally:
        table.kept.remove(kept)
        table.derived.remove(derived)


def test_an_index_may_stand_among_the_columns() -> None:
    derived = table.derived_table("test_indexed", table.whole("place", key=True), Index("ix_test", "place"))
    try:
        assert [index.name for index in derived.indexes] == ["ix_test"]
    finally:
        table.derived.remove(derived)
