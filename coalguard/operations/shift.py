"""Shifts: open, hand over, close; every truck is handled inside one, and its totals tie by two roads.

    show ──► hand over (the receiver's PIN) ──► the receiver's own shift
        └──► close (nobody takes over) ──► none ──► open

The receiver types his PIN while what is open stands before him: with it both have signed, in one entry, and nothing can
be written between the two shifts. Where the holder has left, a lead gives in his place with a reason, at his own login
or with his PIN at anybody's (`ux.md` §6.9).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from coalguard.domain.errors import DamagedError
from coalguard.domain.findings import Finding, Refused, refuse_if_any
from coalguard.domain.identity import EntryKey, tidy_line
from coalguard.domain.journal import Fact, Json
from coalguard.domain.money import Money
from coalguard.domain.printout import Printout
from coalguard.domain.roles import Duty, check
from coalguard.domain.shift import (
    Changes,
    Giver,
    LeftOpen,
    Shift,
    Told,
    check_told,
    close,
    hand_over,
    left_facts,
    may_open,
    ties,
    totals_facts,
)
from coalguard.operations.station import Actor, Second, Station, confirm, entitle, prove, shift_at
from coalguard.store.closing import END, changes_since, last_ended, left_open, voided_since
from coalguard.store.keys import load_keyring
from coalguard.store.papers import entry_hash_or_none
from coalguard.store.people import load_staff, person_name, pin_holders
from coalguard.store.reader import Reader
from coalguard.store.settings import load_printers, load_route
from coalguard.store.shifts import book_between, current_shift, totals_between
from coalguard.trust.chain import Seal, device_of, open_seal
from coalguard.trust.sealcode import parse_seal


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenShift:
    """Nothing to say: the actor takes the desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """Who takes the desk, by login and PIN; what was counted, and what is told to the next one.

    Where the holder is not the one who gives it: a reason, and the lead who stands for it where the actor is none.
    """

    to: Second
    notes: str = ""
    reason: str = ""
    second: Second | None = None
    cash_fen: int | None = None
    paper_left: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseShift:
    """The end of the shift, nobody taking over; else as a hand-over."""

    notes: str = ""
    reason: str = ""
    second: Second | None = None
    cash_fen: int | None = None
    paper_left: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowShift:
    """Nothing to say: the shift is shown as it would be handed over now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSeal:
    """The code on a closing sheet, as it was scanned."""

    code: str


@dataclass(frozen=True, slots=True)
class ShiftSheet:
    """A shift with its totals by the papers, whether the ledger says the same, and what is open at its end."""

    shift: EntryKey
    actor: EntryKey
    totals: Mapping[str, Json]
    ties: bool
    findings: tuple[Finding, ...]
    left: LeftOpen
    voided: tuple[str, ...]
    changes: Changes
    cash: Money | None = None
    paper_left: int | None = None


@dataclass(frozen=True, slots=True)
class DeskTaker:
    """Somebody of the staff: who holds the desk, may take it, may stand for its holder, and has a PIN to prove it."""

    login: str
    name: str
    holds: bool
    takes: bool
    approves: bool
    has_pin: bool


@dataclass(frozen=True, slots=True)
class LastShift:
    """The shift that ended last: when, who gave it, what was told, and how often its sheet was printed."""

    shift: EntryKey
    ended_at: datetime
    holder: str
    notes: str
    printed: int


@dataclass(frozen=True, slots=True)
class ShiftDesk:
    """The shift as it stands, who holds it (nobody: there is none), and who may take it or stand for its holder."""

    now: datetime
    holder: str
    since: datetime | None
    holds: bool
    approves: bool
    sheet: ShiftSheet | None
    left: LeftOpen
    staff: tuple[DeskTaker, ...]
    last: LastShift | None
    printers: tuple[str, ...]


class Genuine(StrEnum):
    """Whether a seal is a device's word."""

    YES = "yes"
    NO = "no"
    UNKNOWN_KEY = "unknown_key"


