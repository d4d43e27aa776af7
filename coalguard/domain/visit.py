"""One truck's stay: which step may follow which, what to say of a step that may not, and the memory of earlier stays.

    inbound, sale                                        inspection

    arrived ──gross|tare──► half_weighed                 arrived ◄─┐ gross, tare: at any time before the decision
                              │ the other of the two        │      │
                              ▼                          record    │
                            weighed                         ▼      │
                    receive │  │ sell                    recorded ◄┘ record again: what was seen is amended
                            ▼  ▼                            │
                     received  sold ◄─sell── voided         ├─pass──────► released
                                                            ├─turn_back─► turned_back
    abandon, from any state above received and sold         └─detain────► handed_over
    ► abandoned                                          not_coal, abandon: from arrived as well ► not_coal, abandoned

The rules of the stay:
1. Loaded or empty first is all one: coal that comes in is weighed gross first, coal that goes out tare first, and
   both happen the other way round (`domain.md` §4.6).
2. A captured weight never changes (`journal.md` §4): the same step twice is refused. A wrong weight ends the stay by
   `abandon`, and a new one begins.
3. One truck has one stay at a time: a second arrival of the same plate is a finding (`ux.md` §6.3).
4. Every stay ends in a state that no step leaves, but for its paper: a form can be made void (sold to voided), and
   the same weights go out on a new form. The truck may have left and come again meanwhile.

What a step needs beyond this table (a complete checklist, coal in the lot, a truck that is not banned) is judged by
those who know it and handed in as `blocks`. Not known here: how a weight is taken, papers, people, the clock.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from coalguard.domain.errors import Fact
from coalguard.domain.findings import Finding, Severity, fail, refuse_if_any, warn
from coalguard.domain.identity import EntryKey
from coalguard.domain.mass import Mass

_HOUR = timedelta(hours=1)


class Purpose(StrEnum):
    """What a truck came for."""

    INBOUND = "inbound"
    SALE = "sale"
    INSPECTION = "inspection"


class State(StrEnum):
    """Where a stay stands."""

    ARRIVED = "arrived"
    HALF_WEIGHED = "half_weighed"
    WEIGHED = "weighed"
    RECEIVED = "received"
    SOLD = "sold"
    VOIDED = "voided"
    RECORDED = "recorded"
    RELEASED = "released"
    TURNED_BACK = "turned_back"
    HANDED_OVER = "handed_over"
    NOT_COAL = "not_coal"
    ABANDONED = "abandoned"


class Step(StrEnum):
    """What can be done next; a decision's step is spelled like the decision (`inspection.Decision`)."""

    GROSS = "gross"
    TARE = "tare"
    RECEIVE = "receive"
    SELL = "sell"
    VOID = "void"
    RECORD = "record"
    PASS = "pass"  # noqa: S105 -- a truck passes
    TURN_BACK = "turn_back"
    DETAIN = "detain"
    NOT_COAL = "not_coal"
    ABANDON = "abandon"


_WEIGHBRIDGE = {
    (State.ARRIVED, Step.GROSS): State.HALF_WEIGHED,
    (State.ARRIVED, Step.TARE): State.HALF_WEIGHED,
    (State.ARRIVED, Step.ABANDON): State.ABANDONED,
    (State.HALF_WEIGHED, Step.GROSS): State.WEIGHED,
    (State.HALF_WEIGHED, Step.TARE): State.WEIGHED,
    (State.HALF_WEIGHED, Step.ABANDON): State.ABANDONED,
    (State.WEIGHED, Step.ABANDON): State.ABANDONED,
}
_CHECKPOINT = {
    (State.ARRIVED, Step.GROSS): State.ARRIVED,
    (State.ARRIVED, Step.TARE): State.ARRIVED,
    (State.ARRIVED, Step.RECORD): State.RECORDED,
    (State.ARRIVED, Step.NOT_COAL): State.NOT_COAL,
    (State.ARRIVED, Step.ABANDON): State.ABANDONED,
    (State.RECORDED, Step.GROSS): State.RECORDED,
    (State.RECORDED, Step.TARE): State.RECORDED,
    (State.RECORDED, Step.RECORD): State.RECORDED,
    (State.RECORDED, Step.PASS): State.RELEASED,
    (State.RECORDED, Step.TURN_BACK): State.TURNED_BACK,
    (State.RECORDED, Step.DETAIN): State.HANDED_OVER,
    (State.RECORDED, Step.NOT_COAL): State.NOT_COAL,
    (State.RECORDED, Step.ABANDON): State.ABANDONED,
}

