"""Homecoming: what a restored store lost comes back, as its own line or as a branch, and everything stays right."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import pytest

from coalguard.domain.errors import DamagedError
from coalguard.domain.journal import Fact
from coalguard.domain.numbering import PaperKind
from coalguard.store.alibi import Alibi
from coalguard.store.homecoming import Returning, Settled, bring_home, settle
from coalguard.store.outbox import Outgoing, next_run, step_forward
from coalguard.store.rebuild import rebuild
from coalguard.store.recovery import follow, open_epoch
from coalguard.store.store import Store
from coalguard.store.upgrade import open_alone
from coalguard.store.verify import dump, verify
from coalguard.trust.secret import derive
from tests.store.booth import KEY, Booth, Clerk, chain, derived, grant, tampering, yard

EMERGENCY = 5_000_001


@dataclass
class Lost:
    """A store as it was at a backup, what was written after it, and where both stood."""

    booth: Booth
    tail: list[Outgoing]
    backup: tuple[int, int]
    end: tuple[int, int]


@pytest.fixture(scope="module")
def first_lost(first_booth: Booth, tmp_path_factory: pytest.TempPathFactory) -> Lost:
    """A booth that lost some days: a copy of before, put in its place with its alibi of before."""
    tmp_path = tmp_path_factory.mktemp("lost")
    booth = first_booth.copied(tmp_path / "booth")
    with booth.open() as store:
        Clerk(store, booth.clock, Random(21)).work(15)
        backup = store.head.end
    copy = booth.copied(tmp_path / "copy")
    booth.clock.run(2 * 86_400)
    with booth.open() as store:
        Clerk(store, booth.clock, Random(22), 1_000).work(15)
        with store.begin() as act:
            for kind in PaperKind:
                grant(act, kind, 2_000_001, 2_005_000, "server")
        tail = runs_after(store, backup)
        end = store.head.end
    copy.clock.run(5 * 86_400)
    return Lost(copy, tail, backup, end)


@pytest.fixture
def lost(first_lost: Lost, tmp_path: Path) -> Lost:
    """The same, for one test alone."""
    return replace(first_lost, booth=first_lost.booth.copied(tmp_path / "lost"))


def runs_after(store: Store, end: tuple[int, int]) -> list[Outgoing]:
    """What was written after an entry, in short pieces."""
    found: list[Outgoing] = []
    while (run := next_run(store, end, limit=20)) is not None:
        found.append(run)
        end = run.end
    return found


def returning(run: Outgoing) -> Returning:
    """A piece as the server gives it back."""
    return Returning(run.epoch, run.first, run.prev, run.parts, run.persons, run.papers)


def restored(store: Store) -> None:
    """What a restore does where the alibi is gone, and an administrator after it."""
    open_epoch(store, "no_alibi")
    with store.begin() as act:
        for kind in PaperKind:
            grant(act, kind, EMERGENCY, EMERGENCY + 100_000, "emergency")


def broken(store: Store) -> list[str]:
    """The invariants that do not hold."""
    return [f"{one.name}: {one.details}" for one in verify(store).invariants if not one.holds]


@contextmanager
def branched(lost: Lost) -> Iterator[Store]:
    """The store after a restore, some work, and a homecoming behind it."""
    with lost.booth.open() as store:
        restored(store)
        Clerk(store, lost.booth.clock, Random(23), 2_000).work(12)
        for run in lost.tail:
            bring_home(store, returning(run))
        settle(store, None, epoch=1)
        yield store


def test_what_follows_the_head_is_taken_over_and_a_new_epoch_begins(lost: Lost) -> None:
    with lost.booth.open() as store:
        assert [bring_home(store, returning(run)) for run in lost.tail] == [run.count for run in lost.tail]
        assert store.head.end == lost.end
        assert settle(store, None, epoch=1) == Settled(2, 2 * len(PaperKind))
        assert (store.head.epoch, broken(store)) == (2, [])
        assert store.read().value("SELECT count(*) FROM grants WHERE valid = 1") == 0
        assert rebuild(store, check_only=True) == []
    with lost.booth.open() as store:
        assert lost.booth.recovered.fault is None
        assert broken(store) == []


def test_a_branch_comes_home_and_everything_stays_right(lost: Lost) -> None:
    with branched(lost) as store:
        head = store.head
        assert (head.epoch, broken(store)) == (2, [])
        assert verify(store).head == head.hash.hex()
        held = {(epoch, seq): digest for epoch, seq, digest, _ in chain(store)}
        assert all(held[run.end] == run.head for run in lost.tail)
        assert len(held) == lost.end[1] + head.seq - lost.backup[1]
        assert len(list(dump(store))) == len(held)
        assert rebuild(store, check_only=True) == []
        yard(store, "南堆")
        assert store.head.end == (2, head.seq + 1)
    with lost.booth.open() as store:
        assert (lost.booth.recovered.fault, lost.booth.recovered.copied) == (None, 0)
        assert (store.head.end, broken(store)) == ((2, head.seq + 1), [])
        lost.booth.clock.run(5 * 86_400)
        Clerk(store, lost.booth.clock, Random(24), 3_000).work(10)
        assert broken(store) == []


def test_grants_that_came_home_are_closed_and_those_of_the_new_epoch_go_on(lost: Lost) -> None:
    with branched(lost) as store:
        rows = store.read().rows("SELECT first, valid FROM grants ORDER BY place")
        assert {first for first, valid in rows if valid} == {EMERGENCY}
        assert {first for first, valid in rows if not valid} == {1, 2_000_001}
        with store.begin() as act:
            visit = act.append(Fact("visit.opened", {"plate": "甘N00001", "purpose": "inspection", "driver": ""}))
            says = {"visit": str(visit), "plate": "甘N00001"}
            assert act.issue(PaperKind.RELEASE, "release.issued", says).number.serial >= EMERGENCY


def test_what_came_home_is_found_in_the_tables(lost: Lost) -> None:
    with branched(lost) as store:
        tables = derived(store)
        numbers = {row[2] for row in tables["papers"]}
        papers = sum(len(run.papers) for run in lost.tail)
        assert papers
        assert len(numbers) == len(tables["papers"]) > papers
        assert store.read().rows("SELECT value FROM marks WHERE value = 'branch'") == []


def test_an_alibi_that_leads_nowhere_is_told(lost: Lost, tmp_path: Path) -> None:
    """A later epoch whose first entry continues from one that nobody has."""
    backup = lost.booth.copied(tmp_path / "backup")
    with branched(lost) as store:
        records = list(store.alibi.records())
        first = next(one for one in records if b'"epoch": 2' in one or b'"epoch":2' in one)
        months = {month: list(store.alibi.records_of(month)) for month in store.alibi.months()}
        for month, kept in months.items():
            spoilt_ones = [one.replace(b"no_alibi", b"no_alib1") if one == first else one for one in kept]
            store.alibi.rewrite(month, spoilt_ones)
        assert [one.details[0].code for one in verify(store).invariants if not one.holds] == ["verify.alibi_gap"]
    store = open_alone(backup.vault, backup.clock)
    try:
        done, _ = follow(store, Alibi(lost.booth.vault.alibi, derive(KEY, b"alibi")))
        assert (done.fault is not None, store.head.end) == (True, lost.end)
    finally:
        store.close()


def test_it_can_come_any_number_of_times(lost: Lost) -> None:
    with branched(lost) as store:
        before = chain(store)
        assert [bring_home(store, returning(run)) for run in lost.tail] == [0] * len(lost.tail)
        assert settle(store, None, epoch=1) == Settled(2, 0)
        assert chain(store) == before


def test_a_piece_may_begin_with_what_is_here(lost: Lost) -> None:
    with lost.booth.open() as store:
        (whole,) = [run for run in [next_run(store, limit=10_000)] if run]
        joined = [*whole.parts, *(part for run in lost.tail for part in run.parts)]
        persons = {**whole.persons, **{seq: one for run in lost.tail for seq, one in run.persons.items()}}
        papers = {**whole.papers, **{seq: one for run in lost.tail for seq, one in run.papers.items()}}
        everything = Returning(1, 1, bytes(32), tuple(joined), persons, papers)
        assert bring_home(store, everything) == lost.end[1] - lost.backup[1]
        settle(store, None, epoch=1)
        assert broken(store) == []


def test_a_store_that_was_never_written_to_gets_all_back(first_booth: Booth, lost: Lost, tmp_path: Path) -> None:
    bare = first_booth.copied(tmp_path / "bare")
    with lost.booth.open() as store:
        before = runs_after(store, (1, 0))
    with bare.open() as store:
        for run in (*before, *lost.tail):
            bring_home(store, returning(run))
        settle(store, None, epoch=1)
        assert broken(store) == []


def test_the_start_makes_right_what_a_homecoming_left_half_done(lost: Lost) -> None:
    with lost.booth.open() as store:
        restored(store)
        bring_home(store, returning(lost.tail[0]))
        assert {one.name for one in verify(store).invariants if not one.holds} == {"derived", "alibi", "grant_equation"}
    with lost.booth.open() as store:
        assert lost.booth.recovered.copied == len(chain(store))
        assert broken(store) == []
        assert bring_home(store, returning(lost.tail[0])) == 0


def test_a_later_epoch_may_come_home_beside_what_was_written_since(lost: Lost, tmp_path: Path) -> None:
    """Both sides went on behind the same entry; the server's line has the higher epoch and becomes the head."""
    other = lost.booth.copied(tmp_path / "other")
    with other.open() as store:
        restored(store)
        there = runs_after(store, lost.backup)
    with lost.booth.open() as store:
        yard(store, "南堆")
        for run in there:
            bring_home(store, returning(run))
        assert settle(store, None, epoch=2) == Settled(3, len(PaperKind))
        assert (store.head.epoch, broken(store)) == (3, [])
    with lost.booth.open() as store:
        assert (lost.booth.recovered.fault, broken(store)) == (None, [])


