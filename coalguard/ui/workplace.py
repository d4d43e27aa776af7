"""Workplace: what a page may use, and nothing else: the open station, who acts, the lanes, what was just saved.

    place.write(form.issue, IssueForm(…), done)     an act, in the writer lane
    place.ask(visit.list_open, ListOpen(), done)    a question, in the reader lane
    place.outside(weighing.capture, Capture(…), …)  whatever waits for a machine

An operation is called as everywhere: with the station, the actor and its request.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from coalguard.clock import Clock
from coalguard.domain.errors import CoalGuardError
from coalguard.ui.background import Background, Lane
from coalguard.ui.live_scale import LiveScale

if TYPE_CHECKING:  # the window is painted before the store and its libraries are loaded
    from coalguard.operations.session import DeskSheet
    from coalguard.operations.station import Actor, Station

Asked_contra = TypeVar("Asked_contra", contravariant=True)
Told_co = TypeVar("Told_co", covariant=True)
Asked = TypeVar("Asked")
Told = TypeVar("Told")


class Operation(Protocol[Asked_contra, Told_co]):
    """A function of `coalguard.operations`."""

    def __call__(self, station: "Station", actor: "Actor", request: Asked_contra, /) -> Told_co:
        """Do it, or say why not."""


class Workplace(QObject):
    """One desk at one open station."""

    changed = Signal(object)
    """After each save: the kinds of the entries it wrote, a frozenset of str."""
    actor_changed = Signal()
    """Somebody else acts now: after an unlock or a hand-over."""

    told = Signal(object)
    """A Message that concerns more than one page."""
    look_asked = Signal(object, object)
    """Another theme (dark, light or None) or size of type (per cent or None) is wanted."""

    def __init__(self, station: "Station", actor: "Actor", sheet: "DeskSheet", background: Background) -> None:
        """Sit down at an open station."""
        super().__init__()
        self.station = station
        self.actor = actor
        self.sheet = sheet
        self.background = background
        self.scales: list[LiveScale] = []
        self._left = False
        background.changed.connect(self.changed)

    @property
    def scale(self) -> LiveScale | None:
        """The live weight of the first scale, where there is one."""
        return self.scales[0] if self.scales else None

    @property
    def approvers(self) -> tuple[tuple[str, str], ...]:
        """Who may stand for an act of whoever acts now, by login and name (`domain.roles.second_person`)."""
        others = (one for one in self.sheet.colleagues if one.approves and one.login != self.actor.login)
        return tuple((one.login, one.name) for one in others)

    @property
    def clock(self) -> Clock:
        """The station's clock."""
        return self.station.clock

    def ask_look(self, *, dark: bool | None = None, percent: int | None = None) -> None:
        """Ask for another theme or size of type."""
        self.look_asked.emit(dark, percent)

    def leave(self) -> None:
        """Leave the place: what is still under way ends, and nothing of it comes home any more."""
        self._left = True

    def sit(self, actor: "Actor", sheet: "DeskSheet") -> None:
        """Let somebody else act from now on."""
        self.actor, self.sheet = actor, sheet
        self.actor_changed.emit()

    def write(
        self,
        operation: Operation[Asked, Told],
        request: Asked,
        done: Callable[[Told], None],
        failed: Callable[[CoalGuardError], None],
        *,
        lane: Lane = Lane.WRITER,
    ) -> None:
        """Run an act; `done` gets its result, `failed` the reason, both on the main thread, as long as we sit here."""
        station, actor = self.station, self.actor

        def told(result: Told) -> None:
            if not self._left:
                done(result)

        def refused(error: CoalGuardError) -> None:
            if not self._left:
                failed(error)

        self.background.run(lambda: operation(station, actor, request), told, refused, lane=lane)

    def ask(
        self,
        operation: Operation[Asked, Told],
        request: Asked,
        done: Callable[[Told], None],
        failed: Callable[[CoalGuardError], None],
    ) -> None:
        """Run a question beside the acts."""
        self.write(operation, request, done, failed, lane=Lane.READER)

    def outside(
        self,
        operation: Operation[Asked, Told],
        request: Asked,
        done: Callable[[Told], None],
        failed: Callable[[CoalGuardError], None],
    ) -> None:
        """Run what waits for a machine; its own save takes its turn among the acts."""
        self.write(operation, request, done, failed, lane=Lane.OUTSIDE)
