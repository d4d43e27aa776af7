"""A workplace runs operations with its station and whoever acts now."""

from pytestqt.qtbot import QtBot

from coalguard.domain.findings import refuse
from coalguard.operations.station import Actor, Station
from coalguard.ui.workplace import Workplace
from tests.stations import enlist


def who(station: Station, actor: Actor, request: str) -> tuple[str, str]:
    """An operation that says who asked what."""
    del station
    return actor.login, request


def test_an_operation_gets_the_station_the_actor_and_its_request(market: Workplace, qtbot: QtBot) -> None:
    told: list[tuple[str, str]] = []
    market.write(who, "a", told.append, _fail)
    market.ask(who, "b", told.append, _fail)
    market.outside(who, "c", told.append, _fail)
    qtbot.waitUntil(lambda: not market.background.busy)
    assert sorted(told) == [("admin", "a"), ("admin", "b"), ("admin", "c")]


def test_somebody_else_may_take_the_place(market: Workplace, qtbot: QtBot) -> None:
    told: list[tuple[str, str]] = []
    other = enlist(market.station, "han")
    with qtbot.waitSignal(market.actor_changed):
        market.sit(other, market.sheet)
    market.write(who, "a", told.append, _fail)
    qtbot.waitUntil(lambda: not market.background.busy)
    assert told == [("han", "a")]


def test_nothing_comes_home_to_a_place_that_was_left(market: Workplace, qtbot: QtBot) -> None:
    told: list[object] = []
    market.write(who, "a", told.append, told.append)
    market.ask(lambda *_: _fail(refuse("staff.unknown")), "b", told.append, told.append)
    market.leave()
    qtbot.waitUntil(lambda: not market.background.busy)
    assert told == []


def test_a_place_without_scales_has_no_weight(market: Workplace) -> None:
    assert market.scale is None
    assert market.clock is market.station.clock


def test_another_look_is_asked_for(market: Workplace, qtbot: QtBot) -> None:
    with qtbot.waitSignal(market.look_asked) as asked:
        market.ask_look(dark=True)
    assert asked.args == [True, None]


def _fail(error: Exception) -> None:
    raise error
