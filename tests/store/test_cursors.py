"""Cursors: moved together or not at all; what enrolment said is found again in the journal."""

from datetime import UTC, datetime

import pytest

from coalguard.domain.errors import MachineError
from coalguard.domain.journal import Fact
from coalguard.sqlite import driver
from coalguard.store.cursors import Cursor, Cursors, keep_cursors, keep_heard, load_cursors, load_heard
from tests.store.booth import Booth

CITY = "c1" * 32


def test_nothing_is_known_before_an_enrolment(booth: Booth) -> None:
    with booth.open() as store:
        found = load_cursors(store.read())
        assert found == Cursors()
        assert (found.enrolled, found.acked, load_heard(store.read())) == (False, (1, 0), {})


def test_what_is_kept_is_there_after_a_start(booth: Booth) -> None:
    moved = {name: name.value for name in Cursor} | {
        Cursor.CURSOR: "17",
        Cursor.ACKED_EPOCH: "2",
        Cursor.ACKED_SEQ: "9",
        Cursor.RESTORED: "1",
    }
    with booth.open() as store:
        keep_cursors(store, moved)
    with booth.open() as store:
        found = load_cursors(store.read())
        assert (found.url, found.ca, found.city, found.feed) == ("url", "ca", "city", "feed")
        assert (found.cursor, found.mark, found.ratchet, found.acked) == (17, "mark", "ratchet", (2, 9))
        assert (found.heard_since, found.trust_at, found.token) == ("heard_since", "trust_at", "token")
        assert (found.token_expires, found.last_contact) == ("token_expires", "last_contact")
        assert (found.restored, found.enrolled, found.anchor) == (True, True, "anchor")


def test_cursors_move_together_or_not_at_all(booth: Booth) -> None:
    with booth.open() as store:
        with pytest.raises((MachineError, driver.Error)):
            keep_cursors(store, {Cursor.CURSOR: "17", Cursor.MARK: None})  # type: ignore[dict-item]  # what no caller may
        assert load_cursors(store.read()).cursor == 0


def test_a_store_of_before_finds_its_city_in_the_journal(booth: Booth) -> None:
    says = {
        "city": CITY,
        "url": "https://city.example",
        "feed": "f1",
        "station": "LX01",
        "address": "",
        "fingerprint": "",
    }
    with booth.open() as store, store.begin() as act:
        act.append(Fact("server.enrolled", says))
    with booth.open() as store:
        found = load_cursors(store.read())
        assert (found.city, found.url, found.feed, found.enrolled) == (CITY, "https://city.example", "f1", True)
        keep_cursors(store, {Cursor.FEED: "f2"})
        assert load_cursors(store.read()).feed == "f2"


def test_what_was_heard_of_a_station_never_grows_older(booth: Booth) -> None:
    with booth.open() as store:
        keep_heard(store, {"KK01": "2026-01-14T05:00:00.000Z", "KK02": "2026-01-14T04:00:00.000Z"}, "s1")
        keep_heard(store, {"KK01": "2026-01-14T03:00:00.000Z", "KK02": "2026-01-14T06:00:00.000Z"}, "s2")
        assert load_cursors(store.read()).heard_since == "s2"
        noon = datetime(2026, 1, 14, tzinfo=UTC)
        assert load_heard(store.read()) == {"KK01": noon.replace(hour=5), "KK02": noon.replace(hour=6)}
