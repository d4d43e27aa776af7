"""Files as wholes: the old one or the new one, never half of one."""

import os
from contextlib import closing
from pathlib import Path

import pytest

from coalguard import sqlite
from coalguard.domain.errors import DamagedError, MachineError
from coalguard.store.file import copy_verified, copy_whole, make_durable, write_whole
from tests.store.booth import KEY, SALT, Booth, rot


def test_a_small_file_is_whole_under_its_name_alone(tmp_path: Path) -> None:
    for content in (b"first", b"second"):
        write_whole(tmp_path / "small", content)
        assert (tmp_path / "small").read_bytes() == content
    assert [file.name for file in tmp_path.iterdir()] == ["small"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_a_small_file_is_its_owners_alone(tmp_path: Path) -> None:
    write_whole(tmp_path / "small", b"")
    assert (tmp_path / "small").stat().st_mode & 0o777 == 0o600


def test_a_small_file_that_can_not_be_written_leaves_no_draft(tmp_path: Path) -> None:
    (tmp_path / "small" / "in the way").mkdir(parents=True)
    with pytest.raises(MachineError, match=r"disk\.failed"):
        write_whole(tmp_path / "small", b"content")
    assert [file.name for file in tmp_path.iterdir()] == ["small"]


def test_a_file_is_made_durable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, synced = tmp_path / "file", list[int]()
    file.touch()
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(os.fstat(handle).st_ino))
    make_durable(file)
    assert synced == [file.stat().st_ino]


def test_a_database_is_copied_whole_while_it_is_open(booth: Booth, tmp_path: Path) -> None:
    with booth.open() as store, store.maintenance() as connection:
        copy_whole(connection, (KEY, SALT), tmp_path / "copy.db")
    with closing(sqlite.connect(tmp_path / "copy.db", KEY, SALT)) as copy:
        assert copy.execute("SELECT count(*) FROM entries").fetchone() == (9,)


def test_a_copy_takes_its_name_when_it_is_proved(booth: Booth, tmp_path: Path) -> None:
    (tmp_path / "copy.db.new").write_bytes(b"half a file")
    with booth.open() as store, store.maintenance() as connection:
        copy_verified(connection, (KEY, SALT), tmp_path / "copy.db")
    assert [file.name for file in tmp_path.glob("copy*")] == ["copy.db"]


def test_a_copy_of_a_rotten_page_takes_no_name(booth: Booth, tmp_path: Path) -> None:
    rot(booth, "persons")
    with booth.open() as store, store.maintenance() as connection, pytest.raises(DamagedError, match=r"store\.damaged"):
        copy_verified(connection, (KEY, SALT), tmp_path / "copy.db")
    assert list(tmp_path.glob("copy*")) == []
