"""A Qt program whose start is watched: `python -m tests.bench.watched FILE MODULE [ARGUMENTS …]` runs it as it is.

A timer of 2 ms in its event loop looks for a window that is exposed (Qt paints one in the very call that exposes it),
then for a list in it that shows rows. It notes both moments in FILE, as nanoseconds of the monotonic clock, so that
what is told is the first moment at which somebody could also press a key. It imports nothing that a window does not.
"""

import runpy
import sys
import time
from pathlib import Path

from PySide6 import QtWidgets
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QTableView, QWidget

_LOOK_MS = 2


class Watched(QApplication):
    """The application, with somebody who looks at its windows."""

    file = Path()

    def __init__(self, arguments: list[str]) -> None:
        """Look from now on."""
        super().__init__(arguments)
        self._painted: QWidget | None = None
        self._eye = QTimer(self)
        self._eye.timeout.connect(self._look)
        self._eye.start(_LOOK_MS)

    def _look(self) -> None:
        if self._painted is None:
            self._painted = next(filter(is_exposed, self.topLevelWidgets()), None)
            if self._painted is not None:
                note(self.file)
        elif any(shows_rows(widget) for widget in self._painted.findChildren(QWidget)):
            self._eye.stop()
            note(self.file)


def is_exposed(window: QWidget) -> bool:
    """Whether a window stands on the screen."""
    return window.isVisible() and window.windowHandle().isExposed()


def shows_rows(widget: QWidget) -> bool:
    """Whether it is a list with rows on the screen: a table of Qt's, or one of ours, which paints its own `rows`."""
    if not widget.isVisible():
        return False
    if isinstance(widget, QTableView):
        return widget.model().rowCount() > 0
    return type(widget).__name__ == "OpenList" and bool(getattr(widget, "rows", ()))


def note(file: Path) -> None:
    """Note this moment in the file."""
    stamp = time.monotonic_ns()  # noqa: TID251 -- what is measured is the real start
    with file.open("a", encoding="ascii") as out:
        out.write(f"{stamp}\n")


if __name__ == "__main__":
    Watched.file, module = Path(sys.argv[1]), sys.argv[2]
    QtWidgets.QApplication = Watched  # type: ignore[misc, assignment]  # whoever asks for it gets this one
    sys.argv = sys.argv[2:]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
