"""Disk watch: while a place is open, how scarce the room on its disk is stands above all pages, and the figure is true.

A start says what it found, and a disk fills up behind it. Asked every half minute, beside everything else; a bar that
somebody took away comes back only when it has something worse to say.
"""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QObject, QTimer

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.findings import Finding
from coalguard.ui.background import Background, Lane
from coalguard.ui.frame import Frame
from coalguard.ui.messages import message_of

LOW: Final = "disk.low"
STOPS: Final = "disk.stops_issuing"
"""The room grows scarce; papers are not issued any more."""
_ASK_MS: Final = 30_000


class DiskWatch(QObject):
    """Watches one disk for one frame."""

    def __init__(self, frame: Frame, background: Background, ask: Callable[[], Sequence[Finding]]) -> None:
        """Know whom to ask; `begin` asks for the first time."""
        super().__init__()
        self._frame, self._background, self._ask = frame, background, ask
        self._told = ""
        self._over = False
        self._tick = QTimer(self)
        self._tick.setInterval(_ASK_MS)
        self._tick.timeout.connect(self.refresh)

    def begin(self) -> None:
        """Ask from now on; what the start has said counts as said."""
        self._told = LOW if self._shown(LOW) else ""
        self._tick.start()
        self.refresh()

    def close(self) -> None:
        """Ask and say nothing more."""
        self._over = True
        self._tick.stop()

    def refresh(self) -> None:
        """Ask how much room there is."""
        self._background.run(self._ask, self._show, _ignore, lane=Lane.READER)

    def _shown(self, code: str) -> bool:
        return any(one.code == code for one in self._frame.messages.messages)

    def _show(self, found: Sequence[Finding]) -> None:
        if self._over:
            return
        finding = next(iter(found), None)
        code = finding.code if finding is not None else ""
        for other in {LOW, STOPS} - {code}:
            self._frame.messages.untell(other)
        dismissed = code == self._told and not self._shown(code)
        self._told = code
        if finding is None or dismissed:
            return
        message = message_of(finding)
        if message not in self._frame.messages.messages:
            self._frame.tell(message)


def _ignore(_: CoalGuardError) -> None:
    """A disk that does not answer is told by whatever is done next."""
