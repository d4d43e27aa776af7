"""The life of a station: founded and furnished once, then day after day of work, through the very operations.

    market      08:00  the first takes the desk ── noon: the second takes over ── 18:00 closed
    checkpoint  08:00  the first ── 20:00 the second ── 08:00 the first …, and nobody closes
    today       the founder takes the desk, and still holds it when the demonstration is opened

What is done with the trucks is for `market` and `checkpoint` to say. Every choice comes from one seeded source, so that
two demonstrations built at the same moment tell the same.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from coalguard.domain.evidence import vehicle_signals
from coalguard.domain.identity import EntryKey
from coalguard.domain.mass import Mass
from coalguard.domain.printout import Printout
from coalguard.domain.roles import MAY, Duty
from coalguard.domain.vehicle import limit_of, median_tare
from coalguard.operations.demo.cast import Cast, Staffer, Truck
from coalguard.operations.demo.home import PRINTER
from coalguard.operations.demo.walking import WalkingClock
from coalguard.operations.demo.weighbridge import RULE, Weighbridge
from coalguard.operations.register import RegisterVehicle, register_vehicle
from coalguard.operations.session import actor_named, log_in
from coalguard.operations.setup import (
    FoundStation,
    PrinterKind,
    SetPrinter,
    SetScale,
    StationKind,
    found_station,
    set_printer,
    set_scale,
)
from coalguard.operations.shift import CloseShift, HandOver, OpenShift, close_shift, hand_over_shift, open_shift
from coalguard.operations.staff import ChangeStaff, RegisterStaff, change_staff, register_staff
from coalguard.operations.station import Actor, Second, Station
from coalguard.operations.weighing import Pass, Seen, Taken, Weighed, keep
from coalguard.store.shifts import current_shift
from coalguard.store.visits import load_vehicle

_SEED = 20230608  # the day of the city's document
_MARKET_HOURS = timedelta(hours=10)
_WATCH = timedelta(hours=12)
_SHORTEST_TODAY = timedelta(minutes=100)
_LAST_TRUCKS = timedelta(minutes=40)
_FIRST_TRUCK = timedelta(minutes=30)
_LAST_OF_NIGHT = timedelta(hours=2, minutes=30)
_WOBBLE_PERMILLE = (-4, 7)
_NOTES = "磅秤归零正常，单据已核对"
_PASSWORD = "coalguard-demo"  # noqa: S105 -- a demonstration opens without any


@dataclass(frozen=True, slots=True)
class Day:
    """A day of work, counted from the first; on the last, today, the desk is still held when the story ends."""

    number: int
    opens: datetime
    closes: datetime
    is_today: bool


def workdays(clock: WalkingClock) -> Iterator[Day]:
    """Every day of a market; today lasts until another has something to show, for nobody buys coal by night."""
    until, opens, number = clock.until, clock.since, 0
    while opens + timedelta(days=1) < until - _SHORTEST_TODAY:
        yield Day(number, opens, opens + _MARKET_HOURS, is_today=False)
        opens, number = opens + timedelta(days=1), number + 1
    yield Day(number, opens, min(opens + _MARKET_HOURS, until - _LAST_TRUCKS), is_today=True)


@dataclass(frozen=True, slots=True)
class Watch:
    """Twelve hours of a checkpoint, 08 to 20 or 20 to 08 (`ux.md` §1); its trucks come between `stirs` and `rests`."""

    opens: datetime
    stirs: datetime
    rests: datetime
    by_night: bool
    is_today: bool


def watches(clock: WalkingClock) -> Sequence[Watch]:
    """Every watch of a checkpoint; one that has hardly begun is not taken over yet, so that it has trucks to show.

    A form is good until midnight and the market opens at eight: trucks come a little after that, and not by deep night.
    """
    until, opens, found = clock.until, clock.since, list[Watch]()
    while not found or not found[-1].is_today:
        is_today = opens + _WATCH >= until - _SHORTEST_TODAY
        by_night = opens.hour != clock.since.hour
        stirs, rests = (opens, opens + _LAST_OF_NIGHT) if by_night else (opens + _FIRST_TRUCK, opens + _WATCH)
        rests = min(rests, until - _LAST_TRUCKS) if is_today else rests
        found.append(Watch(opens, stirs, rests, by_night, is_today))
        opens += _WATCH
    return found


class Life:
    """A station, the people at its desk, and the time that passes there."""

    def __init__(self, station: Station, clock: WalkingClock, cast: Cast) -> None:
        """Begin with nobody at the desk."""
        self.station = station
        self.clock = clock
        self.cast = cast
        self.chance = random.Random(_SEED)  # noqa: S311 -- a story, no secret
        self.actor: Actor | None = None
        self._bridge = Weighbridge(self.chance)
        self._tares: dict[str, int] = {}
        self._drivers: dict[str, str] = {}

    @property
    def desk(self) -> Actor:
        """Whoever is at the desk."""
        if self.actor is None:
            raise RuntimeError(self.clock.now())  # the story has it that somebody logged in before
        return self.actor

    @property
    def second(self) -> Second:
        """Somebody else who may stand for an act."""
        staff = self.cast.staff
        other = next(one for one in staff if one.login != self.desk.login and MAY[Duty.APPROVE] & set(one.roles))
        return Second(login=other.login, pin=other.pin)

    def found(self, kind: StationKind, printed: Path) -> None:
        """Found the station, register its staff and trucks, set up its scale and its printer."""
        founder, *others = self.cast.staff
        request = FoundStation(kind=kind, code=self.cast.code, name=self.cast.name, demo=True)
        founded = found_station(self.station.store, request, founder.login)
        self.actor = actor_named(self.station, founded)
        self._tell(
            change_staff, ChangeStaff(login=founder.login, name=founder.name, roles=founder.roles, pin=founder.pin)
        )
        self.actor = actor_named(self.station, founded)
        for one in others:
            kept = RegisterStaff(login=one.login, name=one.name, roles=one.roles, password=_PASSWORD, pin=one.pin)
            self._tell(register_staff, kept)
        self._furnish(kind, printed)
        for number, truck in enumerate(truck for fleet in self.cast.fleets.values() for truck in fleet):
            self._tares[truck.plate] = self.chance.randrange(*truck.tare_kg, RULE.division.kg)
            self._drivers[truck.plate] = self.cast.drivers[number % len(self.cast.drivers)]
            self._tell(
                register_vehicle,
                RegisterVehicle(
                    plate=truck.plate,
                    axles=truck.axles,
                    combination=truck.combination,
                    colour=truck.colour,
                    rated_kg=truck.rated_kg,
                ),
            )

    def work(self, day: Day, events: Sequence[Callable[[], object]]) -> None:
        """Work through a market's day, one truck after another, and let the shift change in the middle."""
        founder, first, second = self.cast.staff
        self._be_at(day.opens)
        self.take_desk(founder if day.is_today else first)
        for number, moment in enumerate(self._spread(day.opens, day.closes, len(events))):
            if number == len(events) // 2 and not day.is_today:
                self._hand_over(second)
            self.clock.walk_to(moment)
            events[number]()
        if not day.is_today:
            self._be_at(day.closes)
            close_shift(self.station, self.desk, CloseShift())

    def stand(self, watch: Watch, events: Sequence[Callable[[], object]]) -> None:
        """Stand a watch at a checkpoint: taken over from whoever stood the one before."""
        founder, *officers = self.cast.staff
        stands = founder if watch.is_today else officers[watch.by_night]
        self._be_at(watch.opens)
        if current_shift(self.station.store.read()) is None:
            self.take_desk(stands)
        else:
            self._hand_over(stands)
        for event, moment in zip(events, self._spread(watch.stirs, watch.rests, len(events)), strict=True):
            self.clock.walk_to(moment)
            event()

    def _be_at(self, moment: datetime) -> None:
        """Come to a moment as people do: some minutes late."""
        self.clock.walk_to(moment)
        self.pass_minutes(1, 6)

    def _spread(self, opens: datetime, closes: datetime, count: int) -> Iterator[datetime]:
        """So many moments, about evenly between two, none at the very beginning."""
        pause = (closes - opens) / (count + 1)
        return (opens + pause * (number + self.chance.uniform(0.3, 0.6)) for number in range(count))

    def take_desk(self, staffer: Staffer) -> None:
        """Somebody logs in, and opens a shift where none is."""
        self.actor = log_in(self.station, staffer.login)
        if current_shift(self.station.store.read()) is None:
            open_shift(self.station, self.actor, OpenShift())

    def _hand_over(self, staffer: Staffer) -> None:
        to = Second(login=staffer.login, pin=staffer.pin)
        sheet = hand_over_shift(self.station, self.desk, HandOver(to=to, notes=_NOTES))
        self.actor = actor_named(self.station, sheet.actor)

    def driver_of(self, truck: Truck) -> str:
        """Whoever drives a truck; always the same."""
        return self._drivers[truck.plate]

    def tare_of(self, truck: Truck) -> Mass:
        """What a truck weighs empty today: fuel and mud make some difference."""
        return Mass(self._tares[truck.plate] * (1000 + self.chance.randint(*_WOBBLE_PERMILLE)) // 1000)

    def load_of(self, truck: Truck) -> Mass:
        """How much a truck is loaded with this time."""
        return Mass(self.chance.randrange(*truck.load_kg, RULE.division.kg))

    def weigh(self, visit: EntryKey, plate: str, step: Pass, mass: Mass) -> Weighed:
        """Weigh a truck, with all that the scale and the truck's memory have to say of it."""
        captured = self._bridge.weigh(mass)
        self.clock.walk(self.chance.uniform(20, 50))
        vehicle = load_vehicle(self.station.store.read(), plate)
        empty = step is Pass.TARE
        more = vehicle_signals(
            captured.weight.mass,
            median_tare=median_tare(vehicle.tares) if empty else None,
            axle_limit=None if empty else limit_of(vehicle),
        )
        seen = Seen(captured.evidence.flagged(*more), captured.steady_for_ms)
        return keep(self.station, self.desk, Taken(visit, step, RULE, captured.weight.mass, seen))

    def pass_minutes(self, fewest: int, most: int) -> None:
        """Let some minutes pass."""
        self.clock.walk(self.chance.uniform(60 * fewest, 60 * most))

    def _furnish(self, kind: StationKind, printed: Path) -> None:
        self._tell(
            set_scale,
            SetScale(
                name=RULE.name,
                port=RULE.port,
                protocol=RULE.protocol,
                division_kg=RULE.division.kg,
                max_kg=RULE.maximum.kg,
            ),
        )
        self.station.desk.close()  # nothing is heard there: the weights come from the bridge
        slip = (Printout.FIRST_SLIP,) if kind is StationKind.MARKET else ()
        kept = SetPrinter(name=PRINTER, kind=PrinterKind.FOLDER, target=str(printed), papers=slip)
        self._tell(set_printer, kept)

    def _tell(self, operation: Callable[..., object], request: object) -> None:
        self.clock.walk(self.chance.uniform(2, 6))
        operation(self.station, self.desk, request)
