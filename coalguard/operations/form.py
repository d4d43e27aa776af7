"""The five-part form: issued with its ticket and settlement in one act, made void, issued again, found.

Issuing appends sale, ticket, form and settlement, in this order; all of it or nothing. Price, amount and buyer stand in
the sale, which no other station gets. Corrections are new entries: void, then issue again.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from coalguard.domain.errors import UsageError
from coalguard.domain.findings import Finding, fail, refuse, refuse_if_any
from coalguard.domain.form import FormState, Part, voidable
from coalguard.domain.identity import DocumentNumber, EntryKey, compact_code
from coalguard.domain.journal import Fact, Json, render_instant
from coalguard.domain.ledger import AccountKind, Lot, Posting, move, postings_facts, reversed_postings, sellable
from coalguard.domain.mass import NO_MASS, Mass
from coalguard.domain.money import HIGHEST_PRICE, Money, Price
from coalguard.domain.numbering import PaperKind
from coalguard.domain.roles import Duty
from coalguard.domain.vehicle import overload
from coalguard.domain.visit import Step, Visit, after
from coalguard.operations.station import (
    Actor,
    Second,
    Station,
    compare_price,
    confirm,
    destination_of,
    entitle,
    personal_findings,
    room_to_issue,
    shift_at,
    valid_until,
)
from coalguard.store.form import FormSheet, find_sheet, load_own, settlement_of, sheet_of
from coalguard.store.gate import form_with_code, forms_for_plate
from coalguard.store.papers import HeldForm, load_code, load_form
from coalguard.store.people import keep_driver, load_buyer, person_name
from coalguard.store.reader import Reader
from coalguard.store.stock import load_lot, load_receipts, postings_of
from coalguard.store.transaction import Transaction
from coalguard.store.visits import load_vehicle, load_visit, opening, ticket_facts
from coalguard.trust.chain import check_code

_NO_CODE = 0
"""What a code says of a coal that the rule set in force does not number: the city may have changed it meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueForm:
    """The rest of a sale; what was said at `sale.begin` need not be said again. An empty driver is nobody."""

    visit: str
    buyer: str = ""
    lot: str = ""
    price_fen_per_t: int | None = None
    driver: str | None = None
    destination: str = ""
    valid_until: str = ""
    payment: str = ""
    invoice: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidForm:
    """Make a form void: why, how many of its five parts came back, and who stands for it."""

    number: str
    reason: str
    parts_back: int
    second: Second


@dataclass(frozen=True, slots=True, kw_only=True)
class ReissueForm:
    """Issue a void form again under a new number; what is given here replaces what it said.

    Driver and notes may be taken away by an empty text; None lets them stand.
    """

    number: str
    buyer: str = ""
    lot: str = ""
    price_fen_per_t: int | None = None
    destination: str = ""
    valid_until: str = ""
    driver: str | None = None
    notes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindForm:
    """A form by its number, its check code, or the end of its truck's plate: what is given must all be so."""

    number: str = ""
    check_code: str = ""
    plate: str = ""


