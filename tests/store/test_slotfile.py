"""The small files beside the store: always whole, readable for their owner alone, every failure in words."""

import json
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from coalguard.domain.errors import DamagedError, MachineError
from coalguard.store import slotfile
from coalguard.trust.secret import NO_LOCKOUT, Lockout
from coalguard.trust.slots import VERSION, fresh_slots, with_slot, without_slot
from tests.store.booth import CHEAP, NOON

SLOTS, KEY = fresh_slots()
FULL = with_slot(SLOTS, "admin", "correct horse", KEY, cost=CHEAP)


def test_slots_are_read_as_they_were_kept(tmp_path: Path) -> None:
    slotfile.keep(tmp_path, FULL)
    assert slotfile.load(tmp_path) == FULL
    assert slotfile.lies_in(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["slots.json"]


def test_later_slots_take_the_place_of_earlier_ones(tmp_path: Path) -> None:
    slotfile.keep(tmp_path, FULL)
    slotfile.keep(tmp_path, without_slot(FULL, "admin"))
    assert slotfile.load(tmp_path).logins == ()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_slots_are_readable_for_their_owner_alone(tmp_path: Path) -> None:
    slotfile.keep(tmp_path, FULL)
    assert (tmp_path / slotfile.FILE).stat().st_mode & 0o777 == 0o600


def test_a_draft_that_a_crash_left_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "slots.json.new").write_bytes(b'{"half":')
    slotfile.keep(tmp_path, FULL)
    assert [file.name for file in tmp_path.iterdir()] == ["slots.json"]


@pytest.mark.parametrize("folder", ["", "nowhere", "file"])
def test_no_slots_are_no_store(tmp_path: Path, folder: str) -> None:
    (tmp_path / "file").touch()
    assert not slotfile.lies_in(tmp_path / folder)
    with pytest.raises(MachineError, match=r"store\.missing"):
        slotfile.load(tmp_path / folder)


def test_slots_that_can_not_be_read_are_damage(tmp_path: Path) -> None:
    (tmp_path / slotfile.FILE).write_bytes(b"{")
    with pytest.raises(DamagedError, match=r"slots\.unreadable"):
        slotfile.load(tmp_path)


def test_slots_of_a_later_program_are_told(tmp_path: Path) -> None:
    slotfile.keep(tmp_path, replace(FULL, version=VERSION + 1))
    with pytest.raises(DamagedError, match=r"slots\.too_new"):
        slotfile.load(tmp_path)


def test_a_folder_that_is_none_is_a_failing_disk_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(MachineError, match=r"disk\.failed"):
        slotfile.keep(tmp_path / "file", FULL)


def test_a_name_that_can_not_be_taken_leaves_the_draft_nowhere(tmp_path: Path) -> None:
    (tmp_path / slotfile.FILE / "in the way").mkdir(parents=True)
    with pytest.raises(MachineError, match=r"disk\.failed"):
        slotfile.keep(tmp_path, FULL)
    assert [file.name for file in tmp_path.iterdir()] == ["slots.json"]


# --- the lockout ------------------------------------------------------------------------------------------------------


def test_wrong_passwords_are_counted_over_a_start(tmp_path: Path) -> None:
    lockout = NO_LOCKOUT.failed(NOON).failed(NOON + timedelta(seconds=3))
    slotfile.keep_lockout(tmp_path, lockout)
    assert slotfile.load_lockout(tmp_path) == Lockout(2, NOON + timedelta(seconds=3))


def test_a_right_password_takes_the_count_away(tmp_path: Path) -> None:
    slotfile.keep_lockout(tmp_path, NO_LOCKOUT.failed(NOON))
    for _ in range(2):
        slotfile.keep_lockout(tmp_path, NO_LOCKOUT)
    assert list(tmp_path.iterdir()) == []
    assert slotfile.load_lockout(tmp_path) == NO_LOCKOUT


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"[" * 100_000,
        json.dumps({"failures": 3}).encode(),
        json.dumps({"failures": 3, "failed_at": "yesterday"}).encode(),
        json.dumps({"failures": 3, "failed_at": "2026-01-14T04:00:00"}).encode(),
        json.dumps({"failures": "many", "failed_at": "2026-01-14T04:00:00+00:00"}).encode(),
    ],
)
def test_a_count_that_can_not_be_read_keeps_nobody_out(tmp_path: Path, content: bytes) -> None:
    (tmp_path / slotfile.LOCKOUT_FILE).write_bytes(content)
    assert slotfile.load_lockout(tmp_path) == NO_LOCKOUT
