"""A truck at the gate: seven rows, their marks, the verdict and the decision.

Each row compares what the papers say with what is seen on the road (`ux.md` §6.2). Where the program can compare by
itself it hands in a computed row; the officer's answer stands beside it, and the worse of the two counts: **a computed
row is never bettered by an answer**. The verdict is the worst row. A row that nobody has judged keeps the truck from
every decision but "not coal". Release over a doubt takes a second person and a reason.

A checkpoint turns back or hands over to 市场监管局; it seizes nothing (`domain.md` §7.6). Turning back is no coercive
measure, hence it needs reasons and two officers, and no approval. Overload is noted and told to the traffic police, who
alone may act on it (`domain.md` §4.7).

Not known here: how papers are verified, who is entitled (`roles`), the truck's past (`visit`), and the clock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from coalguard.domain.errors import DamagedError, Fact
from coalguard.domain.findings import Finding, Severity, fail
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Json
from coalguard.domain.mass import Mass

OFFICERS = 2
"""How many officers see every truck that carries coal (`product.md` A)."""

_PERMILLE = 1000


class Row(StrEnum):
    """The rows of the checklist, in the order in which they are shown."""

    FORM = "form"
    PLATE = "plate"
    REPORT = "report"
    CONTRACT = "contract"
    KIND = "kind"
    NET = "net"
    DESTINATION = "destination"


class Mark(StrEnum):
    """How a row came out; pending is no judgement, neither the program's nor the officer's."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    PENDING = "pending"


class Verdict(StrEnum):
    """What the rows say together: the worst of them."""

    MAY_PASS = "may_pass"  # noqa: S105 -- a truck passes
    VERIFY = "verify"
    MAY_NOT_PASS = "may_not_pass"  # noqa: S105 -- a truck passes
    PENDING = "pending"


class Decision(StrEnum):
    """What an officer can decide; spelled like the step of the visit that it is (`visit.Step`)."""

    PASS = "pass"  # noqa: S105 -- a truck passes
    TURN_BACK = "turn_back"
    DETAIN = "detain"
    NOT_COAL = "not_coal"


OTHER = "other"
_OVERRIDE = ("correction_supplied", "emergency_supply", "device_failure", OTHER)  # 信息补正 应急保供 设备故障 其他
_TURN_BACK = ("form_invalid", "report_invalid", "contract_missing", "truck_mismatch", "destination_unclear", OTHER)
_DETAIN = ("forged_paper", "resold_paper", "quality_fail", "bituminous", "adulterated", "unlicensed", OTHER)

REASONS: Mapping[Decision, tuple[str, ...]] = MappingProxyType(
    {
        Decision.PASS: _OVERRIDE,
        Decision.TURN_BACK: (*_TURN_BACK, "overload_noted"),  # the first six stand on the panel's digits (picture 09)
        Decision.DETAIN: _DETAIN,
        Decision.NOT_COAL: ("empty_truck", "other_cargo"),  # 空车 / 非煤 (`ux.md` §4.1): may be given, need not
    }
)
"""The vocabulary of reasons, by decision; those of a pass say why it is given over a doubt (`ux.md` §6.2)."""


@dataclass(frozen=True, slots=True)
class CheckRules:
    """The thresholds of the checklist: data with a version that stands on every slip (`ux.md` §6.2, configurable)."""

    version: str = "checks-2023-1"
    net_ok_permille: int = 20
    net_warn_permille: int = 50


RULES = CheckRules()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the officer says of a row: the result and what was seen, in the officer's words."""

    result: Mark
    observed: str = ""


@dataclass(frozen=True, slots=True)
class RowResult:
    """A judged row: its mark, the reason with the facts it was judged by, and whether the program computed it."""

    row: Row
    mark: Mark
    reason: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    computed: bool = True

    @property
    def finding(self) -> Finding:
        """The row as a finding, so that it can be shown beside others."""
        return Finding(self.reason, self.facts, _SEVERITY[self.mark])


_SEVERITY = {Mark.OK: Severity.INFO, Mark.PENDING: Severity.WARN, Mark.WARN: Severity.WARN, Mark.FAIL: Severity.FAIL}
_MARKS = {Severity.INFO: Mark.OK, Severity.WARN: Mark.WARN, Severity.FAIL: Mark.FAIL}
_BADNESS = {Mark.PENDING: 0, Mark.OK: 1, Mark.WARN: 2, Mark.FAIL: 3}  # where the worse of two judgements is taken
_SEEN = {Mark.OK: "check.seen_ok", Mark.WARN: "check.seen_warn", Mark.FAIL: "check.seen_fail"}


UNREAD = RowResult(Row.FORM, Mark.WARN, "form.code_unread")
"""The row of a form that was shown to nobody but the officer."""


