"""Sessions: who is at the desk of an open store.

Opening the store with a password is the composition root's affair (`app.open_station`); here the login becomes an
entry and an actor, and a PIN unlocks what a password opened.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from coalguard.domain.findings import Finding, Severity, warn
from coalguard.domain.identity import CHINA, EntryKey
from coalguard.domain.journal import Fact
from coalguard.domain.roles import Duty, check
from coalguard.operations.station import Actor, Second, Station, actor_of, prove
from coalguard.store.closing import EndedShift, last_ended, left_open
from coalguard.store.people import load_member, load_staff
from coalguard.store.prints import keep_interrupted, keep_unsent, sheet_wanted, unprinted
from coalguard.store.recovery import Recovered
from coalguard.store.settings import load_settings
from coalguard.store.shifts import current_shift, hands_over
from coalguard.store.store import scarce_room


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowDesk:
    """Nothing to say: where we are and who is on duty is shown."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may take the desk with a PIN, and whether they may stand for another's act as the second person."""

    login: str
    name: str
    approves: bool = False


@dataclass(frozen=True, slots=True)
class DeskSheet:
    """The station, whether it is a demonstration, who acts, since when the shift runs, and who may take the desk."""

    code: str
    name: str
    kind: str
    demo: bool
    person: str
    shift_since: datetime | None
    colleagues: tuple[Colleague, ...]


def log_in(station: Station, login: str) -> Actor:
    """The actor behind a login whose password was right; opens a shift where none is open.

    Until hand-over is used (`doors.md`): a station that hands its shifts over opens them too by a person's own word,
    who has seen what is taken over (接班确认, `ux.md` §6.9).
    """
    actor = actor_of(load_member(station.store.read(), login))
    keep_interrupted(station.store)
    keep_unsent(station.store)
    with station.store.begin(by=actor.key) as act:
        act.append(Fact("session.opened", {}))
        if current_shift(act) is None and not hands_over(act):
            act.append(Fact("shift.opened", {"lead": str(actor.key)}))
    return actor


def log_in_demo(station: Station) -> Actor:
    """The founder of a demonstration station, who needs no password."""
    founder = next(member for member in load_staff(station.store.read()) if member.founder)
    return log_in(station, founder.login)


def unlock(station: Station, login: str, pin: str) -> Actor:
    """Whoever owns this PIN takes the locked desk. Raises Refused `pin.wrong`, `pin.wait`."""
    return prove(station, Second(login=login, pin=pin))


def actor_named(station: Station, key: EntryKey) -> Actor:
    """The member of staff with this id, as an actor."""
    return actor_of(load_member(station.store.read(), str(key)))


def show_desk(station: Station, actor: Actor, request: ShowDesk) -> DeskSheet:
    """Where we are and who is on duty, for the frame of the window."""
    del request
    reader = station.store.read()
    says, shift = load_settings(reader, "station")[0], current_shift(reader)
    return DeskSheet(
        says["code"],
        says["name"],
        says["kind"],
        bool(says["demo"]),
        actor.name,
        shift.opened_at if shift else None,
        tuple(
            Colleague(member.login, member.name, approves=check(Duty.APPROVE, member.roles) is None)
            for member in load_staff(reader)
            if member.active
        ),
    )


def findings_at_start(station: Station, recovered: Recovered) -> tuple[Finding, ...]:
    """What is to be said of a start: what the alibi gave back, which papers did not come out, what was taken over."""
    findings = []
    if recovered.taken:
        findings.append(warn("alibi.taken", count=recovered.taken))
    if recovered.new_epoch:
        findings.append(warn("alibi.new_epoch", taken=recovered.taken))
    if recovered.fault is not None:
        findings.append(Finding(recovered.fault.code, recovered.fault.facts, Severity.WARN))
    findings += scarce_room(station.store)
    numbers = [paper.number for paper in unprinted(station.store.read())]
    if numbers:
        findings.append(warn("paper.unprinted", count=len(numbers), numbers=",".join(numbers)))
    findings.extend(_sheet_unprinted(station))
    findings.extend(_taken_over(station))
    return tuple(findings)


def _sheet_unprinted(station: Station) -> Iterator[Finding]:
    """That the closing sheet of the shift that ended last was to be printed, and was not."""
    reader = station.store.read()
    last = last_ended(reader)
    if last is not None and sheet_wanted(reader, last.key):
        yield warn("shift.sheet_unprinted", ended=_minute(last))


def _minute(shift: EndedShift) -> str:
    return f"{shift.ending.moment.at.astimezone(CHINA):%m-%d %H:%M}"


def _taken_over(station: Station) -> Iterator[Finding]:
    """What a closed shift left to the one that this login has just opened: with the password it was taken over."""
    reader = station.store.read()
    shift, last = current_shift(reader), last_ended(reader)
    if shift is None and hands_over(reader):
        yield Finding("shift.none_open", {}, Severity.INFO)
    if shift is None or last is None or shift.key != station.store.head.key:
        return
    left, notes = left_open(reader), str(last.says["notes"])
    counts = {"weighings": len(left.weighings), "queue": len(left.queue), "held_lots": len(left.held_lots)}
    if any(counts.values()) or notes:
        yield Finding("shift.taken_over", {"ended": _minute(last), "notes": notes, **counts}, Severity.INFO)
