"""Sheet: how sync stands, for 同步详情 and the command line: what waits, what failed and why, what came.

Everything shown is true of this store: what waits has no receipt, what came is here, ages are as old as they say.
"""

from dataclasses import dataclass
from datetime import datetime

from coalguard.domain.findings import Finding
from coalguard.domain.journal import parse_instant
from coalguard.domain.roles import Duty
from coalguard.operations.station import Actor, Station, entitle, today
from coalguard.operations.synchronise.passes import Lamps, lamps_of, state_of
from coalguard.store.cursors import load_cursors
from coalguard.store.heard import HeardStation, count_watched, load_rules, load_stations, rules_in_force
from coalguard.store.keys import load_keyring
from coalguard.store.outbox import Waiting, count_waiting, load_waiting
from coalguard.sync.turn import SyncState


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowSync:
    """Nothing to say: how sync stands is shown."""


@dataclass(frozen=True, slots=True)
class Received:
    """What came: the rule set in force, how many keys and as of when, watched plates, and what is known of whom."""

    rules: str
    keys: int
    keys_at: datetime | None
    watched: int
    stations: tuple[HeardStation, ...]


@dataclass(frozen=True, slots=True)
class SyncSheet:
    """How it stands; `waiting` are the oldest of `count` entries that no receipt covers yet."""

    state: SyncState
    url: str
    acked_seq: int
    last_contact: datetime | None
    count: int
    waiting: tuple[Waiting, ...]
    failed: tuple[Finding, ...]
    received: Received
    lamps: Lamps


def show(station: Station, actor: Actor, request: ShowSync) -> SyncSheet:
    """How sync stands now; nobody is asked for it."""
    del request
    entitle(actor, Duty.READ)
    store, reader, outcome = station.store, station.store.read(), station.link.outcome
    cursors, state = load_cursors(reader), state_of(station, outcome)
    enrolled = state is not SyncState.NOT_ENROLLED
    count = count_waiting(store) if enrolled else 0
    failure = outcome.failure if outcome else None
    return SyncSheet(
        state,
        cursors.url,
        cursors.acked[1],
        parse_instant(cursors.last_contact) if cursors.last_contact else None,
        count,
        load_waiting(store) if enrolled else (),
        (Finding(failure.code, failure.facts),) if failure else (),
        _received(station),
        lamps_of(station, state, count),
    )


def _received(station: Station) -> Received:
    reader = station.store.read()
    cursors, place = load_cursors(reader), rules_in_force(reader, today(station))
    rules = load_rules(reader, place) if place is not None else station.books.rules
    return Received(
        rules.version,
        len(load_keyring(reader).keys),
        parse_instant(cursors.trust_at) if cursors.trust_at else None,
        count_watched(reader),
        load_stations(reader),
    )
