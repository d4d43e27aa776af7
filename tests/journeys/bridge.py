"""Weighbridges for a journey: real simulators on real lines, with trucks that drive on and off.

A weight needs its second and a half of rest; five bridges side by side rest at the same time.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, NamedTuple

from coalguard.devices.simulator import Line, Simulator, TcpLine
from tests.drive import PATIENCE_S, Drive

PROTOCOL = "xk3190-tf0"
_TURN_S = 0.01


class Truck(NamedTuple):
    """A truck to be weighed: its stay, loaded or empty, and what it weighs."""

    visit: str
    step: str
    kg: int


class Bridge:
    """One weighbridge: an indicator that speaks, and the name by which the station knows it."""

    def __init__(self, name: str, line: Line) -> None:
        """Stand there with an empty deck."""
        self.name = name
        self.indicator = Simulator(line)

    def set_up(self, desk: Drive) -> None:
        """Tell the station where it is heard."""
        desk.ask("setup.scale", name=self.name, port=self.indicator.url, protocol=PROTOCOL)

    def drive_on(self, kg: int) -> None:
        """A truck climbs onto the empty deck."""
        assert self._empty()
        self.indicator.play(f"hold 0 0.2s\nramp {kg} 0.4s")

    def drive_off(self) -> None:
        """It leaves."""
        self.indicator.play("ramp 0 0.2s")

    def _empty(self) -> bool:
        """Whether the deck is empty now or shortly."""
        turns = threading.Event()
        return any(not self.indicator._deck.kg or turns.wait(_TURN_S) for _ in range(int(PATIENCE_S / _TURN_S)))


@contextmanager
def bridges(names: Sequence[str], line: type[Line] = TcpLine) -> Iterator[list[Bridge]]:
    """Bridges of these names, each on a line of its own."""
    with ExitStack() as stack:
        yield [stack.enter_context(_speaking(Bridge(name, line()))) for name in names]


@contextmanager
def _speaking(bridge: Bridge) -> Iterator[Bridge]:
    with bridge.indicator:
        yield bridge


def weigh(desk: Drive, on: Sequence[Bridge], trucks: Sequence[Truck]) -> list[Any]:
    """Weigh trucks, as many at a time as there are bridges; gives back what was taken, truck by truck."""
    taken = []
    for at in range(0, len(trucks), len(on)):
        standing = list(zip(on, trucks[at : at + len(on)], strict=False))
        for bridge, truck in standing:
            bridge.drive_on(truck.kg)
        for bridge, truck in standing:
            taken.append(desk.ask("weighing.capture", visit=truck.visit, step=truck.step, scale=bridge.name))
            assert (taken[-1]["kg"], taken[-1]["manual"]) == (truck.kg, False)
        for bridge, _ in standing:
            bridge.drive_off()
    return taken
