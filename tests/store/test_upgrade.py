"""Every gate between the disk and the first question: refused in words with the file untouched, or opened whole."""

import hashlib
import shutil
import sys
from contextlib import closing
from pathlib import Path

import pytest

from coalguard import resources, sqlite
from coalguard.clock import SystemClock
from coalguard.domain.errors import DamagedError, MachineError
from coalguard.domain.findings import Refused
from coalguard.store import slotfile, versions
from coalguard.store.store import Vault
from coalguard.store.upgrade import create_store, open_alone, open_store
from coalguard.trust.chain import DeviceSigner
from coalguard.trust.slots import without_slot
from tests.store.booth import ADMIN, KEY, SALT, Booth, derived, flip, rot, yard


def digest(folder: Path) -> dict[str, str]:
    """Every file below a folder by its hash."""
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file()
    }


def changed(booth: Booth, *statements: str) -> None:
    """The file changed by somebody who has the key."""
    with closing(sqlite.connect(booth.vault.file, KEY, SALT)) as connection:
        for statement in statements:
            connection.execute(statement)


# --- made -------------------------------------------------------------------------------------------------------------


def test_a_new_store_is_empty_and_has_a_key_of_its_own(tmp_path: Path) -> None:
    vault = Vault(tmp_path, KEY, SALT, tmp_path)
    signer = DeviceSigner.fresh()
    create_store(vault, signer)
    with closing(open_alone(vault, SystemClock())) as store:
        assert (store.head.seq, store.head.epoch, store.signer.public) == (0, 1, signer.public)
    assert [file.name for file in tmp_path.iterdir()] == ["store.db"]


def test_no_store_is_made_over_another(booth: Booth) -> None:
    before = digest(booth.folder)
    with pytest.raises(Refused, match=r"store\.exists"):
        create_store(booth.vault, DeviceSigner.fresh())
    assert digest(booth.folder) == before


def test_what_a_crash_left_of_a_founding_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "store.db.new").write_bytes(b"half a file")
    (tmp_path / "store.db").touch()
    vault = Vault(tmp_path, KEY, SALT, tmp_path)
    signer = DeviceSigner.fresh()
    create_store(vault, signer)
    with closing(open_alone(vault, SystemClock())) as store:
        assert (store.head.seq, store.signer.public) == (0, signer.public)
    assert [file.name for file in tmp_path.iterdir()] == ["store.db"]


# --- refused, the file untouched --------------------------------------------------------------------------------------


def refused(booth: Booth) -> Exception:
    """What opening says; the data folder is as it was."""
    before = digest(booth.folder)
    with pytest.raises((Refused, MachineError, DamagedError)) as caught:
        open_store(booth.vault, booth.clock)
    assert digest(booth.folder) == before
    return caught.value


def test_a_schema_of_a_later_program_is_refused(booth: Booth) -> None:
    changed(booth, f"PRAGMA user_version = {versions.SCHEMA + 1}")
    error = refused(booth)
    assert isinstance(error, Refused)
    assert (error.code, error.facts) == ("store.newer", {"found": versions.SCHEMA + 1, "known": versions.SCHEMA})


def test_a_file_that_is_not_ours_is_refused(booth: Booth) -> None:
    booth.vault.file.write_bytes(b"SQLite format 3\0" + bytes(4_080))
    assert getattr(refused(booth), "code", "") == "store.foreign"


def test_a_file_without_a_schema_is_refused(booth: Booth) -> None:
    changed(booth, "PRAGMA user_version = 0")
    assert getattr(refused(booth), "code", "") == "store.foreign"


def test_a_file_that_is_gone_is_told_so(booth: Booth) -> None:
    booth.vault.file.unlink()
    assert getattr(refused(booth), "code", "") == "store.missing"


def test_a_first_page_that_rots_is_told_from_a_wrong_file(booth: Booth) -> None:
    flip(booth.vault.file, 100)
    assert getattr(refused(booth), "code", "") == "store.damaged_first_page"


def test_a_page_that_rots_is_told_at_the_first_question_that_needs_it(booth: Booth) -> None:
    rot(booth, "yards")
    with booth.open() as store, pytest.raises(DamagedError, match=r"store\.damaged"):
        store.read().rows("SELECT * FROM yards")


def test_a_page_that_the_opening_needs_ends_it(booth: Booth) -> None:
    rot(booth, "entries")
    assert getattr(refused(booth), "code", "") == "store.damaged"


