"""A form as it stands, whoever issued it; another station's without what no other station gets."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from coalguard.domain.form import FormState
from coalguard.operations import form
from coalguard.operations.station import load_books
from coalguard.store.form import KnownFrom, find_sheet
from coalguard.store.gate import forms_for_plate
from tests.market import Market, open_market, receive, sell
from tests.neighbours import FORM, NOON, City, hear, neighbour, pin

PARTS = load_books().parts


@pytest.fixture
def market(tmp_path: Path) -> Iterator[Market]:
    """An open market."""
    with open_market(tmp_path) as opened:
        yield opened


def test_an_own_form_is_known_whole(market: Market) -> None:
    issued = sell(market, receive(market).lot)
    now = market.station.store.now().at
    sheet = find_sheet(market.station.store.read(), str(issued.number), PARTS, now)
    assert sheet
    assert (sheet.known_from, sheet.station, sheet.heard_until) == (KnownFrom.HERE, market.station.code, None)
    assert (sheet.code, sheet.check_code, sheet.amount_fen) == (issued.code, issued.check_code, issued.amount.fen)
    assert sheet == form.find(market.station, market.clerk, form.FindForm(number=str(issued.number)))


def test_another_stations_form_is_known_as_far_as_its_entry_says(market: Market) -> None:
    store, city, there = market.station.store, City(), neighbour(7, "LX09", "演示南市场")
    pin(store, city)
    city.publish(there, kind="market")
    there.write("form.issued", {**FORM, "driver": ""}, "LX09-260114-0007")
    hear(store, city, there)
    reader = store.read()
    sheet = find_sheet(reader, "LX09-260113-0007", PARTS, NOON)
    assert sheet
    assert (sheet.number, sheet.state, sheet.known_from) == ("LX09-260114-0007", FormState.ISSUED, KnownFrom.CITY)
    assert (sheet.station, sheet.station_name, sheet.net_kg) == ("LX09", "演示南市场", 32_420)
    assert (sheet.buyer, sheet.price_fen_per_t, sheet.amount_fen, sheet.code) == (None, None, None, "")
    over = find_sheet(reader, sheet.number, PARTS, NOON + timedelta(days=1))
    assert over
    assert over.state is FormState.EXPIRED
    assert forms_for_plate(reader, "8F326") == (sheet.number,)
    assert find_sheet(reader, "LX09-260114-0008", PARTS, NOON) is None
