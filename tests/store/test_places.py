"""An entry's key and the whole number that stands for it inside the store."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.domain.errors import DamagedError, UsageError
from coalguard.domain.identity import EntryKey
from coalguard.store.places import HIGHEST_SEQ, LAST_EPOCH, Places

OURS, THEIRS = "0" * 16, "f" * 16
PLACES = Places([(0, OURS), (7, THEIRS)])
keys = st.builds(EntryKey, st.sampled_from([OURS, THEIRS]), st.integers(1, LAST_EPOCH), st.integers(1, 2**34 - 1))


@given(keys)
def test_a_place_is_its_key_and_back(key: EntryKey) -> None:
    assert PLACES.key(PLACES.of(key)) == key


@given(st.lists(keys, min_size=2))
def test_places_grow_as_keys_do(found: list[EntryKey]) -> None:
    placed = [PLACES.of(key) for key in sorted(found)]
    assert all(before <= after for before, after in pairwise(placed))


def test_a_place_fits_an_integer_of_sqlite() -> None:
    assert Places([(2**20, OURS)]).of(EntryKey(OURS, LAST_EPOCH, 2**34 - 1)) < 2**63


def test_the_empty_text_stands_for_nothing() -> None:
    assert PLACES.of_text("") is None


def test_a_key_as_text_has_its_place() -> None:
    key = EntryKey(THEIRS, 2, 41)
    assert PLACES.of_text(str(key)) == PLACES.of(key)


def test_text_that_is_no_key_is_refused() -> None:
    with pytest.raises(UsageError, match=r"id\.malformed"):
        PLACES.of_text("41")


def test_a_device_nobody_heard_of_is_damage() -> None:
    assert not PLACES.knows("1" * 16)
    with pytest.raises(DamagedError, match=r"journal\.device_unknown"):
        PLACES.of(EntryKey("1" * 16, 1, 1))


@pytest.mark.parametrize("key", [EntryKey(OURS, LAST_EPOCH + 1, 1), EntryKey(OURS, 1, HIGHEST_SEQ + 1)])
def test_a_key_beyond_the_room_of_a_place_has_none(key: EntryKey) -> None:
    assert not PLACES.holds(key)
    with pytest.raises(DamagedError, match=r"journal\.place_unknown"):
        PLACES.of(key)


def test_a_device_is_learnt() -> None:
    places = Places([])
    places.learn(3, THEIRS)
    assert (places.knows(THEIRS), places.number(THEIRS)) == (True, 3)
