"""Errors keep their code and facts, and are sorted by blame."""

import pytest

from coalguard.domain.errors import CoalGuardError, DamagedError, MachineError, UsageError


@pytest.mark.parametrize("kind", [UsageError, MachineError, DamagedError])
def test_an_error_keeps_its_code_and_its_facts(kind: type[CoalGuardError]) -> None:
    error = kind("store.in_use", holder="pid 7", waited_s=2)
    assert isinstance(error, CoalGuardError)
    assert error.code == "store.in_use"
    assert error.facts == {"holder": "pid 7", "waited_s": 2}


def test_the_text_of_an_error_names_its_code_for_the_log() -> None:
    assert "disk.full" in str(MachineError("disk.full", free_mb=12))
