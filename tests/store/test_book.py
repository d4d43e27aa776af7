"""The book by both roads: lines from receipts, forms, voids and counts; sums from postings."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalguard.domain.identity import day_of
from coalguard.operations import form
from coalguard.store.book import Period, book_lines, book_sums, yard_stocks
from tests import market as at
from tests.market import LEAD, Market, open_market


@pytest.fixture
def market(tmp_path: Path) -> Iterator[Market]:
    with open_market(tmp_path) as opened:
        yield opened


def today(market: Market, lots: frozenset[str] | None = None) -> Period:
    day = day_of(market.station.store.now().at).isoformat()
    return Period(day, day, lots)


def test_lines_and_sums_tell_the_same_of_a_day(market: Market) -> None:
    lot = at.receive(market).lot
    sold = at.sell(market, lot)
    form.void(
        market.station,
        market.clerk,
        form.VoidForm(number=str(sold.number), reason="打错", parts_back=5, second=LEAD),
    )
    reader = market.station.store.read()

    lines, sums = book_lines(reader, today(market)), book_sums(reader, today(market))

    assert [(line.kind, line.in_kg, line.out_kg) for line in lines] == [
        ("inbound", 34_140, 0),
        ("sale", 0, 10_000),
        ("void", 0, -10_000),
    ]
    assert (sums.opening_kg, sums.in_kg, sums.out_kg, sums.counted_kg, sums.closing_kg) == (0, 34_140, 0, 0, 34_140)
    assert [(stock.yard, stock.stock.kg) for stock in yard_stocks(reader)] == [("1号堆", 34_140)]


def test_a_period_is_narrowed_to_lots(market: Market) -> None:
    lot = at.receive(market).lot
    other = frozenset({"260101A99"})
    reader = market.station.store.read()

    assert today(market, frozenset({lot})).holds(lot)
    assert book_lines(reader, today(market, other)) == ()
    assert book_sums(reader, today(market, other)).in_kg == 0


def test_what_lies_before_the_period_opens_it(market: Market) -> None:
    at.receive(market)

    sums = book_sums(market.station.store.read(), Period("2999-01-01", "2999-01-02"))

    assert (sums.opening_kg, sums.in_kg, sums.closing_kg) == (34_140, 0, 34_140)
