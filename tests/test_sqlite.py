"""The gate, the connection and its pragmas, and what is told apart when a file does not open."""

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from coalguard import sqlite
from coalguard.domain.errors import CoalGuardError, DamagedError, MachineError
from coalguard.domain.findings import Refused
from coalguard.sqlite import (
    Build,
    Connection,
    check_pages,
    connect,
    create,
    driver,
    hold_still,
    judge_build,
    make_names_durable,
    translate,
    translated,
)

KEY, SALT = bytes(range(32)), bytes(range(100, 116))
PAGE = 4096
ROWS = 200


def fill(connection: Connection) -> None:
    connection.execute("CREATE TABLE demo (seq INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT")
    connection.executemany("INSERT INTO demo VALUES (?, ?)", [(seq, "x" * 500) for seq in range(1, ROWS + 1)])


@pytest.fixture(params=["keyed", "plain"])
def secret(request: pytest.FixtureRequest) -> tuple[bytes | None, bytes | None]:
    return (KEY, SALT) if request.param == "keyed" else (None, None)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A keyed file with some pages in it, closed."""
    path = tmp_path / "demo.store"
    with closing(create(path, KEY, SALT)) as connection:
        fill(connection)
    return path


def flip(path: Path, offset: int) -> None:
    content = bytearray(path.read_bytes())
    content[offset] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("version", ["3.51.3", "3.51.10", "3.53.0", "3.100.1", "4.0.0", sqlite.build().sqlite])
def test_a_late_enough_sqlite_passes_the_gate(version: str) -> None:
    judge_build(Build(version, "4.19.0 community"))


@pytest.mark.parametrize("version", ["3.51.2", "3.50.99", "3.9.0", "2.8.17"])
def test_an_old_sqlite_is_refused(version: str) -> None:
    with pytest.raises(MachineError) as raised:
        judge_build(Build(version, "4.19.0 community"))
    assert raised.value.code == "store.sqlite_too_old"
    assert raised.value.facts == {"found": version, "needed": "3.51.3"}


@pytest.mark.parametrize("cipher", [None, ""])
def test_a_sqlite_without_a_cipher_is_refused(cipher: str | None) -> None:
    with pytest.raises(MachineError, match=r"store\.cipher_missing"):
        judge_build(Build("3.53.0", cipher))


def test_the_build_at_hand_passes_the_gate() -> None:
    sqlite.gate()


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


def test_an_empty_file_left_by_a_power_cut_is_no_store_and_may_become_one(tmp_path: Path) -> None:
    path = tmp_path / "demo.store"
    path.touch()
    with pytest.raises(MachineError, match=r"store\.missing"):
        connect(path, KEY, SALT)
    create(path, KEY, SALT).close()
    connect(path, KEY, SALT).close()


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


def test_a_missing_file_is_told_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(MachineError) as raised:
        connect(tmp_path / "demo.store", KEY, SALT)
    assert (raised.value.code, raised.value.facts) == ("store.missing", {"file": "demo.store"})
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_a_failure_of_the_disk(tmp_path: Path) -> None:
    with pytest.raises(MachineError) as raised:
        create(tmp_path / "nowhere" / "demo.store", KEY, SALT)
    assert (raised.value.code, raised.value.facts) == ("disk.failed", {"reason": "ENOENT"})


def test_a_folder_in_place_of_the_file_is_a_failure_of_the_disk(tmp_path: Path) -> None:
    with pytest.raises(MachineError, match=r"disk\.failed"):
        connect(tmp_path, KEY, SALT)


def foreign_files(path: Path) -> Iterator[tuple[str, bytes]]:
    plain = path.with_name("plain.store")
    with closing(create(plain, None, None)) as connection:
        fill(connection)
    yield "a plain SQLite file", plain.read_bytes()
    other = path.with_name("other.store")
    create(other, KEY, bytes(16)).close()
    yield "another store", other.read_bytes()
    yield "a text", "煤管通".encode() * 2000
    yield "a short text", b"x"


def test_a_foreign_file_is_told_apart_and_left_alone(path: Path) -> None:
    for name, content in foreign_files(path):
        path.write_bytes(content)
        with pytest.raises(DamagedError) as raised:
            connect(path, KEY, SALT)
        assert (raised.value.code, raised.value.facts) == ("store.foreign", {"file": "demo.store"}), name
        assert path.read_bytes() == content, name


def test_a_keyed_file_is_foreign_where_a_plain_one_is_expected(path: Path) -> None:
    with pytest.raises(DamagedError, match=r"store\.foreign"):
        connect(path, None, None)


@pytest.mark.parametrize("offset", [16, 100, 2000, PAGE - 1])
def test_a_damaged_first_page_is_told_apart(path: Path, offset: int) -> None:
    flip(path, offset)
    with pytest.raises(DamagedError) as raised:
        connect(path, KEY, SALT)
    assert (raised.value.code, raised.value.facts) == ("store.damaged_first_page", {"file": "demo.store"})


def test_a_torn_first_page_is_told_apart(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(DamagedError, match=r"store\.damaged_first_page"):
        connect(path, KEY, SALT)


def test_a_key_that_is_not_this_store_s_looks_like_a_damaged_first_page(path: Path) -> None:
    with pytest.raises(DamagedError, match=r"store\.damaged_first_page"):
        connect(path, bytes(32), SALT)


def test_a_flipped_bit_in_any_page_is_found_on_reading_and_by_the_check(path: Path) -> None:
    whole = path.read_bytes()
    for page in range(2, len(whole) // PAGE):
        flip(path, page * PAGE + 777)
        with closing(connect(path, KEY, SALT)) as connection:
            with pytest.raises(DamagedError) as raised, translated():
                connection.execute("SELECT sum(length(body)) FROM demo").fetchone()
            assert (raised.value.code, raised.value.facts) == ("store.damaged", {"reason": "SQLITE_CORRUPT"})
            with pytest.raises(DamagedError) as raised:
                check_pages(connection)
            assert raised.value.code == "store.damaged"
            assert raised.value.facts == {"reason": "page_seal", "page": page + 1}
        path.write_bytes(whole)


def test_a_flipped_bit_in_a_page_that_holds_nothing_is_found_by_the_check(path: Path) -> None:
    with closing(connect(path, KEY, SALT)) as connection:
        connection.execute("DELETE FROM demo")
        check_pages(connection)
    (pages, whole) = path.stat().st_size // PAGE, path.read_bytes()
    told = set()
    for page in range(2, pages):
        flip(path, page * PAGE + 777)
        with closing(connect(path, KEY, SALT)) as connection, pytest.raises(DamagedError) as raised:
            check_pages(connection)
        assert raised.value.facts["reason"] == "page_seal"
        told.add(raised.value.facts["page"])
        path.write_bytes(whole)
    assert told == set(range(3, pages + 1))


def test_a_cut_off_file_is_found(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: PAGE * 10])
    with pytest.raises(DamagedError) as raised:
        connect(path, KEY, SALT)
    assert (raised.value.code, raised.value.facts) == ("store.damaged", {"reason": "SQLITE_CORRUPT"})


def test_a_damaged_plain_file_is_found_by_sqlite_s_own_check(tmp_path: Path) -> None:
    path = tmp_path / "plain.store"
    with closing(create(path, None, None)) as connection:
        fill(connection)
    content = bytearray(path.read_bytes())
    content[5 * PAGE : 5 * PAGE + 8] = bytes(8)
    path.write_bytes(content)
    with closing(connect(path, None, None)) as connection, pytest.raises(DamagedError) as raised:
        check_pages(connection)
    assert raised.value.code == "store.damaged"
    assert "\n" not in str(raised.value.facts["reason"])


@pytest.mark.parametrize(("key", "salt"), [(KEY, None), (None, SALT), (KEY[:16], SALT), (KEY, SALT[:8]), (b"", b"")])
def test_half_a_secret_is_a_mistake_of_the_program(tmp_path: Path, key: bytes | None, salt: bytes | None) -> None:
    with pytest.raises(ValueError, match="32"):
        create(tmp_path / "demo.store", key, salt)
    with pytest.raises(ValueError, match="32"):
        connect(tmp_path / "demo.store", key, salt)
    assert list(tmp_path.iterdir()) == []


def test_the_cipher_says_nothing_on_stderr(path: Path) -> None:
    flip(path, 100)
    program = (
        "import sys; from pathlib import Path; from coalguard import sqlite\n"
        "try: sqlite.connect(Path(sys.argv[1]), bytes(range(32)), bytes(range(100, 116)))\n"
        "except sqlite.DamagedError as error: print(error.code)"
    )
    said = subprocess.run([sys.executable, "-c", program, path], capture_output=True, check=True, text=True)
    assert (said.stdout.strip(), said.stderr) == ("store.damaged_first_page", "")


def error_of(code: int, name: str) -> Exception:
    error: Exception = driver.OperationalError("said by the driver")
    error.sqlite_errorcode, error.sqlite_errorname = code, name  # type: ignore[attr-defined]  # as the driver sets them
    return error


MEANINGS: list[tuple[BaseException, type[CoalGuardError], str, dict[str, object]]] = [
    (error_of(5, "SQLITE_BUSY"), MachineError, "store.in_use", {}),
    (error_of(261, "SQLITE_BUSY_RECOVERY"), MachineError, "store.in_use", {}),
    (error_of(6, "SQLITE_LOCKED"), MachineError, "store.in_use", {}),
    (error_of(15, "SQLITE_PROTOCOL"), MachineError, "store.in_use", {}),
    (error_of(13, "SQLITE_FULL"), MachineError, "disk.full", {}),
    (error_of(8, "SQLITE_READONLY"), MachineError, "disk.read_only", {}),
    (error_of(10, "SQLITE_IOERR"), MachineError, "disk.failed", {"reason": "SQLITE_IOERR"}),
    (error_of(1034, "SQLITE_IOERR_FSYNC"), MachineError, "disk.failed", {"reason": "SQLITE_IOERR_FSYNC"}),
    (error_of(14, "SQLITE_CANTOPEN"), MachineError, "disk.failed", {"reason": "SQLITE_CANTOPEN"}),
    (error_of(3, "SQLITE_PERM"), MachineError, "disk.failed", {"reason": "SQLITE_PERM"}),
    (error_of(11, "SQLITE_CORRUPT"), DamagedError, "store.damaged", {"reason": "SQLITE_CORRUPT"}),
    (error_of(26, "SQLITE_NOTADB"), DamagedError, "store.damaged", {"reason": "SQLITE_NOTADB"}),
    (OSError(errno.ENOSPC, "full"), MachineError, "disk.full", {}),
    (OSError(errno.EDQUOT, "full"), MachineError, "disk.full", {}),
    (OSError(errno.EROFS, "read-only"), MachineError, "disk.read_only", {}),
    (OSError(errno.EIO, "failed"), MachineError, "disk.failed", {"reason": "EIO"}),
    (OSError("without a number"), MachineError, "disk.failed", {"reason": "OSError"}),
]


@pytest.mark.parametrize(("error", "kind", "code", "facts"), MEANINGS)
def test_an_error_of_the_driver_or_the_disk_is_translated(
    error: BaseException, kind: type[CoalGuardError], code: str, facts: dict[str, object]
) -> None:
    failure = translate(error)
    assert type(failure) is kind
    assert (failure.code, failure.facts) == (code, facts)


class WrappedError(Exception):
    """As SQLAlchemy wraps the driver's errors."""

    def __init__(self, orig: BaseException) -> None:
        super().__init__()
        self.orig = orig


def test_an_error_wrapped_by_sqlalchemy_is_translated() -> None:
    failure = translate(WrappedError(error_of(13, "SQLITE_FULL")))
    assert failure is not None
    assert failure.code == "disk.full"


MISTAKES = [
    error_of(19, "SQLITE_CONSTRAINT"),
    error_of(1, "SQLITE_ERROR"),
    driver.ProgrammingError("Cannot operate on a closed database."),
    KeyError("ours"),
]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_of_the_program_passes_as_it_is(mistake: Exception) -> None:
    assert translate(mistake) is None
    with pytest.raises(type(mistake)) as raised, translated():
        raise mistake
    assert raised.value is mistake


def test_a_refusal_passes_as_it_is(path: Path) -> None:
    with pytest.raises(Refused), translated():
        create(path, KEY, SALT)


def test_a_failed_opening_leaves_no_descriptor_behind(path: Path) -> None:
    flip(path, 100)
    with pytest.raises(DamagedError):
        connect(path, KEY, SALT)
    descriptors = Path("/proc/self/fd")
    held = [link.readlink() for link in descriptors.iterdir() if link.is_symlink()] if descriptors.exists() else []
    assert path not in held
