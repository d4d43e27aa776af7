"""A form that has not been issued is drawn, and leaves nothing behind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalguard.operations import visit
from coalguard.operations.paper import preview_form
from coalguard.operations.paper.preview import PreviewForm
from tests import market as at
from tests.market import Market, open_market
from tests.stations import HandClock, bodies

PNG = b"\x89PNG"


@pytest.fixture
def market(tmp_path: Path) -> Iterator[Market]:
    """A market at noon of 14 January 2026."""
    with open_market(tmp_path, clock=HandClock(), demo=True) as market:
        yield market


def test_a_weighed_truck_has_a_picture_of_its_form(market: Market) -> None:
    lot, of = at.receive(market).lot, at.load_up(market)
    before = bodies(market.station)
    request = PreviewForm(
        visit=of, buyer="马演示", lot=lot, price_fen_per_t=86_000, valid_until="2026-01-16T00:00:00+08:00"
    )
    picture = preview_form(market.station, market.clerk, request).picture
    assert picture.startswith(PNG)
    assert bodies(market.station) == before


def test_hardly_anything_needs_to_be_known(market: Market) -> None:
    request = PreviewForm(visit=at.load_up(market), dots_per_inch=10_000)
    assert preview_form(market.station, market.clerk, request).picture.startswith(PNG)


def test_a_truck_that_is_not_weighed_has_none(market: Market) -> None:
    begun = visit.begin_sale(market.station, market.clerk, visit.BeginSale(plate="甘N00001", coal=at.COAL))
    assert preview_form(market.station, market.clerk, PreviewForm(visit=str(begun.visit))).picture == b""
