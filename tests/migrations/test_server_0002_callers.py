"""Revision 0002 of the server: who says hello gets a table, and nothing that was there before is touched."""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, inspect, text

from coalguard import resources

ROW = {"device": 1, "ratchet": "ab", "at": "x", "address": "10.0.0.7", "epoch": 1, "seq": 7, "head": "", "restored": 0}


def to(connection: Connection, revision: str) -> None:
    """Bring a database to a revision."""
    config = Config()
    config.set_main_option("script_location", str(resources.migrations("server")))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


@pytest.fixture
def file(tmp_path: Path) -> str:
    """A database of the first revision with a row in it."""
    url = f"sqlite:///{tmp_path / 'server.db'}"
    engine = create_engine(url)
    with engine.begin() as connection:
        to(connection, "0001")
        connection.execute(text("INSERT INTO nonces VALUES ('n', '2026-01-14T04:00:00.000Z')"))
    engine.dispose()
    return url


def test_before_it_nobody_is_noted_after_it_somebody_can_be(file: str) -> None:
    engine = create_engine(file)
    with engine.begin() as connection:
        assert not inspect(connection).has_table("callers")
        to(connection, "0002")
        connection.execute(text("INSERT INTO callers VALUES (1, 'ab', 'x', '10.0.0.7', 1, 7, '', 0)"))
        assert dict(connection.execute(text("SELECT * FROM callers")).mappings().one()) == ROW
        assert connection.execute(text("SELECT nonce FROM nonces")).scalar_one() == "n"
    engine.dispose()
