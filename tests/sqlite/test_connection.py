"""A connection with its pragmas: what was kept is read again, by one writer, into a file that can be held still."""

import errno
import os
import sys
from contextlib import closing
from pathlib import Path

import pytest

from coalguard.domain.errors import MachineError
from coalguard.domain.findings import Refused
from coalguard.sqlite import (
    check_pages,
    connect,
    create,
    driver,
    hold_still,
    make_names_durable,
    translated,
)
from tests.sqlite.demo import KEY, ROWS, SALT, fill


@pytest.fixture(params=["keyed", "plain"])
def secret(request: pytest.FixtureRequest) -> tuple[bytes | None, bytes | None]:
    return (KEY, SALT) if request.param == "keyed" else (None, None)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps names without it")
def test_the_names_in_a_folder_are_made_durable_and_a_refusal_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []

    def sync(handle: int) -> None:
        synced.append(os.fstat(handle).st_ino)
        raise OSError(errno.EINVAL, "some network folders refuse it")

    monkeypatch.setattr(os, "fsync", sync)
    make_names_durable(tmp_path)
    assert synced == [tmp_path.stat().st_ino]


def test_what_was_kept_is_read_again(tmp_path: Path, secret: tuple[bytes | None, bytes | None]) -> None:
    with closing(create(tmp_path / "demo.store", *secret)) as connection:
        fill(connection)
    with closing(connect(tmp_path / "demo.store", *secret)) as connection:
        assert connection.execute("SELECT count(*) FROM demo").fetchone() == (ROWS,)
        check_pages(connection)


def test_the_salt_begins_the_file_and_the_content_is_unreadable(path: Path) -> None:
    content = path.read_bytes()
    assert content[:16] == SALT
    assert b"demo" not in content
    assert b"xxxx" not in content


def test_a_new_file_is_there_at_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "demo.store"
    with closing(create(path, KEY, SALT)):
        assert path.read_bytes()[:16] == SALT
        assert path.stat().st_mode & 0o077 == 0 or sys.platform == "win32"


def test_an_existing_file_is_never_created_anew(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(Refused) as refused:
        create(path, KEY, SALT)
    assert (refused.value.code, refused.value.facts) == ("store.exists", {"file": "demo.store"})
    assert path.read_bytes() == before


PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "secure_delete": 1,
    "recursive_triggers": 1,
    "temp_store": 2,
    "cache_size": -16384,
    "wal_autocheckpoint": 1000,
    "busy_timeout": 2000,
    "query_only": 0,
}


@pytest.mark.parametrize("pragma", PRAGMAS)
def test_every_connection_is_set_up(path: Path, pragma: str) -> None:
    with closing(connect(path, KEY, SALT)) as connection:
        assert connection.execute(f"PRAGMA {pragma}").fetchone() == (PRAGMAS[pragma],)


def test_bytes_and_nothing_are_kept_as_they_are(path: Path) -> None:
    with closing(connect(path, KEY, SALT)) as connection:
        connection.execute("CREATE TABLE kept (seq INTEGER PRIMARY KEY, body BLOB, note TEXT) STRICT")
        told = [(1, b"\0\xff", "x"), (2, b"", None), (3, None, ""), (4, bytes(5000), None)]
        connection.executemany("INSERT INTO kept VALUES (?, ?, ?)", told)
        assert connection.execute("SELECT * FROM kept ORDER BY seq").fetchall() == told
        assert connection.execute("SELECT seq FROM kept WHERE body = ?", (b"",)).fetchall() == [(2,)]
        assert connection.execute("SELECT seq FROM kept WHERE body IS ?", (None,)).fetchall() == [(3,)]


def test_a_connection_commits_by_itself_unless_told_begin(path: Path) -> None:
    with closing(connect(path, KEY, SALT)) as connection:
        connection.execute("DELETE FROM demo WHERE seq = 1")
        before = connection.in_transaction
        connection.execute("BEGIN IMMEDIATE")
        assert (before, connection.in_transaction) == (False, True)
        connection.rollback()
        assert connection.execute("SELECT count(*) FROM demo").fetchone() == (ROWS - 1,)


