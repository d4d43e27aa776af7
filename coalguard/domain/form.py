"""The five-part form 五联单: one number, five parts, and the states it may pass through.

    issued ──► redeemed      a gate let the truck pass on it
       │──► void             before redemption only, with a reason and a second person
       └──► expired          computed from the clock when read, never stored

Names, holders and colours of the parts are data (`ux.md` §9.1, to be confirmed by the city).
"""

import json
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from coalguard.domain.errors import DamagedError
from coalguard.domain.findings import Finding, fail
from coalguard.domain.identity import CHINA

PARTS = 5


class FormState(StrEnum):
    """Where a form stands."""

    ISSUED = "issued"
    REDEEMED = "redeemed"
    VOID = "void"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Part:
    """One of the five: its number, name, holder and paper colour."""

    no: int
    name: str
    holder: str
    colour: str


def parse_parts(text: bytes) -> tuple[Part, ...]:
    """The five parts from their data file. Raises DamagedError `parts.malformed`."""
    try:
        parts = tuple(Part(**row) for row in json.loads(text)["parts"])
    except (ValueError, TypeError, KeyError) as error:
        raise DamagedError("parts.malformed") from error
    if [part.no for part in parts] != list(range(1, PARTS + 1)):
        raise DamagedError("parts.malformed")
    return parts


def end_of_day(at: datetime) -> datetime:
    """Until when a form is valid unless said otherwise: its day of issue, 24:00 at UTC+08:00 (`ux.md` §15)."""
    next_day = at.astimezone(CHINA).date() + timedelta(days=1)
    return datetime.combine(next_day, time(), CHINA)


def state_at(kept: FormState, valid_until: datetime, now: datetime) -> FormState:
    """The state as read at a moment: an issued form whose time has run out is expired."""
    return FormState.EXPIRED if kept is FormState.ISSUED and now >= valid_until else kept


def voidable(number: str, state: FormState, reason: str, parts_back: int) -> list[Finding]:
    """Why a form can not be made void; empty where it can. An expired form may still be."""
    findings = []
    if state is FormState.REDEEMED:
        findings.append(fail("form.redeemed", number=number))
    if state is FormState.VOID:
        findings.append(fail("form.void", number=number))
    if not reason.strip():
        findings.append(fail("form.reason_missing", number=number))
    if not 0 <= parts_back <= PARTS:
        findings.append(fail("form.parts_back", value=parts_back, parts=PARTS))
    return findings