def test_a_restore_finds_its_way_along_both_branches(lost: Lost, tmp_path: Path) -> None:
    """A backup of before the branch, and the alibi of after it."""
    backup = lost.booth.copied(tmp_path / "backup")
    with branched(lost) as store:
        yard(store, "南堆")
        expected, head = chain(store), store.head.end
    store = open_alone(backup.vault, backup.clock)
    try:
        done, epoch = follow(store, Alibi(lost.booth.vault.alibi, derive(KEY, b"alibi")))
        assert (done.fault, epoch, store.head.end) == (None, 2, head)
        assert chain(store) == expected
        assert rebuild(store, check_only=True) == []
    finally:
        store.close()


def test_the_branch_is_sent_in_its_place_and_acknowledged_apart(lost: Lost) -> None:
    with branched(lost) as store:
        last = lost.tail[-1]
        step_forward(store, last.end, last.head)
        run = next_run(store)
        assert run is not None
        assert (run.epoch, run.first) == (2, lost.backup[1] + 1)
        assert run.prev == lost.tail[0].prev


def spoilt(run: Outgoing, kind: str) -> Returning:
    """A piece that is not what was written."""
    whole = returning(run)
    header, bodies = whole.parts[0]
    changes = {
        "body": replace(
            whole, parts=((header, (bodies[0].replace(b'"v":1', b'"v":2'), *bodies[1:])), *whole.parts[1:])
        ),
        "none": replace(whole, parts=((header, (b"[]", *bodies[1:])), *whole.parts[1:])),
        "header": replace(whole, parts=((header.replace(b'"epoch":1', b'"epoch":2'), bodies), *whole.parts[1:])),
        "no header": replace(whole, parts=((b"[]", bodies), *whole.parts[1:])),
        "empty": replace(whole, parts=((header, ()),)),
        "gap": replace(whole, prev=b"x" * 32),
        "person": replace(whole, persons={whole.first: (b"s" * 16, b'{"name":"x"}')}),
    }
    return changes[kind]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("none", "homecoming.malformed"),
        ("header", "homecoming.malformed"),
        ("no header", "homecoming.malformed"),
        ("empty", "homecoming.malformed"),
        ("person", "homecoming.malformed"),
        ("gap", "homecoming.gap"),
    ],
)
def test_what_is_not_ours_is_not_kept(lost: Lost, kind: str, code: str) -> None:
    with lost.booth.open() as store:
        before = chain(store)
        with pytest.raises(DamagedError) as caught:
            bring_home(store, spoilt(lost.tail[0], kind))
        assert (caught.value.code, chain(store)) == (code, before)


