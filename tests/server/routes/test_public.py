"""What everybody may ask: health, metrics, the page that a phone opens."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import create_engine
from starlette.requests import Request
from starlette.responses import Response

from coalguard.server.call import endpoint
from coalguard.server.contract import describe
from coalguard.server.database import Database
from coalguard.server.limit import Pace
from coalguard.server.office import Config, Office, open_office
from coalguard.server.routes import CALLS
from tests.server.counter import Caller, Counter
from tests.server.stations import Hands


def test_health_and_metrics_need_no_token(counter: Counter, market: Caller) -> None:
    told = counter.ask("GET", "/healthz").json()
    assert told["ok"] is True
    assert told["position"] > 0
    answer = counter.ask("GET", "/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert 'coalguard_calls_total{route="/v1/push",status="200"}' in answer.text
    assert f"coalguard_feed_position {market.read().end}" in answer.text
    assert 'coalguard_devices{status="active"}' in answer.text


def test_a_code_that_is_none_is_told_in_plain_words(counter: Counter) -> None:
    for place in ("/V/12345", "/v/abc", f"/V/{'9' * 290}"):
        answer = counter.ask("GET", place)
        assert answer.status_code == 404
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert "不是煤管通的单据码" in answer.text
        assert "set-cookie" not in answer.headers
    english = requests.get(f"{counter.url}/V/1", headers={"Accept-Language": "en-GB,zh;q=0.5"}, timeout=5)
    assert "Not a CoalGuard code" in english.text


@pytest.fixture
def cut_off(tmp_path: Path) -> Office:
    """An office whose database answers no more."""
    office = open_office(Config(folder=tmp_path, clock=Hands(), address_pace=Pace(0.1, 4)))
    office.database.close()
    return replace(office, database=Database(create_engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing")))


def looked_at(office: Office, **headers: str) -> Response:
    """What a phone gets that scans a paper."""

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    call = next(one for one in CALLS if one.place == "/V/{digits}")
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": "/V/1", "query_string": b"", "headers": raw}
    asked = Request({**scope, "path_params": {"digits": "1"}}, receive)
    return asyncio.run(endpoint(office, call)(asked))  # type: ignore[arg-type]  # a coroutine


def test_a_phone_is_told_that_nothing_can_be_looked_up_now(cut_off: Office, caplog: pytest.LogCaptureFixture) -> None:
    del caplog  # that the database is gone is a warning in the log
    for language, said in (("", "现在查不了"), ("en", "Can not be checked right now")):
        answer = looked_at(cut_off, accept_language=language)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert answer.headers["Cache-Control"] == "no-store"
        assert said in bytes(answer.body).decode()
        assert b'class="word doubt"' in answer.body, "neither genuine nor forged"
    wrong = looked_at(cut_off, content_encoding="br")
    assert (wrong.status_code, wrong.media_type) == (415, "application/problem+json"), "no browser says that"
    looked_at(cut_off)
    hurried = looked_at(cut_off)
    assert (hurried.status_code, hurried.headers["Retry-After"], hurried.media_type) == (
        429,
        "10",
        "text/html; charset=utf-8",
    )


def test_no_refusal_of_the_page_is_a_document_for_programs() -> None:
    told = describe(CALLS)["paths"]["/V/{digits}"]["get"]["responses"]
    assert {status for status, one in told.items() if list(one["content"]) == ["text/html"]} >= {"429", "500", "503"}
