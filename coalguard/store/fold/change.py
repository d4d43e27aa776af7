"""Change: what one entry does to the derived tables, as values; and Placed, what a fold may look at.

A fold is pure: entry in, changes out. It reads nothing, so an entry must carry every result that its rows need, and a
rebuild can not come to another answer than the day itself did.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from coalguard.domain.identity import day_of
from coalguard.domain.journal import Entry, Json, render_instant
from coalguard.store.places import Places

Cell = int | str | bytes | None


@dataclass(frozen=True, slots=True)
class Change:
    """One row put (no key) or amended (by key) in a derived table; put `anew` or, of some columns, as the newest."""

    table: str
    values: Mapping[str, Cell]
    key: Mapping[str, Cell] = field(default_factory=dict)
    anew: bool = False
    newest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry with its place, its personal row where it has one, and the table that turns keys into places."""

    entry: Entry
    place: int
    row: Mapping[str, Json] | None
    places: Places

    @property
    def says(self) -> Mapping[str, Any]:
        """The content of the entry; its shape is known by the entry's kind and version."""
        return self.entry.fact.says

    @property
    def at(self) -> str:
        """The entry's instant as text."""
        return render_instant(self.entry.moment.at)

    @property
    def day(self) -> str:
        """The day of the book, UTC+08:00."""
        return day_of(self.entry.moment.at).isoformat()

    def of(self, name: str) -> int | None:
        """The place that the content's key `name` points at; None where it is empty."""
        return self.places.of_text(self.says[name])


Fold = Callable[[Placed], Iterable[Change]]


def put(table: str, **values: Cell) -> Change:
    """A new row."""
    return Change(table, values)


def put_anew(table: str, **values: Cell) -> Change:
    """A row that takes the place of the one with the same key."""
    return Change(table, values, anew=True)


def put_newest(table: str, of: tuple[str, ...], **values: Cell) -> Change:
    """A row that takes the place of the one with the same columns `of`, unless a later entry said that one."""
    return Change(table, values, newest=of)


def amend(table: str, key: Mapping[str, Cell], **values: Cell) -> Change:
    """New values in the row with this key."""
    return Change(table, values, key)


def version(placed: Placed, person: int | None) -> Change:
    """The row by which a paper finds a person as they were when it was written."""
    return put("person_versions", place=placed.place, person=person)


def find(placed: Placed, kind: str, number: str, title: str, *texts: str) -> Change:
    """A row by which search finds what the entry made: its title is shown, its texts are matched in capitals."""
    return put(
        "finds",
        place=placed.place,
        line=0,
        kind=kind,
        number=number,
        title=title,
        text="\n".join((number, title, *texts)).upper(),
    )
