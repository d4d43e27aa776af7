"""Prints as the store knows them: how often each part of a paper came out, and what did not come out the last time.

An attempt is an entry, whether it succeeded or not; only one that was sent counts. It is written when its outcome is
known, so a mark beside the journal says of what is on its way to a printer: where the power fails then, the paper may
lie in the tray. Such an attempt counts as a print and is offered as one that failed, so that no second paper comes out
that looks like the first (`domain.md` §5.1). What was to be printed next when the program ended (`store.wanted`) never
reached a printer: it is kept as an attempt that failed, counts as none, and is offered too. Printers are not known
here.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from coalguard.domain.identity import DocumentNumber, EntryKey
from coalguard.domain.journal import Fact, Json, canonical, parse_instant
from coalguard.domain.numbering import PaperKind
from coalguard.store.fold.setup import INTERRUPTED, SENT
from coalguard.store.reader import Reader
from coalguard.store.store import Store
from coalguard.store.wanted import FORGOTTEN, LEFT, PAPER, SHEET, name_of

FAILED = "failed"
UNSENT = "unsent"
"""The fault of an attempt that was meant and never begun: the program ended before."""
_MARK = "printing"


@dataclass(frozen=True, slots=True)
class Unprinted:
    """A paper whose latest print failed: on which printer, why, when."""

    number: str
    kind: PaperKind
    printer: str
    fault: str
    at: datetime


def begin_attempt(store: Store, kind: str, says: Mapping[str, Json]) -> None:
    """Mark, durably, that a paper goes to a printer now: what its entry of this kind will say, but for the outcome."""
    store.mark(_MARK, canonical({"kind": kind, "says": says, "after": store.head.seq}).decode())


def end_attempt(store: Store, told: Mapping[str, Json]) -> None:
    """Take the marks away: inside the act whose entry, as told here, says what came of the attempt.

    A closing sheet stays wanted until it was sent: no list of papers offers it again.
    """
    store.mark(_MARK, "")
    if "paper" in told or told["outcome"] == SENT:
        store.write_beside(FORGOTTEN, name_of(str(told.get("paper") or told["shift"])))


@contextmanager
def one_attempt(store: Store) -> Iterator[None]:
    """One attempt at a time, counted after all before it: of two that asked at once the second is the second copy."""
    with store.printing:
        keep_interrupted(store)
        yield


def keep_interrupted(store: Store) -> None:
    """Keep the attempt that a mark tells of, where there is one: the program ended before it knew what came of it.

    Where the entry that says so came back from the alibi, which knows of no mark, the mark is only taken away.
    """
    reader = store.read()
    told = reader.value("SELECT value FROM marks WHERE name = ?", _MARK)
    if not told:
        return
    begun = json.loads(told)
    about = "paper" if "paper" in begun["says"] else "shift"
    own, words = reader.places.number(store.signer.device), (begun["kind"], begun["says"][about])
    if reader.value(_KNOWN.format(about=about), own, begun["after"], *words):
        store.mark(_MARK, "")
        return
    says = {**begun["says"], "outcome": FAILED, "fault": INTERRUPTED}
    with store.begin() as act:
        act.append(Fact(begun["kind"], says))
        end_attempt(store, says)


def keep_unsent(store: Store) -> None:
    """Keep what was to be printed next when the program ended as an attempt that failed; at a start, never later.

    A paper that is void by now, or that was printed all the same, is only forgotten.
    """
    reader = store.read()
    left = [DocumentNumber.parse(number) for (number,) in reader.rows(LEFT, PAPER)]
    if not left:
        return
    placed = {number: reader.value(_WAITING, number.prefix, number.serial) for number in left}
    waiting = sorted((place, number) for number, place in placed.items() if place is not None)
    with store.begin() as act:
        for _, number in waiting:
            act.append(Fact("paper.printed", _never_sent(number)))
        for number in left:
            store.write_beside(FORGOTTEN, name_of(str(number)))


def _never_sent(number: DocumentNumber) -> dict[str, Json]:
    """What the entry of an attempt says that was never begun: no printer, no part, no count."""
    nothing: dict[str, Json] = {"printer": "", "medium": "pdf", "size": "", "parts": (), "copy": 1, "reason": ""}
    return {"paper": str(number), **nothing, "outcome": FAILED, "fault": UNSENT}


def sheet_wanted(reader: Reader, shift: EntryKey) -> bool:
    """Whether the closing sheet of this shift was to be printed and never was sent to a printer."""
    return (str(shift),) in reader.rows(LEFT, SHEET)


def copies_of(reader: Reader, number: DocumentNumber, parts: Iterable[int]) -> int:
    """How often the most printed of these parts was sent to a printer, or may have been."""
    sent = [set(map(int, row.split(","))) for (row,) in reader.rows(_SENT, number.prefix, number.serial)]
    return max((sum(part in printed for printed in sent) for part in parts), default=0)


def last_reason(reader: Reader, number: DocumentNumber) -> str:
    """Why the paper was printed again the last time; empty where nobody had to say."""
    place = reader.value(f"{_LAST_SENT} ORDER BY place DESC LIMIT 1", number.prefix, number.serial)
    return str(reader.entry_at(place).fact.says["reason"]) if place is not None else ""


def unprinted(reader: Reader) -> tuple[Unprinted, ...]:
    """What is to be offered again: every paper that is not void and whose latest print failed, the oldest first."""
    return tuple(
        Unprinted(number, PaperKind(kind), _printer_name(reader, printer), fault, parse_instant(at))
        for number, kind, printer, fault, at in reader.rows(_UNPRINTED)
    )


def _printer_name(reader: Reader, place: int) -> str:
    """The name of a printer; empty where none could take the paper."""
    return str(reader.entry_at(place).fact.says["name"]) if place else ""


def printer_set_by(reader: Reader, name: str) -> EntryKey | None:
    """The entry that last set up the printer of this name, if there is one."""
    place = reader.value("SELECT place FROM settings WHERE kind = 'printer' AND name = ?", name)
    return reader.places.key(place) if place is not None else None


_KNOWN = (
    "SELECT 1 FROM entries WHERE device = ? AND seq > ? AND body ->> '$.kind' = ? AND body ->> '$.says.{about}' = ?"
)
_OF_PAPER = f"FROM prints WHERE prefix = ? AND serial = ? AND (outcome = '{SENT}' OR fault = '{INTERRUPTED}')"
_SENT = f"SELECT parts {_OF_PAPER}"
_LAST_SENT = f"SELECT place {_OF_PAPER}"
_WAITING = """
SELECT place FROM papers WHERE prefix = ? AND serial = ? AND state <> 'void' AND NOT EXISTS (
    SELECT 1 FROM prints WHERE prints.prefix = papers.prefix AND prints.serial = papers.serial)
"""
_UNPRINTED = """
SELECT papers.number, papers.kind, prints.printer, prints.fault, prints.at
  FROM prints JOIN papers ON papers.prefix = prints.prefix AND papers.serial = prints.serial
  WHERE prints.outcome = 'failed' AND papers.state <> 'void' AND NOT EXISTS (
    SELECT 1 FROM prints AS later
      WHERE later.prefix = prints.prefix AND later.serial = prints.serial AND later.place > prints.place)
  ORDER BY prints.place
"""
