"""What was told of one thing is one thing: found by any of its keys, closed for all, on both databases."""

import json
from datetime import timedelta
from typing import Any

import pytest

from coalguard.clock import SystemClock
from coalguard.domain.identity import EntryKey
from coalguard.server.checkpoint import Checkpoints
from coalguard.server.city import Saying
from coalguard.server.incidents import load_incidents, told_with
from coalguard.server.journal import exception_sayings
from coalguard.server.judge import Opened, Use, cloned, double_redemption
from coalguard.server.limit import ADDRESS_PACE, Turnstile
from coalguard.server.office import Office, gauges
from coalguard.server.publishing import publish
from coalguard.server.tables import entries, exceptions
from tests.server.towns import Town
from tests.server.writers import NOON

AT = "2026-01-14T04:00:00.000Z"
NUMBER = "LX01-260114-0001"
DOUBLE = double_redemption(NUMBER, Use("KK02", AT), Use("KK03", AT), "LX01")
ANOTHER = double_redemption(NUMBER, Use("KK02", AT), Use("KK03", "2026-01-14T05:00:00.000Z"), "LX01")


@pytest.fixture
def office(town: Town) -> Office:
    """The office of a town."""
    clock = SystemClock()
    checkpoints, turnstile = Checkpoints(town.database, town.city, clock), Turnstile(ADDRESS_PACE, clock)
    return Office(town.database, town.secret, town.city, clock, town.journal, checkpoints, turnstile, turnstile)


def told(town: Town, *opened: Opened) -> list[EntryKey]:
    """What the city opens, all in one act."""
    with town.database.begin() as connection:
        return list(town.city.append(connection, exception_sayings(opened), NOON))


def close(office: Office, *keys: EntryKey, note: str = "同一辆车") -> int:
    """Close by these keys; how many entries came of it."""
    said = [{"kind": "exception.closed", "opened": str(key), "note": note} for key in keys]
    return len(publish(office, json.dumps(said).encode()).entries)


def still_open(town: Town) -> list[tuple[Any, ...]]:
    """Places and stations of what nobody closed."""
    rows = town.rows(exceptions, "epoch", "seq", "station", "closed_at")
    return [row[:3] for row in rows if row[3] is None]


@pytest.mark.parametrize("named", [0, 1, 2])
def test_any_key_closes_for_every_station_that_was_told(town: Town, office: Office, named: int) -> None:
    keys = told(town, DOUBLE, ANOTHER)
    with town.database.read() as connection:
        assert gauges(connection)["coalguard_open_exceptions"] == {(): 6}
    assert close(office, keys[named]) == 3
    assert still_open(town) == [(1, 4, "KK02"), (1, 5, "KK03"), (1, 6, "LX01")]
    heard = [
        (concern, json.loads(body)["says"])
        for _, kind, concern, body in town.rows(entries, "pos", "kind", "concern", "body")
        if kind == "exception.closed"
    ]
    assert heard == [
        (station, {"opened": str(key), "note": "同一辆车"})
        for key, station in zip(keys[:3], ("KK02", "KK03", "LX01"), strict=True)
    ]
    with town.database.read() as connection:
        assert gauges(connection)["coalguard_open_exceptions"] == {(): 3}


def test_a_list_of_all_keys_says_each_closing_once(town: Town, office: Office) -> None:
    assert close(office, *told(town, DOUBLE)) == 3


def test_what_one_station_is_told_again_is_another_incident(town: Town, office: Office) -> None:
    (first,) = told(town, cloned("0" * 16, "LX01"))
    (second,) = told(town, cloned("0" * 16, "LX01"))
    assert close(office, first) == 1
    assert still_open(town) == [(1, second.seq, "LX01")]


def test_what_a_restored_city_said_again_still_belongs_together(town: Town, office: Office) -> None:
    """One of three stations had heard before; the others are told in another epoch, at another moment."""
    sayings = exception_sayings([DOUBLE])
    with town.database.begin() as connection:
        (first,) = town.city.append(connection, sayings[:1], NOON)
        town.city.begin_anew(connection, 4, office.clock)
        town.city.append(connection, sayings[1:2], NOON + timedelta(minutes=1))
        (last,) = town.city.append(connection, sayings[2:], NOON + timedelta(minutes=2))
        mates = told_with(connection, last)
    assert [(key.epoch, station) for key, station in mates] == [(1, "KK02"), (5, "KK03"), (5, "LX01")]
    assert close(office, first) == 3
    assert still_open(town) == []


def test_incidents_are_listed_the_newest_first_with_how_they_were_closed(town: Town, office: Office) -> None:
    keys, (clone,) = told(town, DOUBLE), told(town, cloned("0" * 16, "LX01"))
    with town.database.begin() as connection:  # as it was closed before closings were said to all
        early = Saying("exception.closed", {"opened": str(keys[0]), "note": "卡口已核"}, "KK02")
        town.city.append(connection, [early], NOON)
        newest, oldest = load_incidents(connection)
    assert (newest.keys, newest.code, newest.number) == ((str(clone),), "device.cloned", "")
    assert (oldest.keys, oldest.stations) == (tuple(map(str, keys)), ("KK02", "KK03", "LX01"))
    assert (oldest.code, oldest.number, oldest.at) == ("redemption.double", NUMBER, AT)
    assert (oldest.closed_at, oldest.note) == ("", "卡口已核"), "two stations have not heard that it is closed"
    close(office, keys[2])
    with town.database.read() as connection:
        newest, oldest = load_incidents(connection)
    assert (newest.closed_at, bool(oldest.closed_at), oldest.note) == ("", True, "同一辆车")
