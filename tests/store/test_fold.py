"""Folds: what each kind of entry does to the derived tables; pure, so that a rebuild can not come to another answer.

one market's day, in entries
1 station.opened · 2 grant.opened release · 3 supplier.registered · 4 yard.registered · 5 buyer.registered
"""

from collections.abc import Mapping
from random import Random
from typing import Any

import pytest

from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Entry, Fact, Json, Moment
from coalguard.store.fold import FOLDS, fold
from coalguard.store.fold.change import Change, Placed, amend, find, put, put_anew
from coalguard.store.places import Places
from coalguard.store.transaction import apply_change
from tests.store.booth import NOON, Booth, Clerk, tampering

DEVICE = "ab" * 8
PLACES = Places([(0, DEVICE)])


def key(seq: int) -> str:
    """The id of an entry."""
    return str(EntryKey(DEVICE, 1, seq))


def place(seq: int) -> int:
    """The place of an entry."""
    return PLACES.of(EntryKey(DEVICE, 1, seq))


def placed(
    kind: str, says: Mapping[str, Json], *, seq: int = 9, document: str = "", row: Mapping[str, Json] | None = None
) -> Placed:
    """An entry in its place, written at noon in China on 14 January 2026."""
    at = EntryKey(DEVICE, 1, seq)
    return Placed(Entry(at, Fact(kind, says, document), Moment(NOON), None), place(seq), row, PLACES)


def folded(kind: str, says: Mapping[str, Json], **more: Any) -> list[Change]:
    """What an entry changes."""
    return list(fold(placed(kind, says, **more)))


def test_an_unknown_kind_changes_nothing() -> None:
    assert folded("weather.noted", {"wind": "北风"}) == []


def test_what_an_entry_may_be_asked() -> None:
    some = placed("yard.registered", {"name": "东堆", "visit": key(4), "contract": ""})
    assert (some.at, some.day) == ("2026-01-14T04:00:00.000Z", "2026-01-14")
    assert (some.of("visit"), some.of("contract")) == (place(4), None)


def test_a_change_puts_amends_or_puts_anew(booth: Booth) -> None:
    with booth.open() as store, tampering(store) as connection:
        apply_change(connection, put("yards", place=1, name="东堆"))
        apply_change(connection, amend("yards", {"place": 1}, name="西堆"))
        apply_change(connection, put_anew("yards", place=1, name="南堆"))
        assert connection.execute("SELECT * FROM yards").fetchall() == [(1, "南堆")]


def test_a_find_is_matched_in_capitals() -> None:
    row = find(placed("lot.received", {}), "lot", "260114a001", "260114a001", "甘n00001").values
    assert (row["title"], row["text"]) == ("260114a001", "260114A001\n260114A001\n甘N00001")


def test_a_grant_begins_with_its_first_serial_and_ends_with_its_closing() -> None:
    says: dict[str, Json] = {"kind": "form", "prefix": "LX01", "first": 101, "last": 200, "origin": "emergency"}
    (opened,) = folded("grant.opened", says)
    assert (opened.values["following"], opened.values["valid"]) == (101, 1)
    assert folded("grant.closed", {"grant": key(2)}) == [amend("grants", {"place": place(2)}, valid=0)]


def test_a_paper_takes_its_serial_from_the_grant() -> None:
    says = {"visit": key(5), "plate": "甘N00001", "grant": key(2)}
    changes = folded("release.issued", says, document="CF01-260114-0041")
    assert amend("grants", {"place": place(2)}, following=42) in changes
    assert changes[0].values["serial"] == 41


def test_a_void_form_takes_its_papers_its_sale_and_its_coal_along() -> None:
    says: dict[str, Json] = {
        "form": "LX01-260114-0032",
        "ticket": "GB01-260114-0050",
        "settlement": "JS01-260114-0032",
        "issued": key(7),
        "sale": key(6),
        "visit": key(5),
        "plate": "甘N00001",
        "lot": "260114A001",
        "net_kg": 500,
        "state": "voided",
        "postings": [["lot", "260114A001", 500], ["buyer", key(4), -500]],
    }
    changes = folded("form.voided", says)
    void = [change.key for change in changes if change.values == {"state": "void"}]
    assert void == [
        {"prefix": "LX01", "serial": 32},
        {"prefix": "GB01", "serial": 50},
        {"prefix": "JS01", "serial": 32},
        {"place": place(7)},
    ]
    assert amend("visits", {"place": place(5)}, state="voided") in changes
    assert [change.values["kg"] for change in changes if change.table == "postings"] == [500, -500]


def test_a_form_of_another_station_is_redeemed_without_being_held() -> None:
    says: dict[str, Json] = {"form": "KK01-260114-0007", "issued": "", "visit": key(5)}
    assert [change.table for change in folded("form.redeemed", says)] == ["redemptions"]
    (scanned,) = folded("form.redeemed", {**says, "key_id": "65b60673"})
    assert scanned.values["key_id"] == "65b60673"


