"""What is kept behind a captured weight, so that a dispute can be settled from bytes, and what looks odd about it.

Follows `journal.md` §4: the raw frames of the last 3 s, the spread, whether the deck was empty before, and the signals
shown to the officer. A signal is never a refusal. The chapter judges only what it is given: it knows no port, no
store and no other weighing than the one handed in for comparison.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from coalguard.domain.errors import DamagedError
from coalguard.domain.journal import Json
from coalguard.domain.mass import Mass
from coalguard.domain.weighing import FRESH_MS, Reading, ScaleRule, SteadyWeight

EVIDENCE_MS = 3000
RECONNECT_MS = 2000

_CHANGES_KEPT = 64
_STEP_MS, _STEP_PERCENT = 500, 90
_WHOLE_MS = EVIDENCE_MS - 100  # the oldest of ten frames a second in the last 3 s may be a frame younger
_TARE_DRIFT_PERCENT = 3
_DISTINCT_FRAMES = 3
_HEX = re.compile(r"(?:[0-9a-f]{2})+")


@dataclass(frozen=True, slots=True)
class FrameRun:
    """Identical frames in a row: when the first came (milliseconds before the capture, so ≤ 0), how many, the hex."""

    at_ms: int
    count: int
    frame: str


def frame_runs(heard: Iterable[tuple[int, bytes]], now_ms: int) -> tuple[FrameRun, ...]:
    """The frames of the last 3 s, repeats counted; a second of silence starts a new run, so that it stays visible."""
    runs: list[FrameRun] = []
    last_ms = now_ms
    for moment_ms, raw in heard:
        if now_ms - moment_ms > EVIDENCE_MS:
            continue
        if runs and runs[-1].frame == raw.hex() and moment_ms - last_ms <= FRESH_MS:
            runs[-1] = replace(runs[-1], count=runs[-1].count + 1)
        else:
            runs.append(FrameRun(moment_ms - now_ms, 1, raw.hex()))
        last_ms = moment_ms
    return tuple(runs)


@dataclass(frozen=True, slots=True)
class Approach:
    """How the present load came onto the deck: the last reading below 20 e, then the first changes since."""

    light: Reading | None = None
    loaded: tuple[Reading, ...] = ()

    def after(self, reading: Reading, rule: ScaleRule) -> "Approach":
        """The approach once this reading is known."""
        if reading.mass is None:
            return self
        if reading.mass < rule.minimum:
            return Approach(reading)
        if len(self.loaded) == _CHANGES_KEPT or (self.loaded and self.loaded[-1].mass == reading.mass):
            return self
        return Approach(self.light, (*self.loaded, reading))


class Signal(StrEnum):
    """What looks odd about a weighing; shown to the officer, never a refusal (`journal.md` §4)."""

    ZERO_NOT_REACHED = "zero_not_reached"
    STEP_WITHOUT_RAMP = "step_without_ramp"
    NO_NOISE = "no_noise"
    SAME_SEQUENCE = "same_sequence"
    AFTER_RECONNECT = "after_reconnect"
    TARE_DRIFT = "tare_drift"
    OVER_AXLE_LIMIT = "over_axle_limit"


@dataclass(frozen=True, slots=True)
class Passage:
    """What the scale saw around one weighing; `zero_before` is unknown until it has heard zero or captured once."""

    approach: Approach
    frames: tuple[FrameRun, ...]
    zero_before: bool | None = None
    reconnected_ms: int | None = None
    previous: tuple[FrameRun, ...] = ()


def signals(weight: SteadyWeight, passage: Passage) -> tuple[Signal, ...]:
    """The signals that the scale alone can give.

    * zero_not_reached: the deck was not empty since the last capture.
    * step_without_ramp: from below 20 e to 90 % of the weight in two readings at most half a second apart; no truck
      drives on so fast.
    * no_noise: the same frame for the whole 3 s, and since the deck was seen below 20 e no other weight at all. A
      constant number alone is what an indicator shows of a standing truck and is no signal.
    * same_sequence: see `same_sequence`, against the weighing before.
    * after_reconnect: the weight was there within 2 s of the signal coming back.
    """
    shown = (
        (Signal.ZERO_NOT_REACHED, passage.zero_before is False),
        (Signal.STEP_WITHOUT_RAMP, _stepped(weight, passage.approach)),
        (Signal.NO_NOISE, _noiseless(weight, passage)),
        (Signal.SAME_SEQUENCE, same_sequence(passage.frames, passage.previous)),
        (Signal.AFTER_RECONNECT, _after_reconnect(passage)),
    )
    return tuple(signal for signal, seen in shown if seen)


def _stepped(weight: SteadyWeight, approach: Approach) -> bool:
    if approach.light is None or not approach.loaded:
        return False
    first = approach.loaded[0]
    sudden = first.moment_ms - approach.light.moment_ms <= _STEP_MS
    return sudden and first.mass is not None and 100 * first.mass.kg >= _STEP_PERCENT * weight.mass.kg


def _noiseless(weight: SteadyWeight, passage: Passage) -> bool:
    seen = {reading.mass for reading in passage.approach.loaded}
    constant = len(passage.frames) == 1 and passage.frames[0].at_ms <= -_WHOLE_MS
    return constant and passage.approach.light is not None and seen == {weight.mass}


def same_sequence(frames: Sequence[FrameRun], before: Sequence[FrameRun]) -> bool:
    """Whether two weighings ended in the same frames in the same numbers, at least three of them different.

    The shorter sequence is laid against the end of the longer; the counts at its two ends are cut by the 3 s window
    and do not matter.
    """
    short, long = sorted((frames, before), key=len)
    if len({run.frame for run in short}) < _DISTINCT_FRAMES:
        return False
    tail = long[len(long) - len(short) :]
    inner = slice(1, -1)
    return [run.frame for run in short] == [run.frame for run in tail] and (
        [run.count for run in short[inner]] == [run.count for run in tail[inner]]
    )


def _after_reconnect(passage: Passage) -> bool:
    if passage.reconnected_ms is None or not passage.approach.loaded:
        return False
    return passage.approach.loaded[0].moment_ms - passage.reconnected_ms <= RECONNECT_MS


def vehicle_signals(
    mass: Mass, *, median_tare: Mass | None = None, axle_limit: Mass | None = None
) -> tuple[Signal, ...]:
    """What the truck's memory adds: a tare over 3 % off its plate's median, a gross over the axle limit."""
    found: tuple[Signal, ...] = ()
    if median_tare is not None and 100 * abs((mass - median_tare).kg) > _TARE_DRIFT_PERCENT * median_tare.kg:
        found += (Signal.TARE_DRIFT,)
    if axle_limit is not None and mass > axle_limit:
        found += (Signal.OVER_AXLE_LIMIT,)
    return found


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is kept behind a captured weight: raw frames, spread of the steady stretch, zero before, signals."""

    frames: tuple[FrameRun, ...]
    low: Mass
    high: Mass
    zero_before: bool | None
    flags: tuple[str, ...] = ()

    def flagged(self, *more: str) -> "Evidence":
        """The same evidence with further signals."""
        return replace(self, flags=tuple(dict.fromkeys((*self.flags, *more))))


