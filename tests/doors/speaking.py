"""How the tests of the doors speak: a founded store to copy, the line door in this process, the program in its own."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from coalguard.app import compose
from coalguard.clock import SystemClock
from coalguard.doors.drive import Drive
from coalguard.operations.setup import FoundStation, StationKind
from coalguard.resources import words
from coalguard.settings import Settings
from coalguard.store import slotfile
from coalguard.trust.slots import with_open_slot

PROGRAM = compose(SystemClock())
LOGIN, PASSWORD, PIN = "admin", "demo password 1", "246810"
CODE = "LX01"


def found(folder: Path) -> str:
    """An empty market in a folder; gives back its recovery code."""
    request = FoundStation(kind=StationKind.MARKET, code=CODE, name="演示市场")
    return PROGRAM.found(Settings(folder), request, LOGIN, PASSWORD)


def copied(founded: Path, folder: Path) -> Path:
    """A founded store of one's own."""
    shutil.copytree(founded, folder)
    return folder


def free(folder: Path) -> None:
    """Let a founded store open without a password, as a demonstration does."""
    opening = PROGRAM.open(Settings(folder), LOGIN, PASSWORD, lambda _: None)
    slotfile.keep(folder, with_open_slot(slotfile.load(folder), opening.station.store.vault.key))
    opening.close()


class Door:
    """The line door of a folder, in this process."""

    def __init__(self, folder: Path, language: str = "zh") -> None:
        self.drive = Drive(PROGRAM, Settings(folder), words(language))

    def say(self, line: bytes) -> dict[str, Any]:
        """The answer to a line."""
        answer = self.drive.answer(line)
        assert b"\n" not in answer
        read: dict[str, Any] = json.loads(answer)
        return read

    def ask(self, do: str, **fields: Any) -> dict[str, Any]:
        """The answer to a command."""
        return self.say(json.dumps({"do": do, **fields}).encode())

    def result(self, do: str, **fields: Any) -> dict[str, Any]:
        """The result of a command that must be done."""
        answer = self.ask(do, **fields)
        assert answer["ok"], answer
        result: dict[str, Any] = answer["result"]
        return result

    def refusal(self, do: str, **fields: Any) -> list[str]:
        """The codes of every reason why a command is not done."""
        answer = self.ask(do, **fields)
        assert not answer["ok"], answer
        return codes(answer)

    def log_in(self) -> dict[str, Any]:
        """The administrator at the desk."""
        return self.result("session.login", login=LOGIN, password=PASSWORD)


def codes(answer: Mapping[str, Any]) -> list[str]:
    """The codes of an error's findings."""
    return [finding["code"] for finding in answer["error"]["findings"]]


def answers(door: Door, *lines: bytes) -> list[dict[str, Any]]:
    """What the running loop answers to these lines."""
    said = BytesIO()
    door.drive.run(BytesIO(b"".join(line + b"\n" for line in lines)), said)
    return [json.loads(answer) for answer in said.getvalue().splitlines()]


def start(
    *arguments: str, given: bytes = b"", environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """The program run to its end in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "coalguard", *arguments],
        input=given,
        capture_output=True,
        timeout=60,
        check=False,
        env={**os.environ, **(environment or {})},
    )
