"""The store: one act at a time, all or nothing; durable, copied and then told; the clock watched; the journal kept."""

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from coalguard import sqlite
from coalguard.domain.errors import MachineError
from coalguard.domain.findings import Refused, refuse, warn
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Fact
from coalguard.sqlite import driver
from coalguard.store.places import LAST_EPOCH
from coalguard.store.record import parse_record
from coalguard.store.store import Store, alibi_month, scarce_room
from coalguard.store.transaction import Appended
from coalguard.trust.chain import Seal, header_hash, open_seal
from tests.store.booth import NOON, Booth, chain, derived, refused_act, yard


def kinds(store: Store) -> list[str]:
    """The kind of every entry."""
    return [json.loads(body)["kind"] for _, _, _, body in chain(store)]


def test_what_is_appended_is_there_for_every_reader(booth: Booth) -> None:
    with booth.open() as store:
        key = yard(store, "东堆")
        assert store.read().entry(key).fact.says == {"name": "东堆"}
        assert store.read().value("SELECT name FROM yards WHERE place = ?", store.places.of(key)) == "东堆"


def test_an_act_that_is_refused_leaves_no_trace(booth: Booth) -> None:
    with booth.open() as store:
        before, head = derived(store), store.head
        with pytest.raises(Refused):
            refused_act(store)
        assert (derived(store), store.head) == (before, head)


def test_the_act_after_a_refused_one_takes_its_place(booth: Booth) -> None:
    with booth.open() as store:
        seq = store.head.seq
        with pytest.raises(Refused):
            refused_act(store)
        assert yard(store, "东堆").seq == seq + 1


def test_an_act_may_say_nothing(booth: Booth) -> None:
    rung: list[tuple[Appended, ...]] = []
    with booth.open() as store:
        store.listen(rung.append)
        seq = store.head.seq
        with store.begin():
            pass
        assert (store.head.seq, rung) == (seq, [])


def test_the_bell_rings_after_the_commit_with_what_was_appended(booth: Booth) -> None:
    heard = []
    with booth.open() as store:
        store.listen(lambda appended: heard.append((store.head.seq, [(one.kind, one.document) for one in appended])))
        key = yard(store, "东堆")
    assert heard == [(key.seq, [("yard.registered", "")])]


def test_every_act_is_in_the_alibi_when_it_is_told(booth: Booth) -> None:
    with booth.open() as store:
        key = yard(store, "东堆")
        last = parse_record(store.alibi.last() or b"")
    assert (last.end, last.head) == ((key.epoch, key.seq), store.head.hash)
    assert json.loads(last.bodies[0])["says"] == {"name": "东堆"}


def test_an_act_goes_into_its_month_by_the_clock_of_china() -> None:
    assert alibi_month(NOON.replace(day=31, hour=16)) == "2026-02"


def test_a_start_of_the_program_is_one_header(booth: Booth) -> None:
    for _ in range(2):
        with booth.open() as store:
            yard(store, "东堆")
            yard(store, "西堆")
    with booth.open() as store:
        rows = store.read().rows("SELECT header, count(*) FROM entries GROUP BY header ORDER BY header")
        headers = [json.loads(body) for (body,) in store.read().rows("SELECT body FROM headers ORDER BY no")]
    assert [count for _, count in rows][1:] == [2, 2]
    assert headers[-1] | {"base": 0, "device": "", "started": ""} == {
        "anchor": None,
        "base": 0,
        "boot": "0" * 32,
        "device": "",
        "epoch": 1,
        "started": "",
        "suite": 1,
    }


def test_a_header_that_was_rolled_back_is_written_again(booth: Booth) -> None:
    with booth.open() as store:
        with pytest.raises(Refused), store.begin():
            raise refuse("yard.known", name="")
        key = yard(store, "东堆")
        assert store.read().value("SELECT header FROM entries WHERE seq = ?", key.seq) == 2


# --- the clock --------------------------------------------------------------------------------------------------------


def test_a_jump_of_the_clock_is_one_entry_and_marks_what_follows(booth: Booth) -> None:
    with booth.open() as store:
        yard(store, "东堆")
        booth.clock.jump(3_600)
        key = yard(store, "西堆")
        assert kinds(store)[-2:] == ["clock.jumped", "yard.registered"]
        jumped = store.read().entry(EntryKey(key.device, 1, key.seq - 1))
        assert (jumped.fact.says, jumped.by) == ({"seconds": 3_600}, None)
        assert not store.read().entry(key).moment.trusted
        assert not store.clock_trusted
        assert not store.now().trusted


