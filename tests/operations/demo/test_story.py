"""The whole story of a demonstration proves itself, and is built once, whole, over nobody's store."""

import shutil
from pathlib import Path

import pytest

from coalguard import premises
from coalguard.domain.findings import Refused
from coalguard.domain.identity import EntryKey
from coalguard.operations.setup import FoundStation, ShowSettings, StationKind, show
from coalguard.settings import Settings
from coalguard.store.rebuild import rebuild
from coalguard.store.shifts import totals_between
from coalguard.store.verify import verify
from tests.operations.demo.lived import CLOCK, Demo, opened, told


def test_a_demonstration_says_that_it_is_one(demo: Demo) -> None:
    assert show(demo.opening.station, demo.opening.actor, ShowSettings()).station["demo"] is True


def test_the_tables_are_the_fold_of_the_journal(demo: Demo) -> None:
    assert rebuild(demo.opening.station.store, check_only=True) == []


def test_every_invariant_holds(demo: Demo) -> None:
    found = verify(demo.opening.station.store)
    assert [one for one in found.invariants if not one.holds] == []


def test_every_number_was_used(demo: Demo) -> None:
    store = demo.opening.station.store
    first, last = (EntryKey(store.head.device, store.head.epoch, seq) for seq in (1, store.head.seq))
    runs = totals_between(store.read(), first, last).numbers
    assert runs
    assert [(run.first.serial, run.used) for run in runs] == [(1, run.width) for run in runs]


def test_time_went_forward_without_a_jump(demo: Demo) -> None:
    entries = told(demo)
    assert all(trusted for *_, trusted in entries)
    assert not {kind for _, kind, *_ in entries} & {"clock.jumped", "epoch.opened"}


def test_a_demonstration_is_built_once(demo: Demo) -> None:
    before = sorted(file.name for file in demo.folder.rglob("*"))
    head = demo.opening.station.store.head
    premises.build_demo(CLOCK, Settings(demo.folder), StationKind.MARKET)
    assert demo.opening.station.store.head == head
    assert sorted(file.name for file in demo.folder.rglob("*")) == before


def test_one_that_was_interrupted_is_built_anew_and_tells_the_same(checkpoint: Demo, tmp_path: Path) -> None:
    shutil.copytree(checkpoint.folder, tmp_path / "demo.new")
    (demo,) = opened(tmp_path, StationKind.CHECKPOINT)
    assert not (tmp_path / "demo.new").exists()
    settings = Settings(tmp_path)
    again = premises.open_demo(CLOCK, settings, lambda _: None)
    assert again is not None
    try:
        built = [(kind, paper) for _, kind, paper, *_ in told(Demo(demo.folder, again)) if kind != "session.opened"]
        assert built == [(kind, paper) for _, kind, paper, *_ in told(checkpoint) if kind != "session.opened"]
    finally:
        again.close()


def test_a_real_store_is_neither_built_over_nor_opened_freely(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    request = FoundStation(kind=StationKind.MARKET, code="LX01", name="演示市场")
    premises.found(CLOCK, settings, request, "admin", "demo password 1")
    before = (tmp_path / "store.db").read_bytes()
    premises.build_demo(CLOCK, settings, StationKind.MARKET)
    assert premises.open_demo(CLOCK, settings, lambda _: None) is None
    assert (tmp_path / "store.db").read_bytes() == before


def test_a_store_without_its_slots_is_not_built_over(tmp_path: Path) -> None:
    (tmp_path / "store.db").write_bytes(b"somebody's")
    with pytest.raises(Refused) as refused:
        premises.build_demo(CLOCK, Settings(tmp_path), StationKind.CHECKPOINT)
    assert refused.value.code == "store.exists"
    assert (tmp_path / "store.db").read_bytes() == b"somebody's"
    assert not (tmp_path / "slots.json").exists()
