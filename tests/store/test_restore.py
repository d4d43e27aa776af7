"""The way back from a backup: all that was acknowledged where the alibi reaches the head, else a new epoch."""

import shutil
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coalguard.domain.errors import DamagedError, MachineError
from coalguard.domain.findings import Refused, refuse
from coalguard.domain.identity import EntryKey
from coalguard.domain.numbering import PaperKind
from coalguard.store import slotfile
from coalguard.store.alibi import Alibi
from coalguard.store.backup import Backup, make
from coalguard.store.cursors import load_cursors
from coalguard.store.restore import Restoration, Restored, restore
from coalguard.store.store import Store
from coalguard.store.verify import verify
from coalguard.trust.secret import derive
from coalguard.trust.slots import with_slot, without_slot
from tests.store.booth import CHEAP, KEY, Booth, Clerk, chain, flip, yard


def backed_up(booth: Booth, to: Path, before: int = 5, after: int = 5, seed: int = 1) -> Backup:
    """Some days, a backup, some more days."""
    with booth.open() as store:
        clerk = Clerk(store, booth.clock, Random(seed))
        clerk.work(before)
        made = make(store, to)
        clerk.work(after)
    return made


def written(booth: Booth) -> list[tuple[int, int, bytes, bytes]]:
    """The chain as it stands."""
    with booth.open() as store:
        return chain(store)


def admin(store: Store) -> EntryKey:
    """The administrator, by the restored store's own staff."""
    return store.places.key(store.read().value("SELECT place FROM staff"))


def restored(made: Backup, into: Booth, alibi: Path | None) -> Restored:
    """The backup put into a booth."""
    order = Restoration(source=made.folder, into=into.vault, alibi=alibi, clock=into.clock)
    return restore(order, admin)


def whole(booth: Booth) -> list[tuple[int, int, bytes, bytes]]:
    """The chain of a booth in which everything is proved."""
    with booth.open() as store:
        found = verify(store)
        assert found.whole, [invariant for invariant in found.invariants if not invariant.holds]
        return chain(store)


def issues(store: Store, kind: PaperKind = PaperKind.RELEASE) -> int:
    """The serial that the next slip gets."""
    with store.begin() as act:
        visit = act.value("SELECT max(place) FROM visits")
        says = {"visit": str(act.places.key(visit)), "plate": "甘N00001"}
        return act.issue(kind, "release.issued", says).number.serial


@pytest.fixture
def fresh(tmp_path: Path, booth: Booth) -> Booth:
    """An empty data folder on a machine whose clock goes on."""
    return Booth(tmp_path / "fresh", booth.clock)


# --- completed by the alibi -------------------------------------------------------------------------------------------


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32), st.integers(0, 10), st.integers(0, 10))
def test_with_the_alibi_everything_that_was_acknowledged_is_there_again(
    tmp_path_factory: pytest.TempPathFactory, first_booth: Booth, seed: int, before: int, after: int
) -> None:
    folder = tmp_path_factory.mktemp("lost")
    lost = first_booth.copied(folder / "lost")
    made = backed_up(lost, folder / "to", before, after, seed)
    chain_then = written(lost)
    fresh = Booth(folder / "fresh", lost.clock)
    done = restored(made, fresh, lost.vault.alibi)
    assert (done.kept_epoch, done.epoch, done.fault, done.closed_grants) == (True, 1, None, 0)
    assert done.taken == len(chain_then) - done.backup_seq
    assert whole(fresh)[: len(chain_then)] == chain_then


def test_numbering_goes_on(booth: Booth, fresh: Booth, tmp_path: Path) -> None:
    with booth.open() as store:
        clerk = Clerk(store, booth.clock, Random(1))
        clerk.redeem()
        made = make(store, tmp_path / "to")
        clerk.redeem()
    restored(made, fresh, booth.vault.alibi)
    with fresh.open() as store:
        assert issues(store) == 3


