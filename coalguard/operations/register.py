"""Registrations: suppliers, contracts, buyers, vehicles, yards, outlets. None of them needs an open shift.

A buyer already known by the identity number or credit code is given back instead of registered twice.
"""

from dataclasses import dataclass

from coalguard.domain.findings import Finding, refuse_if_any
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Fact
from coalguard.domain.mass import Mass
from coalguard.domain.plate import parse_plate
from coalguard.domain.registry import (
    Agent,
    Buyer,
    BuyerKind,
    Contract,
    IdentityPaper,
    Outlet,
    PaperKind,
    Supplier,
    SupplierKind,
    Yard,
    buyer_facts,
    check_buyer,
    check_contract,
    check_outlet,
    check_supplier,
    check_yard,
    personal_row,
)
from coalguard.domain.roles import Duty
from coalguard.domain.vehicle import Vehicle, check_vehicle
from coalguard.operations.station import Actor, Station, check_coal, entitle, parse_date, today
from coalguard.store.heard import load_outlets
from coalguard.store.people import load_buyer, same_buyer
from coalguard.store.stock import contract_registered, supplier_name, yard_registered


@dataclass(frozen=True, slots=True)
class Registered:
    """What was registered, under which id, and what there is to say about it."""

    id: EntryKey
    findings: tuple[Finding, ...] = ()
    known: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterSupplier:
    """A mine, trader or factory that coal is bought from."""

    name: str
    kind: SupplierKind
    uscc: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterContract:
    """A purchase contract: how much of which coal, until when (ISO date)."""

    number: str
    supplier: str
    coal: str
    quantity_kg: int
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An identity paper; a kind `none` needs a reason."""

    kind: PaperKind
    number: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentFields:
    """Who acts for a unit."""

    name: str
    document: Document | None = None
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterBuyer:
    """Real-name registration of a buyer (seed, task 3)."""

    kind: BuyerKind
    name: str
    document: Document | None = None
    uscc: str = ""
    agent: AgentFields | None = None
    phone: str = ""
    town: str = ""
    address: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeBuyer(RegisterBuyer):
    """The whole registration anew, for a buyer who is known."""

    buyer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterVehicle:
    """A truck: axles and drive decide its mass limit."""

    plate: str
    axles: int | None = None
    combination: bool = False
    single_drive: bool = False
    colour: str = ""
    rated_kg: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterYard:
    """A place where lots lie."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterOutlet:
    """A market (tier 1) or outlet (tier 2) that sells coal."""

    name: str
    tier: int
    town: str
    uscc: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOutlets:
    """Nothing to say: every outlet that is known here is listed."""


@dataclass(frozen=True, slots=True)
class OutletSheet:
    """An outlet; `code` is its station's where the city gave it one, `town` the division a load to it goes to."""

    name: str
    code: str
    tier: int
    town: str
    town_name: str
    uscc: str


@dataclass(frozen=True, slots=True)
class Outlets:
    """The outlets by name; a form's `destination` takes the name or the code of one."""

    outlets: tuple[OutletSheet, ...]


def register_supplier(station: Station, actor: Actor, request: RegisterSupplier) -> Registered:
    """Register a supplier."""
    entitle(actor, Duty.REGISTER)
    supplier, findings = check_supplier(Supplier(request.name, request.kind, request.uscc))
    says = {"name": supplier.name, "kind": supplier.kind.value, "credit_code": supplier.credit_code}
    return _registered(station, actor, Fact("supplier.registered", says), findings)


def register_contract(station: Station, actor: Actor, request: RegisterContract) -> Registered:
    """Register a contract with a registered supplier; its number is used once."""
    entitle(actor, Duty.REGISTER)
    reader = station.store.read()
    supplier_name(reader, request.supplier)
    until = parse_date("until", request.until)
    asked = Contract(request.number, EntryKey.parse(request.supplier), request.coal, Mass(request.quantity_kg), until)
    contract, findings = check_contract(asked, today(station))
    findings = (*findings, *check_coal(station, contract.coal), *contract_registered(reader, contract.number))
    says = {
        "number": contract.number,
        "supplier": str(contract.supplier),
        "coal": contract.coal,
        "quantity_kg": contract.quantity.kg,
        "until": contract.until.isoformat(),
    }
    return _registered(station, actor, Fact("contract.registered", says), findings)


