"""An alibi on a disk that is away, full, or holds something else: a failure that leaves nothing behind."""

import sys
from pathlib import Path

import pytest

from coalguard.domain.errors import MachineError
from coalguard.store.alibi import Alibi
from tests.store.alibi.month import KEY, MONTH, RECORDS, ends, keep, kept, no_file_longer_than


def test_a_missing_folder_is_a_failure_and_is_not_made(tmp_path: Path) -> None:
    alibi = Alibi(tmp_path / "unplugged", KEY)
    for attempt in (lambda: alibi.append(MONTH, b"record"), alibi.last, alibi.months):
        with pytest.raises(MachineError) as raised:
            attempt()
        assert (raised.value.code, raised.value.facts) == ("alibi.failed", {"file": "unplugged", "reason": "ENOENT"})
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_comes_back_is_written_to(tmp_path: Path) -> None:
    alibi = Alibi(tmp_path / "unplugged", KEY)
    with pytest.raises(MachineError):
        alibi.append(MONTH, b"record")
    (tmp_path / "unplugged").mkdir()
    alibi.append(MONTH, b"record")
    assert kept(tmp_path / "unplugged") == [b"record"]


def test_something_else_in_place_of_the_file_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / f"{MONTH}.alibi").mkdir()
    alibi = Alibi(tmp_path, KEY)
    for attempt in (lambda: alibi.append(MONTH, b"record"), alibi.last, lambda: alibi.rewrite(MONTH, [b"record"])):
        with pytest.raises(MachineError) as raised:
            attempt()
        assert raised.value.facts == {"file": f"{MONTH}.alibi", "reason": "EISDIR"}
    assert [path.name for path in tmp_path.iterdir()] == [f"{MONTH}.alibi"]


@pytest.mark.skipif(sys.platform == "win32", reason="links there are the administrator's")
def test_a_file_that_is_a_link_to_nowhere_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / f"{MONTH}.alibi").symlink_to(tmp_path / "unplugged" / "file")
    with pytest.raises(MachineError) as raised:
        Alibi(tmp_path, KEY).append(MONTH, b"record")
    assert raised.value.facts == {"file": f"{MONTH}.alibi", "reason": "ENOENT"}


def test_a_month_without_a_file_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(MachineError) as raised:
        list(Alibi(tmp_path, KEY).records_of(MONTH))
    assert raised.value.facts == {"file": f"{MONTH}.alibi", "reason": "ENOENT"}


@pytest.mark.parametrize("room", [0, 1, 30])
def test_a_write_that_does_not_fit_fails_and_leaves_nothing(folder: Path, room: int) -> None:
    alibi = Alibi(folder, KEY)
    alibi.append(MONTH, b"fifth")
    size = ends([*RECORDS, b"fifth"])[-1]
    with no_file_longer_than(size + room), pytest.raises(MachineError) as raised:
        alibi.append(MONTH, b"sixth")
    assert raised.value.code == "alibi.failed"
    assert raised.value.facts == {"file": f"{MONTH}.alibi", "reason": "ENOSPC" if room else "EFBIG"}
    assert kept(folder) == [*RECORDS, b"fifth"]
    alibi.append(MONTH, b"sixth")
    assert kept(folder) == [*RECORDS, b"fifth", b"sixth"]
    assert (folder / f"{MONTH}.alibi").stat().st_size == ends([*RECORDS, b"fifth", b"sixth"])[-1]


def test_a_frame_that_was_not_synced_does_not_count_even_if_it_looks_whole(folder: Path) -> None:
    alibi = Alibi(folder, KEY)
    alibi.append(MONTH, b"fifth")
    end = ends([*RECORDS, b"fifth"])[-1]
    with no_file_longer_than(end), pytest.raises(MachineError):
        alibi.append(MONTH, b"sixth")
    keep(folder, MONTH, [b"looks whole"])  # what stands in the file after a failed fsync
    alibi.append(MONTH, b"sixth again")
    assert kept(folder) == [*RECORDS, b"fifth", b"sixth again"]


def test_a_file_that_was_shortened_meanwhile_is_looked_at_anew(folder: Path) -> None:
    alibi = Alibi(folder, KEY)
    alibi.append(MONTH, b"fifth")
    with no_file_longer_than(0), pytest.raises(MachineError):
        alibi.append(MONTH, b"sixth")
    path = folder / f"{MONTH}.alibi"
    path.write_bytes(path.read_bytes()[: ends(RECORDS)[1]])
    alibi.append(MONTH, b"sixth")
    assert kept(folder) == [*RECORDS[:2], b"sixth"]


def test_a_rewrite_that_does_not_fit_leaves_the_old_file(folder: Path) -> None:
    with no_file_longer_than(50), pytest.raises(MachineError, match=r"alibi\.failed"):
        Alibi(folder, KEY).rewrite(MONTH, [b"x" * 100])
    assert kept(folder) == RECORDS
    assert [path.name for path in folder.iterdir()] == [f"{MONTH}.alibi"]


def test_a_failed_append_holds_no_descriptor(folder: Path) -> None:
    alibi = Alibi(folder, KEY)
    alibi.append(MONTH, b"fifth")
    with no_file_longer_than(0), pytest.raises(MachineError):
        alibi.append(MONTH, b"sixth")
    descriptors = Path("/proc/self/fd")
    held = [link.readlink() for link in descriptors.iterdir() if link.is_symlink()] if descriptors.exists() else []
    assert folder / f"{MONTH}.alibi" not in held
