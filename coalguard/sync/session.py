"""Session: the conversation of a station with the city, as a state machine without a line (`journal.md` §6).

Whoever drives it asks `next()` for the step, speaks, keeps durably what came of it, and only then reports: `heard` or
`failed`. So nothing is believed before it is kept, and a conversation that breaks off anywhere is begun anew.

    phase   step           what comes of it                                     leads to
    GREET   Greet          the city has our journal, or less: we agree          SEND from where the city stands
                           it has more than we have: we were restored           RENEW, or RECALL where that was done
                           it has something else: fork                          SEND one run (both are kept), LISTEN
                           clone, revoked, never settled                        END
    RENEW   Renew          a new epoch, so that no number is given twice        RECALL, behind that GREET
    RECALL  Recall         own entries came home, more to come / all            RECALL / RENEW
    SEND    Push           kept / kept, and smaller from now on                 SEND
                           nothing waits / nothing waited, nobody asked yet     LISTEN / GREET
                           nothing waited, but the city was greeted just now    LISTEN
                           out of step / fork, refused                          GREET / LISTEN
    LISTEN  Read, Snapshot more / all                                           LISTEN / END
    before each of them    LetIn, while no token is held; refused once, once more; the line gone: END

It refuses to know bytes, addresses, clocks and stores. `END` always has an `Outcome`.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from coalguard.sync.messages import At, Standing, Welcome
from coalguard.sync.turn import (
    BEGINNING,
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
    Snapshot,
    Step,
    SyncState,
    TakenIn,
    Trouble,
)

_GREETINGS = 4
"""Greetings of one conversation: the first, one after coming home, and two for a city that is restored meanwhile."""
_HALVINGS = 3
"""Runs of one conversation that may get no answer in time; the next conversation begins as small as this one ended."""


# --- the table --------------------------------------------------------------------------------------------------------


class Phase(StrEnum):
    """Where a conversation is."""

    GREET = "greet"
    RENEW = "renew"
    RECALL = "recall"
    SEND = "send"
    LISTEN = "listen"
    END = "end"


class Cue(StrEnum):
    """What an answer or a failure means for the conversation."""

    LET_IN = "let_in"
    AGREED = "agreed"
    RESTORED = "restored"
    BEHIND = "behind"
    FORKED = "forked"
    FORK_TOLD = "fork_told"
    RENEWED = "renewed"
    MORE = "more"
    ALL = "all"
    KEPT = "kept"
    SMALLER = "smaller"
    UNASKED = "unasked"
    OUT_OF_STEP = "out_of_step"
    REFUSED = "refused"
    OVER = "over"


TABLE: Final[Mapping[tuple[Phase, Cue], Phase]] = MappingProxyType(
    {
        (Phase.GREET, Cue.AGREED): Phase.SEND,
        (Phase.GREET, Cue.RESTORED): Phase.RENEW,
        (Phase.GREET, Cue.BEHIND): Phase.RECALL,
        (Phase.GREET, Cue.FORKED): Phase.SEND,
        (Phase.GREET, Cue.FORK_TOLD): Phase.LISTEN,
        (Phase.RENEW, Cue.BEHIND): Phase.RECALL,
        (Phase.RENEW, Cue.RENEWED): Phase.GREET,
        (Phase.RECALL, Cue.MORE): Phase.RECALL,
        (Phase.RECALL, Cue.ALL): Phase.RENEW,
        (Phase.SEND, Cue.KEPT): Phase.SEND,
        (Phase.SEND, Cue.SMALLER): Phase.SEND,
        (Phase.SEND, Cue.ALL): Phase.LISTEN,
        (Phase.SEND, Cue.UNASKED): Phase.GREET,
        (Phase.SEND, Cue.OUT_OF_STEP): Phase.GREET,
        (Phase.SEND, Cue.FORKED): Phase.LISTEN,
        (Phase.SEND, Cue.REFUSED): Phase.LISTEN,
        (Phase.LISTEN, Cue.MORE): Phase.LISTEN,
        (Phase.LISTEN, Cue.OUT_OF_STEP): Phase.GREET,
        **{(phase, Cue.LET_IN): phase for phase in Phase},
        **{(phase, Cue.OVER): Phase.END for phase in Phase},
    }
)
"""Which phase follows a cue; what is not here can not happen."""

_ENDS: Final[Mapping[Trouble, SyncState]] = MappingProxyType(
    {
        Trouble.OFFLINE: SyncState.OFFLINE,
        Trouble.TIMED_OUT: SyncState.OFFLINE,
        Trouble.UNAUTHORISED: SyncState.FAILED,
        Trouble.TOO_LARGE: SyncState.FAILED,
        Trouble.BUSY: SyncState.WAITING,
        Trouble.DECLINED: SyncState.FAILED,
        Trouble.UNTRUE: SyncState.FAILED,
        Trouble.CONTRADICTED: SyncState.FORK,
    }
)
_CLONED: Final = "sync.device_waits"
_STALE: Final = Failure(Trouble.UNTRUE, "sync.stale")
"""An answer that leads nowhere: one of before, heard again."""
_REFUSALS: Final[Mapping[str, Cue]] = MappingProxyType(
    {"push.gap": Cue.OUT_OF_STEP, "push.fork": Cue.FORKED, _CLONED: Cue.OVER, "token.revoked": Cue.OVER}
)
"""What the refusals of a run mean; any other refuses this run for good, and what others wrote is still heard."""


class Session:
    """One conversation, from its first step to its outcome."""

    def __init__(self, outset: Outset) -> None:
        """Begin with a greeting, or where the last one is fresh, with what waits."""
        self._phase = Phase.GREET if outset.heard_end is None else Phase.SEND
        self._let_in = outset.let_in
        self._refused_once = False
        self._greeted = self._spoken = False
        self._fork_told = outset.fork_told
        self._acked, self._most = outset.acked, outset.most
        self._feed, self._cursor, self._end = outset.feed, outset.cursor, outset.heard_end or 0
        self._far_behind = False
        self._quiet, self._unheard = outset.quiet, False
        self._lacking: list[At] = []
        self._above = 0
        self._greetings = self._halvings = 0
        self._sent = self._received = 0
        self._opened: tuple[str, ...] = ()
        self._state, self._failure = SyncState.SYNCED, None

    _state: SyncState
    _failure: Failure | None

    def next(self) -> Step | None:
        """What there is to do; None at the end."""
        if self._phase is Phase.LISTEN and self._cursor >= self._end and not self._unheard:
            self._phase = Phase.END
        if self._phase is Phase.END:
            return None
        return self._step() if self._let_in else LetIn()

    def _step(self) -> Step:
        match self._phase:
            case Phase.RENEW:
                return Renew(self._above)
            case Phase.RECALL:
                return Recall(*self._lacking[0])
            case Phase.SEND:
                return Push(self._acked, self._most)
            case Phase.LISTEN:
                return Snapshot(self._cursor) if self._far_behind or self._unheard else Read(self._cursor)
            case _:
                return Greet()

    @property
    def outcome(self) -> Outcome:
        """How it stands, and at the end how it ended."""
        return Outcome(
            self._state, self._failure, self._sent, self._received, self._acked, self._most, tuple(self._opened)
        )

    # --- heard --------------------------------------------------------------------------------------------------------

    def heard(self, answer: Answer) -> None:
        """Take note of what came of the step and was kept."""
        if not isinstance(answer, (HeldToken, NothingWaits, Renewed)):
            self._spoken, self._refused_once = True, False
        self._follow(self._meaning(answer))

    def _follow(self, cue: Cue) -> None:
        self._phase = TABLE[self._phase, cue]

    def _meaning(self, answer: Answer) -> Cue:
        match answer:
            case HeldToken():
                self._let_in = True
                return Cue.LET_IN
            case Greeted():
                return self._on_greeting(answer)
            case Renewed():
                return Cue.BEHIND if self._lacking else Cue.RENEWED
            case CameHome():
                return self._on_coming_home(answer)
            case Kept():
                return self._on_kept(answer)
            case NothingWaits():
                return self._on_nothing_waits()
            case _:
                return self._on_taken_in(answer)

    def _on_greeting(self, greeted: Greeted) -> Cue:
        """The ladder of hello, the cheapest case last: whoever must wait does not get to the others."""
        welcome, own = greeted.welcome, greeted.own
        self._greetings += 1
        self._feed, self._end, self._far_behind = welcome.feed, welcome.end, welcome.snapshot
        self._cursor = 0 if welcome.restart else self._cursor
        if welcome.standing is Standing.REVOKED:
            return self._stop(SyncState.FAILED, Failure(Trouble.DECLINED, "token.revoked"))
        if welcome.standing is Standing.CLONE:
            return self._stop(SyncState.CLONE, Failure(Trouble.DECLINED, _CLONED))
        if self._greetings >= _GREETINGS:
            return self._stop(SyncState.FAILED, Failure(Trouble.DECLINED, "sync.unsettled"))
        if welcome.standing is Standing.FORK:
            return self._on_fork(welcome)
        lacking = [(epoch, own.get(epoch, 0)) for epoch, (seq, _) in welcome.acked.items() if seq > own.get(epoch, 0)]
        if lacking:
            self._lacking, self._above = sorted(lacking), max(welcome.acked)
            return Cue.BEHIND if max(own) > self._above else Cue.RESTORED
        if welcome.seq and greeted.ours != welcome.head:
            return self._on_fork(welcome)
        self._acked = (welcome.epoch, welcome.seq) if welcome.seq else BEGINNING
        return Cue.AGREED

    def _on_fork(self, welcome: Welcome) -> Cue:
        """Both branches are kept for a person: ours is offered once, and others are still heard."""
        self._note(SyncState.FORK, Failure(Trouble.CONTRADICTED, "push.fork", {"seq": welcome.seq}))
        return Cue.FORK_TOLD if self._fork_told else Cue.FORKED

    def _on_coming_home(self, home: CameHome) -> Cue:
        epoch, after = self._lacking[0]
        if not home.more:
            self._lacking.pop(0)
        elif home.last > after:
            self._lacking[0] = epoch, home.last
        else:
            return self._stop(SyncState.FAILED, _STALE)
        return Cue.MORE if self._lacking else Cue.ALL

    def _on_kept(self, kept: Kept) -> Cue:
        if kept.acked <= self._acked:
            return self._stop(SyncState.FAILED, _STALE)
        self._acked, self._sent, self._end = kept.acked, self._sent + kept.count, kept.end
        self._opened += kept.opened
        self._cursor = self._cursor if kept.cursor is None else kept.cursor
        return Cue.KEPT

    def _on_nothing_waits(self) -> Cue:
        """Whoever has said nothing yet greets; where that was done a moment ago, the feed itself tells of its end."""
        self._unheard = self._quiet and not self._spoken
        return Cue.ALL if self._spoken or self._unheard else Cue.UNASKED

    def _on_taken_in(self, taken: TakenIn) -> Cue:
        self._unheard = False
        if taken.feed != self._feed:
            return self._out_of_step(Failure(Trouble.UNTRUE, "sync.feed_changed"))
        if taken.next <= self._cursor < taken.end:
            return self._stop(SyncState.FAILED, _STALE)
        self._received += taken.count
        self._cursor, self._end = taken.next, taken.end
        return Cue.MORE

    # --- failed -------------------------------------------------------------------------------------------------------

    def failed(self, failure: Failure) -> None:
        """Take note that the step came to nothing."""
        self._follow(self._cue_of(failure))

    def _cue_of(self, failure: Failure) -> Cue:
        if failure.trouble is Trouble.UNAUTHORISED and self._let_in and not self._refused_once:
            self._let_in, self._refused_once = False, True
            return Cue.LET_IN
        if self._phase is Phase.SEND and self._let_in and (cue := self._run_failed(failure)) is not None:
            return cue
        return self._stop(_ENDS[failure.trouble], failure)

    def _run_failed(self, failure: Failure) -> Cue | None:
        """What it means that a run was not kept; None where it has nothing to do with the run."""
        self._spoken = True
        if failure.trouble in {Trouble.TOO_LARGE, Trouble.TIMED_OUT} and self._may_shrink(failure.trouble):
            self._most //= 2
            return Cue.SMALLER
        if failure.trouble not in {Trouble.TOO_LARGE, Trouble.DECLINED, Trouble.CONTRADICTED}:
            return None
        cue = _REFUSALS.get(failure.code, Cue.REFUSED)
        if cue is Cue.OUT_OF_STEP:
            return self._out_of_step(failure)
        if cue is Cue.OVER:
            return self._stop(SyncState.CLONE if failure.code == _CLONED else SyncState.FAILED, failure)
        self._note(SyncState.FORK if cue is Cue.FORKED else SyncState.FAILED, failure)
        return cue

    def _may_shrink(self, trouble: Trouble) -> bool:
        self._halvings += trouble is Trouble.TIMED_OUT
        return self._most > 1 and self._halvings <= _HALVINGS

    def _out_of_step(self, failure: Failure) -> Cue:
        """The city does not stand where we thought: ask; where asking does not settle it, a person must look."""
        if self._greetings >= _GREETINGS - 1:
            return self._stop(SyncState.FAILED, failure)
        return Cue.OUT_OF_STEP

    def _stop(self, state: SyncState, failure: Failure) -> Cue:
        self._note(state, failure)
        return Cue.OVER

    def _note(self, state: SyncState, failure: Failure) -> None:
        """The first thing that went wrong is what is told."""
        if self._failure is None:
            self._state, self._failure = state, failure