def register_buyer(station: Station, actor: Actor, request: RegisterBuyer) -> Registered:
    """Register a buyer, or give back the one who has the same identity number or credit code."""
    entitle(actor, Duty.REGISTER)
    buyer, findings = check_buyer(_buyer(request), today(station), station.books.divisions)
    refuse_if_any(findings)
    known = same_buyer(station.store.read(), buyer)
    if known is not None:
        return Registered(known, findings, known=True)
    with station.store.begin(by=actor.key) as act:
        key = act.append(Fact("buyer.registered", buyer_facts(buyer)), person=personal_row(buyer))
    return Registered(key, findings)


def change_buyer(station: Station, actor: Actor, request: ChangeBuyer) -> Registered:
    """Register a new version of a buyer; papers already issued keep the old one."""
    entitle(actor, Duty.REGISTER)
    key, _ = load_buyer(station.store.read(), request.buyer)
    buyer, findings = check_buyer(_buyer(request), today(station), station.books.divisions)
    refuse_if_any(findings)
    with station.store.begin(by=actor.key) as act:
        act.append(Fact("buyer.changed", {"buyer": str(key), **buyer_facts(buyer)}), person=personal_row(buyer))
    return Registered(key, findings)


def register_vehicle(station: Station, actor: Actor, request: RegisterVehicle) -> Registered:
    """Register a truck, or correct what is known of it."""
    entitle(actor, Duty.REGISTER)
    asked = Vehicle(
        parse_plate(request.plate),
        axles=request.axles,
        single_drive=request.single_drive,
        combination=request.combination,
        colour=request.colour or None,
        rated=Mass(request.rated_kg) if request.rated_kg is not None else None,
    )
    vehicle, findings = check_vehicle(asked)
    says = {
        "plate": vehicle.plate.text,
        "axles": vehicle.axles,
        "combination": vehicle.combination,
        "single_drive": vehicle.single_drive,
        "colour": vehicle.colour or "",
        "rated_kg": vehicle.rated.kg if vehicle.rated else None,
    }
    return _registered(station, actor, Fact("vehicle.registered", says), findings)


def register_yard(station: Station, actor: Actor, request: RegisterYard) -> Registered:
    """Register a yard; its name is used once."""
    entitle(actor, Duty.REGISTER)
    yard, findings = check_yard(Yard(request.name))
    findings = (*findings, *yard_registered(station.store.read(), yard.name))
    return _registered(station, actor, Fact("yard.registered", {"name": yard.name}), findings)


def register_outlet(station: Station, actor: Actor, request: RegisterOutlet) -> Registered:
    """Register an outlet."""
    entitle(actor, Duty.REGISTER)
    asked = Outlet(request.name, request.tier, request.town, request.uscc)
    outlet, findings = check_outlet(asked, station.books.divisions)
    says = {"name": outlet.name, "tier": outlet.tier, "town": outlet.town, "credit_code": outlet.credit_code}
    return _registered(station, actor, Fact("outlet.registered", says), findings)


def list_outlets(station: Station, actor: Actor, request: ListOutlets) -> Outlets:
    """Every outlet that a load can go to: those registered here and those that the city published."""
    del request
    entitle(actor, Duty.READ)
    table = station.books.divisions
    names = {one.code: table.full_name(one) for one in table.divisions if one.code}
    return Outlets(
        tuple(
            OutletSheet(one.name, one.code, one.tier, one.town, names.get(one.town, one.town), one.credit_code)
            for one in load_outlets(station.store.read())
        )
    )


def _registered(station: Station, actor: Actor, fact: Fact, findings: tuple[Finding, ...]) -> Registered:
    refuse_if_any(findings)
    with station.store.begin(by=actor.key) as act:
        key = act.append(fact)
    return Registered(key, findings)


def _buyer(request: RegisterBuyer) -> Buyer:
    agent = request.agent
    return Buyer(
        request.kind,
        request.name,
        _paper(request.document),
        request.uscc,
        Agent(agent.name, _paper(agent.document), agent.phone) if agent else None,
        request.phone,
        request.town,
        request.address,
        request.purpose,
    )


def _paper(document: Document | None) -> IdentityPaper | None:
    return IdentityPaper(document.kind, document.number, document.reason) if document else None
