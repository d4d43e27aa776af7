"""The log says what was done, and nothing of whom."""

import json
import logging
import sys
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from coalguard.server.database import Database
from coalguard.server.log import JsonLines, extra, kept_log, places_of, tell
from coalguard.server.tables import stations

LOG = logging.getLogger("coalguard.server.trial")


def told(file: Path) -> list[dict[str, object]]:
    """The lines of a log file."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_a_line_is_one_object_with_what_belongs_to_it(tmp_path: Path) -> None:
    file = tmp_path / "logs" / "server.log"
    with kept_log(file):
        tell(LOG, "call", {"route": "/V/{digits}", "status": 200})
        logging.getLogger("uvicorn.error").info("Started server process [%d]", 7)
    first, second = told(file)
    assert first.items() >= {"level": "info", "event": "call", "route": "/V/{digits}", "status": 200}.items()
    assert str(first["at"]).endswith("+00:00")
    assert second["event"] == "Started server process [7]"


def test_what_spoke_before_speaks_as_before_afterwards(tmp_path: Path) -> None:
    ours = logging.getLogger("coalguard.server")
    before = ours.level, ours.propagate, list(ours.handlers)
    with kept_log(tmp_path / "server.log"):
        assert not ours.propagate
    assert (ours.level, ours.propagate, list(ours.handlers)) == before


def test_without_a_file_it_goes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    with kept_log(None):
        tell(LOG, "call", {"status": 200})
    assert json.loads(capsys.readouterr().err)["status"] == 200


def test_an_error_is_told_by_kinds_and_places_alone() -> None:
    try:
        try:
            raise KeyError("622926199001010019")
        except KeyError as error:
            raise ValueError("马某某") from error
    except ValueError:
        record = LOG.makeRecord(
            LOG.name, logging.ERROR, "f", 1, "a call failed", (), sys.exc_info(), None, extra({"route": "/v1/push"})
        )
    line = JsonLines().format(record)
    assert "622926199001010019" not in line
    assert "马某某" not in line
    read = json.loads(line)
    assert read["error"][0] == "builtins.KeyError"
    assert "builtins.ValueError" in read["error"]
    assert read["route"] == "/v1/push"


def test_an_error_of_the_database_is_told_by_its_code_and_the_constraint_that_said_no(postgresql: Database) -> None:
    row = {"code": "LX01", "name": "马某某", "kind": "market", "at": ""}
    with pytest.raises(IntegrityError) as told, postgresql.begin() as connection:
        connection.execute(insert(stations), [row, row])
    places = list(places_of(told.value))
    assert places[0] == "psycopg.errors.UniqueViolation 23505 pk_stations"
    assert not any("马某某" in place for place in places)
