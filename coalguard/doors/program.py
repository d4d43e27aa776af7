"""Program: what the composition root hands to the doors, which start nothing by themselves.

`app` fills it; a test may fill it with something else. What stands here takes settings and gives values; it knows no
words, no exit codes and no terminal.
"""

from collections.abc import Callable
from dataclasses import dataclass
from gettext import NullTranslations
from typing import TYPE_CHECKING, Any, Protocol

from coalguard.clock import Clock
from coalguard.settings import Settings

if TYPE_CHECKING:  # the command line must answer before the store and its libraries are loaded
    from coalguard.operations.setup import FoundStation, StationKind
    from coalguard.operations.station import Actor, Station
    from coalguard.operations.upkeep import RestoreBackup
    from coalguard.store.recovery import Recovered
    from coalguard.store.restore import Restored
    from coalguard.store.store import Bell


@dataclass(frozen=True, slots=True)
class Opening:
    """An open station: who opened it, what passed between store and alibi, and how all of it is let go."""

    station: "Station"
    actor: "Actor"
    recovered: "Recovered"
    close: Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerPlace:
    """Where the city's server keeps its things; what is empty lies in the data folder."""

    database: str = ""
    key_file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """How the city's server is to run; `log` is a file, "-" for standard error."""

    place: ServerPlace
    host: str
    port: int
    address: str = ""
    log: str = ""


class Administrator(Protocol):
    """Who does something at the city's server: a deed by its name, with what it needs; gives what there is to tell."""

    def __call__(self, settings: Settings, place: ServerPlace, deed: str, /, *given: object) -> Any:  # noqa: ANN401 -- each deed gives what it gives
        """Do it."""


@dataclass(frozen=True, slots=True)
class Program:
    """The deeds of the composition root."""

    clock: Clock

    found: Callable[[Settings, "FoundStation", str, str], str]
    """Make an empty store for a station, its administrator's login and password; gives back the recovery code."""

    open: Callable[[Settings, str, str, "Bell"], Opening]
    """Open the store with a login and a password; the bell already rings for the entries of this very login."""

    open_demo: Callable[[Settings, "Bell"], Opening | None]
    """Open a demonstration, which needs no password; None where the store is a real one."""

    build_demo: Callable[[Settings, "StationKind"], None]
    """Build a demonstration in an empty folder; where one stands already, nothing is done."""

    restore: Callable[[Settings, "RestoreBackup"], "Restored"]
    """Put a backup in the place of a closed store, completed from the alibi folder of the lost one if there is one."""

    recover: Callable[[Settings, str, str, str], None]
    """By the recovery code, give a login a new password."""

    serve: Callable[[Settings, Serving, Callable[[Any], None]], None]
    """Run the city's server until it is told to stop; tells once where it is heard (url, host, port, fingerprint)."""

    administer: Administrator
    """Do something at the city's server, running or not."""

    show_window: Callable[[Settings, NullTranslations, str], int]
    """Show the window of a folder, in a language, on a demonstration of a kind (or "": none); gives the exit code."""
