"""What is told apart when a file does not open, and damage that is found in any page."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from coalguard.domain.errors import DamagedError, MachineError
from coalguard.sqlite import (
    check_pages,
    connect,
    create,
    translated,
)
from tests.sqlite.demo import KEY, PAGE, SALT, fill, flip


def test_an_empty_file_left_by_a_power_cut_is_no_store_and_may_become_one(tmp_path: Path) -> None:
    path = tmp_path / "demo.store"
    path.touch()
    with pytest.raises(MachineError, match=r"store\.missing"):
        connect(path, KEY, SALT)
    create(path, KEY, SALT).close()
    connect(path, KEY, SALT).close()


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


def test_the_cipher_says_nothing_on_stderr(path: Path) -> None:
    flip(path, 100)
    program = (
        "import sys; from pathlib import Path; from coalguard import sqlite\n"
        "try: sqlite.connect(Path(sys.argv[1]), bytes(range(32)), bytes(range(100, 116)))\n"
        "except sqlite.DamagedError as error: print(error.code)"
    )
    said = subprocess.run([sys.executable, "-c", program, path], capture_output=True, check=True, text=True)
    assert (said.stdout.strip(), said.stderr) == ("store.damaged_first_page", "")


def test_a_failed_opening_leaves_no_descriptor_behind(path: Path) -> None:
    flip(path, 100)
    with pytest.raises(DamagedError):
        connect(path, KEY, SALT)
    descriptors = Path("/proc/self/fd")
    held = [link.readlink() for link in descriptors.iterdir() if link.is_symlink()] if descriptors.exists() else []
    assert path not in held
