"""The counter: what is looked up while a truck is weighed and sold to; nothing here writes.

Who bought before and how much, what stands of a truck's two weighings, which lots may be sold to it and why not the
others. Names and numbers of people are masked in lists; the whole of a buyer is given for one alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from coalguard.domain.assay import Item
from coalguard.domain.findings import Finding
from coalguard.domain.identity import EntryKey, mask_id_card, mask_phone
from coalguard.domain.ledger import Lot, sellable
from coalguard.domain.mass import NO_MASS, Mass
from coalguard.domain.registry import Buyer, BuyerKind, IdentityPaper
from coalguard.domain.roles import Duty
from coalguard.domain.vehicle import StoredTare, median_tare, stored_tare_old
from coalguard.domain.visit import Purpose, State, Visit
from coalguard.domain.weighing import WeightTaken
from coalguard.operations.station import Actor, Station, entitle, today
from coalguard.pinyin import answers_to, spell
from coalguard.store.heard import approved_price
from coalguard.store.people import load_buyer, person_name
from coalguard.store.reader import Reader
from coalguard.store.sales import Taken, last_driver, last_price, load_buyers, taken_by, taken_since
from coalguard.store.stock import last_reports_of_lots, load_lots
from coalguard.store.visits import last_tare, load_vehicle, load_visit, opening, stored_tare, weights_of

SEASON_BEGINS: Final = 6
"""The month a heating season is counted from: its coal is bought from summer on (`domain.md` §1, Period)."""
_SHOWN: Final = (Item.VOLATILE, Item.SULFUR, Item.ASH)
_FEWEST_DIGITS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class FindBuyers:
    """Part of a name, its pinyin initials, or at least the last four digits of a telephone or paper; empty: all."""

    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowBuyer:
    """A buyer by id."""

    buyer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowSale:
    """A truck's stay by id."""

    visit: str


@dataclass(frozen=True, slots=True)
class FoundBuyer:
    """A buyer in a list: telephone and paper masked; what was taken this season, and when the last time was."""

    buyer: EntryKey
    kind: BuyerKind
    name: str
    agent: str
    phone: str
    document: str
    loads: int
    taken: Mass
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class FoundBuyers:
    """Who was found, those who came last first."""

    buyers: tuple[FoundBuyer, ...]


@dataclass(frozen=True, slots=True)
class BuyerSheet:
    """A buyer whole, for the fields of a form, with what was taken this season and when the last time was."""

    buyer: EntryKey
    kind: BuyerKind
    name: str
    agent: str
    document: IdentityPaper | None
    credit_code: str
    phone: str
    town: str
    address: str
    purpose: str
    loads: int
    taken: Mass
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class LotChoice:
    """A lot to sell from: what is left, its three indicators, and what speaks against it."""

    lot: str
    stock: Mass
    verdict: str
    values: tuple[str, ...]
    against: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class SaleSheet:
    """A truck's stay as its form needs it; the lots oldest first, the price and the driver those of the last time.

    `approved_fen_per_t` is the price that the city approved for this coal; None where it said nothing.
    """

    visit: EntryKey
    plate: str
    colour: str
    purpose: Purpose
    state: State
    coal: str
    buyer: str
    lot: str
    destination: str
    driver: str
    price_fen_per_t: int | None
    approved_fen_per_t: int | None
    weights: tuple[WeightTaken, ...]
    net: Mass | None
    usual_tare: Mass | None
    stored_tare: StoredTare | None
    lots: tuple[LotChoice, ...]


def find_buyers(station: Station, actor: Actor, request: FindBuyers) -> FoundBuyers:
    """The buyers who answer to a text."""
    entitle(actor, Duty.READ)
    reader = station.store.read()
    taken = taken_since(reader, season_of(today(station)).isoformat())
    found = [_found(key, buyer, taken.get(key, Taken())) for key, buyer in load_buyers(reader)]
    found.sort(key=lambda one: one.last_at.timestamp() if one.last_at else 0, reverse=True)
    spell(name for one in found for name in (one.name, one.agent))
    return FoundBuyers(recalled(found, request.text))


def recalled(buyers: Iterable[FoundBuyer], typed: str) -> tuple[FoundBuyer, ...]:
    """Those of these buyers who answer to what was typed."""
    wanted = typed.strip()
    return tuple(one for one in buyers if _answers(one, wanted))


def show_buyer(station: Station, actor: Actor, request: ShowBuyer) -> BuyerSheet:
    """A buyer with everything that a form shows of them. Raises Refused `buyer.unknown`."""
    entitle(actor, Duty.SELL)
    reader = station.store.read()
    key, buyer = load_buyer(reader, request.buyer)
    taken = taken_by(reader, key, season_of(today(station)).isoformat())
    agent = buyer.agent
    return BuyerSheet(
        key,
        buyer.kind,
        buyer.name,
        agent.name if agent else "",
        _paper(buyer),
        buyer.credit_code,
        _phone(buyer),
        _town(station, buyer.town),
        buyer.address,
        buyer.purpose,
        taken.loads,
        taken.mass,
        taken.last_at,
    )


