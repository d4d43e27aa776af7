"""Revision 0002: drafts get a table, and nothing that was there before is touched."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalguard import sqlite
from coalguard.sqlite import Connection, driver
from coalguard.store import schema

KEY, SALT = bytes(32), bytes(16)


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Connection]:
    """A file of the first revision with a row in it."""
    connection = sqlite.create(tmp_path / "store.db", KEY, SALT)
    schema.migrate(connection, "0001")
    connection.execute("INSERT INTO marks VALUES ('derived', '1')")
    connection.execute("INSERT INTO keys VALUES (0, 'ab', x'00', x'01')")
    yield connection
    connection.close()


def test_before_it_there_are_no_drafts(file: Connection) -> None:
    assert file.execute("PRAGMA user_version").fetchone() == (1,)
    assert file.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'drafts'").fetchone() == (0,)


def test_after_it_a_draft_is_kept_and_what_was_there_stands(file: Connection) -> None:
    schema.migrate(file, "0002")
    file.execute("INSERT INTO drafts VALUES ('sale', x'7b7d', '2026-01-14T04:00:00.000Z')")
    assert file.execute("PRAGMA user_version").fetchone() == (2,)
    assert file.execute("SELECT * FROM drafts").fetchall() == [("sale", b"{}", "2026-01-14T04:00:00.000Z")]
    assert file.execute("SELECT * FROM marks").fetchall() == [("derived", "1")]
    assert file.execute("SELECT device FROM keys").fetchall() == [("ab",)]


def test_after_it_a_page_has_one_draft(file: Connection) -> None:
    schema.migrate(file, "0002")
    file.execute("INSERT INTO drafts VALUES ('sale', x'7b7d', '')")
    with pytest.raises(driver.IntegrityError, match="UNIQUE"):
        file.execute("INSERT INTO drafts VALUES ('sale', x'7b7d', '')")
