"""Invariant: one sentence that must hold of a store, whether it does, and where it does not.

A check collects what it finds and goes on; of many findings the first are kept and all are counted.
"""

from dataclasses import dataclass

from coalguard.domain.findings import Finding, Severity

MOST_DETAILS = 20


@dataclass(frozen=True, slots=True)
class Invariant:
    """A checked invariant; `broken` counts what speaks against it, `details` are the first findings."""

    name: str
    holds: bool
    broken: int
    details: tuple[Finding, ...]


class Check:
    """Collects the findings about one invariant."""

    def __init__(self, name: str) -> None:
        """Begin with nothing against it."""
        self.name = name
        self._broken = 0
        self._details: list[Finding] = []

    def note(self, finding: Finding) -> None:
        """Take a finding: one that fails breaks the invariant, one that warns is shown with it."""
        if finding.severity is Severity.FAIL:
            self._broken += 1
        if len(self._details) < MOST_DETAILS:
            self._details.append(finding)

    def judged(self) -> Invariant:
        """What was found in all."""
        return Invariant(self.name, not self._broken, self._broken, tuple(self._details))
