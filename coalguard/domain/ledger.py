"""The ledger: postings in kilograms that sum to zero, lots and what may be sold of them.

    inbound   supplier −34 140   lot +34 140
    sale      lot      −32 420   buyer +32 420
    void      buyer    −32 420   lot +32 420
    count     lot         −120   count +120
    hand-over supplier −30 240   seized +30 240

Stock is the fold of the postings and never below zero. A lot without a contract, or without a report that passes
(pass or borderline), is 待补 and can not be sold (seed, task 3).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from coalguard.domain.findings import Finding, fail, refuse
from coalguard.domain.identity import EntryKey
from coalguard.domain.mass import NO_MASS, Mass


class AccountKind(StrEnum):
    """Where coal can be: with whom it came from, in a lot, with a buyer, seized, or written off by a count."""

    SUPPLIER = "supplier"
    LOT = "lot"
    BUYER = "buyer"
    SEIZED = "seized"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Posting:
    """A mass that an account gained (positive) or lost; `owner` is a lot's number or an entry key."""

    account: AccountKind
    owner: str
    mass: Mass


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot as it stands: what it holds and what it lacks."""

    number: str
    key: EntryKey
    yard: EntryKey
    coal: str
    stock: Mass
    verdict: str | None
    lacks_contract: bool
    lacks_report: bool

    @property
    def missing(self) -> tuple[str, ...]:
        """What must still be brought before the lot may be sold: contract, report, or both."""
        return tuple(
            name for name, lacks in (("contract", self.lacks_contract), ("report", self.lacks_report)) if lacks
        )


SELLABLE_VERDICTS = frozenset({"pass", "borderline"})


def move(out_of: tuple[AccountKind, str], into: tuple[AccountKind, str], mass: Mass) -> tuple[Posting, Posting]:
    """The two postings of a movement. Raises Refused `ledger.nothing_moved` where there is no mass to move."""
    if mass <= NO_MASS:
        raise refuse("ledger.nothing_moved", mass_kg=mass.kg)
    return Posting(*out_of, -mass), Posting(*into, mass)


def reversed_postings(postings: Iterable[Posting]) -> tuple[Posting, ...]:
    """The postings that undo others."""
    return tuple(Posting(p.account, p.owner, -p.mass) for p in postings)


def postings_facts(postings: Iterable[Posting]) -> list[list[str | int]]:
    """Postings as an entry says them: [account, owner, kilograms]."""
    return [[posting.account.value, posting.owner, posting.mass.kg] for posting in postings]


def total(postings: Iterable[Posting]) -> Mass:
    """The sum of postings: zero for every act and for the whole ledger."""
    return sum((p.mass for p in postings), NO_MASS)


def sellable(lot: Lot, coal: str, wanted: Mass) -> list[Finding]:
    """Why `wanted` of a lot can not be sold; empty where it can."""
    findings = [fail("lot.incomplete", lot=lot.number, missing=",".join(lot.missing))] if lot.missing else []
    if lot.verdict is not None and lot.verdict not in SELLABLE_VERDICTS:
        findings.append(fail("lot.frozen", lot=lot.number, verdict=lot.verdict))
    if lot.coal != coal:
        findings.append(fail("lot.other_coal", lot=lot.number, coal=lot.coal, wanted=coal))
    if wanted > lot.stock:
        findings.append(fail("stock.insufficient", lot=lot.number, left_kg=lot.stock.kg, wanted_kg=wanted.kg))
    return findings
