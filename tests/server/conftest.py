"""What tests of the server begin with: its tables on SQLite and on PostgreSQL, empty, for each test anew."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from coalguard.server.database import Database, open_database
from tests.server.cluster import Cluster
from tests.server.towns import Town, found

BOTH = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The one PostgreSQL of this run of the tests (of each worker, where there are several)."""
    running = Cluster()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with empty tables, of which each test gets a copy."""
    file = tmp_path_factory.mktemp("server") / "empty.db"
    open_database(f"sqlite:///{file}").close()
    return file


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path, empty_file: Path) -> Iterator[str]:
    """Where a fresh database lies, once of each kind."""
    if request.param == "postgresql":
        running: Cluster = request.getfixturevalue("cluster")
        with running.lend() as url:
            yield url
    else:
        yield f"sqlite:///{shutil.copy(empty_file, tmp_path / 'server.db')}"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database, open."""
    opened = open_database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def postgresql(cluster: Cluster) -> Iterator[Database]:
    """A fresh database that many can write at the same time."""
    with cluster.lend() as url:
        opened = open_database(url)
        yield opened
        opened.close()


@pytest.fixture
def town(database: Database) -> Town:
    """A city founded on it."""
    return found(database)