def judge_form(against: Sequence[Finding], facts: Mapping[str, Fact], *, good: str) -> RowResult:
    """The row of a form that was read: the worst that speaks against it, or `good` where nothing does."""
    worst = max(
        against, key=lambda finding: _BADNESS[_MARKS[finding.severity]], default=Finding(good, {}, Severity.INFO)
    )
    return RowResult(Row.FORM, _MARKS[worst.severity], worst.code, {**facts, **worst.facts})


def judge_plate(paper: str, seen: str) -> RowResult:
    """The row of the plate: equal is ok, one differing character a doubt, anything else fails.

    A plate that the paper's code could not hold is empty and left to the eye (`journal.md` §5).
    """
    facts: dict[str, Fact] = {"paper": paper, "seen": seen}
    if not paper or not seen:
        return RowResult(Row.PLATE, Mark.PENDING, "plate.not_compared", facts)
    if paper == seen:
        return RowResult(Row.PLATE, Mark.OK, "plate.agrees", facts)
    if len(paper) != len(seen):
        return RowResult(Row.PLATE, Mark.FAIL, "plate.differs", facts)
    places = [place for place, (one, other) in enumerate(zip(paper, seen, strict=True), start=1) if one != other]
    if len(places) == 1:
        return RowResult(Row.PLATE, Mark.WARN, "plate.one_differs", {**facts, "place": places[0]})
    return RowResult(Row.PLATE, Mark.FAIL, "plate.places_differ", {**facts, "places": ",".join(map(str, places))})


def judge_net(paper: Mass | None, observed: Mass | None, rules: CheckRules = RULES) -> RowResult:
    """The row of the net mass: the difference against what the rules allow of the paper's net, in whole kilograms."""
    if paper is None or observed is None or paper.kg <= 0:
        return RowResult(Row.NET, Mark.PENDING, "net.not_compared")
    diff = observed - paper
    ok_kg = paper.kg * rules.net_ok_permille // _PERMILLE
    warn_kg = paper.kg * rules.net_warn_permille // _PERMILLE
    facts: dict[str, Fact] = {
        "paper_kg": paper.kg,
        "observed_kg": observed.kg,
        "diff_kg": diff.kg,
        "diff_percent": _percent(diff, paper),
        "ok_kg": ok_kg,
        "warn_kg": warn_kg,
        "rules": rules.version,
    }
    if abs(diff.kg) <= ok_kg:
        return RowResult(Row.NET, Mark.OK, "net.agrees", facts)
    if abs(diff.kg) <= warn_kg:
        return RowResult(Row.NET, Mark.WARN, "net.differs", facts)
    return RowResult(Row.NET, Mark.FAIL, "net.differs_much", facts)


def judge_net_without_tare(gross: Mass) -> RowResult:
    """The row of the net mass where the truck was weighed and no tare of it is on record: a doubt (`ux.md` §6.2)."""
    return RowResult(Row.NET, Mark.WARN, "net.tare_unknown", {"gross_kg": gross.kg})


def _percent(part: Mass, whole: Mass) -> str:
    hundredths = (abs(part.kg) * 20_000 + whole.kg) // (2 * whole.kg)
    sign = "-" if part.kg < 0 else "+" if part.kg else ""
    return f"{sign}{hundredths // 100}.{hundredths % 100:02d}"


def checklist(answers: Mapping[Row, Answer], computed: Mapping[Row, RowResult]) -> tuple[RowResult, ...]:
    """All rows in their order, each with the worse mark of what was computed and what was answered."""
    return tuple(_judged(row, answers.get(row), computed.get(row)) for row in Row)


def _judged(row: Row, answer: Answer | None, computed: RowResult | None) -> RowResult:
    given = answer if answer is not None and answer.result is not Mark.PENDING else None
    if row is Row.FORM and computed is None and given is not None:
        computed = UNREAD  # an officer's word alone never makes a form good
    if given is None:
        return computed or RowResult(row, Mark.PENDING, "check.pending", {"row": str(row)}, computed=False)
    seen: dict[str, Fact] = {"answered": str(given.result), "observed": given.observed}
    if computed is not None and _BADNESS[computed.mark] >= _BADNESS[given.result]:
        return RowResult(row, computed.mark, computed.reason, {**computed.facts, **seen})
    not_shown = computed is not None and computed.reason == UNREAD.reason  # then only a failing answer outdoes it
    reason = "form.missing" if not_shown else _SEEN[given.result]
    return RowResult(row, given.result, reason, {"row": str(row), **seen}, computed=False)


def counts(rows: Sequence[RowResult]) -> dict[Mark, int]:
    """How many rows came out how; a row that is not there is pending."""
    marks = {row.row: row.mark for row in rows}
    found = [marks.get(row, Mark.PENDING) for row in Row]
    return {mark: found.count(mark) for mark in Mark}


def verdict(rows: Sequence[RowResult]) -> Verdict:
    """The worst row: what fails stands whatever is still to be judged, a doubt waits for it."""
    count = counts(rows)
    if count[Mark.FAIL]:
        return Verdict.MAY_NOT_PASS
    if count[Mark.PENDING]:
        return Verdict.PENDING
    return Verdict.VERIFY if count[Mark.WARN] else Verdict.MAY_PASS


