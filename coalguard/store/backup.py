"""Backups that prove themselves.

A backup is a folder: the store's file as it stood at one moment, the slot file, and a manifest that says where the
chain stood. The manifest is signed by the device, names the file by its hash, and carries a seal over the head. A
backup counts only after it was opened again and read whole; it grows under another name, so a folder that has its name
is complete, and a failure leaves nothing.

The file is copied byte for byte while SQLite keeps it still, which spares each page its deciphering and ciphering;
where somebody reads an older state, SQLite's own backup copies it page by page. Either way it is the same proof.

    LX01-20260114-205811-1041/  store.db  slots.json  manifest.json

The way back from one stands in `store.restore`.
"""

import errno
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any

from coalguard import sqlite
from coalguard.domain.errors import CoalGuardError, DamagedError, MachineError
from coalguard.domain.findings import refuse
from coalguard.domain.identity import CHINA, EntryKey
from coalguard.domain.journal import Json, canonical, render_instant
from coalguard.sqlite import Connection, make_names_durable, translated
from coalguard.store import slotfile
from coalguard.store.file import Key, copy_bytes, copy_whole, write_whole
from coalguard.store.store import STORE_FILE, Store
from coalguard.trust.chain import Seal, open_seal, seal
from coalguard.trust.manifest import open_manifest, sign_manifest