@dataclass(frozen=True, slots=True)
class SealChecked:
    """A seal: whose word it is, and whether the journal up to there is still what it sealed.

    `holds` is None where this store does not hold that journal.
    """

    genuine: Genuine
    holds: bool | None
    device: str
    epoch: int
    seq: int
    at: datetime | None


def open_shift(station: Station, actor: Actor, request: OpenShift) -> ShiftSheet:
    """Open a shift; the actor holds the desk and takes over what is open."""
    del request
    entitle(actor, Duty.OPEN_SHIFT)
    with station.store.begin(by=actor.key) as act:
        refuse_if_any(may_open(current_shift(act)))
        key = act.append(Fact("shift.opened", {"lead": str(actor.key)}))
        return _sheet(act, key, actor.key)


def hand_over_shift(station: Station, actor: Actor, request: HandOver) -> ShiftSheet:
    """Give the desk to a receiver, who opens a shift of his own and is the actor from now on."""
    entitle(actor, Duty.CLOSE_SHIFT)
    told, lead = _told(request), _lead(station, actor, request.second)
    with _at_field("to"):
        receiver = prove(station, request.to)
        entitle(receiver, Duty.OPEN_SHIFT)
    with station.store.begin(by=actor.key) as act:
        shift = current_shift(act)
        left = left_open(act)
        findings = refuse_if_any(hand_over(shift, _giver(shift, actor, lead, told), receiver.key, left))
        sheet = _ended(_sheet(act, shift_at(act).key, receiver.key), told, findings)
        act.append(Fact("shift.handed_over", {"to": str(receiver.key), **_says(sheet, told, lead)}))
        act.append(Fact("shift.opened", {"lead": str(receiver.key)}))
    station.store.seal("shift")
    return sheet


def close_shift(station: Station, actor: Actor, request: CloseShift) -> ShiftSheet:
    """Close the shift; it can be closed whatever is still open, and with a disk nearly full."""
    entitle(actor, Duty.CLOSE_SHIFT)
    told, lead = _told(request), _lead(station, actor, request.second)
    with station.store.begin(by=actor.key) as act:
        shift = current_shift(act)
        findings = refuse_if_any(close(shift, _giver(shift, actor, lead, told), left_open(act)))
        sheet = _ended(_sheet(act, shift_at(act).key, actor.key), told, findings)
        act.append(Fact("shift.closed", _says(sheet, told, lead)))
    station.store.seal("shift")
    return sheet


def show_shift(station: Station, actor: Actor, request: ShowShift) -> ShiftDesk:
    """The shift as it would be handed over now; where none is open, what whoever opens one takes over."""
    del request
    entitle(actor, Duty.READ)
    reader = station.store.read()
    shift = current_shift(reader)
    return ShiftDesk(
        station.store.now().at,
        person_name(reader, str(shift.holder)) if shift else "",
        shift.opened_at if shift else None,
        shift is not None and shift.holder == actor.key,
        check(Duty.APPROVE, actor.roles) is None,
        _sheet(reader, shift.key, shift.holder) if shift else None,
        left_open(reader),
        tuple(_takers(reader, shift)),
        _last(reader),
        _printers(reader),
    )


def _printers(reader: Reader) -> tuple[str, ...]:
    """The printers that can print a closing sheet, the one it goes to first."""
    able = [one.name for one in load_printers(reader) if one.takes(Printout.CLOSING)]
    goes_to = load_route(reader, Printout.CLOSING).first
    return tuple(sorted(able, key=lambda name: name != goes_to))


def check_seal(station: Station, actor: Actor, request: CheckSeal) -> SealChecked:
    """What a closing sheet's seal says of the journal. Raises DamagedError `seal.unreadable`."""
    entitle(actor, Duty.READ)
    seal, reader = parse_seal(request.code), station.store.read()
    place = EntryKey(seal.device, seal.epoch, seal.seq)
    known = reader.places.knows(seal.device)
    held = entry_hash_or_none(reader, place) if known else None
    # Of the own chain every entry is held: one that is missing was cut off. Of another's only what came is.
    holds = held == seal.head if held is not None or seal.device == station.store.signer.device else None
    at = reader.entry(place).moment.at if held is not None else None
    return SealChecked(_genuine(reader, seal), holds, seal.device, seal.epoch, seal.seq, at)


