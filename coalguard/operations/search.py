"""Search: one text against numbers, plates, names, telephone and document tails; masked where personal."""

from dataclasses import dataclass

from coalguard.domain.identity import half_width
from coalguard.domain.roles import Duty
from coalguard.operations.station import Actor, Station, entitle
from coalguard.store.finds import find_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What to look for: any part of a number, plate, name, or at least four digits of a telephone or document."""

    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: what it is, its number or id, its title, and the part that matched."""

    kind: str
    number: str
    title: str
    matched: str


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found, the newest first."""

    hits: tuple[Hit, ...]


def search(station: Station, actor: Actor, request: Search) -> Hits:
    """Everything that holds the text; nothing for an empty one."""
    entitle(actor, Duty.READ)
    wanted = half_width(request.text).strip().upper()
    if not wanted:
        return Hits(())
    found = find_text(station.store.read(), wanted)
    return Hits(tuple(Hit(kind, number, title, wanted) for kind, number, title in found))
