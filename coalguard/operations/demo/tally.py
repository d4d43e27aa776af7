"""What a demonstration holds, told in a few numbers that tie: the first thing that somebody who tries the program sees.

Everything is asked of the station as it stands, so that the summary holds for a demonstration that somebody has worked
with as well. The door says where it lies.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from coalguard.domain.identity import EntryKey, day_of
from coalguard.domain.ledger import SELLABLE_VERDICTS
from coalguard.domain.roles import Role
from coalguard.domain.shift import ties
from coalguard.operations.demo.cast import load_cast
from coalguard.operations.ledger import ReadBook, read_book
from coalguard.operations.station import Actor, Station, today
from coalguard.store.people import load_staff
from coalguard.store.reader import Reader
from coalguard.store.settings import load_settings
from coalguard.store.shifts import book_between, totals_between
from coalguard.store.stock import load_lots


@dataclass(frozen=True, slots=True)
class DemoStaffer:
    """Somebody to try things as; `pin` is the one the demonstration was built with, empty for staff added since."""

    login: str
    name: str
    pin: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """A demonstration in numbers; `lots_held` may not be sold, `ties` says that all sums agree by both roads."""

    station: str
    name: str
    kind: str
    days: int
    staff: tuple[DemoStaffer, ...]
    suppliers: int
    lots: int
    lots_held: int
    receipts: int
    forms: int
    voids: int
    weighings: int
    manual_weighings: int
    inspections: Mapping[str, int]
    in_kg: int
    out_kg: int
    counted_kg: int
    stock_kg: int
    ties: bool
    entries: int


def summary(station: Station, actor: Actor) -> DemoSummary:
    """The summary of an open demonstration."""
    reader, head = station.store.read(), station.store.head
    setting = load_settings(reader, "station")[0]
    first, last = EntryKey(head.device, 1, 1), EntryKey(head.device, head.epoch, head.seq)
    totals = totals_between(reader, first, last)
    opened_on = day_of(reader.entry(first).moment.at)
    book = read_book(station, actor, ReadBook(from_=opened_on.isoformat(), to=today(station).isoformat()))
    lots = load_lots(reader)
    return DemoSummary(
        station=setting["code"],
        name=setting["name"],
        kind=setting["kind"],
        days=(today(station) - opened_on).days + 1,
        staff=_staff(reader, setting["kind"]),
        suppliers=len(reader.rows("SELECT place FROM suppliers")),
        lots=len(lots),
        lots_held=sum(1 for lot in lots if lot.missing or lot.verdict not in SELLABLE_VERDICTS),
        receipts=totals.receipts,
        forms=totals.forms,
        voids=totals.voids,
        weighings=totals.weighings,
        manual_weighings=totals.manual_weighings,
        inspections={
            "pass": totals.passed,
            "turn_back": totals.turned_back,
            "detain": totals.handed_over,
            "not_coal": totals.not_coal,
        },
        in_kg=book.in_kg,
        out_kg=book.out_kg,
        counted_kg=book.counted_kg,
        stock_kg=book.stock_kg,
        ties=book.ties and not ties(totals, book_between(reader, first, last)),
        entries=head.seq,
    )


def _staff(reader: Reader, kind: str) -> tuple[DemoStaffer, ...]:
    pins = {one.login: one.pin for one in load_cast(kind).staff}
    return tuple(
        DemoStaffer(one.login, one.name, pins.get(one.login, ""), tuple(role for role in Role if role in one.own_roles))
        for one in load_staff(reader)
        if one.active
    )
