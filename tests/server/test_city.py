"""The city as a device: its key, its chain, its seals, what it has to remember, and how it outlives a restore."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from coalguard.domain.errors import DamagedError
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import parse_body
from coalguard.server.city import City, Saying, found_city
from coalguard.server.database import Database
from coalguard.server.filing import Reach
from coalguard.server.homecoming import load_own
from coalguard.server.secret import Secret
from coalguard.server.tables import (
    CITY,
    city,
    devices,
    entries,
    exceptions,
    feed,
    headers,
    heads,
    seals,
    stations,
    watched,
)
from coalguard.trust.chain import Seal, open_seal
from tests.server.towns import KEY, Town, found
from tests.server.writers import NOON, HandClock

STATION = {"code": "LX01", "name": "演示市场", "kind": "market"}


def test_the_city_is_made_once(database: Database) -> None:
    first = found_city(database, Secret(KEY), HandClock())
    assert found_city(database, Secret(KEY), HandClock()).public == first.public
    with database.read() as connection:
        assert connection.execute(select(devices.c.no, devices.c.device, devices.c.kind)).all() == [
            (CITY, first.signer.device, "server")
        ]


def test_processes_that_start_together_are_one_city(postgresql: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: found_city(postgresql, Secret(KEY), HandClock()), range(4)))
    assert len({one.public for one in made}) == 1


def test_its_private_key_is_not_to_be_read_from_the_database(town: Town) -> None:
    ((kept,),) = town.rows(city, "private")
    assert town.city.signer.private not in kept


def test_the_key_file_of_another_database_is_refused(town: Town) -> None:
    with pytest.raises(DamagedError, match=r"server\.key_differs"):
        found_city(town.database, Secret(bytes(32)), HandClock())


def test_an_address_is_kept_until_another_is_given(town: Town) -> None:
    for given, kept in (("HTTPS://A/V/", "HTTPS://A/V/"), ("", "HTTPS://A/V/"), ("HTTPS://B/V/", "HTTPS://B/V/")):
        found_city(town.database, Secret(KEY), HandClock(), address=given)
        assert town.rows(city, "address") == [(kept,)]


def test_what_it_says_is_an_entry_like_any_other(town: Town) -> None:
    key = EntryKey.parse(town.say("station.published", **STATION))
    assert key == EntryKey(town.city.signer.device, 1, 1)
    ((body, reach, concern),) = town.rows(entries, "body", "reach", "concern")
    entry = parse_body(key, body)
    assert (entry.fact.kind, dict(entry.fact.says), entry.fact.document) == ("station.published", STATION, "")
    assert (entry.moment.at, entry.moment.trusted, entry.by) == (NOON, True, None)
    assert (reach, concern) == (Reach.ALL, "")


def test_what_it_says_to_one_reaches_one(town: Town) -> None:
    town.say("note.sent", "LX01")
    assert town.rows(entries, "reach", "concern") == [(Reach.ONE, "LX01")]


def test_its_chain_is_whole_and_each_end_is_sealed(town: Town) -> None:
    town.say("station.published", **STATION)
    with town.database.begin() as connection:
        town.city.append(connection, [Saying("a.said", {}), Saying("b.said", {})], NOON)
    with town.database.read() as connection:
        returned = load_own(connection, town.secret, CITY, (0, 0))
        assert town.city.newest(connection) == (1, 3)
    assert returned.run is not None
    hashes = returned.run.hashes()
    assert [h for _, h in town.rows(entries, "seq", "hash")] == hashes
    assert town.rows(heads, "device", "epoch", "seq", "hash") == [(CITY, 1, 3, hashes[-1])]
    assert [seq for (seq,) in town.rows(seals, "seq")] == [1, 3]
    for seq, head, signature in town.rows(seals, "seq", "head", "signature"):
        open_seal(Seal(town.city.signer.device, 1, seq, head, signature), town.city.public)


def test_nothing_said_is_nothing_written(town: Town) -> None:
    with town.database.begin() as connection:
        assert town.city.append(connection, [], NOON) == ()
        assert town.city.newest(connection) == (1, 0)
    assert town.rows(seals, "seq") == []


def test_writers_side_by_side_make_one_chain(postgresql: Database) -> None:
    town = found(postgresql)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: town.say("a.said"), range(24)))
    with town.database.read() as connection:
        run = load_own(connection, town.secret, CITY, (0, 0)).run
    assert run is not None
    assert [h for _, h in town.rows(entries, "seq", "hash")] == run.hashes()
    assert run.last == 24


def test_stations_and_watched_plates_are_remembered_as_last_said(town: Town) -> None:
    town.say("station.published", **STATION)
    town.say("station.published", **{**STATION, "name": "演示市场二"})
    assert town.rows(stations, "code", "name", "kind") == [("LX01", "演示市场二", "market")]
    town.say("plate.watched", plate="甘n8f326", reason="stolen", until=None)
    town.say("plate.watched", plate="甘N8F326", reason="debt", until="2026-02-01")
    town.say("plate.watched", plate="甘N00001")
    town.say("plate.unwatched", plate="甘N00001")
    assert town.rows(watched, "plate", "reason", "until", "since") == [
        ("甘N8F326", "debt", "2026-02-01", "2026-01-14T04:00:00.000Z")
    ]


def test_exceptions_are_remembered_and_closed(town: Town) -> None:
    says = {"exception": "number.twice", "number": "LX01-260114-0001", "facts": {}, "stations": ["LX01"]}
    opened = town.say("exception.opened", "LX01", **says, station="LX01")
    town.say("exception.opened", "LX01", **says, station="LX01")
    assert (
        town.rows(exceptions, "exception", "number", "station", "closed_at")
        == [("number.twice", "LX01-260114-0001", "LX01", None)] * 2
    )
    town.say("exception.closed", "LX01", opened=opened, note="")
    assert town.rows(exceptions, "seq", "closed_at") == [(1, "2026-01-14T04:00:00.000Z"), (2, None)]


def test_a_restored_city_begins_a_new_epoch_and_a_new_feed(town: Town) -> None:
    town.say("a.said")
    feeds = town.rows(feed, "id")
    with town.database.begin() as connection:
        town.city.begin_anew(connection, 3, HandClock())
        assert town.city.newest(connection) == (4, 1)
    assert town.rows(feed, "id") != feeds
    assert EntryKey.parse(town.say("b.said")) == EntryKey(town.city.signer.device, 4, 2)
    assert [(epoch, json.loads(body)["epoch"]) for epoch, body in town.rows(headers, "epoch", "body")] == [
        (1, 1),
        (4, 4),
    ]
    assert [row[:2] for row in town.rows(heads, "epoch", "seq")] == [(1, 1), (4, 2)]
    with town.database.read() as connection:
        later = load_own(connection, town.secret, CITY, (1, 1)).run
    assert later is not None
    assert (later.epoch, later.first, later.prev) == (4, 2, town.rows(heads, "epoch", "hash")[0][1].hex())


def test_a_city_holds_nothing_but_its_key(town: Town) -> None:
    other = City(town.city.signer)
    town.say("a.said")
    with town.database.begin() as connection:
        (key,) = other.append(connection, [Saying("b.said", {})], NOON)
    assert key.seq == 2
