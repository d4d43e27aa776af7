"""Sweep: the old objects are looked through when nothing is under way, and never what was loaded to stay."""

import gc
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from coalguard.ui import sweep
from coalguard.ui.sweep import Sweep


class Knot:
    """Something that holds itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def _as_it_was(qapp: QApplication) -> Iterator[None]:
    del qapp
    yield
    gc.unfreeze()
    gc.enable()


def old_garbage() -> "weakref.ref[Knot]":
    """Garbage that grew old before anybody let go of it."""
    knot = Knot()
    gc.collect()
    return weakref.ref(knot)


def test_the_old_ones_are_looked_through_when_nothing_is_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "_RESTS", 1)
    busy = False
    made = Sweep(lambda: busy)
    made.look()  # the first sets the start aside
    left = old_garbage()
    busy = True
    made.look()
    assert left() is not None
    busy = False
    made.look()
    assert left() is None
    made.end()


def test_where_nothing_rests_they_are_looked_through_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "_LONGEST", 3)
    made = Sweep(lambda: True)
    made.sweep()
    left = old_garbage()
    for _ in range(2):
        made.look()
    assert left() is not None
    made.look()
    assert left() is None
    made.end()


def test_the_young_ones_are_looked_through_here_and_by_nobody_else() -> None:
    made = Sweep(lambda: True)
    gc.collect()
    left = weakref.ref(Knot())
    kept = [[number] for number in range(10_000)]
    assert left() is not None, "Python looked by itself"
    made.look()
    assert left() is None
    assert len(kept) == 10_000
    made.end()
    assert gc.isenabled()


def test_a_start_is_set_aside() -> None:
    made = Sweep(lambda: False)
    gc.unfreeze()
    made.begin()
    assert gc.get_freeze_count() > 0
    made.end()
    assert gc.get_freeze_count() == 0


def test_what_was_loaded_to_stay_is_set_aside_and_what_is_little_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Sweep(lambda: False)
    gc.unfreeze()
    made.sweep()
    aside = gc.get_freeze_count()
    assert aside > sweep._MANY
    made.sweep()
    assert gc.get_freeze_count() == aside
    monkeypatch.setattr(sweep, "_MANY", 0)
    made.sweep()
    assert gc.get_freeze_count() > aside
    made.end()
