"""Start: our own program on a demonstration, from the outside, beside a bare PySide6 window with a table.

Both begin in turn, each in a process of its own and without a screen: the seconds until a window is painted, until a
list in it shows rows, and the memory two seconds later (the proportional set size, told where the system knows it). The
demonstration was built before; one start of each that does not count warms the disk.

Both find their modules compiled, as whoever installs a program does (pip and the installer compile them): the start
that does not count leaves them in the bench's own folder. Where PYTHONDONTWRITEBYTECODE is set, as on a builder, Python
would otherwise compile every module of ours at every start, and none of the bare window's, which lie compiled in the
libraries.
"""

import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from tests.bench.figures import asked_for, place, tell, tell_seconds
from tests.bench.limit import YEARS_INDEXES, Bare, tickets

Command = Sequence[str]

_BARE_TICKETS = 10_000
_LONGEST_S = 60.0
_PAUSE_S = 0.01
_NS_PER_S = 1e9
_KIB_PER_MIB = 1024


@dataclass(frozen=True, slots=True)
class Started:
    """One start: seconds until painted and until there were rows; MiB afterwards, None where nobody knows."""

    painted_s: float
    rows_s: float
    mib: float | None


def main() -> None:
    """Start both in turn and tell the medians."""
    rounds, settle_s = asked_for("BENCH_STARTS", 5), asked_for("BENCH_SETTLE_MS", 2000) / 1000
    with place() as folder:
        contestants = (ours(folder / "demo"), bare(folder))
        turns = [[start(folder, command, settle_s) for command in contestants] for _ in range(rounds + 1)]
    mine, limit = zip(*turns[1:], strict=True)
    for case in ("painted", "rows"):
        own, least = (statistics.median(getattr(one, f"{case}_s") for one in found) for found in (mine, limit))
        tell_seconds(case, own, least)
    _tell_memory(*([one.mib for one in found if one.mib] for found in (mine, limit)))


def _tell_memory(mine: Sequence[float], limit: Sequence[float]) -> None:
    if mine and limit:
        own, least = statistics.median(mine), statistics.median(limit)
        tell("memory", "mib", own)
        tell("memory", "limit_mib", least)
        tell("memory", "of_limit", own / least)


def ours(folder: Path) -> Command:
    """The program's own start, on a demonstration that is built already."""
    command = ("coalguard", "--data-dir", str(folder), "demo")
    subprocess.run([sys.executable, "-m", *command, "--headless"], check=True, stdout=subprocess.DEVNULL)
    return command


def bare(folder: Path) -> Command:
    """The bare window, on a bare file of tickets."""
    with Bare(folder, YEARS_INDEXES) as file:
        file.load(islice(tickets(), _BARE_TICKETS))
    return "tests.bench.bare_window", str(folder / "bare.db")


def start(folder: Path, command: Command, settle_s: float) -> Started:
    """Start a program, see how long it takes, let it settle, weigh it, end it."""
    noted = folder / "noted"
    noted.unlink(missing_ok=True)
    begin = time.monotonic_ns()  # noqa: TID251 -- what is measured is the real start
    with _running([sys.executable, "-m", "tests.bench.watched", str(noted), *command], folder / "compiled") as process:
        while len(moments := _moments(noted)) < 2:
            late = time.monotonic_ns() - begin > _LONGEST_S * _NS_PER_S  # noqa: TID251 -- as above
            if late or process.poll() is not None:
                raise RuntimeError(f"{command[0]} showed no rows")
            time.sleep(_PAUSE_S)
        time.sleep(settle_s)
        painted, rows = ((moment - begin) / _NS_PER_S for moment in moments)
        return Started(painted, rows, _mib(process.pid))


@contextmanager
def _running(command: Command, compiled: Path) -> Iterator[subprocess.Popen[bytes]]:
    keeps = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(compiled)}
    environment = {**os.environ, **keeps, "QT_QPA_PLATFORM": "offscreen"}
    process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _moments(noted: Path) -> list[int]:
    text = noted.read_text("ascii") if noted.exists() else ""
    return [int(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]


def _mib(process: int) -> float | None:
    file = Path(f"/proc/{process}/smaps_rollup")
    if not file.exists():
        return None
    line = next(line for line in file.read_text("ascii").splitlines() if line.startswith("Pss:"))
    return int(line.split()[1]) / _KIB_PER_MIB