def test_another_entry_in_the_same_place_is_a_fork(lost: Lost) -> None:
    with lost.booth.open() as store:
        yard(store, "南堆")
        with pytest.raises(DamagedError) as caught:
            bring_home(store, returning(lost.tail[0]))
        assert (caught.value.code, caught.value.facts["seq"]) == ("homecoming.differs", lost.backup[1] + 1)
        assert broken(store) == []


def test_a_branch_that_continues_from_nothing_is_found_by_verify(lost: Lost) -> None:
    with branched(lost) as store:
        first = lost.backup[1] + 1
        with tampering(store) as connection:
            connection.execute("UPDATE entries SET prev = ? WHERE epoch = 2 AND seq = ?", (b"x" * 32, first))
        found = verify(store)
        chains = next(one for one in found.invariants if one.name == "chain")
        assert not chains.holds
        assert chains.details[0].code == "verify.gap"


def test_two_lines_that_wrote_of_the_same_truck_are_no_fault(booth: Booth, tmp_path: Path) -> None:
    """The truck was there at the backup; both lines recorded, decided and opened a lot of the same name."""
    with booth.open() as store, store.begin() as act:
        visit = act.append(Fact("visit.opened", {"plate": "甘N00001", "purpose": "inspection", "driver": ""}))
        says = {"visit": str(visit), "plate": "甘N00001", "verdict": "pass", "before": False, "state": "recorded"}
    copy = booth.copied(tmp_path / "copy")
    ends = []
    for side in (booth, copy):
        with side.open() as store:
            if side is copy:
                restored(store)
            with store.begin() as act:
                act.append(Fact("inspection.recorded", says))
            ends.append(store.head.end)
    with booth.open() as store:
        tail = runs_after(store, (1, ends[0][1] - 1))
    with copy.open() as store:
        for run in tail:
            bring_home(store, returning(run))
        settle(store, None, epoch=1)
        assert broken(store) == []
        assert store.read().value("SELECT recorded FROM inspections") >> 34 & 255 == 2
