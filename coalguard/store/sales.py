"""Sales as the store knows them: what a buyer took in a season, the last price of a coal, who drove a truck last."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from coalguard.domain.identity import EntryKey
from coalguard.domain.mass import NO_MASS, Mass
from coalguard.domain.registry import Buyer, parse_buyer
from coalguard.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Taken:
    """What somebody bought since a day: how many loads, how much, and when the last of all was."""

    loads: int = 0
    mass: Mass = NO_MASS
    last_at: datetime | None = None


def load_buyers(reader: Reader) -> tuple[tuple[EntryKey, Buyer], ...]:
    """Every buyer as last changed, the newest first; one who was erased has no name and is left out."""
    rows = reader.rows("SELECT place, latest FROM people WHERE kind = 'buyer' AND name <> '' ORDER BY place DESC")
    return tuple(
        (reader.places.key(place), parse_buyer(reader.entry_at(latest).fact.says, reader.person(latest) or {}))
        for place, latest in rows
    )


def taken_since(reader: Reader, day: str) -> Mapping[EntryKey, Taken]:
    """What each buyer took since a day (ISO), sales made void apart; the last moment is that of any day."""
    rows = reader.rows(
        "SELECT buyer, sum(day >= ?), coalesce(sum(net_kg) FILTER (WHERE day >= ?), 0), max(place) FROM sales "
        "WHERE voided IS NULL GROUP BY buyer",
        day,
        day,
    )
    return {
        reader.places.key(buyer): Taken(loads, Mass(kg), reader.entry_at(last).moment.at)
        for buyer, loads, kg, last in rows
    }


def taken_by(reader: Reader, buyer: EntryKey, day: str) -> Taken:
    """What one buyer took since a day (ISO), as `taken_since` tells it of all."""
    row = reader.one(
        "SELECT sum(day >= ?), coalesce(sum(net_kg) FILTER (WHERE day >= ?), 0), max(place) FROM sales "
        "WHERE buyer = ? AND voided IS NULL",
        day,
        day,
        reader.places.of(buyer),
    )
    loads, kg, last = row or (None, 0, None)
    return Taken() if last is None else Taken(loads, Mass(kg), reader.entry_at(last).moment.at)


def last_price(reader: Reader, coal: str) -> int | None:
    """The price, in fen a tonne, at which a coal was sold last; None where it never was."""
    place = reader.value(
        "SELECT sales.place FROM sales JOIN lots ON lots.number = sales.lot WHERE lots.coal = ? "
        "ORDER BY sales.place DESC LIMIT 1",
        coal,
    )
    return None if place is None else int(reader.entry_at(place).fact.says["price_fen_per_t"])


def last_driver(reader: Reader, plate: str) -> str:
    """The id of who drove a truck when it last went out with a form; empty where it never did."""
    place = reader.value("SELECT place FROM forms WHERE plate = ? ORDER BY place DESC LIMIT 1", plate)
    return "" if place is None else str(reader.entry_at(place).fact.says["driver"])
