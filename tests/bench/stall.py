"""Stall: how long the window hears nobody while trucks are sold, previewed, saved and printed.

The real window of a market stands on a real store, with a scale that sends frames and a printer that keeps its papers
in a folder. Hands call a weighed truck up, choose the buyer, enlarge the preview, press F9 and wait for the papers. A
timer of 1 ms beats in the event loop all the while: what is told is how much later than that it came, the latest with
the key before it, and the one that 99 of 100 do not exceed. `computed_ms` is the most that the window's own thread
computed between two beats: on a machine that others use too, the rest of a stall is theirs. The first sale, with which
fonts and codes are loaded, is told apart from the others; before both the same window idles. At the window of a gate
trucks are inspected and refused with a slip, then every page of both windows is opened for the first time (the step is
the page), and the desk is handed over with its sheet.
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

from coalguard.operations import shift
from coalguard.operations.station import actor_of
from coalguard.settings import Settings
from coalguard.store.people import load_member
from coalguard.ui.ahead import Ahead, later
from coalguard.ui.run import prepare
from tests import market as at
from tests.bench.figures import asked_for, place, share_of, tell
from tests.ui.gatehouse import PIN, Gatehouse, open_gate
from tests.ui.salesroom import Room, open_room

_BEAT_MS = 1
_IDLE, _FIRST, _LATER, _GATE, _PAGES, _DESK = (
    "idle",
    "first-sale",
    "later-sales",
    "inspections",
    "pages",
    "hand-over",
)
_IDLE_S = 1.0
_LOAD_KG = 2_000


class Beat(NamedTuple):
    """How late a beat came, what the thread computed since the one before, and what was pressed or typed last."""

    late_ms: float
    computed_ms: float
    step: str


class Heart(QObject):
    """A timer in the event loop, and its beats."""

    def __init__(self) -> None:
        """Stand still."""
        super().__init__()
        self.step = ""
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
        self._beats.append(Beat(late_ms, (computed - self._computed) * 1000, self.step))
        self._last, self._computed = now, computed

    def press(self, at_keys: Room | Gatehouse, *names: str) -> None:
        """Press keys, and remember which."""
        for self.step in names:
            at_keys.press(self.step)

    def type(self, at_keys: Room | Gatehouse, text: str) -> None:
        """Type a text, and remember which."""
        self.step = text
        at_keys.type(text)


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

    def wait(self, ms: int) -> None:
        """Let events happen for so long."""
        until = time.perf_counter() + ms / 1000
        self.waitUntil(lambda: time.perf_counter() >= until)


def main() -> None:
    """Sell trucks, refuse trucks, and tell how late the beats came."""
    count, patience = asked_for("BENCH_SALES", 20), cast("QtBot", Patience())
    with place() as folder:
        prepare(Settings(folder))
        heart, market, gatehouse = Heart(), folder / "market", folder / "gate"
        market.mkdir()
        gatehouse.mkdir()
        with open_room(market, patience) as room:
            _tell(_IDLE, _idle(room, heart))
            first, later = _sales(room, heart, count)
            _tell(_FIRST, first)
            _tell(_LATER, later)
            opened = _openings(room, heart)
        with open_gate(gatehouse, patience) as gate:
            _tell(_GATE, _inspections(gate, heart, count))
            _tell(_PAGES, opened + _openings(gate, heart))
            _tell(_DESK, _hand_over(gate, heart))


def _tell(case: str, beats: list[Beat]) -> None:
    worst, heaviest = max(beats), max(beats, key=lambda beat: beat.computed_ms)
    tell(case, "worst_ms", worst.late_ms, step=worst.step)
    tell(case, "p99_ms", share_of([beat.late_ms for beat in beats], 99))
    tell(case, "computed_ms", heaviest.computed_ms, step=heaviest.step)


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
        heart.type(room, plate[2:])
        heart.press(room, "Enter")
        heart.type(room, "mxm")
        heart.press(room, "Enter", "Enter", "Enter", "F6", "F6", "F9")
        room.qtbot.waitUntil(lambda: _papers(room.prints) > printed)
        room.rest()
    return beats


def _inspections(gate: Gatehouse, heart: Heart, count: int) -> list[Beat]:
    """The beats while trucks without papers come, are refused and get their slips."""
    _load_ahead(gate)
    gate.choose_second()
    found: list[Beat] = []
    for number in range(count):
        printed = _papers(gate.prints)
        with heart.beating() as beats:
            heart.type(gate, f"{number:05d}")
            heart.press(gate, "Enter", "2", "F10", "Enter")
            gate.qtbot.waitUntil(lambda printed=printed: _papers(gate.prints) > printed)  # type: ignore[misc]  # binds it
            gate.rest()
        found.extend(beats)
    return found


def _openings(at_keys: Room | Gatehouse, heart: Heart) -> list[Beat]:
    """The beats while the pages that were never shown come to the front, one after another."""
    _load_ahead(at_keys)
    found: list[Beat] = []
    for number, link in enumerate(at_keys.window.frame.links[1:], start=2):
        with heart.beating() as beats:
            heart.step = link.name
            at_keys.press(f"Alt+{number}")
        found.extend(beats)
    at_keys.press("Alt+1")
    return found


def _load_ahead(at_keys: Room | Gatehouse) -> None:
    """Let what the next keys need be loaded, as the program does it behind its first rows."""
    ahead = Ahead(at_keys.place.background, later(at_keys.page, at_keys.window.frame.links))
    ahead.begin()
    at_keys.qtbot.waitUntil(lambda: not ahead.waiting)


def _hand_over(gate: Gatehouse, heart: Heart) -> list[Beat]:
    """The beats while the desk is handed over and its sheet is printed."""
    lead = actor_of(load_member(gate.station.store.read(), "lead"))
    shift.close_shift(gate.station, lead, shift.CloseShift(reason="演示"))
    shift.open_shift(gate.station, gate.officer, shift.OpenShift())
    gate.rest()
    printed = _papers(gate.prints)
    with heart.beating() as beats:
        heart.press(gate, "Alt+2")
        heart.type(gate, "60")
        heart.press(gate, "Enter", "Enter")
        heart.type(gate, "le")
        heart.press(gate, "Enter")
        heart.type(gate, PIN)
        heart.press(gate, "F9")
        gate.qtbot.waitUntil(lambda: _papers(gate.prints) > printed)
        gate.rest()
    return beats


def _papers(folder: Path) -> int:
    return len(list(folder.iterdir()))
