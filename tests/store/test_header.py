"""Headers: one at each start, epoch and new server time; what was written under one stays under it."""

import json
from datetime import datetime, timedelta

from coalguard.domain.journal import render_instant
from coalguard.store.store import Store
from coalguard.store.verify import verify
from tests.store.booth import NOON, Booth, yard


def headers(store: Store) -> list[dict[str, object]]:
    """Every header of the store, in the order of writing."""
    return [json.loads(body) for (body,) in store.read().rows("SELECT body FROM headers ORDER BY no")]


def anchors(store: Store) -> list[object]:
    """What each header says of a server's time."""
    return [header["anchor"] for header in headers(store)]


def at(minutes: int) -> str:
    """A server-signed time so many minutes after noon."""
    moment: datetime = NOON + timedelta(minutes=minutes)
    return render_instant(moment)


def test_a_header_says_where_time_stood(booth: Booth) -> None:
    with booth.open() as store:
        yard(store, "东堆")
        last = headers(store)[-1]
        assert (last["boot"], last["base"], last["device"]) == ("0" * 32, booth.clock.ns, store.signer.device)
        assert (last["anchor"], last["epoch"], last["suite"]) == (None, 1, 1)


def test_a_servers_time_stands_in_the_next_header(booth: Booth) -> None:
    with booth.open() as store:
        yard(store, "东堆")
        before = len(headers(store))
        store.take_anchor(at(1))
        assert len(headers(store)) == before
        yard(store, "西堆")
        yard(store, "南堆")
        assert anchors(store)[before:] == [at(1)]
        assert verify(store).whole


def test_a_header_is_not_written_for_every_greeting(booth: Booth) -> None:
    with booth.open() as store:
        for minutes in (1, 2, 10, 11, 12, 30):
            store.take_anchor(at(minutes))
            yard(store, f"{minutes}号堆")
        assert [anchor for anchor in anchors(store) if anchor] == [at(1), at(11), at(30)]


def test_a_servers_time_is_remembered_over_a_start(booth: Booth) -> None:
    with booth.open() as store:
        store.take_anchor(at(1))
    with booth.open() as store:
        yard(store, "东堆")
        assert anchors(store)[-1] == at(1)
        assert verify(store).whole
