"""The SQLite gate, the pragmas and the one way to a connection, for the station's store and the server.

SQLCipher's driver has its home here and nowhere else; `driver` is what SQLAlchemy is given as its module. A connection
leaves this module keyed, judged and set up as `journal.md` §2 wants it. The module knows nothing of what stands in
the tables, of users and their passwords, or of how a key came about; it tells a foreign file from a damaged one, and
it turns the driver's errors into ours.
"""

import errno
import logging
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, Self, cast

from sqlcipher3 import dbapi2

from coalguard.domain.errors import CoalGuardError, DamagedError, MachineError
from coalguard.domain.findings import refuse

log = logging.getLogger(__name__)

driver = dbapi2
"""The driver's module: what SQLAlchemy is given, and where the driver's errors stand."""

# The driver asks every value but int, float and str whether it can become another, and is told no by two exceptions:
# that costs more than the insert itself. Whoever is registered is not asked; both go in as they did.
driver.register_adapter(bytes, memoryview)
driver.register_adapter(type(None), lambda nothing: nothing)

NEEDED_SQLITE = "3.51.3"
"""The first release without the WAL corruption race (`journal.md` §2)."""

PATIENCE_MS = 2_000
"""How long a locked file is waited for: one writer and WAL readers hardly ever meet, except at a checkpoint."""

_KEY_BYTES, _SALT_BYTES = 32, 16
_PLAIN_SALT = b"SQLite format 3\0"
"""What the first 16 bytes of an unencrypted file are."""

_STATEMENTS_KEPT = 256
"""Prepared statements a connection keeps: more than the program has fixed ones."""

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # under power cuts NORMAL lost acknowledged rows in WAL, FULL none (journal.md §2)
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA secure_delete=ON",  # an erased person leaves no readable remains
    "PRAGMA recursive_triggers=ON",  # else INSERT OR REPLACE slips past the journal's triggers
    "PRAGMA temp_store=MEMORY",  # nothing of an encrypted store is spilled to a file in clear
    # Every page not in the cache is deciphered and authenticated again: 16 MiB hold the inner pages of the indexes
    # over ten years of one station, and are taken only as they fill.
    "PRAGMA cache_size=-16384",
    # A commit that makes the WAL longer waits for the file's size as well, half as long again as one that writes over
    # frames of before (measured on ext4): the sooner it is begun anew, the sooner saves are quick. A checkpoint falls
    # into somebody's save; a weighing writes four pages, so that meets one in 250, and the promise is for 99 in 100.
    "PRAGMA wal_autocheckpoint=1000",
)

Value = str | int | float | bytes | None
Parameters = Sequence[Value] | Mapping[str, Value]


class Cursor(Protocol):
    """What a statement gives: its rows. The driver has no types of its own."""

    @property
    def rowcount(self) -> int:
        """How many rows the statement changed."""

    @property
    def lastrowid(self) -> int | None:
        """The row id of the last insert."""

    @property
    def description(self) -> Sequence[Sequence[Any]] | None:
        """The columns, their names first."""

    def execute(self, sql: str, parameters: Parameters = ..., /) -> Self:
        """Run one statement."""

    def executemany(self, sql: str, parameters: Iterator[Parameters] | Sequence[Parameters], /) -> Self:
        """Run one statement for each set of parameters."""

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row, or nothing."""

    def fetchmany(self, size: int = ..., /) -> list[tuple[Any, ...]]:
        """The next rows."""

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows that are left."""

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        """The rows one by one."""

    def close(self) -> None:
        """Let the statement go."""


class Connection(Protocol):
    """An open file. It commits by itself unless told BEGIN, and belongs to one thread at a time."""

    @property
    def in_transaction(self) -> bool:
        """Whether a BEGIN waits for its end."""

    @property
    def total_changes(self) -> int:
        """How many rows this connection changed so far."""

    def cursor(self) -> Cursor:
        """A cursor of its own."""

    def execute(self, sql: str, parameters: Parameters = ..., /) -> Cursor:
        """Run one statement."""

    def executemany(self, sql: str, parameters: Iterator[Parameters] | Sequence[Parameters], /) -> Cursor:
        """Run one statement for each set of parameters."""

    def commit(self) -> None:
        """End the transaction, keeping it."""

    def rollback(self) -> None:
        """End the transaction, dropping it."""

    def backup(self, target: "Connection", /, *, pages: int = ...) -> None:
        """Copy the whole file into another connection."""

    def interrupt(self) -> None:
        """Stop what runs, from another thread."""

    def close(self) -> None:
        """Close the file."""


