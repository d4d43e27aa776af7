"""Both ends of a conversation, whole and in memory: a city that answers as `journal.md` §6 says, and a station.

    entry    (epoch, seq) -> (hash before, hash); the hash says who wrote it, so that a fork shows
    mishap   what the line does to one request: nothing, lose it, lose its answer, bring it twice

Nothing here is signed or spelled out; that is tested where it stands. What is under test is `sync.session` alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import count

from coalguard.sync.messages import FAR_BEHIND, At, Standing, Welcome
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
    Snapshot,
    Step,
    TakenIn,
    Trouble,
)

ROOT = "0"
Link = tuple[str, str]
Journal = dict[At, Link]


class Mishap(StrEnum):
    """What the line does to a request."""

    NONE = "none"
    REQUEST_LOST = "request_lost"
    ANSWER_LOST = "answer_lost"
    TWICE = "twice"


@dataclass
class City:
    """What the server keeps of one device, and its feed of what others wrote."""

    kept: Journal = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    feed: int = 1
    ratchets: tuple[str, str] = ("", "")
    most: int = 100
    fresh: Iterator[int] = field(default_factory=count)
    pages: int = 3

    def copy(self) -> "City":
        """What a backup of the server holds."""
        return replace(self, kept=dict(self.kept), others=list(self.others))

    def last(self) -> At:
        """The newest place that is known."""
        return max(self.kept, default=(1, 0))

    def of_each_epoch(self) -> dict[int, tuple[int, str]]:
        """The last seq and its hash, by epoch."""
        return {epoch: (seq, self.kept[epoch, seq][1]) for epoch, seq in sorted(self.kept)}

    def greet(self, station: "Station") -> Welcome:
        """The ladder of hello."""
        lost = station.feed != str(self.feed) or station.cursor > len(self.others) or station.acked > self.last()
        standing = self._standing(station, restored=lost)
        if standing is not Standing.CLONE and station.ratchet != self.ratchets[1]:
            self.ratchets = f"r{next(self.fresh)}", station.ratchet
        epoch, seq = self.last()
        return Welcome(
            at="",
            standing=standing,
            epoch=epoch,
            seq=seq,
            head=self.kept[epoch, seq][1] if seq else "",
            acked=self.of_each_epoch(),
            feed=str(self.feed),
            end=len(self.others),
            restart=lost,
            snapshot=len(self.others) - station.cursor > FAR_BEHIND,
            ratchet=self.ratchets[0],
            grants=(),
            heard={},
            trust_at="",
        )

    def _standing(self, station: "Station", *, restored: bool) -> Standing:
        last = self.last()
        if not (restored or station.restored or station.ratchet in {"", *self.ratchets}):
            return Standing.CLONE
        if any(seq > station.ends().get(epoch, 0) for epoch, (seq, _) in self.of_each_epoch().items()):
            return Standing.CLIENT_RESTORED
        if last[1] and station.journal[last][1] != self.kept[last][1]:
            return Standing.FORK
        if restored:
            return Standing.SERVER_RESTORED
        return Standing.LOST_ANSWER if station.acked < last else Standing.NORMAL

    def push(self, run: list[tuple[At, Link]]) -> Kept | Failure:
        """Keep a run, or say why not."""
        (epoch, first), (prev, _) = run[0]
        if len(run) > self.most:
            return Failure(Trouble.TOO_LARGE, "push.too_large")
        ends = self.of_each_epoch()
        known_before = first == 1 or any(at[1] == first - 1 and link[1] == prev for at, link in self.kept.items())
        if not known_before or (epoch in ends and first > ends[epoch][0] + 1):
            return Failure(Trouble.DECLINED, "push.gap")
        if any(self.kept.get(at, link) != link for at, link in run):
            return Failure(Trouble.DECLINED, "push.fork")
        self.kept.update(run)
        return Kept(run[-1][0], len(run), len(self.others))

    def read(self, after: int) -> tuple[list[str], int]:
        """A page of what others wrote, and where it ends."""
        page = self.others[after : after + self.pages]
        return page, after + len(page)


@dataclass
class Station:
    """A station's journal and cursors; `heard` is what it has of others."""

    name: str
    journal: Journal = field(default_factory=dict)
    epoch: int = 1
    acked: At = (1, 0)
    feed: str = ""
    cursor: int = 0
    ratchet: str = ""
    restored: bool = False
    heard: set[str] = field(default_factory=set)
    fresh: Iterator[int] = field(default_factory=count)

    def copy(self) -> "Station":
        """What a backup of the store holds."""
        return replace(self, journal=dict(self.journal), heard=set(self.heard))

    def head(self) -> At:
        """The own last place."""
        return max(self.journal, default=(1, 0))

    def ends(self) -> dict[int, int]:
        """The last own seq of each epoch."""
        return dict(sorted(self.journal)) or {self.epoch: 0}

    def write(self) -> None:
        """One more entry."""
        at = self.head()
        prev = self.journal[at][1] if at in self.journal else ROOT
        self.journal[self.epoch, at[1] + 1] = prev, f"{self.name}{next(self.fresh)}"

    def open_epoch(self, above: int = 0) -> None:
        """A new epoch, which begins with an entry that says so."""
        self.epoch = max(self.epoch, above) + 1
        self.write()

    def waiting(self, after: At, most: int) -> list[tuple[At, Link]]:
        """The next run behind a place: of one epoch."""
        behind = sorted((at, link) for at, link in self.journal.items() if at > after)
        return [one for one in behind if one[0][0] == behind[0][0][0]][:most]


