"""Carrier: carries out one conversation, step by step: speaks through the line, keeps durably, reports to the session.

While a run is in flight the next one is made ready, and while its receipt is kept that one is on its way already; so is
the next page while one is taken in: never more than one request at a time. What the line answers becomes an answer or a
failure of the session; what fails in the store is nobody's answer and ends the conversation with its own error.
"""

import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Final, NoReturn, TypeVar

from coalguard.domain.errors import CoalGuardError, DamagedError
from coalguard.domain.journal import render_instant
from coalguard.operations.station import Station
from coalguard.operations.synchronise.greeting import compose_hello, open_leases
from coalguard.store import standing
from coalguard.store.arrival import Arriving, take_in
from coalguard.store.cursors import REVOKED, UNKNOWN, Cursor, keep_cursors, load_cursors
from coalguard.store.homecoming import Returning, bring_home, settle
from coalguard.store.keys import keep_trust
from coalguard.store.outbox import Acknowledged, Outgoing, acknowledge, next_run, step_back, step_forward
from coalguard.sync.client import Acknowledgement, Line, failure_of, packed
from coalguard.sync.lease import REFILL_BELOW
from coalguard.sync.mark import FIRST_MARK, mark_behind
from coalguard.sync.messages import At, Page, Standing, Welcome
from coalguard.sync.run import MOST_ENTRIES, Run, render_run, run_of
from coalguard.sync.session import Session
from coalguard.sync.turn import (
    Answer,
    CameHome,
    Failure,
    Greet,
    Greeted,
    HeldToken,
    Kept,
    LetIn,
    NothingWaits,
    Outcome,
    Outset,
    Push,
    Read,
    Recall,
    Renew,
    Renewed,
    Step,
    TakenIn,
    Trouble,
)

log = logging.getLogger(__name__)

FRESH_NS: Final = 600 * 1_000_000_000
"""How long a greeting counts as fresh: what waits is then sent at once, and the city is greeted when nothing waits."""

QUIET_NS: Final = 45 * 1_000_000_000
"""How long nothing is asked for that only a greeting tells: less than the minute between two passes."""

_TURN_S: Final = 0.0005
_AGREED: Final = frozenset({Standing.NORMAL, Standing.LOST_ANSWER, Standing.SERVER_RESTORED})
Told = TypeVar("Told")
_Prepared = tuple[Outgoing, bytes]
"""A run, and how it travels."""


