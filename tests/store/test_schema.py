"""The schema: strict tables, the same text every time, kept and derived told apart."""

from contextlib import closing

import pytest

from coalguard import resources, sqlite
from coalguard.store import rows, schema, versions
from tests.store.booth import KEY, SALT, Booth


def test_the_text_of_the_derived_tables_never_varies() -> None:
    assert schema.statements(rows.derived) == schema.statements(rows.derived)


@pytest.mark.parametrize("text", schema.statements(rows.derived))
def test_every_derived_table_is_strict_and_exact(text: str) -> None:
    if text.lstrip().startswith("CREATE TABLE"):
        assert "STRICT" in text
        assert {"REAL", "FLOAT", "NUMERIC", "ANY"}.isdisjoint(text.split())


def test_every_table_in_the_file_is_declared(booth: Booth) -> None:
    with closing(sqlite.connect(booth.vault.file, KEY, SALT)) as connection:
        assert schema.derived_tables(connection) == schema.declared_tables()


def test_every_table_in_the_file_is_strict(booth: Booth) -> None:
    with closing(sqlite.connect(booth.vault.file, KEY, SALT)) as connection:
        loose = connection.execute(
            "SELECT name FROM pragma_table_list WHERE strict = 0 AND schema = 'main' AND type = 'table' "
            "AND name NOT LIKE 'sqlite_%' AND name <> 'alembic_version'"
        ).fetchall()
    assert loose == []


def test_dropping_the_derived_tables_leaves_the_kept_ones(booth: Booth) -> None:
    with closing(sqlite.connect(booth.vault.file, KEY, SALT)) as connection:
        schema.drop_derived(connection)
        assert schema.derived_tables(connection) == []
        assert connection.execute("SELECT count(*) FROM entries").fetchone() == (9,)
        schema.create_derived(connection)
        assert schema.derived_tables(connection) == schema.declared_tables()


def test_the_columns_of_a_table_come_in_order(booth: Booth) -> None:
    with closing(sqlite.connect(booth.vault.file, KEY, SALT)) as connection:
        assert schema.columns(connection, "main", "marks") == ["name", "value"]


def test_the_newest_revision_is_the_one_that_the_program_needs() -> None:
    files = (resources.migrations("station") / "versions").glob("[0-9]*.py")
    names = sorted(file.name for file in files)
    assert [int(name[:4]) for name in names] == list(range(1, versions.SCHEMA + 1))
