"""Courier: a thread of its own that carries entries to the city and back, beside everything the desk does.

It is none of the lanes: a network that says nothing delays no weighing and no save. The work itself is handed in
(`operations.synchronise.keep_running`); the courier starts it, wakes it, tells on the main thread what it says, and
ends it. A request in flight holds nobody up: the thread is a daemon, and nothing it says after the end comes home.
"""

import logging
import threading
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal

log = logging.getLogger(__name__)

REST_S: Final = 60.0
"""How long the courier rests after something nobody expected, before it goes again."""
PATIENCE_S: Final = 2.0
"""How long the end waits for the round that is under way; what is left then ends with the process."""

Rounds = Callable[[threading.Event, threading.Event, Callable[[object], None]], None]
"""Goes on until the first event is set, begins anew whenever the second is, tells how sync stands."""


class Courier(QObject):
    """One courier of one open store."""

    told = Signal(object)
    """How sync stands, as the rounds say it; on the main thread."""

    _came_home = Signal(object)

    def __init__(self, rounds: Rounds, explain: Callable[[Exception], object], *, rest_s: float = REST_S) -> None:
        """Prepare; `explain` leaves a report of what nobody expected."""
        super().__init__()
        self._rounds, self._explain, self._rest_s = rounds, explain, rest_s
        self._stop, self._wake = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._go, name="courier", daemon=True)
        self._came_home.connect(self._on_came_home, Qt.ConnectionType.QueuedConnection)

    @property
    def goes(self) -> bool:
        """Whether the thread is there."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Go for the first time."""
        self._thread.start()

    def wake(self) -> None:
        """There is something to carry: go now."""
        self._wake.set()

    def stop(self) -> None:
        """Go no more; waits for nothing."""
        self._stop.set()
        self._wake.set()

    def wait(self, patience_s: float = PATIENCE_S) -> bool:
        """After `stop`, wait for the round under way, not longer than this; whether it is over."""
        if self._thread.ident is not None:
            self._thread.join(patience_s)
        return not self._thread.is_alive()

    def _go(self) -> None:
        while not self._stop.is_set():
            try:
                self._rounds(self._stop, self._wake, self._tell)
            except Exception as error:  # noqa: BLE001 -- whatever it is, the next round is gone all the same
                self._note(error)
            self._stop.wait(self._rest_s)

    def _note(self, error: Exception) -> None:
        if self._stop.is_set():
            log.info("the courier ended in the middle of a round: %s", type(error).__name__)
            return
        log.info("a round of the courier failed: %s", type(error).__name__)
        self._explain(error)

    def _tell(self, said: object) -> None:
        if not self._stop.is_set():
            self._came_home.emit(said)

    def _on_came_home(self, said: object) -> None:
        if not self._stop.is_set():
            self.told.emit(said)
