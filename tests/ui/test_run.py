"""The program from its start to its end: painted first, ended by a signal, its look kept, its faults told."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from pytestqt.qtbot import QtBot

from coalguard.app import premises_for
from coalguard.clock import SystemClock
from coalguard.resources import words
from coalguard.settings import Settings
from coalguard.ui import run as module
from coalguard.ui.run import hook_for, prepare, run

STARTED = """
import sys
from pathlib import Path
from coalguard.ui.libraries import check_display
check_display()
from coalguard.app import premises_for
from coalguard.clock import SystemClock
from coalguard.settings import Settings
from coalguard.resources import words
from coalguard.ui import run
from coalguard.ui.shell import Shell
heavy = ("sqlalchemy", "alembic", "coalguard.store.store", "coalguard.operations.station", "coalguard.ui.window")
def painted(shell):
    print([name for name in heavy if name in sys.modules], flush=True)
    shell.close()
first = Shell.__init__
def begin(shell, *given):
    first(shell, *given)
    shell.painted.connect(lambda: painted(shell))
Shell.__init__ = begin
settings = Settings(Path(sys.argv[1]))
sys.exit(run.run(premises_for(SystemClock(), settings), settings, words("zh")))
"""
RUNNING = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from coalguard.app import premises_for
from coalguard.clock import SystemClock
from coalguard.resources import words
from coalguard.settings import Settings
from coalguard.ui.run import application, run
settings = Settings(Path(sys.argv[1]))
app = application()
timer = QTimer()
def look():
    views = [view for top in app.topLevelWidgets() for view in top.findChildren(QWidget)]
    if any(type(view).__name__ == "FoundingView" for view in views):
        timer.stop()
        print("up", flush=True)
timer.timeout.connect(look)
timer.start(20)
sys.exit(run(premises_for(SystemClock(), settings), settings, words("zh")))
"""


def test_the_window_is_painted_before_the_store_is_loaded(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", STARTED, str(tmp_path)], capture_output=True, check=True, env={**os.environ}, timeout=60
    )
    assert told.stdout.decode().strip() == "[]"


def test_qts_own_words_are_chinese(tmp_path: Path, qtbot: QtBot) -> None:
    prepare(Settings(tmp_path))
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text() == "取消"


def test_the_end_that_was_asked_for_is_no_fault(capsys: pytest.CaptureFixture[str]) -> None:
    told: list[Exception] = []
    hook_for(told.append)(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert told == []
    assert "KeyboardInterrupt" in capsys.readouterr().err


def close_all() -> None:
    """Close every window, as a hand would."""
    for widget in QApplication.topLevelWidgets():
        widget.close()


def run_in(folder: Path) -> int:
    """Run on a folder without a store until the window is closed; signals are heard as before."""
    settings = Settings(folder / "none")
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    try:
        return run(premises_for(SystemClock(), settings), settings, words("zh"), full_screen=False)
    finally:
        signal.signal(signal.SIGTERM, before[0])
        signal.signal(signal.SIGINT, before[1])
        QApplication.setQuitOnLastWindowClosed(False)


def test_the_program_runs_until_its_window_is_closed(tmp_path: Path) -> None:
    QTimer.singleShot(400, close_all)
    assert run_in(tmp_path) == 0


def test_a_window_that_is_closed_while_the_rest_is_loaded_never_gets_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []

    def load(loading: module._Loading) -> None:
        close_all()
        loading.ended.emit()

    monkeypatch.setattr(module._Loading, "begin", load)
    monkeypatch.setattr(module, "_program", lambda *given: made.append(given))
    assert run_in(tmp_path) == 0
    assert made == []


def test_a_signal_closes_the_window_as_a_hand_would(tmp_path: Path) -> None:
    running = subprocess.Popen([sys.executable, "-c", RUNNING, str(tmp_path / "none")], stdout=subprocess.PIPE)
    assert running.stdout is not None
    assert running.stdout.readline() == b"up\n"
    running.send_signal(signal.SIGTERM)
    assert running.wait(timeout=30) == 0
    running.stdout.close()


def test_a_normal_window_is_as_large_as_the_least_screen() -> None:
    assert module.NORMAL_SIZE == (1366, 768)
