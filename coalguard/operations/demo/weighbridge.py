"""The weighbridge of a demonstration: trucks drive on and off, and its indicator sends real frames in no time at all.

The frames are those of the simulator and are heard by the same `Scale` that hears a serial port, so that each weight
comes with evidence that decodes again. Its milliseconds are counted in frames; no thread, port or clock is asked.
"""

import random
from itertools import islice

from coalguard.devices.port import Captured
from coalguard.devices.scale import Scale
from coalguard.devices.simulator import Deck, Indicator, Step
from coalguard.domain.mass import Mass
from coalguard.domain.weighing import ScaleRule, Unsteady

PORT = "socket://127.0.0.1:4196"
"""What the scale of a demonstration says it is heard at; whoever opens one listens to a simulator instead."""

RULE = ScaleRule("1号磅", "xk3190-tf0", PORT, 9600, "N", "kg", None, Mass(20), Mass(100_000))
"""The only scale of a demonstration."""

_TRAFFIC = """
noise 20
hold 46860 12s
ramp 0 3s
hold 3s
ramp 15240 3s
hold 12s
ramp 0 3s
hold 3s
ramp 46860 3s
repeat
"""
"""A loaded truck, an empty one, and again."""

_GATE_TRAFFIC = """
noise 20
hold 46860 12s
ramp 0 3s
hold 6s
ramp 46860 3s
repeat
"""
"""A loaded truck again and again: the two that wait at the gate carry coal, whenever they are weighed."""


def traffic(kind: str) -> str:
    """What the simulator plays at a kind of station, for its scale moves by itself (`ux.md` §6.11)."""
    return _GATE_TRAFFIC if kind == "checkpoint" else _TRAFFIC


_EMPTY_MS, _FASTEST_MS, _SLOWEST_MS, _ROCKING_MS, _REST_MS = 600, 1600, 2800, 600, 1800


class Weighbridge:
    """One scale that hears an indicator of its own."""

    def __init__(self, chance: random.Random) -> None:
        """Begin with an empty deck."""
        self._indicator = Indicator(RULE.protocol, division_kg=RULE.division.kg, rate_hz=5)
        self._deck = Deck(self._indicator, chance)
        self._scale = Scale(RULE)
        self._chance = chance
        self._ms = 0

    def weigh(self, mass: Mass) -> Captured:
        """Let a truck of this mass drive on, come to rest and be weighed; the indicator rounds and flickers."""
        kg = self._indicator.on_division(mass.kg)
        self._play(Step("hold", 0, _EMPTY_MS))
        self._play(Step("ramp", kg, self._chance.randrange(_FASTEST_MS, _SLOWEST_MS, 200)))
        self._deck.noise = RULE.division.kg
        self._play(Step("hold", None, _ROCKING_MS))
        self._deck.noise = 0
        self._play(Step("hold", None, _REST_MS))
        weight, evidence = self._scale.steady(self._ms), self._scale.evidence(self._ms)
        if isinstance(weight, Unsteady) or evidence is None:
            raise RuntimeError(weight)  # the deck has rested for longer than any rule asks
        self._scale.captured(self._ms)
        return Captured(weight, evidence)

    def _play(self, step: Step) -> None:
        for tick in islice(self._deck.play([step]), self._indicator.ticks(step.ms or 0)):
            self._ms += 1000 // self._indicator.rate_hz
            self._scale.hear(self._indicator.render(tick.kg), self._ms)
