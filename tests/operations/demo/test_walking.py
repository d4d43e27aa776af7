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