def evidence_facts(evidence: Evidence) -> Mapping[str, Json]:
    """The evidence as it stands in an entry; a frame run is the triple of its milliseconds, count and hex."""
    return {
        "flags": tuple(map(str, evidence.flags)),
        "frames": tuple((run.at_ms, run.count, run.frame) for run in evidence.frames),
        "high_kg": evidence.high.kg,
        "low_kg": evidence.low.kg,
        "zero_before": evidence.zero_before,
    }


def parse_evidence(facts: Mapping[str, object]) -> Evidence:
    """The evidence that `evidence_facts` wrote. Raises DamagedError `weighing.evidence_malformed`."""
    match facts:
        case {
            "flags": [*flags],
            "frames": [*runs],
            "high_kg": int(high),
            "low_kg": int(low),
            "zero_before": (bool() | None) as zero_before,
        }:
            frames = tuple(_parse_run(run) for run in runs)
            names = tuple(flag for flag in flags if isinstance(flag, str))
            if len(names) == len(flags):
                return Evidence(frames, Mass(low), Mass(high), zero_before, names)
    raise DamagedError("weighing.evidence_malformed")


def _parse_run(run: object) -> FrameRun:
    match run:
        case [int(at_ms), int(count), str(frame)] if _HEX.fullmatch(frame):
            return FrameRun(at_ms, count, frame)
    raise DamagedError("weighing.evidence_malformed")