TRANSITIONS: Mapping[tuple[Purpose, State, Step], State] = MappingProxyType(
    {
        **{(Purpose.INBOUND, *at): to for at, to in _WEIGHBRIDGE.items()},
        (Purpose.INBOUND, State.WEIGHED, Step.RECEIVE): State.RECEIVED,
        **{(Purpose.SALE, *at): to for at, to in _WEIGHBRIDGE.items()},
        (Purpose.SALE, State.WEIGHED, Step.SELL): State.SOLD,
        (Purpose.SALE, State.SOLD, Step.VOID): State.VOIDED,
        (Purpose.SALE, State.VOIDED, Step.SELL): State.SOLD,
        **{(Purpose.INSPECTION, *at): to for at, to in _CHECKPOINT.items()},
    }
)
"""The whole machine: what is not in it can not be done."""

_STEPS_OF: Mapping[Purpose, Sequence[Step]] = {
    purpose: [step for step in Step if any(at[::2] == (purpose, step) for at in TRANSITIONS)] for purpose in Purpose
}

_OPEN = frozenset({State.ARRIVED, State.HALF_WEIGHED, State.WEIGHED, State.RECORDED})
"""The truck is still here; in every other state its stay is over, whatever becomes of its papers."""

Blocks = Mapping[Step, Sequence[Finding]]
"""What others found against a step: a failing finding forbids it, a warning goes with it."""

NO_BLOCKS: Blocks = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Visit:
    """A truck's stay as it stands; the plate is written as `domain.plate` normalises it."""

    key: EntryKey
    plate: str
    purpose: Purpose
    state: State
    gross: Mass | None
    tare: Mass | None
    opened_at: datetime

    @property
    def ended(self) -> bool:
        """Whether the truck's stay is over; a form may still be made void and issued again."""
        return self.state not in _OPEN

    @property
    def net(self) -> Mass | None:
        """Gross less tare, where both were weighed."""
        return self.gross - self.tare if self.gross is not None and self.tare is not None else None


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step of this kind of stay: whether it may be done now, and what speaks against it or goes with it."""

    step: Step
    allowed: bool
    findings: tuple[Finding, ...]


def admit(plate: str, open_visits: Iterable[Visit]) -> tuple[Finding, ...]:
    """What speaks against a new stay of this plate: one that has not ended."""
    return tuple(
        fail("visit.already_open", plate=plate, visit=str(other.key), purpose=str(other.purpose))
        for other in open_visits
        if other.plate == plate and not other.ended
    )


def against(visit: Visit, step: Step, blocks: Blocks = NO_BLOCKS) -> tuple[Finding, ...]:
    """All that is to be said of a step: the table's no, the weight that stands, what others found."""
    by_table = _against_by_table(visit, step)
    return (*by_table, *blocks.get(step, ())) if blocks else by_table


def _against_by_table(visit: Visit, step: Step) -> tuple[Finding, ...]:
    weighed = visit.gross if step is Step.GROSS else visit.tare if step is Step.TARE else None
    if weighed is not None and not visit.ended:
        return (fail("visit.already_weighed", plate=visit.plate, step=str(step), weighed_kg=weighed.kg),)
    if (visit.purpose, visit.state, step) not in TRANSITIONS:
        return (fail("visit.step_not_allowed", plate=visit.plate, state=str(visit.state), step=str(step)),)
    return ()