def summary(rows: Sequence[RowResult]) -> Finding:
    """The verdict as one sentence that counts the rows (`ux.md` §6.2)."""
    said = verdict(rows)
    severity = {Verdict.MAY_PASS: Severity.INFO, Verdict.MAY_NOT_PASS: Severity.FAIL}.get(said, Severity.WARN)
    facts: dict[str, Fact] = {str(mark): count for mark, count in counts(rows).items()}
    return Finding(f"verdict.{said}", {**facts, "total": len(Row)}, severity)


def decide(
    decision: Decision,
    rows: Sequence[RowResult],
    *,
    reasons: Sequence[str] = (),
    officers: Sequence[EntryKey] = (),
    second_present: bool = False,
) -> tuple[Finding, ...]:
    """What speaks against a decision; empty where it may be taken.

    `reasons` are those of the decision's own vocabulary: for a pass, why it is given over a doubt. Whether the second
    person is entitled is for `roles.second_person` to say. "Not coal" needs nothing of all this.
    """
    unknown = [reason for reason in reasons if reason not in REASONS[decision]]
    findings = [fail("inspection.reason_unknown", decision=str(decision), reason=reason) for reason in unknown]
    if decision is Decision.NOT_COAL:
        return tuple(findings)
    judged = {row.row: row.mark for row in rows}
    pending = [row for row in Row if judged.get(row, Mark.PENDING) is Mark.PENDING]
    if pending:
        findings.append(fail("inspection.incomplete", rows=",".join(pending), count=len(pending)))
    if len(set(officers)) < OFFICERS:
        findings.append(fail("inspection.officers_two", count=len(set(officers))))
    doubted = ",".join(row for row in Row if judged.get(row) in {Mark.WARN, Mark.FAIL})
    if decision is not Decision.PASS and not reasons:
        findings.append(fail("inspection.reasons_missing", decision=str(decision)))
    if decision is Decision.PASS and doubted and not second_present:
        findings.append(fail("inspection.second_needed", rows=doubted))
    if decision is Decision.PASS and doubted and not reasons:
        findings.append(fail("inspection.reason_needed", rows=doubted))
    return tuple(findings)


_TURN_BACK_BY_ROW = {
    (Row.FORM, Mark.FAIL): "form_invalid",
    (Row.PLATE, Mark.FAIL): "truck_mismatch",
    (Row.REPORT, Mark.FAIL): "report_invalid",
    (Row.CONTRACT, Mark.FAIL): "contract_missing",
    (Row.KIND, Mark.FAIL): "truck_mismatch",
    (Row.NET, Mark.FAIL): "truck_mismatch",
    (Row.DESTINATION, Mark.WARN): "destination_unclear",  # 无法核实 is a doubt, and the very reason
    (Row.DESTINATION, Mark.FAIL): "destination_unclear",
}


def turned_back_for(row: RowResult) -> str:
    """The reason for turning back that a row gives by itself; empty: none."""
    return _TURN_BACK_BY_ROW.get((row.row, row.mark), "")


def preselected(rows: Sequence[RowResult]) -> tuple[str, ...]:
    """The reasons for turning back that the rows themselves give, in the order of the panel."""
    given = {turned_back_for(row) for row in rows}
    return tuple(reason for reason in REASONS[Decision.TURN_BACK] if reason in given)


def rows_facts(rows: Sequence[RowResult]) -> Sequence[Mapping[str, Fact | Mapping[str, Fact]]]:
    """The rows as an entry tells them."""
    return [
        {
            "row": str(row.row),
            "mark": str(row.mark),
            "reason": row.reason,
            "facts": dict(row.facts),
            "computed": row.computed,
        }
        for row in rows
    ]


def parse_rows(told: Json) -> tuple[RowResult, ...]:
    """The rows that `rows_facts` told. Raises DamagedError `inspection.rows_malformed`."""
    if not isinstance(told, Sequence) or isinstance(told, str):
        raise DamagedError("inspection.rows_malformed")
    return tuple(_parse_row(row) for row in told)


def _parse_row(told: Json) -> RowResult:
    match told:
        case {
            "row": str(row),
            "mark": str(mark),
            "reason": str(reason),
            "facts": Mapping() as facts,
            "computed": bool(by),
        }:
            try:
                return RowResult(Row(row), Mark(mark), reason, _parse_facts(facts), by)
            except ValueError as error:
                raise DamagedError("inspection.rows_malformed") from error
        case _:
            raise DamagedError("inspection.rows_malformed")


def _parse_facts(told: Mapping[str, Json]) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    for name, value in told.items():
        if value is not None and not isinstance(value, (str, int)):
            raise ValueError(name)
        facts[name] = value
    return facts
