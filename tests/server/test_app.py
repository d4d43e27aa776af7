"""The application: calls that are none, what fails inside, and what goes on beside the calls."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request

from coalguard.domain.errors import MachineError
from coalguard.server import app as module
from coalguard.server.app import application, create_app
from coalguard.server.office import Config, Office, open_office
from coalguard.server.tables import checkpoints
from tests.server.counter import open_counter, problem
from tests.server.stations import Hands


def test_calls_that_are_none_are_problems_too(tmp_path: Path) -> None:
    with open_counter("", tmp_path, Hands()) as counter:
        assert problem(counter.ask("GET", "/nowhere")) == (404, "server.not_found", {})
        assert problem(counter.ask("GET", "/v1/feed/"))[:2] == (404, "server.not_found")
        wrong = counter.ask("DELETE", "/v1/hello")
        assert problem(wrong) == (405, "server.method_unknown", {})
        assert wrong.headers["Allow"] == "POST"
        assert problem(counter.ask("GET", "/docs"))[0] == 404


def test_what_is_wrong_with_an_office_is_told_before_anything_is_served(tmp_path: Path) -> None:
    key = tmp_path / "there"
    key.mkdir()
    with pytest.raises(MachineError) as caught:
        create_app(Config(folder=tmp_path, clock=Hands(), key_file=key))
    assert caught.value.code == "server.key_unreadable"


def lived(office: Office, see_to_today: Callable[[], bool], times: int) -> None:
    """Live through some hours of an application whose day is seen to in this way."""
    app = application(office)

    async def live() -> None:
        seen, loop = asyncio.Semaphore(0), asyncio.get_running_loop()

        def see() -> bool:
            try:
                return see_to_today()
            finally:
                loop.call_soon_threadsafe(seen.release)

        office.checkpoints.see_to_today = see  # type: ignore[method-assign]  # to be told of each hour
        async with app.router.lifespan_context(app):
            for _ in range(times):
                await seen.acquire()

    asyncio.run(asyncio.wait_for(live(), 20))


def test_the_hour_sees_to_the_days_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_HOUR_S", 0)
    office = open_office(Config(folder=tmp_path, clock=Hands()))
    lived(office, office.checkpoints.see_to_today, 2)
    with office.database.read() as connection:
        assert len(connection.execute(checkpoints.select()).all()) == 1
    office.close()


def test_a_database_that_is_away_does_not_end_the_hours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "_HOUR_S", 0)

    def fail() -> bool:
        raise MachineError("database.unreachable")

    with caplog.at_level(logging.ERROR):
        lived(open_office(Config(folder=tmp_path, clock=Hands())), fail, 3)
    assert "no checkpoint" in caplog.text


def test_an_error_of_the_frame_itself_is_a_problem() -> None:
    request = Request({"type": "http", "method": "GET", "path": "/", "headers": []})
    answer = asyncio.run(module._no_route(request, HTTPException(404)))
    assert answer.status_code == 404
    assert asyncio.run(module._no_route(request, ValueError())).status_code == 404
