"""Source: a paper's dossier in its station, and what every paper reads from it alike: proof, people, places."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from coalguard.domain.assay import Basis, Item
from coalguard.domain.form import Part
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Entry
from coalguard.domain.mass import Mass
from coalguard.domain.weighing import ORIGINS
from coalguard.operations.station import Station
from coalguard.printing.content import HOTLINE, Proof, Tested, Weighed
from coalguard.store.dossier import Dossier, name_then
from coalguard.store.papers import load_address
from coalguard.store.reader import Reader
from coalguard.store.settings import load_contact, station_name_then
from coalguard.store.visits import weighed_at
from coalguard.trust.chain import check_code
from coalguard.trust.claim import claim_of
from coalguard.trust.paper import render_code, sign_paper

SHOWN = (Item.VOLATILE, Item.SULFUR, Item.ASH)
"""The three indicators that papers show, in their order (`ux.md` §9.1)."""

_SET = 0
_HALF = 4


@dataclass(frozen=True, slots=True)
class Source:
    """The station, a reader of its store, and the dossier of the paper."""

    station: Station
    reader: Reader
    dossier: Dossier

    @property
    def place(self) -> str:
        """The name of the station that issued the paper, as it was then."""
        return station_name_then(self.reader, self.dossier.entry.key)

    @property
    def hotline(self) -> str:
        """Where to complain: where the station has said so, else the one number of the country."""
        return load_contact(self.reader).hotline or HOTLINE

    def proof(self, parts: Iterable[Part] = ()) -> Proof:
        """The code of the set and of each part, signed again to the very same bytes, and the check code in two halves.

        A code per part stands on sheets that are printed one by one (`journal.md` §5).
        """
        dossier, signer, address = self.dossier, self.station.store.signer, load_address(self.reader)
        codes = {
            part: render_code(sign_paper(claim_of(dossier.entry, dossier.digest, part), signer), address)
            for part in (_SET, *(part.no for part in parts))
        }
        code = check_code(dossier.digest)
        return Proof(codes=codes, check_code=f"{code[:_HALF]}-{code[_HALF:]}")

    def name(self, person: EntryKey | str | None) -> str:
        """A person's name as it was then."""
        return name_then(self.reader, person, self.dossier)

    def division(self, code: str) -> str:
        """The name of a place by its division code; the code itself where the table does not know it."""
        table = self.station.books.divisions
        return next((table.full_name(one) for one in table.divisions if one.code == code and code), code)


def weighed(weighing: Entry | None) -> Weighed | None:
    """A weighing as a paper shows it."""
    if weighing is None:
        return None
    return Weighed(Mass(weighing.fact.says["kg"]), weighed_at(weighing), ORIGINS[weighing.fact.kind])


def tested(values: Iterable[Mapping[str, Any]]) -> tuple[Tested, ...]:
    """The three indicators out of a report's judged values, as far as they were judged."""
    told = {value["item"]: value for value in values}
    return tuple(
        Tested(item, Basis(one["basis"]), _decimal(one["value"]), _decimal(one["limit"]))
        for item in SHOWN
        if (one := told.get(item.value)) is not None
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def date_or_none(text: str) -> date | None:
    """A date as an entry tells it; None where it tells none."""
    return date.fromisoformat(text) if text else None
