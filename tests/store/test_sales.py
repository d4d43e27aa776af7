"""Sales as the store tells them: by buyer since a day, the last price of a coal, the last driver of a truck."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalguard.domain.identity import EntryKey
from coalguard.domain.mass import Mass
from coalguard.store.sales import last_driver, last_price, load_buyers, taken_since
from tests import market as at
from tests.market import Market, open_market
from tests.stations import HandClock


@pytest.fixture
def market(tmp_path: Path) -> Iterator[Market]:
    """A market at noon of 14 January 2026."""
    with open_market(tmp_path, clock=HandClock()) as market:
        yield market


def test_what_was_taken_before_the_day_is_not_counted_but_remembered(market: Market) -> None:
    at.sell(market, at.receive(market).lot, 10_000)
    reader, buyer = market.station.store.read(), EntryKey.parse(market.buyer)
    (now, later) = (taken_since(reader, day)[buyer] for day in ("2026-01-14", "2026-01-15"))
    assert (now.loads, now.mass) == (1, Mass(10_000))
    assert (later.loads, later.mass, later.last_at) == (0, Mass(0), now.last_at)


def test_nothing_was_sold_yet(market: Market) -> None:
    reader = market.station.store.read()
    assert (last_price(reader, at.COAL), last_driver(reader, "甘N12345"), taken_since(reader, "2026-01-01")) == (
        None,
        "",
        {},
    )


def test_the_last_price_is_that_of_the_same_coal(market: Market) -> None:
    at.sell(market, at.receive(market).lot, 10_000)
    reader = market.station.store.read()
    assert (last_price(reader, at.COAL), last_price(reader, "另一种煤")) == (86_000, None)


def test_every_buyer_is_given_as_last_changed(market: Market) -> None:
    ((key, buyer),) = load_buyers(market.station.store.read())
    assert (str(key), buyer.name) == (market.buyer, "马演示")
