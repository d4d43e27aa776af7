"""What can not be brought together at the start is told and never deleted; a loss begins a new epoch."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from coalguard.domain.findings import Refused
from coalguard.domain.journal import Fact
from coalguard.domain.numbering import PaperKind
from coalguard.store.recovery import set_aside
from tests.store.booth import Booth, chain, yard
from tests.store.recovery.halves import (
    MONTH,
    aside,
    bodies_of,
    fault,
    keep_store,
    put_back,
    reopened,
    rewrite,
    spoil,
    work,
)


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
