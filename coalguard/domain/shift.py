"""A shift at the desk: open, hand over, close, and the totals that must tie.

One person holds the desk. The holder gives it away or closes it; where the holder has left, somebody entitled to
approve does so with a reason (`ux.md` §6.9). What is still open (half-weighed trucks, the queue, held lots, papers
that did not come out, unsent entries) is listed for the next one and blocks nothing.

Totals are counted twice by two roads: from the papers (`Totals`) and from the ledger, the visits and the grants
(`Book`). Where the two differ, the domain says which and by how much; a differing sum never keeps a shift from being
closed, and keeps an export from calling itself final (`product.md` E). Not known here: how either side is summed.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from coalguard.domain.errors import Fact
from coalguard.domain.findings import Finding, fail, warn
from coalguard.domain.identity import DocumentNumber, EntryKey, has_control_characters, holds_personal_number
from coalguard.domain.journal import parse_instant, render_instant
from coalguard.domain.mass import NO_MASS, Mass
from coalguard.domain.money import Money
from coalguard.domain.roles import Duty, Role, check


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift that is open, and who holds the desk now."""

    key: EntryKey
    holder: EntryKey
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Giver:
    """Who gives the desk away or closes it; the reason is needed where that is not the holder."""

    actor: EntryKey
    roles: AbstractSet[Role]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """What the next one takes over: plates half-weighed and waiting, lots held, papers that did not come out.

    Of the trucks it says since when the longest stands there; of entries how many no server has yet.
    """

    weighings: tuple[str, ...] = ()
    queue: tuple[str, ...] = ()
    held_lots: tuple[str, ...] = ()
    unsent: int = 0
    weighing_since: datetime | None = None
    queued_since: datetime | None = None
    unprinted: tuple[str, ...] = ()


NOTHING_OPEN = LeftOpen()
_NO_MONEY = Money(0)
LONGEST_NOTES = 200
"""What is told to the next one fits on the closing sheet and is read to the end."""


@dataclass(frozen=True, slots=True)
class Changes:
    """How often a scale or a printer was set up otherwise: in this shift, and ever (`journal.md` §4)."""

    in_shift: int = 0
    ever: int = 0


NO_CHANGES = Changes()


@dataclass(frozen=True, slots=True)
class Told:
    """What the giver counts and says: cash in the till, sheets of paper left, and the words for the next one."""

    cash: Money | None = None
    paper_left: int | None = None
    notes: str = ""
    reason: str = ""


def check_told(told: Told) -> tuple[Finding, ...]:
    """What speaks against what the giver says: a count below nothing, words too long, a person's number in them."""
    counts = {"cash_fen": told.cash.fen if told.cash else 0, "paper_left": told.paper_left or 0}
    texts = {"notes": told.notes, "reason": told.reason}
    return (
        *(fail("shift.count_negative", field=field, count=count) for field, count in counts.items() if count < 0),
        *(
            fail("shift.notes_malformed", field=field, length=len(text), limit=LONGEST_NOTES)
            for field, text in texts.items()
            if len(text) > LONGEST_NOTES or has_control_characters(text)
        ),
        *(fail("notes.personal", field=field) for field, text in texts.items() if holds_personal_number(text)),
    )


def may_open(current: Shift | None) -> tuple[Finding, ...]:
    """What speaks against a new shift: one that is open."""
    if current is None:
        return ()
    return (fail("shift.already_open", shift=str(current.key), holder=str(current.holder)),)


def hand_over(
    shift: Shift | None, giver: Giver, receiver: EntryKey, left: LeftOpen = NOTHING_OPEN
) -> tuple[Finding, ...]:
    """What speaks against a hand-over, and, as warnings, what the receiver takes over."""
    findings = list(_may_give(shift, giver))
    if shift is not None and receiver == shift.holder:
        findings.append(fail("shift.same_person"))
    return (*findings, *listed(left))


def close(shift: Shift | None, giver: Giver, left: LeftOpen = NOTHING_OPEN) -> tuple[Finding, ...]:
    """What speaks against closing, and, as warnings, what stays open."""
    return (*_may_give(shift, giver), *listed(left))


def _may_give(shift: Shift | None, giver: Giver) -> tuple[Finding, ...]:
    if shift is None:
        return (fail("shift.none_open"),)
    if giver.actor == shift.holder:
        return ()
    if check(Duty.APPROVE, giver.roles) is not None:
        return (fail("shift.not_holder", holder=str(shift.holder)),)
    return () if giver.reason.strip() else (fail("shift.reason_needed", holder=str(shift.holder)),)


def listed(left: LeftOpen) -> tuple[Finding, ...]:
    """What is still open, as warnings."""
    findings = []
    if left.weighings:
        findings.append(warn("shift.open_weighings", count=len(left.weighings), plates=",".join(left.weighings)))
    if left.queue:
        findings.append(warn("shift.queue", count=len(left.queue), plates=",".join(left.queue)))
    if left.held_lots:
        findings.append(warn("shift.held_lots", count=len(left.held_lots), lots=",".join(left.held_lots)))
    if left.unprinted:
        findings.append(warn("paper.unprinted", count=len(left.unprinted), numbers=",".join(left.unprinted)))
    if left.unsent:
        findings.append(warn("shift.unsent", count=left.unsent))
    return tuple(findings)


