"""Passes: one conversation with the city, and conversations for as long as the program runs.

One goes on at a time, whoever asked for it. What a pass came to is told in words that hold: what is acknowledged, what
waits, what a person must see to (`product.md`, four honest states and two lamps).
"""

import logging
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coalguard.domain.findings import Finding, refuse
from coalguard.domain.journal import parse_instant
from coalguard.domain.roles import Duty
from coalguard.operations.station import Actor, Station, entitle
from coalguard.operations.synchronise.naming import take_name
from coalguard.store.cursors import Cursors, load_cursors
from coalguard.store.outbox import count_waiting
from coalguard.store.prints import unprinted
from coalguard.sync.pace import wait_s
from coalguard.sync.turn import Outcome, SyncState

if TYPE_CHECKING:  # the line brings requests with it, which only a conversation needs
    from coalguard.sync.client import Line

log = logging.getLogger(__name__)

BREATH_S = 5.0
"""The least between two tries while they fail, however often somebody asks."""
_LOOK_UP_S = 1.0

_NEEDS_A_PERSON = frozenset({SyncState.FAILED, SyncState.RESTORED, SyncState.CLONE, SyncState.FORK})


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncNow:
    """Nothing to say: everything is sent and heard."""


@dataclass(frozen=True, slots=True)
class Lamps:
    """Whether the PC may be switched off without anybody missing anything, and whether the desk may be handed over."""

    switch_off: bool
    hand_over: bool


@dataclass(frozen=True, slots=True)
class Synced:
    """What a pass came to: entries sent and received, the last own seq that the city signed for, how it stands."""

    state: SyncState
    sent: int
    received: int
    acked_seq: int
    waiting: int
    lamps: Lamps
    faults: tuple[Finding, ...] = ()
    opened: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sending:
    """A pass on its way: how many entries of how many the city has signed for."""

    sent: int
    of: int


def sync_now(station: Station, actor: Actor, request: SyncNow) -> Synced:
    """One pass. Raises Refused `sync.not_enrolled` where this station knows no city."""
    del request
    entitle(actor, Duty.READ)
    if not load_cursors(station.store.read()).enrolled:
        raise refuse("sync.not_enrolled")
    return run(station)


def run(station: Station, tell: Callable[[object], None] = lambda _: None) -> Synced:
    """One pass, whoever asks: send what waits, hear what others wrote. Raises what fails in the store."""
    with station.link.turn:
        cursors = load_cursors(station.store.read())
        if not cursors.enrolled:
            return _told(station, SyncState.NOT_ENROLLED)
        outcome = _converse(station, cursors, tell)
        if take_name(station) and outcome.state is SyncState.SYNCED:
            outcome = _joined(outcome, _converse(station, load_cursors(station.store.read()), tell))
        return _passed(station, outcome)


def _joined(first: Outcome, then: Outcome) -> Outcome:
    """Two conversations as one."""
    sent, received = first.sent + then.sent, first.received + then.received
    return replace(then, sent=sent, received=received, opened=(*first.opened, *then.opened))


def _converse(station: Station, cursors: Cursors, tell: Callable[[object], None]) -> Outcome:
    from coalguard.operations.synchronise.carrier import Carrier  # noqa: PLC0415 -- brings requests with it

    link = station.link
    link.line = link.line or _line(station, cursors)
    of, sent = count_waiting(station.store), 0

    def count(more: int) -> None:
        nonlocal sent
        sent += more
        tell(Sending(sent, max(of, sent)))

    outcome = Carrier(station, link.line, count).converse()
    failed = outcome.failure.code if outcome.failure else ""
    log.info("sync %s %s: sent %d, received %d", outcome.state, failed, outcome.sent, outcome.received)
    return outcome


def _line(station: Station, cursors: Cursors) -> "Line":
    from coalguard.sync.client import Line  # noqa: PLC0415 -- as above

    held = cursors.token and parse_instant(cursors.token_expires) > station.clock.now()
    return Line(
        cursors.url,
        station.store.signer,
        city=bytes.fromhex(cursors.city),
        ca=station.store.vault.folder / cursors.ca if cursors.ca else None,
        token=cursors.token if held else "",
    )


def _passed(station: Station, outcome: Outcome) -> Synced:
    failure = outcome.failure
    faults = (Finding(failure.code, failure.facts),) if failure else ()
    return _told(station, state_of(station, outcome), outcome, faults)


def state_of(station: Station, outcome: Outcome | None) -> SyncState:
    """How it stands, as the last pass of this run of the program left it, and the store."""
    cursors = load_cursors(station.store.read())
    if not cursors.enrolled:
        return SyncState.NOT_ENROLLED
    last = outcome.state if outcome else SyncState.SYNCED
    if cursors.restored and last not in {SyncState.CLONE, SyncState.FORK, SyncState.FAILED}:
        return SyncState.RESTORED
    return SyncState.WAITING if last is SyncState.SYNCED and count_waiting(station.store) else last


def lamps_of(station: Station, state: SyncState, waiting: int) -> Lamps:
    """The two lamps. Off is safe where both copies are whole and, with a city, where it has everything too."""
    whole = station.store.alibi_fault is None
    everything = state is SyncState.NOT_ENROLLED or not waiting
    return Lamps(whole and everything, state not in _NEEDS_A_PERSON and not unprinted(station.store.read()))


def _told(
    station: Station, state: SyncState, outcome: Outcome | None = None, faults: tuple[Finding, ...] = ()
) -> Synced:
    waiting = count_waiting(station.store) if state is not SyncState.NOT_ENROLLED else 0
    return Synced(
        state,
        outcome.sent if outcome else 0,
        outcome.received if outcome else 0,
        load_cursors(station.store.read()).acked[1],
        waiting,
        lamps_of(station, state, waiting),
        faults,
        outcome.opened if outcome else (),
    )


def keep_running(
    station: Station, stop: threading.Event, wake: threading.Event, tell: Callable[[object], None]
) -> None:
    """Pass after pass until `stop` is set; `tell` hears Sending and Synced.

    The next comes a minute after a good one, or at once when `wake` is set; after one that failed with full jitter, and
    a wish is heard every few seconds at most. What fails in the store is raised: whoever started this begins anew.
    """
    failures = 0
    while not stop.is_set():
        wake.clear()
        synced = run(station, tell)
        good = synced.state in {SyncState.SYNCED, SyncState.NOT_ENROLLED}
        failures = 0 if good else failures + 1
        tell(synced)
        outcome = station.link.outcome
        asked = outcome.failure.wait_s if outcome and outcome.failure else 0
        wait = wait_s(failures, chance=random.random(), asked_s=asked)  # noqa: S311 -- jitter guards no secret
        _rest(stop, wake, wait, least=max(asked, min(wait, BREATH_S)) if failures else 0)


def _rest(stop: threading.Event, wake: threading.Event, seconds: float, *, least: float) -> None:
    """Wait for the time, the wish or the end, whichever is first; a wish within the first `least` seconds waits."""
    left = least
    while left > 0 and not stop.wait(min(left, _LOOK_UP_S)):
        left -= _LOOK_UP_S
    left = seconds - least
    while left > 0 and not stop.is_set() and not wake.wait(min(left, _LOOK_UP_S)):
        left -= _LOOK_UP_S
