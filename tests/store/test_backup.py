"""Backups prove themselves: made whole or not at all, and every change to one is found."""

import json
import os
import shutil
import subprocess
import sys
import threading
from contextlib import closing, suppress
from pathlib import Path
from random import Random

import pytest

from coalguard import sqlite
from coalguard.domain.errors import DamagedError, MachineError
from coalguard.domain.findings import Refused
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import canonical
from coalguard.store import backup, slotfile
from coalguard.store.backup import Backup, check, check_manifest, make
from coalguard.store.store import Store
from coalguard.store.upgrade import open_alone
from coalguard.store.verify import verify
from coalguard.trust.chain import DeviceSigner, seal
from coalguard.trust.manifest import sign_manifest
from tests.store.booth import KEY, SALT, Booth, Clerk, chain, flip, rot, yard

NAME = "LX01-20260114-120000-9"


@pytest.fixture
def made(booth: Booth, tmp_path: Path) -> Backup:
    """A backup of a founded booth."""
    with booth.open() as store:
        return make(store, tmp_path / "to")


def test_a_backup_has_a_folder_of_its_own_name(made: Backup, tmp_path: Path) -> None:
    assert made.folder == tmp_path / "to" / NAME
    assert sorted(file.name for file in made.folder.iterdir()) == ["manifest.json", "slots.json", "store.db"]
    assert [folder.name for folder in (tmp_path / "to").iterdir()] == [NAME]


def test_a_backup_says_where_the_chain_stood(booth: Booth, made: Backup) -> None:
    with booth.open() as store:
        manifest = made.manifest
        assert (manifest.station, manifest.device, manifest.epoch, manifest.seq, manifest.head) == (
            "LX01",
            store.head.device,
            1,
            store.head.seq,
            store.head.hash.hex(),
        )
        assert store.read().value("SELECT purpose FROM seals WHERE seq = ?", manifest.seq) == "backup"


def test_a_backup_holds_every_entry_and_opens_with_the_same_key(booth: Booth, tmp_path: Path) -> None:
    with booth.open() as store:
        Clerk(store, booth.clock, Random(1)).work(20)
        written = chain(store)
        made = make(store, tmp_path / "to")
        yard(store, "later")
    shutil.copytree(made.folder, tmp_path / "opened")
    copy = Booth(tmp_path / "opened")
    with closing(open_alone(copy.vault, copy.clock)) as store:
        assert chain(store) == written
    assert slotfile.load(made.folder) == slotfile.load(booth.folder)


def test_a_backup_proves_itself_as_often_as_it_is_asked(made: Backup) -> None:
    assert check(made.folder, KEY) == check(made.folder, KEY) == made.manifest
    assert sorted(file.name for file in made.folder.iterdir()) == ["manifest.json", "slots.json", "store.db"]


def test_a_backup_proves_its_manifest_without_a_key(made: Backup) -> None:
    assert check_manifest(made.folder) == made.manifest


def test_a_second_backup_of_the_same_second_is_refused(booth: Booth, made: Backup) -> None:
    with booth.open() as store, pytest.raises(Refused, match=r"backup\.exists"):
        make(store, made.folder.parent)


def test_what_a_crash_left_is_no_obstacle(booth: Booth, tmp_path: Path) -> None:
    with booth.open() as store:
        left = tmp_path / "to" / f".{store.head.device}.partial"
        left.mkdir(parents=True)
        (left / "store.db").write_bytes(b"half a file")
        made = make(store, tmp_path / "to")
    assert check(made.folder, KEY) == made.manifest
    assert list((tmp_path / "to").iterdir()) == [made.folder]


def test_a_backup_is_the_store_s_own_bytes(booth: Booth, made: Backup) -> None:
    assert (made.folder / "store.db").read_bytes() == booth.vault.file.read_bytes()


def test_a_backup_is_made_while_somebody_reads_an_older_state(booth: Booth, tmp_path: Path) -> None:
    with booth.open() as store, closing(sqlite.connect(booth.vault.file, KEY, SALT, read_only=True)) as older:
        yard(store, "before")
        older.execute("BEGIN")
        older.execute("SELECT count(*) FROM entries").fetchone()
        yard(store, "after")
        made = make(store, tmp_path / "to")
        assert made.manifest.seq == store.head.seq
    assert check(made.folder, KEY) == made.manifest


