"""Torn tails of the alibi are cut and said, damage is told and never cut away."""

import shutil
from pathlib import Path

import pytest

from coalguard.domain.errors import DamagedError
from coalguard.store.alibi import Alibi, Torn
from tests.store.alibi.month import KEY, MONTH, NEXT, RECORDS, ends, keep, kept


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