def test_a_store_without_its_device_key_is_refused(booth: Booth) -> None:
    changed(booth, "UPDATE keys SET private = NULL")
    assert getattr(refused(booth), "code", "") == "store.no_device_key"


# --- migrated ---------------------------------------------------------------------------------------------------------

NEWEST, LATER = versions.SCHEMA, versions.SCHEMA + 1
REVISION = f'''"""One more column.

Revision ID: {LATER:04d}
"""

import sqlalchemy as sa
from alembic import op

revision = "{LATER:04d}"
down_revision = "{NEWEST:04d}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("marks", sa.Column("note", sa.Text))
    op.execute("PRAGMA user_version = {LATER}")
'''


@pytest.fixture
def later_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The newest revision of a program that is one further, laid out as a frozen build."""
    station = tmp_path / "frozen" / "migrations" / "station"
    shutil.copytree(resources.migrations("station"), station)
    revision = station / "versions" / f"{LATER:04d}_a_note.py"
    revision.write_text(REVISION)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path / "frozen"), raising=False)
    monkeypatch.setattr(versions, "SCHEMA", LATER)
    return revision


@pytest.mark.usefixtures("later_revision")
def test_an_older_schema_is_copied_whole_before_it_is_migrated(booth: Booth) -> None:
    with booth.open() as store:
        assert store.read().value("PRAGMA user_version") == LATER
        tables = derived(store)
    kept = booth.folder / f"before-schema-{LATER}.db"
    with closing(sqlite.connect(kept, KEY, SALT, read_only=True)) as connection:
        sqlite.check_pages(connection)
        assert connection.execute("PRAGMA user_version").fetchone() == (NEWEST,)
        assert connection.execute("SELECT count(*) FROM entries").fetchone() == (9,)
        assert sorted(connection.execute("SELECT * FROM grants").fetchall(), key=repr) == tables["grants"]
    with booth.open() as store:
        yard(store, "东堆")


def test_a_migration_that_fails_leaves_the_file_as_it_was(booth: Booth, later_revision: Path) -> None:
    later_revision.write_text(REVISION.replace("PRAGMA user_version", "no sql"))
    with pytest.raises(Exception, match="syntax error"):
        open_store(booth.vault, booth.clock)
    with closing(sqlite.connect(booth.vault.file, KEY, SALT)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (NEWEST,)
        assert len(connection.execute("SELECT * FROM pragma_table_info('marks')").fetchall()) == 2


# --- derived tables of another version --------------------------------------------------------------------------------


def test_derived_tables_of_another_version_are_folded_anew(booth: Booth) -> None:
    with booth.open() as store:
        before = derived(store)
    changed(
        booth,
        "UPDATE marks SET value = '0' WHERE name = 'derived'",
        "DROP TABLE grants",
        "CREATE TABLE grants (place INTEGER)",
        "CREATE TABLE former (kg INTEGER)",
    )
    with booth.open() as store:
        assert derived(store) == before
        assert store.read().value("SELECT count(*) FROM sqlite_schema WHERE name = 'former'") == 0


def test_what_the_alibi_gives_back_is_folded_into_tables_of_this_version(booth: Booth) -> None:
    kept = booth.folder.with_name("kept.db")
    shutil.copy(booth.vault.file, kept)
    with booth.open() as store:
        yard(store, "东堆")
        before = derived(store)
    shutil.copy(kept, booth.vault.file)
    changed(booth, "UPDATE marks SET value = '0' WHERE name = 'derived'", "DROP TABLE yards")
    with booth.open() as store:
        assert booth.recovered.taken == 1
        assert derived(store) == before


# --- the second disk --------------------------------------------------------------------------------------------------


def test_the_alibi_folder_carries_the_slot_file(booth: Booth) -> None:
    with booth.open():
        pass
    assert slotfile.load(booth.vault.alibi) == slotfile.load(booth.folder)
    slotfile.keep(booth.folder, without_slot(slotfile.load(booth.folder), ADMIN))
    with booth.open():
        pass
    assert slotfile.load(booth.vault.alibi).logins == ()


def test_a_store_opens_without_its_slot_file(booth: Booth) -> None:
    (booth.folder / slotfile.FILE).unlink()
    with booth.open() as store:
        before = store.head.seq
        yard(store, "东堆")
        assert store.head.seq == before + 1
