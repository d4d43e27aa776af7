"""The book of a period as the store tells it: lines from the papers, sums from the postings.

The two roads share no table but the journal itself: lines come from receipts, sales and counts, sums from postings.
"""

from dataclasses import dataclass

from coalguard.domain.mass import Mass
from coalguard.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Period:
    """Days of the book, both included (ISO), and the lots it is narrowed to (None: all)."""

    since: str
    until: str
    lots: frozenset[str] | None = None

    def holds(self, lot: str) -> bool:
        """Whether a lot is within."""
        return self.lots is None or lot in self.lots


@dataclass(frozen=True, slots=True)
class BookLine:
    """One line: what happened to a lot, on which paper; masses that came in, went out, were counted."""

    day: str
    kind: str
    number: str
    lot: str
    plate: str
    in_kg: int = 0
    out_kg: int = 0
    counted_kg: int = 0


@dataclass(frozen=True, slots=True)
class BookSums:
    """The same from the postings of the lots: opening, in, out, counted, closing."""

    opening_kg: int
    in_kg: int
    out_kg: int
    counted_kg: int
    closing_kg: int


@dataclass(frozen=True, slots=True)
class YardStock:
    """What lies in a yard, of one kind of coal."""

    yard: str
    coal: str
    stock: Mass


def book_lines(reader: Reader, period: Period) -> tuple[BookLine, ...]:
    """Every line of the period in the order it was written; a void stands as a line of its own."""
    rows = reader.rows(_LINES, *(period.since, period.until) * 4)
    return tuple(BookLine(*row) for row in rows if period.holds(row[3]))


def book_sums(reader: Reader, period: Period) -> BookSums:
    """What the postings of the lots say of the period: each is told apart by the account on its other side."""
    moved = {"supplier": 0, "buyer": 0, "count": 0, "seized": 0}
    for lot, other, kg in reader.rows(_MOVED, period.since, period.until):
        moved[other] += kg if period.holds(lot) else 0
    opening = sum(kg for lot, kg in reader.rows(_BEFORE, period.since) if period.holds(lot))
    return BookSums(
        opening, moved["supplier"], -moved["buyer"] - moved["seized"], moved["count"], opening + sum(moved.values())
    )


def yard_stocks(reader: Reader) -> tuple[YardStock, ...]:
    """What lies in each yard now, by kind of coal."""
    rows = reader.rows(
        "SELECT yards.name, lots.coal, sum(held.kg) FROM (SELECT owner, sum(kg) AS kg FROM postings "
        "WHERE account = 'lot' GROUP BY owner) AS held JOIN lots ON lots.number = held.owner "
        "JOIN yards ON yards.place = lots.yard GROUP BY 1, 2 ORDER BY 1, 2"
    )
    return tuple(YardStock(yard, coal, Mass(kg)) for yard, coal, kg in rows)


_MOVED = (
    "SELECT mine.owner, other.account, sum(mine.kg) FROM postings AS mine JOIN postings AS other "
    "ON other.place = mine.place AND other.line <> mine.line "
    "WHERE +mine.account = 'lot' AND mine.day BETWEEN ? AND ? GROUP BY 1, 2"  # by the day, not by all of the account
)
_BEFORE = "SELECT owner, sum(kg) FROM postings WHERE account = 'lot' AND day < ? GROUP BY owner"

_LINES = """
SELECT day, kind, number, lot, plate, in_kg, out_kg, counted_kg FROM (
  SELECT place, day, 'inbound' AS kind, number, lot, plate, net_kg AS in_kg, 0 AS out_kg, 0 AS counted_kg
    FROM receipts WHERE day BETWEEN ? AND ?
  UNION ALL
  SELECT place, day, 'sale', number, lot, plate, 0, net_kg, 0 FROM forms WHERE day BETWEEN ? AND ?
  UNION ALL
  SELECT place, day, 'void', number, lot, plate, 0, -net_kg, 0 FROM voids WHERE day BETWEEN ? AND ?
  UNION ALL
  SELECT place, day, 'count', '', lot, '', 0, 0, adjustment_kg FROM counts WHERE day BETWEEN ? AND ?
) ORDER BY place
"""
