"""The clock of a demonstration: it stands still until somebody lets time pass, and then all of its times go together.

A month of work is written down in seconds. Wall and monotonic time never part, so that no jump of the clock is noted,
and neither goes back or beyond the moment at which the demonstration is to end.
"""

from datetime import datetime, time, timedelta
from typing import Final

from coalguard.domain.identity import CHINA, day_of

OPENING: Final = time(8, tzinfo=CHINA)
"""When a day's work begins."""

_BOOT: Final = "demonstration"
_SHORT_OF_NOW: Final = timedelta(minutes=3)


class WalkingClock:
    """A clock for one life: from the opening hour of a day that lies `days` back, until shortly before `now`."""

    def __init__(self, now: datetime, days: int) -> None:
        """Stand at the beginning."""
        self.until = now - _SHORT_OF_NOW
        self.since = datetime.combine(day_of(now) - timedelta(days=days), OPENING)
        self._now = self.since

    @property
    def boot(self) -> str:
        """No machine start: monotonic times of this clock compare with no other's."""
        return _BOOT

    def now(self) -> datetime:
        """The moment that the walk has come to."""
        return self._now

    def monotonic_ns(self) -> int:
        """Nanoseconds walked."""
        return (self._now - self.since) // timedelta(microseconds=1) * 1000

    def earlier(self, days: int) -> "WalkingClock":
        """The clock of another life, which ends with this one and began so many days before."""
        now = self.until + _SHORT_OF_NOW
        return WalkingClock(now, (day_of(now) - day_of(self.since)).days + days)

    def walk(self, seconds: float) -> None:
        """Let time pass."""
        self.walk_to(self._now + timedelta(seconds=seconds))

    def walk_to(self, moment: datetime) -> None:
        """Let time pass until a moment; where that lies behind already, none passes."""
        self._now = max(self._now, min(moment, self.until))
