"""Folds of others' entries: the rows of each kind, nothing of what can not be read, the newest of what is said anew."""

import json
from collections.abc import Iterator, Mapping
from itertools import permutations

import pytest

from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Fact, Json, Moment, canonical, render_body
from coalguard.resources import path
from coalguard.store.fold.change import Change
from coalguard.store.fold.heard import FOLDS, Heard, hear
from coalguard.store.places import Places
from coalguard.store.rebuild import rebuild
from coalguard.store.store import Store
from coalguard.store.transaction import apply_change
from coalguard.store.verify import verify
from coalguard.trust.chain import DeviceSigner
from tests.neighbours import FORM, NOON, City, neighbour
from tests.neighbours import hear as arrive
from tests.store.booth import Booth, derived

CITY = DeviceSigner(b"\xc1" * 32).device
KEY = EntryKey(CITY, 1, 5)
PLACES = Places([(0, "ab" * 8), (3, CITY)])
PLACE = PLACES.of(KEY)
PUBLIC = DeviceSigner(bytes(32)).public.hex()
NUMBER = "LX02-260114-0032"
AT = "2026-01-14T04:00:00.000Z"
RULES: dict[str, Json] = json.loads(path("standards/linxia-2023.json").read_bytes())

SAID: dict[str, Mapping[str, Json]] = {
    "station.published": {"code": "KK02", "name": "折桥卡口", "kind": "checkpoint"},
    "key.published": {"public": PUBLIC, "device": "", "station": "KK02", "name": "折桥卡口"},
    "key.revoked": {"public": PUBLIC, "device": "", "station": "KK02", "from": [2, 17]},
    "rules.published": {"rules": RULES},
    "price.published": {"coal": "无烟2号", "station": "", "fen_per_t": 98_000, "from": "2026-01-01"},
    "outlet.published": {"name": "演示网点", "tier": 2, "town": "622901101", "credit_code": ""},
    "plate.watched": {"plate": "甘n8f326", "reason": "演示", "until": "2026-02-01"},
    "plate.unwatched": {"plate": "甘N8F326"},
    "exception.opened": {
        "exception": "redemption.double",
        "number": NUMBER,
        "facts": {},
        "station": "LX01",
        "stations": ["LX01"],
    },
    "exception.closed": {"opened": str(EntryKey(CITY, 1, 2)), "note": "已核对"},
    "form.issued": FORM,
    "form.voided": {"form": NUMBER},
    "form.redeemed": {"form": NUMBER, "key_id": "65b60673"},
    "inspection.decided": {"plate": "甘N8F326", "decision": "turn_back", "reasons": ["no_form", "overload"]},
}
IDENTITY: Mapping[str, Json] = {"prefix": "LX02", "serial": 32}
ROWS: dict[str, tuple[str, Mapping[str, Json]]] = {
    "station.published": ("stations", SAID["station.published"]),
    "key.published": (
        "published_keys",
        {"public": PUBLIC, "device": DeviceSigner(bytes(32)).device, "station": "KK02", "name": "折桥卡口"},
    ),
    "key.revoked": ("revoked_keys", {"public": PUBLIC, "epoch": 2, "seq": 17}),
    "rules.published": ("rule_sets", {"version": "linxia-2023.1", "since": "2023-06-08"}),
    "price.published": ("prices", {"coal": "无烟2号", "station": "", "fen_per_t": 98_000, "since": "2026-01-01"}),
    "outlet.published": ("published_outlets", {**SAID["outlet.published"], "code": ""}),
    "plate.watched": (
        "watched_plates",
        {"plate": "甘N8F326", "watched": 1, "reason": "演示", "until": "2026-02-01", "at": AT},
    ),
    "plate.unwatched": ("watched_plates", {"plate": "甘N8F326", "watched": 0, "reason": "", "until": "", "at": AT}),
    "exception.opened": (
        "exceptions",
        {"exception": "redemption.double", "number": NUMBER, "station": "LX01", "at": AT},
    ),
    "form.issued": (
        "heard_forms",
        {
            **IDENTITY,
            "number": NUMBER,
            "plate": "甘N8F326",
            "coal": "无烟2号",
            "net_kg": 32_420,
            "valid_until": "2026-01-14T16:00:00.000Z",
        },
    ),
    "form.voided": ("heard_voids", {**IDENTITY, "at": AT}),
    "form.redeemed": ("heard_redemptions", {**IDENTITY, "number": NUMBER, "key_id": "65b60673", "at": AT}),
    "inspection.decided": (
        "heard_decisions",
        {"plate": "甘N8F326", "decision": "turn_back", "reasons": "no_form,overload", "at": AT},
    ),
}


