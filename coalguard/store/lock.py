"""The lock: one process a store.

An operating-system lock that dies with its holder, so that a killed program never locks anybody out.
"""

from pathlib import Path

from filelock import FileLock, Timeout

from coalguard.domain.errors import MachineError
from coalguard.sqlite import translated

FILE = "store.lock"


class StoreLock:
    """Holds a data folder for this process until released, or until the process ends."""

    def __init__(self, folder: Path) -> None:
        """Take the lock at once. Raises MachineError `store.in_use` where another process holds it."""
        self._lock = FileLock(folder / FILE, timeout=0, thread_local=False)
        with translated():
            try:
                self._lock.acquire()
            except Timeout as error:  # within: it is an OSError, and would be told as a failing disk
                raise MachineError("store.in_use") from error

    def release(self) -> None:
        """Let the folder go."""
        self._lock.release()