@dataclass(frozen=True, slots=True)
class Issued:
    """A form with its ticket and settlement; `code` is the text of its QR code."""

    number: DocumentNumber
    ticket: DocumentNumber
    settlement: DocumentNumber
    parts: tuple[Part, ...]
    check_code: str
    code: str
    gross: Mass
    tare: Mass
    net: Mass
    amount: Money
    lot: str
    valid_until: datetime
    manual: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a sale comes to before anything is written."""

    visit: Visit
    lot: Lot
    buyer: EntryKey
    price: Price
    destination: str
    driver: str
    valid_until: datetime
    net: Mass

    @property
    def amount(self) -> Money:
        """What the buyer pays."""
        return self.price.of(self.net)


def issue(station: Station, actor: Actor, request: IssueForm) -> Issued:
    """Issue a form: sale, ticket, form and settlement in one act, or nothing and every reason why not.

    Raises Refused with `sale.…`, `lot.…`, `stock.insufficient`, `vehicle.overload`, `form.valid_until` at once, or as
    the visit and the numbers do; MachineError `disk.stops_issuing`.
    """
    entitle(actor, Duty.SELL)
    room_to_issue(station)
    refuse_if_any(personal_findings({"payment": request.payment, "invoice": request.invoice, "notes": request.notes}))
    with station.store.begin(by=actor.key) as act:
        shift_at(act)
        visit = load_visit(act, request.visit)
        return _issue(station, act, visit, request, replaces="")


def reissue(station: Station, actor: Actor, request: ReissueForm) -> Issued:
    """Issue a void form again, with a new number, for the same truck and weights; it says what that one said.

    Raises Refused `form.unknown`, `form.elsewhere`, `form.not_void`, else as `issue`.
    """
    entitle(actor, Duty.SELL)
    room_to_issue(station)
    refuse_if_any(personal_findings({"notes": request.notes or ""}))
    with station.store.begin(by=actor.key) as act:
        shift_at(act)
        old = load_own(act, request.number)
        if old.kept is not FormState.VOID:
            raise refuse("form.not_void", number=old.number)
        again = _again(act, old, request)
        return _issue(station, act, load_visit(act, again.visit), again, replaces=old.number)


def _again(act: Transaction, old: HeldForm, request: ReissueForm) -> IssueForm:
    """What the form says that takes the place of another: what that one said, unless it is said anew."""
    said, price = act.entry(old.sale).fact.says, request.price_fen_per_t
    lasts = render_instant(old.valid_until) if old.valid_until > act.moment.at else ""
    return IssueForm(
        visit=str(old.visit),
        buyer=request.buyer or said["buyer"],
        lot=request.lot or said["lot"],
        price_fen_per_t=said["price_fen_per_t"] if price is None else price,
        driver=person_name(act, old.says["driver"]) if request.driver is None else request.driver,
        destination=request.destination or old.says["destination"],
        valid_until=request.valid_until or lasts,
        payment=said["payment"],
        invoice=said["invoice"],
        notes=said["notes"] if request.notes is None else request.notes,
    )


def void(station: Station, actor: Actor, request: VoidForm) -> FormSheet:
    """Make a form void, with its ticket and settlement; the coal goes back to its lot, the truck may be sold anew.

    Raises Refused `shift.none_open`, `form.unknown`, `form.elsewhere`, or as `domain.form.voidable` and the second
    person's PIN do.
    """
    entitle(actor, Duty.VOID)
    refuse_if_any(personal_findings({"reason": request.reason}))
    second = confirm(station, actor, request.second)
    now = station.store.now().at
    with station.store.begin(by=actor.key) as act:
        shift_at(act)  # else no closing sheet would tell of it, nor of the money that goes back
        form = load_own(act, request.number)
        refuse_if_any(voidable(form.number, form.state(now), request.reason, request.parts_back))
        visit = load_visit(act, str(form.visit))
        says: dict[str, Json] = {
            "form": form.number,
            "issued": str(form.key),
            "sale": str(form.sale),
            "ticket": form.says["ticket"],
            "settlement": settlement_of(act, form),
            "visit": str(form.visit),
            "plate": form.plate,
            "lot": form.lot,
            "net_kg": form.says["net_kg"],
            "state": after(visit, Step.VOID).value,
            "reason": request.reason.strip(),
            "second": str(second.key),
            "parts_back": request.parts_back,
            "postings": postings_facts(reversed_postings(postings_of(act, form.sale))),
        }
        act.append(Fact("form.voided", says))
        return sheet_of(act, load_form(act, form.number), station.books.parts, now)


def find(station: Station, actor: Actor, request: FindForm) -> FormSheet:
    """A form as it stands, issued here or heard of. Raises UsageError `form.nothing_shown`, Refused `form.unknown`."""
    entitle(actor, Duty.READ)
    reader = station.store.read()
    parts, now = station.books.parts, station.store.now().at
    sheets = (find_sheet(reader, number, parts, now) for number in _asked(reader, request))
    plate, code = compact_code(request.plate), compact_code(request.check_code)
    wanted = [one for one in sheets if one and one.plate.endswith(plate) and code in ("", one.check_code)]
    if not wanted:
        raise refuse("form.unknown", number=request.number or code or plate)
    first, *others = wanted
    return replace(first, others=tuple(one.number for one in others))


def _asked(reader: Reader, request: FindForm) -> tuple[str, ...]:
    """The numbers that answer to the narrowest of what was given."""
    if request.number.strip():
        return (str(DocumentNumber.parse(request.number)),)
    if code := compact_code(request.check_code):
        return tuple(filter(None, (form_with_code(reader, code),)))
    if not compact_code(request.plate):
        raise UsageError("form.nothing_shown")
    return forms_for_plate(reader, compact_code(request.plate))


def _issue(station: Station, act: Transaction, visit: Visit, request: IssueForm, replaces: str) -> Issued:
    state = after(visit, Step.SELL)
    terms, findings = _terms(station, act, visit, request)
    said = opening(act, visit)
    postings = move((AccountKind.LOT, terms.lot.number), (AccountKind.BUYER, str(terms.buyer)), terms.net)
    sale = act.append(Fact("sale.recorded", _sale_facts(terms, request, postings, state.value)))
    ticket = act.issue(PaperKind.TICKET, "ticket.issued", ticket_facts(act, visit, terms.net))
    facts = _form_facts(act, terms, said["coal"], station.books.rules.codes.get(said["coal"], _NO_CODE))
    form = act.issue(
        PaperKind.FORM,
        "form.issued",
        {**facts, "sale": str(sale), "ticket": str(ticket.number), "replaces": replaces},
    )
    settlement = act.issue(
        PaperKind.SETTLEMENT,
        "settlement.issued",
        {"visit": str(visit.key), "plate": visit.plate, "sale": str(sale), "form": str(form.number)},
    )
    return Issued(
        form.number,
        ticket.number,
        settlement.number,
        station.books.parts,
        check_code(form.hash),
        load_code(act, form.key),
        visit.gross or NO_MASS,
        visit.tare or NO_MASS,
        terms.net,
        terms.amount,
        terms.lot.number,
        terms.valid_until,
        bool(facts["manual"]),
        findings,
    )


def _terms(station: Station, act: Transaction, visit: Visit, request: IssueForm) -> tuple[Terms, tuple[Finding, ...]]:
    """What the sale comes to. Raises Refused with every reason at once."""
    said = opening(act, visit)
    buyer, lot_number = request.buyer or said["buyer"], request.lot or said["lot"]
    price = said["price_fen_per_t"] if request.price_fen_per_t is None else request.price_fen_per_t
    findings = [
        fail("sale.missing", field=name) for name, value in (("buyer", buyer), ("lot", lot_number)) if not value
    ]
    if price is None:
        findings.append(fail("sale.missing", field="price_fen_per_t"))
    else:
        findings += _check_price(price)
    net = visit.net or NO_MASS
    lot = load_lot(act, lot_number) if lot_number else None
    findings += sellable(lot, said["coal"], net) if lot else []
    heavy = overload(visit.gross or NO_MASS, load_vehicle(act, visit.plate))
    key, person = load_buyer(act, buyer) if buyer else (None, None)
    until, about_until = valid_until(request.valid_until, act.moment.at)
    goal = request.destination or said["destination"]
    destination, about_destination = destination_of(station, act, goal, person.town if person else "")
    found = refuse_if_any([*findings, *([heavy] if heavy else []), *about_until, *about_destination])
    if lot is None or key is None or price is None:
        raise refuse("sale.missing", field="buyer")
    driver = said["driver"] if request.driver is None else keep_driver(act, request.driver)
    dear = compare_price(act, said["coal"], price, act.moment.at)
    return Terms(visit, lot, key, Price(price), destination, driver, until, net), (*found, *dear)


def _check_price(price: int) -> list[Finding]:
    if price <= 0:
        return [fail("sale.price", price_fen=price)]
    limit = HIGHEST_PRICE.fen_per_t
    return [fail("sale.price_too_high", price_fen=price, limit_fen=limit)] if price > limit else []


def _sale_facts(terms: Terms, request: IssueForm, postings: tuple[Posting, ...], state: str) -> dict[str, Json]:
    return {
        "visit": str(terms.visit.key),
        "lot": terms.lot.number,
        "buyer": str(terms.buyer),
        "net_kg": terms.net.kg,
        "price_fen_per_t": terms.price.fen_per_t,
        "amount_fen": terms.amount.fen,
        "payment": request.payment.strip(),
        "invoice": request.invoice.strip(),
        "notes": request.notes.strip(),
        "postings": postings_facts(postings),
        "state": state,
    }


def _form_facts(act: Transaction, terms: Terms, coal: str, coal_code: int) -> dict[str, Json]:
    """What the form says of the coal, the truck and the proof behind them; nothing of buyer or money."""
    receipts = load_receipts(act, terms.lot.number)
    behind = [act.entry(receipt.report).fact.says for receipt in receipts if receipt.report]
    report, assessment = (behind[-1]["report"], behind[-1]["assessment"]) if behind else ({}, {})
    return {
        **ticket_facts(act, terms.visit, terms.net),
        "lot": terms.lot.number,
        "coal": coal,
        "coal_code": coal_code,
        "report": report.get("number", ""),
        "laboratory": report.get("laboratory", ""),
        "reported_on": report.get("reported_on", ""),
        "verdict": assessment.get("verdict", ""),
        "rule_set": assessment.get("rule_set", ""),
        "values": [
            {"item": one["item"], "basis": one["basis"], "value": one["value"], "limit": one["limit"]}
            for one in assessment.get("judged", [])
        ],
        "driver": terms.driver,
        "destination": terms.destination,
        "valid_until": render_instant(terms.valid_until),
    }
