"""A city that learns that it was restored: what it had said before it knew is said again where nobody has anything."""

import pytest

from coalguard.server.city import Saying
from coalguard.server.tables import entries, exceptions
from tests.server.stations import ON_SQLITE, Desk, Hands, enrolled
from tests.server.towns import Town
from tests.server.writers import Writer


@pytest.fixture
def desk(town: Town) -> Desk:
    """An enrolled market."""
    clock, writer = Hands(), Writer("LX01")
    enrolled(town, writer, clock)
    return Desk(town, writer, clock)


@ON_SQLITE
def test_a_restored_city_says_again_what_it_said_before_it_knew(desk: Desk) -> None:
    town = desk.town
    town.say("plate.watched", plate="甘N00001", reason="演示", until=None)
    first = desk.hello()
    for at, kind, says in (
        (5, "exception.opened", {"exception": "number.twice", "number": "", "facts": {}, "station": "LX01"}),
        (6, "plate.watched", {"plate": "甘N00002", "reason": "演示", "until": None}),
    ):
        desk.clock.wait(minutes=at)
        with town.database.begin() as connection:
            to = str(says.get("station", ""))
            (opened, *_) = [*town.city.append(connection, [Saying(kind, says, to)], desk.clock.now())]
            if to:
                closing = Saying("exception.closed", {"opened": str(opened), "note": ""}, to)
                town.city.append(connection, [closing], desk.clock.now())
    before = town.rows(entries, "pos", "kind", "concern")
    desk.clock.wait(minutes=1)
    desk.hello(feed=first.feed, city=(1, 50), greeted="2026-01-14T04:04:00.000Z")
    again = town.rows(entries, "pos", "epoch", "kind", "concern")[len(before) :]
    assert [row[1:] for row in again] == [
        (2, "exception.opened", "LX01"),
        (2, "exception.closed", "LX01"),
        (2, "plate.watched", ""),
    ]
    ((epoch, closed),) = town.rows(exceptions, "epoch", "closed_at")
    assert epoch == 2
    assert closed


@ON_SQLITE
def test_a_station_that_does_not_say_when_it_was_greeted_makes_nobody_say_anything_again(desk: Desk) -> None:
    name, before = desk.hello().feed, desk.town.rows(entries, "pos")
    assert desk.hello(feed=name, city=(1, 50)).feed != name
    assert desk.town.rows(entries, "pos") == before
