"""Messages: bars inside the page, never boxes: what happened, what is safe, and the key that helps (`ux.md` §10).

A message has a stable id for support; the next one with the same id takes its place. How a machine is stands in a word
at the foot of the window.
"""

from dataclasses import dataclass

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.findings import Finding, Severity
from coalguard.ui.keys import KeyAct
from coalguard.ui.tokens import Tone
from coalguard.ui.words import said


@dataclass(frozen=True, slots=True)
class Message:
    """One bar."""

    code: str
    text: str
    tone: Tone = Tone.FAIL
    act: KeyAct | None = None
    icon: str = ""


@dataclass(frozen=True, slots=True)
class MachineState:
    """A machine and how it is: 1号磅 正常."""

    name: str
    text: str
    icon: str
    tone: Tone = Tone.OK


TONES = {Severity.INFO: Tone.ACCENT, Severity.WARN: Tone.WARN, Severity.FAIL: Tone.FAIL}


def message_of(reason: Finding | CoalGuardError, act: KeyAct | None = None) -> Message:
    """The bar of a finding or an error."""
    tone = TONES[reason.severity] if isinstance(reason, Finding) else Tone.FAIL
    return Message(reason.code, said(reason), tone, act)
