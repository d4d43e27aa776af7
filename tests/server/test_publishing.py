"""What the city says to every station: checked before it is said, all of it or nothing."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from coalguard.domain.errors import CoalGuardError
from coalguard.resources import path
from coalguard.server.journal import exception_sayings
from coalguard.server.judge import cloned
from coalguard.server.office import Config, Office, open_office
from coalguard.server.publishing import publish
from coalguard.server.tables import entries, exceptions, watched
from tests.server.stations import Hands
from tests.server.writers import NOON

RULES = json.loads(min(path("standards").glob("*.json")).read_bytes())
STATION = {"kind": "station.published", "says": {"code": "KK02", "name": "演示卡口", "kind": "checkpoint"}}
PRICE = {"kind": "price.published", "coal": "无烟2号", "station": "LX01", "fen_per_t": 95_000, "from": "2026-02-01"}
OUTLET = {
    "kind": "outlet.published",
    "name": "演示网点",
    "tier": 2,
    "town": "622901101",
    "credit_code": "91622901MA71F2K80H",
}
WATCH = {"kind": "plate.watched", "plate": "甘n·8f326", "reason": "演示：两次劝返", "until": None}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An open office."""
    opened = open_office(Config(folder=tmp_path, clock=Hands()))
    yield opened
    opened.close()


def said(office: Office) -> list[tuple[str, Any]]:
    """What the city has said so far."""
    with office.database.read() as connection:
        rows = connection.execute(entries.select().order_by(entries.c.pos)).all()
    return [(row.kind, json.loads(row.body)["says"]) for row in rows]


def put(office: Office, *documents: Any) -> int:
    """Publish; how many entries came of it."""
    document = documents[0] if len(documents) == 1 else list(documents)
    return len(publish(office, json.dumps(document, ensure_ascii=False).encode()).entries)


def test_everything_that_can_be_published_is_said_as_it_is_kept(office: Office) -> None:
    until = {**WATCH, "plate": "甘N11111", "until": "2026-03-01"}
    moment = {**WATCH, "plate": "甘N22222", "until": "2026-03-01T00:00:00+08:00"}
    assert put(office, STATION, {"kind": "rules.published", "rules": RULES}, PRICE, OUTLET, WATCH, until, moment) == 7
    told = said(office)
    assert told[0] == ("station.published", STATION["says"])
    assert told[1] == ("rules.published", {"rules": RULES})
    assert told[2] == ("price.published", {key: value for key, value in PRICE.items() if key != "kind"})
    assert told[3][1]["town"] == "622901101"
    assert told[4] == ("plate.watched", {"plate": "甘N8F326", "reason": "演示：两次劝返", "until": None})
    assert put(office, {"kind": "plate.unwatched", "plate": "甘N8F326"}) == 1
    with office.database.read() as connection:
        assert {row.plate for row in connection.execute(watched.select())} == {"甘N11111", "甘N22222"}


def test_a_price_may_be_for_every_station_and_an_outlet_may_have_a_code(office: Office) -> None:
    everywhere = {key: value for key, value in PRICE.items() if key != "station"}
    assert put(office, everywhere, {**OUTLET, "code": "WD07"}) == 2
    (_, price), (_, outlet) = said(office)
    assert (price["station"], outlet["code"]) == ("", "WD07")


def test_an_exception_is_closed_for_the_station_it_was_told(office: Office) -> None:
    opened = exception_sayings([cloned("00" * 8, "LX01")])
    with office.database.begin() as connection:
        (key,) = office.city.append(connection, opened, NOON)
    assert put(office, {"kind": "exception.closed", "opened": str(key), "note": "已核实，是换机器"}) == 1
    with office.database.read() as connection:
        assert connection.execute(exceptions.select()).one().closed_at == "2026-01-14T04:00:00.000Z"
        assert [row.concern for row in connection.execute(entries.select().order_by(entries.c.pos))] == ["LX01"] * 2
    unknown = {"kind": "exception.closed", "opened": str(key)[:-1] + "9", "note": "没有这一张"}
    assert refused(office, unknown) == "publish.exception_unknown"


