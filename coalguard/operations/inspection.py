"""Inspection: a truck at the gate is begun, its seven rows are recorded by two officers, and it is decided upon.

    begin ──► record ──► decide ──► pass         the form is redeemed, a release slip says so
      │        │  ▲                 turn_back    a notice with the reasons and what puts them right
      │        └──┘ amended         detain       the hand-over to 市场监管局; the load is seized in the ledger
      └─────────────────────────►   not_coal     no checklist, no paper

What the program compares by itself (form, plate, net mass, what the station that issued the form vouches for) is
compared anew each time, so that a weight taken between record and decision counts. How rows and decisions are judged
stands in `domain.inspection`, what a form is worth in `trust.light`; names and numbers of people stay out of every
entry (`journal.md` §2). Each step raises Refused with all that speaks against it; UsageError where no truck is named.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from coalguard.domain.errors import UsageError
from coalguard.domain.findings import Finding, Severity, refuse, refuse_if_any
from coalguard.domain.form import FormState
from coalguard.domain.identity import DocumentNumber, EntryKey
from coalguard.domain.inspection import (
    OTHER,
    REASONS,
    RULES,
    Answer,
    Decision,
    Mark,
    Row,
    RowResult,
    Verdict,
    checklist,
    preselected,
    rows_facts,
    summary,
    verdict,
)
from coalguard.domain.inspection import decide as speaks_against
from coalguard.domain.journal import Fact, Json
from coalguard.domain.ledger import AccountKind, move, postings_facts
from coalguard.domain.numbering import PaperKind, check_station_code
from coalguard.domain.plate import Plate, parse_plate
from coalguard.domain.roles import Duty
from coalguard.domain.vehicle import limit_of, overload
from coalguard.domain.visit import Memory, NextStep, Purpose, State, Step, Visit, admit, after, next_steps, remember
from coalguard.operations.station import (
    Actor,
    Second,
    Station,
    confirm,
    entitle,
    personal_findings,
    room_to_issue,
    shift_at,
    watch,
)
from coalguard.store.inspections import (
    HeldInspection,
    References,
    answers_facts,
    compare,
    load_history,
    load_inspection,
    load_officers,
    load_shown,
)
from coalguard.store.people import keep_driver
from coalguard.store.reader import Reader
from coalguard.store.shown import ShownForm, load_paper
from coalguard.store.transaction import Transaction
from coalguard.store.visits import load_vehicle, load_visit, visits_of
from coalguard.trust.light import Typed, parse_shown


class Result(StrEnum):
    """What an officer says of a row."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginInspection:
    """A truck at the gate: its plate, or its form: the code as scanned, or the number with the check code after it."""

    plate: str = ""
    code: str = ""
    driver: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowAnswer:
    """An officer's answer to one row, and what was seen."""

    result: Result
    observed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The officers' answers; a row that is left out is left to the program, or to a later record."""

    form: RowAnswer | None = None
    plate: RowAnswer | None = None
    report: RowAnswer | None = None
    contract: RowAnswer | None = None
    kind: RowAnswer | None = None
    net: RowAnswer | None = None
    destination: RowAnswer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordInspection:
    """The checklist as two officers (logins or ids) filled it in; it takes the place of an earlier one.

    A form that is shown only now comes as `code`, as in `BeginInspection`, and takes the place of one shown before.
    """

    visit: str
    answers: Answers
    officers: tuple[str, ...]
    notes: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideInspection:
    """The decision; `reason` is one more reason by code, or words that go with the decision."""

    visit: str
    decision: Decision
    reasons: tuple[str, ...] = ()
    reason: str = ""
    second: Second | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """The stay that began, what is known of the truck (`remembered` in one sentence), and the rows as they stand."""

    visit: EntryKey
    plate: Plate
    memory: Memory
    remembered: Finding
    rows: tuple[RowResult, ...]
    findings: tuple[Finding, ...]
    next_steps: tuple[NextStep, ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """The rows judged; `preselected` are the reasons for turning back that they give."""

    visit: EntryKey
    verdict: Verdict
    summary: Finding
    rows: tuple[RowResult, ...]
    preselected: tuple[str, ...]
    findings: tuple[Finding, ...]
    next_steps: tuple[NextStep, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision, its slip, what became of the form that was shown, and what a refused truck should do."""

    visit: EntryKey
    decision: Decision
    state: State
    slip: DocumentNumber | None
    paper: PaperKind | None
    form_state: str
    remedies: tuple[Finding, ...]
    findings: tuple[Finding, ...]


_SLIPS = {
    Decision.PASS: (PaperKind.RELEASE, "release.issued"),
    Decision.TURN_BACK: (PaperKind.TURN_BACK, "turn_back.issued"),
    Decision.DETAIN: (PaperKind.HAND_OVER, "hand_over.issued"),
}
_REASON_CODE = re.compile("[a-z_]+")


def begin(station: Station, actor: Actor, request: BeginInspection) -> Begun:
    """Begin a truck's inspection and say what is known of it; its plate may come from a form that is answered for."""
    entitle(actor, Duty.INSPECT)
    if not request.plate.strip() and not request.code.strip():
        raise UsageError("inspection.no_truck")
    with station.store.begin(by=actor.key) as act:
        shift_at(act)
        shown = _show(act, request.code) if request.code.strip() else None
        plate = _plate(request.plate, shown)
        refuse_if_any(admit(plate.text, visits_of(act, plate.text)))
        says: dict[str, Json] = {
            "plate": plate.text,
            "plate_seen": bool(request.plate.strip()),
            "purpose": Purpose.INSPECTION.value,
            "driver": keep_driver(act, request.driver),
            "coal": "",
            **_shown_facts(shown),
        }
        visit = load_visit(act, str(act.append(Fact("visit.opened", says))))
        vehicle = load_vehicle(act, plate.text)
        memory = remember(load_history(act, plate.text), act.moment.at, tares=vehicle.tares)
        watched = watch(act, plate.text, act.moment.at)
        _, rows = _look(station, act, visit, {})
    axles = () if limit_of(vehicle) else (Finding("vehicle.axles_missing", {"plate": plate.text}, Severity.INFO),)
    told = (*watched, *memory.findings, *axles)
    return Begun(visit.key, plate, memory, memory.summary, rows, told, next_steps(visit))


def record(station: Station, actor: Actor, request: RecordInspection) -> Recorded:
    """Record the checklist; it may be recorded again until the decision. A computed row is never bettered."""
    entitle(actor, Duty.INSPECT)
    answers = _answers(request.answers)
    observed = {f"answers.{row}": answer.observed for row, answer in answers.items()}
    refuse_if_any(personal_findings({"notes": request.notes, **observed}))
    with station.store.begin(by=actor.key) as act:
        shift_at(act)
        visit = load_visit(act, request.visit)
        state = after(visit, Step.RECORD)
        officers = load_officers(act, request.officers)
        held, shown = load_inspection(act, visit.key), _show(act, request.code) if request.code.strip() else None
        _, rows = _look(station, act, visit, answers, shown)
        says: dict[str, Json] = {
            "visit": str(visit.key),
            "plate": visit.plate,
            "rows": rows_facts(rows),
            "answers": answers_facts(answers),
            "verdict": verdict(rows).value,
            "officers": [str(officer) for officer in officers],
            "notes": request.notes.strip(),
            "rules": RULES.version,
            "before": held is not None,
            "shown": _shown_facts(shown) if shown else held.shown if held else {},
            "state": state.value,
        }
        act.append(Fact("inspection.recorded", says))
        heavy = _overload(act, visit)
    doubts = tuple(row.finding for row in rows if row.mark is not Mark.OK)
    steps = next_steps(replace(visit, state=state), _blocks(rows, officers))
    return Recorded(visit.key, verdict(rows), summary(rows), rows, preselected(rows), (*doubts, *heavy), steps)


def decide(station: Station, actor: Actor, request: DecideInspection) -> Decided:
    """Decide upon a truck, redeem its form where it passes, and issue the slip, in one act."""
    entitle(actor, Duty.DECIDE)
    decision = request.decision
    if decision in _SLIPS:
        room_to_issue(station)
    reasons, words = _reasons(request)
    refuse_if_any(personal_findings({"reason": words}))
    second = confirm(station, actor, request.second) if request.second else None
    with station.store.begin(by=actor.key) as act:
        shift_at(act)
        visit, step = load_visit(act, request.visit), Step(decision.value)
        if visit.ended or visit.purpose is not Purpose.INSPECTION:
            after(visit, step)  # refuses: that is the reason to tell, and no missing row
        held = load_inspection(act, visit.key)
        shown, rows = _look(station, act, visit, held.answers if held else {})
        officers, present = held.officers if held else (), second is not None
        doubts = speaks_against(decision, rows, reasons=reasons, officers=officers, second_present=present)
        findings = refuse_if_any([*doubts, *_overload(act, visit)])
        state = after(visit, step)
        truck: dict[str, Json] = {
            "visit": str(visit.key),
            "plate": visit.plate,
            "form": shown.number if shown else "",
            "reasons": reasons,
        }
        says = {**truck, "decision": decision.value, "reason": words, "second": str(second.key) if second else ""}
        checks = _checks(held, rows, findings)
        act.append(Fact("inspection.decided", {**says, **checks, "state": state.value}))
        form_state = _redeem(act, visit, shown, decision)
        remedies = _remedies(decision, reasons)
        slip, paper = _issue_slip(act, visit, decision, {**truck, "remedies": [one.code for one in remedies]})
    return Decided(visit.key, decision, state, slip, paper, form_state, remedies, findings)


def _checks(held: HeldInspection | None, rows: tuple[RowResult, ...], findings: tuple[Finding, ...]) -> dict[str, Json]:
    """The checklist that a decision was taken on: the rows as they were then, not as they were recorded."""
    return {
        "recorded": held is not None,
        "officers": [str(officer) for officer in held.officers] if held else [],
        "verdict": verdict(rows).value if held else "",
        "rows": rows_facts(rows),
        "rules": RULES.version,
        "overload": [dict(finding.facts) for finding in findings if finding.code == "vehicle.overload"],
    }


def _show(act: Transaction, code: str) -> ShownForm:
    """The form that is shown by what was scanned or typed, as far as it can be read."""
    read = parse_shown(code)
    if read is None:
        raise refuse("code.unreadable")
    if isinstance(read, Typed) and check_station_code(DocumentNumber.parse(read.number).prefix):
        raise refuse("code.not_form", number=read.number)
    shown = load_paper(act, read, act.moment.at)
    if shown.kind not in {None, PaperKind.FORM}:
        raise refuse("code.not_form", number=shown.number)
    return shown


def _shown_facts(shown: ShownForm | None) -> dict[str, Json]:
    """What is kept of a form that was shown, so that it can be read anew."""
    return {
        "form": shown.number if shown else "",
        "code": shown.code.hex() if shown else "",
        "check_code_right": shown.confirmed if shown else None,
    }


def _plate(typed: str, shown: ShownForm | None) -> Plate:
    if typed.strip():
        return parse_plate(typed)
    if shown is None or not shown.plate:
        raise refuse("inspection.plate_missing", number=shown.number if shown else "")
    return Plate(shown.plate)


def _look(
    station: Station, act: Transaction, visit: Visit, answers: Mapping[Row, Answer], shown: ShownForm | None = None
) -> tuple[ShownForm | None, tuple[RowResult, ...]]:
    """The rows as they stand now: what was answered, beside all that this station can compare by itself."""
    books, now = station.books, act.moment.at
    references = References(books.divisions, {code: coal for coal, code in books.rules.codes.items()})
    shown = shown or load_shown(act, visit, now)
    return shown, checklist(answers, compare(act, visit, shown, references, now) if shown else {})


def _overload(reader: Reader, visit: Visit) -> tuple[Finding, ...]:
    """A gate notes an overloaded truck for the police and stops nobody for it."""
    heavy = overload(visit.gross, load_vehicle(reader, visit.plate), stops=False) if visit.gross else None
    return (heavy,) if heavy else ()


def _answers(given: Answers) -> dict[Row, Answer]:
    told = {row: getattr(given, row.value) for row in Row}
    return {row: Answer(Mark(one.result.value), one.observed.strip()) for row, one in told.items() if one is not None}


def _reasons(request: DecideInspection) -> tuple[tuple[str, ...], str]:
    """The reasons by code, and the words that go with them; words alone are the reason "other"."""
    written = request.reason.strip()
    coded = _REASON_CODE.fullmatch(written) is not None
    codes = tuple(dict.fromkeys([*request.reasons, *([written] if coded else [])]))
    if written and not codes and OTHER in REASONS[request.decision]:
        codes = (OTHER,)
    return codes, "" if coded else written


def _blocks(rows: tuple[RowResult, ...], officers: tuple[EntryKey, ...]) -> Mapping[Step, tuple[Finding, ...]]:
    """What the checklist forbids; what only the decision itself must bring goes with the step as a warning."""
    blocks = {}
    for decision in _SLIPS:
        bare = speaks_against(decision, rows, officers=officers)
        supplied = speaks_against(decision, rows, reasons=(OTHER,), officers=officers, second_present=True)
        brings = (replace(finding, severity=Severity.WARN) for finding in bare if finding not in supplied)
        blocks[Step(decision.value)] = (*supplied, *brings)
    return blocks


def _redeem(act: Transaction, visit: Visit, shown: ShownForm | None, decision: Decision) -> str:
    """The state of the form after the decision: redeemed where the truck passes on it, held here or not.

    One that ran out is redeemed too: it can then not be made void behind the truck.
    """
    if shown is None or decision is not Decision.PASS or not shown.redeemable:
        return shown.state if shown else ""
    issued = str(shown.held.key) if shown.held else ""
    says = {"form": shown.number, "key_id": shown.key_id, "issued": issued, "visit": str(visit.key)}
    act.append(Fact("form.redeemed", says))
    return FormState.REDEEMED.value


def _remedies(decision: Decision, reasons: tuple[str, ...]) -> tuple[Finding, ...]:
    """What a truck that is turned back has to bring or to mend, reason by reason."""
    given = reasons if decision is Decision.TURN_BACK else ()
    return tuple(Finding(f"remedy.{reason}", {}, Severity.INFO) for reason in given)


def _issue_slip(
    act: Transaction, visit: Visit, decision: Decision, says: dict[str, Json]
) -> tuple[DocumentNumber | None, PaperKind | None]:
    """The paper that ends the stay; "not coal" needs none. What is handed over is seized, where its mass is known."""
    if decision not in _SLIPS:
        return None, None
    paper, kind = _SLIPS[decision]
    if decision is Decision.DETAIN:
        seized = (AccountKind.SEIZED, str(visit.key))
        moved = move((AccountKind.SUPPLIER, ""), seized, visit.net) if visit.net else ()
        says |= {"net_kg": visit.net.kg if visit.net else None, "postings": postings_facts(moved)}
    return act.issue(paper, kind, says).number, paper
