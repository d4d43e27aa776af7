"""An alibi that is behind at the start is completed from the store, to the byte."""

import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coalguard.domain.journal import Fact
from coalguard.store.cursors import Cursor, keep_cursors, load_cursors
from tests.store.booth import Booth, chain, yard
from tests.store.recovery.halves import MONTH, bodies_of, keep_store, put_back, reopened, work


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
