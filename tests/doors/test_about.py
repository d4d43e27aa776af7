"""What program this is."""

import sys
from pathlib import Path

import pytest

from coalguard import __version__
from coalguard.doors.about import about, build_id


def test_the_program_says_what_it_is() -> None:
    told = about()
    assert told.version == __version__
    assert told.sqlite.startswith("3.")
    assert told.cipher
    assert told.schema >= 1
    assert told.derived >= 1
    assert "linxia-2023.1" in told.rule_sets


def test_the_build_differs_wherever_the_code_does(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    source = build_id()
    assert len(source) == 12
    assert source == build_id()
    executable = tmp_path / "coalguard"
    executable.write_bytes(b"a frozen program")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(executable))
    assert build_id() != source
