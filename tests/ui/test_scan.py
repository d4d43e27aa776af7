"""Scans are told from typing by time alone; nothing that was typed is lost or reordered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.ui.scan import BURST_MS, SHORTEST, TERMINATOR_MS, ScanWatch

CODE = "CG1-LX01-260114-0032"


def burst(watch: ScanWatch[str], text: str, at_ms: int = 1000, gap_ms: int = 8) -> int:
    """Send a text; gives back the moment of its last key."""
    for character in text:
        assert watch.press(character, character, at_ms).held
        at_ms += gap_ms
    return at_ms - gap_ms


@pytest.mark.parametrize("wait_ms", [1, BURST_MS, 100, TERMINATOR_MS])
def test_a_burst_and_its_terminator_are_a_scan(wait_ms: int) -> None:
    watch: ScanWatch[str] = ScanWatch()
    outcome = watch.end(burst(watch, CODE) + wait_ms)
    assert (outcome.scanned, outcome.garbled, outcome.held, outcome.give_back) == (CODE, False, True, ())
    assert watch.wait_ms is None


def test_a_burst_without_a_terminator_is_given_back() -> None:
    watch: ScanWatch[str] = ScanWatch()
    last_ms = burst(watch, CODE)
    assert watch.wait_ms == TERMINATOR_MS
    assert watch.rest(last_ms + TERMINATOR_MS - 1).give_back == ()
    assert watch.rest(last_ms + TERMINATOR_MS).give_back == tuple(CODE)


def test_a_terminator_that_comes_too_late_is_a_key_like_any_other() -> None:
    watch: ScanWatch[str] = ScanWatch()
    outcome = watch.end(burst(watch, CODE) + TERMINATOR_MS + 1)
    assert outcome.give_back == tuple(CODE)
    assert not outcome.held
    assert outcome.scanned is None


def test_few_keys_are_given_back_after_a_moment() -> None:
    watch: ScanWatch[str] = ScanWatch()
    last_ms = burst(watch, "8F3")
    waits = [watch.wait_ms]
    assert watch.rest(last_ms + BURST_MS).give_back == ("8", "F", "3")
    assert [*waits, watch.wait_ms] == [BURST_MS, None]
    assert watch.rest(last_ms + 1000).give_back == ()


def test_few_quick_keys_and_enter_are_typing() -> None:
    watch: ScanWatch[str] = ScanWatch()
    outcome = watch.end(burst(watch, "1" * (SHORTEST - 1)) + 5)
    assert outcome.give_back == ("1",) * (SHORTEST - 1)
    assert not outcome.held


def test_a_slow_key_gives_back_what_was_before_it() -> None:
    watch: ScanWatch[str] = ScanWatch()
    outcome = watch.press("b", "b", burst(watch, "a") + BURST_MS + 1)
    assert (outcome.give_back, outcome.held) == (("a",), True)


def test_another_key_gives_back_what_was_before_it() -> None:
    watch: ScanWatch[str] = ScanWatch()
    burst(watch, CODE)
    assert watch.interrupt().give_back == tuple(CODE)


@pytest.mark.parametrize("spoilt", ["CG1－LX01－260114", "你好CG1LX01260114"])
def test_a_scan_that_an_input_method_changed_is_told(spoilt: str) -> None:
    watch: ScanWatch[str] = ScanWatch()
    outcome = watch.end(burst(watch, spoilt) + 5)
    assert (outcome.scanned, outcome.garbled) == (spoilt, True)


def test_what_the_scanner_sends_before_each_code_is_taken_off() -> None:
    watch: ScanWatch[str] = ScanWatch(prefix="~")
    assert watch.end(burst(watch, f"~{CODE}") + 5).scanned == CODE


@given(st.lists(st.tuples(st.sampled_from("AB1"), st.integers(0, 600)), max_size=40))
def test_no_key_is_lost_doubled_or_reordered(keys: list[tuple[str, int]]) -> None:
    watch: ScanWatch[str] = ScanWatch()
    given_back: list[str] = []
    at_ms = 0
    for character, gap_ms in keys:
        at_ms += gap_ms
        given_back += watch.press(character, character, at_ms).give_back
    given_back += watch.interrupt().give_back
    assert given_back == [character for character, _ in keys]
