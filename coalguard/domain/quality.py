"""Quality: what the standard allows, and the verdict on a laboratory's numbers with its arithmetic.

The algorithm is `domain.md` §1.6. Limits are data of a versioned rule set; a value is compared only on the limit's
basis, rounded once. What cannot be brought to that basis cannot be judged, and that is never a pass. This module is
also the subject's front door: numbers and bases stand in `assay`, the report and its plausibility in `plausibility`.
It refuses to know trucks, lots and forms.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from operator import ge, gt, le, lt
from typing import Any

from coalguard.domain.assay import (
    Basis,
    Item,
    Measured,
    Sheet,
    contradiction,
    lay_out,
    parse_exact,
    parse_percentage,
    round_half_even,
)
from coalguard.domain.errors import DamagedError
from coalguard.domain.field import UnfitError, each, parse_flag, parse_line, take
from coalguard.domain.findings import Finding, Severity, fail, warn
from coalguard.domain.journal import Json
from coalguard.domain.plausibility import Report, parse_report_facts, plausible, report_facts

__all__ = [
    "Assessment",
    "Basis",
    "Item",
    "Judged",
    "Limit",
    "Measured",
    "Report",
    "RuleSet",
    "Standard",
    "Verdict",
    "assess",
    "judged_facts",
    "parse_assessment_facts",
    "parse_percentage",
    "parse_report_facts",
    "parse_rule_set",
    "plausible",
    "report_facts",
    "round_half_even",
]

_OPERATORS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {"<=": le, ">=": ge, "<": lt, ">": gt}


class Verdict(StrEnum):
    """What a report comes to against a standard."""

    PASS = "pass"  # noqa: S105 -- a verdict, no password
    FAIL = "fail"
    BORDERLINE = "borderline"
    CANNOT_JUDGE = "cannot_judge"


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit: the value on this basis, rounded to `decimals`, must stand in `operator` to it."""

    item: Item
    basis: Basis
    operator: str
    limit: Decimal
    decimals: int

    def holds(self, value: Decimal | Fraction) -> bool:
        """Whether a value keeps the limit."""
        return _OPERATORS[self.operator](Fraction(value), Fraction(self.limit))


@dataclass(frozen=True, slots=True)
class Standard:
    """What one kind of coal must keep, where, by which document, from when until when (both days included)."""

    rule_set: str
    coal: str
    fuel_class: str
    source: str
    valid_from: date
    valid_to: date | None
    region: str
    limits: tuple[Limit, ...]

    def in_force(self, on: date) -> bool:
        """Whether the standard holds on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One version of the rules; the unconfirmed `catalogue` never judges; `codes` name a coal on paper, for ever."""

    version: str
    standards: tuple[Standard, ...]
    catalogue: tuple[Standard, ...] = ()
    codes: Mapping[str, int] = field(default_factory=dict)

    @property
    def coals(self) -> tuple[str, ...]:
        """The names of coal that this rule set knows, in its order."""
        return tuple(dict.fromkeys(standard.coal for standard in self.standards))

    def standard_for(self, coal: str, on: date) -> Standard | None:
        """The standard in force for a coal on a day; the younger one where there are two."""
        candidates = (standard for standard in self.standards if standard.coal == coal and standard.in_force(on))
        return max(candidates, key=lambda standard: standard.valid_from, default=None)


@dataclass(frozen=True, slots=True)
class Judged:
    """One limit applied: `value` is rounded; `reported` is the paper's own number, None where it was converted."""

    item: Item
    basis: Basis
    value: Decimal
    limit: Decimal
    operator: str
    reported: Decimal | None
    converted_from: Basis | None
    arithmetic: str
    holds: bool
    borderline: bool


@dataclass(frozen=True, slots=True)
class Assessment:
    """A verdict with its reasons and the version of the rules it was made by.

    It is kept as it was made and never recomputed silently: new limits judge new reports (`domain.md` §1.6.8).
    """

    verdict: Verdict
    judged: tuple[Judged, ...]
    findings: tuple[Finding, ...]
    rule_set: str


# --- the verdict -------------------------------------------------------------------------------------------------


def assess(measured: Iterable[Measured], standard: Standard | None) -> Assessment:
    """The verdict on a report's numbers by a standard (`domain.md` §1.6)."""
    if standard is None or not standard.limits:
        none = warn("standard.none", coal=standard.coal if standard else None)
        return Assessment(Verdict.CANNOT_JUDGE, (), (none,), standard.rule_set if standard else "")
    sheet = lay_out(measured)
    pairs = [(limit, _judge(sheet, limit)) for limit in standard.limits]
    judged = tuple(one for _, one in pairs if one)
    decisive = {Item.ASH, Item.MOISTURE, Item.TOTAL_MOISTURE, *(limit.item for limit in standard.limits)}
    lacking = [contradiction(sheet, later, Severity.WARN) for later in sheet.twice if later.item in decisive]
    lacking += [finding for limit, one in pairs if one is None for finding in _lacking(sheet, limit)]
    noted = [_noted(one) for one in judged if one.borderline or not one.holds]
    return Assessment(_overall(judged, lacking), judged, (*noted, *lacking), standard.rule_set)


