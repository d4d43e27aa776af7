"""Without a command, and for `demo`, the window opens; what it asks for is said to the composition root."""

from dataclasses import replace
from gettext import NullTranslations
from pathlib import Path

import pytest

from coalguard.domain.errors import MachineError
from coalguard.doors.command import run
from coalguard.resources import words
from coalguard.settings import Settings
from tests.doors.speaking import PROGRAM

Captured = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("line", "demo"),
    [
        ([], ""),
        (["demo"], "market"),
        (["demo", "--kind", "checkpoint"], "checkpoint"),
    ],
)
def test_the_window_opens_on_the_folder_and_in_the_language(line: list[str], demo: str, tmp_path: Path) -> None:
    asked: list[tuple[Path, NullTranslations, str]] = []

    def show(settings: Settings, speaking: NullTranslations, kind: str) -> int:
        asked.append((settings.folder, speaking, kind))
        return 0

    program = replace(PROGRAM, show_window=show)
    assert run(["--data-dir", str(tmp_path), "--lang", "en", *line], program) == 0
    assert asked == [(tmp_path, words("en"), demo)]


def test_a_machine_without_a_display_is_told_in_a_sentence(tmp_path: Path, capsys: Captured) -> None:
    def show(*_: object) -> int:
        raise MachineError("window.libraries_missing", packages="libegl1 libxcb-cursor0")

    assert run(["--data-dir", str(tmp_path), "--lang", "zh"], replace(PROGRAM, show_window=show)) == 4
    assert "apt install libegl1 libxcb-cursor0" in capsys.readouterr().err