def after(visit: Visit, step: Step, blocks: Blocks = NO_BLOCKS) -> State:
    """The state that a step leads to.

    Raises Refused `visit.already_weighed`, `visit.step_not_allowed`, or whatever blocks the step.
    """
    refuse_if_any(against(visit, step, blocks))
    return TRANSITIONS[visit.purpose, visit.state, step]


def take_gross(visit: Visit, mass: Mass, blocks: Blocks = NO_BLOCKS) -> Visit:
    """The visit with its loaded weight. Raises Refused as `after` does."""
    return replace(visit, state=after(visit, Step.GROSS, blocks), gross=mass)


def take_tare(visit: Visit, mass: Mass, blocks: Blocks = NO_BLOCKS) -> Visit:
    """The visit with its empty weight. Raises Refused as `after` does."""
    return replace(visit, state=after(visit, Step.TARE, blocks), tare=mass)


def next_steps(visit: Visit, blocks: Blocks = NO_BLOCKS) -> tuple[NextStep, ...]:
    """Every step of this kind of stay, in the order of `Step`: allowed exactly where `after` does not refuse it."""
    steps = []
    for step in _STEPS_OF[visit.purpose]:
        findings = against(visit, step, blocks)
        allowed = all(finding.severity is not Severity.FAIL for finding in findings)
        steps.append(NextStep(step, allowed, findings))
    return tuple(steps)


@dataclass(frozen=True, slots=True)
class MemoryRules:
    """How long a refused truck is remembered, and how many decisions: data with a version."""

    version: str = "memory-2023-1"
    returned_within_h: int = 72
    decisions_remembered: int = 3


MEMORY_RULES = MemoryRules()


@dataclass(frozen=True, slots=True)
class Past:
    """How an earlier inspection of this truck was decided, as some station recorded it."""

    at: datetime
    decision: Step
    reasons: tuple[str, ...] = ()
    where: str = ""


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of a truck before it is looked at: the newest decisions first, its tares the newest last."""

    times: int
    last_decisions: tuple[Past, ...] = ()
    turned_back_recently: Finding | None = None
    tares: tuple[Mass, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the memory warns of."""
        return () if self.turned_back_recently is None else (self.turned_back_recently,)

    @property
    def summary(self) -> Finding:
        """The memory in one sentence: how often the truck came, how the last times ended, how its tare moved."""
        if not self.last_decisions:
            return Finding("memory.first_time", {}, Severity.INFO)
        facts: dict[str, Fact] = {"times": self.times, "decisions": ",".join(p.decision for p in self.last_decisions)}
        if not self.tares:
            return Finding("memory.seen", facts, Severity.INFO)
        trend = {"low_kg": min(self.tares).kg, "high_kg": max(self.tares).kg, "last_kg": self.tares[-1].kg}
        return Finding("memory.seen_tare", facts | trend, Severity.INFO)


def remember(
    history: Sequence[Past], now: datetime, *, tares: Sequence[Mass] = (), rules: MemoryRules = MEMORY_RULES
) -> Memory:
    """The truck's memory out of its decisions in any order; a refused truck that comes back is a warning.

    A decision dated after `now`, by a gate whose clock was wrong, counts as just taken: the clock decides nothing here.
    """
    newest = sorted(history, key=lambda past: past.at, reverse=True)
    refused = next((past for past in newest if past.decision in {Step.TURN_BACK, Step.DETAIN}), None)
    returned = None
    if refused is not None and now - refused.at <= rules.returned_within_h * _HOUR:
        returned = warn(
            "inspection.returned",
            hours=max(1, -((refused.at - now) // _HOUR)),
            decision=str(refused.decision),
            reasons=",".join(refused.reasons),
            where=refused.where,
        )
    return Memory(len(history), tuple(newest[: rules.decisions_remembered]), returned, tuple(tares))
