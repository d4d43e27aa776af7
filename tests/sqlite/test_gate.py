"""Which SQLite may be used at all, and what its errors and the disk's mean."""

import errno
from pathlib import Path

import pytest

from coalguard import sqlite
from coalguard.domain.errors import CoalGuardError, DamagedError, MachineError
from coalguard.domain.findings import Refused
from coalguard.sqlite import (
    Build,
    create,
    driver,
    judge_build,
    translate,
    translated,
)
from tests.sqlite.demo import KEY, SALT


@pytest.mark.parametrize("version", ["3.51.3", "3.51.10", "3.53.0", "3.100.1", "4.0.0", sqlite.build().sqlite])
def test_a_late_enough_sqlite_passes_the_gate(version: str) -> None:
    judge_build(Build(version, "4.19.0 community"))


@pytest.mark.parametrize("version", ["3.51.2", "3.50.99", "3.9.0", "2.8.17"])
def test_an_old_sqlite_is_refused(version: str) -> None:
    with pytest.raises(MachineError) as raised:
        judge_build(Build(version, "4.19.0 community"))
    assert raised.value.code == "store.sqlite_too_old"
    assert raised.value.facts == {"found": version, "needed": "3.51.3"}


@pytest.mark.parametrize("cipher", [None, ""])
def test_a_sqlite_without_a_cipher_is_refused(cipher: str | None) -> None:
    with pytest.raises(MachineError, match=r"store\.cipher_missing"):
        judge_build(Build("3.53.0", cipher))


def test_the_build_at_hand_passes_the_gate() -> None:
    sqlite.gate()


def error_of(code: int, name: str) -> Exception:
    error: Exception = driver.OperationalError("said by the driver")
    error.sqlite_errorcode, error.sqlite_errorname = code, name  # type: ignore[attr-defined]  # as the driver sets them
    return error


MEANINGS: list[tuple[BaseException, type[CoalGuardError], str, dict[str, object]]] = [
    (error_of(5, "SQLITE_BUSY"), MachineError, "store.in_use", {}),
    (error_of(261, "SQLITE_BUSY_RECOVERY"), MachineError, "store.in_use", {}),
    (error_of(6, "SQLITE_LOCKED"), MachineError, "store.in_use", {}),
    (error_of(15, "SQLITE_PROTOCOL"), MachineError, "store.in_use", {}),
    (error_of(13, "SQLITE_FULL"), MachineError, "disk.full", {}),
    (error_of(8, "SQLITE_READONLY"), MachineError, "disk.read_only", {}),
    (error_of(10, "SQLITE_IOERR"), MachineError, "disk.failed", {"reason": "SQLITE_IOERR"}),
    (error_of(1034, "SQLITE_IOERR_FSYNC"), MachineError, "disk.failed", {"reason": "SQLITE_IOERR_FSYNC"}),
    (error_of(14, "SQLITE_CANTOPEN"), MachineError, "disk.failed", {"reason": "SQLITE_CANTOPEN"}),
    (error_of(3, "SQLITE_PERM"), MachineError, "disk.failed", {"reason": "SQLITE_PERM"}),
    (error_of(11, "SQLITE_CORRUPT"), DamagedError, "store.damaged", {"reason": "SQLITE_CORRUPT"}),
    (error_of(26, "SQLITE_NOTADB"), DamagedError, "store.damaged", {"reason": "SQLITE_NOTADB"}),
    (OSError(errno.ENOSPC, "full"), MachineError, "disk.full", {}),
    (OSError(errno.EDQUOT, "full"), MachineError, "disk.full", {}),
    (OSError(errno.EROFS, "read-only"), MachineError, "disk.read_only", {}),
    (OSError(errno.ENAMETOOLONG, "too long"), Refused, "path.malformed", {}),
    (OSError(errno.EIO, "failed"), MachineError, "disk.failed", {"reason": "EIO"}),
    (OSError("without a number"), MachineError, "disk.failed", {"reason": "OSError"}),
]


@pytest.mark.parametrize(("error", "kind", "code", "facts"), MEANINGS)
def test_an_error_of_the_driver_or_the_disk_is_translated(
    error: BaseException, kind: type[CoalGuardError], code: str, facts: dict[str, object]
) -> None:
    failure = translate(error)
    assert type(failure) is kind
    assert (failure.code, failure.facts) == (code, facts)


class WrappedError(Exception):
    """As SQLAlchemy wraps the driver's errors."""

    def __init__(self, orig: BaseException) -> None:
        super().__init__()
        self.orig = orig


def test_an_error_wrapped_by_sqlalchemy_is_translated() -> None:
    failure = translate(WrappedError(error_of(13, "SQLITE_FULL")))
    assert failure is not None
    assert failure.code == "disk.full"


MISTAKES = [
    error_of(19, "SQLITE_CONSTRAINT"),
    error_of(1, "SQLITE_ERROR"),
    driver.ProgrammingError("Cannot operate on a closed database."),
    KeyError("ours"),
]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_of_the_program_passes_as_it_is(mistake: Exception) -> None:
    assert translate(mistake) is None
    with pytest.raises(type(mistake)) as raised, translated():
        raise mistake
    assert raised.value is mistake


def test_a_refusal_passes_as_it_is(path: Path) -> None:
    with pytest.raises(Refused), translated():
        create(path, KEY, SALT)