class Talk:
    """One conversation between them, over a line that has a mishap for each request as long as they last."""

    def __init__(self, station: Station, city: City, mishaps: list[Mishap], *, token: bool, late: list[object]) -> None:
        """Begin; `late` collects runs that the line may bring once more at any time."""
        self.station, self.city, self._mishaps, self.late = station, city, mishaps, late
        self.requests = 0
        self._token = token

    def whole(self) -> Outcome:
        """From the first step to the outcome."""
        station = self.station
        session = Session(Outset(station.acked, station.feed, station.cursor, let_in=self._token, most=4))
        while (step := session.next()) is not None:
            answer = self._done(step)
            if isinstance(answer, Failure):
                session.failed(answer)
            else:
                session.heard(answer)
        return session.outcome

    def _done(self, step: Step) -> Answer | Failure:
        match step:
            case Renew(above):
                if self.station.epoch <= above:
                    self.station.open_epoch(above)
                return Renewed()
            case Push(after, most):
                run = self.station.waiting(after, most)
                return self._sent(run) if run else NothingWaits()
            case _:
                return self._asked(step)

    def _asked(self, step: Step) -> Answer | Failure:
        mishap = self._mishap()
        if mishap is Mishap.REQUEST_LOST:
            return Failure(Trouble.OFFLINE, "sync.offline")
        station, city = self.station, self.city
        match step:
            case LetIn():
                return Failure(Trouble.TIMED_OUT, "sync.timeout") if mishap is Mishap.ANSWER_LOST else HeldToken()
            case Greet():
                welcome = city.greet(station)
                welcome = city.greet(station) if mishap is Mishap.TWICE else welcome
                if mishap is Mishap.ANSWER_LOST:
                    return Failure(Trouble.TIMED_OUT, "sync.timeout")
                return self._greeted(welcome)
            case Recall(epoch, after):
                return self._recalled(epoch, after)
            case Read(after) | Snapshot(after):
                page, reached = city.read(after)
                station.heard.update(page)
                station.cursor = reached
                return TakenIn(str(city.feed), reached, len(city.others), len(page))
            case _:
                raise AssertionError(step)

    def _mishap(self) -> Mishap:
        self.requests += 1
        return self._mishaps.pop(0) if self._mishaps else Mishap.NONE

    def _greeted(self, welcome: Welcome) -> Greeted:
        station = self.station
        if welcome.standing is not Standing.CLONE:
            station.ratchet, station.feed = welcome.ratchet, welcome.feed
            station.cursor = 0 if welcome.restart else station.cursor
        if welcome.standing in {Standing.NORMAL, Standing.LOST_ANSWER, Standing.SERVER_RESTORED}:
            station.restored = False
            station.acked = (welcome.epoch, welcome.seq) if welcome.seq else (1, 0)
        ours = station.journal.get((welcome.epoch, welcome.seq), ("", ""))[1]
        return Greeted(welcome, ours, station.ends())

    def _recalled(self, epoch: int, after: int) -> CameHome:
        mine = sorted((at, link) for at, link in self.city.kept.items() if at[0] == epoch and at[1] > after)
        page = mine[:3]
        self.station.journal.update(page)
        return CameHome(page[-1][0][1], more=len(mine) > len(page))

    def _sent(self, run: list[tuple[At, Link]]) -> Kept | Failure:
        mishap = self._mishap()
        self.late.append(run)
        if mishap is Mishap.REQUEST_LOST:
            return Failure(Trouble.OFFLINE, "sync.offline")
        answer = self.city.push(run)
        answer = self.city.push(run) if mishap is Mishap.TWICE else answer
        if mishap is Mishap.ANSWER_LOST:
            return Failure(Trouble.TIMED_OUT, "sync.timeout")
        if isinstance(answer, Kept):
            self.station.acked = answer.acked
        return answer
