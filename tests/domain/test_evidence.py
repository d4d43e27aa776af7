"""Evidence behind a weight: frames counted, signals, and the way into an entry and back."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.domain.errors import DamagedError
from coalguard.domain.evidence import (
    Approach,
    Evidence,
    FrameRun,
    Passage,
    Signal,
    evidence_facts,
    frame_runs,
    parse_evidence,
    same_sequence,
    signals,
    vehicle_signals,
)
from coalguard.domain.journal import canonical
from coalguard.domain.mass import Mass
from coalguard.domain.weighing import Reading, ScaleRule, SteadyWeight

RULE = ScaleRule("一号磅", "xk3190-tf0", "COM3", 9600, "N", "kg", 0, Mass(20), Mass(100_000))
TRUCK = 48_260
WEIGHT = SteadyWeight(Mass(TRUCK), Mass(TRUCK), Mass(TRUCK), 3000)
CONSTANT = (FrameRun(-2950, 30, "aa"),)
CLIMB = (FrameRun(-2950, 4, "aa"), FrameRun(-2500, 1, "bb"), FrameRun(-2400, 2, "cc"), FrameRun(-2200, 22, "dd"))


def approach(*shown: tuple[int, int | None]) -> Approach:
    """How a load came on, from (moment, kilograms)."""
    found = Approach()
    for moment_ms, kg in shown:
        found = found.after(Reading(None if kg is None else Mass(kg), moment_ms), RULE)
    return found


RAMP = approach((0, 0), (100, 4000), (300, 15_000), (500, 40_000), (700, TRUCK))


def test_identical_frames_in_a_row_are_counted() -> None:
    heard = [(0, b"\xff"), (2000, b"\xaa"), (2100, b"\xaa"), (2200, b"\xbb"), (2300, b"\xaa"), (5000, b"\xaa")]
    assert frame_runs(heard, 5000) == (
        FrameRun(-3000, 2, "aa"),
        FrameRun(-2800, 1, "bb"),
        FrameRun(-2700, 1, "aa"),
        FrameRun(0, 1, "aa"),
    )


def test_nothing_heard_is_no_run() -> None:
    assert frame_runs([], 5000) == ()


def test_an_approach_begins_at_the_last_light_reading_and_keeps_changes_alone() -> None:
    found = approach((0, 0), (100, 380), (200, 400), (300, None), (400, 400), (500, TRUCK), (600, TRUCK))
    assert found == Approach(Reading(Mass(380), 100), (Reading(Mass(400), 200), Reading(Mass(TRUCK), 500)))


def test_an_approach_ends_when_the_deck_is_light_again() -> None:
    assert approach((0, 0), (100, TRUCK), (200, -20)) == Approach(Reading(Mass(-20), 200))


def test_an_approach_does_not_grow_for_ever() -> None:
    found = approach((0, 0), *((at, TRUCK + 20 * (at % 2)) for at in range(1, 500)))
    assert len(found.loaded) == 64


@pytest.mark.parametrize(
    ("passage", "expected"),
    [
        (Passage(RAMP, CONSTANT), ()),
        (Passage(RAMP, CONSTANT, zero_before=True), ()),
        (Passage(RAMP, CONSTANT, zero_before=False), (Signal.ZERO_NOT_REACHED,)),
        (Passage(approach((0, 0), (100, TRUCK), (200, TRUCK + 20)), CLIMB), (Signal.STEP_WITHOUT_RAMP,)),
        (Passage(approach((0, 0), (500, 43_440), (600, TRUCK)), CLIMB), (Signal.STEP_WITHOUT_RAMP,)),
        (Passage(approach((0, 0), (500, 43_420), (600, TRUCK)), CLIMB), ()),
        (Passage(approach((0, 0), (501, TRUCK), (600, TRUCK + 20)), CLIMB), ()),
        (Passage(approach((100, TRUCK)), CONSTANT), ()),
        (Passage(Approach(), CONSTANT), ()),
        (Passage(approach((0, 0), (100, TRUCK)), CONSTANT), (Signal.STEP_WITHOUT_RAMP, Signal.NO_NOISE)),
        (Passage(approach((0, 0), (700, TRUCK)), CONSTANT), (Signal.NO_NOISE,)),
        (Passage(approach((0, 0), (700, TRUCK)), (FrameRun(-2899, 30, "aa"),)), ()),
        (Passage(approach((0, 0), (700, TRUCK + 20)), CONSTANT), ()),
        (Passage(RAMP, CLIMB, previous=CLIMB), (Signal.SAME_SEQUENCE,)),
        (Passage(approach((2000, TRUCK)), CONSTANT, reconnected_ms=0), (Signal.AFTER_RECONNECT,)),
        (Passage(approach((2001, TRUCK)), CONSTANT, reconnected_ms=0), ()),
        (Passage(Approach(), CONSTANT, reconnected_ms=0), ()),
    ],
)
def test_what_looks_odd_is_signalled(passage: Passage, expected: tuple[Signal, ...]) -> None:
    assert signals(WEIGHT, passage) == expected


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (CLIMB, True),
        ((FrameRun(-1, 9, "aa"), *CLIMB[1:3], FrameRun(-1, 7, "dd")), True),
        ((FrameRun(-9, 1, "ee"), *CLIMB), True),
        (CLIMB[1:], True),
        (CLIMB[2:], False),
        ((), False),
        ((CLIMB[0], FrameRun(-1, 2, "bb"), *CLIMB[2:]), False),
        ((CLIMB[0], FrameRun(-1, 1, "ee"), *CLIMB[2:]), False),
        (CLIMB[:3], False),
    ],
)
def test_the_same_sequence_is_known_by_its_end(other: tuple[FrameRun, ...], same: bool) -> None:  # noqa: FBT001 -- column
    assert same_sequence(CLIMB, other) is same_sequence(other, CLIMB) is same


def test_a_constant_number_is_no_sequence() -> None:
    flicker = (FrameRun(-2950, 1, "aa"), FrameRun(-2900, 1, "bb"), FrameRun(-2800, 1, "aa"), FrameRun(-2700, 27, "bb"))
    assert not same_sequence(flicker, flicker)


@pytest.mark.parametrize(
    ("kg", "median", "limit", "expected"),
    [
        (15_840, None, None, ()),
        (15_840, 15_840, None, ()),
        (10_300, 10_000, None, ()),
        (10_301, 10_000, None, (Signal.TARE_DRIFT,)),
        (9_699, 10_000, None, (Signal.TARE_DRIFT,)),
        (49_000, None, 49_000, ()),
        (49_980, None, 49_000, (Signal.OVER_AXLE_LIMIT,)),
        (49_980, 40_000, 49_000, (Signal.TARE_DRIFT, Signal.OVER_AXLE_LIMIT)),
    ],
)
def test_the_truck_is_compared_with_its_own_past_and_its_axles(
    kg: int, median: int | None, limit: int | None, expected: tuple[Signal, ...]
) -> None:
    tare = None if median is None else Mass(median)
    axles = None if limit is None else Mass(limit)
    assert vehicle_signals(Mass(kg), median_tare=tare, axle_limit=axles) == expected


def test_signals_are_added_once() -> None:
    evidence = Evidence(CONSTANT, Mass(1), Mass(2), zero_before=None, flags=("no_noise",))
    assert evidence.flagged("tare_drift", "no_noise").flags == ("no_noise", "tare_drift")


evidences = st.builds(
    Evidence,
    st.lists(
        st.builds(
            FrameRun, st.integers(-3000, 0), st.integers(1, 300), st.binary(min_size=1, max_size=18).map(bytes.hex)
        )
    ).map(tuple),
    st.integers(-100, 100_000).map(Mass),
    st.integers(-100, 100_000).map(Mass),
    st.sampled_from([None, True, False]),
    st.lists(st.sampled_from(Signal).map(str)).map(tuple),
)


@given(evidences)
def test_evidence_returns_from_its_entry(evidence: Evidence) -> None:
    facts = evidence_facts(evidence)
    assert parse_evidence(facts) == evidence
    assert canonical(facts)


WRITTEN = {"flags": [], "frames": [[-100, 3, "022b"]], "high_kg": 2, "low_kg": 1, "zero_before": None}


def test_evidence_is_read_from_json() -> None:
    assert parse_evidence(WRITTEN) == Evidence((FrameRun(-100, 3, "022b"),), Mass(1), Mass(2), zero_before=None)


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {**WRITTEN, "high_kg": "2"},
        {**WRITTEN, "flags": [1]},
        {**WRITTEN, "flags": "no_noise"},
        {**WRITTEN, "zero_before": 1},
        {**WRITTEN, "frames": [[-100, 3]]},
        {**WRITTEN, "frames": [[-100, 3, "02 2b"]]},
        {**WRITTEN, "frames": [[-100, 3, ""]]},
        {**WRITTEN, "frames": ["022b"]},
    ],
)
def test_what_is_no_evidence_is_damaged(facts: Mapping[str, object]) -> None:
    with pytest.raises(DamagedError) as caught:
        parse_evidence(facts)
    assert caught.value.code == "weighing.evidence_malformed"
