"""Arrival: what others wrote is taken in once, in slices, as it came; and never at the cost of the desk."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from coalguard.domain.errors import DamagedError
from coalguard.domain.identity import EntryKey
from coalguard.store.arrival import LONGEST, SLICE, Arrived, Arriving, take_in
from coalguard.store.cursors import load_cursors
from coalguard.store.store import Store
from coalguard.store.transaction import Appended
from coalguard.store.verify import dump, verify
from coalguard.trust.chain import DeviceSigner
from tests.neighbours import City, Neighbour, hear, neighbour
from tests.store.booth import Booth, yard


def plates(city: Neighbour, count: int) -> None:
    """The city watches so many plates."""
    for number in range(count):
        city.write("plate.watched", {"plate": f"甘N{number:05d}", "reason": "演示", "until": None})


def held(store: Store) -> int:
    """How many entries of others are here."""
    return int(store.read().value("SELECT count(*) FROM entries WHERE device > 0"))


def standing(store: Store) -> tuple[int, str]:
    """How far the feed was read."""
    found = load_cursors(store.read())
    return found.cursor, found.mark


def test_a_page_is_taken_in_with_all_it_means(booth: Booth) -> None:
    city = City()
    plates(city, 3)
    with booth.open() as store:
        assert hear(store, city) == Arrived(new=3)
        assert standing(store) == (3, "ab" * 32)
        assert store.read().value("SELECT count(*) FROM watched_plates") == 3
        assert store.read().entry(city.key(2)).fact.says["plate"] == "甘N00001"
        assert verify(store).whole
    with booth.open() as store:
        assert store.places.knows(city.signer.device)
        assert b'"header":null' in list(dump(store))[-1]


def test_what_arrives_again_changes_nothing(booth: Booth) -> None:
    city, gate = City(), neighbour(2)
    plates(city, 2)
    gate.write("form.redeemed", {"form": "LX01-260114-0001", "key_id": ""})
    with booth.open() as store:
        hear(store, city)
        assert hear(store, city, gate) == Arrived(new=1, known=2)
        assert held(store) == 3
        assert verify(store).whole


def test_an_empty_page_moves_the_cursor(booth: Booth) -> None:
    with booth.open() as store:
        assert take_in(store, [], {}, 900, "cd" * 32) == Arrived()
        assert standing(store) == (900, "cd" * 32)


def test_a_known_entry_with_another_hash_is_told_and_never_overwritten(
    booth: Booth, caplog: pytest.LogCaptureFixture
) -> None:
    city = City()
    plates(city, 1)
    (entry,) = city.written
    other = replace(entry, hash=b"x" * 32, body=entry.body.replace(b"00000", b"99999"))
    with booth.open() as store:
        hear(store, city)
        arrived = take_in(store, [other], {city.signer.device: city.signer.public}, 2, "")
        assert arrived == Arrived(differing=[city.key()])
        assert store.read().entry(city.key()).fact.says["plate"] == "甘N00000"
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    caplog.clear()


def test_what_is_ours_or_nobodys_or_has_no_place_is_not_taken(booth: Booth) -> None:
    city = City()
    plates(city, 1)
    (entry,) = city.written
    with booth.open() as store:
        own = replace(entry, device=store.signer.device, seq=4711)
        stranger = replace(entry, device="ab" * 8)
        late = [replace(entry, epoch=256), replace(entry, seq=1 << 34), replace(entry, epoch=0), replace(entry, seq=0)]
        devices = {city.signer.device: city.signer.public, store.signer.device: store.signer.public}
        arrived = take_in(store, [own, stranger, *late, entry], devices, 7, "")
        assert (arrived.new, len(arrived.refused)) == (1, 6)
        assert arrived.refused[:2] == [EntryKey(store.signer.device, 1, 4711), EntryKey("ab" * 8, 1, 1)]
        assert (held(store), standing(store)[0]) == (1, 7)
        assert verify(store).whole


def test_a_device_that_is_named_by_anothers_key_is_not_believed(booth: Booth) -> None:
    city = City()
    plates(city, 1)
    with booth.open() as store:
        with pytest.raises(DamagedError, match=r"sync\.device_differs"):
            take_in(store, city.written, {city.signer.device: DeviceSigner(bytes(32)).public}, 1, "")
        assert (held(store), standing(store)) == (0, (0, ""))


def test_the_bell_rings_after_each_slice(booth: Booth) -> None:
    city = City()
    plates(city, 2 * LONGEST + 1)
    rings: list[tuple[Appended, ...]] = []
    with booth.open() as store:
        store.listen(rings.append)
        hear(store, city)
        hear(store, city)
        assert [len(ring) for ring in rings] == [LONGEST, LONGEST, 1]
        assert {one.kind for ring in rings for one in ring} == {"plate.watched"}


def test_the_cursor_moves_with_the_last_slice_alone(booth: Booth) -> None:
    city = City()
    plates(city, LONGEST + 1)
    seen: list[int] = []
    with booth.open() as store:
        store.listen(lambda _: seen.append(standing(store)[0]))
        hear(store, city)
        assert seen == [0, LONGEST + 1]


def test_the_desk_goes_first(booth: Booth) -> None:
    city = City()
    plates(city, LONGEST + SLICE)
    with booth.open() as store:
        rings: list[int] = []
        wants, saved = threading.Event(), threading.Event()

        def save() -> None:
            wants.wait(10)
            yard(store, "东堆")
            saved.set()

        def look(ring: tuple[Appended, ...]) -> None:
            rings.append(len(ring))
            wants.set()
            if len(rings) == 1:
                assert saved.wait(10)  # the slice is over and its lock free: whoever waits comes in between

        desk = threading.Thread(target=save)
        desk.start()
        store.listen(look)
        arrived = hear(store, city)
        desk.join(10)
        assert arrived.new == LONGEST + SLICE
        assert sorted(rings) == [1, SLICE, LONGEST]
        assert verify(store).whole


def test_a_slice_ends_where_somebody_waits_and_the_next_is_short(booth: Booth) -> None:
    city = City()
    plates(city, 5 + SLICE + 7)
    with booth.open() as store:
        rings: list[int] = []
        store.listen(lambda ring: rings.append(len(ring)))
        desk = threading.Thread(target=yard, args=(store, "东堆"))
        entries = iter(city.written)

        class Waiting(list[Arriving]):
            def __iter__(self) -> Iterator[Arriving]:
                for number, entry in enumerate(entries):
                    if number == 4:
                        desk.start()
                        while not store.wanted:
                            pass
                    yield entry

        arrived = take_in(store, Waiting(city.written), {city.signer.device: city.signer.public}, 10, "")
        desk.join(10)
        assert (arrived.new, rings) == (5 + SLICE + 7, [5, 1, SLICE, 7])


def test_a_failure_leaves_what_was_whole(booth: Booth) -> None:
    city = City()
    plates(city, LONGEST + 5)
    with booth.open() as store:
        store.listen(lambda _: (_ for _ in ()).throw(RuntimeError("bell")))
        with pytest.raises(RuntimeError, match="bell"):
            hear(store, city)
        assert (held(store), standing(store)[0]) == (LONGEST, 0)
    with booth.open() as store:
        assert hear(store, city) == Arrived(new=5, known=LONGEST)
        assert verify(store).whole
