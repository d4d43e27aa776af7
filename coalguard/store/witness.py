"""Witnesses: they hear the own journal told from its first entry and say where it broke a rule of the trade.

Each knows one invariant of `journal.md` §8 and keeps no more than that needs. They judge by the domain's own tables
and read bodies alone, so that they and the folds can not be wrong in the same place.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from coalguard.domain.findings import fail
from coalguard.domain.form import FormState
from coalguard.domain.identity import DocumentNumber
from coalguard.domain.ledger import AccountKind
from coalguard.domain.numbering import PaperKind
from coalguard.domain.visit import TRANSITIONS, Purpose, State, Step
from coalguard.store.invariant import Check
from coalguard.trust.claim import PAPER_OF


class Told(NamedTuple):
    """An entry as a witness hears it: its id, where it stands, what it says."""

    id: str
    epoch: int
    seq: int
    kind: str
    document: str
    says: Mapping[str, Any]


@dataclass(slots=True)
class Lease:
    """A grant as it is used up: `following` is the next serial, `void` how many of the used ones were made void."""

    kind: PaperKind
    prefix: str
    first: int
    last: int
    following: int
    epoch: int
    open: bool = True
    void: int = 0

    @property
    def taken(self) -> int:
        """How many serials were taken, in use or void."""
        return self.following - self.first

    def holds(self, number: DocumentNumber) -> bool:
        """Whether the number was taken from this grant."""
        return number.prefix == self.prefix and self.first <= number.serial < self.following


class Numbers:
    """Every number is taken once, in order, from an open grant of its kind, device and epoch."""

    def __init__(self) -> None:
        """Begin without any grant."""
        self.unique, self.granted = Check("numbers_unique"), Check("numbers_granted")
        self.leases: dict[str, Lease] = {}

    def hear(self, told: Told) -> None:
        """Follow what opens, closes and uses up a grant."""
        says = told.says
        if told.kind == "grant.opened":
            first = says["first"]
            self.leases[told.id] = Lease(
                PaperKind(says["kind"]), says["prefix"], first, says["last"], first, told.epoch
            )
        elif told.kind == "grant.closed":
            self.leases[says["grant"]].open = False
        elif told.kind == "form.voided":
            for text in (says["form"], says["ticket"], says["settlement"]):
                self._void(DocumentNumber.parse(text))
        elif told.kind in PAPER_OF:
            self._take(told, DocumentNumber.parse(told.document))

    def _take(self, told: Told, number: DocumentNumber) -> None:
        lease = self.leases.get(told.says["grant"])
        if any(other.holds(number) for other in self.leases.values()):
            self.unique.note(fail("verify.number_twice", number=told.document, seq=told.seq))
            return
        if lease is None or not self._covers(lease, told, number):
            self.granted.note(fail("verify.number_ungranted", number=told.document, seq=told.seq))
            return
        if number.serial != lease.following:
            self.granted.note(fail("verify.number_order", number=told.document, expected=lease.following))
        lease.following = number.serial + 1

    def _covers(self, lease: Lease, told: Told, number: DocumentNumber) -> bool:
        same = (lease.kind, lease.prefix, lease.epoch) == (PAPER_OF[told.kind], number.prefix, told.epoch)
        return same and lease.open and lease.first <= number.serial <= lease.last

    def _void(self, number: DocumentNumber) -> None:
        for lease in self.leases.values():
            if lease.holds(number):
                lease.void += 1


class Visits:
    """Every stay goes only the ways of `domain.visit`; a void form gives its truck back to the desk.

    A tare on record is one that a scale gave for the same truck before.
    """

    def __init__(self) -> None:
        """Begin with an empty yard."""
        self.check = Check("visit_states")
        self._stays: dict[str, tuple[Purpose, State]] = {}
        self._plates: dict[str, str] = {}
        self._tares: dict[str, tuple[str, int]] = {}

    def hear(self, told: Told) -> None:
        """Follow each step of each stay."""
        if told.kind == "visit.opened":
            self._stays[told.id] = Purpose(told.says["purpose"]), State.ARRIVED
            self._plates[told.id] = told.says.get("plate", "")
            return
        step_of = _STEPS.get(told.kind)
        if step_of is None:
            return
        visit, said = told.says["visit"], State(told.says["state"])
        stay, step = self._stays.get(visit), step_of(told.says)
        if stay is None or TRANSITIONS.get((*stay, Step(step))) is not said:
            before = stay[1].value if stay else ""
            self.check.note(fail("verify.visit_step", visit=visit, seq=told.seq, state=before, step=str(step)))
        if stay is not None:
            self._stays[visit] = stay[0], said
            self._follow_tare(told, self._plates[visit])

    def _follow_tare(self, told: Told, plate: str) -> None:
        if told.kind == "weighing.captured" and told.says["step"] == Step.TARE:
            self._tares[told.id] = plate, told.says.get("kg", 0)
        elif told.kind == "weighing.recalled" and self._tares.get(told.says["of"]) != (plate, told.says["kg"]):
            self.check.note(fail("verify.tare_not_weighed", plate=plate, seq=told.seq, tare_kg=told.says["kg"]))


_STEPS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "weighing.captured": lambda says: str(says["step"]),
    "weighing.entered": lambda says: str(says["step"]),
    "weighing.recalled": lambda _: Step.TARE,
    "lot.received": lambda _: Step.RECEIVE,
    "sale.recorded": lambda _: Step.SELL,
    "inspection.recorded": lambda _: Step.RECORD,
    "inspection.decided": lambda says: str(says["decision"]),
    "visit.left": lambda _: Step.ABANDON,
    "form.voided": lambda _: Step.VOID,
}
"""Which step an entry of a kind is."""


class Forms:
    """A form is issued once, then redeemed or made void, never both; no number is redeemed twice."""

    def __init__(self) -> None:
        """Begin without any form."""
        self.states, self.redemptions = Check("form_states"), Check("redemptions")
        self._forms: dict[tuple[str, int], FormState] = {}
        self._redeemed: set[tuple[str, int, str]] = set()

    def hear(self, told: Told) -> None:
        """Follow each form."""
        if told.kind == "form.issued":
            self._move(told, told.document, None, FormState.ISSUED)
        elif told.kind == "form.voided":
            self._move(told, told.says["form"], FormState.ISSUED, FormState.VOID)
        elif told.kind == "form.redeemed":
            self._redeem(told)

    def _redeem(self, told: Told) -> None:
        text = told.says["form"]
        number = (*_identity(text), told.says.get("key_id", ""))
        if number in self._redeemed:
            self.redemptions.note(fail("verify.redeemed_twice", number=text, seq=told.seq))
        elif told.says["issued"]:  # else it is another station's, whose states are not known here
            self._move(told, text, FormState.ISSUED, FormState.REDEEMED)
        self._redeemed.add(number)

    def _move(self, told: Told, text: str, before: FormState | None, after: FormState) -> None:
        number = _identity(text)
        state = self._forms.get(number)
        if state is not before:
            before_it = state.value if state else ""
            self.states.note(fail("verify.form_step", number=text, seq=told.seq, state=before_it, step=after.value))
        self._forms[number] = after


def _identity(text: str) -> tuple[str, int]:
    number = DocumentNumber.parse(text)
    return number.prefix, number.serial


class Ledger:
    """The postings of each entry sum to zero, and no account of coal at hand falls below zero."""

    def __init__(self) -> None:
        """Begin with empty yards."""
        self.check = Check("postings")
        self._balances: Counter[tuple[str, str]] = Counter()

    def hear(self, told: Told) -> None:
        """Follow each movement."""
        postings = told.says.get("postings", ())
        if total := sum(kg for _, _, kg in postings):
            self.check.note(fail("verify.postings_sum", seq=told.seq, sum_kg=total))
        for account, owner, kg in postings:
            self._balances[account, owner] += kg
        for account, owner, _ in postings:
            stock = self._balances[account, owner]
            if stock < 0 and account in _HELD:
                self.check.note(fail("verify.stock_negative", seq=told.seq, owner=owner, stock_kg=stock))


_HELD = frozenset({AccountKind.LOT, AccountKind.BUYER, AccountKind.SEIZED})
"""Accounts that can not owe coal."""


_NOWHERE = (0, 0)


class Lines:
    """Those who follow one line of the chain: where an epoch branches off, they go on from the entry it continues.

    What a line says is judged by that line, so that a truck which two lines wrote of is no fault of either.
    """

    def __init__(self, branches: Mapping[int, tuple[int, int]]) -> None:
        """Begin at the first entry; `branches` says which epochs continue from which entry, the last one apart."""
        self.visits, self.forms, self.ledger = Visits(), Forms(), Ledger()
        self._branches = branches
        self._points = frozenset(branches.values())
        self._left: dict[tuple[int, int], tuple[Visits, Forms, Ledger]] = {}
        self._epoch = 0

    def hear(self, told: Told) -> None:
        """Tell all of them; keep them apart where another line will go on from here."""
        left = self._left.get(self._branches.get(told.epoch, _NOWHERE)) if told.epoch != self._epoch else None
        if left:
            self.visits, self.forms, self.ledger = _apart(left[0]), _apart(left[1]), _apart(left[2])
        self._epoch = told.epoch
        try:
            for one in (self.visits, self.forms, self.ledger):
                one.hear(told)
        finally:
            if (told.epoch, told.seq) in self._points:
                self._left[told.epoch, told.seq] = (_apart(self.visits), _apart(self.forms), _apart(self.ledger))

    @property
    def checks(self) -> Iterable[Check]:
        """What they found, along all lines."""
        return self.visits.check, self.forms.states, self.forms.redemptions, self.ledger.check


_Witness = TypeVar("_Witness", Visits, Forms, Ledger)


def _apart(witness: _Witness) -> _Witness:
    """The same witness, to go on along another line; what it has found stays one list."""
    other = copy(witness)
    for name, kept in vars(witness).items():
        if isinstance(kept, dict | set):
            setattr(other, name, kept.copy())
    return other
