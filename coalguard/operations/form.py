"""The five-part form: issued with its ticket and settlement in one act, made void, issued again, found.

Issuing appends sale, ticket, form and settlement, in this order; all of it or nothing. Price, amount and buyer stand in
the sale, which no other station gets. Corrections are new entries: void, then issue again.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from coalguard.domain.findings import Finding, fail, refuse, refuse_if_any
from coalguard.domain.form import FormState, Part, end_of_day, voidable
from coalguard.domain.identity import DocumentNumber, EntryKey, check_town
from coalguard.domain.journal import Fact, Json, parse_instant, render_instant
from coalguard.domain.ledger import AccountKind, Lot, Posting, move, postings_facts, reversed_postings, sellable
from coalguard.domain.mass import NO_MASS, Mass
from coalguard.domain.money import Money, Price
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
    entitle,
    room_to_issue,
    shift_at,
)
from coalguard.store.papers import HeldForm, load_code, load_form, papers_of, replaced_by
from coalguard.store.people import keep_driver, load_buyer, person_name
from coalguard.store.reader import Reader
from coalguard.store.stock import load_lot, load_receipts, postings_of
from coalguard.store.transaction import Transaction
from coalguard.store.visits import load_vehicle, load_visit, opening, ticket_facts
from coalguard.trust.chain import check_code

LONGEST_VALIDITY = timedelta(days=366)
"""Beyond this a validity is a slip of the hand; the code on the paper counts 65,535 hours."""
_NO_CODE = 0
"""What a code says of a coal that the rule set in force does not number: the city may have changed it meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueForm:
    """The rest of a sale; what was said at `sale.begin` need not be said again."""

    visit: str
    buyer: str = ""
    lot: str = ""
    price_fen_per_t: int | None = None
    driver: str = ""
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
    """Issue a void form again under a new number; what is given here replaces what it said."""

    number: str
    buyer: str = ""
    lot: str = ""
    price_fen_per_t: int | None = None
    destination: str = ""
    valid_until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindForm:
    """A form's number."""

    number: str


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
class FormSheet:
    """A form as it stands."""

    number: str
    state: FormState
    plate: str
    lot: str
    coal: str
    gross_kg: int
    tare_kg: int
    net_kg: int
    price_fen_per_t: int
    amount_fen: int
    buyer: EntryKey
    buyer_name: str
    ticket: str
    settlement: str
    issued_at: datetime
    valid_until: datetime
    check_code: str
    code: str
    replaces: str
    replaced_by: str
    manual: bool
    parts: tuple[Part, ...]


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
    """Issue a form: sale, ticket, form and settlement in one act, or nothing and every reason why not."""
    entitle(actor, Duty.SELL)
    room_to_issue(station)
    with station.store.begin(by=actor.key) as act:
        shift_at(act)
        visit = load_visit(act, request.visit)
        return _issue(station, act, visit, request, replaces="")


def reissue(station: Station, actor: Actor, request: ReissueForm) -> Issued:
    """Issue a void form again, with a new number, for the same truck and weights."""
    entitle(actor, Duty.SELL)
    room_to_issue(station)
    with station.store.begin(by=actor.key) as act:
        shift_at(act)
        old = load_form(act, request.number)
        if old.kept is not FormState.VOID:
            raise refuse("form.not_void", number=old.number)
        said = act.entry(old.sale).fact.says
        price = request.price_fen_per_t
        again = IssueForm(
            visit=str(old.visit),
            buyer=request.buyer or said["buyer"],
            lot=request.lot or said["lot"],
            price_fen_per_t=said["price_fen_per_t"] if price is None else price,
            destination=request.destination or old.says["destination"],
            valid_until=request.valid_until,
        )
        return _issue(station, act, load_visit(act, again.visit), again, replaces=old.number)


