"""Weighing: a steady weight from the scale, a typed one with a second person, or the truck's tare on record.

Nothing here or anywhere can change a captured weight (`journal.md` §4). The raw frames behind it are kept with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from coalguard.devices.port import Captured
from coalguard.devices.scale import replay
from coalguard.domain.errors import UsageError
from coalguard.domain.evidence import (
    Evidence,
    FrameRun,
    Signal,
    evidence_facts,
    parse_evidence,
    vehicle_signals,
)
from coalguard.domain.findings import Finding, refuse, refuse_if_any, warn
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Entry, Fact, Json, render_instant
from coalguard.domain.mass import NO_MASS, Mass
from coalguard.domain.plate import parse_plate
from coalguard.domain.roles import Duty
from coalguard.domain.vehicle import limit_of, median_tare, stored_tare_old
from coalguard.domain.visit import NextStep, Purpose, Visit, next_steps, take_gross, take_tare
from coalguard.domain.weighing import ScaleRule, acceptable, net
from coalguard.operations.station import (
    Actor,
    Second,
    Station,
    confirm,
    entitle,
    field_findings,
    personal_findings,
    shift_at,
)
from coalguard.store.reader import Reader
from coalguard.store.settings import load_scales, parse_scale, scale_set_by
from coalguard.store.visits import last_tare, load_vehicle, load_visit, load_weighing, stored_tare, visits_of


class Pass(StrEnum):
    """Which of a truck's two weights is taken."""

    GROSS = "gross"
    TARE = "tare"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """Take the weight of a visit, by its id or by the plate of its only open stay."""

    step: Pass
    visit: str = ""
    plate: str = ""
    scale: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterWeight(Capture):
    """Type a weight that the scale can not give: a reason and a second person stand for it."""

    kg: int
    reason: str
    second: Second


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """Let the tare on record stand for the truck of a visit, by its id or by the plate of its only open stay."""

    visit: str = ""
    plate: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowEvidence:
    """The weighing to look behind."""

    weighing: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """A weight as it was saved; `evidence` says where its frames are kept: here, or with a tare on record."""

    weighing: EntryKey
    visit: EntryKey
    step: Pass
    kg: int
    manual: bool
    steady_for_ms: int | None
    evidence: EntryKey | None
    net_kg: int | None
    flags: tuple[str, ...]
    next_steps: tuple[NextStep, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class EvidencePack:
    """What stands behind a captured weight; `readings` are decoded again from the frames."""

    weighing: EntryKey
    step: Pass
    kg: int
    manual: bool
    frames: tuple[FrameRun, ...]
    readings: tuple[int | None, ...]
    min_kg: int | None
    max_kg: int | None
    zero_before: bool | None
    flags: tuple[str, ...]
    division_kg: int
    scale: str
    reason: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A weight that the scale gave, with the evidence behind it."""

    evidence: Evidence
    steady_for_ms: int
    kind: ClassVar = "weighing.captured"

    def says(self) -> Mapping[str, Json]:
        """The evidence as it stands in the entry."""
        return {**evidence_facts(self.evidence), "steady_for_ms": self.steady_for_ms}


@dataclass(frozen=True, slots=True)
class ByHand:
    """A weight that was typed, with the reason and the second person behind it."""

    reason: str
    second: EntryKey
    kind: ClassVar = "weighing.entered"

    def says(self) -> Mapping[str, Json]:
        """Who stands for the number and why."""
        return {"reason": self.reason, "second": str(self.second)}


@dataclass(frozen=True, slots=True)
class OnRecord:
    """A tare that a scale gave before: the weighing it comes from, and the scale as it was set then."""

    weighing: Entry
    kind: ClassVar = "weighing.recalled"

    def says(self) -> Mapping[str, Json]:
        """The weighing and its moment, and the scale it was taken on."""
        then = self.weighing.fact.says
        scale = {name: then[name] for name in ("scale", "set_by", "division_kg")}
        return {**scale, "of": str(self.weighing.key), "weighed_at": render_instant(self.weighing.moment.at)}


@dataclass(frozen=True, slots=True)
class Taken:
    """A weight on its way into the journal."""

    visit: EntryKey
    step: Pass
    rule: ScaleRule
    mass: Mass
    behind: Seen | ByHand | OnRecord


SIGNALS: Mapping[Signal, str] = {
    Signal.ZERO_NOT_REACHED: "signal.zero_not_reached",
    Signal.STEP_WITHOUT_RAMP: "signal.step_without_ramp",
    Signal.NO_NOISE: "signal.no_noise",
    Signal.SAME_SEQUENCE: "signal.same_sequence",
    Signal.AFTER_RECONNECT: "signal.after_reconnect",
    Signal.TARE_DRIFT: "signal.tare_drift",
    Signal.OVER_AXLE_LIMIT: "signal.over_axle_limit",
}
"""The finding by which each signal is shown."""

NO_SCALE = ScaleRule("", "", "", 9600, "N", "kg", None, Mass(10), Mass(200_000))
"""The rule for typed weights at a station that has no scale of its own."""


def capture(station: Station, actor: Actor, request: Capture) -> Weighed:
    """Wait for a steady weight newer than the request, at most five seconds, and save it.

    Raises MachineError `scale.no_signal`; Refused `scale.unsteady`, `scale.empty` and their kin, or as the visit does.
    """
    entitle(actor, Duty.WEIGH)
    reader = station.store.read()
    visit = _visit(reader, request)
    shift_at(reader)
    _weigh(visit, request.step, NO_MASS)  # a step that is not allowed is refused before the wait
    port = station.desk.scale(request.scale)
    taken = port.capture()
    seen = _seen(reader, visit, request, taken)
    return keep(station, actor, Taken(visit.key, request.step, port.rule, taken.weight.mass, seen))


def enter(station: Station, actor: Actor, request: EnterWeight) -> Weighed:
    """Save a typed weight: another kind of fact, marked 手录 wherever it shows."""
    entitle(actor, Duty.ENTER_WEIGHT)
    reason = {"reason": request.reason}
    refuse_if_any([*field_findings(reason), *personal_findings(reason)])
    reader = station.store.read()
    visit = _visit(reader, request)
    second = confirm(station, actor, request.second)
    by_hand = ByHand(request.reason.strip(), second.key)
    return keep(station, actor, Taken(visit.key, request.step, _rule(reader, request.scale), Mass(request.kg), by_hand))


def recall(station: Station, actor: Actor, request: Recall) -> Weighed:
    """Let the last weighed tare of the truck stand for this one (备案皮重), where it is not older than 30 days.

    For trucks that buy: what comes in is paid for by its weight, and its truck is weighed empty each time. Raises
    Refused `vehicle.no_stored_tare`, `vehicle.stored_tare_old`, `weighing.recall_for_sale_only`, or as the visit does.
    """
    entitle(actor, Duty.WEIGH)
    reader = station.store.read()
    visit = _visit(reader, request)
    if visit.purpose is not Purpose.SALE:
        raise refuse("weighing.recall_for_sale_only", plate=visit.plate)
    _weigh(visit, Pass.TARE, NO_MASS)
    entry = last_tare(reader, visit.plate)
    if entry is None:
        raise refuse("vehicle.no_stored_tare", plate=visit.plate)
    stored = stored_tare(entry)
    old = stored_tare_old(stored, station.clock.now())
    refuse_if_any((old,) if old else ())
    rule = _rule_then(reader, entry)
    return keep(station, actor, Taken(visit.key, Pass.TARE, rule, stored.mass, OnRecord(entry)))


def keep(station: Station, actor: Actor, taken: Taken) -> Weighed:
    """Save a weight: its entry, its row, and where the visit now stands."""
    findings = refuse_if_any(acceptable(taken.mass, taken.rule))
    with station.store.begin(by=actor.key) as act:
        shift_at(act)
        visit = _weigh(load_visit(act, str(taken.visit)), taken.step, taken.mass)
        if visit.gross is not None and visit.tare is not None:
            net(visit.gross, visit.tare, taken.rule)
        says = {
            "visit": str(visit.key),
            "step": taken.step.value,
            "kg": taken.mass.kg,
            "state": visit.state.value,
            "scale": taken.rule.name,
            "set_by": scale_set_by(act, taken.rule.name),
            "division_kg": taken.rule.division.kg,
            **taken.behind.says(),
        }
        key = act.append(Fact(taken.behind.kind, says))
    behind = taken.behind
    seen = behind if isinstance(behind, Seen) else None
    flags = seen.evidence.flags if seen else ()
    return Weighed(
        key,
        visit.key,
        taken.step,
        taken.mass.kg,
        manual=isinstance(behind, ByHand),
        steady_for_ms=seen.steady_for_ms if seen else None,
        evidence=behind.weighing.key if isinstance(behind, OnRecord) else key if seen else None,
        net_kg=visit.net.kg if visit.net else None,
        flags=flags,
        next_steps=next_steps(visit),
        findings=(*findings, *(warn(SIGNALS[Signal(flag)]) for flag in flags)),
    )


def show_evidence(station: Station, actor: Actor, request: ShowEvidence) -> EvidencePack:
    """What stands behind a weight: its frames, decoded again, and what looked odd; of a tare on record, those then."""
    entitle(actor, Duty.READ)
    reader = station.store.read()
    entry = load_weighing(reader, request.weighing)
    if entry.fact.kind == "weighing.recalled":
        entry = load_weighing(reader, entry.fact.says["of"])
    says = entry.fact.says
    manual = entry.fact.kind == "weighing.entered"
    pack: Evidence | None = None if manual else parse_evidence(says)
    rule = _rule_then(reader, entry) if pack else NO_SCALE
    readings = replay(pack, rule) if pack else ()
    return EvidencePack(
        entry.key,
        Pass(says["step"]),
        says["kg"],
        manual,
        pack.frames if pack else (),
        tuple(reading.mass.kg if reading.mass is not None else None for reading in readings),
        pack.low.kg if pack else None,
        pack.high.kg if pack else None,
        pack.zero_before if pack else None,
        pack.flags if pack else (),
        says["division_kg"],
        says["scale"],
        says["reason"] if manual else "",
    )


def _weigh(visit: Visit, step: Pass, mass: Mass) -> Visit:
    return take_gross(visit, mass) if step is Pass.GROSS else take_tare(visit, mass)


def _rule_then(reader: Reader, weighing: Entry) -> ScaleRule:
    """The scale as it was set when a weight was taken on it."""
    return parse_scale(reader.entry(EntryKey.parse(weighing.fact.says["set_by"])).fact.says)


def _visit(reader: Reader, request: Capture | Recall) -> Visit:
    if request.visit:
        return load_visit(reader, request.visit)
    if not request.plate:
        raise UsageError("weighing.no_truck")
    plate = parse_plate(request.plate).text
    found = visits_of(reader, plate)
    if not found:
        raise refuse("visit.none_open", plate=plate)
    return found[0]


def _seen(reader: Reader, visit: Visit, request: Capture, taken: Captured) -> Seen:
    """What the scale saw, with the signals that the truck's memory adds."""
    vehicle = load_vehicle(reader, visit.plate)
    empty = request.step is Pass.TARE
    more = vehicle_signals(
        taken.weight.mass,
        median_tare=median_tare(vehicle.tares) if empty else None,
        axle_limit=None if empty else limit_of(vehicle),
    )
    return Seen(taken.evidence.flagged(*more), taken.steady_for_ms)


def _rule(reader: Reader, name: str) -> ScaleRule:
    """The scale that a typed weight stands for; a station without any still has a rule to keep."""
    rules = {rule.name: rule for rule in load_scales(reader)}
    if not name and not rules:
        return NO_SCALE
    if not name and len(rules) == 1:
        return next(iter(rules.values()))
    if name not in rules:
        raise refuse("scale.unknown", scale=name, known="、".join(rules))
    return rules[name]
