"""The book: lines from papers, sums from postings, and a stock-take that says who stands for it."""

import pytest

from coalguard.domain.findings import Refused
from coalguard.operations import form, ledger
from coalguard.operations.station import Second
from tests import market as at
from tests.market import LEAD, Market


def read(market: Market, **asked: str) -> ledger.Book:
    return ledger.read_book(market.station, market.clerk, ledger.ReadBook(**asked))


def count(market: Market, of: str, kg: int, **changed: object) -> ledger.StockTaken:
    said: dict[str, object] = {"lot": of, "counted_kg": kg, "reason": "月末盘点", "second": LEAD} | changed
    return ledger.take_stock(market.station, market.clerk, ledger.TakeStock(**said))  # type: ignore[arg-type]  # a table of fields


def test_the_book_of_a_day_ties(market: Market) -> None:
    lot = at.receive(market).lot
    sold = at.sell(market, lot)
    void = form.VoidForm(number=str(sold.number), reason="打错", parts_back=5, second=LEAD)
    form.void(market.station, market.clerk, void)
    at.sell(market, lot, 4_140)
    count(market, lot, 29_980)

    book = read(market)

    assert book.ties, book.findings
    assert [line.kind for line in book.lines] == ["inbound", "sale", "void", "sale", "count"]
    assert (book.opening_kg, book.in_kg, book.out_kg, book.counted_kg, book.stock_kg) == (0, 34_140, 4_140, -20, 29_980)
    assert [(stock.yard, stock.coal, stock.stock.kg) for stock in book.yards] == [("1号堆", at.COAL, 29_980)]


def test_the_book_is_narrowed_to_a_yard_or_a_kind(market: Market) -> None:
    at.receive(market)

    assert read(market, yard="1号堆", kind=at.COAL).in_kg == 34_140
    assert read(market, kind="环保型煤").in_kg == 0
    assert read(market, from_="2020-01-01", to="2020-12-31").lines == ()
    assert read(market, to="2020-01-01").stock_kg == 0
    assert read(market, from_="2020-01-01").stock_kg == 34_140


def test_what_lacks_a_paper_is_listed(market: Market) -> None:
    received = at.receive(market, report="")

    (missing,) = read(market).missing

    assert (missing.lot, missing.lacks, missing.stock.kg) == (received.lot, ("report",), 34_140)


def test_a_count_may_find_more_or_the_same(market: Market) -> None:
    lot = at.receive(market).lot

    more, same = count(market, lot, 34_200), count(market, lot, 34_200)

    assert (more.adjustment.kg, sum(posting.mass.kg for posting in more.ledger)) == (60, 0)
    assert (same.adjustment.kg, same.ledger) == (0, ())
    assert read(market).ties


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"counted_kg": -1}, "stock.counted_negative"),
        ({"reason": ""}, "field.missing"),
        ({"second": Second(login="lead", pin="0000")}, "pin.wrong"),
        ({"lot": "260101A09"}, "lot.unknown"),
        ({"yard": "9号堆"}, "yard.unknown"),
    ],
)
def test_an_impossible_count_is_refused(market: Market, changed: dict[str, object], code: str) -> None:
    lot = at.receive(market).lot

    with pytest.raises(Refused) as refused:
        count(market, lot, 1, **changed)

    assert refused.value.code == code


def test_a_book_that_was_tampered_with_does_not_tie(market: Market) -> None:
    at.receive(market)
    market.station.store.write_beside("UPDATE postings SET kg = kg + ? WHERE account = 'lot'", 20)

    book = read(market)

    assert not book.ties
    assert {finding.facts["what"] for finding in book.findings} == {"in_kg", "sum_kg"}


def test_a_date_that_is_none_is_refused(market: Market) -> None:
    with pytest.raises(Refused) as refused:
        read(market, from_="gestern")

    assert (refused.value.code, refused.value.facts["field"]) == ("date.malformed", "from")


def test_a_count_beyond_all_coal_there_is_is_refused(market: Market) -> None:
    lot = at.receive(market).lot
    request = ledger.TakeStock(lot=lot, counted_kg=(1 << 63) - 1, reason="盘点", second=LEAD)

    with pytest.raises(Refused) as refused:
        ledger.take_stock(market.station, market.clerk, request)

    assert refused.value.code == "mass.out_of_range"
