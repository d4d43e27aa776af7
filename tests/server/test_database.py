"""The database behind one URL: opened through every gate, deeds whole or not at all, done again where they lost."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from anyio import CapacityLimiter
from anyio.to_thread import current_default_thread_limiter
from sqlalchemy import Connection, create_engine, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from coalguard import sqlite
from coalguard.domain.errors import CoalGuardError, DamagedError, MachineError, UsageError
from coalguard.domain.findings import Refused
from coalguard.server import database as subject
from coalguard.server.database import AT_ONCE, TRIES, Database, open_database, sqlite_file
from coalguard.server.tables import nonces, stations
from tests.server.cluster import Cluster

CODES = [{"code": code, "name": "x", "kind": "market", "at": ""} for code in ("LX01", "LX02")]
OPEN = "import sys; from coalguard.server.database import open_database; open_database(sys.argv[1]).close()"


def names(database: Database) -> set[str]:
    """The stations that are kept."""
    with database.read() as connection:
        return set(connection.execute(select(stations.c.code)).scalars())


@pytest.mark.parametrize(
    "url", ["", "nothing", "sqlite://", "sqlite:///:memory:", "mysql://x/y", "postgresql+asyncpg://x/y", "http://x"]
)
def test_only_the_two_databases_have_a_url(url: str) -> None:
    with pytest.raises(UsageError, match=r"database\.url"):
        open_database(url)


def test_the_file_behind_a_url_is_known() -> None:
    assert sqlite_file("sqlite:////var/lib/x/server.db") == Path("/var/lib/x/server.db")
    assert sqlite_file("sqlite:///server.db") == Path("server.db")
    assert sqlite_file("postgresql://x/y") is None


def test_what_is_kept_is_there_at_the_next_start(database_url: str) -> None:
    first = open_database(database_url)
    with first.begin() as connection:
        connection.execute(insert(stations), CODES)
    first.close()
    again = open_database(database_url)
    assert names(again) == {"LX01", "LX02"}
    again.close()


def test_a_deed_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(IntegrityError), database.begin() as connection:
        connection.execute(insert(stations), [*CODES, CODES[0]])
    assert names(database) == set()


def test_a_look_sees_one_moment(database: Database) -> None:
    with database.read() as connection:
        before = connection.execute(select(stations.c.code)).all()
        with database.begin() as other:
            other.execute(insert(stations), CODES)
        assert connection.execute(select(stations.c.code)).all() == before == []
    assert names(database) == {"LX01", "LX02"}


def test_a_look_at_postgresql_changes_nothing(cluster: Cluster) -> None:
    opened = open_database(cluster.fresh())
    with pytest.raises(MachineError) as told, opened.read() as connection:
        connection.execute(insert(stations), CODES[0])
    assert "read-only transaction" in str(told.value.__cause__)
    opened.close()


def test_a_newer_program_has_been_here(database_url: str) -> None:
    first = open_database(database_url)
    with first.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    first.close()
    with pytest.raises(Refused, match=r"database\.newer"):
        open_database(database_url)


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "server.db"
    file.write_bytes(b"a letter to somebody, longer than a header")
    with pytest.raises(DamagedError, match=r"store\.foreign"):
        open_database(f"sqlite:///{file}")
    assert file.read_bytes().startswith(b"a letter")


def test_processes_that_start_together_migrate_once(cluster: Cluster, tmp_path: Path) -> None:
    for url in (cluster.bare(), f"sqlite:///{tmp_path / 'server.db'}"):
        started = [subprocess.Popen([sys.executable, "-c", OPEN, url]) for _ in range(2)]
        assert [process.wait() for process in started] == [0, 0]
        opened = open_database(url)
        assert names(opened) == set()
        opened.close()


def test_the_other_process_was_quicker_with_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, create = tmp_path / "server.db", sqlite.create

    def late(path: Path, key: bytes | None, salt: bytes | None, *, wait_ms: int) -> sqlite.Connection:
        create(path, key, salt).close()
        return create(path, key, salt, wait_ms=wait_ms)

    monkeypatch.setattr(sqlite, "create", late)
    opened = open_database(f"sqlite:///{file}")
    assert names(opened) == set()
    opened.close()


def test_postgresql_that_is_not_there_is_unreachable(tmp_path: Path) -> None:
    with pytest.raises(MachineError, match=r"database\.unreachable"):
        open_database(f"postgresql+psycopg://x@/y?host={tmp_path}")


def test_a_connection_that_was_cut_is_unreachable_once_and_then_made_anew(cluster: Cluster) -> None:
    opened = open_database(cluster.fresh())

    def cut(connection: Connection) -> None:
        me = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with opened.begin() as other:
            other.execute(text("SELECT pg_terminate_backend(:me)"), {"me": me})
        connection.execute(text("SELECT 1"))

    with pytest.raises(MachineError, match=r"database\.unreachable"):
        opened.write(cut)
    assert names(opened) == set()
    opened.close()


def test_a_file_held_by_another_process_is_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "_PATIENCE_MS", 1)
    file = tmp_path / "server.db"
    opened = open_database(f"sqlite:///{file}")
    other = sqlite.connect(file, None, None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(MachineError, match=r"database\.busy"):
        opened.write(lambda connection: connection.execute(insert(stations), CODES))
    other.execute("ROLLBACK")
    opened.write(lambda connection: connection.execute(insert(stations), CODES))
    assert names(opened) == {"LX01", "LX02"}
    other.close()
    opened.close()


def test_a_fault_that_is_no_race_is_not_tried_again(database: Database) -> None:
    tries = []

    def deed(_: object) -> None:
        tries.append(1)
        raise MachineError("disk.full")

    with pytest.raises(MachineError, match=r"disk\.full"):
        database.write(deed)
    assert tries == [1]


def test_an_error_of_ours_passes_as_it_is(database: Database) -> None:
    with pytest.raises(CoalGuardError, match=r"push\.gap"), database.begin():
        raise DamagedError("push.gap")
    with pytest.raises(Exception, match="nowhere"), database.begin() as connection:
        connection.execute(text("SELECT * FROM nowhere"))


def test_two_deeds_that_wait_for_one_another_are_both_done(cluster: Cluster) -> None:
    """A deadlock, made for certain: each holds one row before it wants the other's."""
    opened = open_database(cluster.fresh())
    with opened.begin() as connection:
        connection.execute(insert(nonces), [{"nonce": "a", "until": ""}, {"nonce": "b", "until": ""}])
    met = threading.Barrier(2)
    tries = []

    def deed(mine: str, other: str) -> None:
        first = True

        def turn(connection: Connection) -> None:
            nonlocal first
            tries.append(mine)
            connection.execute(update(nonces).where(nonces.c.nonce == mine).values(until=nonces.c.until + mine))
            if first:
                first = False
                met.wait(10)
            connection.execute(update(nonces).where(nonces.c.nonce == other).values(until=nonces.c.until + mine))

        opened.write(turn)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(deed, "a", "b"), pool.submit(deed, "b", "a")]:
            done.result(30)
    with opened.read() as connection:
        assert {"".join(sorted(told)) for told in connection.execute(select(nonces.c.until)).scalars()} == {"ab"}
    assert len(tries) == 3
    opened.close()


