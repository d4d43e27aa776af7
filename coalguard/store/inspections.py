"""Inspections as the store knows them: what was recorded of a truck, how it was decided before, which form it shows.

What can be compared here (form, plate, net mass, what the issuing station vouches for) is compared anew whenever it is
asked for: kept are the officers, what they answered, and the code that was scanned. How a comparison is judged stands
in `domain.inspection` and `trust.light`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from coalguard.domain.findings import fail, refuse_if_any
from coalguard.domain.identity import DivisionTable, EntryKey
from coalguard.domain.inspection import (
    OFFICERS,
    Answer,
    Decision,
    Mark,
    Row,
    RowResult,
    judge_form,
    judge_net,
    judge_net_without_tare,
    judge_plate,
)
from coalguard.domain.journal import Json, parse_instant, render_instant
from coalguard.domain.ledger import SELLABLE_VERDICTS
from coalguard.domain.mass import Mass
from coalguard.domain.roles import Duty, check
from coalguard.domain.vehicle import median_tare
from coalguard.domain.visit import Past, Step, Visit
from coalguard.store.heard import HeardForm, decisions_elsewhere, gates_heard_until
from coalguard.store.papers import HeldForm
from coalguard.store.people import load_member
from coalguard.store.reader import Reader
from coalguard.store.shown import ShownForm, load_scanned, load_typed
from coalguard.store.visits import load_tares, opening
from coalguard.trust.light import number_of
from coalguard.trust.packing import PaperFields

_DECISIONS = frozenset(decision.value for decision in Decision)


@dataclass(frozen=True, slots=True)
class HeldInspection:
    """A checklist as it was last recorded, before the truck was decided upon."""

    key: EntryKey
    officers: tuple[EntryKey, ...]
    answers: Mapping[Row, Answer]
    shown: Mapping[str, Json] = field(default_factory=dict)
    notes: str = ""


def load_inspection(reader: Reader, visit: EntryKey) -> HeldInspection | None:
    """The latest record of a truck's checklist, or None where nothing was recorded."""
    place = reader.value("SELECT recorded FROM inspections WHERE visit = ?", reader.places.of(visit))
    if place is None:
        return None
    entry = reader.entry_at(place)
    says = entry.fact.says
    return HeldInspection(
        entry.key,
        tuple(EntryKey.parse(officer) for officer in says["officers"]),
        {Row(row): Answer(Mark(told["result"]), told["observed"]) for row, told in says["answers"].items()},
        says.get("shown", {}),
        says.get("notes", ""),
    )


def answers_facts(answers: Mapping[Row, Answer]) -> Mapping[str, Json]:
    """The officers' answers as an entry tells them and `load_inspection` reads them."""
    return {row.value: {"result": answer.result.value, "observed": answer.observed} for row, answer in answers.items()}


def load_officers(reader: Reader, logins: Iterable[str]) -> tuple[EntryKey, ...]:
    """Two officers by login or id. Raises Refused `inspection.officers_two`, `inspection.officer_not_entitled`."""
    members = [load_member(reader, login.strip()) for login in logins]
    keys = tuple(dict.fromkeys(member.key for member in members))
    few = [fail("inspection.officers_two", count=len(keys))] if len(keys) < OFFICERS else []
    others = [member.login for member in members if check(Duty.INSPECT, member.roles)]
    refuse_if_any([*few, *(fail("inspection.officer_not_entitled", login=login) for login in others)])
    return keys


def load_history(reader: Reader, plate: str) -> tuple[Past, ...]:
    """How the earlier inspections of a plate were decided, here and at other gates, the oldest first."""
    rows = reader.rows(
        "SELECT at, decision, reasons FROM inspections WHERE plate = ? AND decided IS NOT NULL ORDER BY visit", plate
    )
    where = _station_name(reader) if rows else ""
    own = [
        Past(parse_instant(at), Step(decision), tuple(filter(None, reasons.split(","))), where)
        for at, decision, reasons in rows
    ]
    heard = [
        Past(one.at, Step(one.decision), one.reasons, one.where)
        for one in decisions_elsewhere(reader, plate)
        if one.decision in _DECISIONS
    ]
    return tuple(sorted(own + heard, key=lambda past: past.at)) if heard else tuple(own)


