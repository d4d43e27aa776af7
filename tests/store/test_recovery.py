"""Store and alibi at the start: whichever is behind is completed, and what can not be is told and never deleted.

Acknowledged acts are the store's head at a moment; a loss is a head that is not reached again.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coalguard.domain.findings import Refused
from coalguard.domain.journal import Fact
from coalguard.domain.numbering import PaperKind
from coalguard.store.alibi import Alibi
from coalguard.store.cursors import Cursor, keep_cursors, load_cursors
from coalguard.store.record import Record, parse_record, render_record
from coalguard.store.recovery import follow, set_aside, take_over
from coalguard.store.store import Store
from coalguard.store.verify import verify
from coalguard.trust.secret import derive
from tests.store.booth import KEY, Booth, Clerk, chain, derived, yard

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


# --- the store ahead --------------------------------------------------------------------------------------------------


def test_an_alibi_that_is_level_is_left_alone(booth: Booth) -> None:
    written = work(booth, 5)
    before = (booth.vault.alibi / MONTH).read_bytes()
    with reopened(booth) as store:
        assert (booth.recovered.copied, booth.recovered.taken, booth.recovered.fault) == (0, 0, None)
        assert chain(store) == written
    assert (booth.vault.alibi / MONTH).read_bytes() == before


def test_an_alibi_that_was_away_is_completed(booth: Booth, caplog: pytest.LogCaptureFixture) -> None:
    away = booth.vault.alibi.rename(booth.folder / "unplugged")
    written = work(booth, 5)
    away.rename(booth.vault.alibi)
    with reopened(booth) as store:
        assert booth.recovered.copied == len(written) - 9
        assert bodies_of(store.alibi) == [body for *_, body in written]
    assert "alibi.failed" in caplog.text


def test_an_alibi_that_comes_back_in_the_middle_gets_no_gap(booth: Booth, caplog: pytest.LogCaptureFixture) -> None:
    away = booth.vault.alibi.rename(booth.folder / "unplugged")
    with booth.open() as store:
        yard(store, "东堆")
        assert store.alibi_fault is not None
        away.rename(booth.vault.alibi)
        yard(store, "西堆")
    with reopened(booth) as store:
        assert booth.recovered.copied == 2
    assert "alibi.failed" in caplog.text


def test_a_file_that_is_older_than_the_alibi_has_an_old_word_for_the_city(booth: Booth) -> None:
    kept = keep_store(booth)
    work(booth, 3)
    put_back(booth, kept)
    with reopened(booth) as store:
        assert booth.recovered.taken
        assert load_cursors(store.read()).restored
    with reopened(booth) as store:
        keep_cursors(store, {Cursor.RESTORED: ""})
    with reopened(booth) as store:
        assert not load_cursors(store.read()).restored


def test_an_alibi_that_is_empty_is_written_from_the_first_entry(booth: Booth) -> None:
    written = work(booth, 40)
    (booth.vault.alibi / MONTH).unlink()
    with reopened(booth) as store:
        assert booth.recovered.copied == len(written)
        assert bodies_of(store.alibi) == [body for *_, body in written]
        assert store.alibi_fault is None


def test_a_completed_alibi_goes_on_from_any_epoch(booth: Booth) -> None:
    with booth.open() as store:
        yard(store, "东堆")
        with store.begin_epoch() as act:
            act.append(Fact("epoch.opened", {"previous": 1, "reason": "test"}))
        yard(store, "西堆")
    (booth.vault.alibi / MONTH).unlink()
    with reopened(booth):
        assert booth.recovered.copied == 12


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(0, 1))
def test_an_alibi_cut_anywhere_is_completed_to_the_byte(worked: Booth, cut: float) -> None:
    folder = worked.folder.with_name("cut")
    shutil.rmtree(folder, ignore_errors=True)
    booth = worked.copied(folder)
    file = booth.vault.alibi / MONTH
    file.write_bytes(file.read_bytes()[: int(cut * file.stat().st_size)])
    with reopened(booth) as store:
        assert bodies_of(store.alibi) == [body for *_, body in chain(store)]
        assert booth.recovered.fault is None


@pytest.fixture(scope="module")
def worked(first_booth: Booth, tmp_path_factory: pytest.TempPathFactory) -> Booth:
    """A booth after some days."""
    booth = first_booth.copied(tmp_path_factory.mktemp("worked") / "booth")
    work(booth, 8)
    return booth


# --- the alibi ahead --------------------------------------------------------------------------------------------------


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32), st.integers(0, 12), st.integers(1, 12))
def test_an_older_file_is_brought_to_the_head(
    tmp_path_factory: pytest.TempPathFactory, first_booth: Booth, seed: int, before: int, after: int
) -> None:
    booth = first_booth.copied(tmp_path_factory.mktemp("older") / "booth")
    with booth.open() as store:
        clerk = Clerk(store, booth.clock, Random(seed))
        clerk.work(before)
    kept = keep_store(booth)
    with booth.open() as store:
        clerk.store = store
        clerk.work(after)
        written, tables = chain(store), derived(store)
    put_back(booth, kept)
    with reopened(booth) as store:
        assert chain(store) == written
        assert derived(store) == tables
        assert booth.recovered.fault is None


def test_persons_come_back_with_their_entries(booth: Booth) -> None:
    kept = keep_store(booth)
    with booth.open() as store, store.begin() as act:
        key = act.append(Fact("driver.registered", {}), person={"name": "司机演示"})
    put_back(booth, kept)
    with reopened(booth) as store:
        assert store.read().person(store.places.of(key)) == {"name": "司机演示"}


def test_headers_come_back_once_each(booth: Booth) -> None:
    kept = keep_store(booth)
    booth.clock.run(60)
    with booth.open() as store:
        for name in ("东堆", "西堆", "南堆"):
            yard(store, name)
        headers = store.read().rows("SELECT no, body FROM headers")
    put_back(booth, kept)
    with reopened(booth) as store:
        assert store.read().rows("SELECT no, body FROM headers") == headers


def test_numbering_goes_on_where_the_alibi_ends(booth: Booth) -> None:
    kept = keep_store(booth)
    with booth.open() as store:
        clerk = Clerk(store, booth.clock, Random(1))
        clerk.redeem()
    put_back(booth, kept)
    with reopened(booth) as store, store.begin() as act:
        visit = {"visit": str(act.places.key(act.value("SELECT place FROM visits"))), "plate": "甘N00001"}
        assert act.issue(PaperKind.RELEASE, "release.issued", visit).number.serial == 2


def test_an_act_after_a_recovery_follows_it(booth: Booth) -> None:
    kept = keep_store(booth)
    written = work(booth, 5)
    put_back(booth, kept)
    with booth.open() as store:
        assert yard(store, "东堆").seq == len(written) + 1
    with reopened(booth):
        assert booth.recovered.copied == booth.recovered.taken == 0


def test_a_record_that_reaches_over_the_head_is_taken_from_there(booth: Booth) -> None:
    booth.clock.run(60)
    with booth.open() as store:
        yard(store, "东堆")
        kept = keep_store(booth)
        for name in ("西堆", "南堆"):
            yard(store, name)
        written = chain(store)
    (booth.vault.alibi / MONTH).unlink()
    with booth.open():
        pass  # completed in one record a start, which knows nothing of where the kept file ends
    put_back(booth, kept)
    with reopened(booth) as store:
        assert booth.recovered.taken == 2
        assert chain(store) == written


def test_acts_of_a_later_epoch_are_taken_over(booth: Booth) -> None:
    kept = keep_store(booth)
    with booth.open() as store:
        yard(store, "东堆")
        with store.begin_epoch() as act:
            act.append(Fact("epoch.opened", {"previous": 1, "reason": "test"}))
        written = chain(store)
    put_back(booth, kept)
    with reopened(booth) as store:
        assert (store.head.epoch, chain(store)) == (2, written)


# --- what can not be brought together ---------------------------------------------------------------------------------


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


def test_behind_a_gap_nothing_is_taken_and_a_new_epoch_begins(booth: Booth, caplog: pytest.LogCaptureFixture) -> None:
    kept = keep_store(booth)
    with booth.open() as store:
        for name in ("东堆", "西堆", "南堆"):
            yard(store, name)
    put_back(booth, kept)
    rewrite(booth, lambda records: [*records[:-2], records[-1]])
    with reopened(booth) as store:
        found = booth.recovered
        assert (found.taken, found.new_epoch, fault(booth)) == (1, True, "alibi.gap")
        assert store.read().rows("SELECT name FROM yards") == [("东堆",)]
        assert (store.head.epoch, store.alibi_fault) == (2, found.fault)
        assert len(aside(booth)) == 1
    assert "alibi.gap" in caplog.text


def test_what_does_not_hash_to_what_it_says_is_not_taken(booth: Booth, caplog: pytest.LogCaptureFixture) -> None:
    kept = keep_store(booth)
    with booth.open() as store:
        yard(store, "东堆")
    put_back(booth, kept)
    body = b'{"at":"2026-01-14T04:00:00.000Z","by":"","doc":"","files":[],"kind":"a.b","says":{},"trusted":true,"v":1}'
    rewrite(booth, lambda records: [*records[:-1], replace(records[-1], bodies=(body,))])
    with reopened(booth) as store:
        assert fault(booth) == "alibi.chain_broken"
        assert store.read().rows("SELECT name FROM yards") == []
    assert "alibi.chain_broken" in caplog.text


def test_a_personal_row_that_is_another_is_not_taken(booth: Booth, caplog: pytest.LogCaptureFixture) -> None:
    kept = keep_store(booth)
    with booth.open() as store, store.begin() as act:
        act.append(Fact("driver.registered", {}), person={"name": "司机演示"})
    put_back(booth, kept)
    other = {10: (b"0" * 16, '{"name":"别人"}'.encode())}
    rewrite(booth, lambda records: [*records[:-1], replace(records[-1], persons=other)])
    with reopened(booth):
        assert fault(booth) == "alibi.chain_broken"
    assert "alibi.chain_broken" in caplog.text


def test_a_copy_that_was_used_as_well_is_a_new_epoch(booth: Booth, caplog: pytest.LogCaptureFixture) -> None:
    kept = keep_store(booth)
    with booth.open() as store:
        yard(store, "东堆")
    alibi = shutil.copytree(booth.vault.alibi, booth.folder / "first")
    put_back(booth, kept)
    shutil.rmtree(booth.vault.alibi)
    booth.vault.alibi.mkdir()
    with booth.open() as store:
        yard(store, "西堆")
    shutil.rmtree(booth.vault.alibi)
    alibi.rename(booth.vault.alibi)
    with reopened(booth) as store:
        assert (booth.recovered.new_epoch, fault(booth)) == (True, "alibi.other_chain")
        assert store.read().rows("SELECT name FROM yards") == [("西堆",)]
        assert store.read().value("SELECT count(*) FROM grants WHERE valid = 1") == 0
        assert len(aside(booth)) == 1
        with pytest.raises(Refused, match=r"number\.grant_closed"), store.begin() as act:
            act.issue(PaperKind.FORM, "form.issued", {})
    assert "alibi.other_chain" in caplog.text


def test_a_left_branch_of_an_earlier_epoch_is_put_aside(booth: Booth, caplog: pytest.LogCaptureFixture) -> None:
    kept = keep_store(booth)
    with booth.open() as store:
        yard(store, "东堆")
    left = shutil.copytree(booth.vault.alibi, booth.folder / "left")
    put_back(booth, kept)
    shutil.rmtree(booth.vault.alibi)
    booth.vault.alibi.mkdir()
    with booth.open() as store, store.begin_epoch() as act:
        act.append(Fact("epoch.opened", {"previous": 1, "reason": "test"}))
    shutil.rmtree(booth.vault.alibi)
    left.rename(booth.vault.alibi)
    with reopened(booth) as store:
        assert (booth.recovered.new_epoch, store.head.epoch) == (False, 2)
        assert len(aside(booth)) == 1
    assert "alibi.other_chain" in caplog.text


def spoil(booth: Booth, *offsets: int) -> bytes:
    """Bits that rot at these offsets of the alibi; gives back what it is then."""
    file = booth.vault.alibi / MONTH
    content = bytearray(file.read_bytes())
    for offset in offsets:
        content[offset] ^= 1
    file.write_bytes(content)
    return bytes(content)


def test_a_last_act_that_rots_is_written_again(booth: Booth) -> None:
    work(booth, 3)
    spoil(booth, -60)
    with reopened(booth) as store:
        assert bodies_of(store.alibi) == [body for *_, body in chain(store)]
        assert (booth.recovered.fault, aside(booth)) == (None, [])


def test_an_alibi_that_rots_at_its_end_is_put_aside_and_written_anew(
    booth: Booth, caplog: pytest.LogCaptureFixture
) -> None:
    with booth.open() as store:
        yard(store, "东堆")
        whole = (booth.vault.alibi / MONTH).stat().st_size
        yard(store, "西堆")
    rotten = spoil(booth, whole - 60, -60)
    with reopened(booth) as store:
        assert (fault(booth), booth.recovered.copied) == ("alibi.damaged", store.head.seq)
        assert bodies_of(store.alibi) == [body for *_, body in chain(store)]
        assert [(booth.vault.alibi / name).read_bytes() for name in aside(booth)] == [rotten]
        yard(store, "南堆")
    with reopened(booth):
        assert fault(booth) == ""
    assert "alibi.damaged" in caplog.text


def test_damage_in_the_middle_lets_what_comes_before_it_be_taken(
    booth: Booth, caplog: pytest.LogCaptureFixture
) -> None:
    kept = keep_store(booth)
    with booth.open() as store:
        yard(store, "东堆")
        whole = (booth.vault.alibi / MONTH).stat().st_size
        for name in ("西堆", "南堆"):
            yard(store, name)
    put_back(booth, kept)
    spoil(booth, whole + 60)
    with reopened(booth) as store:
        found = booth.recovered
        assert (found.taken, found.new_epoch, fault(booth)) == (1, True, "alibi.damaged")
        assert store.read().rows("SELECT name FROM yards") == [("东堆",)]
    assert "alibi.damaged" in caplog.text


def test_damage_long_before_the_head_is_not_in_the_way(booth: Booth) -> None:
    with booth.open() as store:
        yard(store, "东堆")
    kept = keep_store(booth)
    with booth.open() as store:
        yard(store, "西堆")
        written = chain(store)
    put_back(booth, kept)
    spoil(booth, 60)
    with booth.open() as store:
        assert chain(store) == written
        assert booth.recovered.fault is None


def test_putting_aside_takes_another_name_where_one_is_taken(tmp_path: Path) -> None:
    for _ in range(2):
        (tmp_path / MONTH).write_bytes(b"")
        set_aside(tmp_path, "before-2-9")
    set_aside(tmp_path, "before-2-9")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["before-2-9", "before-2-9-2"]


# --- an alibi that is followed to its end -----------------------------------------------------------------------------


def test_an_alibi_that_ends_before_the_store_does_is_not_enough(booth: Booth) -> None:
    alibi = Alibi(shutil.copytree(booth.vault.alibi, booth.folder / "old"), derive(KEY, b"alibi"))
    with booth.open() as store:
        yard(store, "东堆")
        done, epoch = follow(store, alibi)
    assert (done.taken, done.fault and done.fault.code, epoch) == (0, "alibi.behind", 1)


def test_taking_over_twice_takes_nothing_twice(booth: Booth) -> None:
    with booth.open() as store:
        yard(store, "东堆")
        assert take_over(store, store.alibi).taken == 0
