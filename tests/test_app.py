"""The composition root loads what a deed needs only when it is done."""

import gc
import json
import subprocess
import sys
from pathlib import Path

import pytest

from coalguard.app import compose, main
from coalguard.clock import SystemClock
from coalguard.domain.errors import MachineError
from coalguard.resources import words
from coalguard.settings import Settings
from coalguard.ui import features
from coalguard.ui import run as window

SLOW = ("sqlalchemy", "alembic", "coalguard.store.store", "coalguard.premises")


def test_composing_the_program_loads_no_store() -> None:
    script = (
        "import sys, json; from coalguard.app import compose; from coalguard.clock import SystemClock; "
        f"compose(SystemClock()); print(json.dumps([name for name in {SLOW!r} if name in sys.modules]))"
    )

    told = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)

    assert json.loads(told.stdout) == []


def test_the_program_runs_on_the_clock_it_was_given() -> None:
    clock = SystemClock()

    assert compose(clock).clock is clock


def test_the_command_line_is_what_was_typed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["coalguard", "about", "--json"])

    assert main() == 0
    assert json.loads(capsys.readouterr().out)["ok"]


def test_a_window_without_a_display_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)

    with pytest.raises(MachineError) as refused:
        compose(SystemClock()).show_window(Settings(tmp_path), words("zh"), "")

    assert refused.value.code.startswith("window.")


def test_a_window_starts_without_looks_for_garbage_and_python_looks_again_behind_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []

    def running(_premises: object, settings: Settings, _words: object, *, demo: str) -> int:
        seen.extend((settings.folder, demo, gc.isenabled()))
        return 7

    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr(features, "leave_off", lambda: seen.append("no sources"))
    monkeypatch.setattr(window, "run", running)

    assert compose(SystemClock()).show_window(Settings(tmp_path), words("zh"), "market") == 7
    assert seen == ["no sources", tmp_path, "market", False]
    assert gc.isenabled()
