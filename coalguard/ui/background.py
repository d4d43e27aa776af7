"""Background: everything slow happens in a lane, and comes home to the main thread.

    writer lane   one thread: acts, in the order they were asked for
    reader lane   one thread: lists and search, so that they never wait behind a save
    outside lane  a few threads: machines, printers, the network

`run` gives the result to `done` or the reason to `failed`, both on the main thread. A refusal, a machine's failure and
damaged data arrive as the errors they are; anything else leaves a report first (`explain`). The store's bell is rung in
a lane and heard here as the one signal `changed`.
"""

import logging
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Final, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from coalguard.domain.errors import CoalGuardError
from coalguard.ui.sweep import Sweep

log = logging.getLogger(__name__)

T = TypeVar("T")


class Lane(StrEnum):
    """Where an operation runs."""

    WRITER = "writer"
    READER = "reader"
    OUTSIDE = "outside"


_GIVES_WAY_S: Final = 0.0001
"""How soon a lane that computes gives way to the main thread. One painting takes turns with it dozens of times, and
with Python's own 5 ms the turns of a single one would add up to a stall."""
_PAINTED_MS: Final = 10
"""How long what computes most, as the drawing of papers, waits for the painting of what changed before it: Qt begins
that 5 ms later, and side by side it takes twice as long."""
_THREADS: Final = {Lane.WRITER: 1, Lane.READER: 1, Lane.OUTSIDE: 4}


class Rung(Protocol):
    """What the bell says of one entry."""

    @property
    def kind(self) -> str:
        """The kind of entry."""


@dataclass(frozen=True, slots=True)
class _Home:
    """What is to be done on the main thread."""

    act: Callable[[], None]


class Background(QObject):
    """The lanes of one window."""

    changed = Signal(object)
    """After each save: the kinds of the entries it wrote, a frozenset of str."""
    idle = Signal()
    """Whatever was asked for is done."""

    _came_home = Signal(object)

    def __init__(self, explain: Callable[[Exception], CoalGuardError]) -> None:
        """Prepare the lanes; `explain` turns what nobody expected into an error that can be shown."""
        super().__init__()
        self._explain = explain
        sys.setswitchinterval(_GIVES_WAY_S)
        self._sweep = Sweep(lambda: self.busy)
        self._lanes = {lane: ThreadPoolExecutor(count, f"lane-{lane}") for lane, count in _THREADS.items()}
        self._under_way = 0
        self._closed = False
        self.idle.connect(self._sweep.begin, Qt.ConnectionType.SingleShotConnection)
        self._came_home.connect(self._on_came_home, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether something is still under way."""
        return self._under_way > 0

    def run(
        self,
        operation: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[CoalGuardError], None],
        *,
        lane: Lane = Lane.WRITER,
    ) -> None:
        """Do it in a lane; call `done` with its result or `failed` with the reason, on the main thread."""
        if self._closed:
            return
        self._under_way += 1
        begin = partial(self._begin, lane, partial(self._carry, operation, done, failed))
        if lane is Lane.OUTSIDE:
            QTimer.singleShot(_PAINTED_MS, self, begin)
        else:
            begin()

    def behind_painting(self, act: Callable[[], None]) -> None:
        """Do something on the main thread when what was shown last has been painted."""
        if not self._closed:
            self._under_way += 1
            QTimer.singleShot(_PAINTED_MS, self, partial(self._send_home, partial(self._settle, act)))

    def ring(self, appended: Iterable[Rung]) -> None:
        """The store's bell: called in a lane after each commit."""
        kinds = frozenset(one.kind for one in appended)
        self._send_home(lambda: self.changed.emit(kinds))

    def close(self) -> None:
        """Let what is under way in the writer lane end, forget the rest; nothing comes home any more."""
        self._closed = True
        self._sweep.end()
        self._lanes[Lane.WRITER].shutdown(wait=True)
        for lane in (Lane.READER, Lane.OUTSIDE):
            self._lanes[lane].shutdown(wait=lane is Lane.READER, cancel_futures=True)

    def _begin(self, lane: Lane, work: Callable[[], None]) -> None:
        if not self._closed:
            self._lanes[lane].submit(work)

    def _carry(
        self, operation: Callable[[], T], done: Callable[[T], None], failed: Callable[[CoalGuardError], None]
    ) -> None:
        try:
            result = operation()
        except Exception as error:  # noqa: BLE001 -- whatever it is, somebody waits for an answer
            reason = self._explained(error)
            self._send_home(lambda: self._settle(lambda: failed(reason)))
        else:
            self._send_home(lambda: self._settle(lambda: done(result)))

    def _explained(self, error: Exception) -> CoalGuardError:
        if isinstance(error, CoalGuardError):
            log.info("refused or failed: %s", error.code)
            return error
        return self._explain(error)

    def _settle(self, act: Callable[[], None]) -> None:
        self._under_way -= 1
        try:
            act()
        finally:
            if not self._under_way:
                self.idle.emit()

    def _send_home(self, act: Callable[[], None]) -> None:
        self._came_home.emit(_Home(act))

    def _on_came_home(self, home: _Home) -> None:
        if not self._closed:
            home.act()
