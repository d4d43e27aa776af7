"""Stations that never met speak through the city, whichever of its processes they reach."""

from collections.abc import Callable
from pathlib import Path

from coalguard.sync.messages import Page, Returned, Standing, Statement, Trust, believe, parse, render
from coalguard.trust.statement import Purpose
from tests.server.cluster import Cluster
from tests.server.counter import Caller, Counter, open_counter, problem
from tests.server.stations import Hands
from tests.server.writers import Writer


def converse(first: Counter, second: Counter, codes: tuple[str, str]) -> None:
    """A market and a gate speak with the city, each call with another of its processes."""
    market, gate = Caller(first, Writer(codes[0])), Caller(second, Writer(codes[1], "checkpoint"))
    told = market.enroll()
    gate.enroll()
    assert {key.station for key in believe(Purpose.TRUST, Trust, told.trust, market.city).keys} >= {codes[0]}
    market.counter, gate.counter = second, first
    before = market.hello()
    assert before.standing is Standing.NORMAL
    market.writer.write("station.opened")
    market.writer.form(1)
    receipt = market.push()
    market.counter = first
    assert market.hello().seq == 2
    gate.counter = second
    page = gate.read(before.end)
    assert [(one.kind, one.h) for one in page.entries if one.device == market.writer.device] == [
        ("form.issued", market.writer.entries[1].hash.hex())
    ]
    assert page.end >= receipt.end
    gate.writer.write("form.redeemed", {"form": market.writer.number(1), "plate": "甘N8F326"})
    gate.push()
    assert gate.hello().heard.keys() >= {codes[0]}
    assert market.read(before.end).entries[-1].kind == "form.redeemed"


def test_a_market_and_a_gate_that_never_met_speak_through_the_city(counter: Counter) -> None:
    converse(counter, counter, ("LX01", "KK02"))


def test_several_processes_on_one_postgresql_behave_as_one(cluster: Cluster, tmp_path: Path) -> None:
    clock = Hands()
    with (
        cluster.lend() as url,
        open_counter(url, tmp_path, clock) as one,
        open_counter(url, tmp_path, clock) as other,
    ):
        converse(one, other, ("LX01", "KK02"))
        thief, owner = Caller(one, Writer("LX03")), Caller(one, Writer("LX03"))
        owner.enroll()
        thief.counter, thief.token = other, owner.token
        status, code, _ = problem(thief.call("POST", "/v1/hello", render(thief.greeting())))
        assert (status, code) == (403, "token.device_differs")


def test_own_entries_come_home_with_all_that_belongs_to_them(newcomer: Callable[..., Caller]) -> None:
    market = newcomer()
    market.writer.write("buyer.registered", {"kind": "person"}, person={"name": "演示买主"})
    market.writer.papers[2] = bytes(64)
    market.writer.form(1)
    market.push()
    answer = market.call("GET", "/v1/journal?epoch=1&after=0")
    home = believe(Purpose.JOURNAL, Returned, parse(Statement, answer.content), market.city)
    assert home.run is not None
    assert home.head == market.writer.entries[-1].hash.hex()
    assert (home.run.last, home.run.papers, home.more) == (2, {2: bytes(64)}, False)
    assert bytes(home.run.persons[1][1]) == market.writer.persons[1][1]
    assert [h.hex() for h in home.run.hashes()] == [one.hash.hex() for one in market.writer.entries]


def test_the_snapshot_is_every_page_to_the_end_a_line_each(newcomer: Callable[..., Caller]) -> None:
    market, gate = newcomer(), newcomer("KK", "checkpoint")
    for serial in range(1, 1_203):
        market.writer.form(serial)
    market.push()
    for packs in ("gzip", "identity"):
        answer = gate.call("GET", "/v1/snapshot?after=0", None, **{"Accept-Encoding": packs})
        assert answer.headers["Content-Type"] == "application/x-ndjson"
        assert answer.headers.get("Content-Encoding", "identity") == packs
        pages = [believe(Purpose.PAGE, Page, parse(Statement, line), gate.city) for line in answer.content.splitlines()]
        assert len(pages) > 1
        assert [two.after for two in pages[1:]] == [one.next for one in pages[:-1]]
        assert pages[-1].next == pages[-1].end
        assert sum(one.kind == "form.issued" for page in pages for one in page.entries) >= 1_202
