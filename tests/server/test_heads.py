"""Heads of epochs."""

from coalguard.server.database import Database
from coalguard.server.heads import keep_head, load_heads, newest_head


def test_a_device_without_entries_has_no_head(database: Database) -> None:
    with database.read() as connection:
        assert load_heads(connection, 1) == {}
        assert newest_head(connection, 1) == (0, 0, bytes(32))


def test_each_epoch_has_its_head_and_the_newest_is_that_of_the_highest(database: Database) -> None:
    with database.begin() as connection:
        keep_head(connection, 1, 1, 5, b"a" * 32)
        keep_head(connection, 1, 1, 9, b"b" * 32)
        keep_head(connection, 1, 2, 7, b"c" * 32)
        keep_head(connection, 2, 4, 1, b"d" * 32)
    with database.read() as connection:
        assert load_heads(connection, 1) == {1: (9, b"b" * 32), 2: (7, b"c" * 32)}
        assert newest_head(connection, 1) == (2, 7, b"c" * 32)