class _NotTrueError(Exception):
    """An answer that proves nothing, or contradicts what is here, as a failure of the session."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.code)
        self.failure = failure


class Carrier:
    """One conversation of a station over a line."""

    def __init__(self, station: Station, line: Line, tell: Callable[[int], None]) -> None:
        """Prepare; `tell` hears how many entries were sent so far."""
        self._station, self._line, self._tell = station, line, tell
        self._store = station.store
        self._cursors = load_cursors(self._store.read())
        self._welcome: Welcome | None = None
        self._read = False
        self._flying: tuple[At, _Prepared, Future[Acknowledgement]] | None = None
        self._coming: tuple[int, Future[Page]] | None = None

    def converse(self) -> Outcome:
        """From the first step to the last. Raises what fails in the store."""
        session = Session(self._outset())
        with ExitStack() as over:
            over.enter_context(_short_turns())
            self._lane = over.enter_context(ThreadPoolExecutor(1, "line"))
            while (step := session.next()) is not None:
                try:
                    answer = self._done(step)
                except _NotTrueError as error:
                    session.failed(error.failure)
                else:
                    session.heard(answer)
                    self._follow(answer, session.outcome)
        self._remember(session.outcome)
        return session.outcome

    def _outset(self) -> Outset:
        link, cursors, ago_ns = self._station.link, self._cursors, self._greeted_ago_ns()
        return Outset(
            cursors.acked,
            cursors.feed,
            cursors.cursor,
            let_in=bool(self._line.token),
            most=link.most or MOST_ENTRIES,
            heard_end=link.feed_end if ago_ns < FRESH_NS else None,
            quiet=ago_ns < QUIET_NS,
            fork_told=link.fork_told,
        )

    def _greeted_ago_ns(self) -> int:
        """How long ago the city was greeted; very long where there is something to ask it for."""
        greeted_ns, reader = self._station.link.greeted_ns, self._store.read()
        if greeted_ns is None or self._cursors.restored or standing.load_emergencies(reader):
            return FRESH_NS
        short = min(standing.load_left(reader).values()) < REFILL_BELOW
        return FRESH_NS if short else self._station.clock.monotonic_ns() - greeted_ns

    def _done(self, step: Step) -> Answer:
        match step:
            case LetIn():
                return self._let_in()
            case Greet():
                return self._greet()
            case Renew(above):
                return self._renew(above)
            case Recall(epoch, after):
                return self._recall(epoch, after)
            case Push():
                return self._push(step)
            case Read(after):
                return self._take_in(self._page(after))
            case _:
                return self._take_snapshot(step.after)

    def _speak(self, call: Callable[[], Told]) -> Told:
        """Say something on the line; whatever goes wrong there is a failure of the session."""
        try:
            return call()
        except CoalGuardError as error:
            raise _NotTrueError(failure_of(error)) from error

    # --- being let in, greeting ---------------------------------------------------------------------------------------

    def _let_in(self) -> HeldToken:
        token = self._speak(self._line.let_in)
        keep_cursors(self._store, {Cursor.TOKEN: token.token, Cursor.TOKEN_EXPIRES: token.expires})
        return HeldToken()

    def _greet(self) -> Greeted:
        hello = compose_hello(self._store)
        welcome = self._speak(lambda: self._line.greet(hello))
        self._welcome = welcome
        keep_cursors(self._store, _moved_by(welcome))
        self._store.take_anchor(welcome.at)
        if welcome.standing in _AGREED:
            grants = welcome.grants
            open_leases(self._station, self._speak(lambda: [(self._line.lease_of(one), one) for one in grants]))
        self._cursors = load_cursors(self._store.read())
        ours = standing.hash_at(self._store, (welcome.epoch, welcome.seq))
        return Greeted(welcome, ours, standing.load_ends(self._store))

    def _follow(self, answer: Answer, outcome: Outcome) -> None:
        """Move the pointer where a greeting told better; a receipt has moved it already."""
        if not isinstance(answer, Greeted) or outcome.acked == self._cursors.acked:
            return
        if outcome.acked > self._cursors.acked:
            step_forward(self._store, outcome.acked, bytes.fromhex(answer.welcome.head))
        else:
            step_back(self._store, outcome.acked)

    # --- own entries --------------------------------------------------------------------------------------------------

    def _push(self, step: Push) -> Kept | NothingWaits:
        """Send the next run, if it is not on its way; while it is in flight the one behind it is made ready."""
        flying, self._flying = self._flying, None
        if not flying or flying[0] != step.after:
            ready = self._prepare(step, step.after)
            if ready is None:
                return NothingWaits()
            flying = self._send(step.after, ready)
        _, (out, _), answer = flying
        behind = self._prepare(step, out.end)
        told = self._speak(answer.result)
        acked, end = (told.receipt.epoch, told.receipt.seq), told.receipt.end
        if acked < out.end or told.receipt.device != out.device:
            self._stale()
        if behind and acked == out.end and told.receipt.head == out.head.hex():
            self._flying = self._send(out.end, behind)
        self._acknowledge(told)
        self._tell(out.count)
        return Kept(acked, out.count, end, told.receipt.opened, self._pass_over(end, out.hashes))

    def _send(self, after: At, ready: _Prepared) -> tuple[At, _Prepared, Future[Acknowledgement]]:
        return after, ready, self._lane.submit(self._line.push, ready[1])

    def _prepare(self, step: Push, after: At) -> _Prepared | None:
        out = next_run(self._store, after, limit=step.most, most_bytes=step.most_bytes)
        return (out, _travelling(out)) if out else None

    def _pass_over(self, end: int, hashes: Sequence[bytes]) -> int | None:
        """Go on to the feed's end where only these own entries stand behind what was read; None where more came.

        Were it others' after all, the mark would not be the city's, and the next greeting would begin anew.
        """
        cursors = self._cursors
        if cursors.cursor + len(hashes) != end:
            return None
        mark = mark_behind(bytes.fromhex(cursors.mark) or FIRST_MARK, cursors.cursor, hashes).hex()
        self._cursors = replace(cursors, cursor=end, mark=mark)  # kept at the end: read again, it would bring nothing
        return end

    def _acknowledge(self, told: Acknowledgement) -> None:
        receipt, said = told.receipt, bytes(told.statement.said)
        head = _unhexed(receipt.head)
        kept = Acknowledged(receipt.epoch, receipt.seq, head, said, told.statement.signature, receipt.at)
        self._contradicted(lambda: acknowledge(self._store, kept), "sync.receipt_differs")

    def _recall(self, epoch: int, after: int) -> CameHome:
        returned = self._speak(lambda: self._line.recall(epoch, after))
        run = returned.run
        if run is None:
            return CameHome(after, more=False)
        self._contradicted(lambda: bring_home(self._store, _returning(run)), "homecoming.")
        return CameHome(run.last, returned.more)

    def _renew(self, above: int) -> Renewed:
        """Stand in an epoch of one's own; what came home up to the city's last place need not be sent."""
        settle(self._store, None, epoch=above)
        welcome = self._welcome
        if welcome and standing.hash_at(self._store, (welcome.epoch, welcome.seq)) == welcome.head:
            step_forward(self._store, (welcome.epoch, welcome.seq), bytes.fromhex(welcome.head))
        return Renewed()

    def _contradicted(self, keep: Callable[[], object], codes: str) -> None:
        """Keep what the city holds of us; what contradicts what is here is a fork, any other damage our own."""
        try:
            keep()
        except DamagedError as error:
            if not error.code.startswith(codes):
                raise
            raise _NotTrueError(Failure(Trouble.CONTRADICTED, error.code, error.facts)) from error

    # --- what others wrote --------------------------------------------------------------------------------------------

    def _page(self, after: int) -> Page:
        coming, self._coming = self._coming, None
        if coming and coming[0] == after:
            return self._speak(coming[1].result)
        return self._speak(lambda: self._line.read(after))

    def _take_in(self, page: Page) -> TakenIn:
        """Take in a page in slices; the next one is on its way meanwhile."""
        if not self._follows(page):
            return TakenIn("", page.next, page.end, 0)
        if page.after < page.next < page.end:
            self._coming = page.next, self._lane.submit(self._line.read, page.next)
        return TakenIn(page.feed, page.next, page.end, self._keep_page(page))

    def _follows(self, page: Page) -> bool:
        """Whether a page goes on where we stand, in the feed that we follow; a city that was restored has another."""
        cursors = self._cursors
        return page.feed == cursors.feed and page.before == (cursors.mark or FIRST_MARK.hex())

    def _take_snapshot(self, after: int) -> TakenIn:
        count, page = 0, None
        pages = self._line.snapshot(after)
        while (one := self._speak(lambda: next(pages, None))) is not None:
            page = one
            if not self._follows(page):
                return TakenIn("", page.next, page.end, count)
            count += self._keep_page(page)
        if page is None:
            self._stale()
        return TakenIn(page.feed, page.next, page.end, count)

    def _keep_page(self, page: Page) -> int:
        entries = [Arriving(one.device, one.epoch, one.seq, _unhexed(one.h), bytes(one.body)) for one in page.entries]
        devices = {device: _unhexed(public) for device, public in page.devices.items()}
        self._read = True
        try:
            new = take_in(self._store, entries, devices, page.next, page.mark).new
        except DamagedError as error:
            if error.code != "sync.device_differs":
                raise
            raise _NotTrueError(Failure(Trouble.UNTRUE, error.code, error.facts)) from error
        self._cursors = replace(self._cursors, cursor=page.next, mark=page.mark)
        return new

    def _stale(self) -> NoReturn:
        raise _NotTrueError(Failure(Trouble.UNTRUE, "sync.stale"))

    # --- at the end ---------------------------------------------------------------------------------------------------

    def _remember(self, outcome: Outcome) -> None:
        """Keep what the conversation taught: for the next one in memory, for everybody in the store."""
        link, clock, welcome = self._station.link, self._station.clock, self._welcome
        cursors, passed, heard = load_cursors(self._store.read()), dict[Cursor, str](), dict[str, str]()
        if self._cursors.cursor > cursors.cursor:
            cursors = self._cursors
            passed = {Cursor.CURSOR: str(cursors.cursor), Cursor.MARK: cursors.mark}
        link.most = min(outcome.most * 2, MOST_ENTRIES)
        link.outcome = outcome
        if outcome.failure is not None:
            link.greeted_ns = None
            link.fork_told = link.fork_told or outcome.failure.code == "push.fork"
        elif welcome is not None:
            link.greeted_ns = clock.monotonic_ns()
        link.feed_end = max(cursors.cursor, welcome.end if welcome else 0)
        if welcome is not None and cursors.feed == welcome.feed and cursors.cursor >= welcome.end:
            heard, passed[Cursor.HEARD_SINCE] = welcome.heard, welcome.at
        refused = outcome.failure.code if outcome.failure and outcome.failure.code in {UNKNOWN, REVOKED} else ""
        if refused or welcome is not None or outcome.sent or self._read:
            passed[Cursor.REFUSED] = refused
            keep_cursors(self._store, {**passed, Cursor.LAST_CONTACT: render_instant(clock.now())}, heard)
        if self._read:
            keep_trust(self._store)


def _moved_by(welcome: Welcome) -> dict[Cursor, str]:
    """The cursors that a greeting moves."""
    moved = {Cursor.TRUST_AT: welcome.trust_at, Cursor.FEED: welcome.feed}
    if welcome.address:
        moved[Cursor.ADDRESS] = welcome.address
    if welcome.standing is not Standing.CLONE:
        moved[Cursor.RATCHET] = welcome.ratchet
    if welcome.restart:
        moved |= {Cursor.CURSOR: "0", Cursor.MARK: ""}
    if welcome.standing in _AGREED:
        moved[Cursor.RESTORED] = ""
    return moved


@contextmanager
def _short_turns() -> Iterator[None]:
    """Threads of this process take turns ten times as often: a save at the desk asks for the interpreter many times."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(min(usual, _TURN_S))
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def _travelling(out: Outgoing) -> bytes:
    place = (out.device, out.epoch, out.first, out.prev)
    return packed(render_run(run_of(place, out.parts, persons=out.persons, papers=out.papers, seal=out.seal)))


def _returning(run: Run) -> Returning:
    return Returning(
        run.epoch,
        run.first,
        _unhexed(run.prev),
        tuple((bytes(part.header), tuple(map(bytes, part.bodies))) for part in run.parts),
        {seq: (salt, bytes(row)) for seq, (salt, row) in run.persons.items()},
        run.papers,
    )


def _unhexed(text: str) -> bytes:
    """Bytes that the city said in hex; what is none is not what it signed."""
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise _NotTrueError(Failure(Trouble.UNTRUE, "sync.malformed", {"message": "hex"})) from error