# --- what time cures --------------------------------------------------------------------------------------------------

CURED = [
    ("40001", "database.busy", TRIES),
    ("40P01", "database.busy", TRIES),
    ("0A000", "database.busy", TRIES),
    ("26000", "database.busy", TRIES),
    ("55P03", "database.busy", 3),
    ("57014", "database.busy", 3),
    ("08006", "database.unreachable", 1),
    ("25006", "database.unreachable", 1),
    ("25P03", "database.unreachable", 1),
    ("53200", "database.unreachable", 1),
    ("53300", "database.unreachable", 1),
    ("57P01", "database.unreachable", 1),
    ("53100", "disk.full", 1),
    ("58030", "disk.failed", 1),
]


def by_statement(connection: Connection, words: str) -> None:
    """As most of what is asked goes."""
    connection.execute(text(words))


def by_driver(connection: Connection, words: str) -> None:
    """As rows are copied, past SQLAlchemy and its errors."""
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(words)


@pytest.mark.parametrize("through", [by_statement, by_driver])
def test_what_time_cures_is_tried_again_or_told_as_later(
    postgresql: Database, monkeypatch: pytest.MonkeyPatch, through: Callable[[Connection, str], None]
) -> None:
    monkeypatch.setattr(subject, "_PAUSE_MS", 1)
    monkeypatch.setattr(subject, "randbelow", lambda _: 0)
    for state, code, tries in CURED:
        words, tried = f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{state}'; END $$", list[str]()

        def deed(connection: Connection, words: str = words, tried: list[str] = tried) -> None:
            tried.append(words)
            through(connection, words)

        with pytest.raises(MachineError) as told:
            postgresql.write(deed)
        assert (state, told.value.code, len(tried)) == (state, code, tries)
        with pytest.raises(MachineError, match=code.replace(".", r"\.")), postgresql.read() as connection:
            through(connection, words)


