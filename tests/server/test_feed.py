"""The feed: who hears of what, page by page, with the running hash, from the first position to the end."""

from hashlib import sha256
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from coalguard.server import feed as subject
from coalguard.server.database import Database
from coalguard.server.feed import Listener, load_page, load_pages, mark_at
from coalguard.server.tables import entries
from coalguard.sync.messages import HeardEntry, Page, parse, render
from tests.server.towns import Town, found, listener
from tests.server.writers import Writer

SLIP = {"form": "LX01-260114-0001", "plate": "甘N8F326"}
DECISION = {"plate": "甘N8F326", "decision": "pass", "reasons": [], "form": "LX01-260114-0001"}
BUSINESS = ["station.opened", "form.issued", "form.voided", "form.redeemed", "inspection.decided", "release.issued"]


class Stations:
    """Who is enrolled: a market with two PCs, another market, two gates, the city's desk."""

    def __init__(self, town: Town) -> None:
        """Enrol them."""
        self.market, self.second = Writer("LX01"), Writer("LX01")
        self.other, self.outlet = Writer("LX02"), Writer("WD03", "outlet")
        self.gate, self.far = Writer("KK04", "checkpoint"), Writer("KK05", "checkpoint")
        self.desk = Writer("SJ06", "city")
        town.enrol(self.market, self.other, self.outlet, self.gate, self.far, self.desk)
        town.enrol(self.second, letter="B")


@pytest.fixture
def they(town: Town) -> Stations:
    """The stations, and what they and the city wrote: positions 1 to 15."""
    made = Stations(town)
    made.market.write("station.opened")
    made.market.form(1)
    made.market.write("ticket.issued", doc="GB01-260114-0001")
    made.market.write("form.voided", {"form": made.market.number(1)})
    made.market.write_bytes(b"{}")  # position 5, and the exception about it at 6
    town.push(made.market)
    made.gate.write("inspection.recorded", SLIP)
    made.gate.write("inspection.decided", DECISION)
    made.gate.write("inspection.decided", {**DECISION, "form": "LX02-260114-0001"})
    made.gate.write("form.redeemed", {"form": "LX02-260114-0001"})
    made.gate.write("release.issued", SLIP, doc="CF04-260114-0001")
    town.push(made.gate)  # 7 to 11, and the number without a lease at 12
    town.say("station.published", "", code="LX01", name="x", kind="market")  # 13
    town.say("a.said", "LX01")  # 14
    town.say("a.said", "KK05")  # 15
    return made


@pytest.mark.parametrize(
    ("who", "positions"),
    [
        ("far", [2, 4, 8, 9, 10, 13, 15]),
        ("gate", [2, 4, 12, 13]),
        ("market", [6, 8, 11, 13, 14]),
        ("second", [2, 3, 4, 6, 8, 11, 13, 14]),
        ("other", [9, 10, 13]),
        ("outlet", [13]),
        ("desk", list(range(1, 16))),
    ],
)
def test_each_hears_what_is_for_it(town: Town, they: Stations, who: str, positions: list[int]) -> None:
    page = town.page(getattr(they, who))
    assert [entry.pos for entry in page.entries] == positions
    assert (page.after, page.next, page.end) == (0, 15, 15)


def test_an_entry_comes_as_it_was_written(town: Town, they: Stations) -> None:
    page = town.page(they.far)
    assert parse(Page, render(page)) == page
    first, written = page.entries[0], they.market.entries[1]
    assert (first.device, first.epoch, first.seq) == (they.market.device, 1, 2)
    assert (first.h, bytes(first.body), first.kind) == (written.hash.hex(), written.body, "form.issued")
    assert page.devices == {one.device: one.signer.public.hex() for one in (they.market, they.gate)} | {
        town.city.signer.device: town.city.public.hex()
    }


def test_the_running_hash_is_that_of_every_position_heard_or_not(town: Town, they: Stations) -> None:
    mark = bytes(32)
    for pos, h in town.rows(entries, "pos", "hash"):
        mark = sha256(b"CG1-FEED\0" + mark + pos.to_bytes(8, "big") + h).digest()
        assert town.page(they.outlet, pos).mark == town.page(they.outlet).mark
        with town.database.read() as connection:
            assert mark_at(connection, pos) == mark
    assert town.page(they.desk).mark == mark.hex()


