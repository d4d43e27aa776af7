"""A scale as it is heard: a dialect, the last seconds of frames, and what is known of the deck; without I/O.

It turns frames into readings by the scale's rule and remembers what evidence needs: whether zero was seen since the
last capture, how the load came on, when the signal came back. All judging is `domain.weighing` and
`domain.evidence`; all time is given. It is used by one thread at a time: the lock is the port's affair.
"""

from collections import deque
from dataclasses import dataclass

from coalguard.devices.dialects import Frame, dialect
from coalguard.domain.errors import DamagedError
from coalguard.domain.evidence import EVIDENCE_MS, Approach, Evidence, FrameRun, Passage, frame_runs, signals
from coalguard.domain.findings import Finding
from coalguard.domain.mass import Mass
from coalguard.domain.weighing import (
    FRESH_MS,
    PanelState,
    Reading,
    ScaleRule,
    SteadyWeight,
    Unsteady,
    mass_shown,
    state,
    steady,
)

_KEPT_MS = 12_000
_KEPT_FRAMES = 4096  # 12 s of the fastest indicator; a flood of frames must not fill the memory


@dataclass(frozen=True, slots=True)
class Panel:
    """What the weight panel paints: state, number, how long nothing was heard, why a frame could not be used."""

    state: PanelState
    mass: Mass | None
    silent_for_ms: int | None
    fault: Finding | None = None


class Scale:
    """One scale's buffer and memory, fed by a port."""

    def __init__(self, rule: ScaleRule) -> None:
        """Begin unheard. Raises UsageError `scale.protocol_unknown`."""
        self.rule = rule
        self._dialect = dialect(rule.protocol)
        self._frames: deque[tuple[int, bytes]] = deque(maxlen=_KEPT_FRAMES)
        self._readings: deque[Reading] = deque(maxlen=_KEPT_FRAMES)
        self._approach = Approach()
        self._zero_before: bool | None = None
        self._previous: tuple[FrameRun, ...] = ()
        self._captured_ms = 0
        self._last_heard_ms: int | None = None
        self._interrupted = False
        self._reconnected_ms: int | None = None

    @property
    def newest(self) -> Reading | None:
        """The last reading since the signal came, if any."""
        return self._readings[-1] if self._readings else None

    def hear(self, data: bytes, at_ms: int) -> int:
        """Take bytes from the wire; how many frames they completed."""
        frames = self._dialect.feed(data)
        for frame in frames:
            self._keep(frame, at_ms)
        return len(frames)

    def connected(self, at_ms: int) -> None:
        """The port opened: half a frame from before must not meet the new bytes. No signal yet, only a cable."""
        self._dialect = dialect(self.rule.protocol)
        self._forget_old(at_ms)

    def lost(self, at_ms: int) -> None:
        """The port is gone: what stood on the deck is no longer known."""
        self._interrupted = self._last_heard_ms is not None
        self._forget_deck()
        self._forget_old(at_ms)

    def steady(self, now_ms: int) -> SteadyWeight | Unsteady:
        """The weight that may be taken now, or why none."""
        return steady(self._readings, self.rule, now_ms)

    def state(self, now_ms: int) -> PanelState:
        """The panel's state."""
        return state(self._readings, self.rule, now_ms)

    def panel(self, now_ms: int) -> Panel:
        """What the panel paints now; a silent scale shows no number (`domain.md` §4.1)."""
        shown = self.state(now_ms)
        newest = self.newest
        silent_for_ms = None if self._last_heard_ms is None else now_ms - self._last_heard_ms
        mass = None if newest is None or shown is PanelState.DISCONNECTED else newest.mass
        return Panel(shown, mass, silent_for_ms, newest.fault if newest else None)

    def evidence(self, now_ms: int) -> Evidence | None:
        """What stands behind a weight taken now; nothing while none may be taken."""
        weight = self.steady(now_ms)
        if isinstance(weight, Unsteady):
            return None
        frames = frame_runs(self._frames, now_ms)
        repeatable = now_ms - self._captured_ms > EVIDENCE_MS  # else the two share frames honestly
        previous = self._previous if repeatable else ()
        passage = Passage(self._approach, frames, self._zero_before, self._reconnected_ms, previous)
        flags = tuple(str(signal) for signal in signals(weight, passage))
        return Evidence(frames, weight.low, weight.high, self._zero_before, flags)

    def captured(self, now_ms: int) -> None:
        """Mark that a weight was taken: from now on the deck must come to zero (`domain.md` §4.6)."""
        self._previous = frame_runs(self._frames, now_ms)
        self._captured_ms = now_ms
        self._zero_before = False

    def _keep(self, frame: Frame, at_ms: int) -> None:
        paused = self._last_heard_ms is not None and at_ms - self._last_heard_ms > FRESH_MS
        if self._interrupted or paused:  # a plug changed between adapter and indicator closes no port
            self._forget_deck()
            self._reconnected_ms = at_ms
        self._interrupted = False
        self._last_heard_ms = at_ms
        reading = _read(frame, at_ms, self.rule)
        self._frames.append((at_ms, frame.raw))
        self._readings.append(reading)
        self._approach = self._approach.after(reading, self.rule)
        if reading.mass is not None and self.rule.zero(reading.mass):
            self._zero_before = True
        self._forget_old(at_ms)

    def _forget_deck(self) -> None:
        self._readings.clear()
        self._approach = Approach()

    def _forget_old(self, now_ms: int) -> None:
        while self._frames and now_ms - self._frames[0][0] > _KEPT_MS:
            self._frames.popleft()
        while self._readings and now_ms - self._readings[0].moment_ms > _KEPT_MS:
            self._readings.popleft()


def _read(frame: Frame, moment_ms: int, rule: ScaleRule) -> Reading:
    if frame.overload:
        return Reading(None, moment_ms, overload=True, steady_flag=frame.steady_flag)
    shown = mass_shown(frame.value, frame.decimals, rule)
    if isinstance(shown, Finding):
        return Reading(None, moment_ms, steady_flag=frame.steady_flag, fault=shown)
    return Reading(shown, moment_ms, steady_flag=frame.steady_flag)


def replay(evidence: Evidence, rule: ScaleRule) -> tuple[Reading, ...]:
    """The readings behind a captured weight, decoded again from its frames: one for each run, at the run's `at_ms`.

    Raises DamagedError `weighing.evidence_malformed` where the kept bytes are no frame of the rule's protocol.
    """
    readings = []
    for run in evidence.frames:
        frames = dialect(rule.protocol).feed(bytes.fromhex(run.frame))
        if len(frames) != 1 or frames[0].raw.hex() != run.frame:
            raise DamagedError("weighing.evidence_malformed")
        readings.append(_read(frames[0], run.at_ms, rule))
    return tuple(readings)
