"""A week of a checkpoint, by day and by night: trucks stop, two officers fill in the checklist, most pass, some do not.

The heavy trucks came back empty over the scale on the first day, so that their tares are known, and are weighed when
they come loaded. Most show a form by its code and pass on it; where a form has no code, a character of the plate is
wrong or the load is somewhat heavier, somebody else stands for the pass with words. One truck that was turned back
comes again with what it lacked. Today six wait in the queue.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial

from coalguard.domain.identity import EntryKey
from coalguard.domain.inspection import Decision, Mark, Row, Verdict
from coalguard.domain.mass import Mass
from coalguard.operations.demo.cast import Case, Truck, cases_of
from coalguard.operations.demo.life import Life, watches
from coalguard.operations.demo.papers import Paper, Papers
from coalguard.operations.demo.source import SourceMarket
from coalguard.operations.gate import ShowTruck, show_truck
from coalguard.operations.inspection import (
    Answers,
    BeginInspection,
    Begun,
    DecideInspection,
    Recorded,
    RecordInspection,
    Result,
    RowAnswer,
    begin,
    decide,
    record,
)
from coalguard.operations.keys import ImportKeys, import_keys
from coalguard.operations.weighing import Pass

_WEIGHED_AXLES, _HEAVIEST_AXLES = 3, 4
"""From how many axles a truck is weighed, and is heavy enough that its own tare hides no odd load."""
_BY_DAY, _BY_NIGHT = 4, 1
"""How the trucks divide between the watches."""
_TODAY = 6
"""Trucks that are kept for today, however little of it there is yet: an empty shift shows nothing."""
_EMPTY = Case(0, Decision.NOT_COAL, Paper.NONE, 0, {}, ("empty_truck",), "", returns=False)
_LATELY = 4
"""Over how many of the last watches the trucks of the queue passed before."""
_QUEUE = (
    (11, Paper.CODE),
    (9, Paper.NUMBER),
    (7, Paper.ONE_WRONG),
    (5, Paper.NONE),
    (3, Paper.USED),
    (1, Paper.CODE),
)
"""How many minutes before the end each truck of the queue came, and what it shows; the one without a form is empty."""
_RECORDED = Paper.NUMBER
_TWO_DAYS = 2
"""How long a form of the queue is good: whoever opens the demonstration may do so at midnight, or the next morning."""


class CheckpointWeek:
    """The story of a checkpoint, told day by day."""

    def __init__(self, life: Life, market: SourceMarket) -> None:
        """Decide who comes when, and take over the key of the market that they come from."""
        self._life = life
        cases = cases_of(life.cast)
        self._passes = cases[0]
        self._trucks = list(life.cast.fleets["gate"])
        self._to_come = [case for case in cases for _ in range(case.count)]
        life.chance.shuffle(self._trucks)
        life.chance.shuffle(self._to_come)
        self._to_come.sort(key=lambda case: case.paper == Paper.USED)  # late: that truck passed some hours ago
        self._today, self._to_come = self._to_come[:_TODAY], self._to_come[_TODAY:]
        self._tared: set[str] = set()
        self._papers = Papers(life, market, forgetful=self._trucks[-1])
        import_keys(life.station, life.desk, ImportKeys(text=market.bundle))

    def live(self) -> None:
        """Live through every day, and leave some trucks for whoever opens the demonstration."""
        *past, today = watches(self._life.clock)
        shares = [_BY_NIGHT if watch.by_night else _BY_DAY for watch in past]
        for number, watch in enumerate(past):
            count = round(len(self._to_come) * shares[number] / sum(shares[number:]))
            cases, self._to_come = self._to_come[:count], self._to_come[count:]
            regulars = self._come_empty() if number == 0 else self._pass_before(len(past) - number)
            self._life.stand(watch, [*regulars, *self._events(cases)])
        self._life.stand(today, self._events(self._today))
        self._leave_open()

    def _events(self, cases: Sequence[Case]) -> list[Callable[[], object]]:
        return [partial(self._stop, case) for case in cases]

    def _come_empty(self) -> list[Callable[[], object]]:
        """Every heavy truck comes back over the scale: from then on its tare is known."""
        trucks = [*self._life.cast.fleets["queue"], *self._trucks]
        heavy = [truck for truck in trucks if truck.axles >= _WEIGHED_AXLES]
        self._life.chance.shuffle(heavy)
        return [partial(self._stop, _EMPTY, truck) for truck in heavy]

    def _pass_before(self, watches_left: int) -> list[Callable[[], object]]:
        """The trucks of the queue were here lately, and passed."""
        queue = self._life.cast.fleets["queue"]
        passed = queue[watches_left - 1 :: _LATELY] if watches_left <= _LATELY else ()
        return [partial(self._stop, self._passes, truck) for truck in passed]

    def _stop(self, case: Case, truck: Truck | None = None) -> None:
        """A truck is stopped, looked at and decided upon; one that lacked something comes again."""
        truck, life = truck or self._next_truck(case), self._life
        load = life.load_of(truck)
        net = Mass(load.kg * 1000 // (1000 + case.heavier_permille))
        code = self._papers.shown(Paper(case.paper), truck, net)
        self._inspect(truck, code, load, case)
        if case.returns:
            life.pass_minutes(20, 30)
            self._inspect(truck, code, load, self._passes)

    def _inspect(self, truck: Truck, code: str, load: Mass, case: Case) -> None:
        life, decision, recorded = self._life, Decision(case.decision), None
        begun = self._begin(truck, code)
        life.pass_minutes(1, 3)
        if case == _EMPTY:
            self._weigh(begun, truck, Pass.TARE, Mass(0))
        elif truck.plate in self._tared and decision is not Decision.NOT_COAL:
            self._weigh(begun, truck, Pass.GROSS, load)
        if decision is not Decision.NOT_COAL:
            recorded = self._record(begun, case.answers)
            life.pass_minutes(1, 2)
        self._decide(begun.visit, case, recorded)
        if decision is Decision.PASS:
            self._papers.used(truck, code)

    def _next_truck(self, case: Case) -> Truck:
        """Whoever has not come for longest and fits the case."""
        if case.paper == Paper.EXPIRED:
            return self._papers.forgetful
        if case.paper == Paper.USED:
            return self._papers.reused_by
        least = _HEAVIEST_AXLES if case.heavier_permille else 0
        truck = next(one for one in self._trucks if one.axles >= least)
        self._trucks.remove(truck)
        self._trucks.append(truck)
        return truck

    def _begin(self, truck: Truck, code: str) -> Begun:
        life = self._life
        request = BeginInspection(plate=truck.plate, code=code, driver=life.driver_of(truck))
        return begin(life.station, life.desk, request)

    def _weigh(self, begun: Begun, truck: Truck, step: Pass, load: Mass) -> None:
        self._life.weigh(begun.visit, truck.plate, step, self._life.tare_of(truck) + load)
        if step is Pass.TARE:
            self._tared.add(truck.plate)

    def _record(self, begun: Begun, answers: Mapping[str, Sequence[str]]) -> Recorded:
        """The officers say what they saw, and of what the program can not compare that it is in order."""
        life = self._life
        sheet = show_truck(life.station, life.desk, ShowTruck(visit=str(begun.visit)))
        compared = {row.row for row in sheet.computed if row.mark is not Mark.PENDING}
        seen = {row.value: (Result.OK, "") for row in Row if row not in compared} | dict(answers)
        given = {row: RowAnswer(result=Result(result), observed=observed) for row, (result, observed) in seen.items()}
        officers = tuple(one.login for one in life.cast.staff[1:])
        request = RecordInspection(visit=str(begun.visit), answers=Answers(**given), officers=officers)
        return record(life.station, life.desk, request)

    def _decide(self, visit: EntryKey, case: Case, recorded: Recorded | None) -> None:
        """Decide as the case has it: a pass over a doubt needs a second person, a refusal the reasons of its rows."""
        life, decision = self._life, Decision(case.decision)
        given = recorded.preselected if recorded and decision is Decision.TURN_BACK else ()
        doubted = decision is Decision.PASS and recorded is not None and recorded.verdict is not Verdict.MAY_PASS
        request = DecideInspection(
            visit=str(visit),
            decision=decision,
            reasons=case.reasons or given,
            reason=case.words,
            second=life.second if doubted else None,
        )
        decide(life.station, life.desk, request)

    def _leave_open(self) -> None:
        """The queue: two that may pass by their code, some that need a closer look, and an empty one.

        Whoever opens the demonstration weighs them on its scale (`weighbridge.traffic`): those that carry coal are as
        heavy as it says. The empty one was on the scale already.
        """
        life = self._life
        for truck, (minutes, paper) in zip(life.cast.fleets["queue"], _QUEUE, strict=True):
            life.clock.walk_to(life.clock.until - timedelta(minutes=minutes))
            code = self._papers.shown(paper, truck, life.load_of(truck), valid_days=_TWO_DAYS)
            begun = self._begin(truck, code)
            if paper is Paper.NONE:
                self._weigh(begun, truck, Pass.GROSS, Mass(0))
            if paper is _RECORDED:
                self._record(begun, {})
        life.clock.walk_to(life.clock.until)
