"""Restore: the way back from a backup, after a lost disk, a damaged page, a lost machine.

A backup is put into a data folder, and what came after it is taken from the alibi folder. Where the alibi reaches the
head (it was read to its end, and its end follows the backup), everything that was acknowledged is there again: epoch
and grants stay, numbering goes on. Otherwise numbers beyond may stand on papers: a new epoch begins, every grant is
closed, and the administrator opens an emergency grant above the highest number seen.

All is done in a folder aside and proved before anything is moved; what lay in the data folder is put aside in
`before-restore-…`, never deleted. A failure before that leaves everything as it was.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from coalguard import sqlite
from coalguard.clock import Clock
from coalguard.domain.errors import CoalGuardError
from coalguard.domain.findings import Finding
from coalguard.domain.identity import CHINA, EntryKey
from coalguard.domain.journal import Fact
from coalguard.sqlite import make_names_durable, translated
from coalguard.store import slotfile
from coalguard.store.alibi import Alibi
from coalguard.store.backup import Manifest, check_file, check_manifest
from coalguard.store.cursors import Cursor, keep_cursors
from coalguard.store.file import make_durable
from coalguard.store.recovery import Recovered, follow, open_epoch, set_aside
from coalguard.store.store import STORE_FILE, Store, Vault
from coalguard.store.upgrade import open_alone
from coalguard.trust.secret import derive
from coalguard.trust.slots import Slots, key_check

_FILES = (STORE_FILE, f"{STORE_FILE}-wal", f"{STORE_FILE}-shm")
_EPOCH = "SELECT max(epoch) FROM entries JOIN keys ON keys.no = entries.device WHERE keys.private IS NOT NULL"
NO_ALIBI = "no_alibi"
"""Why a new epoch was opened where no alibi was at hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoration:
    """What is to be restored: from which backup, into which data folder, completed from which alibi, if any.

    `into.alibi` is where the restored store keeps its second copy from now on; `alibi` may be the same folder.
    """

    source: Path
    into: Vault
    alibi: Path | None
    clock: Clock


@dataclass(frozen=True, slots=True)
class Restored:
    """What stands in the data folder now, and what could not be brought back."""

    epoch: int
    kept_epoch: bool
    seq: int
    taken: int
    closed_grants: int
    backup_seq: int
    aside: str | None
    fault: Finding | None


def restore(order: Restoration, authorise: Callable[[Store], EntryKey]) -> Restored:
    """Restore a backup; `authorise` says who does it, by the restored store's own staff, or refuses.

    Raises MachineError `backup.missing`, `alibi.failed`, `alibi.empty`, `disk.full` and its kin; DamagedError where the
    backup does not prove itself or nothing of the alibi can be read. All of these leave the data folder as it was.
    """
    with _staged(order) as (folder, manifest):
        store = open_alone(replace(order.into, folder=folder), order.clock)
        try:
            store.alibi_paused = True  # the second copy of all this is completed at the next start
            restored = _complete(store, order, manifest, authorise(store))
            aside = f"before-restore-{store.now().at.astimezone(CHINA):%Y%m%d-%H%M%S}"
        finally:
            store.close()
        moved = _move_in(order, folder, aside, kept_epoch=restored.kept_epoch)
    return replace(restored, aside=moved)


@contextmanager
def _staged(order: Restoration) -> Iterator[tuple[Path, Manifest]]:
    """A copy of the backup in a folder aside, proved; gone afterwards."""
    manifest = check_manifest(order.source)
    folder = order.into.folder / "restore.partial"
    with translated():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            shutil.copyfile(order.source / STORE_FILE, folder / STORE_FILE)
            check_file(folder / STORE_FILE, manifest, key=order.into.key, salt=order.into.salt)
            slotfile.keep(folder, slotfile.load(order.source))
            yield folder, manifest
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _complete(store: Store, order: Restoration, manifest: Manifest, by: EntryKey) -> Restored:
    """Take over from the alibi; where it does not reach the head, open a new epoch."""
    done, above = Recovered(), 0
    if order.alibi is not None:
        done, above = follow(store, Alibi(order.alibi, derive(order.into.key, b"alibi")))
    kept = order.alibi is not None and done.fault is None
    closed = 0 if kept else open_epoch(store, _reason(done.fault), by, above=max(above, _epoch_there(order.into)))
    with store.begin(by) as act:
        says = {"backup": manifest.seq, "head": manifest.head, "taken": done.taken, "kept_epoch": kept}
        act.append(Fact("store.restored", says))
    keep_cursors(store, {Cursor.RESTORED: "1"})  # until a server has heard of it, our ratchet is an old one
    fault = Finding(done.fault.code, done.fault.facts) if done.fault else None
    return Restored(store.head.epoch, kept, store.head.seq, done.taken, closed, manifest.seq, None, fault)


def _epoch_there(vault: Vault) -> int:
    """The epoch of the store that is replaced, as far as it can still be read: the city may know it already."""
    with suppress(CoalGuardError), translated():
        if vault.file.exists():
            with closing(sqlite.connect(vault.file, vault.key, vault.salt, read_only=True)) as connection:
                (epoch,) = connection.execute(_EPOCH).fetchone() or (0,)
                return int(epoch or 0)
    return 0


def _reason(fault: CoalGuardError | None) -> str:
    return fault.code if fault else NO_ALIBI


def _move_in(order: Restoration, staged: Path, aside: str, *, kept_epoch: bool) -> str | None:
    """Put aside what lies in the data folder, and the restored store in its place."""
    folder, alibi = order.into.folder, order.into.alibi
    goes_on = kept_epoch and order.alibi is not None and alibi.exists() and alibi.samefile(order.alibi)
    slots = _latest_slots(order) if kept_epoch else None
    with translated():
        if slots is not None:
            slotfile.keep(staged, slots)
        make_durable(staged / STORE_FILE)
        moved = _put_aside(folder, aside)
        if alibi.exists() and not goes_on:
            set_aside(alibi, aside)
        if alibi.parent == folder:
            alibi.mkdir(exist_ok=True)
        for file in (*_found(staged, _FILES), staged / slotfile.FILE):
            file.rename(folder / file.name)
    make_names_durable(folder)
    return moved


def _latest_slots(order: Restoration) -> Slots | None:
    """The passwords as they were last, not as at the backup: the alibi's slot file, where it is of this store."""
    try:
        slots = slotfile.load(order.alibi) if order.alibi else None
    except CoalGuardError:
        return None
    return slots if slots and slots.key_check == key_check(order.into.key) else None


def _found(folder: Path, names: tuple[str, ...]) -> list[Path]:
    return [folder / name for name in names if (folder / name).exists()]


def _put_aside(folder: Path, aside: str) -> str | None:
    """Move what a store consists of into a folder beside it; says its name where there was anything."""
    found = _found(folder, (*_FILES, slotfile.FILE, slotfile.LOCKOUT_FILE))
    if not found:
        return None
    place, count = folder / aside, 1
    while place.exists():
        count += 1
        place = folder / f"{aside}-{count}"
    place.mkdir()
    for file in found:
        file.rename(place / file.name)
    return place.name
