"""Stall: how long the window hears nobody while trucks are sold, previewed, saved and printed.

The real window of a market stands on a real store, with a scale that sends frames and a printer that keeps its papers
in a folder. Hands call a weighed truck up, choose the buyer, enlarge the preview, press F9 and wait for the papers. A
timer of 1 ms beats in the event loop all the while: what is told is how much later than that it came, the latest and
the one that 99 of 100 do not exceed. `computed_ms` is the most that the window's own thread computed between two beats:
on a machine that others use too, the rest of a stall is theirs. The first sale, with which fonts and codes are loaded,
is told apart from the others; before both the same window idles.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, cast

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from pytestqt.qtbot import QtBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from coalguard.settings import Settings
from coalguard.ui.run import prepare
from tests import market as at
from tests.bench.figures import asked_for, place, share_of, tell
from tests.ui.salesroom import Room, open_room

_BEAT_MS = 1
_IDLE, _FIRST, _LATER = "idle", "first-sale", "later-sales"
_IDLE_S = 1.0
_LOAD_KG = 2_000


class Beat(NamedTuple):
    """How late a beat came, and what the thread computed since the one before."""

    late_ms: float
    computed_ms: float


class Heart(QObject):
    """A timer in the event loop, and its beats."""

    def __init__(self) -> None:
        """Stand still."""
        super().__init__()
        self._beats: list[Beat] = []
        self._last = self._computed = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_beat)

    @contextmanager
    def beating(self) -> Iterator[list[Beat]]:
        """Beat for a while; gives its beats."""
        self._beats = []
        self._last, self._computed = time.perf_counter(), time.thread_time()
        self._timer.start(_BEAT_MS)
        try:
            yield self._beats
        finally:
            self._on_beat()  # whatever held the loop up to the end counts
            self._timer.stop()

    def _on_beat(self) -> None:
        now, computed = time.perf_counter(), time.thread_time()
        late_ms = max((now - self._last) * 1000 - _BEAT_MS, 0.0)
        self._beats.append(Beat(late_ms, (computed - self._computed) * 1000))
        self._last, self._computed = now, computed


class Patience:
    """Waits in the event loop."""

    def waitUntil(self, holds: Callable[[], bool], timeout: int = 10_000) -> None:  # noqa: N802 -- as pytest-qt has it
        """Let events happen until it holds. Raises TimeoutError."""
        until = time.perf_counter() + timeout / 1000
        loop, awake = QEventLoop(), QTimer()
        awake.start(_BEAT_MS)
        while not holds():
            if time.perf_counter() > until:
                raise TimeoutError
            loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def main() -> None:
    """Sell trucks and tell how late the beats came."""
    count = asked_for("BENCH_SALES", 20)
    with place() as folder:
        prepare(Settings(folder))
        with open_room(folder, cast("QtBot", Patience())) as room:
            heart = Heart()
            idle = _idle(room, heart)
            first, later = _sales(room, heart, count)
    for case, beats in ((_IDLE, idle), (_FIRST, first), (_LATER, later)):
        late = [beat.late_ms for beat in beats]
        tell(case, "worst_ms", max(late))
        tell(case, "p99_ms", share_of(late, 99))
        tell(case, "computed_ms", max(beat.computed_ms for beat in beats))


def _idle(room: Room, heart: Heart) -> list[Beat]:
    """The beats while nobody does anything."""
    until = time.perf_counter() + _IDLE_S
    with heart.beating() as beats:
        room.qtbot.waitUntil(lambda: time.perf_counter() > until)
    return beats


def _sales(room: Room, heart: Heart, count: int) -> tuple[list[Beat], list[Beat]]:
    """The beats of the first sale, and of all later ones."""
    lot = at.receive(room.market, 20_000 + count * _LOAD_KG).lot
    at.sell(room.market, lot, 1_000)  # the price is known from now on
    first: list[Beat] = []
    later: list[Beat] = []
    for number in range(count):
        plate = f"甘N{number:05d}"
        at.load_up(room.market, _LOAD_KG, plate=plate)
        room.rest()
        (later if number else first).extend(_sale(room, heart, plate))
    return first, later


def _sale(room: Room, heart: Heart, plate: str) -> list[Beat]:
    """One truck on its way through the page, by keys."""
    printed = _papers(room.prints)
    with heart.beating() as beats:
        room.type(plate[2:])
        room.press("Enter")
        room.type("mxm")
        room.press("Enter", "Enter", "Enter")
        room.press("F6", "F6", "F9")
        room.qtbot.waitUntil(lambda: _papers(room.prints) > printed)
        room.rest()
    return beats


def _papers(folder: Path) -> int:
    return len(list(folder.iterdir()))
