"""Metrics: what the server counts of itself, as Prometheus reads it (text exposition format 0.0.4).

Counters and one histogram, each for this process alone; what the database knows (positions, devices) is asked when the
page is read. Nothing here names a station's people, a plate or a number.
"""

import threading
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_BOUNDS_S: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

Labels = tuple[tuple[str, str], ...]


class Metrics:
    """What this process has counted; for any number of threads."""

    def __init__(self) -> None:
        """Begin at zero."""
        self._lock = threading.Lock()
        self._counts: defaultdict[tuple[str, Labels], int] = defaultdict(int)
        self._times: defaultdict[Labels, tuple[list[int], list[float]]] = defaultdict(
            lambda: ([0] * (len(_BOUNDS_S) + 1), [0.0])
        )

    def count(self, name: str, by: int = 1, /, **labels: str) -> None:
        """Count something that is listed in `COUNTERS`."""
        with self._lock:
            self._counts[name, tuple(sorted(labels.items()))] += by

    def time(self, seconds: float, /, **labels: str) -> None:
        """Note how long a call took."""
        with self._lock:
            buckets, total = self._times[tuple(sorted(labels.items()))]
            buckets[bisect_left(_BOUNDS_S, seconds)] += 1
            total[0] += seconds

    def render(self, gauges: Mapping[str, Mapping[Labels, int]]) -> bytes:
        """The page: counters, times, and the gauges that were asked for just now."""
        with self._lock:
            counts = dict(self._counts)
            times = {labels: (list(buckets), total[0]) for labels, (buckets, total) in self._times.items()}
        lines = [*_counters(counts), *_histogram(times)]
        for name, told in GAUGES.items():
            lines += _family(name, told, "gauge", gauges.get(name, {}).items())
        return ("\n".join(lines) + "\n").encode()


COUNTERS: Final[Mapping[str, str]] = {
    "coalguard_calls_total": "Calls answered, by route and status.",
    "coalguard_refusals_total": "Calls refused, by stable code.",
    "coalguard_received_bytes_total": "Bytes of bodies received, as they travelled.",
    "coalguard_sent_bytes_total": "Bytes of answers sent, as they travelled.",
    "coalguard_entries_total": "Entries offered by pushes that were kept.",
    "coalguard_exceptions_total": "Exceptions opened for a person, by code.",
}
"""What is counted, and what the page says of it."""
GAUGES: Final[Mapping[str, str]] = {
    "coalguard_feed_position": "Last position of the feed.",
    "coalguard_devices": "Devices, by what the city thinks of them.",
    "coalguard_open_exceptions": "Exceptions that nobody has closed, once for each station that was told.",
}
"""What is asked of the database when the page is read."""
_TIMES: Final = "coalguard_call_seconds"


def _counters(counts: Mapping[tuple[str, Labels], int]) -> Iterator[str]:
    for name, told in COUNTERS.items():
        mine = sorted((labels, count) for (whose, labels), count in counts.items() if whose == name)
        yield from _family(name, told, "counter", mine)


def _histogram(times: Mapping[Labels, tuple[list[int], float]]) -> Iterator[str]:
    yield f"# HELP {_TIMES} Seconds a call took, by route."
    yield f"# TYPE {_TIMES} histogram"
    for labels, (buckets, total) in sorted(times.items()):
        passed = 0
        for bound, count in zip((*map(str, _BOUNDS_S), "+Inf"), buckets, strict=True):
            passed += count
            yield f"{_TIMES}_bucket{_shown((*labels, ('le', bound)))} {passed}"
        yield f"{_TIMES}_sum{_shown(labels)} {total:.6f}"
        yield f"{_TIMES}_count{_shown(labels)} {passed}"


def _family(name: str, told: str, kind: str, values: Iterable[tuple[Labels, int]]) -> Iterator[str]:
    yield f"# HELP {name} {told}"
    yield f"# TYPE {name} {kind}"
    for labels, value in values:
        yield f"{name}{_shown(labels)} {value}"


def _shown(labels: Labels) -> str:
    escaped = (f'{key}="{value.translate(_ESCAPES)}"' for key, value in labels)
    return "{" + ",".join(escaped) + "}" if labels else ""


_ESCAPES: Final = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})
