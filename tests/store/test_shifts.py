"""Shifts: the open one, and totals by two roads between two entries."""

from contextlib import closing
from pathlib import Path
from typing import Any

from coalguard import sqlite
from coalguard.domain.identity import EntryKey
from coalguard.domain.shift import ties
from coalguard.operations import shift
from coalguard.sqlite import Connection
from coalguard.store.places import Places
from coalguard.store.reader import Reader
from coalguard.store.shifts import book_between, current_shift, totals_between
from tests import market as at
from tests.market import Market, open_market

KNOWN_BY_HEART = {"grants", "sold", "shifts", "staff", "changes", "keys", "yards", "lots", "settings"}
"""What stays small in ten years, or is the rows of a question's own."""


class Planning(Reader):
    """A reader that keeps the plan of whatever it is asked."""

    def __init__(self, connection: Connection, places: Places) -> None:
        """Ask through the connection."""
        super().__init__(connection, places)
        self.plans: dict[str, list[str]] = {}

    def rows(self, sql: str, *values: int | str | bytes | None) -> list[tuple[Any, ...]]:
        """As ever, planned."""
        self._plan(sql, values)
        return super().rows(sql, *values)

    def one(self, sql: str, *values: int | str | bytes | None) -> tuple[Any, ...] | None:
        """As ever, planned."""
        self._plan(sql, values)
        return super().one(sql, *values)

    def _plan(self, sql: str, values: tuple[int | str | bytes | None, ...]) -> None:
        self.plans[sql] = [row[3] for row in self._connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)]

    @property
    def walks(self) -> list[tuple[str, str]]:
        """Every step that reads a table or an index from end to end, or all of an account, and its question."""
        return [
            (step, sql)
            for sql, plan in self.plans.items()
            for step in plan
            if (step.startswith("SCAN ") and step.split()[1] not in KNOWN_BY_HEART) or step.endswith("(account=?)")
        ]


def end_of(market: Market) -> EntryKey:
    head = market.station.store.head
    return EntryKey(head.device, head.epoch, head.seq)


def test_the_open_shift_and_its_holder(tmp_path: Path) -> None:
    with open_market(tmp_path) as market:
        reader = market.station.store.read()
        open_now = current_shift(reader)
        shift.close_shift(market.station, market.clerk, shift.CloseShift())

        assert open_now is not None
        assert open_now.holder == market.clerk.key
        assert current_shift(reader) is None


def test_both_roads_agree_on_a_day_and_on_each_half_of_it(tmp_path: Path) -> None:
    with open_market(tmp_path) as market:
        reader = market.station.store.read()
        first = EntryKey(market.clerk.key.device, 1, 1)
        lot = at.receive(market).lot
        noon = end_of(market)
        at.sell(market, lot)
        at.sell(market, lot, 1_230, plate="甘N55555")
        afternoon = EntryKey(noon.device, 1, noon.seq + 1)

        for since in (first, afternoon):
            totals, book = totals_between(reader, since, end_of(market)), book_between(reader, since, end_of(market))
            assert ties(totals, book) == ()
        assert totals_between(reader, afternoon, end_of(market)).mass_out.kg == 11_230
        assert totals_between(reader, first, noon).mass_in.kg == 34_140


def test_the_totals_of_a_day_cost_what_the_day_brought_and_not_the_years_before(tmp_path: Path) -> None:
    with open_market(tmp_path) as market:
        store = market.station.store
        at.sell(market, at.receive(market).lot)
        vault, end = store.vault, end_of(market)
        with closing(sqlite.connect(vault.file, vault.key, vault.salt, read_only=True)) as connection:
            reader = Planning(connection, store.places)
            totals_between(reader, EntryKey(end.device, 1, 1), end)
            book_between(reader, EntryKey(end.device, 1, 1), end)
        assert len(reader.plans) > 15
        assert reader.walks == []
