"""The spooler: where a finished job goes, by one of two roads, and how each of them says that it did not get there.

    folder    a file of its own for every job, whole or not there at all; nothing that lies there is ever written over
    lp        a print queue of this machine, asked for by its exact name: an unknown name is refused, and no other
              printer, not even the default one, ever gets the job (`numbers.md` §3)

A job is bytes and a title; what it shows and whether it may be printed is not known here. "Sent" means that the folder
holds it durably, or that the queue took it over.
"""

import errno
import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from shutil import which
from typing import Protocol

from coalguard.domain.errors import MachineError
from coalguard.domain.findings import refuse
from coalguard.domain.printout import PrinterState

PATIENCE_S = 20
"""How long a queue may take to take a job over; one that is not there answers at once."""

LOOK_S = 5
"""How long it may take to say how it is: what answers later is as good as gone to whoever looks."""

_UNFIT = re.compile(r"[^0-9A-Za-z._-]+")
_FULL = {errno.ENOSPC, errno.EDQUOT}
_RUNNING = "scheduler is running"
_ALERTS = "Alerts:"
_ALARMS = {
    "media-empty": PrinterState.NO_PAPER,
    "media-needed": PrinterState.NO_PAPER,
    "media-jam": PrinterState.JAMMED,
    "offline": PrinterState.OFFLINE,
    "connecting-to-device": PrinterState.OFFLINE,
    "paused": PrinterState.PAUSED,
    "stopped": PrinterState.PAUSED,
}
"""What a queue says of itself (RFC 8011 §5.4.12, printer-state-reasons), by the beginning of its word, worst first."""


class Spool(Protocol):
    """What takes jobs."""

    def check(self) -> None:
        """See that it is there. Raises Refused or MachineError where it is not."""
        ...

    def send(self, job: bytes, title: str) -> None:
        """Give it a job. Raises Refused `printer.unknown`, MachineError `printer.failed`: then nothing was sent."""
        ...

    def state(self) -> PrinterState:
        """How it is now; never raises. A queue takes jobs over in any state but `gone`, and keeps them meanwhile."""
        ...


def _failed(printer: str, fault: str, said: str = "") -> MachineError:
    """A printer that did not take the job: why by code, and for support what it said itself."""
    return MachineError("printer.failed", printer=printer, printer_fault=fault, said=said)


@dataclass(frozen=True, slots=True)
class FolderSpool:
    """A folder that keeps every job as a PDF file of its own."""

    folder: Path

    def check(self) -> None:
        """See that the folder is there. Raises MachineError `printer.failed`."""
        if not self.folder.is_dir():
            raise _failed(str(self.folder), "folder_missing")

    def send(self, job: bytes, title: str) -> None:
        """Write the job under its title, or the title and the first number that is free."""
        self.check()
        try:
            self._keep(job, _UNFIT.sub("-", title).strip("-.") or "job")
        except OSError as error:
            fault = "disk_full" if error.errno in _FULL else "folder_unwritable"
            raise _failed(str(self.folder), fault, errno.errorcode.get(error.errno or 0, "")) from error

    def state(self) -> PrinterState:
        """Ready where the folder is there and may be written."""
        there = self.folder.is_dir() and os.access(self.folder, os.W_OK | os.X_OK)
        return PrinterState.READY if there else PrinterState.GONE

    def _keep(self, job: bytes, name: str) -> None:
        """Reserve a name, write beside it, put the whole file in its place."""
        file = next(filter(_reserved, _names(self.folder, name)))
        draft = file.with_name(f".{file.name}.part")
        try:
            with draft.open("wb") as written:
                written.write(job)
                written.flush()
                os.fsync(written.fileno())
            draft.replace(file)
        except OSError:
            for left in (draft, file):
                with suppress(OSError):
                    left.unlink()
            raise


def _names(folder: Path, name: str) -> Iterator[Path]:
    yield folder / f"{name}.pdf"
    yield from (folder / f"{name}-{number}.pdf" for number in count(2))


def _reserved(file: Path) -> bool:
    """Whether the name was free and is ours now."""
    try:
        file.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class LpSpool:
    """A queue of this machine's print system, spoken to by `lp` and `lpstat` (CUPS)."""

    queue: str
    patience_s: float = PATIENCE_S

    def check(self) -> None:
        """See that there is a queue of exactly this name.

        Raises Refused `printer.unknown` with the names there are, MachineError `printer.failed` where the print system
        does not answer.
        """
        told = self._run("lpstat", "-r", "-e").stdout.decode(errors="replace").splitlines()
        # Where nothing runs, lpstat lists no name and says so with exit code 0.
        if _RUNNING not in told:
            raise _failed(self.queue, "no_print_system", " ".join(told))
        known = [name for name in told if name and name != _RUNNING]
        if self.queue not in known:
            raise refuse("printer.unknown", printer=self.queue, known="、".join(known))

    def send(self, job: bytes, title: str) -> None:
        """Hand the job over to the queue."""
        self.check()
        ran = self._run("lp", "-d", self.queue, "-t", title, job=job)
        if ran.returncode:
            raise _failed(self.queue, "rejected", ran.stderr.decode(errors="replace").strip())

    def state(self) -> PrinterState:
        """What the queue says of itself; gone where there is none, or no print system that answers."""
        try:
            told = self._run("lpstat", "-l", "-p", self.queue, within_s=LOOK_S)
        except MachineError:
            return PrinterState.GONE
        if told.returncode:
            return PrinterState.GONE
        lines = (line.strip() for line in told.stdout.decode(errors="replace").splitlines())
        alerts = next((line.removeprefix(_ALERTS).split() for line in lines if line.startswith(_ALERTS)), [])
        alarms = (state for word, state in _ALARMS.items() if any(alert.startswith(word) for alert in alerts))
        return next(alarms, PrinterState.READY)

    def _run(self, *words: str, job: bytes = b"", within_s: float = PATIENCE_S) -> subprocess.CompletedProcess[bytes]:
        """Run a program of the print system in the one language that we read."""
        program = which(words[0])
        if program is None:
            raise _failed(self.queue, "no_print_system", words[0])
        try:
            return _ended([program, *words[1:]], job, min(within_s, self.patience_s))
        except subprocess.TimeoutExpired as error:
            raise _failed(self.queue, "no_answer", words[0]) from error
        except OSError as error:
            raise _failed(self.queue, "no_print_system", errno.errorcode.get(error.errno or 0, "")) from error


def spool(kind: str, target: str) -> Spool:
    """The spool of a printer as it is set up: its kind, and the folder or the queue."""
    return FolderSpool(Path(target)) if kind == "folder" else LpSpool(target)


def _ended(command: Sequence[str], job: bytes, patience_s: float) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "LC_ALL": "C"}
    return subprocess.run(  # noqa: S603 -- the program is found by its own name, no shell reads the words
        command, input=job, capture_output=True, timeout=patience_s, check=False, env=environment
    )
