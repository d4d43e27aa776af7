"""异常单: what contradicts what, as the city found it and told this station.

The city opens and closes an exception; a station reads it and acts at its own desk, by new entries. Here nothing is
written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Json
from coalguard.domain.roles import Duty
from coalguard.operations.station import Actor, Station, entitle
from coalguard.store.heard import load_exceptions


@dataclass(frozen=True, slots=True, kw_only=True)
class ListExceptions:
    """Whether those that the city closed are wanted too."""

    closed: bool = True


@dataclass(frozen=True, slots=True)
class OpenedException:
    """An exception by its entry: its code, the paper's number, whom it concerns, the facts; how it was closed."""

    key: EntryKey
    code: str
    number: str
    at: datetime
    stations: tuple[str, ...]
    facts: Mapping[str, Json]
    is_open: bool
    closed_at: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class Exceptions:
    """Those that were told, the newest first, and how many of all wait for somebody."""

    exceptions: tuple[OpenedException, ...]
    open_count: int


def list_exceptions(station: Station, actor: Actor, request: ListExceptions) -> Exceptions:
    """Every exception that the city told this station of."""
    entitle(actor, Duty.READ)
    known = [
        OpenedException(
            one.key,
            one.code,
            one.number,
            one.at,
            one.stations,
            one.facts,
            one.closed_at is None,
            one.closed_at,
            one.note,
        )
        for one in load_exceptions(station.store.read())
    ]
    shown = [one for one in known if one.is_open or request.closed]
    return Exceptions(tuple(shown), sum(one.is_open for one in known))
