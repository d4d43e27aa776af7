"""A gate on a real store: an administrator who confirms, two officers, and forms that it holds."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pytest

from coalguard.domain.findings import Finding, Refused
from coalguard.domain.identity import EntryKey
from coalguard.domain.inspection import Decision, Mark, Row, RowResult
from coalguard.domain.journal import Fact
from coalguard.domain.mass import Mass
from coalguard.operations import inspection, weighing
from coalguard.operations.inspection import (
    Answers,
    BeginInspection,
    Begun,
    Decided,
    DecideInspection,
    Recorded,
    RecordInspection,
    Result,
    RowAnswer,
)
from coalguard.operations.station import Actor, Second, Station
from coalguard.store.papers import load_form
from coalguard.store.people import keep_pin
from tests.abroad import Abroad, held_form
from tests.stations import ADMIN, HandClock, bodies

PLATE, OTHER_PLATE = "甘N8F326", "甘N21587"
LEAD = Second(login=ADMIN, pin="2468")
OFFICERS = ("li", "zhang")
ELSEWHERE = "LX02-260114-0032"
OVER_DOUBT = "correction_supplied"
GOOD = RowAnswer(result=Result.OK)
ABROAD = Abroad()
ALL_GOOD = Answers(form=GOOD, plate=GOOD, report=GOOD, contract=GOOD, kind=GOOD, net=GOOD, destination=GOOD)
SEEN = Answers(kind=GOOD, net=GOOD)
"""What is left to the officers where a form is held here and the plate was typed."""


class Gate(NamedTuple):
    """A gate with an administrator who can confirm, and two officers, of whom the first acts."""

    station: Station
    officer: Actor
    admin: Actor
    clock: HandClock

    def begin(self, plate: str = PLATE, code: str = "", driver: str = "") -> Begun:
        return inspection.begin(self.station, self.officer, BeginInspection(plate=plate, code=code, driver=driver))

    def record(
        self, of: EntryKey, answers: Answers = ALL_GOOD, *, officers: Sequence[str] = OFFICERS, notes: str = ""
    ) -> Recorded:
        request = RecordInspection(visit=str(of), answers=answers, officers=tuple(officers), notes=notes)
        return inspection.record(self.station, self.officer, request)

    def decide(
        self,
        of: EntryKey,
        decision: Decision = Decision.PASS,
        *,
        reasons: Sequence[str] = (),
        reason: str = "",
        second: Second | None = None,
    ) -> Decided:
        request = DecideInspection(
            visit=str(of), decision=decision, reasons=tuple(reasons), reason=reason, second=second
        )
        return inspection.decide(self.station, self.officer, request)

    def let_pass(self, of: EntryKey) -> Decided:
        keep_pin(self.station.store, self.admin.key, LEAD.pin)
        return self.decide(of, reason=OVER_DOUBT, second=LEAD)

    def weigh(self, of: EntryKey, step: weighing.Pass, kg: int) -> None:
        by_hand = weighing.ByHand("演示", self.admin.key)
        weighing.keep(self.station, self.officer, weighing.Taken(of, step, weighing.NO_SCALE, Mass(kg), by_hand))

    def told(self, kind: str) -> list[Mapping[str, Any]]:
        """What every entry of a kind says."""
        entries = (self.station.store.read().entry(key) for key in bodies(self.station))
        return [entry.fact.says for entry in entries if entry.fact.kind == kind]


def hold_form(gate: Gate, plate: str = PLATE, **more: Any) -> tuple[str, str]:
    """A form whose entry this gate holds, good until the midnight of its clock's day; number and check code."""
    return held_form(gate.station, gate.admin, plate, until=gate.clock.at.replace(hour=16), **more)


def make_void(gate: Gate, number: str) -> None:
    form = load_form(gate.station.store.read(), number)
    says = {**form.says, "form": number, "issued": str(form.key), "state": "weighed", "postings": []}
    with gate.station.store.begin() as act:
        act.append(Fact("form.voided", says))


def row_of(rows: Sequence[RowResult], row: Row) -> tuple[Mark, str]:
    """How a row came out, and why."""
    found = next(one for one in rows if one.row is row)
    return found.mark, found.reason


def codes(findings: Sequence[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def refusal(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return codes(refused.value.findings)
