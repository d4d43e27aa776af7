"""One process a store: a second one is refused, and a dead one locks nobody out."""

import subprocess
import sys
from pathlib import Path

import pytest

from coalguard.domain.errors import MachineError
from coalguard.store.lock import StoreLock

HOLDER = """
import sys
from pathlib import Path
from coalguard.store.lock import StoreLock
lock = StoreLock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    """Another process that holds the folder until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def is_free(folder: Path) -> bool:
    """Whether this process may take the folder."""
    try:
        StoreLock(folder).release()
    except MachineError:
        return False
    return True


def test_a_second_process_is_refused_as_long_as_the_first_lives(tmp_path: Path) -> None:
    with holder(tmp_path) as other:
        with pytest.raises(MachineError, match=r"store\.in_use"):
            StoreLock(tmp_path)
        other.communicate()
    assert is_free(tmp_path)


def test_a_killed_process_locks_nobody_out(tmp_path: Path) -> None:
    with holder(tmp_path) as other:
        assert not is_free(tmp_path)
        other.kill()
        other.wait()
        assert is_free(tmp_path)


def test_a_released_folder_may_be_taken_again(tmp_path: Path) -> None:
    lock = StoreLock(tmp_path)
    assert not is_free(tmp_path)
    lock.release()  # and not because nobody holds the lock any more
    assert is_free(tmp_path)
    del lock


def test_one_process_does_not_hold_a_folder_twice(tmp_path: Path) -> None:
    lock = StoreLock(tmp_path)
    with pytest.raises(MachineError, match=r"store\.in_use"):
        StoreLock(tmp_path)
    lock.release()


def test_a_folder_that_is_not_there_is_the_disk(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(MachineError, match=r"disk\."):
        StoreLock(tmp_path / "file")
