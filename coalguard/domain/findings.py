"""A reason that can be shown, stored and translated, and the refusal that carries reasons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from coalguard.domain.errors import CoalGuardError, Fact


class Severity(StrEnum):
    """How much a finding weighs."""

    INFO = "info"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason: a stable code, the facts it was judged by, its weight."""

    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    severity: Severity = Severity.FAIL


def fail(code: str, **facts: Fact) -> Finding:
    """A finding that forbids."""
    return Finding(code, facts, Severity.FAIL)


def warn(code: str, **facts: Fact) -> Finding:
    """A finding that asks for attention."""
    return Finding(code, facts, Severity.WARN)


class Refused(CoalGuardError):  # noqa: N818 -- the trade's word; the one error that is no fault of anyone
    """A rule said no: all its reasons at once, the first of them naming the refusal."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        """Keep every finding; the first failing one gives the code and the facts."""
        self.findings = tuple(findings)
        first = next((f for f in self.findings if f.severity is Severity.FAIL), self.findings[0])
        super().__init__(first.code, **first.facts)


def refuse(code: str, **facts: Fact) -> Refused:
    """A refusal for a single reason."""
    return Refused([fail(code, **facts)])


def refuse_if_any(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Raise `Refused` with all findings when one of them fails; else give them back."""
    found = tuple(findings)
    if any(f.severity is Severity.FAIL for f in found):
        raise Refused(found)
    return found
