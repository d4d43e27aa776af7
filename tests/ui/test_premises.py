"""The composition root hands over every deed the window asks for."""

from dataclasses import fields
from pathlib import Path

import pytest

from coalguard.app import premises_for
from coalguard.clock import SystemClock
from coalguard.domain.errors import MachineError
from coalguard.settings import Settings
from coalguard.ui.premises import Premises


def test_every_deed_is_handed_over(tmp_path: Path) -> None:
    clock = SystemClock()
    premises = premises_for(clock, Settings(tmp_path))
    assert premises.clock is clock
    assert all(callable(getattr(premises, field.name)) for field in fields(Premises) if field.name != "clock")
    with pytest.raises(MachineError, match=r"store\.missing"):
        premises.logins(Settings(tmp_path))


def test_what_nobody_expected_leaves_a_report(tmp_path: Path) -> None:
    premises = premises_for(SystemClock(), Settings(tmp_path))
    error = premises.explain(MachineError("disk.full"))
    assert error.code == "disk.full"
