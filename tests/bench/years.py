"""Ten years at one weighbridge: stays told through the product's operations, a day of them in one act.

Each day one load is received and one is sold, so that the book has lines; every other truck only weighs and leaves.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from typing import cast

from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Moment
from coalguard.domain.mass import Mass
from coalguard.operations.form import IssueForm, issue
from coalguard.operations.lot import Receive, receive
from coalguard.operations.station import Actor, Station
from coalguard.operations.visit import ArriveInbound, BeginSale, LeaveVisit, arrive, begin_sale, leave
from coalguard.operations.weighing import Pass, Taken, keep
from coalguard.store.reader import Reader
from coalguard.store.store import Store
from coalguard.store.transaction import Transaction
from tests.bench.trucks import RULE, Truck, set_up_scale, trucks
from tests.market import COAL, Market, enter_contract, enter_report

_STAYS_A_DAY = 150
_BETWEEN_S = 192  # three acts a stay and 150 stays fill a day
_PAPER = "BENCH-1"
_ENDLESS_KG = 1_000_000_000
_SOLD_KG = 10_000
_DIFFERENT_DAYS = 20


class YearsClock:
    """A clock that begins where the papers of `tests.market` do, and moves as the trucks come."""

    boot = "years"

    def __init__(self) -> None:
        """Begin at noon of the first day."""
        self.begin = self._at = datetime(2026, 1, 14, 4, tzinfo=UTC)

    def now(self) -> datetime:
        """The wall time."""
        return self._at

    def monotonic_ns(self) -> int:
        """What has passed since the beginning."""
        return (self._at - self.begin) // timedelta(microseconds=1) * 1000

    def wait(self, seconds: int) -> None:
        """Let some time pass."""
        self._at += timedelta(seconds=seconds)


class OneAct:
    """Stands in for a store whose acts are all parts of one that is open already: so many thousand need one fsync."""

    def __init__(self, store: Store, act: Transaction) -> None:
        """Take the open act."""
        self._store = store
        self._act = act
        self.free_bytes = store.free_bytes

    def now(self) -> Moment:
        """As the store's own."""
        return self._store.now()

    def read(self) -> Reader:
        """The act: it sees what it wrote."""
        return self._act

    @contextmanager
    def begin(self, by: EntryKey | None = None) -> Iterator[Transaction]:
        """Go on in the open act, by this actor, now."""
        self._act.by, self._act.moment = by, self.now()
        yield self._act


Day = Sequence[Truck]
"""The trucks of a day, in the order they come."""


def made_up_days(entries: int) -> Sequence[Day]:
    """Days for so many entries; a few come again and again, since making a truck up takes longer than weighing it."""
    days = min(_DIFFERENT_DAYS, 1 + entries // _STAYS_A_DAY)
    return [list(islice(trucks(first=number), _STAYS_A_DAY)) for number in range(days)]


@dataclass(frozen=True, slots=True)
class Bridge:
    """A market with a scale, the clock on its wall, and what its trades need."""

    market: Market
    clock: YearsClock

    def prepare(self) -> None:
        """Set the scale up, and papers that last ten years."""
        set_up_scale(self.market.station, self.market.clerk)
        enter_contract(self.market, _PAPER, _ENDLESS_KG)
        enter_report(self.market, _PAPER, _ENDLESS_KG)

    def live(self, entries: int, days: Sequence[Day]) -> None:
        """Let days pass until so many entries more are written, a day in one act."""
        store, clerk = self.market.station.store, self.market.clerk
        until = store.head.seq + entries
        for day in cycle(days):
            if store.head.seq >= until:
                return
            with store.begin(by=clerk.key) as act:
                station = replace(self.market.station, store=cast("Store", OneAct(store, act)))
                self._day(station, clerk, day)

    def _day(self, station: Station, clerk: Actor, day: Day) -> None:
        lot = self._receive(station, clerk, day[0])
        self._sell(station, clerk, day[1], lot)
        for truck in day[2:]:
            stay = begin_sale(station, clerk, BeginSale(plate=truck.plate, coal=truck.coal)).visit
            self._weigh(station, clerk, Taken(stay, Pass.TARE, RULE, truck.tare, truck.empty))
            self._weigh(station, clerk, Taken(stay, Pass.GROSS, RULE, truck.gross, truck.loaded))
            leave(station, clerk, LeaveVisit(visit=str(stay), reason="只过磅"))
            self.clock.wait(_BETWEEN_S)

    def _receive(self, station: Station, clerk: Actor, truck: Truck) -> str:
        request = ArriveInbound(
            plate=truck.plate, supplier=self.market.supplier, contract=_PAPER, report=_PAPER, coal=COAL
        )
        stay = arrive(station, clerk, request).visit
        self._weigh(station, clerk, Taken(stay, Pass.GROSS, RULE, truck.gross, truck.loaded))
        self._weigh(station, clerk, Taken(stay, Pass.TARE, RULE, truck.tare, truck.empty))
        self.clock.wait(_BETWEEN_S)
        return receive(station, clerk, Receive(visit=str(stay), yard="1号堆")).lot

    def _sell(self, station: Station, clerk: Actor, truck: Truck, lot: str) -> None:
        stay = begin_sale(station, clerk, BeginSale(plate=truck.plate, coal=COAL)).visit
        self._weigh(station, clerk, Taken(stay, Pass.TARE, RULE, truck.tare, truck.empty))
        loaded = truck.tare + Mass(_SOLD_KG)
        self._weigh(station, clerk, Taken(stay, Pass.GROSS, RULE, loaded, truck.loaded))
        self.clock.wait(_BETWEEN_S)
        issue(station, clerk, IssueForm(visit=str(stay), buyer=self.market.buyer, lot=lot, price_fen_per_t=86_000))

    def _weigh(self, station: Station, clerk: Actor, taken: Taken) -> None:
        self.clock.wait(_BETWEEN_S)
        keep(station, clerk, taken)