@dataclass(frozen=True, slots=True)
class Build:
    """Which SQLite and which cipher the program runs with; no cipher is None."""

    sqlite: str
    cipher: str | None


def build() -> Build:
    """The build at hand."""
    connection = driver.connect(":memory:")
    row = connection.execute("PRAGMA cipher_version").fetchone()
    connection.close()
    return Build(driver.sqlite_version, row[0] if row else None)


def gate() -> None:
    """Refuse to start on an unfit SQLite. Raises MachineError `store.sqlite_too_old` or `store.cipher_missing`."""
    judge_build(build())


def judge_build(found: Build) -> None:
    """The judgement of `gate` about any build."""
    if _release(found.sqlite) < _release(NEEDED_SQLITE):
        raise MachineError("store.sqlite_too_old", found=found.sqlite, needed=NEEDED_SQLITE)
    if not found.cipher:
        raise MachineError("store.cipher_missing")


def _release(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def create(path: Path, key: bytes | None, salt: bytes | None, *, wait_ms: int = PATIENCE_MS) -> Connection:
    """A new empty file, durable with its name, readable for its owner alone. Raises Refused `store.exists`.

    Key and salt as for `connect`. A file of no bytes, left by a power cut in this very function, counts as none.
    """
    spelled = _spell_key(key, salt)
    with translated():
        if path.exists() and path.stat().st_size:
            raise refuse("store.exists", file=path.name)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        connection = _open(path, spelled, wait_ms)  # going over to WAL writes the first page, and with it the salt
        make_names_durable(path.parent)
    return connection


def connect(
    path: Path, key: bytes | None, salt: bytes | None, *, read_only: bool = False, wait_ms: int = PATIENCE_MS
) -> Connection:
    """A connection to an existing file, with the raw key of 32 bytes and the salt of 16, or neither for a plain file.

    Raises:
        MachineError: `store.missing`, or what `translate` makes of the driver's error.
        DamagedError: `store.foreign` where the file does not begin with our salt; `store.damaged_first_page` where it
            does and yet does not open. That the key is the right one is the caller's to know (`trust.slots`).
    """
    spelled = _spell_key(key, salt)
    with translated():
        if _first_bytes(path) != (salt or _PLAIN_SALT):
            raise DamagedError("store.foreign", file=path.name)
        try:
            connection = _open(path, spelled, wait_ms)
        except driver.DatabaseError as error:
            if _primary_code(error) == driver.SQLITE_NOTADB:
                raise DamagedError("store.damaged_first_page", file=path.name) from error
            raise
        if read_only:
            connection.execute("PRAGMA query_only=ON")
    return connection


def hold_still(writer: Connection, reader: Connection) -> bool:
    """Begin a read during which the file's own bytes are one moment's and stay as they are, whatever is written.

    The WAL is brought into the file; as long as the reader's transaction is open SQLite moves nothing more, so that the
    bytes may be copied as they lie. No act may be in progress. False, and nothing is begun, where somebody still reads
    an older state, which keeps the WAL from being moved whole.
    """
    with translated():
        busy, frames, moved = writer.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone() or (0, 0, 0)
        if busy or frames != moved:
            return False
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return True


def check_pages(connection: Connection) -> None:
    """Read the whole file: SQLite's own check, and every page's HMAC. Raises DamagedError `store.damaged`."""
    check_structure(connection)
    check_free_pages(connection)


def check_structure(connection: Connection) -> None:
    """SQLite's own check. It reads every page in use, and none is read without its HMAC. Raises as `check_pages`."""
    try:
        found = [row for row in connection.execute("PRAGMA integrity_check(20)") if row[0] != "ok"]
    except driver.DatabaseError as error:
        _refuse_pages(_broken_seals(connection), "page_seal")
        raise translate(error) or error from error
    if found:
        _refuse_pages(_broken_seals(connection), "page_seal")  # says which page it is
        _refuse_pages(found, "integrity")


def check_free_pages(connection: Connection) -> None:
    """The HMACs of pages that nothing is kept in, where there are any: nobody reads those. Raises as `check_pages`."""
    with translated():
        (free,) = connection.execute("PRAGMA freelist_count").fetchone() or (0,)
        found = _broken_seals(connection) if free else []
    _refuse_pages(found, "page_seal")


def _broken_seals(connection: Connection) -> list[tuple[Any, ...]]:
    """Which pages' HMACs do not hold, used or free; of a file without a key, none."""
    with translated():
        return connection.execute("PRAGMA cipher_integrity_check").fetchall()


def _refuse_pages(found: Sequence[tuple[Any, ...]], reason: str) -> None:
    if found:
        log.info("pages: %s", "; ".join(str(row[0]) for row in found))
        page = re.search(r"page ([0-9]+)", str(found[0][0]))
        raise DamagedError("store.damaged", reason=reason, page=int(page[1]) if page else None)


def _first_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            begins = file.read(_SALT_BYTES)
    except FileNotFoundError as error:
        raise MachineError("store.missing", file=path.name) from error
    if not begins:  # what `create` leaves when the power goes in its middle
        raise MachineError("store.missing", file=path.name)
    return begins


def _open(path: Path, spelled: str, wait_ms: int) -> Connection:
    connection = cast(
        "Connection",
        driver.connect(
            os.fspath(path),
            timeout=wait_ms / 1000,
            isolation_level=None,  # an explicit BEGIN IMMEDIATE, or a WAL writer upgrades its lock too late
            check_same_thread=False,  # the lanes hand a connection on, one thread at a time
            cached_statements=_STATEMENTS_KEPT,
        ),
    )
    try:
        if spelled:
            connection.execute(spelled)  # first of all, or SQLCipher takes the file for a plain one
        connection.execute("PRAGMA cipher_log_level=NONE")  # its log goes to stderr, where nobody of ours looks
        connection.execute("PRAGMA cipher_log=off")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        for pragma in _PRAGMAS:
            connection.execute(pragma)
    except driver.Error:
        connection.close()
        raise
    return connection


def _spell_key(key: bytes | None, salt: bytes | None) -> str:
    if key is None and salt is None:
        return ""
    if key is None or salt is None or (len(key), len(salt)) != (_KEY_BYTES, _SALT_BYTES):
        raise ValueError((_KEY_BYTES, _SALT_BYTES))
    return f"PRAGMA key=\"x'{key.hex()}{salt.hex()}'\""


def make_names_durable(folder: Path) -> None:
    """A folder's own fsync keeps the names in it over a power cut; Windows keeps them without it."""
    if os.name == "nt":  # pragma: no cover -- the other platform
        return
    handle = os.open(folder, os.O_RDONLY)
    with suppress(OSError):  # some network folders refuse it
        os.fsync(handle)
    os.close(handle)


def remove(file: Path) -> None:
    """Take a database file away with what stands beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)


def translate(error: BaseException) -> CoalGuardError | None:
    """The expected failure behind an error of the driver, of SQLAlchemy around it, or of the file system; else None."""
    if isinstance(error, OSError):
        if error.errno in _FULL:
            return MachineError("disk.full")
        if error.errno == errno.EROFS:
            return MachineError("disk.read_only")
        if error.errno == errno.ENAMETOOLONG:
            return refuse("path.malformed")
        return MachineError("disk.failed", reason=errno.errorcode.get(error.errno or 0, type(error).__name__))
    original: Any = getattr(error, "orig", None) or error
    kind, code = _MEANING.get(_primary_code(original), (None, ""))
    if kind is None:
        return None
    return kind(code, reason=original.sqlite_errorname) if code in _WITH_REASON else kind(code)


class _Translated:
    """The block that `translated` guards; a class, because every question passes through one."""

    def __enter__(self) -> None:
        """Nothing is done before."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        """Raise what `translate` says about the error, if it says anything."""
        if isinstance(error, Exception) and not isinstance(error, CoalGuardError):
            failure = translate(error)
            if failure is not None:
                raise failure from error


_TRANSLATED = _Translated()


def translated() -> AbstractContextManager[None]:
    """Raise what `translate` says about an error within; what is no expected failure passes as it is."""
    return _TRANSLATED


def _primary_code(error: Any) -> int:  # noqa: ANN401 -- the driver's errors have no types
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


_FULL = {errno.ENOSPC, errno.EDQUOT}
_MEANING: Mapping[int, tuple[type[CoalGuardError], str]] = {
    driver.SQLITE_BUSY: (MachineError, "store.in_use"),
    driver.SQLITE_LOCKED: (MachineError, "store.in_use"),
    driver.SQLITE_PROTOCOL: (MachineError, "store.in_use"),
    driver.SQLITE_FULL: (MachineError, "disk.full"),
    driver.SQLITE_READONLY: (MachineError, "disk.read_only"),
    driver.SQLITE_IOERR: (MachineError, "disk.failed"),
    driver.SQLITE_CANTOPEN: (MachineError, "disk.failed"),
    driver.SQLITE_PERM: (MachineError, "disk.failed"),
    driver.SQLITE_CORRUPT: (DamagedError, "store.damaged"),
    driver.SQLITE_NOTADB: (DamagedError, "store.damaged"),
}
_WITH_REASON = {"disk.failed", "store.damaged"}
