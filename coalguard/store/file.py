"""Files as wholes: written, copied and removed so that a power cut leaves the old one or the new one.

A draft is written under another name, made durable, looked at again, then takes the name, and the folder is made
durable too. What stands in a file is not known here.
"""

import os
import shutil
from contextlib import closing, suppress
from pathlib import Path
from typing import BinaryIO

from coalguard import sqlite
from coalguard.domain.errors import DamagedError, MachineError
from coalguard.sqlite import Connection, make_names_durable, translated

Key = tuple[bytes, bytes]
"""The key of a database file and its salt."""

_BINARY = getattr(os, "O_BINARY", 0)  # Windows would turn \n into \r\n


def write_whole(file: Path, content: bytes) -> None:
    """Write a small file so that a power cut leaves the old one or the new one, readable for its owner alone."""
    draft = file.with_name(f"{file.name}.new")
    with translated():
        try:
            with _open_for_owner(draft) as opened:
                opened.write(content)
                opened.flush()
                os.fsync(opened.fileno())
            if draft.read_bytes() != content:
                raise MachineError("disk.failed", reason="read-back")
            draft.replace(file)
        except OSError:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            raise
        make_names_durable(file.parent)


def _open_for_owner(file: Path) -> BinaryIO:
    return open(os.open(file, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | _BINARY, 0o600), "wb")  # noqa: PTH123 -- a path can not be opened for its owner alone


def make_durable(file: Path) -> None:
    """Have every byte of a file on the disk."""
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())


def copy_verified(connection: Connection, key: Key, target: Path) -> None:
    """Copy the whole file and check every page of the copy. Raises DamagedError where the copy is not whole."""
    draft = target.with_name(f"{target.name}.new")
    sqlite.remove(draft)
    try:
        copy_whole(connection, key, draft)
        with closing(sqlite.connect(draft, *key, read_only=True)) as copy:
            sqlite.check_pages(copy)
        draft.replace(target)
    finally:
        sqlite.remove(draft)
    make_names_durable(target.parent)


def copy_whole(connection: Connection, key: Key, target: Path) -> None:
    """Copy the file as it stands at one moment, durably, under the same key."""
    with closing(sqlite.create(target, *key)) as copy:
        copy.execute("PRAGMA journal_mode=OFF")  # a copy that fails is thrown away: one write a page is enough
        copy.execute("PRAGMA synchronous=OFF")
        _copy_pages(connection, copy)
    make_durable(target)


def copy_bytes(source: Path, target: Path) -> None:
    """Copy a file that keeps still, byte for byte, durably, readable for its owner alone."""
    with translated():
        _open_for_owner(target).close()
        shutil.copyfile(source, target)
        make_durable(target)


def _copy_pages(connection: Connection, copy: Connection) -> None:
    """SQLite's own backup. The driver gives its errors no code here, only SQLite's words for them."""
    try:
        connection.backup(copy)
    except Exception as error:
        said = str(error)
        if said in _DAMAGE:
            raise DamagedError("store.damaged", reason=_DAMAGE[said]) from error
        raise MachineError("disk.full") if said == _FULL else MachineError("disk.failed", reason="copy") from error


_DAMAGE = {"database disk image is malformed": "SQLITE_CORRUPT", "file is not a database": "SQLITE_NOTADB"}
_FULL = "database or disk is full"
