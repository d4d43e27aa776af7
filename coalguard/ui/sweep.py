"""Sweep: garbage is looked for in the window's own thread, and the old of it when nobody waits for anything.

Python looks through all objects now and then, in whichever thread happens to make the next one. That holds every other
thread up, with what a window, a store and a press have loaded for a tenth of a second in the middle of a sale; and a
part of a window that is thrown away by a lane's thread takes the program with it. So while there is a window Python
does not look by itself: the young objects are looked through here every second, the old ones when nothing is under
way, and what was loaded to stay is set aside, where no look finds it. A start makes no garbage worth a look at all.
"""

import gc
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer

_YOUNG, _MIDDLE = 700, 10
"""Python's own thresholds."""
_EVERY_MS: Final = 1_000
_RESTS: Final = 10
_LONGEST: Final = 600
"""Looks between two sweeps: while nothing is under way, and where nothing rests for hours."""
_MANY: Final = 50_000
"""So many that stay are a library or a page that was loaded; a look through them takes about 15 ms."""


class Sweep(QObject):
    """Looks through the objects from time to time, the old ones while nothing is under way."""

    def __init__(self, busy: Callable[[], bool]) -> None:
        """Take over from Python."""
        super().__init__()
        gc.disable()
        self._busy = busy
        self._looks = 0
        self._first = True
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(_EVERY_MS)

    def begin(self) -> None:
        """The start is over: what it has loaded stays."""
        gc.freeze()

    def look(self) -> None:
        """Look through the young ones where there are many; now and then through all."""
        young, middle, _ = gc.get_count()
        if young > _YOUNG:
            gc.collect(1 if middle > _MIDDLE else 0)
        self._looks += 1
        if self._looks >= (_LONGEST if self._busy() else _RESTS):
            self.sweep()

    def sweep(self) -> None:
        """Look through what was made since; set aside what was loaded to stay."""
        self._looks = 0
        if self._first:
            self._first = False  # what the start has loaded is too much to be looked through while the window is open
        else:
            gc.collect()
        if len(gc.get_objects()) > _MANY:
            gc.freeze()

    def end(self) -> None:
        """Look no more, and leave it to Python again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
