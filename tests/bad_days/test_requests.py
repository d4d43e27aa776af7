"""Whatever comes down the line is answered in a sentence, loses nothing, and the next command works."""

import json
from random import Random
from typing import Any

from tests.bad_days.market import Market, facts, weigh
from tests.drive import Drive, spoken

CHANCE = Random(7)
NO_REQUESTS = {
    "binary": bytes(range(1, 10)) + bytes(range(11, 256)),
    "noise": bytes(CHANCE.choice([*range(1, 10), *range(11, 256)]) for _ in range(2000)),
    "a null byte": b'{"do": "visit.list\x00"}',
    "half an object": b'{"do": "visit.list"',
    "two objects": b'{"do": "visit.list"}{"do": "visit.list"}',
    "a list": b'["visit.list"]',
    "a text": b'"visit.list"',
    "a number": b"1e999",
    "not a number": b'{"do": "visit.list", "id": NaN}',
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"do":' * 100_000,
    "a deep whole": b"[" * 400_000 + b"]" * 400_000,
    "a huge line": b'{"do": "visit.list", "x": "' + b"x" * 3_000_000 + b'"}',
    "GBK": '{"do": "visit.list", "备注": "无"}'.encode("gbk"),
    "a lone surrogate": b'{"do": "search", "text": "\\ud800"}',
    "no command": b"{}",
    "an empty command": b'{"do": ""}',
    "an unknown command": b'{"do": "form.isue"}',
    "a command that is none": b'{"do": 7}',
    "a private name": b'{"do": "__class__"}',
    "an id that is none": b'{"id": {"a": 1}, "do": "visit.list"}',
}
WRONG_FIELDS = [
    {"do": "form.issue"},
    {"do": "form.issue", "visit": 7},
    {"do": "form.issue", "visit": "no id"},
    {"do": "form.issue", "visit": "0000000000000000-1-1"},
    {"do": "form.issue", "visit": None},
    {"do": "form.issue", "visit": "v" * 100_000},
    {"do": "form.issue", "vist": "0000000000000000-1-1"},
    {"do": "form.find", "number": "LX01-260114-0032'; DROP TABLE entries; --"},
    {"do": "form.find", "number": ""},
    {"do": "weighing.enter", "step": "both", "kg": 1, "reason": "r", "second": {"login": "lead", "pin": "2468"}},
    {"do": "weighing.enter", "plate": "甘N90001", "step": "gross", "kg": 1.5, "reason": "r", "second": {}},
    {"do": "weighing.enter", "step": "gross", "kg": 10**30, "reason": "r", "second": {"login": "lead", "pin": "2468"}},
    {"do": "inbound.arrive", "plate": "\u202e甘N1234\U0001f600", "supplier": "no id"},
    {"do": "inbound.arrive", "plate": "甘N12345", "supplier": "no id"},
    {"do": "supplier.register", "name": "\n\n", "kind": "mine"},
    {"do": "supplier.register", "name": "煤" * 50_000, "kind": "mine"},
    {"do": "supplier.register", "name": "煤矿", "kind": "star"},
    {"do": "report.enter", "number": "R", "laboratory": "L", "supplier": "x", "values": [[]]},
    {"do": "ledger.book", "from": "yesterday"},
    {"do": "ledger.book", "from": "9999-12-31", "to": "0001-01-01", "yard": "没有的堆位"},
    {"do": "search"},
]


def test_a_line_that_is_no_request_is_answered_and_loses_nothing(market: Market, first_facts: list[Any]) -> None:
    """Before the login and after it."""
    with Drive(market.folder) as desk:
        for at, (name, line) in enumerate([*NO_REQUESTS.items()] * 2):
            if at == len(NO_REQUESTS):
                desk.log_in()
            desk.write(line)
            answer = desk.read()
            assert not answer["ok"], name
            assert spoken(answer["error"])["code"] == "request.malformed", name
        assert [one["plate"] for one in desk.ask("visit.list")["visits"]] == ["甘N90001"]
    assert facts(market) == first_facts


def test_a_request_with_wrong_fields_is_answered_and_loses_nothing(market: Market, first_facts: list[Any]) -> None:
    with Drive(market.folder) as desk:
        desk.log_in()
        for request in WRONG_FIELDS:
            desk.write(json.dumps(request).encode())
            answer = desk.read()
            assert not answer["ok"], request
            spoken(answer["error"])
        assert [one["plate"] for one in desk.ask("visit.list")["visits"]] == ["甘N90001"]
    assert facts(market) == first_facts


def test_a_torrent_of_nonsense_and_sense_is_answered_in_order(market: Market) -> None:
    chance = Random(11)
    lines = list(NO_REQUESTS.values())[:10]
    with Drive(market.folder) as desk:
        desk.log_in()
        for number in range(200):
            if chance.random() < 0.5:
                desk.write(chance.choice(lines)[:2000])
                assert not desk.read()["ok"]
            else:
                desk.write(json.dumps({"id": number, "do": "search", "text": "甘N"}).encode())
                answer = desk.read()
                assert (answer["id"], answer["ok"]) == (number, True)
        visit = desk.ask("sale.begin", plate="甘N90002", coal="无烟2号")["visit"]
        assert weigh(desk, visit, "tare", 5_000)["manual"]
