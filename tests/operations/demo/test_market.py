"""The month of a market: what it is left with, who bought at which price, and that each oddity is there once."""

from collections import Counter
from datetime import time

from coalguard.devices.simulator import parse_script
from coalguard.domain.ledger import sellable
from coalguard.domain.mass import Mass
from coalguard.domain.visit import State
from coalguard.operations.demo.cast import load_cast, market_of
from coalguard.operations.demo.tally import summary
from coalguard.operations.demo.weighbridge import traffic
from coalguard.operations.form import FindForm, find
from coalguard.operations.visit import ListOpen, list_open
from coalguard.store.stock import load_lots
from tests.operations.demo.lived import Demo, times, told


def test_a_market_has_lived_through_a_month(market: Demo) -> None:
    held = summary(market.opening.station, market.opening.actor)
    assert (held.station, held.name, held.days) == ("LX01", "城北煤炭市场", 31)
    assert (held.suppliers, held.lots, held.lots_held, held.receipts) == (3, 12, 3, 38)
    assert 120 <= held.forms <= 250
    assert (held.voids, held.manual_weighings) == (1, 1)
    assert held.weighings == 2 * (held.receipts + held.forms - 1) + 2
    assert held.stock_kg < held.in_kg - held.out_kg  # the stock-take found some missing
    assert held.entries == market.opening.station.store.head.seq


def test_a_void_form_was_issued_again(market: Demo) -> None:
    (void,) = [says for _, kind, _, says, _ in told(market) if kind == "form.voided"]
    sheet = find(market.opening.station, market.opening.actor, FindForm(number=void["form"]))
    assert (sheet.state, bool(sheet.replaced_by)) == ("void", True)


def test_a_market_is_left_with_a_truck_half_weighed_and_one_waiting(market: Demo) -> None:
    waiting = list_open(market.opening.station, market.opening.actor, ListOpen()).visits
    assert [visit.state for visit in waiting] == [State.HALF_WEIGHED, State.ARRIVED]
    assert all(0 < visit.waiting_s < 3600 for visit in waiting)


def test_whoever_waits_can_be_sold_all_that_the_scale_says(market: Demo) -> None:
    store = market.opening.station.store.read()
    empty, loaded = sorted({step.kg for step in parse_script(traffic("market")) if step.verb != "noise" and step.kg})
    assert any(not sellable(lot, "无烟2号", Mass(loaded - empty)) for lot in load_lots(store))


def test_nobody_buys_more_than_he_can_burn(market: Demo) -> None:
    names = {str(key): says["kind"] for key, kind, _, says, _ in told(market) if kind == "buyer.registered"}
    bought = Counter[str]()
    for _, kind, _, says, _ in told(market):
        if kind == "sale.recorded":
            bought[says["buyer"]] += says["net_kg"]
    assert max(kg for buyer, kg in bought.items() if names[buyer] == "person") < 10_000
    assert max(kg for buyer, kg in bought.items() if names[buyer] == "unit") < 250_000


def test_a_price_is_one_for_all_until_it_is_another(market: Demo) -> None:
    prices = [says["price_fen_per_t"] for _, kind, _, says, _ in told(market) if kind == "sale.recorded"]
    assert len(set(prices)) == 6
    for use in ("household", "unit"):
        steps = [price for price in prices if price in market_of(load_cast("market")).prices[f"{use}_fen_per_t"]]
        assert steps == sorted(steps)


def test_trucks_come_to_a_market_by_day(market: Demo) -> None:
    arrivals = times(market, "visit.opened")
    assert time(8) < min(arrivals) < max(arrivals) < time(19)


def test_some_weights_look_odd_and_most_do_not(market: Demo) -> None:
    flags = Counter(
        flag for _, kind, _, says, _ in told(market) if kind == "weighing.captured" for flag in says["flags"]
    )
    assert flags == {"over_axle_limit": 1, "tare_drift": 1}
