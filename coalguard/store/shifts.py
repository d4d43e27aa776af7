"""Shifts as the store knows them, and their totals by both roads: from the papers, and from ledger, visits and grants.

The two sides share no table: papers, weighings, sales and forms on one side; postings, visits, inspections and grants
on the other. Where they differ, `domain.shift.ties` says what.
"""

from coalguard.domain.identity import DocumentNumber, EntryKey
from coalguard.domain.journal import parse_instant
from coalguard.domain.mass import Mass
from coalguard.domain.money import Money
from coalguard.domain.shift import Book, NumberRun, Shift, Totals
from coalguard.store.reader import Reader

_SINCE = "place BETWEEN ? AND ?"
_VOIDED = "voided BETWEEN ? AND ?"
_DECIDED = "decided BETWEEN ? AND ?"
_ENDED = (
    "purpose = 'inspection' AND state IN ('released', 'turned_back', 'handed_over', 'not_coal') AND place IN "
    "(SELECT visit FROM inspections WHERE decided BETWEEN ? AND ?)"
)
_PRICED = (  # what each posting to or from a buyer is worth at its sale's price, rounded as the sale was
    "SELECT sum(CASE WHEN postings.kg < 0 THEN -1 ELSE 1 END * "
    "((abs(postings.kg) * json_extract(entries.body, '$.says.price_fen_per_t') + 500) / 1000)) "
    "FROM (SELECT place, place AS at FROM sales WHERE place BETWEEN ?1 AND ?2 "
    "UNION ALL SELECT place, voided FROM sales WHERE voided BETWEEN ?1 AND ?2) AS sold "
    "CROSS JOIN postings ON postings.place = sold.at AND +postings.account = 'buyer' "  # in this order, by their keys
    "JOIN entries ON entries.device = sold.place >> 42 AND entries.epoch = (sold.place >> 34) & 255 "
    "AND entries.seq = sold.place & 17179869183"
)


def current_shift(reader: Reader) -> Shift | None:
    """The shift that is open, if one is."""
    row = reader.one(
        "SELECT place, opened_by, opened_at FROM shifts WHERE closed_at IS NULL ORDER BY place DESC LIMIT 1"
    )
    if row is None:
        return None
    place, holder, opened_at = row
    return Shift(reader.places.key(place), reader.places.key(holder), parse_instant(opened_at))


def hands_over(reader: Reader) -> bool:
    """Whether shifts are handed over here: one was, ever."""
    return reader.value("SELECT 1 FROM shifts WHERE ending = 'handed_over' LIMIT 1") is not None


def totals_between(reader: Reader, first: EntryKey, last: EntryKey) -> Totals:
    """What the papers between two entries add up to; a form made void counts off where it was made void."""
    span = (reader.places.of(first), reader.places.of(last))
    decided = dict(reader.rows(f"SELECT decision, count(*) FROM inspections WHERE {_DECIDED} GROUP BY 1", *span))
    by_kind = dict(reader.rows(f"SELECT kind, count(*) FROM papers WHERE {_SINCE} GROUP BY kind", *span))
    sold_kg, sold_fen = _pair(reader, f"SELECT sum(net_kg), sum(amount_fen) FROM sales WHERE {_SINCE}", span)
    undone_kg, undone_fen = _pair(reader, f"SELECT sum(net_kg), sum(amount_fen) FROM sales WHERE {_VOIDED}", span)
    voids = _count(reader, f"SELECT count(*) FROM sales WHERE {_VOIDED}", span)
    return Totals(
        weighings=_count(reader, f"SELECT count(*) FROM weighings WHERE {_SINCE}", span),
        manual_weighings=_count(reader, f"SELECT count(*) FROM weighings WHERE manual = 1 AND {_SINCE}", span),
        tickets=by_kind.get("ticket", 0) - voids,
        forms=by_kind.get("form", 0),
        voids=voids,
        receipts=by_kind.get("inbound", 0),
        passed=decided.get("pass", 0),
        turned_back=decided.get("turn_back", 0),
        handed_over=decided.get("detain", 0),
        not_coal=decided.get("not_coal", 0),
        mass_in=Mass(_count(reader, f"SELECT sum(net_kg) FROM receipts WHERE {_SINCE}", span)),
        mass_out=Mass(sold_kg - undone_kg),
        amount=Money(sold_fen - undone_fen),
        numbers=_runs(reader, span),
        redeemed=_count(reader, f"SELECT count(*) FROM redemptions WHERE {_SINCE}", span),
    )


def book_between(reader: Reader, first: EntryKey, last: EntryKey) -> Book:
    """The same told by postings, ended visits and grants; `last` is the end of the own chain."""
    span = (reader.places.of(first), reader.places.of(last))
    # the plus keeps SQLite from walking through all that an account ever saw
    sql = f"SELECT count(*), coalesce(sum(kg), 0) FROM postings WHERE +account = ? AND {_SINCE}"
    received, received_kg = reader.one(f"{sql} AND owner <> '' AND kg < 0", "supplier", *span) or (0, 0)
    sold, sold_kg = reader.one(f"{sql} AND kg > 0", "buyer", *span) or (0, 0)
    undone, undone_kg = reader.one(f"{sql} AND kg < 0", "buyer", *span) or (0, 0)
    return Book(
        sales=sold - undone,
        receipts=received,
        tickets=received + sold - undone,
        inspections=_count(reader, f"SELECT count(*) FROM visits WHERE {_ENDED}", span),
        mass_in=Mass(-received_kg),
        mass_out=Mass(sold_kg + undone_kg),
        amount=Money(_count(reader, _PRICED, span)),
        numbers_used=_taken(reader, span[0]),
    )


def _taken(reader: Reader, first: int) -> int:
    """How far the grants have moved since the entry at `first`."""
    taken = 0
    for prefix, low, following in reader.rows("SELECT prefix, first, following FROM grants"):
        before = reader.value(
            "SELECT max(serial) FROM papers WHERE prefix = ? AND serial BETWEEN ? AND ? AND place < ?",
            prefix,
            low,
            following,
            first,
        )
        taken += following - (before + 1 if before is not None else low)
    return taken


def _count(reader: Reader, sql: str, span: tuple[int, int]) -> int:
    return int(reader.value(sql, *span) or 0)


def _pair(reader: Reader, sql: str, span: tuple[int, int]) -> tuple[int, int]:
    row = reader.one(sql, *span) or (0, 0)
    return int(row[0] or 0), int(row[1] or 0)


def _runs(reader: Reader, span: tuple[int, int]) -> tuple[NumberRun, ...]:
    """The run of numbers of each kind of paper."""
    rows = reader.rows(
        "SELECT prefix, min(serial), max(serial), count(*), sum(state = 'void') FROM papers "
        f"WHERE {_SINCE} GROUP BY prefix ORDER BY prefix",
        *span,
    )
    return tuple(
        NumberRun(_number(reader, prefix, low), _number(reader, prefix, high), used, void, _left(reader, prefix))
        for prefix, low, high, used, void in rows
    )


def _left(reader: Reader, prefix: str) -> int:
    """How many numbers of this prefix can still be taken."""
    sql = "SELECT sum(last - following + 1) FROM grants WHERE prefix = ? AND valid = 1"
    return int(reader.value(sql, prefix) or 0)


def _number(reader: Reader, prefix: str, serial: int) -> DocumentNumber:
    text = reader.value("SELECT number FROM papers WHERE prefix = ? AND serial = ?", prefix, serial)
    return DocumentNumber.parse(text)