def load_shown(reader: Reader, visit: Visit, now: datetime) -> ShownForm | None:
    """The form that a truck shows, as known at a moment; None where it shows none.

    It was shown when the truck came, or when its checklist was recorded.
    """
    held = load_inspection(reader, visit.key)
    said: Mapping[str, Any] = (held.shown if held else {}) or opening(reader, visit)
    if said.get("code"):
        return load_scanned(reader, bytes.fromhex(said["code"]), now)
    return load_typed(reader, said["form"], now, confirmed=said["check_code_right"]) if said["form"] else None


@dataclass(frozen=True, slots=True)
class References:
    """What turns the codes of a paper into names: the divisions, and the coals by their code."""

    divisions: DivisionTable
    coals: Mapping[int, str]


def compare(
    reader: Reader, visit: Visit, shown: ShownForm, references: References, now: datetime
) -> dict[Row, RowResult]:
    """The rows that this station can compare by itself; all but the form's need somebody who answers for it."""
    good = "form.confirmed" if shown.read is None else "form.verified"
    found = [
        judge_form(
            shown.against,
            {"number": shown.number, "heard_until": render_instant(gates_heard_until(reader, now))},
            good=good,
        )
    ]
    form = shown.answered
    word = _held_word(form) if form else _signed_word(shown.proved, references) if shown.proved else None
    if word is not None:
        # A plate that was read off the form proves nothing of the truck: then it is left to the eye.
        seen = visit.plate if opening(reader, visit)["plate_seen"] else ""
        found.append(judge_plate(word.plate, seen))
        found += (*_vouched(word, references.divisions), *_net(reader, visit, word))
    return {row.row: row for row in found}


@dataclass(frozen=True, slots=True)
class _Word:
    """What the issuing station answers for; `report` is empty where only its code was read."""

    number: str
    plate: str
    coal: str
    net: Mass | None
    destination: str
    verdict: str
    report: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


def _held_word(form: HeldForm | HeardForm) -> _Word:
    says = form.says
    values = {value["item"]: str(value["value"]) for value in says.get("values", ())}
    return _Word(
        form.number,
        form.plate,
        says.get("coal", ""),
        Mass(says["net_kg"]),
        says.get("destination", ""),
        says.get("verdict", ""),
        says.get("report", ""),
        values,
    )


def _signed_word(paper: PaperFields, references: References) -> _Word:
    named = zip(("volatile", "sulfur", "ash"), paper.values, strict=True)
    return _Word(
        number_of(paper),
        paper.plate,
        references.coals.get(paper.coal, ""),
        None if paper.net_kg is None else Mass(paper.net_kg),
        paper.destination,
        "" if paper.verdict == "cannot_judge" else paper.verdict,
        values={item: str(value) for item, value in named if value is not None},
    )


def _vouched(word: _Word, divisions: DivisionTable) -> Iterator[RowResult]:
    """The rows that the issuing station answers for; the coal itself is for the eye (`ux.md` §6.2)."""
    yield RowResult(Row.CONTRACT, Mark.OK, "contract.vouched", {"number": word.number})
    yield RowResult(Row.KIND, Mark.PENDING, "kind.not_seen", {"coal": word.coal})
    if word.verdict:
        facts = {"number": word.report, "verdict": word.verdict, **word.values}
        if word.verdict in SELLABLE_VERDICTS:
            yield RowResult(Row.REPORT, Mark.OK, "report.vouched" if word.report else "report.signed", facts)
        else:
            reason = "report.vouched_not_passing" if word.report else "report.signed_not_passing"
            yield RowResult(Row.REPORT, Mark.FAIL, reason, facts)
    if code := word.destination:
        names = (divisions.full_name(one) for one in divisions.divisions if one.code == code)
        yield RowResult(Row.DESTINATION, Mark.OK, "destination.vouched", {"destination": next(names, code)})


def _net(reader: Reader, visit: Visit, word: _Word) -> Iterator[RowResult]:
    """The net mass by this gate's scale; an empty weight that was not taken now is the middle of the earlier ones."""
    if visit.gross is None:
        return
    tare = visit.tare or median_tare(load_tares(reader, visit.plate))
    if tare is None:
        yield judge_net_without_tare(visit.gross)
        return
    row = judge_net(word.net, visit.gross - tare)
    yield replace(row, facts={**row.facts, "tare_kg": tare.kg, "tare_stored": visit.tare is None})


def _station_name(reader: Reader) -> str:
    return str(reader.value("SELECT name FROM station ORDER BY place LIMIT 1"))
