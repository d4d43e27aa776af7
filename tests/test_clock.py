"""The one clock, and the watch that tells its jumps."""

import logging
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from coalguard import clock
from coalguard.clock import CLOCK_FILE, JumpWatch, SystemClock

NOON = datetime(2026, 1, 14, 4, 0, tzinfo=UTC)
SECOND = 1_000_000_000


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clock file that the environment names; it does not exist yet."""
    monkeypatch.setenv(CLOCK_FILE, str(tmp_path / "now"))
    return tmp_path / "now"


def test_the_clock_tells_the_machines_time_in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(CLOCK_FILE, raising=False)
    told, machine = SystemClock().now(), datetime.now(UTC)  # noqa: TID251 -- what the clock is compared with
    assert told.tzinfo is UTC
    assert abs(machine - told) < timedelta(seconds=5)


def test_the_clock_file_is_read_at_each_asking(file: Path) -> None:
    told = SystemClock()
    file.write_text("2026-01-14T12:00:00+08:00\n")
    assert told.now() == NOON
    file.write_text("2026-01-14T04:00:01Z")
    assert told.now() == NOON + timedelta(seconds=1)
    assert told.now().tzinfo is UTC


@pytest.mark.parametrize("text", ["", "half past nine", "2026-01-14T12:00:00", "9999-12-31T23:59:59Z", None])
def test_an_unreadable_clock_file_is_logged_once_and_passed_over(
    text: str | None, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    if text is not None:
        file.write_text(text)
    told = SystemClock()
    machine = datetime.now(UTC)  # noqa: TID251 -- what the clock is compared with
    assert abs(told.now() - machine) < timedelta(seconds=5)
    assert abs(told.now() - machine) < timedelta(seconds=5)
    assert [record.levelno for record in caplog.records] == [logging.WARNING]


def test_a_frozen_build_has_no_door_to_its_clock(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text("1999-01-01T00:00:00+08:00")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert SystemClock().now() > NOON - timedelta(days=365)


def test_monotonic_time_never_goes_back_whatever_the_clock_file_says(file: Path) -> None:
    told = SystemClock()
    file.write_text("2026-01-14T12:00:00+08:00")
    before = told.monotonic_ns()
    file.write_text("2020-01-01T12:00:00+08:00")
    assert told.monotonic_ns() >= before


def test_a_system_without_a_clock_that_runs_in_sleep_uses_its_monotonic_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_BOOTTIME", None)
    told = SystemClock()
    before = told.monotonic_ns()
    assert told.monotonic_ns() >= before


def test_a_machine_start_has_one_id_for_all_clocks() -> None:
    assert SystemClock().boot == SystemClock().boot != ""


def test_where_the_system_names_no_start_each_clock_is_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_BOOT_ID", tmp_path / "absent")
    one, other = SystemClock(), SystemClock()
    assert one.boot == one.boot
    assert one.boot != other.boot


@pytest.mark.parametrize(
    ("wall_s", "machine_s", "jump_s"),
    [
        (60, 60, None),
        (60 + 120, 60, None),
        (60 + 121, 60, 121),
        (60 - 120, 60, None),
        (60 - 121, 60, -121),
        (-26 * 60, 0, -1560),
        (30 * 86_400 + 900, 30 * 86_400, None),  # a month of lawful slewing
        (30 * 86_400 + 3600, 30 * 86_400, 3600),
    ],
)
def test_a_jump_is_a_wall_clock_that_parts_from_the_machine(wall_s: int, machine_s: int, jump_s: int | None) -> None:
    watch = JumpWatch(NOON, 5 * SECOND)
    assert watch.check(NOON + timedelta(seconds=wall_s), (5 + machine_s) * SECOND) == jump_s


def test_one_jump_is_told_once() -> None:
    watch = JumpWatch(NOON, 0)
    late = NOON + timedelta(hours=1)
    assert watch.check(late, SECOND) == 3599
    assert watch.check(late + timedelta(seconds=9), 10 * SECOND) is None


def test_a_jump_back_again_is_another_jump() -> None:
    watch = JumpWatch(NOON, 0)
    assert watch.check(NOON + timedelta(hours=1), 0) == 3600
    assert watch.check(NOON, 0) == -3600


def test_small_steps_add_up_to_a_jump() -> None:
    watch = JumpWatch(NOON, 0)
    assert watch.check(NOON + timedelta(seconds=100), 0) is None
    assert watch.check(NOON + timedelta(seconds=200), 0) == 200
