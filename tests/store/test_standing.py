"""What a station says of itself when it greets the city: its epochs, what it holds of others, its numbers."""

from pathlib import Path

from coalguard.domain.journal import Fact
from coalguard.domain.numbering import PaperKind
from coalguard.store.standing import first_unused, hash_at, load_ends, load_expiries, load_left, newest_of
from coalguard.store.store import Store
from tests.stations import open_test_station

LEASE = {"kind": "form", "prefix": "LX01", "first": 7, "last": 9, "origin": "server"}


def lease(store: Store, first: int, expires: str) -> None:
    """A lease of three serials."""
    with store.begin() as act:
        act.append(Fact("grant.opened", {**LEASE, "first": first, "last": first + 2, "expires": expires}))


def test_each_epoch_is_told_by_its_end(tmp_path: Path) -> None:
    with open_test_station(tmp_path) as (station, _):
        store = station.store
        end = store.head.seq
        with store.begin_epoch() as act:
            act.append(Fact("epoch.opened", {"previous": 1, "reason": "trial"}))

        assert load_ends(store) == {1: end, 2: end + 1}
        assert hash_at(store, (2, end + 1)) == store.head.hash.hex()
        assert hash_at(store, (1, end + 1)) == ""


def test_of_a_device_that_nobody_heard_of_there_is_nothing(tmp_path: Path) -> None:
    with open_test_station(tmp_path) as (station, _):
        reader, head = station.store.read(), station.store.head

        assert newest_of(reader, "00" * 8) == ((0, 0), b"")
        assert newest_of(reader, head.device) == ((1, head.seq), head.hash)


def test_numbers_left_are_counted_over_all_grants_that_are_open(tmp_path: Path) -> None:
    with open_test_station(tmp_path) as (station, _):
        store = station.store
        lease(store, 1_000_001, "2026-01-01T00:00:00.000Z")
        lease(store, 1_000_011, "2026-02-01T00:00:00.000Z")

        left = load_left(store.read())

        assert (left["form"], left["ticket"]) == (1_000_006, 1_000_000)
        assert load_expiries(store.read()) == {"form": "2026-02-01T00:00:00.000Z"}
        assert first_unused(store.read()) == dict.fromkeys(map(str, PaperKind), 1) | {"form": 1_000_011}


def test_without_an_entry_of_it_a_known_device_has_no_newest(tmp_path: Path) -> None:
    with open_test_station(tmp_path) as (station, _):
        store = station.store
        store.write_beside("INSERT INTO keys VALUES (9, ?, ?, NULL)", "11" * 8, bytes(32))
        store.places.learn(9, "11" * 8)

        assert newest_of(store.read(), "11" * 8) == ((0, 0), b"")