MANIFEST_FILE = "manifest.json"
VERSION = 1
_HEAD = (
    "SELECT entries.epoch, entries.seq, entries.hash, keys.public FROM entries JOIN keys ON keys.no = entries.device "
    "WHERE keys.device = ? ORDER BY entries.epoch DESC, entries.seq DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself: whose it is, where the chain stood, the file's hash; bytes are written as hex."""

    station: str
    device: str
    epoch: int
    seq: int
    head: str
    sha256: str
    taken_at: str
    public: str
    seal: str
    version: int = VERSION


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made and proved."""

    folder: Path
    manifest: Manifest


def make(store: Store, to: Path) -> Backup:
    """Make a backup in a folder of its own inside `to`, proved before it gets its name.

    Raises Refused `backup.target_is_file`, `backup.exists`; MachineError `backup.target_read_only`,
    `backup.target_missing`, `disk.full` and its kin. Whatever is raised, nothing is left behind.
    """
    ready(store, to)
    moment = store.now().at
    store.seal("backup")
    station = str(store.read().value("SELECT code FROM station") or "")
    name = f"{station or 'store'}-{moment.astimezone(CHINA).strftime('%Y%m%d-%H%M%S')}-{store.head.seq}"
    final, draft = to / name, to / f".{store.signer.device}.partial"  # one name, so that what a crash left goes
    with _told_of_target(to):
        if final.exists():
            raise refuse("backup.exists", name=name)
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        try:
            manifest = _fill(store, draft, station, render_instant(moment))
            draft.rename(final)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        make_names_durable(to)
    return Backup(final, manifest)


def ready(store: Store, to: Path) -> None:
    """Whether a backup could begin there, so that none is announced in vain; makes the folder. Raises as `make`."""
    file = store.vault.file
    beside = file.with_name(f"{file.name}-wal")
    with _told_of_target(to):
        to.mkdir(parents=True, exist_ok=True)
        probe = to / ".probe.partial"
        probe.mkdir(exist_ok=True)
        probe.rmdir()
        needed = file.stat().st_size + (beside.stat().st_size if beside.exists() else 0)
        if shutil.disk_usage(to).free < needed:
            raise MachineError("disk.full")


def check(folder: Path, key: bytes) -> Manifest:
    """Prove a backup both ways: the manifest by its signature, the file by its hash, its pages, its head and seal.

    Raises MachineError `backup.missing`, DamagedError `backup.…`, `store.damaged`, `seal.invalid`.
    """
    manifest = check_manifest(folder)
    check_file(folder / STORE_FILE, manifest, key=key, salt=slotfile.load(folder).salt)
    return manifest


def check_manifest(folder: Path) -> Manifest:
    """The manifest of a backup, its signature proved. Raises MachineError `backup.missing`, DamagedError `backup.…`."""
    with translated():
        try:
            content = (folder / MANIFEST_FILE).read_bytes()
        except (FileNotFoundError, NotADirectoryError) as error:
            raise MachineError("backup.missing", folder=folder.name) from error
    try:
        read = json.loads(content)
        signature = bytes.fromhex(read.pop("signature"))
        if read["version"] > VERSION:
            raise DamagedError("backup.too_new", version=read["version"], known=VERSION)
        manifest = Manifest(**read)
        public = bytes.fromhex(manifest.public)
        open_manifest(canonical(asdict(manifest)), signature, public=public, device=manifest.device)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise DamagedError("backup.manifest_unreadable", folder=folder.name) from error
    return manifest


def check_file(file: Path, manifest: Manifest, *, key: bytes, salt: bytes) -> None:
    """Prove that a file is the one of the manifest, that every page of it is whole, and where its chain ends."""
    if _prove(file, (key, salt), manifest.sha256) != manifest.sha256:
        raise DamagedError("backup.file_changed", file=file.name)
    _check_head(file, manifest, (key, salt))


def _prove(file: Path, key: Key, said: str = "") -> str:
    """Open the file again, read every page of it, and say its hash; where that is not the one `said`, nothing more.

    The pages are deciphered beside the hashing: where there are two processors, a backup takes no longer for its hash.
    """
    with ThreadPoolExecutor(1, "backup") as beside:
        structure = beside.submit(_check, sqlite.check_structure, file, key)
        digest = _sha256(file)
        if said in {"", digest}:
            _check(sqlite.check_free_pages, file, key)
            structure.result()
    return digest


def _check(what: Callable[[Connection], None], file: Path, key: Key) -> None:
    with closing(sqlite.connect(file, *key, read_only=True)) as connection:
        what(connection)


def _check_head(file: Path, manifest: Manifest, key: Key) -> None:
    with closing(sqlite.connect(file, *key, read_only=True)) as connection:
        found = _head_in(connection, manifest.device)
    said = (manifest.epoch, manifest.seq, bytes.fromhex(manifest.head), bytes.fromhex(manifest.public))
    if found != said:
        raise DamagedError("backup.head_differs", seq=manifest.seq)
    sealed = Seal(manifest.device, manifest.epoch, manifest.seq, found[2], bytes.fromhex(manifest.seal))
    open_seal(sealed, found[3])


def _fill(store: Store, folder: Path, station: str, taken_at: str) -> Manifest:
    """Put file, slots and manifest into the backup's folder, each looked at again as it lies there."""
    signer, key = store.signer, (store.vault.key, store.vault.salt)
    file = folder / STORE_FILE
    slotfile.keep(folder, slotfile.load(store.vault.folder))
    epoch, seq, head = _copy(store, file)
    sealed = seal(EntryKey(signer.device, epoch, seq), head, signer)
    sha256, public = _prove(file, key), signer.public.hex()
    manifest = Manifest(
        station, signer.device, epoch, seq, head.hex(), sha256, taken_at, public, sealed.signature.hex()
    )
    said: Mapping[str, Json] = asdict(manifest)
    signature = sign_manifest(canonical(said), signer).hex()
    write_whole(folder / MANIFEST_FILE, canonical({**said, "signature": signature}) + b"\n")
    _check_head(file, found := check_manifest(folder), key)
    return found


def _copy(store: Store, file: Path) -> tuple[int, int, bytes]:
    """Copy the store's file as it stands at one moment, and say where the chain ended then.

    Acts may have come since the seal, and may come while it is copied.
    """
    vault = store.vault
    with translated(), closing(sqlite.connect(vault.file, vault.key, vault.salt, read_only=True)) as source:
        with store.maintenance() as writer:
            still = sqlite.hold_still(writer, source)
        if not still:
            source.execute("BEGIN")
        found = _head_in(source, store.signer.device)
        if found is None:
            raise refuse("backup.nothing_yet")
        if still:
            copy_bytes(vault.file, file)
        else:
            copy_whole(source, (vault.key, vault.salt), file)
    return found[0], found[1], bytes(found[2])


def _head_in(connection: Connection, device: str) -> tuple[Any, ...] | None:
    with translated():
        return connection.execute(_HEAD, (device,)).fetchone()


def _sha256(file: Path) -> str:
    with translated():
        try:
            with file.open("rb") as opened:
                return file_digest(opened, "sha256").hexdigest()
        except FileNotFoundError as error:
            raise MachineError("backup.missing", folder=file.parent.name) from error


@contextmanager
def _told_of_target(to: Path) -> Iterator[None]:
    """Say of a failure at the target that it is the target's."""
    try:
        yield
    except CoalGuardError:
        raise
    except OSError as error:
        if error.errno in _NO_FOLDER:
            raise refuse("backup.target_is_file", target=os.fspath(to)) from error
        code = _TARGET.get(error.errno or 0)
        failure = MachineError(code, target=os.fspath(to)) if code else sqlite.translate(error)
        raise failure or error from error


_NO_FOLDER = {errno.ENOTDIR, errno.EEXIST, errno.EISDIR}
_TARGET = {
    errno.EACCES: "backup.target_read_only",
    errno.EPERM: "backup.target_read_only",
    errno.EROFS: "backup.target_read_only",
    errno.ENOENT: "backup.target_missing",
    errno.ENODEV: "backup.target_missing",
    errno.ENXIO: "backup.target_missing",
}