def waited_minutes(since: datetime, now: datetime) -> int:
    """How many whole minutes somebody has waited; none where the clock was set back meanwhile."""
    return max(int((now - since).total_seconds()) // 60, 0)


def left_facts(left: LeftOpen) -> Mapping[str, Any]:
    """What is open as an entry tells it, so that a closing sheet shows the same whenever it is printed."""
    return {
        "weighings": left.weighings,
        "weighing_since": render_instant(left.weighing_since) if left.weighing_since else "",
        "queue": left.queue,
        "queued_since": render_instant(left.queued_since) if left.queued_since else "",
        "held_lots": left.held_lots,
        "unprinted": left.unprinted,
        "unsent": left.unsent,
    }


def parse_left(facts: Mapping[str, Any]) -> LeftOpen:
    """What was open as an entry told it; an entry of the first days told nothing of it."""

    def since(name: str) -> datetime | None:
        return parse_instant(facts[name]) if facts.get(name) else None

    weighings, queue, lots, unprinted = (
        tuple(facts.get(name, ())) for name in ("weighings", "queue", "held_lots", "unprinted")
    )
    unsent = int(facts.get("unsent", 0))
    return LeftOpen(weighings, queue, lots, unsent, since("weighing_since"), since("queued_since"), unprinted)


@dataclass(frozen=True, slots=True)
class NumberRun:
    """The numbers that were taken from one grant: first, last, and how many papers carry one (void ones too).

    `void` of them are void now, `left` can still be taken: with them every number of the grant is accounted for.
    """

    first: DocumentNumber
    last: DocumentNumber
    used: int
    void: int = 0
    left: int = 0

    @property
    def width(self) -> int:
        """How many numbers lie between first and last, both counted."""
        return self.last.serial - self.first.serial + 1


@dataclass(frozen=True, slots=True)
class Totals:
    """What the papers of a shift, day or season add up to; void papers are taken off mass and amount."""

    weighings: int = 0
    manual_weighings: int = 0
    tickets: int = 0
    forms: int = 0
    voids: int = 0
    receipts: int = 0
    passed: int = 0
    turned_back: int = 0
    handed_over: int = 0
    not_coal: int = 0
    mass_in: Mass = NO_MASS
    mass_out: Mass = NO_MASS
    amount: Money = _NO_MONEY
    numbers: tuple[NumberRun, ...] = ()
    redeemed: int = 0

    @property
    def sales(self) -> int:
        """Forms that stand: issued less void."""
        return self.forms - self.voids

    @property
    def inspections(self) -> int:
        """Decisions of every kind."""
        return self.passed + self.turned_back + self.handed_over + self.not_coal

    @property
    def numbers_used(self) -> int:
        """Papers that carry a number."""
        return sum(run.used for run in self.numbers)


@dataclass(frozen=True, slots=True)
class Book:
    """The same told by the other road: ledger lines less those reversed, ended visits, serials off the grants."""

    sales: int = 0
    receipts: int = 0
    tickets: int = 0
    inspections: int = 0
    mass_in: Mass = NO_MASS
    mass_out: Mass = NO_MASS
    amount: Money = _NO_MONEY
    numbers_used: int = 0


def ties(papers: Totals, book: Book) -> tuple[Finding, ...]:
    """What does not tie between the two roads, and which numbers between first and last no paper carries."""
    gaps = (
        fail("shift.numbers_gap", first=str(run.first), last=str(run.last), width=run.width, used=run.used)
        for run in papers.numbers
        if run.used != run.width
    )
    return (
        *does_tie("sales", papers.sales, book.sales),
        *does_tie("receipts", papers.receipts, book.receipts),
        *does_tie("tickets", papers.tickets, book.tickets),
        *does_tie("inspections", papers.inspections, book.inspections),
        *does_tie("mass_in_kg", papers.mass_in.kg, book.mass_in.kg),
        *does_tie("mass_out_kg", papers.mass_out.kg, book.mass_out.kg),
        *does_tie("amount_fen", papers.amount.fen, book.amount.fen),
        *does_tie("numbers_used", papers.numbers_used, book.numbers_used),
        *gaps,
    )


def does_tie(what: str, left: int, right: int) -> tuple[Finding, ...]:
    """Nothing where two sums of the same thing agree; else what does not, with both. `left` is the papers' side."""
    return () if left == right else (fail("shift.does_not_tie", what=what, left=left, right=right),)


def totals_facts(totals: Totals) -> Mapping[str, Fact | Sequence[Mapping[str, Fact]]]:
    """The totals as an entry and an answer tell them."""
    return {
        "weighings": totals.weighings,
        "manual_weighings": totals.manual_weighings,
        "tickets": totals.tickets,
        "forms": totals.forms,
        "voids": totals.voids,
        "sales": totals.sales,
        "receipts": totals.receipts,
        "passed": totals.passed,
        "turned_back": totals.turned_back,
        "handed_over": totals.handed_over,
        "not_coal": totals.not_coal,
        "redeemed": totals.redeemed,
        "in_kg": totals.mass_in.kg,
        "out_kg": totals.mass_out.kg,
        "amount_fen": totals.amount.fen,
        "numbers": [
            {
                "first": str(run.first),
                "last": str(run.last),
                "used": run.used,
                "void": run.void,
                "left": run.left,
            }
            for run in totals.numbers
        ],
        "numbers_used": totals.numbers_used,
    }
