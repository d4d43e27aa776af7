"""The program as a process of its own, through its doors: `drive` asked line by line and killed where a test wants it.

    with Drive(folder) as desk:
        desk.ask("session.login", login="admin", password=PASSWORD)
        error = desk.refused("form.issue", visit=visit)

Every wait has an end. Whatever the program writes to its error stream fails the test that did not ask for it.
"""

import json
import os
import re
import select
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import Any, NamedTuple, Self

from coalguard.clock import CLOCK_FILE

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = (sys.executable, "-m", "coalguard")
PATIENCE_S = 60
ADMIN = "admin"
PASSWORD = "correct horse"
STATIONS = {"market": ("LX01", "演示煤炭市场"), "checkpoint": ("KK01", "演示卡口")}

Answer = Mapping[str, Any]


class Drive:
    """One `coalguard drive` on a data folder."""

    def __init__(self, folder: Path, *, program: Sequence[str] = PROGRAM, clock: Path | None = None) -> None:
        """Start it; `program` may be another one that takes the same words."""
        self._complaints = TemporaryFile()  # noqa: SIM115 -- it ends with the process
        self._process = subprocess.Popen(
            [*program, "--data-dir", str(folder), "drive"],
            cwd=ROOT,
            env=surroundings(clock),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            bufsize=0,
        )
        self._heard = b""

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it, in peace where the test went well, and see that it did not complain."""
        try:
            if kind is None and self._process.poll() is None:
                assert self.end() == 0
        finally:
            self.kill()
            complained = self.complaints()
            self._complaints.close()
            if self._process.stdout is not None:
                self._process.stdout.close()
        if kind is None:
            assert not complained

    def ask(self, do: str, **fields: Any) -> Any:
        """The result of a command that is done."""
        answer = self.answer(do, **fields)
        assert answer["ok"], (do, answer["error"])
        return answer["result"]

    def refused(self, do: str, **fields: Any) -> Any:
        """The error of a command that is not done, seen to be a sentence for a clerk."""
        answer = self.answer(do, **fields)
        assert not answer["ok"], (do, answer["result"])
        return spoken(answer["error"])

    def log_in(self, login: str = ADMIN, password: str = PASSWORD) -> Any:
        """Open the store."""
        return self.ask("session.login", login=login, password=password)

    def answer(self, do: str, **fields: Any) -> Answer:
        """The whole answer to a command."""
        self.write(json.dumps({"id": do, "do": do, **fields}, ensure_ascii=False).encode())
        return self.read()

    def write(self, line: bytes) -> None:
        """Hand a line in, whatever it holds; nothing is waited for."""
        assert self._process.stdin is not None
        self._process.stdin.write(line + b"\n")

    def read(self) -> Answer:
        """The next answer."""
        assert self.wait(PATIENCE_S), f"no answer within {PATIENCE_S} s; {self.complaints()}"
        line, _, self._heard = self._heard.partition(b"\n")
        answer: Answer = json.loads(line)
        return answer

    def wait(self, seconds: float) -> bool:
        """Whether a whole answer has come; waits for it no longer than this."""
        assert self._process.stdout is not None
        while b"\n" not in self._heard:
            if not select.select([self._process.stdout], [], [], seconds)[0]:
                return False
            heard = os.read(self._process.stdout.fileno(), 1 << 16)
            if not heard:
                return False
            self._heard += heard
        return True

    def end(self) -> int:
        """Ask it to end with a blank line; gives back the exit code."""
        if self._process.poll() is None:
            self.write(b"")
        return self._process.wait(PATIENCE_S)

    def kill(self) -> None:
        """SIGKILL, at once; nothing of it lives on but what it had written."""
        self._process.kill()
        self._process.wait(PATIENCE_S)
        if self._process.stdin is not None:
            self._process.stdin.close()

    def last_words(self) -> Iterator[Answer]:
        """Every whole answer that it had written before it ended."""
        while self.wait(PATIENCE_S):
            yield self.read()

    def complaints(self) -> str:
        """What it wrote to its error stream."""
        self._complaints.seek(0)
        return self._complaints.read().decode()


class Ran(NamedTuple):
    """A command that has ended: exit code and both streams."""

    exit_code: int
    out: str
    err: str

    @property
    def told(self) -> Any:
        """Its one JSON object."""
        return json.loads(self.out)


def run(
    folder: Path,
    *words: str,
    password: str = "",
    program: Sequence[str] = PROGRAM,
    clock: Path | None = None,
) -> Ran:
    """Run one command of the command line."""
    done = subprocess.run(
        [*program, "--data-dir", str(folder), *words],
        cwd=ROOT,
        env=surroundings(clock),
        input=f"{password}\n".encode(),
        capture_output=True,
        timeout=PATIENCE_S,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def run_as_admin(folder: Path, *words: str, program: Sequence[str] = PROGRAM, clock: Path | None = None) -> Ran:
    """Run a command that opens the store, with the administrator's password."""
    asked = (*words, "--login", ADMIN, "--password-stdin")
    return run(folder, *asked, password=PASSWORD, program=program, clock=clock)


def found(folder: Path, kind: str = "market", *, clock: Path | None = None) -> None:
    """`init`: a new station in a folder."""
    made = run(folder, *init_words(kind), password=PASSWORD, clock=clock)
    assert (made.exit_code, made.err) == (0, ""), made


def init_words(kind: str = "market") -> tuple[str, ...]:
    """What `init` is told."""
    code, name = STATIONS[kind]
    return "init", "--kind", kind, "--code", code, "--name", name, "--admin", ADMIN, "--password-stdin"


def dumped(folder: Path, *, program: Sequence[str] = PROGRAM, clock: Path | None = None) -> list[Any]:
    """`dump`: every fact of a store that nobody else has open."""
    ran = run_as_admin(folder, "dump", program=program, clock=clock)
    assert (ran.exit_code, ran.err) == (0, ""), ran
    return [json.loads(line) for line in ran.out.splitlines()]


def spoken(error: Any) -> Any:
    """An error whose every text is a Chinese sentence without its code, without the insides of the program."""
    for text, code in [(error["text"], error["code"]), *((one["text"], one["code"]) for one in error["findings"])]:
        assert any("\u4e00" <= character <= "\u9fff" for character in text), error
        assert code not in text, error
        assert not re.search(r"未登记|Traceback|Error|\{[a-z_]+[:}]|\n", text), error
    return error


def surroundings(clock: Path | None) -> dict[str, str]:
    """The environment of the program: the tester's, with this clock file or none; its warnings are errors."""
    kept = {name: value for name, value in os.environ.items() if name != CLOCK_FILE}
    return kept | {"PYTHONWARNINGS": "error"} | ({CLOCK_FILE: str(clock)} if clock else {})
