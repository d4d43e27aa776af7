"""The gate's desk: what its page shows. Questions alone; what is done with a truck stands in `inspection`.

    show_gate     who waits, who was decided upon last, the counts of the shift, who may sign and approve
    recognise     which form was scanned or typed, for which truck, and whether that truck waits here
    show_truck    one truck with all that this station can compare of it by itself

`show_truck` gives the computed rows bare, without answers: the page lays the officer's answers over them by the same
`domain.inspection.checklist` that recording uses, so that the verdict follows each key without asking the store.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from coalguard.domain.findings import Finding, refuse
from coalguard.domain.identity import EntryKey, day_of, half_width
from coalguard.domain.inspection import Answer, Row, RowResult
from coalguard.domain.journal import parse_instant
from coalguard.domain.mass import Mass
from coalguard.domain.numbering import PaperKind
from coalguard.domain.printout import Printout
from coalguard.domain.roles import MAY, Duty
from coalguard.domain.vehicle import Vehicle, overload
from coalguard.domain.visit import Visit, remember
from coalguard.operations.station import Actor, Station, entitle, watch
from coalguard.store.gate import SettledTruck, WaitingTruck, form_with_code, load_settled, load_waiting
from coalguard.store.inspections import References, compare, load_history, load_inspection, load_shown
from coalguard.store.people import Member, load_staff, person_name
from coalguard.store.reader import Reader
from coalguard.store.settings import load_printers, load_route
from coalguard.store.shifts import current_shift, totals_between
from coalguard.store.shown import ShownForm, load_paper
from coalguard.store.visits import load_vehicle, load_visit, opening, visits_of, weighed_by_hand, weighings_of
from coalguard.trust.light import claims_of, parse_shown
from coalguard.trust.packing import PaperFields
from coalguard.trust.paper import SignedPaper

SETTLED_SHOWN = 8
_SLIPS = (Printout.RELEASE, Printout.TURN_BACK, Printout.HAND_OVER)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowGate:
    """Nothing to say: the desk is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognise:
    """What was scanned or typed: a code, a number with the check code after it, or the check code alone."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowTruck:
    """A truck by its visit; with the form that is shown now, as `recognise` gave it, where it is a new one."""

    visit: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class DeskOfficer:
    """Somebody who may sign a checklist, approve a pass, or both."""

    login: str
    name: str
    signs: bool
    approves: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the trucks of this shift."""

    passed: int
    turned_back: int
    handed_over: int
    not_coal: int


@dataclass(frozen=True, slots=True)
class GateSheet:
    """The desk: who waits, who was decided upon, the counts, the others at the desk, the printers.

    `slips` says where each slip goes, by its kind; of several printers that nobody has chosen among, the first.
    """

    now: datetime
    shift: str
    since: datetime | None
    waiting: tuple[WaitingTruck, ...]
    settled: tuple[SettledTruck, ...]
    counts: Counts
    officers: tuple[DeskOfficer, ...]
    printers: tuple[str, ...]
    slips: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Recognised:
    """A form: how it is named from now on, whose plate it is for (empty: nobody answers for it), that truck's stay."""

    code: str
    number: str
    plate: str
    visit: str


@dataclass(frozen=True, slots=True)
class PaperShown:
    """What the form that is shown says, beyond what the rows tell; empty where only its number is known."""

    number: str
    part: int | None
    issued_at: datetime | None
    valid_until: datetime | None
    station: str
    coal: str
    lot: str
    net: Mass | None


@dataclass(frozen=True, slots=True)
class TruckSheet:
    """A truck at the gate, and every row that this station compares by itself."""

    visit: EntryKey
    plate: str
    plate_seen: bool
    colour: str
    axles: int | None
    combination: bool
    driver: str
    opened_at: datetime
    gross: Mass | None
    gross_at: datetime | None
    remembered: Finding
    findings: tuple[Finding, ...]
    paper: PaperShown | None
    computed: tuple[RowResult, ...]
    answers: Mapping[Row, Answer]
    notes: str
    limits: Mapping[str, Decimal]
    by_hand: bool = False
    """Whether its weight was typed."""


def show_gate(station: Station, actor: Actor, request: ShowGate) -> GateSheet:
    """The desk as it stands."""
    del request
    entitle(actor, Duty.READ)
    reader, now = station.store.read(), station.store.now().at
    shift = current_shift(reader)
    return GateSheet(
        now,
        str(shift.key) if shift else "",
        shift.opened_at if shift else None,
        load_waiting(reader),
        load_settled(reader, SETTLED_SHOWN),
        _counts(reader, shift.key if shift else None),
        tuple(_officers(load_staff(reader), actor)),
        tuple(one.name for one in load_printers(reader)),
        {slip.value: load_route(reader, slip).first for slip in _SLIPS},
    )