def test_who_restored_what_is_an_entry(booth: Booth, fresh: Booth, tmp_path: Path) -> None:
    made = backed_up(booth, tmp_path / "to")
    done = restored(made, fresh, booth.vault.alibi)
    with fresh.open() as store:
        entry = store.read().entry(EntryKey(store.head.device, 1, done.seq))
        assert (entry.fact.kind, entry.by) == ("store.restored", admin(store))
        assert entry.fact.says["backup"] == made.manifest.seq


@pytest.mark.parametrize("complete", [True, False])
def test_a_mark_says_until_a_city_has_heard_of_it(booth: Booth, fresh: Booth, tmp_path: Path, complete: bool) -> None:  # noqa: FBT001 -- a column
    made = backed_up(booth, tmp_path / "to")
    done = restored(made, fresh, booth.vault.alibi if complete else None)
    assert done.kept_epoch is complete
    with booth.open() as store:
        assert not load_cursors(store.read()).restored
    with fresh.open() as store:
        assert load_cursors(store.read()).restored


def test_a_backup_that_is_the_head_needs_nothing_from_the_alibi(booth: Booth, fresh: Booth, tmp_path: Path) -> None:
    made = backed_up(booth, tmp_path / "to", after=0)
    done = restored(made, fresh, booth.vault.alibi)
    assert (done.kept_epoch, done.taken) == (True, 0)


def test_the_alibi_in_its_own_place_goes_on(booth: Booth, tmp_path: Path) -> None:
    made = backed_up(booth, tmp_path / "to")
    chain_then = written(booth)
    done = restored(made, booth, booth.vault.alibi)
    assert done.kept_epoch
    assert [path.name for path in booth.vault.alibi.iterdir() if path.is_dir()] == []
    assert whole(booth)[: len(chain_then)] == chain_then
    with booth.open():
        assert booth.recovered.copied == 0


def test_a_lost_alibi_elsewhere_is_only_read(booth: Booth, fresh: Booth, tmp_path: Path) -> None:
    made = backed_up(booth, tmp_path / "to")
    before = {file: file.read_bytes() for file in booth.vault.alibi.iterdir()}
    restored(made, fresh, booth.vault.alibi)
    assert {file: file.read_bytes() for file in booth.vault.alibi.iterdir()} == before


def test_passwords_are_those_that_were_last(booth: Booth, fresh: Booth, tmp_path: Path) -> None:
    made = backed_up(booth, tmp_path / "to")
    slots = with_slot(slotfile.load(booth.folder), "lead", "another horse", KEY, cost=CHEAP)
    slotfile.keep(booth.folder, without_slot(slots, "admin"))
    with booth.open():
        pass
    restored(made, fresh, booth.vault.alibi)
    assert slotfile.load(fresh.folder).logins == ("lead",)


@pytest.mark.parametrize("content", [b"{", None])
def test_passwords_are_the_backups_where_the_alibi_has_none(
    booth: Booth, fresh: Booth, tmp_path: Path, content: bytes | None
) -> None:
    made = backed_up(booth, tmp_path / "to")
    (booth.vault.alibi / slotfile.FILE).unlink(missing_ok=True)
    if content is not None:
        (booth.vault.alibi / slotfile.FILE).write_bytes(content)
    restored(made, fresh, booth.vault.alibi)
    assert slotfile.load(fresh.folder).logins == ("admin",)


# --- not completed ----------------------------------------------------------------------------------------------------


def test_without_the_alibi_a_new_epoch_begins_and_no_number_is_given(
    booth: Booth, fresh: Booth, tmp_path: Path
) -> None:
    made = backed_up(booth, tmp_path / "to")
    done = restored(made, fresh, None)
    assert (done.kept_epoch, done.epoch, done.taken, done.closed_grants) == (False, 2, 0, 7)
    with fresh.open() as store:
        kinds = [store.read().entry(EntryKey(store.head.device, 2, made.manifest.seq + n)).fact for n in (1, 2)]
        assert [fact.kind for fact in kinds] == ["epoch.opened", "grant.closed"]
        assert kinds[0].says == {"previous": 1, "reason": "no_alibi"}
        with pytest.raises(Refused, match=r"number\.grant_closed"):
            issues(store)
    whole(fresh)


