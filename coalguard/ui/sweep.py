"""Sweep: garbage is looked for when nobody waits for anything.

Python looks through all objects now and then, in whichever thread happens to make the next one, and holds every other
thread up meanwhile: with what a window, a store and a press have loaded, for a tenth of a second in the middle of a
sale. So the look through the old objects is put off until nothing is under way, and what was loaded to stay is set
aside, where no later look finds it. The young ones, which are most of the garbage, are looked through as ever, but for
the start: it loads and drops nothing, so that `app` has no look at all taken until its first rows are there.
"""

import gc
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer

_YOUNG, _MIDDLE, _OLD = 700, 10, 2_000
"""Python's own thresholds, but for the last: where nothing rests for hours, the old ones are still looked through."""
_EVERY_MS: Final = 10_000
_MANY: Final = 50_000
"""So many that stay are a library or a page that was loaded; a look through them takes about 15 ms."""


class Sweep(QObject):
    """Looks through the old objects from time to time, while nothing is under way."""

    def __init__(self, busy: Callable[[], bool]) -> None:
        """Put off what Python does by itself."""
        super().__init__()
        put_off()
        self._busy = busy
        self._first = True
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.sweep)
        self._timer.start(_EVERY_MS)

    def begin(self) -> None:
        """The start is over: what it has loaded stays, the young ones are looked through from now on."""
        if not gc.isenabled():
            gc.freeze()
            gc.enable()

    def sweep(self) -> None:
        """Look through what was made since, unless something is under way; set aside what was loaded to stay."""
        if self._busy():
            return
        if self._first:
            self._first = False  # what the start has loaded is too much to be looked through while the window is open
        else:
            gc.collect()
        if len(gc.get_objects()) > _MANY:
            gc.freeze()

    def end(self) -> None:
        """Look no more."""
        self._timer.stop()


def put_off() -> None:
    """Let Python look through the old objects hardly ever by itself."""
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
