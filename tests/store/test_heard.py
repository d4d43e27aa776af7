"""What is known from others: the word of the pinned city alone, forms from whoever may speak for them."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from coalguard.domain.form import FormState
from coalguard.domain.identity import DocumentNumber
from coalguard.domain.journal import Fact, Json
from coalguard.resources import path
from coalguard.store.cursors import keep_heard
from coalguard.store.heard import (
    DecidedElsewhere,
    Elsewhere,
    HeardStation,
    Outlet,
    Watched,
    approved_price,
    city_number,
    count_watched,
    decisions_elsewhere,
    find_heard_form,
    find_watched,
    gates_heard_until,
    heard_form_at,
    load_exceptions,
    load_outlets,
    load_rules,
    load_stations,
    rules_in_force,
    station_of,
    uses_elsewhere,
)
from coalguard.store.reader import Reader
from coalguard.store.store import Store
from tests.neighbours import FORM, NOON, City, Neighbour, hear, neighbour, pin
from tests.store.booth import Booth

NUMBER = DocumentNumber.parse("LX02-260114-0032")
PLATE = "甘N8F326"
TODAY = date(2026, 1, 14)
COAL = "无烟2号"


@pytest.fixture
def store(booth: Booth) -> Iterator[Store]:
    """A store that knows its city, of which it has heard nothing yet."""
    with booth.open() as store:
        pin(store, City())
        yield store


@pytest.fixture
def city() -> City:
    """A city that published a market and a gate."""
    city = City()
    city.publish(market())
    city.publish(neighbour(3), kind="checkpoint")
    return city


def market() -> Neighbour:
    """A market elsewhere that issued one form."""
    market = neighbour(2, "LX02", "演示二市场")
    market.write("form.issued", FORM, str(NUMBER))
    return market


def publish_rules(city: City, version: str, since: str) -> None:
    """Rules like those that are shipped, in force from another day on."""
    rules = json.loads(path("standards/linxia-2023.json").read_bytes())
    for standard in rules["standards"]:
        standard["valid_from"] = since
    city.write("rules.published", {"rules": {**rules, "version": version}})


def test_a_store_without_a_city_believes_nobody(booth: Booth, city: City) -> None:
    city.write("plate.watched", {"plate": PLATE, "reason": "演示", "until": None})
    with booth.open() as store:
        hear(store, city)
        read = store.read()
        assert (city_number(read), station_of(read, market().signer.device)) == (-1, ("", ""))
        assert (find_watched(read, PLATE, NOON), load_stations(read), count_watched(read)) == (None, (), 0)


def test_the_citys_word_is_no_one_elses(store: Store, city: City) -> None:
    other = neighbour(9)
    said: tuple[tuple[str, dict[str, Json]], ...] = (
        ("plate.watched", {"plate": PLATE, "reason": "演示", "until": None}),
        ("price.published", {"coal": COAL, "station": "", "fen_per_t": 1, "from": "2026-01-01"}),
        ("station.published", {"code": "XX01", "name": "演示", "kind": "checkpoint"}),
        ("key.published", {"public": "00" * 32, "device": "", "station": "XX01", "name": "演示"}),
        ("outlet.published", {"name": "演示", "tier": 1, "town": "", "credit_code": ""}),
        ("exception.opened", {"exception": "number.twice", "number": "", "station": "", "facts": {}, "stations": []}),
    )
    for kind, says in said:
        other.write(kind, says)
    publish_rules(city, "x", "2026-01-01")
    other.written.append(replace(city.written.pop(), device=other.signer.device, seq=99))
    hear(store, city, other)
    read: Reader = store.read()
    assert (find_watched(read, PLATE, NOON), approved_price(read, COAL, TODAY)) == (None, None)
    assert (rules_in_force(read, TODAY), load_exceptions(read), load_outlets(read)) == (None, (), ())
    assert [one.code for one in load_stations(read)] == ["KK02", "LX02"]


# --- whose device -----------------------------------------------------------------------------------------------------


def test_a_station_is_known_by_the_city_or_by_an_imported_key(store: Store, city: City) -> None:
    imported, stranger = neighbour(7, "LX07", "演示七市场"), neighbour(8)
    says: dict[str, Json] = {"station": "LX07", "name": "演示七市场", "public": imported.signer.public.hex()}
    with store.begin() as act:
        act.append(Fact("key.imported", {**says, "device": imported.signer.device, "revoked_from": None}))
    for one in (imported, stranger):
        one.write("form.redeemed", {"form": str(NUMBER), "key_id": ""})
        one.at += timedelta(hours=1)
    hear(store, city, imported, stranger)
    read = store.read()
    assert station_of(read, market().signer.device) == ("LX02", "演示二市场")
    assert station_of(read, imported.signer.device) == ("LX07", "演示七市场")
    assert station_of(read, stranger.signer.device) == ("", "")
    assert {use.where for use in uses_elsewhere(read, NUMBER)} == {"LX07 演示七市场", stranger.signer.device}


def test_what_the_city_says_last_of_a_station_stands(store: Store, city: City) -> None:
    city.write("station.published", {"code": "KK02", "name": "折桥新卡口", "kind": "checkpoint"})
    hear(store, city)
    until = datetime(2026, 1, 14, 3, tzinfo=UTC)
    keep_heard(store, {"KK02": "2026-01-14T03:00:00.000Z"}, "s")
    assert load_stations(store.read()) == (
        HeardStation("KK02", "折桥新卡口", "checkpoint", until),
        HeardStation("LX02", "演示二市场", "checkpoint", None),
    )


# --- forms ------------------------------------------------------------------------------------------------------------


def test_a_form_is_believed_from_the_station_whose_number_it_carries(store: Store, city: City) -> None:
    liar = neighbour(3)
    liar.write("form.issued", {**FORM, "plate": "甘N99999"}, str(NUMBER))
    hear(store, city, market(), liar)
    found = find_heard_form(store.read(), NUMBER)
    assert found is not None
    assert (found.number, found.plate, found.void, found.lot) == (str(NUMBER), PLATE, False, "260114A001")
    assert (found.key, found.hash) == (market().key(1), market().prev)
    assert heard_form_at(store.read(), market().key(1)) == found
    assert heard_form_at(store.read(), liar.key(1)) is None
    assert found.state(NOON) is FormState.ISSUED
    assert found.state(found.valid_until) is FormState.EXPIRED


def test_what_was_never_heard_is_nothing(store: Store, city: City) -> None:
    hear(store, city)
    read = store.read()
    assert find_heard_form(read, NUMBER) is None
    assert heard_form_at(read, market().key(1)) is None
    assert heard_form_at(read, city.key(1)) is None
    assert (uses_elsewhere(read, NUMBER), decisions_elsewhere(read, PLATE)) == ((), ())


@pytest.mark.parametrize(("voids", "void"), [(2, True), (3, False)])
def test_its_own_station_alone_makes_a_form_void(store: Store, city: City, voids: int, void: bool) -> None:  # noqa: FBT001 -- a column
    issuer, other = market(), neighbour(3)
    (issuer if voids == 2 else other).write("form.voided", {"form": str(NUMBER)})
    hear(store, city, issuer, other)
    found = find_heard_form(store.read(), NUMBER)
    assert found is not None
    assert (found.void, found.state(NOON) is FormState.VOID) == (void, void)


def test_another_desk_of_the_same_station_may_make_its_form_void(store: Store, city: City) -> None:
    desk = neighbour(4, "LX02", "演示二市场")
    city.publish(desk)
    desk.write("form.voided", {"form": "LX02-260101-0032"})
    hear(store, city, market(), desk)
    found = find_heard_form(store.read(), replace(NUMBER, day="991231"))
    assert found is not None
    assert found.void


def test_uses_are_told_by_number_and_by_whose_form_it_was_the_first_first(store: Store, city: City) -> None:
    gate, late = neighbour(3), neighbour(5, "KK05", "演示五卡口")
    city.publish(late)
    late.at += timedelta(hours=2)
    late.write("form.redeemed", {"form": "LX02-260101-0032", "key_id": ""})
    gate.write("form.redeemed", {"form": str(NUMBER), "key_id": "65b60673"})
    hear(store, city, late, gate)
    first = Elsewhere("2026-01-14T04:00:00.000Z", "KK02 折桥卡口")
    second = Elsewhere("2026-01-14T06:00:00.000Z", "KK05 演示五卡口")
    assert uses_elsewhere(store.read(), NUMBER) == (first, second)
    assert uses_elsewhere(store.read(), NUMBER, "65b60673") == (first, second)
    assert uses_elsewhere(store.read(), NUMBER, "00000000") == (second,)


def test_uses_are_known_until_the_gate_that_was_heard_of_least_lately(store: Store, city: City) -> None:
    city.publish(neighbour(5, "KK05", "演示五卡口"), neighbour(6, "KK06", "演示六卡口"))
    city.publish(neighbour(7, "LX01", "演示市场"))
    city.write("station.published", {"code": "LX02", "name": "演示二市场", "kind": "market"})
    hear(store, city)
    assert gates_heard_until(store.read(), NOON) == NOON
    heard = {"KK02": "2026-01-14T03:00:00.000Z", "KK05": "2026-01-14T02:00:00.000Z"}
    keep_heard(store, {**heard, "LX02": "2026-01-01T00:00:00.000Z", "LX01": "2026-01-01T00:00:00.000Z"}, "s")
    assert gates_heard_until(store.read(), NOON) == NOON - timedelta(hours=2)


# --- trucks -----------------------------------------------------------------------------------------------------------


def test_decisions_of_other_gates_are_told_the_oldest_first(store: Store, city: City) -> None:
    gate = neighbour(3)
    gate.at += timedelta(hours=1)
    gate.write("inspection.decided", {"plate": PLATE, "decision": "pass", "reasons": []})
    gate.at -= timedelta(hours=2)
    gate.write("inspection.decided", {"plate": PLATE, "decision": "turn_back", "reasons": ["no_form"]})
    gate.write("inspection.decided", {"plate": "甘N00001", "decision": "pass", "reasons": []})
    hear(store, city, gate)
    assert decisions_elsewhere(store.read(), PLATE) == (
        DecidedElsewhere(NOON - timedelta(hours=1), "turn_back", ("no_form",), "KK02 折桥卡口"),
        DecidedElsewhere(NOON + timedelta(hours=1), "pass", (), "KK02 折桥卡口"),
    )


@pytest.mark.parametrize(
    ("until", "watched"),
    [
        (None, True),
        ("2026-01-14", True),
        ("2026-01-13", False),
        ("2026-01-14T04:00:00.000Z", True),
        ("2026-01-14T03:59:59.999Z", False),
    ],
)
def test_a_plate_is_watched_until_its_last_day_is_over(
    store: Store,
    city: City,
    until: str | None,
    watched: bool,  # noqa: FBT001 -- a column
) -> None:
    city.write("plate.watched", {"plate": PLATE, "reason": "演示", "until": until})
    hear(store, city)
    expected = Watched("演示", NOON, until or "") if watched else None
    assert find_watched(store.read(), PLATE, NOON) == expected
    assert (find_watched(store.read(), "甘N00001", NOON), count_watched(store.read())) == (None, 1)


def test_a_plate_that_is_let_go_is_watched_no_more(store: Store, city: City) -> None:
    city.write("plate.watched", {"plate": PLATE, "reason": "演示", "until": None})
    city.write("plate.unwatched", {"plate": PLATE})
    hear(store, city)
    assert (find_watched(store.read(), PLATE, NOON), count_watched(store.read())) == (None, 0)


# --- the city's word --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prices", "approved"),
    [
        ([], None),
        ([("", 98_000, "2026-01-01")], 98_000),
        ([("", 98_000, "2026-01-15")], None),
        ([("", 98_000, "2026-01-01"), ("", 99_000, "2026-01-10")], 99_000),
        ([("", 99_000, "2026-01-10"), ("", 98_000, "2026-01-01")], 99_000),
        ([("", 98_000, "2026-01-01"), ("", 97_000, "2026-01-01")], 97_000),
        ([("LX01", 95_000, "2026-01-01"), ("", 98_000, "2026-01-10")], 95_000),
        ([("LX02", 95_000, "2026-01-01")], None),
    ],
)
def test_a_price_is_the_newest_in_force_for_this_station(
    store: Store, city: City, prices: list[tuple[str, int, str]], approved: int | None
) -> None:
    for station, fen, since in prices:
        city.write("price.published", {"coal": COAL, "station": station, "fen_per_t": fen, "from": since})
    hear(store, city)
    assert approved_price(store.read(), COAL, TODAY) == approved
    assert approved_price(store.read(), "环保型煤", TODAY) is None


def test_rules_are_those_that_were_published_last_and_are_in_force(store: Store, city: City) -> None:
    publish_rules(city, "linxia-2026.1", "2026-01-01")
    publish_rules(city, "linxia-2026.2", "2026-01-10")
    publish_rules(city, "linxia-2026.3", "2026-02-01")
    hear(store, city)
    read = store.read()
    place = rules_in_force(read, TODAY)
    assert place is not None
    assert load_rules(read, place).version == "linxia-2026.2"
    assert rules_in_force(read, date(2025, 12, 31)) is None
    later = rules_in_force(read, date(2026, 2, 1))
    assert later is not None
    assert load_rules(read, later).version == "linxia-2026.3"


def test_outlets_are_those_registered_here_and_those_published(store: Store, city: City) -> None:
    with store.begin() as act:
        act.append(Fact("outlet.registered", {"name": "乙网点", "tier": 2, "town": "622901101", "credit_code": ""}))
    outlet: dict[str, Json] = {"name": "甲网点", "tier": 1, "town": "622901102", "credit_code": "", "code": "WD01"}
    city.write("outlet.published", outlet)
    city.write("outlet.published", {**outlet, "tier": 2})
    hear(store, city)
    assert set(load_outlets(store.read())) == {
        Outlet("乙网点", 2, "622901101", "", ""),
        Outlet("甲网点", 2, "622901102", "", "WD01"),
    }


def test_exceptions_are_told_the_newest_first_with_their_closing(store: Store, city: City) -> None:
    double = {"first": {"station": "KK02", "at": "2026-01-14T03:00:00.000Z"}}
    says = {"exception": "redemption.double", "number": str(NUMBER), "station": "LX01"}
    city.write("exception.opened", {**says, "facts": double, "stations": ["KK02", "LX01"]})
    first = city.key()
    city.write("exception.opened", {"exception": "number.twice", "number": str(NUMBER), "facts": 7, "stations": 7})
    city.write("exception.closed", {"opened": str(first), "note": "已核对"})
    hear(store, city)
    newest, oldest = load_exceptions(store.read())
    assert (newest.code, newest.stations, newest.facts, newest.closed_at) == ("number.twice", (), {}, None)
    assert (oldest.key, oldest.stations, oldest.facts) == (first, ("KK02", "LX01"), double)
    assert (oldest.closed_at, oldest.note, oldest.at) == (NOON, "已核对", NOON)
