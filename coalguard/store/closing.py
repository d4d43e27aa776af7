"""What stands on a closing sheet besides the totals: who had the desk, what is open, what was changed, the seal.

A sheet is read from the entry that ended its shift, so that every print of it shows what was so then. Only the name of
a person who was erased since, and the seal of a shift whose program died before it could seal, make a later print
differ. How a sheet looks is not known here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from coalguard.domain.findings import refuse
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Entry, parse_instant
from coalguard.domain.shift import Changes, LeftOpen
from coalguard.domain.visit import Purpose, Visit
from coalguard.store.prints import unprinted
from coalguard.store.reader import Reader
from coalguard.store.stock import load_lots
from coalguard.store.visits import open_visits
from coalguard.trust.chain import Seal

_SHIFT = "SELECT place, opened_by, opened_at, ended, printed, print_reason FROM shifts"
_SEAL = (
    "SELECT keys.device, seals.epoch, seals.seq, seals.head, seals.signature FROM seals "
    "JOIN keys ON keys.no = seals.device WHERE keys.device = ? AND seals.seq >= ? AND seals.purpose = 'shift' "
    "ORDER BY seals.seq LIMIT 1"
)
_VOIDED = "SELECT number FROM voids WHERE place BETWEEN ? AND ? ORDER BY place"

END = (255, 1)
"""Epoch and seq beyond every entry of the own chain."""


@dataclass(frozen=True, slots=True)
class EndedShift:
    """A shift that was handed over or closed: who held it since when, the entry that ended it, prints of its sheet.

    The reason is that of the latest print.
    """

    key: EntryKey
    holder: EntryKey
    opened_at: datetime
    ending: Entry
    printed: int
    print_reason: str

    @property
    def says(self) -> Mapping[str, Any]:
        """What was said when it ended."""
        return self.ending.fact.says


def load_ended(reader: Reader, text: str = "") -> EndedShift:
    """The shift with this id, or the one that ended last.

    Raises Refused `shift.none_ended` where none has ended yet, `shift.unknown`, `shift.still_open`.
    """
    if not text:
        found = last_ended(reader)
        if found is None:
            raise refuse("shift.none_ended")
        return found
    row = reader.one(f"{_SHIFT} WHERE place = ?", reader.place_of(text))
    if row is None:
        raise refuse("shift.unknown", value=text)
    if row[3] is None:
        raise refuse("shift.still_open")
    return _ended(reader, row)


def last_ended(reader: Reader) -> EndedShift | None:
    """The shift that ended last; None at a station whose first shift still runs."""
    row = reader.one(f"{_SHIFT} WHERE ended IS NOT NULL ORDER BY ended DESC LIMIT 1")
    return _ended(reader, row) if row is not None else None


def _ended(reader: Reader, row: tuple[Any, ...]) -> EndedShift:
    place, holder, opened_at, ended, printed, reason = row
    key = reader.places.key
    return EndedShift(key(place), key(holder), parse_instant(opened_at), reader.entry_at(ended), printed, reason)


def seal_of(reader: Reader, shift: EndedShift) -> Seal | None:
    """The seal over the end of a shift: the first that reaches so far."""
    row = reader.one(_SEAL, shift.ending.key.device, shift.ending.key.seq)
    return Seal(*row) if row is not None else None


def left_open(reader: Reader) -> LeftOpen:
    """What is open now, for whoever takes the desk next."""
    visits = open_visits(reader)
    weighings, queue = _trucks(visits, weighbridge=True), _trucks(visits, weighbridge=False)
    return LeftOpen(
        tuple(visit.plate for visit in weighings),
        tuple(visit.plate for visit in queue),
        tuple(lot.number for lot in load_lots(reader) if lot.missing and lot.stock),
        weighing_since=_longest(weighings),
        queued_since=_longest(queue),
        unprinted=tuple(paper.number for paper in unprinted(reader)),
    )


def _trucks(visits: tuple[Visit, ...], *, weighbridge: bool) -> tuple[Visit, ...]:
    return tuple(visit for visit in visits if (visit.purpose is not Purpose.INSPECTION) == weighbridge)


def _longest(visits: tuple[Visit, ...]) -> datetime | None:
    return min((visit.opened_at for visit in visits), default=None)


def changes_since(reader: Reader, shift: EntryKey) -> Changes:
    """How often a scale, a printer or a paper's way was set up otherwise, since the shift began and ever, here."""
    first, since, last = (
        reader.places.of(EntryKey(shift.device, epoch, seq)) for epoch, seq in ((1, 1), (shift.epoch, shift.seq), END)
    )
    sql = "SELECT count(*) FROM changes WHERE place BETWEEN ? AND ?"
    return Changes(reader.value(sql, since, last), reader.value(sql, first, last))


def voided_since(reader: Reader, shift: EntryKey) -> tuple[str, ...]:
    """The forms that were made void in the shift, whenever they were issued."""
    span = reader.places.of(shift), reader.places.of(EntryKey(shift.device, *END))
    return tuple(number for (number,) in reader.rows(_VOIDED, *span))
