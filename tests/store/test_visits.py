"""Visits: what stands open, what was weighed by whom, and what a truck weighed before."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalguard.domain.findings import Refused
from coalguard.domain.mass import Mass
from coalguard.operations import register
from coalguard.operations.weighing import Pass
from coalguard.store.visits import (
    load_tares,
    load_vehicle,
    load_visit,
    load_weighing,
    open_visits,
    opening,
    ticket_facts,
    visits_of,
    weighed_by_hand,
    weighings_of,
)
from tests import market as at
from tests.market import Market, open_market


@pytest.fixture
def market(tmp_path: Path) -> Iterator[Market]:
    with open_market(tmp_path) as opened:
        yield opened


def test_an_open_stay_shows_its_weights_and_who_stands_behind_them(market: Market) -> None:
    of = at.arrive(market)
    gross = at.weigh(market, of, Pass.GROSS, 49_980)
    reader = market.station.store.read()
    visit = load_visit(reader, of)

    assert (visit.gross, visit.tare, visit.ended) == (Mass(49_980), None, False)
    assert weighings_of(reader, visit) == {"gross": gross.weighing}
    assert weighed_by_hand(reader, visit)
    assert opening(reader, visit)["supplier"] == market.supplier
    assert [other.key for other in open_visits(reader)] == [visit.key]
    assert [other.key for other in visits_of(reader, at.PLATE)] == [visit.key]
    assert load_weighing(reader, str(gross.weighing)).fact.says["kg"] == 49_980
    assert ticket_facts(reader, visit, Mass(1))["manual"] is True


def test_a_trucks_tares_are_remembered_oldest_first(market: Market) -> None:
    at.receive(market)
    of = at.arrive(market)
    at.weigh(market, of, Pass.TARE, 15_900)

    assert load_tares(market.station.store.read(), at.PLATE) == (Mass(15_840), Mass(15_900))


def test_an_unregistered_truck_has_a_plate_alone(market: Market) -> None:
    reader = market.station.store.read()

    assert load_vehicle(reader, at.PLATE).axles is None
    register.register_vehicle(market.station, market.clerk, register.RegisterVehicle(plate=at.PLATE, axles=6))
    assert load_vehicle(reader, at.PLATE).axles == 6


def test_what_is_none_is_refused(market: Market) -> None:
    reader = market.station.store.read()
    for load, code in ((load_visit, "visit.unknown"), (load_weighing, "weighing.unknown")):
        with pytest.raises(Refused) as refused:
            load(reader, market.supplier)
        assert refused.value.code == code