def test_an_alibi_that_ends_before_the_backup_is_not_enough(booth: Booth, fresh: Booth, tmp_path: Path) -> None:
    with booth.open() as store:
        yard(store, "东堆")
    early = Path(shutil.copytree(booth.vault.alibi, tmp_path / "early"))
    done = restored(backed_up(booth, tmp_path / "to"), fresh, early)
    assert (done.kept_epoch, done.fault and done.fault.code) == (False, "alibi.behind")
    whole(fresh)


def test_an_alibi_that_is_damaged_gives_what_comes_before_the_damage(
    booth: Booth, fresh: Booth, tmp_path: Path
) -> None:
    with booth.open() as store:
        made = make(store, tmp_path / "to")
        yard(store, "东堆")
        whole_bytes = (booth.vault.alibi / "2026-01.alibi").stat().st_size
        yard(store, "西堆")
        yard(store, "南堆")
    flip(booth.vault.alibi / "2026-01.alibi", whole_bytes + 60)
    done = restored(made, fresh, booth.vault.alibi)
    assert (done.kept_epoch, done.taken, done.fault and done.fault.code) == (False, 1, "alibi.damaged")
    with fresh.open() as store:
        assert store.read().rows("SELECT name FROM yards") == [("东堆",)]
    whole(fresh)


def test_an_alibi_in_its_own_place_that_is_not_enough_is_put_aside(booth: Booth, tmp_path: Path) -> None:
    made = backed_up(booth, tmp_path / "to")
    done = restored(made, booth, None)
    assert not done.kept_epoch
    (aside,) = [path for path in booth.vault.alibi.iterdir() if path.is_dir()]
    assert [file.name for file in aside.iterdir()] == ["2026-01.alibi"]
    whole(booth)


def test_an_epoch_that_was_seen_in_the_alibi_is_not_opened_again(booth: Booth, fresh: Booth, tmp_path: Path) -> None:
    made = backed_up(booth, tmp_path / "to")
    restored(made, booth, None)
    with booth.open() as store:  # its alibi tells of epoch 2 now
        yard(store, "东堆")
    alibi = Alibi(booth.vault.alibi, derive(KEY, b"alibi"))
    contents = list(alibi.records())
    alibi.rewrite("2026-01", [*contents[:-2], contents[-1]])
    done = restored(made, fresh, booth.vault.alibi)
    assert done.epoch == 3


# --- what lay there ---------------------------------------------------------------------------------------------------


def test_an_epoch_of_the_store_that_is_replaced_is_not_opened_again(booth: Booth, tmp_path: Path) -> None:
    made = backed_up(booth, tmp_path / "to")
    assert [restored(made, booth, None).epoch for _ in range(3)] == [2, 3, 4]


@pytest.mark.parametrize("left", [b"", b"no store at all", b"x" * 8192])
def test_a_store_that_can_not_be_read_any_more_keeps_nobody_from_restoring(
    booth: Booth, tmp_path: Path, left: bytes
) -> None:
    made = backed_up(booth, tmp_path / "to")
    for file in booth.folder.glob("store.db*"):
        file.unlink()
    (booth.folder / "store.db").write_bytes(left)
    assert restored(made, booth, None).epoch == 2