def body(kind: str, says: Mapping[str, Json], document: str = "") -> bytes:
    """An entry's body, said at noon."""
    return render_body(Fact(kind, says, document), Moment(NOON), None)


def heard(kind: str, says: Mapping[str, Json]) -> tuple[Change, ...]:
    """What an entry of the city changes."""
    told = hear(KEY, body(kind, says, NUMBER if kind == "form.issued" else ""), PLACES)
    assert told.kind == kind
    return told.changes


@pytest.mark.parametrize("kind", ROWS)
def test_each_kind_is_a_row(kind: str) -> None:
    (change,) = heard(kind, SAID[kind])
    table, values = ROWS[kind]
    assert (change.table, change.values) == (table, {**values, "place": PLACE, "said_by": 3})
    assert (change.key, change.anew) == ({}, False)


def test_a_closing_is_a_row_beside_the_opening() -> None:
    (change,) = heard("exception.closed", SAID["exception.closed"])
    opened = PLACES.of(EntryKey(CITY, 1, 2))
    assert change.values == {"opened": opened, "place": PLACE, "note": "已核对", "at": AT}


def test_all_kinds_are_tried() -> None:
    assert SAID.keys() == FOLDS.keys()


@pytest.mark.parametrize("kind", ["weather.noted", "lot.received", "server.enrolled"])
def test_any_other_kind_is_kept_and_changes_nothing(kind: str) -> None:
    assert hear(KEY, body(kind, {"form": NUMBER}), PLACES) == Heard(kind, "", ())


WRONG: list[Json] = [None, 7, True, "", "甘", "2026-13-01", [], [1], {}, {"a": 1}, 1 << 70, "\ud800", -1]


def wrong_ways(kind: str) -> Iterator[bytes]:
    """Bodies in which one thing is left out, or is something else."""
    for name in SAID[kind]:
        bare = {key: value for key, value in SAID[kind].items() if key != name}
        for says in (bare, *({**bare, name: wrong} for wrong in WRONG)):
            whole = body(kind, {"marker": 1}, NUMBER)
            yield whole.replace(b'{"marker":1}', json.dumps(says).encode())


@pytest.mark.parametrize("kind", SAID)
def test_what_can_not_be_read_shows_in_no_table_and_breaks_nothing(kind: str, booth: Booth) -> None:
    with booth.open() as store, store.maintenance() as connection:
        connection.execute("BEGIN")
        for seq, text in enumerate(wrong_ways(kind), 1):
            for change in hear(EntryKey(CITY, 1, seq), text, PLACES).changes:
                apply_change(connection, change)  # a row of the right types, or none
        connection.execute("ROLLBACK")


@pytest.mark.parametrize(
    "spoilt",
    [
        b"",
        b"{",
        b"[]",
        b"[" * 100_000,
        b"\xff",
        b"{}",
        body("plate.watched", SAID["plate.watched"]).replace(b'"v":1', b'"w":1'),
        body("plate.watched", SAID["plate.watched"]).replace(b'"by":""', b'"by":"x"'),
        body("plate.watched", SAID["plate.watched"]).replace(b'"kind":"plate.watched"', b'"kind":7'),
        body("plate.watched", SAID["plate.watched"]).replace(b'"doc":""', b'"doc":null'),
        body("plate.watched", SAID["plate.watched"]).replace(b'"files":[]', b'"files":7'),
    ],
)
def test_a_body_that_is_none_is_nothing(spoilt: bytes) -> None:
    assert hear(KEY, spoilt, PLACES) == Heard("", "", ())