def test_before_the_first_and_behind_the_end_there_is_no_hash(town: Town) -> None:
    with town.database.read() as connection:
        assert mark_at(connection, 0) == mark_at(connection, 7) == bytes(32)


def test_pages_follow_one_another_without_a_gap_or_a_double(town: Town, they: Stations) -> None:
    whole = [entry.pos for entry in town.page(they.desk).entries]
    seen, after = [], 0
    while True:
        page = town.page(they.desk, after, 4)
        seen += [entry.pos for entry in page.entries]
        assert page.after == after
        if page.next == page.end:
            break
        assert len(page.entries) == 4
        assert page.next == seen[-1]
        after = page.next
    assert seen == whole


def test_a_page_is_read_along_the_key_however_much_came_since_the_table_was_counted(postgresql: Database) -> None:
    town, writer, asked = found(postgresql), Writer("LX01"), list[tuple[str, Any]]()
    town.enrol(writer)
    for _ in range(4):
        for _ in range(500):
            writer.write("ticket.issued")
        town.push(writer)
    event.listen(postgresql.engine, "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
    with postgresql.read() as connection:
        assert len(load_page(connection, Listener(0, "SJ06", "city"), 0, 250).entries) == 250
        statement, values = next(one for one in asked if "ORDER BY entries.pos" in one[0])
        plan = "\n".join(line for (line,) in connection.exec_driver_sql(f"EXPLAIN {statement}", values))
    assert "Index Scan using pk_entries" in plan
    assert "Sort" not in plan


def test_a_page_without_an_entry_moves_on_as_well(town: Town, they: Stations, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "LOOKED_AT", 5)
    first, second, third = (town.page(they.outlet, after) for after in (0, 5, 10))
    assert [(page.entries, page.next) for page in (first, second)] == [((), 5), ((), 10)]
    assert [entry.pos for entry in third.entries] == [13]
    with town.database.read() as connection:
        assert first.mark == mark_at(connection, 5).hex()


def test_a_page_of_large_entries_ends_early(town: Town, they: Stations, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "MOST_BYTES", 1)
    page = town.page(they.desk, 3)
    assert [entry.pos for entry in page.entries] == [4]
    assert page.next == 4


def test_at_the_end_and_behind_it_there_is_nothing(town: Town, they: Stations) -> None:
    for after in (15, 99):
        page = town.page(they.desk, after)
        assert (page.entries, page.after, page.next, page.end) == ((), after, 15, 15)
        assert page.mark == town.page(they.desk).mark


def test_a_full_last_page_is_the_end(town: Town, they: Stations) -> None:
    page = town.page(they.desk, 13, 2)
    assert (len(page.entries), page.next) == (2, 15)


def test_every_page_to_the_end_holds_all(town: Town, they: Stations, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "MOST_ON_A_PAGE", 1000)
    monkeypatch.setattr(subject, "LOOKED_AT", 4)
    with town.database.read() as connection:
        who = listener(connection, they.desk)
    pages = list(load_pages(town.database, who, 2))
    assert [page.next for page in pages] == [6, 10, 14, 15]
    assert [entry.pos for page in pages for entry in page.entries] == list(range(3, 16))


def test_an_empty_feed_is_one_empty_page(town: Town) -> None:
    writer = Writer()
    town.enrol(writer)
    with town.database.read() as connection:
        who = listener(connection, writer)
    (page,) = load_pages(town.database, who, 0)
    assert (page.entries, page.next, page.end, page.mark) == ((), 0, 0, bytes(32).hex())


def test_no_personal_row_leaves_by_the_feed(town: Town) -> None:
    writer, desk = Writer(), Writer("SJ06", "city")
    town.enrol(writer, desk)
    writer.write("buyer.registered", person={"name": "演示买主"})
    town.push(writer)
    assert "演示买主".encode() not in render(town.page(desk))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(data=st.data())
def test_whatever_the_limit_a_listener_hears_the_same(town: Town, they: Stations, data: Any) -> None:
    who = getattr(they, data.draw(st.sampled_from(["far", "market", "desk", "outlet"])))
    seen: list[HeardEntry] = []
    after = 0
    while True:
        page = town.page(who, after, data.draw(st.integers(1, 6)))
        seen += page.entries
        after = page.next
        if after == page.end:
            break
    assert tuple(seen) == town.page(who).entries