def test_what_time_does_not_cure_passes_as_it_is(postgresql: Database) -> None:
    for through in (by_statement, by_driver):
        with pytest.raises((DBAPIError, psycopg.Error), match="x"), postgresql.begin() as connection:
            through(connection, "DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '22P02'; END $$")


def test_a_deed_that_met_a_row_of_anothers_sees_it_the_next_time(postgresql: Database) -> None:
    tries = []

    def deed(connection: Connection) -> str:
        tries.append(1)
        if len(tries) == 1:  # it looked before the other was there
            with postgresql.begin() as other:
                other.execute(insert(stations), CODES[0])
        elif connection.execute(select(stations.c.code)).scalar() == "LX01":
            return "seen"
        connection.execute(insert(stations), CODES[0])
        return "put"

    assert postgresql.write(deed) == "seen"
    tries.clear()
    with pytest.raises(IntegrityError):
        postgresql.write(lambda connection: tries.append(connection.execute(insert(stations), CODES[0]).rowcount))
    assert tries == []


def test_statements_that_were_prepared_outlive_a_change_of_their_tables(cluster: Cluster) -> None:
    opened = open_database(cluster.fresh())

    def look(connection: Connection) -> int:
        return len(connection.execute(text("SELECT * FROM stations")).all())

    assert [opened.write(look) for _ in range(8)] == [0] * 8
    with opened.begin() as connection:
        connection.execute(text("ALTER TABLE stations ADD COLUMN more TEXT"))
    assert opened.write(look) == 0
    opened.close()


def test_nobody_who_was_lost_holds_the_feed_for_long(postgresql: Database) -> None:
    asked = text("SELECT current_setting('idle_in_transaction_session_timeout'), current_setting('lock_timeout')")
    with postgresql.engine.connect() as connection:
        told = []
        for _ in range(2):  # no transaction takes it back
            told.append(connection.execute(asked).one())
            connection.rollback()
    assert told == [("30s", "10s")] * 2


def test_where_every_connection_is_taken_it_is_later(cluster: Cluster) -> None:
    few = Database(create_engine(cluster.fresh(), pool_size=1, max_overflow=0, pool_timeout=0.01))
    with few.read(), pytest.raises(MachineError, match=r"database\.unreachable"), few.read():
        pass
    few.close()


def test_no_thread_that_answers_waits_for_a_connection() -> None:
    async def threads() -> CapacityLimiter:
        return current_default_thread_limiter()

    assert asyncio.run(threads()).total_tokens <= AT_ONCE