def _overall(judged: Iterable[Judged], lacking: Iterable[Finding]) -> Verdict:
    """Any fail fails; else anything lacking cannot be judged; else borderline; else pass (§1.6.6-7)."""
    applied = list(judged)
    if not all(one.holds for one in applied):
        return Verdict.FAIL
    if any(lacking):
        return Verdict.CANNOT_JUDGE
    return Verdict.BORDERLINE if any(one.borderline for one in applied) else Verdict.PASS


def _judge(sheet: Sheet, limit: Limit) -> Judged | None:
    """The limit applied to the value on its basis, reported or else converted; None where there is none."""
    reported = sheet.values.get((limit.item, limit.basis))
    derived = sheet.derive(limit.item, limit.basis) if reported is None else None
    if reported is not None:
        exact = Fraction(reported)
    elif derived:
        exact = derived.exact
    else:
        return None
    value = round_half_even(exact, limit.decimals)
    holds = limit.holds(value)
    borderline = holds and not limit.holds(exact)
    if derived:
        arithmetic = (
            f"{derived.formula} = {_unrounded(exact, value)} → {value}"
            if borderline
            else f"{derived.formula} = {value}"
        )
    else:
        arithmetic = f"{value}" if exact == Fraction(value) else f"{reported:f} → {value}"
    return Judged(
        item=limit.item,
        basis=limit.basis,
        value=value,
        limit=limit.limit,
        operator=limit.operator,
        reported=reported,
        converted_from=derived.source if derived else None,
        arithmetic=arithmetic,
        holds=holds,
        borderline=borderline,
    )


def _unrounded(exact: Fraction, rounded: Decimal) -> str:
    """Four digits more than the rounded value shows, cut off, so that a reader sees what rounding decided."""
    places = len(f"{rounded:f}".partition(".")[2]) + 4
    whole, rest = divmod(exact * 10**places, 1)
    digits = Decimal(f"{whole}e-{places}")
    return f"{digits:f}…" if rest else f"{digits.normalize():f}"


def _noted(judged: Judged) -> Finding:
    """Why a limit that was applied needs words: it is broken, or kept only by rounding."""
    facts = {"item": judged.item.value, "basis": judged.basis.value}
    facts |= {"value": f"{judged.value}", "limit": f"{judged.limit}", "operator": judged.operator}
    if judged.borderline:
        return warn("quality.borderline", **facts, arithmetic=judged.arithmetic)
    beyond = f"{abs(judged.value - judged.limit)}"
    if judged.operator.startswith("<"):
        return fail("quality.over_limit", **facts, over_by=beyond)
    return fail("quality.under_limit", **facts, under_by=beyond)


def _lacking(sheet: Sheet, limit: Limit) -> Iterator[Finding]:
    """What the report would have to say for this limit to be judged: at least one finding."""
    facts = {"item": limit.item.value, "basis": limit.basis.value}
    wanting = sheet.wanting(limit.item, limit.basis)
    if wanting is None:
        unlabelled = (limit.item, Basis.NONE) in sheet.values
        yield warn("quality.basis_unknown" if unlabelled else "quality.missing_item", **facts)
    elif not wanting:
        yield warn("quality.shares_impossible", **facts)
    for item, _ in wanting or ():
        if item is Item.ASH:
            yield warn("quality.missing_ash", **facts)
        else:
            yield warn("quality.missing_moisture", **facts, needs=item.value)


# --- the rule set ------------------------------------------------------------------------------------------------


def parse_rule_set(text: bytes) -> RuleSet:
    """The rule set of a file (`resources/standards`). Raises DamagedError `standard.malformed` that says where.

    Only entries that say `"confirmed": true` are in force; the others make the catalogue. What a file says under
    other names (`notes`, `beyond`) is for its readers.
    """
    try:
        read = json.loads(text)
    except (ValueError, RecursionError) as error:
        at = f"{error.lineno}:{error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise DamagedError("standard.malformed", where=at, rule="json", value=None) from error
    try:
        version = take(read, "version", parse_line, "text")
        standards = take(read, "standards", each(lambda one: _standard(version, one)), "list")
        confirmed, others = (tuple(one for is_so, one in standards if is_so is wanted) for wanted in (True, False))
        codes = take(read, "codes", lambda given: _codes(given, confirmed), "codes")
        starts = [(standard.coal, standard.valid_from) for standard in confirmed]
        if len(set(starts)) < len(starts):
            raise UnfitError("standards", "doubled")
    except UnfitError as error:
        raise DamagedError("standard.malformed", **error.facts) from error
    return RuleSet(version, confirmed, others, codes)


_UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, RecursionError)
_MOST_DECIMALS = 6
_JUDGED = {basis.value: basis for basis in Basis if basis is not Basis.NONE}


def _standard(version: str, entry: object) -> tuple[bool, Standard]:
    """A standard, and whether it is confirmed."""
    return take(entry, "confirmed", parse_flag, "flag"), Standard(
        rule_set=version,
        coal=take(entry, "coal", parse_line, "text"),
        fuel_class=take(entry, "fuel_class", parse_line, "text"),
        source=take(entry, "source", parse_line, "text"),
        valid_from=take(entry, "valid_from", _date, "date"),
        valid_to=take(entry, "valid_to", lambda until: None if until is None else _date(until), "date"),
        region=take(entry, "region", parse_line, "text"),
        limits=take(entry, "limits", each(_limit), "list"),
    )


def _date(value: object) -> date:
    return date.fromisoformat(parse_line(value))


def _codes(read: object, standards: Iterable[Standard]) -> Mapping[str, int]:
    """The codes: one byte each, no two alike, one for every coal that is judged."""
    given = dict(read)  # type: ignore[call-overload]  # no mapping: TypeError
    codes = {parse_line(coal): code for coal, code in given.items() if type(code) is int and 0 < code < 1 << 8}
    if len(set(codes.values())) < len(given) or not {standard.coal for standard in standards} <= codes.keys():
        raise ValueError(read)
    return codes


def _limit(entry: object) -> Limit:
    """A limit; one without a basis, or finer than the rounding that meets it, could not be judged."""
    limit = take(entry, "limit", parse_exact, "number")
    return Limit(
        item=take(entry, "item", Item, "item"),
        basis=take(entry, "basis", _JUDGED.__getitem__, "basis"),
        operator=take(entry, "operator", dict(zip(_OPERATORS, _OPERATORS, strict=True)).__getitem__, "operator"),
        limit=limit,
        decimals=take(entry, "decimals", lambda given: _decimals(given, limit), "decimals"),
    )


def _decimals(value: object, limit: Decimal) -> int:
    if type(value) is not int or not 0 <= value <= _MOST_DECIMALS or round_half_even(limit, value) != limit:
        raise ValueError(value)
    return value


# --- an assessment as the content of an entry --------------------------------------------------------------------


def judged_facts(assessment: Assessment) -> Mapping[str, Json]:
    """The assessment as the content of an entry: decimals as text, so that no digit is lost."""
    return {
        "verdict": assessment.verdict.value,
        "judged": [_judged_facts(one) for one in assessment.judged],
        "findings": [
            {"code": one.code, "facts": dict(one.facts), "severity": one.severity.value} for one in assessment.findings
        ],
        "rule_set": assessment.rule_set,
    }


def _judged_facts(judged: Judged) -> Mapping[str, Json]:
    return {
        "item": judged.item.value,
        "basis": judged.basis.value,
        "value": f"{judged.value:f}",
        "limit": f"{judged.limit:f}",
        "operator": judged.operator,
        "reported": None if judged.reported is None else f"{judged.reported:f}",
        "converted_from": judged.converted_from.value if judged.converted_from else None,
        "arithmetic": judged.arithmetic,
        "holds": judged.holds,
        "borderline": judged.borderline,
    }


def parse_assessment_facts(facts: Mapping[str, Any]) -> Assessment:
    """The assessment that `judged_facts` wrote, not judged again. Raises DamagedError `assessment.malformed`."""
    try:
        return Assessment(
            verdict=Verdict(facts["verdict"]),
            judged=tuple(_parse_judged(one) for one in facts["judged"]),
            findings=tuple(_parse_finding(one) for one in facts["findings"]),
            rule_set=parse_line(facts["rule_set"]) if facts["rule_set"] != "" else "",
        )
    except _UNREADABLE as error:
        raise DamagedError("assessment.malformed") from error


def _parse_judged(facts: Mapping[str, Any]) -> Judged:
    reported, source = facts["reported"], facts["converted_from"]
    return Judged(
        item=Item(facts["item"]),
        basis=Basis(facts["basis"]),
        value=parse_exact(facts["value"]),
        limit=parse_exact(facts["limit"]),
        operator=parse_line(facts["operator"]),
        reported=None if reported is None else parse_exact(reported),
        converted_from=None if source is None else Basis(source),
        arithmetic=parse_line(facts["arithmetic"]),
        holds=parse_flag(facts["holds"]),
        borderline=parse_flag(facts["borderline"]),
    )


def _parse_finding(facts: Mapping[str, Any]) -> Finding:
    reasons = facts["facts"]
    if not all(one is None or isinstance(one, str | int) for one in reasons.values()):
        raise TypeError(reasons)
    return Finding(parse_line(facts["code"]), dict(reasons), Severity(facts["severity"]))
