"""Supply: what is looked up while a load of coal comes in and while its report is entered; nothing here writes.

Who delivers, what is left of their contracts and reports, where coal may lie, what stands of an inbound truck.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from coalguard.domain.assay import Item
from coalguard.domain.identity import EntryKey
from coalguard.domain.ledger import Lot
from coalguard.domain.mass import NO_MASS, Mass
from coalguard.domain.roles import Duty
from coalguard.domain.visit import Purpose, State
from coalguard.domain.weighing import WeightTaken
from coalguard.operations.station import Actor, Station, entitle, today
from coalguard.store.people import person_name
from coalguard.store.stock import (
    HeldReceipt,
    last_reports,
    load_contracts,
    load_laboratories,
    load_lots,
    load_reports,
    load_suppliers,
    load_yards,
    receipts_by_lot,
)
from coalguard.store.visits import load_vehicle, load_visit, opening, weights_of

COURSE_LENGTH: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSupply:
    """Nothing to say: all that a load may be received on is listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowInbound:
    """A truck's stay by id."""

    visit: str


@dataclass(frozen=True, slots=True)
class Named:
    """A supplier or a yard."""

    id: EntryKey
    name: str


@dataclass(frozen=True, slots=True)
class OpenContract:
    """A contract that has not ended and has something left."""

    id: EntryKey
    number: str
    supplier: EntryKey
    coal: str
    left: Mass
    until: date


@dataclass(frozen=True, slots=True)
class OpenReport:
    """A report that covers more than was received on it."""

    id: EntryKey
    number: str
    supplier: EntryKey
    coal: str
    verdict: str
    left: Mass


@dataclass(frozen=True, slots=True)
class OpenLot:
    """A lot: where it lies, what it holds, what it lacks; `unproved` is what came without a report that passes.

    `supplier` is the one all of it came from, none where there were several.
    """

    lot: str
    coal: str
    yard: EntryKey
    stock: Mass
    verdict: str
    missing: tuple[str, ...]
    supplier: EntryKey | None
    loads: int
    unproved: Mass


@dataclass(frozen=True, slots=True)
class Supply:
    """What a load may be received on, and where to; the youngest first, the yards in the order of registering."""

    suppliers: tuple[Named, ...]
    contracts: tuple[OpenContract, ...]
    reports: tuple[OpenReport, ...]
    yards: tuple[Named, ...]
    lots: tuple[OpenLot, ...]
    laboratories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InboundSheet:
    """An inbound truck's stay as it was declared, and its weights; contract and report are ids, empty for none."""

    visit: EntryKey
    plate: str
    colour: str
    purpose: Purpose
    state: State
    supplier: str
    contract: str
    report: str
    coal: str
    declared: Mass | None
    driver: str
    weights: tuple[WeightTaken, ...]
    net: Mass | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowCourse:
    """One indicator over the last reports of a supplier."""

    supplier: str
    item: Item


@dataclass(frozen=True, slots=True)
class CoursePoint:
    """What a report came to: its day, the value as it was judged, its limit, and whether it held."""

    day: str
    value: Decimal
    limit: Decimal
    holds: bool


@dataclass(frozen=True, slots=True)
class Course:
    """The points of a supplier, the oldest first."""

    supplier: str
    item: Item
    points: tuple[CoursePoint, ...]


def show_course(station: Station, actor: Actor, request: ShowCourse) -> Course:
    """How an indicator went over a supplier's last six reports, as each was judged then."""
    entitle(actor, Duty.READ)
    entries = last_reports(station.store.read(), request.supplier, COURSE_LENGTH)
    points = (
        CoursePoint(
            str(entry.fact.says["report"]["reported_on"]), Decimal(one["value"]), Decimal(one["limit"]), one["holds"]
        )
        for entry in entries
        for one in entry.fact.says["assessment"]["judged"]
        if one["item"] == request.item
    )
    return Course(request.supplier, request.item, tuple(points))


def list_supply(station: Station, actor: Actor, request: ListSupply) -> Supply:
    """Suppliers, open contracts and reports, yards and lots."""
    del request
    entitle(actor, Duty.READ)
    reader, now = station.store.read(), today(station)
    contracts = (
        OpenContract(
            one.key, one.contract.number, one.contract.supplier, one.contract.coal, one.left, one.contract.until
        )
        for one in load_contracts(reader)
        if one.left > NO_MASS and one.contract.until >= now
    )
    reports = (
        OpenReport(one.key, one.number, one.supplier, one.coal, one.verdict, one.left)
        for one in load_reports(reader)
        if one.left > NO_MASS
    )
    receipts = receipts_by_lot(reader)
    lots = (_lot(lot, receipts.get(lot.number, ())) for lot in reversed(load_lots(reader)))
    return Supply(
        tuple(Named(key, name) for key, name in load_suppliers(reader)),
        tuple(contracts),
        tuple(reports),
        tuple(Named(key, name) for key, name in load_yards(reader)),
        tuple(lots),
        load_laboratories(reader),
    )


def show_inbound(station: Station, actor: Actor, request: ShowInbound) -> InboundSheet:
    """What is known of an inbound truck. Raises Refused `visit.unknown`."""
    entitle(actor, Duty.READ)
    reader = station.store.read()
    visit = load_visit(reader, request.visit)
    said = opening(reader, visit)
    declared = said.get("declared_kg")
    return InboundSheet(
        visit.key,
        visit.plate,
        load_vehicle(reader, visit.plate).colour or "",
        visit.purpose,
        visit.state,
        said.get("supplier", ""),
        said.get("contract", ""),
        said.get("report", ""),
        said["coal"],
        Mass(declared) if declared is not None else None,
        person_name(reader, said["driver"]),
        weights_of(reader, visit),
        visit.net,
    )


def _lot(lot: Lot, receipts: tuple[HeldReceipt, ...]) -> OpenLot:
    suppliers = {receipt.supplier for receipt in receipts}
    return OpenLot(
        lot.number,
        lot.coal,
        lot.yard,
        lot.stock,
        lot.verdict or "",
        lot.missing,
        suppliers.pop() if len(suppliers) == 1 else None,
        len(receipts),
        sum((receipt.net for receipt in receipts if not receipt.proved), NO_MASS),
    )