@pytest.mark.parametrize("at", ["2026-01-14T04:00:00", "0001-01-01T00:00:00+14:00"])
def test_an_instant_without_a_place_in_time_is_none(at: str) -> None:
    text = body("plate.watched", SAID["plate.watched"]).replace(AT.encode(), at.encode())
    assert hear(KEY, text, PLACES) == Heard("plate.watched", "", ())


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        ("key.published", {"public": "ab"}),
        ("key.published", {"public": "zz" * 32}),
        ("key.revoked", {"from": [1, 2, 3]}),
        ("key.revoked", {"from": ["1", "2"]}),
        ("rules.published", {"rules": {**RULES, "standards": []}}),
        ("rules.published", {"rules": {**RULES, "version": 7}}),
        ("price.published", {"from": "gestern"}),
        ("price.published", {"fen_per_t": True}),
        ("plate.watched", {"until": "2026-01-14Tx"}),
        ("exception.closed", {"opened": str(EntryKey("ab" * 8, 1, 2))}),
        ("exception.closed", {"opened": "17"}),
        ("form.issued", {"valid_until": "bald"}),
        ("form.issued", {"values": [{"item": "ash", "value": "viel"}]}),
        ("form.issued", {"net_kg": "1"}),
        ("form.voided", {"form": "LX02"}),
        ("inspection.decided", {"reasons": "no_form"[:0] or None}),
    ],
)
def test_what_says_nonsense_is_nothing(kind: str, changed: Mapping[str, Json]) -> None:
    assert heard(kind, {**SAID[kind], **changed}) == ()


def test_a_form_needs_a_number() -> None:
    assert hear(KEY, body("form.issued", FORM), PLACES).changes == ()


def test_a_watch_may_be_for_ever_or_until_an_instant_and_of_anything() -> None:
    for until in (None, "", "2026-01-15T04:00:00.000Z"):
        (change,) = heard("plate.watched", {"plate": "无牌蓝车", "reason": "", "until": until})
        assert (change.values["until"], change.values["plate"]) == (until or "", "无牌蓝车")


def test_the_newest_stands_in_whatever_order_they_are_folded(booth: Booth) -> None:
    with booth.open() as store:
        orders = list(permutations(_watches()))
        for order in orders:
            assert _standing(store, [change for one in order for change in one]) == [("甘N8F326", 0)]
        assert len(orders) == 6


def _watches() -> list[tuple[Change, ...]]:
    """Watched, watched again, not watched any more."""
    places = Places([(3, CITY)])
    said = [("plate.watched", 1), ("plate.watched", 2), ("plate.unwatched", 3)]
    return [hear(EntryKey(CITY, 1, seq), body(kind, SAID[kind]), places).changes for kind, seq in said]


def _standing(store: Store, changes: list[Change]) -> list[tuple[object, ...]]:
    with store.maintenance() as connection:
        connection.execute("BEGIN")
        for change in changes:
            apply_change(connection, change)
        found = connection.execute("SELECT plate, watched FROM watched_plates").fetchall()
        connection.execute("ROLLBACK")
    return found


def test_own_enrolment_says_who_the_city_is(booth: Booth) -> None:
    says = {
        "city": "c1",
        "url": "u",
        "feed": "f",
        "station": "LX01",
        "address": "HTTPS://X/V/",
        "fingerprint": "12345678",
    }
    with booth.open() as store:
        with store.begin() as act:
            place = store.places.of(act.append(Fact("server.enrolled", {**says, "certificate": {}})))
        assert store.read().rows("SELECT * FROM server") == [
            (place, "c1", "u", "f", "LX01", "HTTPS://X/V/", "12345678")
        ]
        assert verify(store).whole


def test_a_rebuild_comes_to_the_same_rows(booth: Booth) -> None:
    city, gate = City(), neighbour(2)
    for kind, says in SAID.items():
        for one in (city, gate):
            opened = {"opened": str(one.key(1))} if kind == "exception.closed" else {}
            one.write(kind, {**says, **opened}, NUMBER if kind == "form.issued" else "")
    gate.keep(b"\xff")
    gate.keep(canonical({"kind": "plate.watched"}))
    gate.write("plate.watched", {"plate": 7})
    with booth.open() as store:
        assert arrive(store, city, gate).new == 2 * len(SAID) + 3
        before = derived(store)
        assert before["heard_forms"]
        assert rebuild(store, check_only=False) == []
        assert derived(store) == before
        assert verify(store).whole
