"""What was kept in the alibi is there, in its order, whatever the clock says and whoever is killed."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.store.alibi import Alibi
from tests.store.alibi.month import KEY, MONTH, NEXT, RECORDS, ends, keep, kept


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