# --- who gives and what is told --------------------------------------------------------------------------------------


def _told(request: HandOver | CloseShift) -> Told:
    """What the giver counts and says, tidied. Raises Refused `shift.count_negative`, `shift.notes_malformed`."""
    cash = None if request.cash_fen is None else Money(request.cash_fen)
    told = Told(cash, request.paper_left, tidy_line(request.notes), tidy_line(request.reason))
    refuse_if_any(check_told(told))
    return told


def _lead(station: Station, actor: Actor, second: Second | None) -> Actor | None:
    """Who stands for a holder that has left, proved by PIN. Raises Refused as `station.confirm` does."""
    if second is None:
        return None
    with _at_field("second"):
        return confirm(station, actor, second)


def _giver(shift: Shift | None, actor: Actor, lead: Actor | None, told: Told) -> Giver:
    """Who gives the desk away: its holder, else the lead who stands for them, else the actor, who had better be one."""
    given_by = actor if lead is None or (shift is not None and shift.holder == actor.key) else lead
    return Giver(given_by.key, given_by.roles, told.reason)


@contextmanager
def _at_field(field: str) -> Iterator[None]:
    """Say of which person a refusal speaks: two PINs may be typed for one act."""
    try:
        yield
    except Refused as refused:
        findings = (replace(one, facts={**one.facts, "field": field}) for one in refused.findings)
        raise Refused(findings) from refused


def _says(sheet: ShiftSheet, told: Told, lead: Actor | None) -> Mapping[str, Json]:
    """What the entry that ends a shift tells: everything that stands on its sheet."""
    return {
        "shift": str(sheet.shift),
        "totals": sheet.totals,
        "ties": sheet.ties,
        "notes": told.notes,
        "reason": told.reason,
        "second": str(lead.key) if lead else "",
        "cash_fen": told.cash.fen if told.cash is not None else None,
        "paper_left": told.paper_left,
        "left": left_facts(sheet.left),
        "voided": sheet.voided,
        "changes": {"in_shift": sheet.changes.in_shift, "ever": sheet.changes.ever},
    }


# --- the sheet -------------------------------------------------------------------------------------------------------


def _sheet(reader: Reader, shift: EntryKey, actor: EntryKey) -> ShiftSheet:
    end = EntryKey(shift.device, *END)
    totals = totals_between(reader, shift, end)
    differing = ties(totals, book_between(reader, shift, end))
    return ShiftSheet(
        shift,
        actor,
        totals_facts(totals),
        not differing,
        differing,
        left_open(reader),
        voided_since(reader, shift),
        changes_since(reader, shift),
    )


def _ended(sheet: ShiftSheet, told: Told, findings: tuple[Finding, ...]) -> ShiftSheet:
    return replace(sheet, findings=(*findings, *sheet.findings), cash=told.cash, paper_left=told.paper_left)


def _takers(reader: Reader, shift: Shift | None) -> Iterator[DeskTaker]:
    with_pin = pin_holders(reader)
    for member in load_staff(reader):
        if member.active:
            takes, approves = (check(duty, member.roles) is None for duty in (Duty.OPEN_SHIFT, Duty.APPROVE))
            holds = shift is not None and shift.holder == member.key
            yield DeskTaker(member.login, member.name, holds, takes, approves, str(member.key) in with_pin)


def _last(reader: Reader) -> LastShift | None:
    last = last_ended(reader)
    if last is None:
        return None
    holder = person_name(reader, str(last.holder))
    return LastShift(last.key, last.ending.moment.at, holder, last.says["notes"], last.printed)


def _genuine(reader: Reader, seal: Seal) -> Genuine:
    """Whether a key that was valid at this place signed it."""
    keys = [key for key in load_keyring(reader).keys if device_of(key.public) == seal.device]
    if not keys:
        return Genuine.UNKNOWN_KEY
    try:
        open_seal(seal, keys[0].public)
    except DamagedError:
        return Genuine.NO
    return Genuine.YES if keys[0].valid_at(seal.epoch, seal.seq) else Genuine.NO
