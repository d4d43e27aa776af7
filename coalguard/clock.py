"""The one clock: wall time, monotonic time and the id of this machine start (`journal.md` §3).

Everything that needs a moment is handed a clock; nothing else asks the machine. `JumpWatch` says when the wall clock
was moved. The module refuses to know what is done about a jump and whether the time may be trusted.
"""

import logging
import os
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol

log = logging.getLogger(__name__)

CLOCK_FILE: Final = "COALGUARD_CLOCK_FILE"
"""Names a file whose one ISO instant is the wall time: a door for tests, closed in a frozen build."""
JUMP_S: Final = 120
"""How far wall and monotonic time may part before it is a jump (`journal.md` §3)."""

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_BOOTTIME: Final[int | None] = getattr(time, "CLOCK_BOOTTIME", None)
"""Linux' monotonic clock stands still while the machine sleeps, and waking up would look like a jump; this one runs."""
_YEARS = range(1970, 9999)
"""Years that a machine's clock can show and that stay years in every time zone."""
_SLEW_DIVISOR = 2000
"""An adjusted clock runs at most 500 parts in a million off (RFC 5905 §11.3): that much is no jump however long."""


class Clock(Protocol):
    """What the program asks about time."""

    @property
    def boot(self) -> str:
        """The id of this machine start: monotonic times compare only within one."""

    def now(self) -> datetime:
        """The wall time: aware, UTC."""

    def monotonic_ns(self) -> int:
        """Nanoseconds that no one can set, counted from a moment of this machine start."""


class SystemClock:
    """The machine's clock, or the clock file's where one is named."""

    def __init__(self) -> None:
        """Look once where the time comes from."""
        named = None if getattr(sys, "frozen", False) else os.environ.get(CLOCK_FILE)
        self._file = Path(named) if named else None
        self._complained = False
        self._boot = _machine_start()

    @property
    def boot(self) -> str:
        """The id of this machine start."""
        return self._boot

    def now(self) -> datetime:
        """The wall time: aware, UTC."""
        told = self._told(self._file) if self._file else None
        return told or datetime.now(UTC)  # noqa: TID251 -- the clock is the one place that asks the machine

    def monotonic_ns(self) -> int:
        """Nanoseconds since the machine started, its sleep counted in where the system counts it."""
        if _BOOTTIME is not None:
            return time.clock_gettime_ns(_BOOTTIME)
        return time.monotonic_ns()  # noqa: TID251 -- the clock is the one place that asks the machine

    def _told(self, file: Path) -> datetime | None:
        """The instant in the clock file, or None, with one line in the log, where there is none."""
        try:
            at = datetime.fromisoformat(file.read_text("utf-8").strip())
            if at.tzinfo is None or at.year not in _YEARS:
                raise ValueError(at)
        except (OSError, ValueError) as error:
            if not self._complained:
                log.warning("clock file %s is unreadable, the machine's clock is used: %s", file, error)
                self._complained = True
            return None
        return at.astimezone(UTC)


def _machine_start() -> str:
    try:
        return _BOOT_ID.read_text("ascii").strip()
    except OSError:
        return os.urandom(16).hex()


@dataclass(slots=True)
class JumpWatch:
    """Compares wall and monotonic time with an anchor; a jump moves the anchor, so that it is told once."""

    wall: datetime
    monotonic_ns: int

    def check(self, now: datetime, monotonic_ns: int) -> int | None:
        """The seconds the wall clock was moved by (negative: back), or None where it ran on."""
        elapsed_s = (monotonic_ns - self.monotonic_ns) // 1_000_000_000
        parted_s = round((now - self.wall).total_seconds()) - elapsed_s
        if abs(parted_s) <= JUMP_S + elapsed_s // _SLEW_DIVISOR:
            return None
        self.wall, self.monotonic_ns = now, monotonic_ns
        return parted_s
