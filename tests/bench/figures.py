"""Figures: how a benchmark measures, tells and finds its place on the disk."""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

_BUILT = Path(__file__).resolve().parents[2] / "build"


def tell(case: str, metric: str, value: float, **also: str) -> None:
    """Print one figure as a JSON line, and beside it what else is known of it."""
    figure = round(value, 4 if abs(value) < 10 else 1)
    line = json.dumps({"case": case, "metric": metric, "value": figure, **also}, ensure_ascii=False)
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def asked_for(variable: str, usual: int) -> int:
    """How much work the environment asks for."""
    return int(os.environ.get(variable, usual))


def share_of(values: Sequence[float], percent: int) -> float:
    """The value that so many percent of the values do not exceed."""
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]


def seconds_of(work: Callable[[], object]) -> float:
    """How long one piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def tell_latencies(case: str, ours: Sequence[float], limit: Sequence[float]) -> None:
    """The median and the slowest hundredth of our own times in microseconds, and each as a multiple of the limit's."""
    for percent in (50, 99):
        mine, least = share_of(ours, percent), share_of(limit, percent)
        tell(case, f"p{percent}_us", mine * 1e6)
        tell(case, f"p{percent}_limit_us", least * 1e6)
        tell(case, f"p{percent}_of_limit", mine / least)


def tell_seconds(case: str, seconds: float, limit_s: float | None = None) -> None:
    """How long it took and, where the bare library did the same work, the multiple of its time."""
    tell(case, "seconds", seconds)
    if limit_s is not None:
        tell(case, "limit_seconds", limit_s)
        tell(case, "of_limit", seconds / limit_s)


@contextmanager
def place() -> Iterator[Path]:
    """A fresh folder, gone afterwards: below BENCH_ROOT, else beside the sources, since /tmp may be no disk at all."""
    root = Path(os.environ.get("BENCH_ROOT") or _BUILT)
    root.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="coalguard-bench-", dir=root) as folder:
        yield Path(folder)
