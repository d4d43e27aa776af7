"""Database: the server's tables behind one URL, PostgreSQL or SQLite, and how a deed is done on them, whole or not.

`open_database` goes through the same SQLite gate as a station (without a key), brings the tables to this program's
revision in one locked step, so that several processes may start at once, and refuses tables that are newer. What was
lost to another deed (a deadlock, a serialization failure, a locked file, a row that another was quicker to put) is done
again by `write`; whatever else time cures is a MachineError: try later. No table is known here by what it means.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import randbelow
from typing import TypeVar

import psycopg
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoneLeft
from sqlalchemy.pool import QueuePool

from coalguard import resources, sqlite
from coalguard.domain.errors import CoalGuardError, MachineError, UsageError
from coalguard.domain.findings import Refused, refuse
from coalguard.server.tables import REVISION

log = logging.getLogger(__name__)

TRIES = 8
"""How often a deed is tried: two that wait for each other pass at the second, a storm of them a little later."""

AT_ONCE = 40
"""How many connections a process holds at most: as many as it has threads that answer calls, so that none waits."""

_Told = TypeVar("_Told")
_Fault = DBAPIError | psycopg.Error
_PATIENCE_MS = 10_000
_POOL = 8
_LOCK = 0x434731  # "CG1": the advisory lock of whoever migrates
_PAUSE_MS = 10
_SOME = 3
"""How often a deed is tried that met a row of another's (the next time it sees it), or waited in vain already."""
_SETTINGS = (
    # A process that was lost with its machine may hold the feed's row: it is let go long before the network notices.
    "SET idle_in_transaction_session_timeout = '30s'",
    f"SET lock_timeout = '{_PATIENCE_MS}ms'",
    # Of a table that grew since it was counted PostgreSQL fetches all that a page of the feed might take, and sorts it.
    "SET enable_bitmapscan = off",
)

# SQLSTATEs, or how they begin.
_LOST = ("40",)  # serialization_failure, deadlock_detected
_WAITED = ("55P03", "57014")  # lock_not_available, query_canceled: a statement_timeout that somebody set
_STALE = ("0A000", "26000")  # a prepared statement whose tables were changed, or that a pooler has thrown away
_MET = ("23505", "23P01")  # unique_violation, exclusion_violation
_FULL = ("53100",)
_FAILED = ("58",)
_UNREACHABLE = ("08", "53", "57P", "25P03", "25006")  # and whoever became, or is still, a copy that only reads


