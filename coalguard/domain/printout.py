"""Printouts: every kind of paper that leaves a printer, what it is printed on, and which printer it goes to.

Each kind has a printer of its own where the administrator said so (`ux.md` §7.6). Where nothing was said it goes to the
printer that holds its usual paper; a printer of which nobody said what lies in it is asked before one with another
size, and the only printer prints all that it can. Where several would do alike nobody has chosen, and that is said. A
paper that no printer can take waits. The slip of the first weighing comes out by itself only where a printer is known
to hold 80 mm paper: on anything else it would be a waste. Printers themselves, and how a paper looks, are not known
here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Stock(StrEnum):
    """What a paper is printed on: 241 mm fan-fold, A5 sheets, an 80 mm roll."""

    FANFOLD = "fanfold"
    A5 = "a5"
    ROLL = "roll"


class PrinterState(StrEnum):
    """How a printer is, as far as the machine it hangs on knows: the worst that it says of itself."""

    READY = "ready"
    NO_PAPER = "no_paper"
    JAMMED = "jammed"
    OFFLINE = "offline"
    PAUSED = "paused"
    GONE = "gone"


class Printout(StrEnum):
    """A kind of paper as a printer knows it: those with a number, and two without."""

    FORM = "form"
    TICKET = "ticket"
    SETTLEMENT = "settlement"
    RELEASE = "release"
    TURN_BACK = "turn_back"
    HAND_OVER = "hand_over"
    CLOSING = "closing"
    FIRST_SLIP = "first_slip"


_ROLL_ALONE = (Stock.ROLL,)
SUITS: Final[Mapping[Printout, tuple[Stock, ...]]] = MappingProxyType(
    {
        Printout.FORM: (Stock.FANFOLD, Stock.A5),
        Printout.TICKET: (Stock.FANFOLD, Stock.ROLL),
        Printout.SETTLEMENT: _ROLL_ALONE,
        Printout.RELEASE: _ROLL_ALONE,
        Printout.TURN_BACK: _ROLL_ALONE,
        Printout.HAND_OVER: _ROLL_ALONE,
        Printout.CLOSING: _ROLL_ALONE,
        Printout.FIRST_SLIP: _ROLL_ALONE,
    }
)
"""What each paper can be printed on, its usual stock first (`ux.md` §9)."""

OPTIONAL: Final = frozenset({Printout.FIRST_SLIP})
"""A receipt that a station may do without; every other paper is evidence and always comes out."""


@dataclass(frozen=True, slots=True)
class Printer:
    """A printer by its name, and what lies in it; None where nobody said, which may be anything."""

    name: str
    stock: Stock | None = None

    def takes(self, printout: Printout) -> bool:
        """Whether this paper can be printed here."""
        return self.stock is None or self.stock in SUITS[printout]


@dataclass(frozen=True, slots=True)
class Assigned:
    """What was said of a paper: its printer, none (the rule decides), or that it is not wanted."""

    printer: str = ""
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class Route:
    """Where a paper goes: its printer, empty where it waits; `rivals` would each do and nobody has chosen."""

    printout: Printout
    printer: str = ""
    rivals: tuple[str, ...] = ()
    by_rule: bool = False
    wanted: bool = True

    @property
    def first(self) -> str:
        """The printer, or of several that nobody has chosen among the first by name; empty where there is none."""
        return self.printer or next(iter(self.rivals), "")


NOTHING_SAID: Final = Assigned()


def route(printout: Printout, printers: Sequence[Printer], assigned: Mapping[Printout, Assigned]) -> Route:
    """Where a paper goes, among these printers and by what was said of each paper."""
    said = assigned.get(printout, NOTHING_SAID)
    if not said.wanted:
        return Route(printout, wanted=False)
    if said.printer:
        there = any(one.name == said.printer and one.takes(printout) for one in printers)
        return Route(printout, said.printer if there else "")
    best = _best(printout, printers, {one.printer for one in assigned.values()})
    if len(best) == 1:
        return Route(printout, best[0], by_rule=True)
    return Route(printout, rivals=best, by_rule=True)


def _best(printout: Printout, printers: Sequence[Printer], busy: set[str]) -> tuple[str, ...]:
    """The printers that suit a paper best by their stock; of those alike, the ones that were given no paper."""
    if printout in OPTIONAL:
        printers = [one for one in printers if one.stock in SUITS[printout]]
    ranked = [(_rank(printout, one), one.name in busy, one.name) for one in printers if one.takes(printout)]
    least = min((rank[:2] for rank in ranked), default=None)
    return tuple(sorted(name for *rank, name in ranked if tuple(rank) == least))


def _rank(printout: Printout, printer: Printer) -> int:
    """0 for the usual stock, 1 where nobody knows, 2 for another that would do."""
    if printer.stock is None:
        return 1
    return 0 if printer.stock is SUITS[printout][0] else 2