def test_a_jump_back_to_where_it_was_is_trusted_again(booth: Booth) -> None:
    with booth.open() as store:
        booth.clock.jump(3_600)
        yard(store, "东堆")
        booth.clock.jump(-3_600)
        key = yard(store, "西堆")
        assert store.read().entry(key).moment.trusted
        assert kinds(store).count("clock.jumped") == 2


def test_a_jump_that_is_undone_with_its_act_is_told_by_the_next(booth: Booth) -> None:
    with booth.open() as store:
        booth.clock.jump(3_600)
        with pytest.raises(Refused), store.begin():
            raise refuse("yard.known", name="")
        yard(store, "东堆")
        assert kinds(store)[-2:] == ["clock.jumped", "yard.registered"]


def test_a_clock_that_stands_behind_the_last_entry_at_the_start_is_a_jump(booth: Booth) -> None:
    booth.clock.run(86_400)
    with booth.open() as store:
        yard(store, "东堆")
    booth.clock.jump(-86_400)
    with booth.open() as store:
        key = yard(store, "西堆")
        assert kinds(store)[-2] == "clock.jumped"
        assert not store.read().entry(key).moment.trusted


def test_the_order_is_that_of_the_places_whatever_the_clock_says(booth: Booth) -> None:
    with booth.open() as store:
        first = yard(store, "东堆")
        booth.clock.jump(-86_400)
        assert yard(store, "西堆") > first


# --- a disk that fails ------------------------------------------------------------------------------------------------


def test_a_saved_act_stays_saved_where_the_alibi_fails(booth: Booth, caplog: pytest.LogCaptureFixture) -> None:
    with booth.open() as store:
        booth.vault.alibi.rename(booth.folder / "unplugged")
        store.alibi.close()
        key = yard(store, "东堆")
        assert store.read().entry(key).fact.says == {"name": "东堆"}
        assert store.alibi_fault is not None
        assert store.alibi_fault.code == "alibi.failed"
    assert "alibi behind by 1 acts" in caplog.text


def test_what_the_alibi_is_owed_comes_first_when_it_is_back(booth: Booth, caplog: pytest.LogCaptureFixture) -> None:
    away = booth.folder / "unplugged"
    with booth.open() as store:
        booth.vault.alibi.rename(away)
        store.alibi.close()
        yard(store, "东堆")
        away.rename(booth.vault.alibi)
        yard(store, "西堆")
        told = [json.loads(body)["says"].get("name") for r in store.alibi.records() for body in parse_record(r).bodies]
        assert (told[-2:], store.alibi_fault) == (["东堆", "西堆"], None)
    assert caplog.records[0].levelno == logging.WARNING


def test_a_failing_commit_is_a_failed_act(booth: Booth) -> None:
    with booth.open() as store:
        head = store.head
        with store.maintenance() as connection:
            connection.execute("PRAGMA max_page_count=1")
        with pytest.raises(MachineError, match=r"disk\.full"):
            yard(store, "堆" * 100_000)
        with store.maintenance() as connection:
            connection.execute("PRAGMA max_page_count=1000000")
        assert store.head == head
        assert yard(store, "东堆").seq == head.seq + 1


def test_a_writer_elsewhere_is_the_lock_in_words(booth: Booth) -> None:
    with booth.open() as store:
        other = sqlite.connect(booth.vault.file, booth.vault.key, booth.vault.salt)
        with store.maintenance() as connection:
            connection.execute("PRAGMA busy_timeout=1")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(MachineError, match=r"store\.in_use"):
            yard(store, "东堆")
        other.execute("ROLLBACK")
        other.close()
        yard(store, "西堆")


def test_free_space_is_that_of_the_data_folder(booth: Booth) -> None:
    with booth.open() as store:
        assert store.free_bytes > 0


# --- seals and epochs -------------------------------------------------------------------------------------------------


def test_a_seal_vouches_for_the_head(booth: Booth) -> None:
    with booth.open() as store:
        yard(store, "东堆")
        store.seal("shift")
        store.seal("backup")
        rows = store.read().rows("SELECT epoch, seq, head, signature, purpose FROM seals")
        ((epoch, seq, head, signature, purpose),) = rows
        assert (epoch, seq, head, purpose) == (1, store.head.seq, store.head.hash, "shift")
        open_seal(Seal(store.head.device, epoch, seq, head, signature), store.signer.public)


def test_the_chain_and_its_seq_run_on_in_a_new_epoch(booth: Booth) -> None:
    with booth.open() as store:
        before = store.head
        with store.begin_epoch() as act:
            key = act.append(Fact("epoch.opened", {"previous": 1, "reason": "test"}))
        assert (key.epoch, key.seq) == (2, before.seq + 1)
        assert store.read().value("SELECT prev FROM entries WHERE epoch = 2") == before.hash
        assert json.loads(store.read().value("SELECT body FROM headers ORDER BY no DESC"))["epoch"] == 2
    with booth.open() as store:
        assert store.head.end == (2, key.seq)
        assert yard(store, "东堆").epoch == 2