def test_insert_or_replace_does_not_slip_past_a_trigger(path: Path) -> None:
    with closing(connect(path, KEY, SALT)) as connection:
        connection.execute("CREATE TRIGGER kept BEFORE DELETE ON demo BEGIN SELECT RAISE(ABORT, 'kept'); END")
        with pytest.raises(driver.IntegrityError, match="kept"):
            connection.execute("INSERT OR REPLACE INTO demo VALUES (1, 'other')")


def test_a_reader_writes_nothing(path: Path) -> None:
    with closing(connect(path, KEY, SALT, read_only=True)) as connection:
        assert connection.execute("SELECT count(*) FROM demo").fetchone() == (ROWS,)
        with pytest.raises(MachineError, match=r"disk\.read_only"), translated():
            connection.execute("DELETE FROM demo")


def test_a_second_writer_waits_and_is_told_that_the_store_is_in_use(path: Path) -> None:
    with closing(connect(path, KEY, SALT)) as first, closing(connect(path, KEY, SALT, wait_ms=1)) as second:
        first.execute("BEGIN IMMEDIATE")
        with pytest.raises(MachineError, match=r"store\.in_use"), translated():
            second.execute("BEGIN IMMEDIATE")


def test_a_full_disk_is_told(path: Path) -> None:
    with closing(connect(path, KEY, SALT)) as connection:
        connection.execute("PRAGMA max_page_count=1")
        with pytest.raises(MachineError, match=r"disk\.full"), translated():
            connection.executemany("INSERT INTO demo VALUES (?, ?)", [(seq, "x" * 4000) for seq in range(1000, 1100)])


def test_a_file_is_copied_whole_into_another(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.store"
    with closing(connect(path, KEY, SALT)) as source, closing(create(copy, KEY, SALT)) as target:
        source.backup(target)
    with closing(connect(copy, KEY, SALT)) as connection:
        assert connection.execute("SELECT count(*) FROM demo").fetchone() == (ROWS,)
        check_pages(connection)


def test_a_file_that_is_held_still_is_not_written_while_rows_come_in(path: Path, tmp_path: Path) -> None:
    with closing(connect(path, KEY, SALT)) as writer, closing(connect(path, KEY, SALT, read_only=True)) as reader:
        writer.execute("INSERT INTO demo VALUES (?, ?)", (ROWS + 1, "x"))
        assert hold_still(writer, reader)
        held = path.read_bytes()
        for seq in range(ROWS + 2, ROWS + 400):
            writer.execute("INSERT INTO demo VALUES (?, ?)", (seq, "x" * 4000))
            if seq % 100 == 0:
                writer.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        assert path.read_bytes() == held
        reader.execute("ROLLBACK")
        writer.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        assert path.read_bytes() != held
    (tmp_path / "copy.store").write_bytes(held)
    with closing(connect(tmp_path / "copy.store", KEY, SALT)) as copy:
        assert copy.execute("SELECT count(*) FROM demo").fetchone() == (ROWS + 1,)
        check_pages(copy)


def test_a_file_that_an_older_reader_holds_back_can_not_be_held_still(path: Path) -> None:
    with (
        closing(connect(path, KEY, SALT)) as writer,
        closing(connect(path, KEY, SALT, read_only=True)) as older,
        closing(connect(path, KEY, SALT, read_only=True)) as reader,
    ):
        writer.execute("INSERT INTO demo VALUES (?, ?)", (ROWS + 1, "x"))
        older.execute("BEGIN")
        older.execute("SELECT count(*) FROM demo").fetchone()
        writer.execute("INSERT INTO demo VALUES (?, ?)", (ROWS + 2, "x"))
        assert not hold_still(writer, reader)
        assert not reader.in_transaction


@pytest.mark.parametrize(("key", "salt"), [(KEY, None), (None, SALT), (KEY[:16], SALT), (KEY, SALT[:8]), (b"", b"")])
def test_half_a_secret_is_a_mistake_of_the_program(tmp_path: Path, key: bytes | None, salt: bytes | None) -> None:
    with pytest.raises(ValueError, match="32"):
        create(tmp_path / "demo.store", key, salt)
    with pytest.raises(ValueError, match="32"):
        connect(tmp_path / "demo.store", key, salt)
    assert list(tmp_path.iterdir()) == []
