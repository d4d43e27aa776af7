"""The alibi: what was kept is there, torn tails are cut, damage is told, whatever end one reads from."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.domain.errors import DamagedError, MachineError
from coalguard.store.alibi import Alibi, Torn

KEY = bytes(range(32))
MONTH, NEXT = "2026-01", "2026-02"
RECORDS = [b"first", b"", b"third, with CGA1 in it", b"fourth"]
OVERHEAD = 4 + 4 + 12 + 16 + 4


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An alibi folder with the four records in one month, closed."""
    keep(tmp_path, MONTH, RECORDS)
    return tmp_path


def keep(folder: Path, month: str, records: list[bytes]) -> None:
    alibi = Alibi(folder, KEY)
    for record in records:
        alibi.append(month, record)
    alibi.close()


def kept(folder: Path) -> list[bytes]:
    """All records; from either end they are the same."""
    alibi = Alibi(folder, KEY)
    forwards = list(alibi.records())
    assert list(alibi.records_from_end()) == forwards[::-1]
    assert alibi.last() == (forwards[-1] if forwards else None)
    return forwards


def ends(records: list[bytes]) -> list[int]:
    """Where the frames of these records end."""
    return [sum(OVERHEAD + len(record) for record in records[: count + 1]) for count in range(len(records))]


def test_what_was_kept_is_there_in_order(folder: Path) -> None:
    assert kept(folder) == RECORDS


def test_a_new_folder_holds_nothing(tmp_path: Path) -> None:
    assert kept(tmp_path) == []
    assert Alibi(tmp_path, KEY).months() == ()
    assert Alibi(tmp_path, KEY).torn() == ()


def test_a_record_is_there_before_the_file_is_closed(tmp_path: Path) -> None:
    alibi = Alibi(tmp_path, KEY)
    for count, record in enumerate(RECORDS, 1):
        alibi.append(MONTH, record)
        assert kept(tmp_path) == RECORDS[:count]


def test_a_frame_costs_forty_bytes_and_shows_nothing(folder: Path) -> None:
    content = (folder / f"{MONTH}.alibi").read_bytes()
    assert len(content) == ends(RECORDS)[-1]
    assert b"third" not in content
    assert (folder / f"{MONTH}.alibi").stat().st_mode & 0o077 == 0 or sys.platform == "win32"


def test_many_records_are_kept_with_one_write(tmp_path: Path) -> None:
    alibi = Alibi(tmp_path, KEY)
    alibi.extend(MONTH, RECORDS)
    alibi.extend(MONTH, [])
    alibi.extend(MONTH, RECORDS)
    assert kept(tmp_path) == RECORDS + RECORDS


def test_each_month_has_its_file(folder: Path) -> None:
    keep(folder, NEXT, [b"february"])
    alibi = Alibi(folder, KEY)
    assert alibi.months() == (MONTH, NEXT)
    assert kept(folder) == [*RECORDS, b"february"]
    assert list(alibi.records(since=NEXT)) == list(alibi.records_of(NEXT)) == [b"february"]


def test_a_month_turns_while_the_file_is_open(tmp_path: Path) -> None:
    alibi = Alibi(tmp_path, KEY)
    alibi.append(MONTH, b"january")
    alibi.append(NEXT, b"february")
    assert (alibi.months(), kept(tmp_path)) == ((MONTH, NEXT), [b"january", b"february"])


def test_a_clock_set_back_does_not_change_the_order(folder: Path) -> None:
    keep(folder, NEXT, [b"february"])
    alibi = Alibi(folder, KEY)
    alibi.append(MONTH, b"after that")
    alibi.append("2025-12", b"and that")
    assert alibi.months() == (MONTH, NEXT)
    assert kept(folder) == [*RECORDS, b"february", b"after that", b"and that"]


def test_other_files_in_the_folder_are_left_alone(folder: Path) -> None:
    for name in ("slots.json", "2026-13.alibi", "2026-02.alibi.new", "copy of 2026-01.alibi"):
        (folder / name).write_bytes(b"foreign")
    assert Alibi(folder, KEY).months() == (MONTH,)
    assert kept(folder) == RECORDS


@pytest.mark.parametrize("month", ["", "2026", "2026-1", "2026-00", "../2026-01", "2026-01\n"])
def test_a_month_that_is_none_is_a_mistake_of_the_program(tmp_path: Path, month: str) -> None:
    with pytest.raises(ValueError, match="month"):
        Alibi(tmp_path, KEY).append(month, b"record")
    assert list(tmp_path.iterdir()) == []


