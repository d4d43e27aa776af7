"""The clock of a demonstration."""

from datetime import datetime, timedelta

from coalguard.domain.identity import CHINA
from coalguard.operations.demo.walking import WalkingClock

NOW = datetime(2026, 1, 14, 15, 20, tzinfo=CHINA)


def test_a_walking_clock_never_parts_its_times_and_never_passes_its_end() -> None:
    clock = WalkingClock(NOW, days=2)
    began, ticks = clock.now(), clock.monotonic_ns()
    clock.walk(90)
    clock.walk_to(began)
    assert clock.now() - began == timedelta(seconds=90)
    clock.walk_to(NOW + timedelta(days=1))
    assert NOW - timedelta(minutes=5) < clock.now() < NOW
    assert (clock.now() - began) // timedelta(microseconds=1) == (clock.monotonic_ns() - ticks) // 1000


def test_another_life_begins_earlier_and_ends_with_it() -> None:
    clock = WalkingClock(NOW, days=2)
    clock.walk(3600)
    other = clock.earlier(1)
    assert (other.now(), other.until) == (clock.since - timedelta(days=1), clock.until)
    other.walk_to(clock.until)
    assert clock.now() == clock.since + timedelta(hours=1)