def show_sale(station: Station, actor: Actor, request: ShowSale) -> SaleSheet:
    """What is known of a truck's stay, and what may be sold to it. Raises Refused `visit.unknown`."""
    entitle(actor, Duty.READ)
    reader = station.store.read()
    visit = load_visit(reader, request.visit)
    said, vehicle, net = opening(reader, visit), load_vehicle(reader, visit.plate), visit.net
    price = said.get("price_fen_per_t")
    return SaleSheet(
        visit.key,
        visit.plate,
        vehicle.colour or "",
        visit.purpose,
        visit.state,
        said["coal"],
        said.get("buyer", ""),
        said.get("lot", ""),
        said.get("destination", ""),
        person_name(reader, said["driver"] or last_driver(reader, visit.plate)),
        last_price(reader, said["coal"]) if price is None else price,
        approved_price(reader, said["coal"], today(station)),
        weights_of(reader, visit),
        net,
        median_tare(vehicle.tares) if visit.tare is None else None,
        _stored(station, reader, visit),
        _choices(reader, said["coal"], net),
    )


def season_of(day: date) -> date:
    """The day on which the heating season began that a day belongs to."""
    return date(day.year if day.month >= SEASON_BEGINS else day.year - 1, SEASON_BEGINS, 1)


def _found(key: EntryKey, buyer: Buyer, taken: Taken) -> FoundBuyer:
    paper = _paper(buyer)
    return FoundBuyer(
        key,
        buyer.kind,
        buyer.name,
        buyer.agent.name if buyer.agent else "",
        mask_phone(_phone(buyer)),
        mask_id_card(paper.number) if paper else "",
        taken.loads,
        taken.mass,
        taken.last_at,
    )


def _answers(buyer: FoundBuyer, wanted: str) -> bool:
    if wanted.isascii() and len(wanted) >= _FEWEST_DIGITS and wanted[:-1].isdigit():
        return _fits(buyer.phone, wanted) or _fits(buyer.document, wanted)
    return answers_to(wanted, buyer.name) or (bool(buyer.agent) and answers_to(wanted, buyer.agent))


def _fits(masked: str, wanted: str) -> bool:
    """Whether a masked number may end with these signs: a star stands for any."""
    tail = masked[-len(wanted) :]
    return len(tail) == len(wanted) and all(one in ("*", other) for one, other in zip(tail, wanted, strict=True))


def _paper(buyer: Buyer) -> IdentityPaper | None:
    return buyer.document or (buyer.agent.document if buyer.agent else None)


def _phone(buyer: Buyer) -> str:
    return buyer.phone or (buyer.agent.phone if buyer.agent else "")


def _town(station: Station, code: str) -> str:
    table = station.books.divisions
    return next((table.full_name(one) for one in table.divisions if code and one.code == code), code)


def _stored(station: Station, reader: Reader, visit: Visit) -> StoredTare | None:
    """The tare on record that may stand for the truck now; none where it was weighed empty."""
    entry = last_tare(reader, visit.plate) if visit.tare is None else None
    stored = stored_tare(entry) if entry else None
    return None if stored is None or stored_tare_old(stored, station.clock.now()) else stored


def _choices(reader: Reader, coal: str, net: Mass | None) -> tuple[LotChoice, ...]:
    lots, reports = [lot for lot in load_lots(reader) if lot.coal == coal], last_reports_of_lots(reader)
    judged = {reports[lot.number] for lot in lots if lot.number in reports}
    values = {report: _values(reader, report) for report in judged}
    shown = {number: values.get(report, ()) for number, report in reports.items()}
    return tuple(_choice(lot, coal, net, shown.get(lot.number, ())) for lot in lots)


def _choice(lot: Lot, coal: str, net: Mass | None, values: tuple[str, ...]) -> LotChoice:
    wanted = net if net is not None else NO_MASS
    empty = lot.stock <= NO_MASS
    against = sellable(lot, coal, max(wanted, Mass(1)) if empty else wanted)
    return LotChoice(lot.number, lot.stock, lot.verdict or "", values, tuple(against))


def _values(reader: Reader, report: EntryKey) -> tuple[str, ...]:
    """Volatile matter, sulfur and ash as a report was judged."""
    judged = {one["item"]: one["value"] for one in reader.entry(report).fact.says["assessment"]["judged"]}
    return tuple(str(judged[item.value]) for item in _SHOWN if item.value in judged)
