"""Registrations: checked, kept, and never twice under one number."""

import json

import pytest

from coalguard.domain.findings import Refused
from coalguard.domain.registry import BuyerKind, PaperKind
from coalguard.domain.roles import Role
from coalguard.operations import register
from coalguard.store.people import load_buyer
from coalguard.store.visits import load_vehicle
from tests import market as at
from tests.market import Market
from tests.stations import bodies, enlist

PERSON = {
    "kind": BuyerKind.PERSON,
    "name": "马•演示",
    "document": register.Document(kind=PaperKind.ID_CARD, number="622901188001010025"),
    "phone": "13800000001",
    "town": "622901101",
    "address": "示例村2号",
}


def buyer(**changed: object) -> register.RegisterBuyer:
    return register.RegisterBuyer(**{**PERSON, **changed})  # type: ignore[arg-type]  # a table of fields


def test_a_buyer_is_kept_beside_the_chain(market: Market) -> None:
    kept = register.register_buyer(market.station, market.clerk, buyer())

    _, known = load_buyer(market.station.store.read(), str(kept.id))
    told = json.loads(bodies(market.station)[kept.id])["says"]

    assert known.name == "马·演示"
    assert set(told) == {"kind", "town", "purpose", "document", "person"}
    assert len(told["person"]) == 64


def test_the_same_identity_number_gives_the_same_buyer_back(market: Market) -> None:
    first = register.register_buyer(market.station, market.clerk, buyer())
    again = register.register_buyer(market.station, market.clerk, buyer(name="马演示", phone=""))

    assert (again.id, again.known, first.known) == (first.id, True, False)


def test_a_unit_is_known_by_its_credit_code(market: Market) -> None:
    unit = buyer(
        kind=BuyerKind.UNIT,
        name="演示小学",
        document=None,
        uscc="91622901MA7ABCDE92",
        agent=register.AgentFields(name="经办演示", phone="13800000002"),
    )

    first = register.register_buyer(market.station, market.clerk, unit)

    assert register.register_buyer(market.station, market.clerk, unit).id == first.id


def test_every_fault_of_a_buyer_is_told_with_its_field(market: Market) -> None:
    wrong = buyer(
        name="",
        document=register.Document(kind=PaperKind.ID_CARD, number="622901188001010018"),
        phone="138",
        town="火星",
    )

    with pytest.raises(Refused) as refused:
        register.register_buyer(market.station, market.clerk, wrong)

    assert {(finding.code, finding.facts["field"]) for finding in refused.value.findings} >= {
        ("name.missing", "name"),
        ("id_card.check_digit", "document"),
        ("phone.malformed", "phone"),
        ("division.unknown", "town"),
    }


def test_a_changed_buyer_keeps_the_id_and_shows_the_new_name(market: Market) -> None:
    kept = register.register_buyer(market.station, market.clerk, buyer())
    changed = register.ChangeBuyer(buyer=str(kept.id), **{**PERSON, "name": "马新演示"})  # type: ignore[arg-type]  # a table of fields

    assert register.change_buyer(market.station, market.clerk, changed).id == kept.id
    assert load_buyer(market.station.store.read(), str(kept.id))[1].name == "马新演示"
    assert register.register_buyer(market.station, market.clerk, buyer()).id == kept.id


def test_a_contract_number_and_a_yards_name_are_used_once(market: Market) -> None:
    with pytest.raises(Refused) as contract:
        at.enter_contract(market, "HT-1", 1_000)
    with pytest.raises(Refused) as yard:
        register.register_yard(market.station, market.clerk, register.RegisterYard(name="1号堆"))

    assert (contract.value.code, yard.value.code) == ("contract.registered", "yard.registered")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"coal": "焦煤"}, "coal.unknown"),
        ({"until": "soon"}, "date.malformed"),
        ({"quantity_kg": 0}, "contract.quantity"),
    ],
)
def test_an_impossible_contract_is_refused(market: Market, changed: dict[str, object], code: str) -> None:
    said = {"number": "HT-9", "supplier": market.supplier, "coal": at.COAL, "quantity_kg": 1, "until": "2099-01-01"}

    with pytest.raises(Refused) as refused:
        register.register_contract(market.station, market.clerk, register.RegisterContract(**{**said, **changed}))  # type: ignore[arg-type]  # a table of fields

    assert refused.value.code == code


def test_a_vehicle_is_corrected_by_registering_it_again(market: Market) -> None:
    for axles in (4, 6):
        request = register.RegisterVehicle(
            plate=at.PLATE, axles=axles, combination=True, rated_kg=49_000, colour="yellow"
        )
        register.register_vehicle(market.station, market.clerk, request)

    known = load_vehicle(market.station.store.read(), at.PLATE)

    assert (known.axles, known.combination, known.colour) == (6, True, "yellow")


def test_an_outlet_needs_its_credit_code(market: Market) -> None:
    said = {"name": "南龙配送点", "tier": 2, "town": "南龙镇"}

    with pytest.raises(Refused) as refused:
        register.register_outlet(market.station, market.clerk, register.RegisterOutlet(**said))  # type: ignore[arg-type]  # a table of fields
    kept = register.register_outlet(
        market.station,
        market.clerk,
        register.RegisterOutlet(**said, uscc="92622901MA7ABCDE9Y"),  # type: ignore[arg-type]  # a table of fields
    )

    assert refused.value.code == "outlet.credit_code_missing"
    assert kept.findings == ()


def test_who_has_no_desk_registers_nothing(market: Market) -> None:
    officer = enlist(market.station, "officer", Role.OFFICER)

    with pytest.raises(Refused) as refused:
        register.register_yard(market.station, officer, register.RegisterYard(name="2号堆"))

    assert refused.value.code == "role.missing"
