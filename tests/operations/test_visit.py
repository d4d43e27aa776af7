"""A truck's stay: it begins once, and ends with a paper or a reason."""

from typing import Any

import pytest

from coalguard.domain.findings import Refused
from coalguard.domain.visit import State
from coalguard.operations import visit
from coalguard.operations.weighing import Pass
from tests import market as at
from tests.market import Market
from tests.neighbours import City, hear, pin


def test_an_arrival_says_what_may_be_done_next(market: Market) -> None:
    request = visit.ArriveInbound(plate="n8f326".upper()[1:], supplier=market.supplier, driver="司机演示")

    arrived = visit.arrive(market.station, market.clerk, request)

    assert str(arrived.plate) == "甘N8F326"
    assert [step.step for step in arrived.next_steps if step.allowed] == ["gross", "tare", "abandon"]


def test_a_driver_is_registered_once(market: Market) -> None:
    at.receive(market)
    at.receive(market)

    assert market.station.store.read().value("SELECT count(*) FROM people WHERE kind = 'driver'") == 1


def test_a_truck_has_one_open_stay(market: Market) -> None:
    at.arrive(market)

    with pytest.raises(Refused) as refused:
        at.arrive(market)

    assert refused.value.code == "visit.already_open"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("contract", "HT-9", "contract.unknown"),
        ("report", "R-9", "report.unknown"),
        ("supplier", "0000000000000000-1-1", "id.unknown"),
        ("coal", "焦煤", "coal.unknown"),
        ("plate", "甘N1", "plate.length"),
        ("driver", "演\x00示", "name.control_character"),
    ],
)
def test_what_is_unknown_is_refused_and_nothing_written(market: Market, field: str, value: str, code: str) -> None:
    said: dict[str, Any] = {"plate": at.PLATE, "supplier": market.supplier, field: value}
    before = market.station.store.head

    with pytest.raises(Refused) as refused:
        visit.arrive(market.station, market.clerk, visit.ArriveInbound(**said))

    assert refused.value.code == code
    assert market.station.store.head == before


def test_the_open_list_shows_who_waits_and_what_is_weighed(market: Market) -> None:
    of = at.arrive(market)
    at.weigh(market, of, Pass.GROSS, 40_000)

    (waiting,) = visit.list_open(market.station, market.clerk, visit.ListOpen()).visits
    assert waiting.colour == ""

    assert (str(waiting.visit), waiting.gross_kg, waiting.tare_kg, waiting.state) == (of, 40_000, None, "half_weighed")
    assert waiting.waiting_s >= 0


def test_a_stay_that_nothing_came_of_ends_with_a_reason(market: Market) -> None:
    of = at.arrive(market)
    with pytest.raises(Refused) as refused:
        visit.leave(market.station, market.clerk, visit.LeaveVisit(visit=of, reason=" "))

    left = visit.leave(market.station, market.clerk, visit.LeaveVisit(visit=of, reason="车坏了"))

    assert refused.value.code == "field.missing"
    assert left.state is State.ABANDONED
    assert visit.list_open(market.station, market.clerk, visit.ListOpen()).visits == ()
    assert at.arrive(market) != of


def test_a_sale_names_a_buyer_and_a_lot_that_are_there(market: Market) -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"buyer": market.supplier}, "buyer.unknown"),
        ({"lot": "260101A01"}, "lot.unknown"),
    ]
    for said, code in wrong:
        with pytest.raises(Refused) as refused:
            visit.begin_sale(market.station, market.clerk, visit.BeginSale(plate="甘N12345", coal=at.COAL, **said))
        assert refused.value.code == code


def test_what_the_city_says_of_plate_and_price_is_told_and_stops_nobody(market: Market) -> None:
    city, store = City(), market.station.store
    city.write("plate.watched", {"plate": "甘N8F326", "reason": "演示", "until": None})
    city.write("price.published", {"coal": "无烟2号", "station": "", "fen_per_t": 98_000, "from": "2020-01-01"})
    pin(store, city)
    hear(store, city)
    inbound = visit.ArriveInbound(plate="甘N8F326", supplier=market.supplier)
    assert [one.code for one in visit.arrive(market.station, market.clerk, inbound).findings] == ["plate.watched"]
    sale = visit.BeginSale(plate="甘N00001", coal="无烟2号", price_fen_per_t=99_000)
    assert [one.code for one in visit.begin_sale(market.station, market.clerk, sale).findings] == [
        "price.above_approved"
    ]


@pytest.mark.parametrize("kg", [-1, 0, 1_000_000_001])
def test_what_a_supplier_declares_is_a_mass_of_coal(market: Market, kg: int) -> None:
    with pytest.raises(Refused) as refused:
        visit.arrive(
            market.station,
            market.clerk,
            visit.ArriveInbound(plate=at.PLATE, supplier=market.supplier, declared_kg=kg),
        )

    assert refused.value.code == "mass.out_of_range"
