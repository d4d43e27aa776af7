"""Session: who is at the desk of a store, from login to logout; and the entries that each command wrote.

    nobody ──log_in──► at the desk ──lock──► locked ──unlock (PIN)──► at the desk ──log_out──► nobody

Opening a store with a password is the program's affair, proving a PIN an operation's. A demonstration opens by itself
at the first command that needs it, and not again after a logout.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from coalguard.domain.findings import Finding, Refused, Severity, refuse
from coalguard.domain.identity import EntryKey
from coalguard.doors.program import Opening, Program
from coalguard.settings import Settings

if TYPE_CHECKING:  # a session may end before anybody logs in
    from coalguard.operations.station import Actor, Station
    from coalguard.operations.upkeep import RestoreBackup
    from coalguard.store.restore import Restored
    from coalguard.store.transaction import Appended


@dataclass(frozen=True, slots=True, kw_only=True)
class LogIn:
    """A login and its password: opens the store."""

    login: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """Nothing to say: the desk is locked, the store stays open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlock:
    """The PIN of whoever locked the desk, or of the login named."""

    pin: str
    login: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogOut:
    """Nothing to say: the store is closed."""


@dataclass(frozen=True, slots=True)
class AtDesk:
    """Who is at the desk, the roles of this session, the station, and what there is to say about the start."""

    actor: EntryKey
    login: str
    name: str
    roles: tuple[str, ...]
    station: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Away:
    """Nobody is at the desk; whether the store is still open behind the lock."""

    locked: bool
    open: bool


class Session:
    """One desk of one store."""

    def __init__(self, program: Program, settings: Settings) -> None:
        """Begin with nobody at the desk."""
        self._program = program
        self._settings = settings
        self._opening: Opening | None = None
        self._actor: Actor | None = None
        self._locked = True
        self._opens_freely = True
        self._rung: list[Appended] = []

    def log_in(self, request: LogIn) -> AtDesk:
        """Open the store with a password. Whoever was at the desk has left it, even if the password is wrong."""
        self.close()
        opening = self._program.open(self._settings, request.login, request.password, self._rung.extend)
        self._opens_freely = False
        return self._sit_down(opening)

    def lock(self, request: Lock) -> Away:
        """Let nobody act until a PIN or a password comes."""
        del request
        self.at_desk()
        self._locked = True
        return Away(locked=True, open=True)

    def unlock(self, request: Unlock) -> AtDesk:
        """Take the locked desk with a PIN. Raises Refused `session.locked` where no store is open."""
        from coalguard.operations.session import unlock  # noqa: PLC0415 -- the store is loaded with the first login

        if self._opening is None or self._actor is None:
            raise refuse("session.locked")
        self._actor = unlock(self._opening.station, request.login or self._actor.login, request.pin)
        self._locked = False
        return self._shown(())

    def log_out(self, request: LogOut) -> Away:
        """Leave the desk and close the store."""
        del request
        self.close()
        self._opens_freely = False
        return Away(locked=True, open=False)

    def restore(self, request: "RestoreBackup") -> "Restored":
        """Put a backup in the place of the store of this folder, which must be closed; a login follows."""
        return self._program.restore(self._settings, request)

    def at_desk(self) -> "tuple[Station, Actor]":
        """The open station and who acts. Raises Refused `session.locked`."""
        if self._opening is None and self._opens_freely:
            opening = self._program.open_demo(self._settings, self._rung.extend)
            if opening is not None:
                self._sit_down(opening)
        if self._opening is None or self._actor is None or self._locked:
            raise refuse("session.locked")
        return self._opening.station, self._actor

    def pass_desk(self, receiver: EntryKey) -> None:
        """Let the receiver of a hand-over act from now on."""
        from coalguard.operations.session import actor_named  # noqa: PLC0415 -- as above

        if self._opening is not None:
            self._actor = actor_named(self._opening.station, receiver)

    def refresh_roles(self) -> None:
        """Take note of changed staff: roles may have come or gone, and whoever has left does not act any more."""
        if self._actor is not None:
            try:
                self.pass_desk(self._actor.key)
            except Refused:
                self._locked = True

    def documents(self) -> tuple[str, ...]:
        """The numbers of the papers written since `take_rung`."""
        return tuple(one.document for one in self._rung if one.document)

    def take_rung(self) -> "tuple[Appended, ...]":
        """What was written since this was last asked."""
        rung = tuple(self._rung)
        self._rung.clear()
        return rung

    def warnings(self) -> tuple[Finding, ...]:
        """What stops nobody and must be seen to: that the second copy is behind, that the disk fills up."""
        if self._opening is None:
            return ()
        from coalguard.store.store import scarce_room  # noqa: PLC0415 -- as above

        store = self._opening.station.store
        fault = store.alibi_fault
        behind = () if fault is None else (Finding(fault.code, fault.facts, Severity.WARN),)
        return (*behind, *scarce_room(store))

    def close(self) -> None:
        """Close the store, if it is open."""
        opening, self._opening, self._actor, self._locked = self._opening, None, None, True
        if opening is not None:
            opening.close()

    def _sit_down(self, opening: Opening) -> AtDesk:
        from coalguard.operations.session import findings_at_start  # noqa: PLC0415 -- as above

        self._opening, self._actor, self._locked = opening, opening.actor, False
        return self._shown(findings_at_start(opening.station, opening.recovered))

    def _shown(self, findings: tuple[Finding, ...]) -> AtDesk:
        station, actor = self.at_desk()
        roles = tuple(sorted(actor.roles))
        return AtDesk(actor.key, actor.login, actor.name, roles, station.code, findings)


COMMANDS: Mapping[str, tuple[Callable[[Session, Any], object], type, type]] = MappingProxyType(
    {
        "session.login": (Session.log_in, LogIn, AtDesk),
        "session.lock": (Session.lock, Lock, Away),
        "session.unlock": (Session.unlock, Unlock, AtDesk),
        "session.logout": (Session.log_out, LogOut, Away),
    }
)
"""The commands that change the session itself: how, with which fields, to which result."""
