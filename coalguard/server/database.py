"""Database: the server's tables behind one URL, PostgreSQL or SQLite, and how a deed is done on them, whole or not.

`open_database` goes through the same SQLite gate as a station (without a key), brings the tables to this program's
revision in one locked step, so that several processes may start at once, and refuses tables that are newer. What was
lost to another deed (a deadlock, a serialization failure, a locked file) is done again by `write`. No table is known
here by what it means.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import randbelow
from typing import TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, inspect, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.pool import QueuePool

from coalguard import resources, sqlite
from coalguard.domain.errors import CoalGuardError, MachineError, UsageError
from coalguard.domain.findings import Refused, refuse
from coalguard.server.tables import REVISION

log = logging.getLogger(__name__)

TRIES = 8
"""How often a deed is tried: two that wait for each other pass at the second, a storm of them a little later."""

_Told = TypeVar("_Told")
_PATIENCE_MS = 10_000
_POOL = 8
_OVERFLOW = 24
_LOCK = 0x434731  # "CG1": the advisory lock of whoever migrates
_LOST = {"40001", "40P01", "55P03"}  # serialization_failure, deadlock_detected, lock_not_available
_FULL = {"53100"}
_UNREACHABLE = ("08", "57P", "53300")
_PAUSE_MS = 10


class Database:
    """The server's tables, for any number of threads."""

    def __init__(self, engine: Engine) -> None:
        """Work with an engine whose tables are at this program's revision."""
        self.engine = engine
        self.on_sqlite = engine.dialect.name == "sqlite"
        self._turn = threading.RLock()  # a block inside a block is busy then, and does not hang

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One deed: kept whole at the end of the block, or not at all.

        Raises MachineError `database.busy`, `database.unreachable`, `disk.full`. Blocks must not lie in one another.
        """
        if not self.on_sqlite:
            with _translated(), self.engine.connect() as connection, connection.begin():
                yield connection
            return
        # SQLite has one writer, and its waiting is not in turn: threads of this process queue here instead.
        with self._turn, _translated(), self.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            connection.commit()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One look at everything as it stood at one moment."""
        with _translated(), self._looking().connect() as connection:
            if self.on_sqlite:
                connection.exec_driver_sql("BEGIN")
            yield connection

    def _looking(self) -> Engine:
        if self.on_sqlite:
            return self.engine
        return self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def write(self, deed: Callable[[Connection], _Told]) -> _Told:
        """Do a deed, again where it lost against another; what it gives is that of the time it was kept."""
        for tried in range(1, TRIES):
            try:
                with self.begin() as connection:
                    return deed(connection)
            except MachineError as fault:
                if fault.code != "database.busy":
                    raise
                log.info("a deed lost against another, try %d", tried)
                time.sleep((_PAUSE_MS + randbelow(_PAUSE_MS << tried)) / 1000)
        with self.begin() as connection:
            return deed(connection)

    def close(self) -> None:
        """Let every connection go."""
        self.engine.dispose()


def violated(error: IntegrityError, constraint: str) -> bool:
    """Whether it was this constraint that said no; both databases name it."""
    return constraint in str(error.orig)


# --- opening ----------------------------------------------------------------------------------------------------------


def open_database(url: str) -> Database:
    """The database at a URL, its tables at this program's revision.

    `sqlite:///relative`, `sqlite:////absolute` or `postgresql+psycopg://…`.

    Raises:
        UsageError: `database.url`: no such URL.
        MachineError: `database.unreachable`, or what the SQLite gate says.
        Refused: `database.newer`: a newer program has been here.
    """
    database = Database(_engine(_parse_url(url)))
    try:
        _migrate(database)
    except BaseException:
        database.close()
        raise
    return database


def sqlite_file(url: str) -> Path | None:
    """The file behind a URL; None where it is no file."""
    parsed = _parse_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def _parse_url(text: str) -> URL:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise UsageError("database.url") from error
    if url.drivername == "sqlite" and url.database and url.database != ":memory:":
        return url
    if url.get_backend_name() == "postgresql" and url.drivername in ("postgresql", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    raise UsageError("database.url")


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "postgresql":
        return create_engine(url, pool_size=_POOL, max_overflow=_OVERFLOW, pool_pre_ping=True)
    sqlite.gate()
    file = Path(url.database or "")
    return create_engine(
        "sqlite://",
        creator=lambda: _connect(file),
        module=sqlite.driver,
        poolclass=QueuePool,
        pool_size=_POOL,
        max_overflow=_OVERFLOW,
    )


def _connect(file: Path) -> sqlite.Connection:
    """A connection without a key to the file, which is made where there is none."""
    try:
        return sqlite.connect(file, None, None, wait_ms=_PATIENCE_MS)
    except MachineError as fault:
        if fault.code != "store.missing":
            raise
    try:
        return sqlite.create(file, None, None, wait_ms=_PATIENCE_MS)
    except Refused:  # another process was quicker
        return sqlite.connect(file, None, None, wait_ms=_PATIENCE_MS)


def _migrate(database: Database) -> None:
    with database.begin() as connection:
        if not database.on_sqlite:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        found = _revision(connection)
        if found == REVISION:
            return
        if found > REVISION:
            raise refuse("database.newer", found=found, known=REVISION)
        _upgrade(connection)


def _revision(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 -- slow to import, and needed only where tables change
    from alembic.config import Config  # noqa: PLC0415 -- as above

    config = Config()
    config.set_main_option("script_location", str(resources.migrations("server")).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, REVISION)


# --- what goes wrong --------------------------------------------------------------------------------------------------


@contextmanager
def _translated() -> Iterator[None]:
    """Raise what we call an error of the database; one that is none of its machine's passes as it is."""
    try:
        yield
    except DBAPIError as error:
        failure = _translate(error)
        if failure is None:
            raise
        raise failure from error
    except MachineError as fault:
        if fault.code != "store.in_use":
            raise
        raise MachineError("database.busy") from fault


def _translate(error: DBAPIError) -> CoalGuardError | None:
    state = getattr(error.orig, "sqlstate", None)
    if state in _LOST:
        return MachineError("database.busy")
    if state in _FULL:
        return MachineError("disk.full")
    if error.connection_invalidated or (state or "").startswith(_UNREACHABLE) or _never_connected(error):
        return MachineError("database.unreachable")
    known = sqlite.translate(error)
    return MachineError("database.busy") if known is not None and known.code == "store.in_use" else known


def _never_connected(error: DBAPIError) -> bool:
    """Whether PostgreSQL could not be asked at all: its driver has no SQLSTATE to tell then."""
    return type(error.orig).__module__.startswith("psycopg") and type(error.orig).__name__ == "OperationalError"