def test_a_new_epoch_that_fails_is_none(booth: Booth) -> None:
    with booth.open() as store:
        with pytest.raises(Refused), store.begin_epoch():
            raise refuse("yard.known", name="")
        assert yard(store, "东堆").epoch == 1


def test_a_new_epoch_that_fails_leaves_the_second_copy_whole(booth: Booth) -> None:
    with booth.open() as store:
        yard(store, "东堆")
        with pytest.raises(Refused), store.begin_epoch():
            raise refuse("yard.known", name="")
        yard(store, "西堆")
        held = {header_hash(header) for (header,) in store.read().rows("SELECT body FROM headers")}
        kept = [parse_record(record) for record in store.alibi.records()]
    assert {header_hash(record.header) for record in kept} <= held
    assert kept[-1].head == kept[-1].head_on(kept[-2].head)


def test_a_new_epoch_waits_for_its_turn_and_follows_what_was_saved_meanwhile(booth: Booth) -> None:
    with booth.open() as store:
        waiting = store.begin_epoch()
        before = yard(store, "东堆")
        with waiting as act:
            assert act.append(Fact("epoch.opened", {"previous": 1, "reason": "test"})).seq == before.seq + 1


def test_a_new_epoch_is_above_every_one_that_was_seen(booth: Booth) -> None:
    with booth.open() as store, store.begin_epoch(above=7) as act:
        assert act.append(Fact("epoch.opened", {"previous": 1, "reason": "test"})).epoch == 8


def test_there_is_a_last_epoch(booth: Booth) -> None:
    with booth.open() as store, pytest.raises(Refused, match=r"journal\.last_epoch"):
        store.begin_epoch(above=LAST_EPOCH)


# --- the journal is append-only ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["entries", "headers", "seals"])
@pytest.mark.parametrize(
    "deed", ["UPDATE {} SET epoch = 9", "DELETE FROM {}", "INSERT OR REPLACE INTO {} SELECT * FROM {}"]
)
def test_the_journal_is_neither_changed_nor_deleted(booth: Booth, table: str, deed: str) -> None:
    with booth.open() as store:
        store.seal("test")
        asked = f"SELECT * FROM {table}"  # noqa: S608 -- one of three names
        before = store.read().rows(asked)
        with store.maintenance() as connection, pytest.raises(driver.IntegrityError, match="append-only"):
            connection.execute(deed.replace("{}", table))
        assert store.read().rows(asked) == before


def test_marks_and_pins_are_no_journal(booth: Booth) -> None:
    with booth.open() as store:
        store.mark("seen", "1")
        store.mark("seen", "2")
        store.write_beside("INSERT INTO pins VALUES (?, ?, 0, NULL)", "someone", "hash")
        assert store.read().value("SELECT value FROM marks WHERE name = 'seen'") == "2"
        assert store.read().value("SELECT hash FROM pins") == "hash"


def test_nothing_of_the_store_is_readable_on_the_disk(booth: Booth) -> None:
    with booth.open() as store:
        yard(store, "不可外读")
        found = [
            file
            for file in Path(booth.folder).rglob("*")
            if file.is_file() and "不可外读".encode() in file.read_bytes()
        ]
    assert found == []


def test_acts_of_several_threads_take_their_turn_and_each_thread_reads_by_itself(booth: Booth) -> None:
    with booth.open() as store:

        def write(number: int) -> int:
            yard(store, f"堆{number}")
            return int(store.read().value("SELECT count(*) FROM yards WHERE name = ?", f"堆{number}"))

        with ThreadPoolExecutor(4) as threads:
            assert list(threads.map(write, range(24))) == [1] * 24
        seqs = [seq for _, seq, _, _ in chain(store)]
        assert seqs == list(range(1, len(seqs) + 1))
        assert len(store._readers) > 1


@pytest.mark.parametrize(("free", "said"), [(499_999_999, 499), (50_000_000, 50), (500_000_000, None)])
def test_a_disk_that_fills_up_is_told_before_it_stops_anything(
    booth: Booth, monkeypatch: pytest.MonkeyPatch, free: int, said: int | None
) -> None:
    with booth.open() as store:
        monkeypatch.setattr(Store, "free_bytes", free)
        assert scarce_room(store) == (() if said is None else (warn("disk.low", free_mb=said),))


def test_a_disk_that_does_not_answer_is_told_by_what_is_done_next(booth: Booth, tmp_path: Path) -> None:
    with booth.open() as store:
        store.vault = replace(store.vault, folder=tmp_path / "gone")
        assert scarce_room(store) == ()