def recognise(station: Station, actor: Actor, request: Recognise) -> Recognised:
    """Which form this is and which truck it is for. Raises Refused `code.unreadable`, `code.not_form`."""
    entitle(actor, Duty.INSPECT)
    reader, now = station.store.read(), station.store.now().at
    code = request.code.strip()
    number = form_with_code(reader, half_width(code))
    code = f"{number} {code}" if number else code
    shown = _shown(reader, code, now)
    stays = visits_of(reader, shown.plate) if shown.plate else ()
    return Recognised(code, shown.number, shown.plate, str(stays[0].key) if stays else "")


def show_truck(station: Station, actor: Actor, request: ShowTruck) -> TruckSheet:
    """One truck with all that can be compared here. Raises Refused `visit.unknown`, or as `recognise` does."""
    entitle(actor, Duty.INSPECT)
    reader, now = station.store.read(), station.store.now().at
    visit = load_visit(reader, request.visit)
    shown = _shown(reader, request.code, now) if request.code else load_shown(reader, visit, now)
    books = station.books
    references = References(books.divisions, {code: coal for coal, code in books.rules.codes.items()})
    computed = compare(reader, visit, shown, references, now) if shown else {}
    vehicle, said, held = load_vehicle(reader, visit.plate), opening(reader, visit), load_inspection(reader, visit.key)
    memory = remember(load_history(reader, visit.plate), now, tares=vehicle.tares)
    paper = _paper(shown, references.coals) if shown else None
    return TruckSheet(
        visit.key,
        visit.plate,
        bool(said["plate_seen"]),
        vehicle.colour or "",
        vehicle.axles,
        vehicle.combination,
        person_name(reader, said["driver"]),
        visit.opened_at,
        visit.gross,
        _gross_at(reader, visit),
        memory.summary,
        (*watch(reader, visit.plate, now), *memory.findings, *_heavy(visit, vehicle)),
        paper,
        tuple(computed.values()),
        held.answers if held else {},
        held.notes if held else "",
        _limits(station, paper, now),
        weighed_by_hand(reader, visit),
    )


def _counts(reader: Reader, shift: EntryKey | None) -> Counts:
    if shift is None:
        return Counts(0, 0, 0, 0)
    totals = totals_between(reader, shift, EntryKey(shift.device, 255, 1))  # beyond every entry of the own chain
    return Counts(totals.passed, totals.turned_back, totals.handed_over, totals.not_coal)


def _officers(staff: Iterable[Member], actor: Actor) -> Iterable[DeskOfficer]:
    """Everybody else who can sign or approve."""
    for member in staff:
        signs, approves = bool(MAY[Duty.INSPECT] & member.roles), bool(MAY[Duty.APPROVE] & member.roles)
        if member.active and member.key != actor.key and (signs or approves):
            yield DeskOfficer(member.login, member.name, signs, approves)


def _shown(reader: Reader, code: str, now: datetime) -> ShownForm:
    read = parse_shown(code)
    if read is None:
        raise refuse("code.unreadable")
    shown = load_paper(reader, read, now)
    if shown.kind not in {None, PaperKind.FORM}:
        raise refuse("code.not_form", number=shown.number)
    return shown


def _paper(shown: ShownForm, coals: Mapping[int, str]) -> PaperShown:
    """The form by its own entry, else by its code; a code that proves nothing tells its number alone."""
    signer = shown.read.key.name if isinstance(shown.read, SignedPaper) else ""
    claims = claims_of(shown.read) if shown.read else None
    part = claims.fields.part if claims else None
    form = shown.answered
    if form is not None:
        record, says = shown.known.record, form.says
        return PaperShown(
            shown.number,
            part,
            record.claims.issued_at if record else None,
            form.valid_until,
            signer,
            str(says.get("coal", "")),
            form.lot,
            Mass(says["net_kg"]),
        )
    fields: PaperFields | None = shown.proved
    if fields is None:
        return PaperShown(shown.number, None, None, None, "", "", "", None)
    net = None if fields.net_kg is None else Mass(fields.net_kg)
    coal = coals.get(fields.coal, "")
    return PaperShown(shown.number, part, fields.issued_at, fields.valid_until, signer, coal, "", net)


def _gross_at(reader: Reader, visit: Visit) -> datetime | None:
    key = weighings_of(reader, visit).get("gross")
    at = reader.value("SELECT at FROM weighings WHERE place = ?", reader.places.of(key)) if key else None
    return parse_instant(at) if at else None


def _heavy(visit: Visit, vehicle: Vehicle) -> tuple[Finding, ...]:
    """What the police should hear of a truck that is too heavy for the road; a gate stops nobody for it."""
    heavy = overload(visit.gross, vehicle, stops=False) if visit.gross else None
    return (heavy,) if heavy else ()


def _limits(station: Station, paper: PaperShown | None, now: datetime) -> Mapping[str, Decimal]:
    """The limits of the coal that the paper names, by item."""
    standard = station.books.rules.standard_for(paper.coal, day_of(now)) if paper and paper.coal else None
    return {limit.item.value: limit.limit for limit in standard.limits} if standard else {}