def test_a_key_of_another_device_names_no_exception(office: Office) -> None:
    """A station would not believe it: whoever opened an exception closes it."""
    with office.database.begin() as connection:
        (key,) = office.city.append(connection, exception_sayings([cloned("00" * 8, "LX01")]), NOON)
    foreign = {"kind": "exception.closed", "opened": str(replace(key, device="0" * 16)), "note": "不是市局的"}
    assert refused(office, foreign) == "publish.exception_unknown"


def refused(office: Office, *documents: Any) -> str:
    """The code of a refusal, after which nothing more was said."""
    before = said(office)
    with pytest.raises(CoalGuardError) as caught:
        put(office, *documents)
    assert said(office) == before
    return caught.value.code


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ([], "publish.malformed"),
        ("text", "publish.malformed"),
        ({"plate": "甘N8F326"}, "publish.malformed"),
        ({**PRICE, "fen_per_t": 1.5}, "publish.malformed"),
        ({"kind": "key.revoked"}, "publish.kind_unknown"),
        ({**STATION, "says": {"code": "KK02", "name": "x", "kind": "palace"}}, "publish.field"),
        ({**STATION, "says": {"code": "GB02", "name": "x", "kind": "market"}}, "station.code_reserved"),
        ({**STATION, "says": {"code": "KK02", "name": "", "kind": "market"}}, "name.missing"),
        ({**STATION, "says": "text"}, "publish.field"),
        ({"kind": "rules.published", "rules": {"version": "x"}}, "standard.malformed"),
        ({"kind": "rules.published"}, "publish.field"),
        ({**PRICE, "fen_per_t": 0}, "publish.field"),
        ({**PRICE, "fen_per_t": True}, "publish.field"),
        ({**PRICE, "coal": " "}, "publish.field"),
        ({**PRICE, "from": "20260201"}, "publish.field"),
        ({**PRICE, "from": "soon"}, "publish.field"),
        ({**PRICE, "station": "1"}, "station.code_malformed"),
        ({**PRICE, "colour": "black"}, "publish.field"),
        ({**OUTLET, "tier": "2"}, "publish.field"),
        ({**OUTLET, "tier": 3}, "outlet.tier"),
        ({**OUTLET, "credit_code": ""}, "outlet.credit_code_missing"),
        ({**OUTLET, "code": "x"}, "station.code_malformed"),
        ({**WATCH, "plate": "甘"}, "plate.length"),
        ({**WATCH, "plate": 7}, "publish.field"),
        ({**WATCH, "reason": " "}, "publish.reason"),
        ({**WATCH, "reason": "打 13812345678 问"}, "notes.personal"),
        ({**WATCH, "until": "20260301"}, "publish.field"),
        ({**WATCH, "until": "2026-03-01T00:00:00"}, "publish.field"),
        ({"kind": "exception.closed", "opened": "x", "note": "好"}, "id.malformed"),
        ({"kind": "exception.closed", "opened": f"{'0' * 16}-1-1", "note": ""}, "publish.reason"),
        ({"kind": "exception.closed", "opened": f"{'0' * 16}-1-1", "note": "13812345678"}, "notes.personal"),
    ],
)
def test_what_no_station_could_read_is_not_said(office: Office, document: Any, code: str) -> None:
    assert refused(office, document) == code


def test_one_that_is_wrong_keeps_all_of_them_back(office: Office) -> None:
    assert refused(office, PRICE, {**WATCH, "plate": "甘"}) == "plate.length"


def test_a_document_that_is_no_json_is_refused(office: Office) -> None:
    with pytest.raises(CoalGuardError) as caught:
        publish(office, b"{")
    assert caught.value.code == "publish.malformed"
