"""A machine of mishaps: whatever is lost, doubled or restored, both ends come to hold the same."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from coalguard.sync.messages import At
from coalguard.sync.turn import (
    SyncState,
)
from tests.sync.far_side import City, Mishap, Station, Talk


class Mishaps(RuleBasedStateMachine):
    """A station and a city over a line that loses, repeats and reorders, both restored from old copies now and then."""

    def __init__(self) -> None:
        """Both begin empty."""
        super().__init__()
        self.station, self.city = Station("a"), City()
        self.station_copy, self.city_copy = self.station.copy(), self.city.copy()
        self.acknowledged: dict[At, tuple[str, str]] = {}
        self.late: list[Any] = []
        self.station_lost = self.city_lost = False

    @rule(entries=st.integers(1, 9))
    def work(self, entries: int) -> None:
        """The desk writes."""
        for _ in range(entries):
            self.station.write()

    @rule(entries=st.integers(1, 5))
    def others_write(self, entries: int) -> None:
        """So do others."""
        self.city.others += [f"b{next(self.city.fresh)}" for _ in range(entries)]

    @rule(mishaps=st.lists(st.sampled_from(Mishap), max_size=8), token=st.booleans(), most=st.sampled_from([1, 3, 100]))
    def talk(self, mishaps: list[Mishap], most: int, *, token: bool) -> None:
        """They speak, over a bad line."""
        self.city.most = most
        outcome = Talk(self.station, self.city, mishaps, token=token, late=self.late).whole()
        self.acknowledged |= {at: link for at, link in self.station.journal.items() if at <= self.station.acked}
        assert outcome.state in {SyncState.SYNCED, SyncState.OFFLINE}

    @precondition(lambda self: self.late)
    @rule(which=st.integers(0, 50))
    def bring_a_run_late(self, which: int) -> None:
        """The line brings an old run once more."""
        self.city.push(self.late[which % len(self.late)])

    @rule()
    def back_up(self) -> None:
        """Both make a copy."""
        self.station_copy, self.city_copy = self.station.copy(), self.city.copy()

    @rule()
    def restore_city(self) -> None:
        """The server goes back; what others had sent since, they send again, in another order."""
        missing = [one for one in self.city.others if one not in self.city_copy.others]
        feed, self.city_lost = self.city.feed + 1, True
        self.city = self.city_copy.copy()
        self.city.feed = feed
        self.city.others += reversed(missing)
        self.city_copy = self.city.copy()

    @rule()
    def restore_station(self) -> None:
        """The store goes back without its second copy: a new epoch, and the city is told."""
        self.station_lost = True
        self.station = self.station_copy.copy()
        self.station.restored = True
        self.late.clear()  # what the lost disk had sent and nobody kept is gone for ever
        self.station.open_epoch()
        self.station_copy = self.station.copy()

    @invariant()
    def nothing_is_skipped(self) -> None:
        """Every entry that either of them holds follows one that it holds."""
        for journal in (self.station.journal, self.city.kept):
            known = {(seq, digest) for (_, seq), (_, digest) in journal.items()}
            assert all(seq == 1 or (seq - 1, prev) in known for (_, seq), (prev, _) in journal.items())

    def teardown(self) -> None:
        """Over a good line all is settled: nothing lost, nothing doubled, nothing skipped."""
        self.city.most = 100
        outcome = Talk(self.station, self.city, [], token=True, late=[]).whole()
        assert outcome.state == SyncState.SYNCED
        assert self.station.journal == self.city.kept
        assert self.station.heard >= set(self.city.others)
        if not (self.station_lost and self.city_lost):
            assert self.acknowledged.items() <= self.station.journal.items()
        quiet = Talk(self.station, self.city, [], token=True, late=[])
        assert (quiet.whole().sent, quiet.requests) == (0, 1)


TestMishaps = Mishaps.TestCase
TestMishaps.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
