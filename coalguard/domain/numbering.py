"""Numbers: what a paper is called, and the grants that its serial is taken from.

A grant is a lease of serials for one kind of paper; no two overlap. A serial is taken only at the final save, in
order, in the same transaction (`journal.md` §5), never restarts, and is never given twice. Until a server leases
grants, a station works on its own starter grant, which enrolment closes.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from coalguard.domain.findings import Finding, fail, refuse
from coalguard.domain.identity import DocumentNumber, EntryKey

STARTER_SIZE = 1_000_000
EMERGENCY_GAP = 100
HIGHEST_SERIAL = (1 << 24) - 1
"""The highest serial that the code on a paper has room for (`journal.md` §5)."""

_CODE = re.compile(r"[A-Z]{2}[0-9]{2,4}")
_LETTER = re.compile(r"[A-P]")  # the starter grant of the 17th would go beyond HIGHEST_SERIAL


class PaperKind(StrEnum):
    """The kinds of paper that carry a number of their own."""

    FORM = "form"
    TICKET = "ticket"
    INBOUND = "inbound"
    RELEASE = "release"
    TURN_BACK = "turn_back"
    HAND_OVER = "hand_over"
    SETTLEMENT = "settlement"


_LETTERS = {
    PaperKind.TICKET: "GB",
    PaperKind.INBOUND: "JH",
    PaperKind.RELEASE: "CF",
    PaperKind.TURN_BACK: "QF",
    PaperKind.HAND_OVER: "YJ",
    PaperKind.SETTLEMENT: "JS",
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A lease of serials `first`..`last` of one prefix; `following` is the next serial to be used."""

    key: EntryKey
    kind: PaperKind
    prefix: str
    first: int
    last: int
    following: int
    valid: bool = True

    @property
    def left(self) -> int:
        """How many serials can still be taken."""
        return self.last - self.following + 1 if self.valid else 0

    def take(self, day: str) -> DocumentNumber:
        """The next number, dated `day` (yymmdd). Raises Refused `number.exhausted`, `number.grant_closed`."""
        if not self.valid:
            raise refuse("number.grant_closed", kind=str(self.kind), prefix=self.prefix)
        if self.following > self.last:
            raise refuse("number.exhausted", kind=str(self.kind), prefix=self.prefix)
        return DocumentNumber(self.prefix, day, self.following)


def check_station_code(code: str) -> list[Finding]:
    """A station code is two letters and 2-4 digits; its letters are none of the papers' (`journal.md` §5)."""
    if not _CODE.fullmatch(code):
        return [fail("station.code_malformed", value=code)]
    if code[:2] in _LETTERS.values():
        return [fail("station.code_reserved", value=code, letters=code[:2])]
    return []


def check_device_letter(letter: str) -> list[Finding]:
    """The letter that tells the PCs of one station apart: A to P."""
    return [] if _LETTER.fullmatch(letter) else [fail("station.letter_malformed", value=letter)]


def prefix_of(kind: PaperKind, station_code: str) -> str:
    """The prefix that a station's papers of a kind carry, e.g. GB01 for the tickets of LX01."""
    return _LETTERS.get(kind, station_code[:2]) + station_code[2:]


def kind_of(prefix: str) -> PaperKind:
    """The kind of paper that carries a prefix: a form where its letters are none of the others'."""
    return next((kind for kind, letters in _LETTERS.items() if letters == prefix[:2]), PaperKind.FORM)


def starter_range(letter: str) -> tuple[int, int]:
    """First and last serial of the starter grant of the station's n-th PC."""
    before = (ord(letter) - ord("A")) * STARTER_SIZE
    return before + 1, before + STARTER_SIZE


def emergency_range(highest_seen: int) -> tuple[int, int]:
    """First and last serial of the emergency grant: 100 above the highest number seen on paper."""
    return highest_seen + EMERGENCY_GAP, highest_seen + EMERGENCY_GAP + STARTER_SIZE - 1
