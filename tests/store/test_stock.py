"""Stock: what is left of contracts and reports, what a lot holds and lacks, what an entry posted."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from coalguard import sqlite
from coalguard.domain.findings import Refused
from coalguard.domain.identity import EntryKey, day_of
from coalguard.domain.ledger import AccountKind, total
from coalguard.store.papers import load_form
from coalguard.store.reader import Reader
from coalguard.store.stock import (
    balance,
    contract_registered,
    last_reports_of_lots,
    ledger_total,
    load_contract,
    load_lot,
    load_lots,
    load_receipts,
    load_report,
    load_yard,
    lots_opened_on,
    postings_of,
    receipts_by_lot,
    report_numbers,
    supplier_name,
    yard_registered,
)
from tests import market as at
from tests.market import Market, open_market


@pytest.fixture
def market(tmp_path: Path) -> Iterator[Market]:
    with open_market(tmp_path) as opened:
        yield opened


def test_papers_are_drawn_down_by_what_was_received_on_them(market: Market) -> None:
    reader = market.station.store.read()
    at.receive(market)

    assert load_contract(reader, "HT-1").left.kg == 200_000 - 34_140
    assert load_report(reader, "R-1").left.kg == 500_000 - 34_140
    assert load_contract(reader, str(load_contract(reader, "HT-1").key)).contract.number == "HT-1"
    assert load_report(reader, "R-1").passes


def test_a_lot_holds_the_sum_of_its_postings_and_the_worst_verdict(market: Market) -> None:
    received = at.receive(market)
    sold = at.sell(market, received.lot)
    reader = market.station.store.read()
    lot = load_lot(reader, received.lot.lower())

    assert (lot.stock.kg, lot.verdict, lot.missing) == (24_140, "pass", ())
    assert [receipt.proved for receipt in load_receipts(reader, received.lot)] == [True]
    assert [held.number for held in load_lots(reader)] == [received.lot]
    assert balance(reader, AccountKind.BUYER, market.buyer).kg == 10_000
    assert total(postings_of(reader, load_form(reader, str(sold.number)).sale)).kg == 0
    assert ledger_total(reader).kg == 0


class Asking(Reader):
    """A reader that counts what it is asked."""

    asked = 0

    def rows(self, sql: str, *values: int | str | bytes | None) -> list[tuple[Any, ...]]:
        """As ever, counted."""
        self.asked += 1
        return super().rows(sql, *values)

    def one(self, sql: str, *values: int | str | bytes | None) -> tuple[Any, ...] | None:
        """As ever, counted."""
        self.asked += 1
        return super().one(sql, *values)


def test_all_lots_are_one_lot_each_and_no_more_lots_are_more_questions(market: Market) -> None:
    at.enter_report(market, "R-2", 500_000, at.SULFUR)
    first = at.receive(market)
    at.sell(market, first.lot)
    vault, places = market.station.store.vault, market.station.store.places
    with closing(sqlite.connect(vault.file, vault.key, vault.salt, read_only=True)) as connection:
        few = Asking(connection, places)
        assert len(load_lots(few)) == 1
        last_reports_of_lots(few)
        receipts_by_lot(few)
        for contract, report in (("HT-1", "R-2"), ("", ""), ("", "R-1")):
            at.receive(market, contract=contract, report=report)
        many = Asking(connection, places)
        lots = load_lots(many)
        reports, receipts = last_reports_of_lots(many), receipts_by_lot(many)
        assert many.asked == few.asked
        assert len(lots) == 4
        assert [load_lot(many, lot.number) for lot in lots] == list(lots)
        assert {lot.number: load_receipts(many, lot.number) for lot in lots} == receipts
        assert {number: held[-1].report for number, held in receipts.items() if held[-1].report} == reports


def test_a_load_without_a_passing_report_is_not_proved(market: Market) -> None:
    at.enter_report(market, "R-2", 500_000, at.SULFUR)
    failing = at.receive(market, report="R-2").lot
    bare = at.receive(market, contract="", report="").lot
    reader = market.station.store.read()

    assert (load_lot(reader, failing).verdict, load_lot(reader, failing).missing) == ("fail", ("report",))
    assert (load_lot(reader, bare).verdict, load_lot(reader, bare).missing) == (None, ("contract", "report"))
    assert lots_opened_on(reader, day_of(market.station.store.now().at).isoformat()) == 2


def test_what_is_registered_is_told_and_what_is_not_refused(market: Market) -> None:
    reader = market.station.store.read()

    assert [finding.code for finding in contract_registered(reader, "HT-1")] == ["contract.registered"]
    assert [finding.code for finding in yard_registered(reader, "1号堆")] == ["yard.registered"]
    assert (contract_registered(reader, "HT-9"), yard_registered(reader, "9号堆")) == ((), ())
    assert report_numbers(reader, "R-1") == 1
    assert supplier_name(reader, market.supplier) == "演示煤矿"
    assert load_yard(reader, str(load_yard(reader, "1号堆"))) == load_yard(reader, "1号堆")
    stranger = str(EntryKey(market.clerk.key.device, 1, 999))
    for load, code in (
        (load_contract, "contract.unknown"),
        (load_report, "report.unknown"),
        (load_lot, "lot.unknown"),
        (load_yard, "yard.unknown"),
        (supplier_name, "supplier.unknown"),
    ):
        with pytest.raises(Refused) as refused:
            load(reader, stranger)
        assert refused.value.code == code
