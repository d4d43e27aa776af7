"""Shifts: the open one, and totals by two roads between two entries."""

from pathlib import Path

from coalguard.domain.identity import EntryKey
from coalguard.domain.shift import ties
from coalguard.operations import shift
from coalguard.store.shifts import book_between, current_shift, totals_between
from tests import market as at
from tests.market import Market, open_market


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
