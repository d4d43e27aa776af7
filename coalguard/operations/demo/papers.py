"""The papers in the trucks of a demonstration checkpoint: what each shows, and where it has it from.

A form is sold to its truck a while before that comes to the gate; a used one passed the gate before, and one that has
run out was sold on the day before the story begins.
"""

from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

from coalguard.domain.mass import Mass
from coalguard.operations.demo.cast import Truck
from coalguard.operations.demo.life import Life
from coalguard.operations.demo.source import SourceMarket
from coalguard.operations.form import Issued

_ON_THE_ROAD = timedelta(minutes=40)


class Paper(StrEnum):
    """What a truck shows."""

    CODE = "code"
    NUMBER = "number"  # its code can not be read
    ONE_WRONG = "one_wrong"  # characters of the plate, as the form has it
    TWO_WRONG = "two_wrong"
    USED = "used"
    EXPIRED = "expired"
    NONE = "none"


_WRONG = {Paper.ONE_WRONG: 1, Paper.TWO_WRONG: 2}


class Papers:
    """Every form that a truck of the story has."""

    def __init__(self, life: Life, market: SourceMarket, *, forgetful: Truck) -> None:
        """Before the story begins `forgetful` buys what it will bring only when the form has run out."""
        self._life = life
        self._market = market
        self._used: dict[str, tuple[Truck, str]] = {}
        self.forgetful = forgetful
        self._expired = self._sold(forgetful, life.load_of(forgetful), 1).code

    @property
    def reused_by(self) -> Truck:
        """The truck that passed last but one, of those that do not wait in the queue at the end."""
        regulars = self._life.cast.fleets["gate"]
        return [truck for truck, _ in self._used.values() if truck in regulars][-2]

    def used(self, truck: Truck, code: str) -> None:
        """A truck has passed on its form."""
        self._used[truck.plate] = (truck, code)

    def shown(self, paper: Paper, truck: Truck, net: Mass, *, valid_days: int = 1) -> str:
        """What a truck shows, as it is scanned or typed; a form of it says `net`."""
        match paper:
            case Paper.NONE:
                return ""
            case Paper.USED:
                return self._used[truck.plate][1]
            case Paper.EXPIRED:
                return self._expired
        named = replace(truck, plate=_misread(truck.plate, _WRONG.get(paper, 0)))
        form = self._sold(named, net, valid_days, of=truck)
        return str(form.number) if paper is Paper.NUMBER else form.code

    def _sold(self, named: Truck, net: Mass, valid_days: int, *, of: Truck | None = None) -> Issued:
        life, truck = self._life, of or named
        at = life.clock.now() - _ON_THE_ROAD
        masses = (life.tare_of(truck), net)
        return self._market.sell(named, masses, driver=life.driver_of(truck), at=at, valid_days=valid_days)


def _misread(plate: str, places: int) -> str:
    """The plate with so many of its last digits written as the next one."""
    kept, wrong = plate[: len(plate) - places], plate[len(plate) - places :]
    return kept + "".join(str((int(digit) + 1) % 10) for digit in wrong)
