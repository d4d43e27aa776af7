"""异常单 at a station: what the city opened and closed, read and never changed."""

from dataclasses import replace

import pytest

from coalguard.domain.findings import Refused
from coalguard.operations.exceptions import ListExceptions, list_exceptions
from coalguard.store.verify import verify
from tests.market import Market
from tests.neighbours import NOON, City, hear, pin

NUMBER = "LX01-260114-0032"


@pytest.fixture
def told(market: Market) -> Market:
    """A market that was told of two exceptions, of which the city closed the first."""
    city, store = City(), market.station.store
    says = {"exception": "redemption.double", "number": NUMBER, "station": "LX01", "stations": ["KK02", "LX01"]}
    city.write("exception.opened", {**says, "facts": {"first": {"station": "KK02", "at": "2026-01-14T03:00:00.000Z"}}})
    closed = city.key()
    city.write("exception.opened", {**says, "exception": "number.twice", "facts": {}})
    city.write("exception.closed", {"opened": str(closed), "note": "已核对"})
    pin(store, city)
    hear(store, city)
    return market


def test_nothing_was_told_before_an_enrolment(market: Market) -> None:
    found = list_exceptions(market.station, market.clerk, ListExceptions())
    assert (found.exceptions, found.open_count) == ((), 0)


def test_every_exception_is_listed_with_what_became_of_it(told: Market) -> None:
    found = list_exceptions(told.station, told.clerk, ListExceptions())
    newest, oldest = found.exceptions
    assert found.open_count == 1
    assert (newest.code, newest.number, newest.at, newest.is_open, newest.note) == (
        "number.twice",
        NUMBER,
        NOON,
        True,
        "",
    )
    assert (oldest.code, oldest.is_open, oldest.closed_at, oldest.note) == ("redemption.double", False, NOON, "已核对")
    assert (oldest.stations, dict(oldest.facts)) == (
        ("KK02", "LX01"),
        {"first": {"station": "KK02", "at": "2026-01-14T03:00:00.000Z"}},
    )
    assert verify(told.station.store).whole


def test_those_that_are_closed_can_be_left_out(told: Market) -> None:
    found = list_exceptions(told.station, told.clerk, ListExceptions(closed=False))
    assert [one.code for one in found.exceptions] == ["number.twice"]


def test_it_is_for_staff_alone(told: Market) -> None:
    nobody = replace(told.clerk, roles=frozenset())
    with pytest.raises(Refused, match=r"role\.missing"):
        list_exceptions(told.station, nobody, ListExceptions())
