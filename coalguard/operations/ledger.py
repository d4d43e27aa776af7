"""The ledger 进销存台账: the book of a period, and the stock-take that corrects it.

Lines arise only from papers. The book is told twice, from the postings and from the papers, and says whether they tie.
"""

from dataclasses import dataclass
from datetime import date

from coalguard.domain.findings import Finding, fail, refuse, refuse_if_any
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Fact, Json
from coalguard.domain.ledger import AccountKind, Lot, Posting, move, postings_facts
from coalguard.domain.mass import NO_MASS, Mass, check_typed
from coalguard.domain.roles import Duty
from coalguard.domain.shift import does_tie
from coalguard.operations.station import (
    Actor,
    Second,
    Station,
    confirm,
    entitle,
    field_findings,
    parse_date,
    personal_findings,
    shift_at,
    today,
)
from coalguard.store.book import BookLine, Period, YardStock, book_lines, book_sums, yard_stocks
from coalguard.store.reader import Reader
from coalguard.store.stock import ledger_total, load_lot, load_lots, load_yard


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBook:
    """A period (ISO dates, both included) and, where wanted, one yard or one kind of coal.

    Without an end it reaches to today, without a beginning it is its last day.
    """

    from_: str = ""
    to: str = ""
    yard: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeStock:
    """What was counted of a lot, why it is entered, and who stands for it."""

    lot: str
    counted_kg: int
    reason: str
    second: Second
    yard: str = ""


@dataclass(frozen=True, slots=True)
class MissingPaper:
    """A lot that is 待补, and what it lacks."""

    lot: str
    lacks: tuple[str, ...]
    stock: Mass


@dataclass(frozen=True, slots=True)
class Book:
    """A period: its lines, opening + in − out ± counted = closing, stock by yard, and whether all ties."""

    since: date
    until: date
    lines: tuple[BookLine, ...]
    opening_kg: int
    in_kg: int
    out_kg: int
    counted_kg: int
    stock_kg: int
    yards: tuple[YardStock, ...]
    ties: bool
    missing: tuple[MissingPaper, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class StockTaken:
    """A stock-take: the book's figure, what was counted, and the adjustment."""

    entry: EntryKey
    lot: str
    book: Mass
    counted: Mass
    adjustment: Mass
    ledger: tuple[Posting, ...]


def read_book(station: Station, actor: Actor, request: ReadBook) -> Book:
    """The book of a period; it ties where opening, movements and closing agree by both roads."""
    entitle(actor, Duty.READ)
    reader = station.store.read()
    until = parse_date("to", request.to) if request.to else today(station)
    since = parse_date("from", request.from_) if request.from_ else until
    lots = load_lots(reader)
    wanted = _wanted(reader, lots, request)
    period = Period(since.isoformat(), until.isoformat(), wanted)
    lines, sums = book_lines(reader, period), book_sums(reader, period)
    differing = [
        *does_tie("in_kg", sum(line.in_kg for line in lines), sums.in_kg),
        *does_tie("out_kg", sum(line.out_kg for line in lines), sums.out_kg),
        *does_tie("counted_kg", sum(line.counted_kg for line in lines), sums.counted_kg),
        *does_tie("sum_kg", ledger_total(reader).kg, 0),
    ]
    missing = tuple(MissingPaper(lot.number, lot.missing, lot.stock) for lot in lots if lot.missing and lot.stock)
    yards = tuple(stock for stock in yard_stocks(reader) if request.kind in ("", stock.coal))
    return Book(
        since,
        until,
        lines,
        sums.opening_kg,
        sums.in_kg,
        sums.out_kg,
        sums.counted_kg,
        sums.closing_kg,
        yards,
        not differing,
        missing,
        tuple(differing),
    )


def take_stock(station: Station, actor: Actor, request: TakeStock) -> StockTaken:
    """Adjust the book of a lot to what was counted; a second person stands for it.

    Raises Refused `stock.counted_negative`, `mass.out_of_range`, `lot.unknown`, `lot.other_yard`, or as the PIN does.
    """
    entitle(actor, Duty.TAKE_STOCK)
    refuse_if_any(
        [
            *field_findings({"reason": request.reason}),
            *personal_findings({"reason": request.reason}),
            *_check_counted(request.counted_kg),
        ]
    )
    second = confirm(station, actor, request.second)
    with station.store.begin(by=actor.key) as act:
        shift_at(act)
        lot = load_lot(act, request.lot)
        if request.yard and load_yard(act, request.yard) != lot.yard:
            raise refuse("lot.other_yard", lot=lot.number)
        counted = Mass(request.counted_kg)
        adjustment = counted - lot.stock
        postings = _adjust(lot.number, adjustment)
        says: dict[str, Json] = {
            "lot": lot.number,
            "book_kg": lot.stock.kg,
            "counted_kg": counted.kg,
            "reason": request.reason.strip(),
            "second": str(second.key),
            "postings": postings_facts(postings),
        }
        key = act.append(Fact("stock.counted", says))
    return StockTaken(key, lot.number, lot.stock, counted, adjustment, postings)


def _check_counted(counted_kg: int) -> tuple[Finding, ...]:
    if counted_kg < 0:
        return (fail("stock.counted_negative", counted_kg=counted_kg),)
    return check_typed("counted_kg", Mass(counted_kg))


def _adjust(lot: str, adjustment: Mass) -> tuple[Posting, ...]:
    """The postings of a stock-take: more was there, less was there, or it agreed and nothing moves."""
    book, counted = (AccountKind.LOT, lot), (AccountKind.COUNT, "")
    if not adjustment:
        return ()
    return move(counted, book, adjustment) if adjustment > NO_MASS else move(book, counted, -adjustment)


def _wanted(reader: Reader, lots: tuple[Lot, ...], request: ReadBook) -> frozenset[str] | None:
    """The lots that a book is narrowed to; None where it holds all."""
    if not request.yard and not request.kind:
        return None
    yard = load_yard(reader, request.yard) if request.yard else None
    return frozenset(lot.number for lot in lots if yard in (None, lot.yard) and request.kind in ("", lot.coal))