@pytest.mark.parametrize(("revoked_from", "columns"), [(None, (None, None)), ([2, 17], (2, 17))])
def test_an_imported_key_takes_the_place_of_what_was_known_of_it(
    revoked_from: Json, columns: tuple[int | None, int | None]
) -> None:
    says = {
        "station": "LX02",
        "name": "演示二市场",
        "public": "ab" * 32,
        "device": DEVICE,
        "revoked_from": revoked_from,
    }
    (imported,) = folded("key.imported", says)
    assert (imported.table, imported.anew, imported.values["heard_at"]) == (
        "trusted_keys",
        True,
        "2026-01-14T04:00:00.000Z",
    )
    assert (imported.values["revoked_epoch"], imported.values["revoked_seq"]) == columns


def test_a_lot_is_opened_by_its_first_load_alone() -> None:
    says: dict[str, Json] = {
        "visit": key(5),
        "plate": "甘N00001",
        "lot": "260114A001",
        "yard": key(4),
        "coal": "无烟2号",
    }
    says |= {"net_kg": 500, "supplier": key(3), "contract": "", "report": "", "grant": key(2), "state": "received"}
    says |= {"postings": [["supplier", key(3), -500], ["lot", "260114A001", 500]], "ticket": "GB01-260114-0001"}
    for opens in (True, False):
        changes = folded("lot.received", {**says, "opens": opens}, document="JH01-260114-0001")
        assert ("lots" in {change.table for change in changes}) is opens


def test_a_buyer_whose_row_was_erased_is_nameless() -> None:
    facts = {"kind": "person", "town": "622901101", "purpose": "", "document": "id_card", "person": "00"}
    people = [change for change in folded("buyer.registered", facts) if change.table == "people"]
    assert (people[0].values["name"], people[0].values["document"], people[0].values["phone"]) == ("", "", "")


def test_a_changed_buyer_is_the_same_person() -> None:
    says = {"buyer": key(5), "kind": "person", "town": "622901101", "purpose": "", "document": "id_card"}
    row: dict[str, Json] = {"name": "马演示", "document_number": "622901188001010017", "phone": "13800000000"}
    changes = folded("buyer.changed", says, row=row)
    assert {change.table: change.key["place"] for change in changes if change.key} == {
        "people": place(5),
        "finds": place(5),
    }
    assert [change.values["latest"] for change in changes if change.table == "people"] == [place(9)]
    assert put("person_versions", place=place(9), person=place(5)) in changes


def test_a_print_counts_for_the_paper_of_its_prefix_and_serial() -> None:
    says: dict[str, Json] = {"paper": "LX01-260114-0032", "printer": key(4), "parts": [1, 2], "copy": 2}
    (change,) = folded("paper.printed", {**says, "outcome": "failed", "fault": "disk_full"})
    assert (change.values["prefix"], change.values["serial"], change.values["parts"]) == ("LX01", 32, "1,2")
    assert (change.values["outcome"], change.values["fault"]) == ("failed", "disk_full")


def test_a_paper_that_no_printer_could_take_is_an_attempt_on_none() -> None:
    says: dict[str, Json] = {"paper": "LX01-260114-0032", "printer": "", "parts": [0], "copy": 1}
    (change,) = folded("paper.printed", {**says, "outcome": "failed", "fault": "nowhere"})
    assert change.values["printer"] == 0


def test_where_a_paper_goes_is_what_was_said_last_and_is_counted_as_a_change() -> None:
    assert folded("paper.assigned", {"paper": "form", "printer": "针打", "wanted": True}) == [
        put_anew("settings", kind="paper", name="form", place=place(9)),
        put("changes", place=place(9), kind="paper", name="form"),
    ]


def test_how_a_station_is_reached_is_what_was_said_last() -> None:
    assert folded("station.set", {"hotline": ""}) == [put_anew("settings", kind="contact", name="", place=place(9))]


@pytest.mark.parametrize(("kind", "manual"), [("weighing.captured", {}), ("weighing.entered", {"manual": 1})])
def test_a_weight_stands_in_its_visit(kind: str, manual: Mapping[str, int]) -> None:
    says: dict[str, Json] = {"visit": key(5), "step": "gross", "kg": 48_260, "state": "half_weighed"}
    changed = folded(kind, says)[-1]
    assert changed == amend(
        "visits", {"place": place(5)}, state="half_weighed", gross_kg=48_260, gross=place(9), **manual
    )


def test_a_tare_on_record_stands_in_its_visit_and_counts_as_no_weighing() -> None:
    says: dict[str, Json] = {"visit": key(5), "step": "tare", "kg": 15_400, "state": "weighed", "of": key(4)}
    assert folded("weighing.recalled", says) == [
        amend("visits", {"place": place(5)}, state="weighed", tare_kg=15_400, tare=place(9))
    ]


def test_a_clerks_days_meet_most_kinds_that_are_folded(booth: Booth) -> None:
    with booth.open() as store:
        Clerk(store, booth.clock, Random(5)).work(60)
        kinds = {kind for (kind,) in store.read().rows("SELECT DISTINCT body ->> '$.kind' FROM entries")}
    assert len(kinds & FOLDS.keys()) > len(FOLDS) / 2
