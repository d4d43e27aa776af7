"""A disk of its own for a bad day: small, filled or read-only when the test says so, and gone when the test ends.

It is a tmpfs in a mount namespace that one process holds open, so that nothing of it is seen outside. Programs enter
the namespace; the test reaches its files through the holder's root.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.drive import PATIENCE_S, PROGRAM, ROOT

_HOLD = 'mount -t tmpfs -o "size=$2" tmpfs "$1" && echo mounted && exec cat'
_WAYS = (("--mount",), ("--mount", "--map-root-user"))  # as root, else as whoever may make a user namespace


class Disk:
    """A mounted disk: `folder` is its path for programs, `seen` the same for the test."""

    def __init__(self, folder: Path, holder: int, flags: Sequence[str]) -> None:
        """Know it by the process that holds it."""
        self.folder = folder
        self.seen = Path(f"/proc/{holder}/root{folder}")
        entering = ("--mount", "--user", "--preserve-credentials") if len(flags) > 1 else ("--mount",)
        self._enter = ("nsenter", f"--target={holder}", *entering, f"--wd={ROOT}")

    @property
    def program(self) -> Sequence[str]:
        """The program, started where the disk is mounted."""
        return (*self._enter, *PROGRAM)

    def fill(self, *, leaving: int = 0) -> None:
        """Fill it up until no more than so many bytes are left."""
        with (self.seen / "ballast").open("ab", buffering=0) as ballast:
            while (too_much := shutil.disk_usage(self.seen).free - leaving) > 0:
                os.posix_fallocate(ballast.fileno(), ballast.seek(0, os.SEEK_END), too_much)

    def clear(self) -> None:
        """Make room again."""
        (self.seen / "ballast").unlink()

    def remount(self, option: str) -> None:
        """Make it `ro` or `rw`."""
        subprocess.run([*self._enter, "mount", "-o", f"remount,{option}", str(self.folder)], check=True)


@contextmanager
def mounted(folder: Path, size: str) -> Iterator[Disk]:
    """A disk of this size on an empty folder; the test is skipped where nothing may be mounted."""
    for flags in _WAYS:
        with _held(folder, size, flags) as holder:
            if holder is not None:
                yield Disk(folder, holder, flags)
                return
    pytest.skip("this machine lets nobody mount a disk in a namespace of its own (unshare --mount)")


@contextmanager
def _held(folder: Path, size: str, flags: Sequence[str]) -> Iterator[int | None]:
    """The id of a process that holds the disk, or None where it could not be mounted."""
    words = ["unshare", *flags, "sh", "-c", _HOLD, "hold", str(folder), size]
    try:
        holder = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except FileNotFoundError:
        yield None
        return
    with holder:
        assert holder.stdout is not None
        yield holder.pid if holder.stdout.readline() == b"mounted\n" else None
        holder.kill()
        holder.wait(PATIENCE_S)
