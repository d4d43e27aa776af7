"""Every check of the repository, in order: `python -m tests`, or some: `python -m tests --only lint,types`.

One line a check with its duration; the first red one shows its output and ends the run. The tests come last, so that
the last line is their count.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.checks import coverage_faults

ROOT = Path(__file__).resolve().parent.parent
COVERED = ROOT / ".coverage.json"
LINTERS: Mapping[str, Sequence[str]] = {
    "format": ("ruff", "format", "--check", "--output-format=concise", "."),
    "lint": ("ruff", "check", "--output-format=concise", "."),
    "spelling": ("codespell",),
    "types": ("mypy",),
    "imports": ("lint-imports", "--no-logo"),
}
COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}
"""The hundreds of programs that the tests start find their modules compiled, as an installed one does."""
TESTS = "tests"
PYTEST = ("pytest", "--quiet", "--numprocesses=3", "--dist=worksteal", "--cov", f"--cov-report=json:{COVERED}")
"""One process more than the least machine has cores: while one waits for a truck to stand still, another works."""


def started(command: Sequence[str]) -> subprocess.Popen[str]:
    """A tool of this environment at work on the repository; both its streams come as one."""
    tool = Path(sys.executable).with_name(command[0])
    return subprocess.Popen(
        [tool, *command[1:]],
        cwd=ROOT,
        env=os.environ | COMPILED,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )


def tell(name: str, *, passed: bool, since: float) -> None:
    """The line of a check."""
    print(f"{name:<10}{'ok ' if passed else 'RED'}{time.perf_counter() - since:8.1f} s", flush=True)


def linted(name: str) -> bool:
    """Whether a linter found nothing; what it found is shown."""
    since = time.perf_counter()
    running = started(LINTERS[name])
    said, _ = running.communicate()
    passed = running.returncode == 0
    tell(name, passed=passed, since=since)
    if not passed:
        print(said, flush=True)
    return passed


def tested() -> bool:
    """Whether the tests pass and run through enough; shown as they go, their closing line last of all."""
    since = time.perf_counter()
    COVERED.unlink(missing_ok=True)
    running = started(PYTEST)
    held = ""
    for line in running.stdout or ():
        print(held, end="", flush=True)
        held = line
    passed = running.wait() == 0
    faults = coverage_faults(json.loads(COVERED.read_text("utf-8"))) if passed else []
    tell(TESTS, passed=passed, since=since)
    if passed:
        tell("coverage", passed=not faults, since=time.perf_counter())
    print(*faults, sep="\n", end="\n" if faults else "")
    print(held, end="", flush=True)
    return passed and not faults


def main() -> int:
    """Run what was asked for, up to the first red check."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # who starts this in the background has it ignored
    names = [*LINTERS, TESTS]
    parser = argparse.ArgumentParser(prog="python -m tests", description="Every check of the repository, in order.")
    parser.add_argument("--only", metavar="NAMES", help="comma separated: " + ",".join(names))
    only = parser.parse_args().only
    asked = only.split(",") if only else names
    if unknown := set(asked) - set(names):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(names)}")
    return 0 if all(tested() if name == TESTS else linted(name) for name in names if name in asked) else 1


if __name__ == "__main__":
    sys.exit(main())