def test_what_lay_in_the_folder_is_put_aside_and_never_deleted(booth: Booth, tmp_path: Path) -> None:
    made = backed_up(booth, tmp_path / "to")
    slotfile.keep_lockout(booth.folder, slotfile.load_lockout(booth.folder).failed(booth.clock.now()))
    old = booth.vault.file.read_bytes()
    done = restored(made, booth, booth.vault.alibi)
    assert done.aside is not None
    aside = booth.folder / done.aside
    assert (aside / "store.db").read_bytes() == old
    assert sorted(file.name for file in aside.iterdir()) == ["lockout.json", "slots.json", "store.db"]
    again = restored(made, booth, booth.vault.alibi)
    assert again.aside != done.aside


def test_nothing_lay_in_an_empty_folder(booth: Booth, fresh: Booth, tmp_path: Path) -> None:
    done = restored(backed_up(booth, tmp_path / "to"), fresh, booth.vault.alibi)
    assert done.aside is None
    assert sorted(file.name for file in fresh.folder.iterdir()) == ["alibi", "slots.json", "store.db"]


# --- refused, everything as it was ------------------------------------------------------------------------------------


def refused(made: Backup, into: Booth, alibi: Path | None) -> str:
    """What a restore says that changes nothing."""
    before = _files(into.folder)
    with pytest.raises((MachineError, DamagedError)) as caught:
        restored(made, into, alibi)
    assert _files(into.folder) == before
    return caught.value.code


def _files(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def test_a_backup_that_does_not_prove_itself_is_not_restored(booth: Booth, tmp_path: Path) -> None:
    made = backed_up(booth, tmp_path / "to")
    flip(made.folder / "store.db", 5_000)
    assert refused(made, booth, None) == "backup.file_changed"


@pytest.mark.parametrize("there", [True, False])
def test_an_alibi_folder_that_holds_nothing_is_a_slip_and_no_new_epoch(
    booth: Booth, tmp_path: Path, *, there: bool
) -> None:
    made = backed_up(booth, tmp_path / "to")
    if there:
        (tmp_path / "mistyped").mkdir()
    assert refused(made, booth, tmp_path / "mistyped") == ("alibi.empty" if there else "alibi.failed")


def test_an_alibi_of_another_store_is_no_new_epoch(booth: Booth, tmp_path: Path) -> None:
    made = backed_up(booth, tmp_path / "to")
    theirs = Path(shutil.copytree(booth.vault.alibi, tmp_path / "theirs"))
    content = (theirs / "2026-01.alibi").read_bytes()
    (theirs / "2026-01.alibi").unlink()
    (theirs / "2026-02.alibi").write_bytes(content)  # a frame opens under its own name alone
    assert refused(made, booth, theirs) in {"alibi.damaged", "alibi.empty"}


def test_who_may_not_restore_changes_nothing(booth: Booth, tmp_path: Path) -> None:
    made = backed_up(booth, tmp_path / "to")
    before = _files(booth.folder)

    def nobody(_: Store) -> EntryKey:
        raise refuse("role.missing", duty="restore", roles="admin")

    order = Restoration(source=made.folder, into=booth.vault, alibi=booth.vault.alibi, clock=booth.clock)
    with pytest.raises(Refused, match=r"role\.missing"):
        restore(order, nobody)
    assert _files(booth.folder) == before


def test_a_key_of_another_store_does_not_open_the_backup(booth: Booth, fresh: Booth, tmp_path: Path) -> None:
    made = backed_up(booth, tmp_path / "to")
    order = Restoration(source=made.folder, into=replace(fresh.vault, key=bytes(32)), alibi=None, clock=fresh.clock)
    with pytest.raises(DamagedError, match=r"store\.damaged_first_page"):
        restore(order, admin)


def test_what_a_crash_left_is_no_obstacle(booth: Booth, fresh: Booth, tmp_path: Path) -> None:
    made = backed_up(booth, tmp_path / "to")
    (fresh.folder / "restore.partial").mkdir(parents=True)
    (fresh.folder / "restore.partial" / "store.db").write_bytes(b"half a file")
    assert restored(made, fresh, booth.vault.alibi).kept_epoch
