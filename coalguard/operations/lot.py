"""Coal comes into a lot: received on a weighed visit, and completed where a paper was missing.

Received without a contract, or without a report that passes, a load is 待补: it lies in its lot and can not be sold.
"""

from dataclasses import dataclass, replace
from datetime import date

from coalguard.domain.findings import Finding, fail, refuse, refuse_if_any, warn
from coalguard.domain.identity import DocumentNumber, EntryKey, day_code, day_of
from coalguard.domain.journal import Fact, Json
from coalguard.domain.ledger import AccountKind, Lot, Posting, move, postings_facts
from coalguard.domain.mass import NO_MASS, Mass
from coalguard.domain.numbering import PaperKind
from coalguard.domain.roles import Duty
from coalguard.domain.visit import Step, after
from coalguard.operations.station import Actor, Station, entitle, room_to_issue, shift_at, today
from coalguard.store.reader import Reader
from coalguard.store.settings import load_settings
from coalguard.store.stock import (
    HeldContract,
    HeldReceipt,
    HeldReport,
    load_contract,
    load_lot,
    load_receipts,
    load_report,
    load_yard,
    lots_opened_on,
)
from coalguard.store.visits import load_visit, opening, ticket_facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Receive:
    """Take a weighed load into a yard: into a new lot, or into one of the same coal."""

    visit: str
    yard: str
    lot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteLot:
    """Bring what a lot lacks: a contract, a report, or both."""

    lot: str
    contract: str = ""
    report: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """The lot, the two papers, the ledger lines and what is still to be brought."""

    lot: str
    number: DocumentNumber
    ticket: DocumentNumber
    net: Mass
    ledger: tuple[Posting, ...]
    incomplete: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class LotState:
    """A lot as it now stands."""

    lot: str
    incomplete: tuple[str, ...]
    verdict: str | None
    stock: Mass
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """What papers must agree with: whose coal it is, which, on which day, how much."""

    supplier: str
    coal: str
    day: date
    net: Mass


DECLARED_PERMILLE = 5
NOTED = frozenset({"contract.exceeded", "report.not_passing"})
"""What is said of a paper without keeping it from standing for the load."""


def receive(station: Station, actor: Actor, request: Receive) -> Received:
    """Receive a load: ticket, inbound paper and postings in one act. Raises Refused with what speaks against it."""
    entitle(actor, Duty.RECEIVE)
    room_to_issue(station)
    with station.store.begin(by=actor.key) as act:
        shift_at(act)
        visit = load_visit(act, request.visit)
        state = after(visit, Step.RECEIVE)
        net = visit.net or NO_MASS
        said = opening(act, visit)
        if not said["coal"]:
            raise refuse("inbound.coal_missing", plate=visit.plate)
        load = Load(said["supplier"], said["coal"], today(station), net)
        contract, about_contract = _contract(act, said["contract"], load)
        report, about_report = _report(act, said["report"], load)
        yard = load_yard(act, request.yard)
        lot, opens = _lot(act, station, request, load.coal, yard)
        postings = move((AccountKind.SUPPLIER, load.supplier), (AccountKind.LOT, lot), net)
        ticket = act.issue(PaperKind.TICKET, "ticket.issued", ticket_facts(act, visit, net))
        says: dict[str, Json] = {
            "visit": str(visit.key),
            "plate": visit.plate,
            "lot": lot,
            "opens": opens,
            "yard": str(yard),
            "coal": load.coal,
            "net_kg": net.kg,
            "supplier": load.supplier,
            "contract": str(contract.key) if contract else "",
            "report": str(report.key) if report else "",
            "ticket": str(ticket.number),
            "postings": postings_facts(postings),
            "state": state.value,
        }
        paper = act.issue(PaperKind.INBOUND, "lot.received", says)
        missing = load_lot(act, lot).missing
    doubts = (*_declared(said["declared_kg"], net), *about_contract, *about_report)
    return Received(lot, paper.number, ticket.number, net, postings, missing, doubts)


