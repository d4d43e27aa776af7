"""A PostgreSQL of the tests' own: one cluster in a temporary folder, reached by its socket alone, gone at the end.

A new database is a copy of one whose tables were made once; that still writes 7 MB, so `lend` gives the same ones out
again, emptied.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest

from coalguard.server.database import open_database
from coalguard.server.tables import REVISION, metadata

MISSING = "PostgreSQL is not here: install the Debian package postgresql (apt-get install postgresql)"
_TEMPLATE = "city"
_DISMISS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_HURRY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=120", "listen_addresses=")


def _programs() -> Path:
    """The folder of initdb and pg_ctl: on the path, else the newest that Debian has put aside."""
    named = shutil.which("initdb")
    found = [Path(named).parent] if named else []
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda bin_: int(bin_.parent.name))[::-1]
    place = next((one for one in found if (one / "initdb").exists()), None)
    if place is None:
        pytest.fail(MISSING, pytrace=False)
    return place


class Cluster:
    """A running server; each database is a copy of one whose tables were made once."""

    def __init__(self, *, settings: Sequence[str] = _HURRY) -> None:
        """Make it, as the user postgres where we are root, since PostgreSQL never runs as root."""
        self._programs = _programs()
        self._user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        self._folder = Path(tempfile.mkdtemp(prefix="coalguard-pg-"))
        if os.geteuid() == 0:
            shutil.chown(self._folder, self._user, self._user)
        self._run("initdb", "-D", str(self._data), "-U", self._user, "-A", "trust", "-N", "-E", "UTF8", "--locale=C")
        self._options = " ".join((f"-k {self._folder}", *(f"-c {setting}" for setting in settings)))
        self._control("start")
        self._numbers = count(1)
        self._idle: list[str] = []
        try:
            self._create(_TEMPLATE, "template0")
            open_database(self.url(_TEMPLATE)).close()
        except BaseException:
            self.stop()
            raise

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def url(self, database: str) -> str:
        """Where a database is found."""
        return f"postgresql+psycopg://{self._user}@/{database}?host={self._folder}"

    @contextmanager
    def lend(self) -> Iterator[str]:
        """The URL of a database with empty tables, for a while."""
        name = self._idle.pop() if self._idle else self._create(f"city_{next(self._numbers)}", _TEMPLATE)
        yield self.url(name)
        self._empty(name)
        self._idle.append(name)

    def fresh(self) -> str:
        """The URL of a new database with empty tables."""
        return self.url(self._create(f"city_{next(self._numbers)}", _TEMPLATE))

    def bare(self) -> str:
        """The URL of a new database without any table."""
        return self.url(self._create(f"bare_{next(self._numbers)}", "template0"))

    def restart(self) -> None:
        """Let it fall over in the midst of everything, and start it again."""
        self._control("restart", "-m", "immediate")

    def stop(self) -> None:
        """Stop it and leave nothing behind."""
        self._run("pg_ctl", "-D", str(self._data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _control(self, deed: str, *more: str) -> None:
        log = str(self._folder / "log")
        self._run("pg_ctl", "-D", str(self._data), "-l", log, "-w", "-o", self._options, *more, deed)

    def _create(self, name: str, template: str) -> str:
        with closing(psycopg.connect(dbname="postgres", host=str(self._folder), user=self._user)) as connection:
            connection.autocommit = True
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        return name

    def _empty(self, name: str) -> None:
        """Take every row away, whatever forbids it, and whoever still looks."""
        tables = [*metadata.tables, "alembic_version"]
        with closing(psycopg.connect(dbname=name, host=str(self._folder), user=self._user)) as connection:
            connection.execute(_DISMISS)
            connection.execute("SET session_replication_role = replica")  # no trigger says no
            for table in tables:
                connection.execute(f"DELETE FROM {table}".encode())  # noqa: S608 -- names of our tables
            for table in ("devices", "grants", "headers"):
                connection.execute(f"ALTER SEQUENCE {table}_no_seq RESTART".encode())
            connection.execute("INSERT INTO alembic_version VALUES (%s)", [REVISION])
            connection.commit()

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments]
        user = self._user if os.geteuid() == 0 else None
        done = subprocess.run(
            command,
            user=user,
            group=user,
            extra_groups=[] if user else None,
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # pg_ctl's child keeps it open: a pipe would never end
            stderr=subprocess.DEVNULL,
            check=False,
        )
        if done.returncode:
            log = self._folder / "log"
            pytest.fail(f"{program} failed: {log.read_text() if log.exists() else done.returncode}", pytrace=False)
