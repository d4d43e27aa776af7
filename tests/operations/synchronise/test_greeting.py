"""What a hello brings: another lease, another address, the end of a mark."""

from typing import Any

from sqlalchemy import update

from coalguard.domain.journal import Fact
from coalguard.domain.numbering import PaperKind
from coalguard.operations.synchronise import (
    run,
)
from coalguard.server.tables import city as city_table
from coalguard.store.cursors import Cursor, keep_cursors, load_cursors
from coalguard.store.papers import load_address, load_grants
from tests.cityhall import CityHall
from tests.operations.synchronise.line import altered, bad_line, settled
from tests.stations import HandClock, Manned


def test_a_lease_that_ends_soon_is_followed_by_another_and_stops_nothing(
    market: Manned, city: CityHall, clock: HandClock
) -> None:
    settled(market.station, city)
    clock.wait(hours=24 * 176)

    settled(market.station, city)

    forms = [
        grant for grant in load_grants(market.station.store.read()) if grant.kind is PaperKind.FORM and grant.valid
    ]
    assert [(grant.first, grant.last) for grant in forms] == [(1, 5000), (5001, 10000)]


def test_numbers_that_a_person_opened_after_a_restore_end_with_the_first_lease(market: Manned, city: CityHall) -> None:
    settled(market.station, city)
    with market.station.store.begin() as act:
        for grant in load_grants(act):
            if grant.kind is PaperKind.FORM:
                act.append(Fact("grant.closed", {"grant": str(grant.key), "reason": "epoch"}))
        says = {"kind": "form", "prefix": "LX01", "first": 101, "last": 1_000_100, "origin": "emergency"}
        act.append(Fact("grant.opened", says))
    market.station.link.greeted_ns = None

    settled(market.station, city)

    grants = load_grants(market.station.store.read())
    forms = [(grant.first, grant.last) for grant in grants if grant.kind is PaperKind.FORM and grant.valid]
    assert forms == [(5001, 10000)]


def test_leases_for_somebody_else_are_not_opened(market: Manned, city: CityHall) -> None:
    settled(market.station, city)
    before = load_grants(market.station.store.read())
    line = bad_line(market.station)
    lease_of = line.lease_of
    market.station.clock.wait(hours=24 * 176)  # type: ignore[attr-defined]  # the test's own clock

    def leased(grant: Any) -> Any:
        lease = lease_of(grant)
        others: dict[str, dict[str, Any]] = {"form": {"device": "00" * 8}, "ticket": {"kind": "coupon"}}
        others |= {"inbound": {"prefix": "JH99"}, "release": {"first": 4000}}
        return altered(lease, **others.get(lease.kind, {}))

    line.lease_of = leased  # type: ignore[method-assign]  # a city that leases nonsense
    run(market.station)

    opened = {grant.kind for grant in load_grants(market.station.store.read())[len(before) :]}
    assert opened == {PaperKind.TURN_BACK, PaperKind.HAND_OVER, PaperKind.SETTLEMENT}


def test_the_restored_mark_goes_with_the_first_good_greeting(market: Manned, city: CityHall) -> None:
    settled(market.station, city)
    keep_cursors(market.station.store, {Cursor.RESTORED: "1", Cursor.RATCHET: "0000000000000000"})

    settled(market.station, city)

    assert not load_cursors(market.station.store.read()).restored


def test_a_city_that_moves_to_another_address_is_printed_from_the_next_greeting_on(
    market: Manned, city: CityHall
) -> None:
    settled(market.station, city)
    assert load_address(market.station.store.read()) == "CG1:"
    with city.office.database.begin() as connection:
        connection.execute(update(city_table).values(address="HTTPS://MG.EXAMPLE.CN/V/"))
    market.station.link.greeted_ns = None

    settled(market.station, city)

    assert load_address(market.station.store.read()) == "HTTPS://MG.EXAMPLE.CN/V/"
