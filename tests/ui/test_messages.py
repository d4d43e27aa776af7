"""A finding's weight is the tone of its bar."""

import pytest

from coalguard.domain.errors import MachineError
from coalguard.domain.findings import Finding, Severity
from coalguard.ui.keys import KeyAct
from coalguard.ui.messages import MachineState, message_of
from coalguard.ui.tokens import Tone


@pytest.mark.parametrize(
    ("severity", "tone"),
    [(Severity.INFO, Tone.ACCENT), (Severity.WARN, Tone.WARN), (Severity.FAIL, Tone.FAIL)],
)
def test_a_finding_is_a_bar_of_its_weight(severity: Severity, tone: Tone) -> None:
    act = KeyAct("F8", "补打", lambda: None)
    message = message_of(Finding("mass.malformed", {"value": "x"}, severity), act)
    assert (message.code, message.tone, message.act) == ("mass.malformed", tone, act)
    assert message.text


def test_a_failure_is_a_bar_that_fails() -> None:
    assert message_of(MachineError("disk.full")).tone is Tone.FAIL


def test_a_machine_without_trouble_is_in_order() -> None:
    assert MachineState("1号磅", "正常", "scale").tone is Tone.OK
