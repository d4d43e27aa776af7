"""PySide reads no sources of ours, and a hook of another shape is let alone."""

import subprocess
import sys

import pytest

from coalguard.ui import features

LOADED = """
import linecache
from coalguard.ui.features import leave_off
assert leave_off()
import coalguard.premises
print([name for name in linecache.cache if name.endswith("premises.py")])
"""


def test_nothing_is_read_to_see_whether_it_names_pyside() -> None:
    told = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, check=True, text=True, timeout=60)
    assert told.stdout.strip() == "[]"


def test_where_the_hook_looks_otherwise_it_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "_READER", "another name")
    assert not features.leave_off()
