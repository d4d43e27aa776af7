"""Dossier: a paper with everything in the journal that stands behind it, as it was when the paper was written.

A reprint must show what the first print showed: people are read in the version that the paper's own entry saw, the
scale with the certificate it had when it weighed. Only a void state, and a personal row that was erased since, make a
later print differ. How a paper looks is not known here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from coalguard.domain.findings import refuse
from coalguard.domain.identity import DocumentNumber, EntryKey
from coalguard.domain.journal import Entry, parse_instant
from coalguard.domain.numbering import PaperKind
from coalguard.domain.registry import Buyer, parse_buyer
from coalguard.store.papers import HeldPaper, entry_hash_of, papers_of
from coalguard.store.reader import Reader

VOID = "void"


@dataclass(frozen=True, slots=True)
class Dossier:
    """A numbered paper, its entry and the entry's hash; the other papers of the same stay, in their order."""

    number: DocumentNumber
    kind: PaperKind
    entry: Entry
    digest: bytes
    visit: EntryKey
    voided: bool
    companions: tuple[HeldPaper, ...]

    @property
    def says(self) -> Mapping[str, Any]:
        """What the paper's own entry says."""
        return self.entry.fact.says


def load_dossier(reader: Reader, text: str) -> Dossier:
    """The paper with this number, of whatever kind. Raises Refused `number.malformed`, `paper.unknown`."""
    asked = DocumentNumber.parse(text)
    row = reader.one(
        "SELECT number, kind, place, visit, state FROM papers WHERE prefix = ? AND serial = ?",
        asked.prefix,
        asked.serial,
    )
    if row is None:
        raise refuse("paper.unknown", number=str(asked))
    number, kind, place, of, state = row
    visit = reader.places.key(of)
    return Dossier(
        DocumentNumber.parse(number),
        PaperKind(kind),
        reader.entry_at(place),
        entry_hash_of(reader, reader.places.key(place)),
        visit,
        state == VOID,
        papers_of(reader, visit),
    )


def companion(reader: Reader, dossier: Dossier, kind: PaperKind) -> Entry | None:
    """The paper of this kind that was written in the same act: the next one of the stay that names the dossier's."""
    number = str(dossier.number)
    later = (one for one in dossier.companions if one.kind is kind and one.key > dossier.entry.key)
    entries = (reader.entry(one.key) for one in later)
    return next((entry for entry in entries if entry.fact.says.get(dossier.kind.value) == number), None)


def opening_of(reader: Reader, dossier: Dossier) -> Mapping[str, Any]:
    """What was said when the truck arrived."""
    return reader.entry(dossier.visit).fact.says


def weighings_behind(reader: Reader, dossier: Dossier) -> Mapping[str, Entry]:
    """The weighings that the paper stands on, by step."""
    behind: Mapping[str, str] = dossier.says.get("weighings", {})
    return {step: reader.entry(EntryKey.parse(key)) for step, key in behind.items()}


def scale_then(reader: Reader, weighing: Entry) -> Mapping[str, Any]:
    """What had been set of the scale when it weighed; nothing where a weight was typed for no scale."""
    set_by = weighing.fact.says.get("set_by", "")
    return reader.entry(EntryKey.parse(set_by)).fact.says if set_by else {}


def name_then(reader: Reader, person: EntryKey | str | None, dossier: Dossier) -> str:
    """A person's name as the paper's entry knew it; empty where there was none or it was erased."""
    return name_at(reader, person, dossier.entry.key)


def name_at(reader: Reader, person: EntryKey | str | None, entry: EntryKey) -> str:
    """A person's name as an entry knew it; empty where there was none or it was erased."""
    place = _version(reader, person, entry) if person else None
    row = reader.person(place) if place is not None else None
    return str((row or {}).get("name", ""))


def buyer_then(reader: Reader, buyer: str, dossier: Dossier) -> Buyer:
    """The buyer as the paper's entry knew them. Raises Refused `buyer.unknown`."""
    place = _version(reader, buyer, dossier.entry.key)
    if place is None:
        raise refuse("buyer.unknown", value=buyer)
    return parse_buyer(reader.entry_at(place).fact.says, reader.person(place) or {})


def _version(reader: Reader, person: EntryKey | str, entry: EntryKey) -> int | None:
    """The place of the latest version of a person that was written before an entry."""
    last = reader.value(
        "SELECT max(place) FROM person_versions WHERE person = ? AND place <= ?",
        reader.place_of(str(person)),
        reader.places.of(entry),
    )
    return None if last is None else int(last)


def decision_behind(reader: Reader, dossier: Dossier) -> Entry:
    """The decision that a gate's slip was written on."""
    place = reader.value("SELECT decided FROM inspections WHERE visit = ?", reader.places.of(dossier.visit))
    return reader.entry_at(place)


def redeemed_by(reader: Reader, dossier: Dossier) -> bool:
    """Whether the stay redeemed a form."""
    return bool(reader.value("SELECT 1 FROM redemptions WHERE visit = ?", reader.places.of(dossier.visit)))


@dataclass(frozen=True, slots=True)
class ShiftThen:
    """The shift that a paper was written in: who held the desk, since when."""

    holder: str
    opened_at: datetime


def shift_then(reader: Reader, dossier: Dossier) -> ShiftThen | None:
    """The shift that the paper was written in; None where none was open."""
    row = reader.one(
        "SELECT opened_by, opened_at FROM shifts WHERE place < ? ORDER BY place DESC LIMIT 1",
        reader.places.of(dossier.entry.key),
    )
    if row is None:
        return None
    opened_by, opened_at = row
    return ShiftThen(name_then(reader, reader.places.key(opened_by), dossier), parse_instant(opened_at))
