"""A month of an alibi in four records: kept, read again from either end, on a disk that may be nearly full."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from coalguard.store.alibi import Alibi

KEY = bytes(range(32))
MONTH, NEXT = "2026-01", "2026-02"
RECORDS = [b"first", b"", b"third, with CGA1 in it", b"fourth"]
OVERHEAD = 4 + 4 + 12 + 16 + 4


def keep(folder: Path, month: str, records: list[bytes]) -> None:
    alibi = Alibi(folder, KEY)
    for record in records:
        alibi.append(month, record)
    alibi.close()


def kept(folder: Path) -> list[bytes]:
    """All records; from either end they are the same."""
    alibi = Alibi(folder, KEY)
    forwards = list(alibi.records())
    assert list(alibi.records_from_end()) == forwards[::-1]
    assert alibi.last() == (forwards[-1] if forwards else None)
    return forwards


def ends(records: list[bytes]) -> list[int]:
    """Where the frames of these records end."""
    return [sum(OVERHEAD + len(record) for record in records[: count + 1]) for count in range(len(records))]


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """A disk that is nearly full: the system writes what fits, and says so."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