def test_a_backup_while_others_write_holds_one_moment(booth: Booth, tmp_path: Path) -> None:
    with booth.open() as store:
        over = threading.Event()

        def write() -> None:
            while not over.is_set():
                yard(store, "x" * 4000)

        writer = threading.Thread(target=write)
        writer.start()
        made = [make(store, tmp_path / str(number)) for number in range(4)]
        over.set()
        writer.join()
        written = {(epoch, seq): digest.hex() for epoch, seq, digest, _ in chain(store)}
    for one in made:
        assert check(one.folder, KEY).head == written[one.manifest.epoch, one.manifest.seq]
        with closing(sqlite.connect(one.folder / "store.db", KEY, SALT, read_only=True)) as copy:
            assert copy.execute("SELECT count(*) FROM entries").fetchone() == (one.manifest.seq,)


def test_a_backup_is_made_while_somebody_reads(booth: Booth, tmp_path: Path) -> None:
    with booth.open() as store:
        rows = store.read().rows("SELECT seq FROM entries")
        assert make(store, tmp_path / "to").manifest.seq == len(rows)


# --- where it can not be made -----------------------------------------------------------------------------------------


def left_nothing(folder: Path) -> bool:
    """Whether nothing of a backup is there."""
    return not folder.is_dir() or list(folder.iterdir()) == []


def test_a_target_that_is_a_file_is_refused(booth: Booth, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for target in (tmp_path / "file", tmp_path / "file" / "inside"):
        with booth.open() as store, pytest.raises(Refused, match=r"backup\.target_is_file"):
            make(store, target)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="a folder that nobody can write into")
def test_a_target_that_takes_nothing_is_told(booth: Booth) -> None:
    with booth.open() as store, pytest.raises(MachineError, match=r"backup\.target_(missing|read_only)"):
        make(store, Path("/proc/self/to"))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_target_that_is_read_only_is_told(booth: Booth, tmp_path: Path) -> None:
    (tmp_path / "to").mkdir(mode=0o500)
    with booth.open() as store, pytest.raises(MachineError, match=r"backup\.target_read_only"):
        make(store, tmp_path / "to")


def test_a_target_without_room_is_told_before_anything_is_written(booth: Booth, tmp_path: Path) -> None:
    huge = Booth(tmp_path / "huge")
    huge.folder.mkdir()
    with huge.vault.file.open("wb") as file:
        file.truncate(2**43)  # sparse: it takes nothing on the disk
    with booth.open() as store:
        store.vault = huge.vault
        with pytest.raises(MachineError, match=r"disk\.full"):
            make(store, tmp_path / "to")
        store.vault = booth.vault
    assert left_nothing(tmp_path / "to")


def test_a_store_with_a_rotten_page_makes_no_backup(booth: Booth, tmp_path: Path) -> None:
    rot(booth, "persons")
    with booth.open() as store, pytest.raises(DamagedError, match=r"store\.damaged"):
        make(store, tmp_path / "to")
    assert left_nothing(tmp_path / "to")


FULL = """
import resource, sys
from pathlib import Path
from coalguard.domain.errors import MachineError
from coalguard.store.backup import make
from tests.store.booth import Booth
booth = Booth(Path(sys.argv[1]))
with booth.open() as store:
    store.read().rows("SELECT 1")
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
    try:
        make(store, Path(sys.argv[2]))
    except MachineError as error:
        print(error.code)
"""


def test_a_disk_that_fills_up_on_the_way_leaves_nothing(booth: Booth, tmp_path: Path) -> None:
    to = tmp_path / "to"
    said = subprocess.run([sys.executable, "-c", FULL, booth.folder, to], capture_output=True, text=True, check=True)
    assert said.stdout.strip() in {"disk.full", "disk.failed"}
    assert left_nothing(to)


KILLED = """
import sys
from pathlib import Path
from coalguard.store.backup import make
from tests.store.booth import Booth, yard
booth = Booth(Path(sys.argv[1]))
with booth.open() as store:
    while True:
        yard(store, "x" * 4000)
        booth.clock.run(1)
        make(store, Path(sys.argv[2]))
        print(flush=True)
"""


def test_a_kill_while_backups_are_made_leaves_whole_ones_and_a_whole_store(booth: Booth, tmp_path: Path) -> None:
    to, luck, said = tmp_path / "to", Random(5), 0
    command: list[str | Path] = [sys.executable, "-c", KILLED, booth.folder, to]
    for _ in range(3):
        with subprocess.Popen(command, stdout=subprocess.PIPE) as running:
            assert running.stdout is not None
            said += len(running.stdout.readline())
            with suppress(subprocess.TimeoutExpired):
                running.wait(luck.uniform(0, 0.1))  # into whatever the next one is at
            running.kill()
        booth.clock.run(1_000)
        whole = [check(folder, KEY) for folder in to.iterdir() if not folder.name.startswith(".")]
        with booth.open() as store:
            written = {seq: digest.hex() for _, seq, digest, _ in chain(store)}
            assert verify(store).whole
        assert all(written[one.seq] == one.head for one in whole)
        assert len(whole) >= said
    with booth.open() as store:
        assert check(make(store, to).folder, KEY).seq == store.head.seq
    assert not list(to.glob(".*")), "the next backup takes away what a kill left of one"