class Database:
    """The server's tables, for any number of threads."""

    def __init__(self, engine: Engine) -> None:
        """Work with an engine whose tables are at this program's revision."""
        self.engine = engine
        self.founded = False
        self.on_sqlite = engine.dialect.name == "sqlite"
        repeatable = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._looking = engine if self.on_sqlite else engine.execution_options(**repeatable)
        self._turn = threading.RLock()  # a block inside a block is busy then, and does not hang

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One deed: kept whole at the end of the block, or not at all.

        Raises MachineError `database.busy`, `database.unreachable`, `disk.full`. Blocks must not lie in one another.
        """
        if not self.on_sqlite:
            with _translated(), self.engine.connect() as connection, _fit(connection), connection.begin():
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
        with _translated(), self._looking.connect() as connection, _fit(connection):
            if self.on_sqlite:
                connection.exec_driver_sql("BEGIN")
            yield connection

    def write(self, deed: Callable[[Connection], _Told]) -> _Told:
        """Do a deed, again where it lost against another; what it gives is that of the time it was kept."""
        tried = 0
        while True:
            try:
                with self.begin() as connection:
                    return deed(connection)
            except (MachineError, *_FAULTS) as error:
                tried += 1
                if tried >= _tries(error):
                    raise
                log.info("a deed lost against another, try %d", tried)
                time.sleep((_PAUSE_MS + randbelow(_PAUSE_MS << tried)) / 1000)

    def close(self) -> None:
        """Let every connection go."""
        self.engine.dispose()


def violated(error: IntegrityError, constraint: str) -> bool:
    """Whether it was this constraint that said no; both databases name it."""
    return constraint in str(error.orig)


# --- opening ----------------------------------------------------------------------------------------------------------


def open_database(url: str, *, founds: bool = True) -> Database:
    """The database at a URL, its tables at this program's revision; `founded` where it was made just now.

    `sqlite:///relative`, `sqlite:////absolute` or `postgresql+psycopg://…`.

    Raises:
        UsageError: `database.url`: no such URL.
        MachineError: `database.unreachable`, or what the SQLite gate says; `server.not_founded` where nothing of ours
            is there and none is to be made (not `founds`): a path that was mistyped must not become another city.
        Refused: `database.newer`: a newer program has been here.
    """
    file = sqlite_file(url)
    if not founds and file is not None and not file.is_file():
        raise MachineError("server.not_founded", database=shown_url(url))
    database = Database(_engine(_parse_url(url)))
    try:
        _migrate(database, "" if founds else shown_url(url))
    except BaseException:
        database.close()
        raise
    return database


def shown_url(url: str) -> str:
    """A database as a person is told of it: the file, or the URL without its password. Raises `database.url`."""
    file = sqlite_file(url)
    return str(file.absolute()) if file else _parse_url(url).render_as_string(hide_password=True)


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
        if "connect_timeout" not in url.query:
            url = url.update_query_dict({"connect_timeout": str(_PATIENCE_MS // 1000)})
        engine = create_engine(url, pool_size=_POOL, max_overflow=AT_ONCE - _POOL, pool_pre_ping=True)
        event.listen(engine, "connect", _set_up)
        return engine
    sqlite.gate()
    file = Path(url.database or "")
    return create_engine(
        "sqlite://",
        creator=lambda: _connect(file),
        module=sqlite.driver,
        poolclass=QueuePool,
        pool_size=_POOL,
        max_overflow=AT_ONCE - _POOL,
    )


def _set_up(connection: "psycopg.Connection[object]", _: object) -> None:
    """What a new connection to PostgreSQL is told; outside of any transaction, so that none takes it back."""
    connection.autocommit = True
    for setting in _SETTINGS:
        connection.execute(setting.encode())
    connection.autocommit = False


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


def _migrate(database: Database, wanted: str) -> None:
    """Bring the tables to this revision; a database that is `wanted` must have some already."""
    with database.begin() as connection:
        if not database.on_sqlite:
            connection.exec_driver_sql("SET LOCAL lock_timeout = 0")  # whoever came first takes as long as it takes
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        found = _revision(connection)
        if found == REVISION:
            return
        if not found and wanted:
            raise MachineError("server.not_founded", database=wanted)
        if found > REVISION:
            raise refuse("database.newer", found=found, known=REVISION)
        _upgrade(connection)
        database.founded = not found


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


_FAULTS = (DBAPIError, psycopg.Error)
"""What the driver says, through SQLAlchemy or, where rows are copied, itself."""


@contextmanager
def _translated() -> Iterator[None]:
    """Raise what we call an error of the database; one that is none of its machine's passes as it is."""
    try:
        yield
    except _FAULTS as error:
        failure = _translate(error)
        if failure is None:
            raise
        raise failure from error
    except NoneLeft as error:
        raise MachineError("database.unreachable") from error
    except MachineError as fault:
        if fault.code != "store.in_use":
            raise
        raise MachineError("database.busy") from fault


@contextmanager
def _fit(connection: Connection) -> Iterator[None]:
    """Let a connection go for good whose prepared statements do not fit any more: a fresh one knows none."""
    try:
        yield
    except _FAULTS as error:
        if _state(error).startswith(_STALE):
            connection.invalidate()
        raise


def _state(error: BaseException) -> str:
    """The SQLSTATE of an error of PostgreSQL; empty where it has none."""
    driven = error.orig if isinstance(error, DBAPIError) else error
    return getattr(driven, "sqlstate", None) or ""


def _tries(error: BaseException) -> int:
    """How often a deed is tried that fails like this."""
    if not isinstance(error, MachineError):
        return _SOME if _state(error).startswith(_MET) else 1
    if error.code != "database.busy":
        return 1
    return TRIES if error.__cause__ and _state(error.__cause__).startswith((*_LOST, *_STALE)) else _SOME


def _translate(error: _Fault) -> CoalGuardError | None:
    state = _state(error)
    if state.startswith((*_LOST, *_WAITED, *_STALE)):
        return MachineError("database.busy")
    if state.startswith(_FULL):
        return MachineError("disk.full")
    if state.startswith(_FAILED):
        return MachineError("disk.failed", reason=state)
    if state.startswith(_UNREACHABLE) or _broke_off(error):
        return MachineError("database.unreachable")
    known = sqlite.translate(error) if isinstance(error, DBAPIError) else None
    return MachineError("database.busy") if known is not None and known.code == "store.in_use" else known


def _broke_off(error: _Fault) -> bool:
    """Whether PostgreSQL could not be asked, or was gone in the midst: its driver has no SQLSTATE to tell then."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or isinstance(error.orig, psycopg.OperationalError)
    return isinstance(error, psycopg.OperationalError)
