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
    thresholds = gc.get_threshold()
    yield
    gc.set_threshold(*thresholds)
    gc.unfreeze()


def old_garbage() -> "weakref.ref[Knot]":
    """Garbage that grew old before anybody let go of it."""
    knot = Knot()
    gc.collect()
    return weakref.ref(knot)


def test_garbage_is_found_when_nothing_is_under_way() -> None:
    busy = True
    made = Sweep(lambda: busy)
    made.sweep()
    busy = False
    made.sweep()  # the first sets the start aside
    left = old_garbage()
    busy = True
    made.sweep()
    assert left() is not None
    busy = False
    made.sweep()
    assert left() is None
    made.end()


def test_a_start_that_had_no_look_taken_is_set_aside_and_the_looks_begin() -> None:
    made = Sweep(lambda: False)
    gc.unfreeze()
    made.begin()
    assert gc.get_freeze_count() == 0  # nobody had the looks put off
    gc.disable()
    try:
        made.begin()
        assert gc.isenabled()
        assert gc.get_freeze_count() > 0
    finally:
        gc.enable()
        made.end()


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


def test_nobody_looks_through_the_old_ones_meanwhile() -> None:
    looks: list[int] = []

    def note(phase: str, facts: dict[str, int]) -> None:
        if phase == "stop":
            looks.append(facts["generation"])

    made = Sweep(lambda: True)
    gc.freeze()
    gc.collect()  # few are old now: the next look through them would come soon
    gc.callbacks.append(note)
    try:
        kept = [[number] for number in range(200_000)]
    finally:
        gc.callbacks.remove(note)
    made.end()
    assert len(kept) == 200_000
    assert looks.count(1) > 10
    assert 2 not in looks
