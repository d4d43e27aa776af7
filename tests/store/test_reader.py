"""Questions and the entries behind their answers."""

import pytest

from coalguard.domain.errors import DamagedError, UsageError
from coalguard.domain.findings import Refused
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Fact
from tests.store.booth import NOON, Booth, rot, yard


def test_answers_are_rows_the_first_of_them_or_its_first_cell(booth: Booth) -> None:
    with booth.open() as store:
        yard(store, "东堆")
        yard(store, "西堆")
        reader = store.read()
        assert reader.rows("SELECT name FROM yards ORDER BY place") == [("东堆",), ("西堆",)]
        assert reader.one("SELECT name FROM yards ORDER BY place") == ("东堆",)
        assert reader.value("SELECT count(*) FROM yards WHERE name = ?", "西堆") == 1
        assert reader.one("SELECT name FROM yards WHERE place = 0") is None
        assert reader.value("SELECT name FROM yards WHERE place = 0") is None


def test_a_reader_asks_and_does_not_write(booth: Booth) -> None:
    with booth.open() as store, pytest.raises(Exception, match=r"readonly|disk\.read_only"):
        store.read().rows("DELETE FROM yards")


def test_an_entry_is_found_by_its_key_and_by_its_place(booth: Booth) -> None:
    with booth.open() as store:
        by = store.read().entry(EntryKey(store.head.device, 1, 2)).key
        with store.begin(by=by) as act:
            key = act.append(Fact("yard.registered", {"name": "东堆"}))
        entry = store.read().entry(key)
        assert (entry.fact.kind, entry.by, entry.moment.at) == ("yard.registered", by, NOON)
        assert store.read().entry_at(store.places.of(key)) == entry
        assert store.read().place_of(str(key)) == store.places.of(key)


def test_an_entry_that_is_not_there_is_refused(booth: Booth) -> None:
    with booth.open() as store:
        missing = EntryKey(store.head.device, 1, 99)
        with pytest.raises(Refused, match=r"id\.unknown"):
            store.read().entry(missing)
        with pytest.raises(Refused, match=r"id\.unknown"):
            store.read().entry_at(store.places.of(missing))


def test_an_id_of_another_stations_is_refused(booth: Booth) -> None:
    with booth.open() as store:
        with pytest.raises(Refused, match=r"id\.unknown"):
            store.read().place_of(f"{'0' * 16}-1-1")
        with pytest.raises(UsageError, match=r"id\.malformed"):
            store.read().place_of("1")


@pytest.mark.parametrize(("epoch", "seq"), [(1, (1 << 34) + 1), (256, 1), (257, 1), (999_999_999, 1)])
def test_an_id_has_one_spelling(booth: Booth, epoch: int, seq: int) -> None:
    """What has no room in a place stands for nothing: packed, it would be another entry, or no number of SQLite's."""
    with booth.open() as store, pytest.raises(Refused, match=r"id\.unknown"):
        store.read().place_of(f"{store.head.device}-{epoch}-{seq}")


def test_a_personal_row_is_there_until_it_is_erased(booth: Booth) -> None:
    with booth.open() as store:
        with store.begin() as act:
            place = store.places.of(act.append(Fact("driver.registered", {}), person={"name": "司机演示"}))
        assert store.read().person(place) == {"name": "司机演示"}
        with store.maintenance() as connection:
            connection.execute("DELETE FROM persons WHERE seq = ?", (store.head.seq,))
        assert store.read().person(place) is None


def test_a_page_that_rots_is_a_sentence(booth: Booth) -> None:
    rot(booth, "people")
    with booth.open() as store:
        for ask in (store.read().rows, store.read().one, store.read().value):
            with pytest.raises(DamagedError, match=r"store\.damaged"):
                ask("SELECT * FROM people")
