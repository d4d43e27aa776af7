"""Premises: what the window needs of the program, handed in by the composition root."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from coalguard.clock import Clock
from coalguard.domain.errors import CoalGuardError
from coalguard.domain.findings import Finding
from coalguard.settings import Settings

if TYPE_CHECKING:  # the window is painted before the store and its libraries are loaded
    from coalguard.operations.setup import FoundStation
    from coalguard.operations.station import Actor, Station
    from coalguard.ui.background import Rung

Bell = Callable[[Iterable["Rung"]], None]


class Opened(Protocol):
    """An open station, who opened it, and how it is let go."""

    @property
    def station(self) -> "Station":
        """The station."""

    @property
    def actor(self) -> "Actor":
        """Who opened it."""

    @property
    def close(self) -> Callable[[], None]:
        """Let everything go."""


@dataclass(frozen=True, slots=True)
class Premises:
    """The deeds that the window asks for; each may take long and runs in a lane."""

    clock: Clock

    logins: Callable[[Settings], tuple[str, ...]]
    """The logins that the store in the folder knows. Raises MachineError `store.missing` where there is none."""

    open: Callable[[Settings, str, str, Bell], Opened]
    """Open the store with a login and a password."""

    open_demo: Callable[[Settings, Bell], Opened | None]
    """Open a demonstration, which needs no password; None where the store is a real one."""

    build_demo: Callable[[Settings, str], None]
    """Build a demonstration of a kind of station in an empty folder."""

    found: Callable[[Settings, "FoundStation", str, str], str]
    """Make an empty store and its administrator; gives back the recovery code."""

    told: Callable[[Opened], tuple[Finding, ...]]
    """What is to be said of a start: entries that were taken from the alibi, papers that did not come out."""

    explain: Callable[[Exception], CoalGuardError]
    """The error to show for one that nobody expected; it leaves a report."""
