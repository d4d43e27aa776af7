"""The program behind the shell: its look is kept, its clock turns the theme, its faults are told."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from coalguard import settings as kept
from coalguard.app import premises_for
from coalguard.clock import SystemClock
from coalguard.domain.errors import CoalGuardError, MachineError
from coalguard.settings import Settings, Theme, TypeSize
from coalguard.ui.look import look
from coalguard.ui.program import Program
from coalguard.ui.run import hook_for, prepare


@pytest.fixture
def program(tmp_path: Path, qtbot: QtBot) -> Program:
    """The program on an empty folder, not begun."""
    settings = Settings(tmp_path)
    made = Program(premises_for(SystemClock(), settings), settings)
    qtbot.addWidget(made.window)
    return made


def test_the_look_of_the_settings_is_put_on_and_another_is_kept(tmp_path: Path, program: Program) -> None:
    prepare(Settings(tmp_path, theme=Theme.DARK, type_percent=TypeSize.LARGE))
    assert (look().theme.dark, look().percent) == (True, 115)
    program.window.change_look(dark=False, percent=130)
    found = kept.load(tmp_path)
    assert (found.theme, found.type_percent) == (Theme.LIGHT, TypeSize.LARGER)


def test_a_look_that_can_not_be_kept_is_put_on_all_the_same(tmp_path: Path, qtbot: QtBot) -> None:
    settings = Settings(tmp_path / "nowhere")
    program = Program(premises_for(SystemClock(), settings), settings)
    qtbot.addWidget(program.window)
    program.window.change_look(dark=True)
    assert look().theme.dark


class NightClock(SystemClock):
    """Nine in the evening in Linxia."""

    def now(self) -> datetime:
        return datetime(2026, 1, 14, 13, 0, tzinfo=UTC)


def test_the_theme_of_the_shift_turns_by_itself(tmp_path: Path, qtbot: QtBot) -> None:
    settings = Settings(tmp_path, theme=Theme.SHIFT)
    program = Program(premises_for(NightClock(), settings), settings)
    qtbot.addWidget(program.window)
    assert look().theme.dark


def test_what_nobody_expected_is_told_and_leaves_a_report(
    tmp_path: Path, program: Program, caplog: pytest.LogCaptureFixture
) -> None:
    hook_for(program.show_fault)(ValueError, ValueError("x"), None)
    (message,) = program.window.frame.messages.messages
    assert message.code == "program.failed"
    assert list((tmp_path / "reports").iterdir())
    assert "ValueError" in caplog.text


def test_the_store_that_fails_is_told_in_the_window(tmp_path: Path, qtbot: QtBot) -> None:
    def explain(error: Exception) -> CoalGuardError:
        return MachineError("program.failed", report=str(error))

    settings = Settings(tmp_path)
    premises = replace(premises_for(SystemClock(), settings), explain=explain)
    program = Program(premises, settings)
    qtbot.addWidget(program.window)
    program.begin()
    qtbot.waitUntil(lambda: not program.door.background.busy)
    assert program.window.view is not None
    program.door.background.close()
