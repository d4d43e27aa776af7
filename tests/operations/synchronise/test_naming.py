"""The name that the city gives this station."""

from coalguard.domain.identity import EntryKey
from coalguard.operations.station import Station
from coalguard.store.heard import renamed
from coalguard.store.settings import load_settings
from tests.cityhall import CityHall
from tests.operations.synchronise.line import settled
from tests.stations import Manned, bodies

NAME = "演示城北市场"


def named(station: Station) -> list[EntryKey]:
    """Every entry by which the station took a name."""
    reader = station.store.read()
    return [key for key in bodies(station) if reader.entry(key).fact.kind == "station.named"]


def test_a_name_that_the_city_gives_is_taken_once(market: Manned, city: CityHall) -> None:
    city.say("station.published", code="LX01", name=NAME, kind="market")

    settled(market.station, city)
    settled(market.station, city)

    assert load_settings(market.station.store.read(), "station")[0]["name"] == NAME
    assert len(named(market.station)) == 1


def test_a_name_that_no_paper_could_bear_is_left_to_the_city(market: Manned, city: CityHall) -> None:
    before = load_settings(market.station.store.read(), "station")[0]["name"]
    city.say("station.published", code="LX01", name="演示\u202e市场", kind="market")

    settled(market.station, city)

    assert renamed(market.station.store.read()) is not None
    assert load_settings(market.station.store.read(), "station")[0]["name"] == before
    assert named(market.station) == []
