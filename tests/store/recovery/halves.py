"""A booth whose two halves, store and alibi, are taken apart, spoiled and put together again."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from coalguard.store.alibi import Alibi
from coalguard.store.record import Record, parse_record, render_record
from coalguard.store.store import Store
from coalguard.store.verify import verify
from coalguard.trust.secret import derive
from tests.store.booth import KEY, Booth, Clerk, chain

MONTH = "2026-01.alibi"


def work(booth: Booth, deeds: int, seed: int = 1) -> list[tuple[int, int, bytes, bytes]]:
    """Some days at the desk; gives back the chain then."""
    with booth.open() as store:
        Clerk(store, booth.clock, Random(seed)).work(deeds)
        return chain(store)


def keep_store(booth: Booth, name: str = "kept") -> Path:
    """A copy of the database file alone."""
    kept = booth.folder.with_name(name)
    kept.mkdir()
    for file in booth.folder.glob("store.db*"):
        shutil.copy(file, kept)
    return kept


def put_back(booth: Booth, kept: Path) -> None:
    """The copy in the place of the file."""
    for file in booth.folder.glob("store.db*"):
        file.unlink()
    for file in kept.iterdir():
        shutil.copy(file, booth.folder)


@contextmanager
def reopened(booth: Booth) -> Iterator[Store]:
    """The store opened again, everything proved."""
    with booth.open() as store:
        found = verify(store)
        assert found.whole, [invariant for invariant in found.invariants if not invariant.holds]
        yield store


def bodies_of(alibi: Alibi) -> list[bytes]:
    """Every body that the alibi holds, in its order."""
    return [body for record in alibi.records() for body in parse_record(record).bodies]


def rewrite(booth: Booth, change: Callable[[list[Record]], list[Record]]) -> None:
    """The alibi with its records changed by somebody who has the key."""
    alibi = Alibi(booth.vault.alibi, derive(KEY, b"alibi"))
    records = [parse_record(content) for content in alibi.records()]
    alibi.rewrite("2026-01", [render_record(record) for record in change(records)])


def fault(booth: Booth) -> str:
    """What the last start could not do; empty where it could do everything."""
    return booth.recovered.fault.code if booth.recovered.fault else ""


def aside(booth: Booth) -> list[str]:
    """What was put aside inside the alibi folder."""
    return sorted(str(file.relative_to(booth.vault.alibi)) for file in booth.vault.alibi.glob("*/*.alibi"))


def spoil(booth: Booth, *offsets: int) -> bytes:
    """Bits that rot at these offsets of the alibi; gives back what it is then."""
    file = booth.vault.alibi / MONTH
    content = bytearray(file.read_bytes())
    for offset in offsets:
        content[offset] ^= 1
    file.write_bytes(content)
    return bytes(content)
