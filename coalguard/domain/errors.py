"""What can go wrong, sorted by blame: the request, a machine, the data.

A refusal by a rule is the fourth and commonest; it carries its reasons and stands in `findings.Refused`.
Every error names a stable code and its facts; the sentence is made where it is shown.
"""

from collections.abc import Mapping

Fact = str | int | bool | None
"""What a fact may be: never a float, so that a sentence shows exactly what was judged."""


class CoalGuardError(Exception):
    """An expected failure: `code` is stable for support, `facts` fill its sentence."""

    def __init__(self, code: str, **facts: Fact) -> None:
        """Keep the code and the facts; the exception's own text is for logs."""
        super().__init__(code, facts)
        self.code = code
        self.facts: Mapping[str, Fact] = facts


class UsageError(CoalGuardError):
    """The request itself is malformed: nothing was tried."""


class MachineError(CoalGuardError):
    """A device, the disk, the network or the lock failed: what was acknowledged is safe."""


class DamagedError(CoalGuardError):
    """Data are unreadable or contradict their proof."""
