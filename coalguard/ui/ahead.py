"""Ahead: what the first keys of a page will need is loaded behind its first rows, while nobody waits for it.

A page's rows need little of the program; what weighs, issues and prints is imported where it is called (`Page.later`
names it), and so are the other pages. So that no key pays for that, it is loaded here as soon as the rows are there,
one module after another, in a lane, with a rest for the window between them.
"""

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer

from coalguard.domain.errors import CoalGuardError
from coalguard.ui.background import Background, Lane
from coalguard.ui.navigation import PageLink
from coalguard.ui.page import Page

_REST_MS: Final = 20


def later(page: Page | None, links: Iterable[PageLink]) -> tuple[str, ...]:
    """The modules that the next keys of the page in front will need, then those of all pages."""
    return (*(page.later if page else ()), *(link.module for link in links))


class Ahead(QObject):
    """Loads modules one after another."""

    def __init__(self, background: Background, names: Iterable[str]) -> None:
        """Know the names; `begin` loads the first."""
        super().__init__()
        self._background = background
        self._names = list(names)
        self._waiting = True
        self._first: Callable[[], None] | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.begin)

    @property
    def waiting(self) -> bool:
        """Whether something is still to be loaded."""
        return self._waiting

    def begin(self) -> None:
        """Load the next one, and the others behind it."""
        if self._names:
            name = self._names.pop(0)
            self._background.run(lambda: import_module(name), self._loaded, self._not_loaded, lane=Lane.OUTSIDE)
        else:
            self._waiting = False

    def begin_behind_rows(self, first: Callable[[], None]) -> None:
        """When what the page has asked for is there: do what comes first, then load the rest."""
        self._first = first
        self._background.idle.connect(self._on_idle, Qt.ConnectionType.SingleShotConnection)

    def _on_idle(self) -> None:
        first, self._first = self._first, None
        if first is not None:
            first()
            self.begin()

    def end(self) -> None:
        """Do and load nothing more."""
        self._first = None
        self._names.clear()
        self._waiting = False

    def _loaded(self, _: object) -> None:
        self._rest.start()

    def _not_loaded(self, _: CoalGuardError) -> None:
        """Whoever needs it meets the reason again, and tells it."""
        self._rest.start()