def test_a_file_cut_at_any_byte_keeps_its_whole_frames_and_goes_on(folder: Path) -> None:
    path = folder / f"{MONTH}.alibi"
    whole = path.read_bytes()
    for size in range(len(whole)):
        path.write_bytes(whole[:size])
        count = sum(end <= size for end in ends(RECORDS))
        assert kept(folder) == RECORDS[:count], size
        torn_from = [0, *ends(RECORDS)][count]
        expected = (Torn(path.name, torn_from, size - torn_from),) if torn_from < size else ()
        assert Alibi(folder, KEY).torn() == expected, size
        keep(folder, MONTH, [b"next"])
        assert kept(folder) == [*RECORDS[:count], b"next"], size
        assert Alibi(folder, KEY).torn() == (), size


def test_a_torn_tail_stays_in_a_month_that_is_over(folder: Path) -> None:
    path = folder / f"{MONTH}.alibi"
    path.write_bytes(path.read_bytes()[:-1])
    keep(folder, NEXT, [b"february"])
    assert kept(folder) == [*RECORDS[:-1], b"february"]
    assert [torn.file for torn in Alibi(folder, KEY).torn()] == [path.name]


@pytest.mark.parametrize(
    "tail", [b"\0" * 300, b"CGA1", bytes.fromhex("43474131") + bytes(8), b"CGA1\xff\xff\xff\xff" + b"x" * 90, b"x"]
)
def test_whatever_a_power_cut_left_at_the_end_is_a_torn_tail(folder: Path, tail: bytes) -> None:
    path = folder / f"{MONTH}.alibi"
    path.write_bytes(path.read_bytes() + tail)
    assert kept(folder) == RECORDS
    keep(folder, MONTH, [b"next"])
    assert kept(folder) == [*RECORDS, b"next"]


def test_a_flipped_bit_in_the_middle_is_damage_and_is_never_cut_away(folder: Path) -> None:
    path = folder / f"{MONTH}.alibi"
    whole = path.read_bytes()
    starts = [0, *ends(RECORDS)]
    for offset in range(ends(RECORDS)[-2]):
        path.write_bytes(whole[:offset] + bytes([whole[offset] ^ 4]) + whole[offset + 1 :])
        start = max(start for start in starts if start <= offset)
        alibi = Alibi(folder, KEY)
        read: list[bytes] = []
        with pytest.raises(DamagedError) as raised:
            read.extend(alibi.records())
        assert (raised.value.code, raised.value.facts) == ("alibi.damaged", {"file": path.name, "offset": start})
        with pytest.raises(DamagedError, match=r"alibi\.damaged"):
            list(alibi.records_from_end())
        assert alibi.last() == RECORDS[-1]
        alibi.append(MONTH, b"next")
        assert alibi.last() == b"next"
        assert path.read_bytes()[: len(whole)][offset + 1 :] == whole[offset + 1 :]


def test_the_newest_records_are_read_past_damage_before_them(folder: Path) -> None:
    path = folder / f"{MONTH}.alibi"
    content = bytearray(path.read_bytes())
    content[ends(RECORDS)[0] - 10] ^= 1
    path.write_bytes(content)
    newest = Alibi(folder, KEY).records_from_end()
    assert [next(newest) for _ in range(3)] == RECORDS[:0:-1]
    with pytest.raises(DamagedError) as raised:
        next(newest)
    assert raised.value.facts == {"file": path.name, "offset": 0}


def test_two_frames_that_rotted_at_the_end_are_no_torn_tail(folder: Path) -> None:
    path = folder / f"{MONTH}.alibi"
    content = bytearray(path.read_bytes())
    for end in ends(RECORDS)[-2:]:
        content[end - 10] ^= 1
    path.write_bytes(content)
    alibi = Alibi(folder, KEY)
    with pytest.raises(DamagedError, match=r"alibi\.damaged"):
        list(alibi.records())
    assert alibi.torn() == ()
    alibi.append(MONTH, b"next")
    assert path.read_bytes().startswith(content)


def test_damage_and_a_torn_tail_stand_side_by_side(folder: Path) -> None:
    path = folder / f"{MONTH}.alibi"
    content = bytearray(path.read_bytes()[:-1])
    content[10] ^= 1
    path.write_bytes(content)
    start = ends(RECORDS)[-2]
    alibi = Alibi(folder, KEY)
    assert alibi.torn() == (Torn(path.name, start, len(content) - start),)
    alibi.append(MONTH, b"next")
    assert (alibi.last(), alibi.torn()) == (b"next", ())


