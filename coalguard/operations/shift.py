"""Shifts: open, hand over, close; every truck is handled inside one, and its totals tie by two roads."""

from collections.abc import Mapping
from dataclasses import dataclass

from coalguard.domain.findings import Finding, refuse_if_any
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Fact, Json
from coalguard.domain.roles import Duty
from coalguard.domain.shift import Giver, LeftOpen, close, hand_over, may_open, ties, totals_facts
from coalguard.domain.visit import Purpose, Visit
from coalguard.operations.station import Actor, Second, Station, entitle, prove, shift_at
from coalguard.store.reader import Reader
from coalguard.store.shifts import book_between, current_shift, totals_between
from coalguard.store.stock import load_lots
from coalguard.store.visits import open_visits


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenShift:
    """Nothing to say: the actor takes the desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """Who takes the desk, by login and PIN; a reason where the holder is not the one who gives it."""

    to: Second
    notes: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseShift:
    """The end of the shift; a reason where the holder is not the one who closes it."""

    notes: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ShiftSheet:
    """A shift with its totals by the papers, and whether the ledger says the same."""

    shift: EntryKey
    actor: EntryKey
    totals: Mapping[str, Json]
    ties: bool
    findings: tuple[Finding, ...]


def open_shift(station: Station, actor: Actor, request: OpenShift) -> ShiftSheet:
    """Open a shift; the actor holds the desk."""
    del request
    entitle(actor, Duty.OPEN_SHIFT)
    with station.store.begin(by=actor.key) as act:
        refuse_if_any(may_open(current_shift(act)))
        key = act.append(Fact("shift.opened", {"lead": str(actor.key)}))
        return _sheet(act, key, actor.key, ())


def hand_over_shift(station: Station, actor: Actor, request: HandOver) -> ShiftSheet:
    """Give the desk to a receiver, who opens a shift of his own and is the actor from now on."""
    entitle(actor, Duty.CLOSE_SHIFT)
    receiver = prove(station, request.to)
    entitle(receiver, Duty.OPEN_SHIFT)
    with station.store.begin(by=actor.key) as act:
        shift = current_shift(act)
        giver = Giver(actor.key, actor.roles, request.reason)
        findings = refuse_if_any(hand_over(shift, giver, receiver.key, _left_open(act)))
        sheet = _sheet(act, shift_at(act).key, receiver.key, findings)
        says = {"shift": str(sheet.shift), "to": str(receiver.key), "totals": sheet.totals, "ties": sheet.ties}
        act.append(Fact("shift.handed_over", {**says, **_remarks(request)}))
        act.append(Fact("shift.opened", {"lead": str(receiver.key)}))
    station.store.seal("shift")
    return sheet


def close_shift(station: Station, actor: Actor, request: CloseShift) -> ShiftSheet:
    """Close the shift; it can be closed whatever is still open, and with a disk nearly full."""
    entitle(actor, Duty.CLOSE_SHIFT)
    with station.store.begin(by=actor.key) as act:
        shift = current_shift(act)
        giver = Giver(actor.key, actor.roles, request.reason)
        findings = refuse_if_any(close(shift, giver, _left_open(act)))
        sheet = _sheet(act, shift_at(act).key, actor.key, findings)
        says = {"shift": str(sheet.shift), "totals": sheet.totals, "ties": sheet.ties}
        act.append(Fact("shift.closed", {**says, **_remarks(request)}))
    station.store.seal("shift")
    return sheet


def _remarks(request: HandOver | CloseShift) -> Mapping[str, Json]:
    return {"notes": request.notes.strip(), "reason": request.reason.strip()}


def _sheet(reader: Reader, shift: EntryKey, actor: EntryKey, findings: tuple[Finding, ...]) -> ShiftSheet:
    end = EntryKey(shift.device, 255, 1)  # beyond every entry of the own chain
    totals = totals_between(reader, shift, end)
    differing = ties(totals, book_between(reader, shift, end))
    return ShiftSheet(shift, actor, totals_facts(totals), not differing, (*findings, *differing))


def _left_open(reader: Reader) -> LeftOpen:
    visits = open_visits(reader)
    held = tuple(lot.number for lot in load_lots(reader) if lot.missing and lot.stock)
    return LeftOpen(_plates(visits, weighbridge=True), _plates(visits, weighbridge=False), held)


def _plates(visits: tuple[Visit, ...], *, weighbridge: bool) -> tuple[str, ...]:
    return tuple(visit.plate for visit in visits if (visit.purpose is not Purpose.INSPECTION) == weighbridge)
