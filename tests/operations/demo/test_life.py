"""The days of a market and the watches of a checkpoint, whenever somebody builds a demonstration."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from coalguard.domain.identity import CHINA
from coalguard.operations.demo.life import watches, workdays
from coalguard.operations.demo.walking import WalkingClock

MOMENTS = ("00:03", "07:59", "08:05", "09:40", "12:00", "18:30", "19:41", "20:30", "21:50", "23:59")


def clock_at(clock_time: str, days: int) -> WalkingClock:
    """A clock whose story ends at this time of a day."""
    return WalkingClock(datetime.fromisoformat(f"2026-01-14T{clock_time}").replace(tzinfo=CHINA), days)


@pytest.mark.parametrize("clock_time", MOMENTS)
def test_the_days_do_not_overlap_and_end_with_a_today(clock_time: str) -> None:
    clock = clock_at(clock_time, days=30)
    days = list(workdays(clock))
    assert [day.is_today for day in days] == [False] * (len(days) - 1) + [True]
    assert len(days) in {30, 31}
    assert {day.opens.time().isoformat("minutes") for day in days} == {"08:00"}
    assert all(day.closes - day.opens <= timedelta(hours=10) for day in days)
    assert all(day.opens < day.closes for day in days)
    assert all(one.closes < other.opens for one, other in pairwise(days))
    assert days[-1].closes < clock.until


@pytest.mark.parametrize("clock_time", MOMENTS)
def test_a_checkpoint_is_never_left_and_relieved_at_eight_and_at_eight(clock_time: str) -> None:
    clock = clock_at(clock_time, days=6)
    stood = watches(clock)
    assert [watch.is_today for watch in stood] == [False] * (len(stood) - 1) + [True]
    assert [(watch.opens.hour, watch.by_night) for watch in stood[:2]] == [(8, False), (20, True)]
    assert all(other.opens - one.opens == timedelta(hours=12) for one, other in pairwise(stood))
    assert all(one.by_night != other.by_night for one, other in pairwise(stood))
    assert timedelta(minutes=100) < clock.until - stood[-1].opens <= timedelta(hours=14)


@pytest.mark.parametrize("clock_time", MOMENTS)
def test_trucks_of_a_watch_come_while_it_stands(clock_time: str) -> None:
    stood = watches(clock_at(clock_time, days=6))
    assert all(watch.opens <= watch.stirs < watch.rests for watch in stood)
    assert all(one.rests <= other.opens for one, other in pairwise(stood))
    assert all(watch.rests - watch.opens <= timedelta(hours=2.5) for watch in stood if watch.by_night)