def test_a_store_without_its_slot_file_makes_no_backup(booth: Booth, tmp_path: Path) -> None:
    with booth.open() as store:
        (booth.folder / slotfile.FILE).unlink()
        with pytest.raises(MachineError, match=r"store\.missing"):
            make(store, tmp_path / "to")
    assert left_nothing(tmp_path / "to")


# --- what was changed -------------------------------------------------------------------------------------------------


def refused(made: Backup) -> str:
    """What a changed backup is found out by."""
    with pytest.raises((DamagedError, MachineError)) as caught:
        check(made.folder, KEY)
    return caught.value.code


@pytest.mark.parametrize("offset", [0, 16, 5_000, -1])
def test_a_bit_of_the_file_that_flips_is_found(made: Backup, offset: int) -> None:
    flip(made.folder / "store.db", offset)
    assert refused(made) == "backup.file_changed"


@pytest.mark.parametrize(
    ("field", "value"),
    [("seq", 8), ("epoch", 2), ("head", "00" * 32), ("taken_at", "2027-01-01T00:00:00.000Z"), ("station", "LX02")],
)
def test_a_manifest_that_says_something_else_is_found(made: Backup, field: str, value: object) -> None:
    file = made.folder / "manifest.json"
    file.write_bytes(json.dumps({**json.loads(file.read_bytes()), field: value}).encode())
    assert refused(made) == "backup.signature_invalid"


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"signature":"zz"}', b'{"signature":"00","version":1}'])
def test_a_manifest_that_is_none_is_damage(made: Backup, content: bytes) -> None:
    (made.folder / "manifest.json").write_bytes(content)
    assert refused(made) == "backup.manifest_unreadable"


def test_a_manifest_of_a_later_program_is_told(made: Backup) -> None:
    file = made.folder / "manifest.json"
    file.write_bytes(json.dumps({**json.loads(file.read_bytes()), "version": backup.VERSION + 1}).encode())
    assert refused(made) == "backup.too_new"


@pytest.mark.parametrize("name", ["manifest.json", "store.db"])
def test_a_part_that_is_missing_is_told(made: Backup, name: str) -> None:
    (made.folder / name).unlink()
    assert refused(made) == "backup.missing"


def test_a_folder_that_is_no_backup_is_told(tmp_path: Path) -> None:
    with pytest.raises(MachineError, match=r"backup\.missing"):
        check(tmp_path, KEY)


def forged(store: Store, made: Backup, signer: DeviceSigner, **changed: object) -> None:
    """A manifest signed by somebody who has a key of the kind."""
    file = made.folder / "manifest.json"
    said = json.loads(file.read_bytes())
    said.pop("signature")
    said |= changed
    file.write_bytes(canonical({**said, "signature": sign_manifest(canonical(said), signer).hex()}))
    del store


def test_a_manifest_of_another_device_is_found(booth: Booth, made: Backup) -> None:
    other = DeviceSigner.fresh()
    with booth.open() as store:
        forged(store, made, other)
        assert refused(made) == "backup.signature_invalid"
        forged(store, made, other, device=other.device, public=other.public.hex())
        assert refused(made) == "backup.head_differs"


def test_a_manifest_with_another_head_or_seal_is_found(booth: Booth, made: Backup) -> None:
    with booth.open() as store:
        forged(store, made, store.signer, seq=8)
        assert refused(made) == "backup.head_differs"
        elsewhere = seal(EntryKey(store.head.device, 1, 8), store.head.hash, store.signer)
        forged(store, made, store.signer, seq=9, seal=elsewhere.signature.hex())
        assert refused(made) == "seal.invalid"


def test_pages_that_rotted_before_they_were_signed_are_found(booth: Booth, made: Backup) -> None:
    with closing(sqlite.connect(made.folder / "store.db", KEY, SALT)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'yards'").fetchone() or (0,)
        (size,) = connection.execute("PRAGMA page_size").fetchone() or (0,)
    flip(made.folder / "store.db", (page - 1) * int(size) + 100)
    with booth.open() as store:
        forged(store, made, store.signer, sha256=backup._sha256(made.folder / "store.db"))
        assert refused(made) == "store.damaged"