def complete(station: Station, actor: Actor, request: CompleteLot) -> LotState:
    """Give a lot the contract or the report that its loads lacked; what was there stays as it was."""
    entitle(actor, Duty.RECEIVE)
    with station.store.begin(by=actor.key) as act:
        lot = load_lot(act, request.lot)
        refuse_if_any(_not_wanted(lot, request))
        receipts = load_receipts(act, lot.number)
        suppliers = {str(receipt.supplier) for receipt in receipts}
        bare = [one for one in receipts if one.contract is None] if request.contract else []
        unproved = [one for one in receipts if not one.proved] if request.report else []
        load = Load(suppliers.pop() if len(suppliers) == 1 else "", lot.coal, today(station), _sum(bare))
        contract, about_contract = _contract(act, request.contract, load)
        report, about_report = _report(act, request.report, replace(load, net=_sum(unproved)))
        doubts = (*about_contract, *about_report)
        refuse_if_any(fail(doubt.code, **doubt.facts) for doubt in doubts if doubt.code not in NOTED)
        says: dict[str, Json] = {
            "lot": lot.number,
            "contract": str(contract.key) if contract else "",
            "report": str(report.key) if report else "",
            "contract_receipts": [str(one.key) for one in bare],
            "report_receipts": [str(one.key) for one in unproved],
        }
        act.append(Fact("lot.completed", says))
        now = load_lot(act, lot.number)
    return LotState(now.number, now.missing, now.verdict, now.stock, doubts)


def _not_wanted(lot: Lot, request: CompleteLot) -> list[Finding]:
    """What speaks against bringing these papers: none was brought, or what is brought is not missing."""
    if not request.contract and not request.report:
        return [fail("lot.nothing_brought", lot=lot.number)]
    findings = []
    if lot.verdict == "fail":
        findings.append(fail("lot.frozen", lot=lot.number, verdict=lot.verdict))
    if request.contract and not lot.lacks_contract:
        findings.append(fail("lot.not_lacking", lot=lot.number, paper="contract"))
    if request.report and not lot.lacks_report:
        findings.append(fail("lot.not_lacking", lot=lot.number, paper="report"))
    return findings


def _sum(receipts: list[HeldReceipt]) -> Mass:
    return sum((receipt.net for receipt in receipts), NO_MASS)


def _contract(reader: Reader, text: str, load: Load) -> tuple[HeldContract | None, tuple[Finding, ...]]:
    """The contract, where it may stand for this load, and what there is to say of it."""
    if not text:
        return None, ()
    held = load_contract(reader, text)
    contract, number = held.contract, held.contract.number
    against = [
        *_unlike(str(contract.supplier), load.supplier, warn("contract.other_supplier", number=number)),
        *_unlike(contract.coal, load.coal, warn("contract.other_coal", number=number, coal=contract.coal)),
        *(
            [warn("contract.ended", number=number, until=contract.until.isoformat())]
            if contract.until < load.day
            else []
        ),
    ]
    over = [warn("contract.exceeded", number=number, left_kg=held.left.kg, net_kg=load.net.kg)]
    return None if against else held, (*against, *(over if load.net > held.left else []))


def _report(reader: Reader, text: str, load: Load) -> tuple[HeldReport | None, tuple[Finding, ...]]:
    """The report, where it may stand for this load, and what there is to say of it."""
    if not text:
        return None, ()
    held = load_report(reader, text)
    number = held.number
    against = [
        *_unlike(str(held.supplier), load.supplier, warn("report.other_supplier", number=number)),
        *_unlike(held.coal, load.coal, warn("report.other_coal", number=number, coal=held.coal)),
    ]
    if load.net > held.left:
        against.append(warn("report.exceeded", number=number, left_kg=held.left.kg, net_kg=load.net.kg))
    failing = [] if held.passes else [warn("report.not_passing", number=number, verdict=held.verdict)]
    return None if against else held, (*against, *failing)


def _unlike(one: str, other: str, finding: Finding) -> list[Finding]:
    return [finding] if other and one != other else []


def _lot(reader: Reader, station: Station, request: Receive, coal: str, yard: EntryKey) -> tuple[str, bool]:
    """The lot that the load goes into, and whether it opens it: ours are yymmdd + the PC's letter + serial."""
    if request.lot:
        lot = load_lot(reader, request.lot)
        if lot.coal != coal:
            raise refuse("lot.other_coal", lot=lot.number, coal=lot.coal, wanted=coal)
        if lot.yard != yard:
            raise refuse("lot.other_yard", lot=lot.number)
        return lot.number, False
    now = station.store.now().at
    letter = load_settings(reader, "station")[0]["letter"]
    return f"{day_code(now)}{letter}{lots_opened_on(reader, day_of(now).isoformat()) + 1:02d}", True


def _declared(declared_kg: int | None, net: Mass) -> list[Finding]:
    """A warning where the load differs from the supplier's weight by more than 0.5 % (`ux.md` §6.4)."""
    if declared_kg is None or abs(net.kg - declared_kg) * 1000 <= declared_kg * DECLARED_PERMILLE:
        return []
    return [warn("inbound.declared_differs", declared_kg=declared_kg, net_kg=net.kg)]
