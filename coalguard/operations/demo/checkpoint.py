"""A week of a checkpoint, by day and by night: trucks stop, two officers fill in the checklist, most pass, some do not.

No form that a truck shows is held here, so each pass stands on a doubt, with a second person and words. One truck that
was turned back comes again with what it lacked. Today one truck is looked at and one waits.
"""

from collections.abc import Callable, Sequence
from datetime import time, timedelta
from functools import partial

from coalguard.domain.identity import CHINA, EntryKey, day_code
from coalguard.domain.inspection import Decision, Row
from coalguard.operations.demo.cast import Case, Truck, cases_of
from coalguard.operations.demo.life import Life, watches
from coalguard.operations.inspection import (
    Answers,
    BeginInspection,
    DecideInspection,
    RecordInspection,
    Result,
    RowAnswer,
    begin,
    decide,
    record,
)
from coalguard.operations.weighing import Pass

_FIRST_SERIAL = 317
_WEIGHED_OF = 4
_BY_DAY, _BY_NIGHT = 4, 1
"""How the trucks divide between the watches."""
_TODAY = 6
"""Trucks that are kept for today, however little of it there is yet: an empty shift shows nothing."""
_FIRST_FORM = time(8, 30, tzinfo=CHINA)
"""Before this no market has sold anything today."""


class CheckpointWeek:
    """The story of a checkpoint, told day by day."""

    def __init__(self, life: Life) -> None:
        """Decide who comes when."""
        self._life = life
        cases = cases_of(life.cast)
        self._passes = next(case for case in cases if case.decision == Decision.PASS)
        self._trucks = list(life.cast.fleets["gate"])
        self._to_come = [case for case in cases for _ in range(case.count)]
        life.chance.shuffle(self._trucks)
        life.chance.shuffle(self._to_come)
        self._today, self._to_come = self._to_come[:_TODAY], self._to_come[_TODAY:]
        self._serial = _FIRST_SERIAL

    def live(self) -> None:
        """Live through every day, and leave two trucks for whoever opens the demonstration."""
        *past, today = watches(self._life.clock)
        shares = [_BY_NIGHT if watch.by_night else _BY_DAY for watch in past]
        for number, watch in enumerate(past):
            count = round(len(self._to_come) * shares[number] / sum(shares[number:]))
            cases, self._to_come = self._to_come[:count], self._to_come[count:]
            self._life.stand(watch, self._events(cases))
        self._life.stand(today, self._events(self._today))
        self._leave_open()

    def _events(self, cases: Sequence[Case]) -> list[Callable[[], object]]:
        return [partial(self._stop, case) for case in cases]

    def _stop(self, case: Case) -> None:
        """A truck is stopped, looked at and decided upon."""
        truck = self._next_truck()
        visit = self._begin(truck, with_form=case.decision != Decision.NOT_COAL)
        self._life.pass_minutes(1, 3)
        if case.decision != Decision.NOT_COAL:
            self._record(visit, case)
            self._life.pass_minutes(1, 2)
        self._decide(visit, case)
        if case.returns:
            self._life.pass_minutes(20, 30)
            self._return(truck)

    def _return(self, truck: Truck) -> None:
        visit = self._begin(truck, with_form=True)
        self._life.pass_minutes(1, 2)
        self._record(visit, self._passes)
        self._decide(visit, self._passes)

    def _next_truck(self) -> Truck:
        truck = self._trucks.pop(0)
        self._trucks.append(truck)
        return truck

    def _begin(self, truck: Truck, *, with_form: bool) -> EntryKey:
        life = self._life
        request = BeginInspection(
            plate=truck.plate, code=self._form() if with_form else "", driver=life.driver_of(truck)
        )
        visit = begin(life.station, life.desk, request).visit
        if with_form and self._serial % _WEIGHED_OF == 0:
            life.weigh(visit, truck.plate, Pass.GROSS, life.tare_of(truck) + life.load_of(truck))
        return visit

    def _form(self) -> str:
        """The number on the paper that a truck shows; the market has sold some more since the last."""
        self._serial += self._life.chance.randint(1, 3)
        now = self._life.clock.now().astimezone(CHINA)
        sold = now if now.timetz() >= _FIRST_FORM else now - timedelta(days=1)
        return f"{self._life.cast.more['forms_of']}-{day_code(sold)}-{self._serial:04d}"

    def _record(self, visit: EntryKey, case: Case) -> None:
        life = self._life
        seen = {row.value: case.answers.get(row.value, (Result.OK, "")) for row in Row}
        answers = {row: RowAnswer(result=Result(result), observed=observed) for row, (result, observed) in seen.items()}
        officers = tuple(one.login for one in life.cast.staff[1:])
        request = RecordInspection(visit=str(visit), answers=Answers(**answers), officers=officers)
        self._preselected = record(life.station, life.desk, request).preselected

    def _decide(self, visit: EntryKey, case: Case) -> None:
        """Decide as the case has it: a pass over a doubt needs a second person, a refusal the reasons of its rows."""
        life, decision = self._life, Decision(case.decision)
        request = DecideInspection(
            visit=str(visit),
            decision=decision,
            reasons=case.reasons or (self._preselected if decision is Decision.TURN_BACK else ()),
            reason=case.words,
            second=life.second if decision is Decision.PASS else None,
        )
        decide(life.station, life.desk, request)

    def _leave_open(self) -> None:
        """One truck whose checklist is recorded and not yet decided, and one that has just come.

        Whoever opens the demonstration weighs them on its scale (`weighbridge.traffic`): they are as heavy as it says.
        """
        life = self._life
        recorded, waiting = life.cast.fleets["queue"]
        life.clock.walk_to(life.clock.until - timedelta(minutes=12))
        self._record(self._begin(recorded, with_form=True), self._passes)
        life.clock.walk_to(life.clock.until - timedelta(minutes=4))
        self._begin(waiting, with_form=True)
        life.clock.walk_to(life.clock.until)