def test_a_frame_that_was_moved_does_not_open(folder: Path) -> None:
    path = folder / f"{MONTH}.alibi"
    content, (first, second, third, fourth) = path.read_bytes(), ends(RECORDS)
    path.write_bytes(content[second:third] + content[:second] + content[third:fourth])
    with pytest.raises(DamagedError) as raised:
        list(Alibi(folder, KEY).records())
    assert raised.value.facts == {"file": path.name, "offset": 0}
    assert first < second


def test_a_file_copied_to_another_month_does_not_open(folder: Path) -> None:
    shutil.copy(folder / f"{MONTH}.alibi", folder / f"{NEXT}.alibi")
    with pytest.raises(DamagedError) as raised:
        list(Alibi(folder, KEY).records())
    assert raised.value.facts == {"file": f"{NEXT}.alibi", "offset": 0}


def test_another_key_opens_nothing(folder: Path) -> None:
    with pytest.raises(DamagedError, match=r"alibi\.damaged"):
        list(Alibi(folder, bytes(32)).records())


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


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """A disk that is nearly full: the system writes what fits, and says so."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


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


def test_a_month_is_rewritten_without_a_person(folder: Path) -> None:
    keep(folder, NEXT, [b"february"])
    alibi = Alibi(folder, KEY)
    alibi.append(NEXT, b"more")
    alibi.rewrite(MONTH, [record for record in alibi.records_of(MONTH) if record != b"first"])
    alibi.append(NEXT, b"and more")
    assert kept(folder) == [*RECORDS[1:], b"february", b"more", b"and more"]
    alibi.rewrite(NEXT, [])
    assert kept(folder) == RECORDS[1:]
    alibi.append(NEXT, b"anew")
    assert kept(folder) == [*RECORDS[1:], b"anew"]


def test_a_rewrite_that_does_not_fit_leaves_the_old_file(folder: Path) -> None:
    with no_file_longer_than(50), pytest.raises(MachineError, match=r"alibi\.failed"):
        Alibi(folder, KEY).rewrite(MONTH, [b"x" * 100])
    assert kept(folder) == RECORDS
    assert [path.name for path in folder.iterdir()] == [f"{MONTH}.alibi"]


def test_a_damaged_month_is_rewritten_whole(folder: Path) -> None:
    path = folder / f"{MONTH}.alibi"
    path.write_bytes(b"damaged" + path.read_bytes())
    Alibi(folder, KEY).rewrite(MONTH, RECORDS)
    assert kept(folder) == RECORDS


def test_a_closed_alibi_goes_on(folder: Path) -> None:
    alibi = Alibi(folder, KEY)
    alibi.close()
    alibi.append(MONTH, b"fifth")
    alibi.close()
    alibi.close()
    alibi.append(MONTH, b"sixth")
    assert kept(folder) == [*RECORDS, b"fifth", b"sixth"]


@given(st.lists(st.tuples(st.sampled_from([MONTH, NEXT, "2026-03"]), st.binary(max_size=60)), max_size=12))
def test_the_order_is_that_of_the_appends_whatever_the_clock_says(
    tmp_path_factory: pytest.TempPathFactory, appends: list[tuple[str, bytes]]
) -> None:
    folder = tmp_path_factory.mktemp("alibi")
    alibi = Alibi(folder, KEY)
    for month, record in appends:
        alibi.append(month, record)
    alibi.close()
    assert kept(folder) == [record for _, record in appends]
    shutil.rmtree(folder)


WRITER = """
import sys
from pathlib import Path
from coalguard.store.alibi import Alibi
alibi = Alibi(Path(sys.argv[1]), bytes(range(32)))
for count in range(1_000_000):
    alibi.append("2026-01", str(count).encode() * 20)
    sys.stdout.write(f"{count}\\n")
    sys.stdout.flush()
"""


def test_a_killed_writer_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", WRITER, tmp_path], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        acknowledged = [int(writer.stdout.readline()) for _ in range(50)][-1]
        writer.kill()
    expected = [str(count).encode() * 20 for count in range(acknowledged + 1)]
    assert kept(tmp_path)[: len(expected)] == expected


def test_a_failed_append_holds_no_descriptor(folder: Path) -> None:
    alibi = Alibi(folder, KEY)
    alibi.append(MONTH, b"fifth")
    with no_file_longer_than(0), pytest.raises(MachineError):
        alibi.append(MONTH, b"sixth")
    descriptors = Path("/proc/self/fd")
    held = [link.readlink() for link in descriptors.iterdir() if link.is_symlink()] if descriptors.exists() else []
    assert folder / f"{MONTH}.alibi" not in held
