"""The cast of a demonstration: people who can not be, and trucks that could."""

import re
from collections.abc import Iterator
from datetime import date

import pytest

from coalguard.domain.identity import check_credit_code, check_id_card
from coalguard.domain.plate import PlateKind, parse_plate
from coalguard.operations.demo.cast import Truck, load_cast, market_of
from tests.operations.demo.fleet import most_kg

MOST_OF_BLUE_KG = 4_500
"""GA 36-2018: beyond it a truck carries a yellow plate."""

EMPTY_KG = {2: (2_000, 7_000), 3: (8_000, 11_500), 4: (11_000, 15_000), 6: (13_500, 17_500)}
"""Between which masses trucks of so many axles are built."""

WOBBLE_PERMILLE = 7
"""What fuel and mud add to a tare (`life.tare_of`)."""


def trucks(*uses: str) -> Iterator[Truck]:
    """The trucks of both demonstrations, or those of some use alone."""
    for cast in map(load_cast, ("market", "checkpoint")):
        for use, fleet in cast.fleets.items():
            yield from fleet if use in uses or not uses else ()


@pytest.mark.parametrize("kind", ["market", "checkpoint"])
def test_everybody_in_it_is_invented_and_says_so(kind: str) -> None:
    cast = load_cast(kind)
    assert all("演示" in name for name in (*(one.name for one in cast.staff), *cast.drivers))
    assert all("YS" in truck.plate for fleet in cast.fleets.values() for truck in fleet)


def test_its_buyers_can_not_be_alive() -> None:
    market = market_of(load_cast("market"))
    for buyer in market.households:
        number, findings = check_id_card(buyer.card, date(2026, 1, 14))
        assert number[6:10] == "1880"
        assert not any(finding.severity == "fail" for finding in findings)
        assert "演示" in buyer.name
        assert re.fullmatch("1380000[0-9]{4}", buyer.phone)
    assert all(check_credit_code(unit.credit_code)[1] == () for unit in market.units)
    assert all("演示" in unit.name for unit in market.units)
    assert len({buyer.town for buyer in market.households}) == 11


def test_no_two_of_its_buyers_are_one() -> None:
    market = market_of(load_cast("market"))
    numbers = [buyer.card for buyer in market.households] + [unit.credit_code for unit in market.units]
    assert len(set(numbers)) == len(numbers)
    told = [(one.name, one.phone) for one in market.households] + [(one.name, one.phone) for one in market.units]
    assert all(len(set(column)) == len(told) for column in zip(*told, strict=True))


@pytest.mark.parametrize("kind", ["market", "checkpoint"])
def test_no_two_trucks_carry_one_plate(kind: str) -> None:
    plates = [truck.plate for fleet in load_cast(kind).fleets.values() for truck in fleet]
    assert len(set(plates)) == len(plates)
    assert {parse_plate(plate).kind for plate in plates} == {PlateKind.ORDINARY}


def fits(truck: Truck) -> bool:
    """Whether the colour of a plate, axles, certificate, empty mass and loads of a truck can all be true."""
    lightest, heaviest = EMPTY_KG[truck.axles]
    loaded_kg = truck.tare_kg[1] * (1000 + WOBBLE_PERMILLE) // 1000 + truck.load_kg[1]
    light = most_kg(truck) <= MOST_OF_BLUE_KG
    return (
        truck.colour == ("blue" if light else "yellow")
        and truck.combination == (truck.axles >= 6) == (truck.rated_kg is None)
        and lightest <= truck.tare_kg[0] < truck.tare_kg[1] <= heaviest
        and loaded_kg <= most_kg(truck)
        and (light or loaded_kg > MOST_OF_BLUE_KG)
    )


def test_plate_axles_and_masses_of_every_truck_fit_each_other() -> None:
    assert [truck for truck in trucks() if not fits(truck)] == []


def test_light_trucks_carry_coal_to_households_and_heavy_ones_to_units() -> None:
    assert {truck.axles for truck in trucks("household")} == {2}
    assert min(truck.axles for truck in trucks("unit", "inbound")) > 2
    assert max(truck.load_kg[1] for truck in trucks("household")) < 4_000
