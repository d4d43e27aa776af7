"""The derived tables are what the journal folds to, bit for bit, and become so again."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coalguard.domain.errors import DamagedError
from coalguard.domain.findings import Refused
from coalguard.store.rebuild import Difference, fold_anew, rebuild
from tests.store.booth import Booth, Clerk, derived, refused_act, reworded, rot, tampering


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32), st.integers(0, 30))
def test_whatever_was_done_is_folded_to_the_same_tables(
    tmp_path_factory: pytest.TempPathFactory, first_booth: Booth, seed: int, deeds: int
) -> None:
    booth = first_booth.copied(tmp_path_factory.mktemp("work") / "booth")
    with booth.open() as store:
        Clerk(store, booth.clock, Random(seed)).work(deeds)
        before = derived(store)
        assert rebuild(store, check_only=True) == []
        assert rebuild(store, check_only=False) == []
        assert derived(store) == before


def test_a_refused_act_leaves_nothing_that_a_rebuild_would_lack(booth: Booth) -> None:
    with booth.open() as store:
        with pytest.raises(Refused):
            refused_act(store)
        assert rebuild(store, check_only=True) == []


def test_rows_of_another_hand_are_told_and_put_right(booth: Booth) -> None:
    with booth.open() as store:
        Clerk(store, booth.clock, Random(2)).work(30)
        before = derived(store)
        with tampering(store) as connection:
            connection.execute("UPDATE postings SET kg = kg + 1 WHERE place = (SELECT min(place) FROM postings)")
            connection.execute("DELETE FROM weighings WHERE place = (SELECT min(place) FROM weighings)")
            connection.execute("INSERT INTO yards VALUES (1, '黑堆')")
        told = [Difference("postings", 2, 2), Difference("weighings", 0, 1), Difference("yards", 1, 0)]
        assert rebuild(store, check_only=True) == told
        assert derived(store) != before
        assert rebuild(store, check_only=False) == told
        assert derived(store) == before
        assert rebuild(store, check_only=True) == []


def test_a_table_that_is_gone_is_lacking_and_comes_back(booth: Booth) -> None:
    with booth.open() as store:
        before = derived(store)
        with tampering(store) as connection:
            connection.execute("DROP TABLE grants")
        assert rebuild(store, check_only=False) == [Difference("grants", 0, 7)]
        assert derived(store) == before


def test_a_table_that_nobody_declared_is_surplus_and_goes(booth: Booth) -> None:
    with booth.open() as store:
        with tampering(store) as connection:
            connection.execute("CREATE TABLE shadow (kg INTEGER)")
            connection.execute("INSERT INTO shadow VALUES (1)")
        assert rebuild(store, check_only=False) == [Difference("shadow", 1, 0)]
        assert rebuild(store, check_only=True) == []


def test_a_table_of_another_shape_differs_wholly(booth: Booth) -> None:
    with booth.open() as store:
        before = derived(store)
        with tampering(store) as connection:
            connection.execute("ALTER TABLE grants ADD COLUMN colour TEXT")
        assert rebuild(store, check_only=False) == [Difference("grants", 7, 7)]
        assert derived(store) == before


def test_folding_anew_asks_nothing_of_what_was_there(booth: Booth) -> None:
    with booth.open() as store:
        before = derived(store)
        with tampering(store) as connection:
            connection.execute("DROP TABLE people")
            connection.execute("CREATE TABLE people (name TEXT)")
        fold_anew(store)
        assert derived(store) == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"code"', '"kode"'),  # a fold lacks what it needs
        ('"says":{', '"says":{x'),  # no JSON any more
        ('"letter":"A"', '"letter":null'),  # a row may not be so
    ],
)
def test_an_entry_that_can_not_be_folded_is_damage_and_nothing_is_replaced(booth: Booth, old: str, new: str) -> None:
    with booth.open() as store:
        before = derived(store)
        reworded(store, 1, old, new)
        with pytest.raises(DamagedError, match=r"journal\.body"):
            rebuild(store, check_only=False)
        assert derived(store) == before


def test_a_damaged_page_of_the_journal_is_told_and_nothing_is_replaced(booth: Booth) -> None:
    with booth.open() as store:
        Clerk(store, booth.clock, Random(3)).work(100)
    rot(booth, "persons")
    with booth.open() as store:
        before = derived(store)
        with pytest.raises(DamagedError, match=r"store\.damaged"):
            rebuild(store, check_only=False)
        assert derived(store) == before


def test_no_scratch_is_left(booth: Booth) -> None:
    def files() -> set[Path]:
        return set(booth.folder.iterdir())

    with booth.open() as store:
        before = files()
        rebuild(store, check_only=False)
        assert files() == before


def test_a_scratch_that_a_crash_left_is_no_obstacle(booth: Booth) -> None:
    (booth.folder / "rebuild.scratch").write_bytes(b"half a file")
    with booth.open() as store:
        assert rebuild(store, check_only=True) == []
