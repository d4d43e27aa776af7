"""Quality reports: entered with their bases, judged by the rule set of the day, kept with the verdict.

A saved verdict is never recomputed; a corrected report is a new entry.
"""

from dataclasses import dataclass

from coalguard.domain.assay import Basis, Item, Measured, parse_percentage
from coalguard.domain.findings import Finding, Refused, Severity, fail, refuse_if_any, warn
from coalguard.domain.identity import EntryKey, compact_code
from coalguard.domain.journal import Fact
from coalguard.domain.mass import Mass
from coalguard.domain.plausibility import Report, plausible, report_facts
from coalguard.domain.quality import Assessment, Judged, Limit, Verdict, assess, judged_facts
from coalguard.domain.roles import Duty
from coalguard.operations.station import (
    Actor,
    Station,
    check_coal,
    entitle,
    field_findings,
    parse_date,
    personal_findings,
    today,
)
from coalguard.store.stock import report_numbers, supplier_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value of a report, as a decimal string, with its basis."""

    item: Item
    basis: Basis
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterReport:
    """A laboratory's report as it lies on the desk."""

    number: str
    laboratory: str
    supplier: str
    sampled_on: str
    reported_on: str
    covers_kg: int
    coal: str
    values: tuple[Value, ...]
    cma: str = ""
    mine: str = ""
    batch: str = ""


@dataclass(frozen=True, slots=True)
class ReportKept:
    """The report's id, the verdict and how it was reached."""

    id: EntryKey
    number: str
    verdict: Verdict
    judged: tuple[Judged, ...]
    rule_set: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeValues:
    """Values as far as they are typed, of which coal; nothing is kept."""

    coal: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A value that is no number of its item, and why."""

    item: Item
    finding: Finding


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the values come to today: the limits asked of them, each as judged, and the document that sets them."""

    coal: str
    verdict: Verdict
    limits: tuple[Limit, ...]
    judged: tuple[Judged, ...]
    unreadable: tuple[Unreadable, ...]
    source: str
    rule_set: str
    findings: tuple[Finding, ...]


def enter_report(station: Station, actor: Actor, request: EnterReport) -> ReportKept:
    """Judge a report and keep it with its verdict; a failing one is kept too."""
    entitle(actor, Duty.ENTER_REPORT)
    refuse_if_any(
        [
            *field_findings({"number": request.number, "laboratory": request.laboratory}),
            *personal_findings({"laboratory": request.laboratory, "mine": request.mine}),
            *check_coal(station, request.coal),
            *([] if request.values else [fail("field.missing", field="values")]),
        ]
    )
    reader = station.store.read()
    supplier_name(reader, request.supplier)
    report = _report(request)
    doubts = refuse_if_any(plausible(report, today(station)))
    known = report_numbers(reader, report.number)
    reused = (warn("report.number_used", number=report.number, times=known),) if known else ()
    assessment = assess(report.measured, station.books.rules.standard_for(report.coal, today(station)))
    says = {"report": report_facts(report), "assessment": judged_facts(assessment)}
    with station.store.begin(by=actor.key) as act:
        key = act.append(Fact("report.entered", says))
    return _kept(key, report, assessment, (*doubts, *reused))


def judge(station: Station, actor: Actor, request: JudgeValues) -> Judgement:
    """What values come to before anything is kept: while a report is typed. Raises Refused `coal.unknown`."""
    entitle(actor, Duty.READ)
    refuse_if_any(check_coal(station, request.coal))
    measured, unreadable = [], []
    for one in request.values:
        try:
            measured.append(Measured(one.item, one.basis, parse_percentage(one.value, one.item)))
        except Refused as refused:
            failing = next(found for found in refused.findings if found.severity is Severity.FAIL)
            unreadable.append(Unreadable(one.item, failing))
    standard = station.books.rules.standard_for(request.coal, today(station))
    assessment = assess(measured, standard)
    return Judgement(
        request.coal,
        assessment.verdict,
        standard.limits if standard else (),
        assessment.judged,
        tuple(unreadable),
        standard.source if standard else "",
        assessment.rule_set,
        assessment.findings,
    )


def _report(request: EnterReport) -> Report:
    return Report(
        compact_code(request.number),
        request.laboratory.strip(),
        request.cma.strip(),
        EntryKey.parse(request.supplier),
        request.mine.strip(),
        parse_date("sampled_on", request.sampled_on),
        parse_date("reported_on", request.reported_on),
        request.batch.strip(),
        Mass(request.covers_kg),
        request.coal,
        tuple(Measured(one.item, one.basis, parse_percentage(one.value, one.item)) for one in request.values),
    )


def _kept(key: EntryKey, report: Report, assessment: Assessment, findings: tuple[Finding, ...]) -> ReportKept:
    return ReportKept(
        key,
        report.number,
        assessment.verdict,
        assessment.judged,
        assessment.rule_set,
        (*assessment.findings, *findings),
    )
