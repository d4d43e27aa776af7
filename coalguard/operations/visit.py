"""A truck's stay begins and, where nothing comes of it, ends: arrival with coal, arrival to buy, leaving.

Drivers are people: their names stand beside the chain, the visit points at them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coalguard.domain.findings import Finding, refuse_if_any
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Fact, Json
from coalguard.domain.mass import Mass, check_typed
from coalguard.domain.plate import Plate, parse_plate
from coalguard.domain.roles import Duty
from coalguard.domain.visit import NextStep, Purpose, State, Step, admit, after, next_steps
from coalguard.operations.station import (
    Actor,
    Station,
    check_coal,
    compare_price,
    entitle,
    field_findings,
    personal_findings,
    shift_at,
    watch,
)
from coalguard.store.people import keep_driver, load_buyer
from coalguard.store.stock import load_contract, load_lot, load_report, supplier_name
from coalguard.store.transaction import Transaction
from coalguard.store.visits import load_visit, open_visits, plate_colour, visits_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ArriveInbound:
    """A truck brings coal; contract and report may follow later (待补)."""

    plate: str
    supplier: str
    driver: str = ""
    contract: str = ""
    report: str = ""
    coal: str = ""
    declared_kg: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginSale:
    """A truck comes to buy; what is not said here is said when the form is issued."""

    plate: str
    coal: str
    driver: str = ""
    buyer: str = ""
    lot: str = ""
    price_fen_per_t: int | None = None
    destination: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveVisit:
    """The truck drives off and nothing comes of its stay."""

    visit: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOpen:
    """Nothing to say: every open stay is listed."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """The stay that began, what may be done next, and what there is to say."""

    visit: EntryKey
    plate: Plate
    next_steps: tuple[NextStep, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """The stay that ended without a paper."""

    visit: EntryKey
    state: State


@dataclass(frozen=True, slots=True)
class OpenVisit:
    """A stay that has not ended; `colour` is the plate's, empty where the truck is not registered."""

    visit: EntryKey
    plate: str
    purpose: Purpose
    state: State
    gross_kg: int | None
    tare_kg: int | None
    waiting_s: int
    colour: str


@dataclass(frozen=True, slots=True)
class OpenVisits:
    """The open list, the longest wait first."""

    visits: tuple[OpenVisit, ...]


def arrive(station: Station, actor: Actor, request: ArriveInbound) -> Arrived:
    """A truck arrives with coal from a registered supplier."""
    entitle(actor, Duty.WEIGH)
    plate, declared = parse_plate(request.plate), request.declared_kg
    refuse_if_any(() if declared is None else check_typed("declared_kg", Mass(declared), Mass(1)))
    with station.store.begin(by=actor.key) as act:
        supplier_name(act, request.supplier)
        contract = load_contract(act, request.contract) if request.contract else None
        report = load_report(act, request.report) if request.report else None
        coal = request.coal or (contract.contract.coal if contract else "") or (report.coal if report else "")
        says: dict[str, Json] = {
            "plate": plate.text,
            "purpose": Purpose.INBOUND.value,
            "driver": keep_driver(act, request.driver),
            "supplier": request.supplier,
            "contract": str(contract.key) if contract else "",
            "report": str(report.key) if report else "",
            "coal": coal,
            "declared_kg": request.declared_kg,
        }
        return _open(act, station, plate, says)


def begin_sale(station: Station, actor: Actor, request: BeginSale) -> Arrived:
    """A truck arrives to buy coal."""
    entitle(actor, Duty.WEIGH)
    plate = parse_plate(request.plate)
    with station.store.begin(by=actor.key) as act:
        buyer = str(load_buyer(act, request.buyer)[0]) if request.buyer else ""
        lot = load_lot(act, request.lot).number if request.lot else ""
        says: dict[str, Json] = {
            "plate": plate.text,
            "purpose": Purpose.SALE.value,
            "driver": keep_driver(act, request.driver),
            "coal": request.coal,
            "buyer": buyer,
            "lot": lot,
            "price_fen_per_t": request.price_fen_per_t,
            "destination": request.destination,
        }
        return _open(act, station, plate, says)


def leave(station: Station, actor: Actor, request: LeaveVisit) -> Left:
    """End a stay that no paper came of; its weighings stay on record."""
    entitle(actor, Duty.WEIGH)
    reason = {"reason": request.reason}
    refuse_if_any([*field_findings(reason), *personal_findings(reason)])
    with station.store.begin(by=actor.key) as act:
        visit = load_visit(act, request.visit)
        state = after(visit, Step.ABANDON)
        says = {"visit": str(visit.key), "state": state.value, "reason": request.reason.strip()}
        act.append(Fact("visit.left", says))
    return Left(visit.key, state)


def list_open(station: Station, actor: Actor, request: ListOpen) -> OpenVisits:
    """Every stay that has not ended."""
    del request
    entitle(actor, Duty.READ)
    now, reader = station.store.now().at, station.store.read()
    return OpenVisits(
        tuple(
            OpenVisit(
                visit.key,
                visit.plate,
                visit.purpose,
                visit.state,
                visit.gross.kg if visit.gross else None,
                visit.tare.kg if visit.tare else None,
                int((now - visit.opened_at).total_seconds()),
                plate_colour(reader, visit.plate),
            )
            for visit in open_visits(reader)
        )
    )


def _open(act: Transaction, station: Station, plate: Plate, says: Mapping[str, Any]) -> Arrived:
    shift_at(act)
    unknown = check_coal(station, says["coal"]) if says["coal"] else ()
    findings = refuse_if_any([*admit(plate.text, visits_of(act, plate.text)), *unknown])
    key = act.append(Fact("visit.opened", says))
    told = (
        *watch(act, plate.text, act.moment.at),
        *compare_price(act, says["coal"], says.get("price_fen_per_t"), act.moment.at),
    )
    return Arrived(key, plate, next_steps(load_visit(act, str(key))), (*findings, *told))