def void(station: Station, actor: Actor, request: VoidForm) -> FormSheet:
    """Make a form void, with its ticket and settlement; the coal goes back to its lot, the truck may be sold anew."""
    entitle(actor, Duty.VOID)
    second = confirm(station, actor, request.second)
    now = station.store.now().at
    with station.store.begin(by=actor.key) as act:
        form = load_form(act, request.number)
        refuse_if_any(voidable(form.number, form.state(now), request.reason, request.parts_back))
        visit = load_visit(act, str(form.visit))
        says: dict[str, Json] = {
            "form": form.number,
            "issued": str(form.key),
            "sale": str(form.sale),
            "ticket": form.says["ticket"],
            "settlement": _settlement(act, form),
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
        return _sheet(station, act, load_form(act, form.number))


def find(station: Station, actor: Actor, request: FindForm) -> FormSheet:
    """A form by its number, as it stands."""
    entitle(actor, Duty.READ)
    return _sheet(station, station.store.read(), load_form(station.store.read(), request.number))


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
    elif price <= 0:
        findings.append(fail("sale.price", price_fen=price))
    net = visit.net or NO_MASS
    lot = load_lot(act, lot_number) if lot_number else None
    findings += sellable(lot, said["coal"], net) if lot else []
    heavy = overload(visit.gross or NO_MASS, load_vehicle(act, visit.plate))
    key, person = load_buyer(act, buyer) if buyer else (None, None)
    until, about_until = _valid_until(request.valid_until, act.moment.at)
    destination, about_destination = _destination(
        station, request.destination or said["destination"], person.town if person else ""
    )
    found = refuse_if_any([*findings, *([heavy] if heavy else []), *about_until, *about_destination])
    if lot is None or key is None or price is None:
        raise refuse("sale.missing", field="buyer")
    driver = keep_driver(act, request.driver) or said["driver"]
    dear = compare_price(act, said["coal"], price, act.moment.at)
    return Terms(visit, lot, key, Price(price), destination, driver, until, net), (*found, *dear)


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


def _valid_until(text: str, now: datetime) -> tuple[datetime, list[Finding]]:
    """Until when the form is valid: as asked, down to the hour (the paper's code counts hours), else the day's end."""
    if not text:
        return end_of_day(now), []
    try:
        until = parse_instant(text)
    except ValueError:
        return now, [fail("date.malformed", field="valid_until", value=text)]
    if until.tzinfo is None:
        return now, [fail("form.valid_until", value=text)]
    until = until.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    if not now < until <= now + LONGEST_VALIDITY:
        return now, [fail("form.valid_until", value=text)]
    return until, []


def _destination(station: Station, text: str, buyers_town: str) -> tuple[str, tuple[Finding, ...]]:
    """The division code the load goes to: as asked, else the buyer's town."""
    if not text:
        return buyers_town, ()
    division, findings = check_town(text, station.books.divisions)
    return (division.known_code if division else ""), findings


def _settlement(reader: Reader, form: HeldForm) -> str:
    """The settlement that was issued with a form: the next of the visit's papers after it."""
    later = [p for p in papers_of(reader, form.visit) if p.kind is PaperKind.SETTLEMENT and p.key > form.key]
    return later[0].number


def _sheet(station: Station, reader: Reader, form: HeldForm) -> FormSheet:
    says, sale = form.says, reader.entry(form.sale)
    said = sale.fact.says
    return FormSheet(
        form.number,
        form.state(station.store.now().at),
        form.plate,
        form.lot,
        says["coal"],
        says["gross_kg"],
        says["tare_kg"],
        says["net_kg"],
        said["price_fen_per_t"],
        said["amount_fen"],
        EntryKey.parse(said["buyer"]),
        person_name(reader, said["buyer"]),
        says["ticket"],
        _settlement(reader, form),
        sale.moment.at,
        form.valid_until,
        check_code(form.hash),
        load_code(reader, form.key),
        says["replaces"],
        replaced_by(reader, form.number),
        says["manual"],
        station.books.parts,
    )
