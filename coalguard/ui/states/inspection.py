"""A truck at the gate as its page sees it: what was compared, what the officer answered, which row is asked next.

The verdict follows every key, by the same rules that recording uses (`domain.inspection`). Values, without Qt and
without the store; words and colours are for the page.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from coalguard.domain.findings import Refused
from coalguard.domain.identity import half_width
from coalguard.domain.inspection import (
    Answer,
    Decision,
    Mark,
    Row,
    RowResult,
    Verdict,
    checklist,
    counts,
    judge_plate,
    preselected,
    turned_back_for,
    verdict,
)
from coalguard.domain.plate import parse_plate

LATE: Final = timedelta(minutes=10)
"""Who waits longer stands in amber (`ux.md` §6.2)."""
STEADY_FOR_MS: Final = 2000
"""A weight that rests so long is taken by itself (`ux.md` §6.2)."""
TAIL: Final = 5
"""How many characters of a plate are read off the truck again."""
UNCHECKED: Final = "未核"
"""What stands in the record of a row that nobody could judge before the truck was turned back."""

_CHECK_CODE = re.compile(r"[2-9A-HJ-NP-Z]{4}[ -]?[2-9A-HJ-NP-Z]{4}")


class Start(StrEnum):
    """What somebody types or scans to begin: a plate, the check code of a form held here, or a form."""

    NOTHING = "nothing"
    PLATE = "plate"
    FORM = "form"


def start_of(text: str) -> Start:
    """What a text begins: everything that is no plate is for `recognise` to read."""
    typed = half_width(text).strip().upper()
    if not typed:
        return Start.NOTHING
    if _CHECK_CODE.fullmatch(typed):
        return Start.FORM
    try:
        parse_plate(typed)
    except Refused:
        return Start.FORM if _looks_scanned(typed) else Start.PLATE
    return Start.PLATE


def _looks_scanned(text: str) -> bool:
    """Whether a text is longer than any plate, or a number with its dashes."""
    return "-" in text or len(text) > len("甘N09862D") + 2


@dataclass(frozen=True, slots=True)
class Check:
    """A truck's checklist in the making.

    `shown` says whether a form is there; `weighable` whether the net mass will come from the scale. Without a form the
    plate has nothing to be compared with.
    """

    plate: str = ""
    plate_seen: bool = False
    shown: bool = False
    weighable: bool = False
    computed: Mapping[Row, RowResult] = field(default_factory=dict)
    answers: Mapping[Row, Answer] = field(default_factory=dict)
    asked: Row | None = None

    @property
    def rows(self) -> tuple[RowResult, ...]:
        """Every row as it stands."""
        return checklist(self.answers, self.computed)

    @property
    def verdict(self) -> Verdict:
        """The worst row."""
        return verdict(self.rows)

    @property
    def counts(self) -> Mapping[Mark, int]:
        """How many rows came out how."""
        return counts(self.rows)

    @property
    def pending(self) -> tuple[Row, ...]:
        """The rows that nobody has judged."""
        return tuple(row.row for row in self.rows if row.mark is Mark.PENDING)

    @property
    def askable(self) -> tuple[Row, ...]:
        """The rows that wait for the officer: those pending, but for what the tail of the plate or the scale tells."""
        by_itself = {Row.PLATE} if self.tail_wanted else set()
        if self.weighable and self.shown:
            by_itself.add(Row.NET)
        return tuple(row for row in self.pending if row not in by_itself)

    @property
    def tail_wanted(self) -> bool:
        """Whether the plate is still to be read off the truck."""
        return self.shown and not self.plate_seen

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons for turning back that the rows give by themselves."""
        return preselected(self.rows)

    @property
    def reason_rows(self) -> Mapping[str, tuple[RowResult, ...]]:
        """Those reasons, each with the rows that give it."""
        return {reason: tuple(row for row in self.rows if turned_back_for(row) == reason) for reason in self.reasons}

    def ask_next(self) -> "Check":
        """The same with the next row that waits for an answer asked, the one after the present first."""
        order = list(Row)
        place = order.index(self.asked) + 1 if self.asked is not None else 0
        waiting = [row for row in (*order[place:], *order[:place]) if row in self.askable]
        return replace(self, asked=waiting[0] if waiting else None)

    def ask(self, step: int) -> "Check":
        """The same with another row asked, above or below; any row may be looked at again."""
        order = [row for row in Row if not (row is Row.PLATE and self.tail_wanted)]
        place = order.index(self.asked) + step if self.asked in order else (0 if step > 0 else len(order) - 1)
        return replace(self, asked=order[min(max(place, 0), len(order) - 1)])

    def asking(self, row: Row) -> "Check":
        """The same with this row asked."""
        return replace(self, asked=row)

    def answered(self, row: Row, mark: Mark, observed: str) -> "Check":
        """The same with an answer."""
        return replace(self, answers=MappingProxyType({**self.answers, row: Answer(mark, observed)}))

    def tail_read(self, tail: str) -> "tuple[Check, RowResult]":
        """The same with the end of the plate as it was read off the truck, and how it compares."""
        seen = self.seen_plate(tail)
        judged = judge_plate(self.plate, seen)
        return self.answered(Row.PLATE, judged.mark, seen), judged

    def seen_plate(self, tail: str) -> str:
        """The plate on the truck, by its end or by all of it."""
        typed = half_width(tail).strip().upper()
        if len(typed) > TAIL:
            return typed
        return f"{self.plate[:-TAIL]}{typed}" if typed else ""

    def for_refusal(self) -> Mapping[Row, Answer]:
        """The answers that go with a refusal: what nobody could judge is recorded as a doubt that says so."""
        unchecked = {row: Answer(Mark.WARN, UNCHECKED) for row in self.pending}
        return {**self.answers, **unchecked}

    def may(self, decision: Decision) -> bool:
        """Whether this decision can be taken as the rows stand, a lead's word apart."""
        return bool(self.plate) and (decision is not Decision.PASS or not self.pending)


def clock_of(waited: timedelta) -> str:
    """How long a truck waits: 03:12, or 1:05:40 after an hour."""
    minutes, seconds = divmod(max(int(waited.total_seconds()), 0), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes:02d}:{seconds:02d}"


@dataclass(frozen=True, slots=True)
class Steady:
    """Watches the deck: a weight is taken by itself once for each truck that drives on.

    `free` says that the deck was seen empty since the last weight; `taking` that one is being taken.
    """

    free: bool = True
    taking: bool = False

    def seen(self, *, empty: bool) -> "Steady":
        """The deck as the panel shows it."""
        return replace(self, free=True) if empty and not self.free else self

    def takes(self, steady_for_ms: int, *, wanted: bool) -> bool:
        """Whether the weight is to be taken now."""
        return wanted and self.free and not self.taking and steady_for_ms >= STEADY_FOR_MS

    def began(self) -> "Steady":
        """A weight is being taken."""
        return replace(self, taking=True)

    def ended(self, *, taken: bool) -> "Steady":
        """It was taken, or not."""
        return Steady(free=not taken and self.free)
