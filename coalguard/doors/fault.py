"""Faults of the program itself: a saved report instead of a traceback on anybody's screen.

A report and the log say which kind of error came up where in the code. What the program held in its hands then is
left out, the error's own text included: it may name a person.
"""

import logging
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path, PurePath
from types import TracebackType
from typing import Final

from coalguard import __version__
from coalguard.domain.errors import CoalGuardError, MachineError

REPORTS: Final = "reports"
LOG: Final = Path("logs", "coalguard.log")
_LOG_BYTES: Final = 2_000_000
_LOGS_KEPT: Final = 5
_LINE: Final = "%(asctime)s %(levelname)s %(name)s %(message)s"

log = logging.getLogger(__name__)


def told(error: BaseException) -> Iterator[str]:
    """The lines of a report: kinds and places, the cause of an error before it."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from told(before)
        yield "then:"
    code = f" {error.code}" if isinstance(error, CoalGuardError) else ""
    yield f"{type(error).__module__}.{type(error).__qualname__}{code}"
    for place in traceback.extract_tb(error.__traceback__):
        yield f"  {_below_the_libraries(place.filename)}:{place.lineno} {place.name}"


def _below_the_libraries(file: str) -> str:
    """A file without the folders above the program or the library: they may name the user of the machine."""
    parts = PurePath(file).parts
    starts = [at for at, part in enumerate(parts) if part in {"site-packages", "coalguard", "lib", "Lib"}]
    return PurePath(*parts[starts[-1] :] if starts else parts[-1:]).as_posix()


def save_report(folder: Path, error: BaseException, now: datetime) -> MachineError:
    """Keep a report in the data folder; gives back the error to show, which names it where it could be kept."""
    name = f"{now:%Y%m%dT%H%M%S}-{os.urandom(2).hex()}.txt"
    lines = [f"coalguard {__version__}, Python {sys.version.split()[0]}, {sys.platform}", *told(error), ""]
    log.error("unexpected: %s, report %s", type(error).__name__, name)
    try:
        (folder / REPORTS).mkdir(parents=True, exist_ok=True)
        (folder / REPORTS / name).write_text("\n".join(lines), "utf-8")
    except OSError:
        return MachineError("program.failed", report=None)
    return MachineError("program.failed", report=f"{REPORTS}/{name}")


def explained(error: Exception, folder: Path, now: datetime) -> CoalGuardError:
    """The expected failure that an error is; what is none leaves a report."""
    if isinstance(error, CoalGuardError):
        return error
    from coalguard.sqlite import translate  # noqa: PLC0415 -- not loaded unless something failed

    return translate(error) or save_report(folder, error, now)


class _Formatter(logging.Formatter):
    """Log lines whose tracebacks are told like a report."""

    def formatException(  # noqa: N802 -- logging's own name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        """The kinds and places of an error."""
        return "\n".join(told(ei[1])) if ei[1] is not None else ""


class _Log(logging.Handler):
    """The log in its file, opened with the first line: what turns its pages brings sockets with it."""

    def __init__(self, file: Path) -> None:
        """Keep the log here."""
        super().__init__()
        self._file = file
        self._kept: logging.Handler | None = None
        self._ended = False

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line; one that another thread still had in hand at the end does not open the file again."""
        if not self._ended:
            self._kept = self._kept or self._opened()
            self._kept.emit(record)

    def _opened(self) -> logging.Handler:
        from logging.handlers import RotatingFileHandler  # noqa: PLC0415 -- the window is painted without it

        handler = RotatingFileHandler(
            self._file, maxBytes=_LOG_BYTES, backupCount=_LOGS_KEPT, encoding="utf-8", delay=True
        )
        handler.setFormatter(_Formatter(_LINE))
        return handler

    def close(self) -> None:
        """Let the file go."""
        self.acquire()
        try:
            self._ended = True
            if self._kept is not None:
                self._kept.close()
        finally:
            self.release()
        super().close()


@contextmanager
def kept_log(folder: Path) -> Iterator[None]:
    """Have the log kept in a data folder that is there; in none, and on the screen never."""
    ours = logging.getLogger("coalguard")
    handler = _handler(folder)
    aloud, logging.raiseExceptions = logging.raiseExceptions, False  # a log on a full disk must not be heard
    ours.addHandler(handler)
    level = ours.level
    ours.setLevel(logging.INFO)
    try:
        yield
    finally:
        ours.setLevel(level)
        ours.removeHandler(handler)
        handler.close()
        logging.raiseExceptions = aloud


def _handler(folder: Path) -> logging.Handler:
    if folder.is_dir():
        with suppress(OSError):
            file = folder / LOG
            file.parent.mkdir(exist_ok=True)
            return _Log(file)
    return logging.NullHandler()
