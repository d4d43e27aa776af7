"""Trucks for the benchmarks: made-up, the same on every run. 5,000 of them, some seen far more often than others."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from coalguard.devices.dialects import render_xk3190
from coalguard.domain.evidence import EVIDENCE_MS, Evidence, frame_runs
from coalguard.domain.journal import Fact
from coalguard.domain.mass import Mass
from coalguard.domain.weighing import ScaleRule
from coalguard.operations.station import Actor, Station
from coalguard.operations.weighing import Seen

RULE = ScaleRule("1号磅", "xk3190-tf0", "COM1", 9600, "N", "kg", None, Mass(20), Mass(100_000))
COALS = ("无烟2号", "环保型煤")

_PLATES = 5_000
_FRAME_MS = 100
_FLICKER = 0.1  # an indicator with its filter on changes its last digit about once a second


@dataclass(frozen=True, slots=True)
class Truck:
    """One stay of a truck: its plate and what the scale showed of it, loaded and empty."""

    plate: str
    coal: str
    gross: Mass
    tare: Mass
    loaded: Seen
    empty: Seen


def trucks(*, first: int = 0) -> Iterator[Truck]:
    """The stays from the `first` on, without end; plates repeat, as they do at a gate."""
    fixed = random.Random(1)
    plates = [
        f"甘{fixed.choice('ABCDEFHJN')}{''.join(fixed.choice('0123456789ABCDEFGHJK') for _ in range(5))}"
        for _ in range(_PLATES)
    ]
    chance = random.Random(7 + first)
    while True:
        tare = Mass(chance.randrange(13_000, 18_000, 20))
        gross = tare + Mass(chance.randrange(20_000, 31_000, 20))
        plate = plates[int(_PLATES * chance.random() ** 2)]
        yield Truck(plate, chance.choice(COALS), gross, tare, _seen(gross, chance), _seen(tare, chance))


def _seen(mass: Mass, chance: random.Random) -> Seen:
    """Three seconds of frames that end in this mass, as the scale's memory keeps them behind a weight."""
    now_ms = chance.randrange(EVIDENCE_MS, 10_000_000)
    above, heard = False, []
    for moment_ms in range(now_ms, now_ms - EVIDENCE_MS, -_FRAME_MS):
        heard.append((moment_ms, render_xk3190(mass.kg + RULE.division.kg * above, 0)))
        above ^= chance.random() < _FLICKER
    frames = frame_runs(reversed(heard), now_ms)
    high = mass + RULE.division if len(frames) > 1 else mass
    return Seen(Evidence(frames, mass, high, zero_before=True), steady_for_ms=chance.randrange(1_500, 4_000))


def set_up_scale(station: Station, actor: Actor) -> None:
    """Set the scale up as `operations.setup` does, but let nobody listen to it: there is no such port."""
    says = {
        "name": RULE.name,
        "port": RULE.port,
        "protocol": RULE.protocol,
        "baud": RULE.baud,
        "parity": RULE.parity,
        "unit": RULE.unit,
        "decimals": RULE.decimals,
        "division_kg": RULE.division.kg,
        "max_kg": RULE.maximum.kg,
    }
    with station.store.begin(by=actor.key) as act:
        act.append(Fact("scale.set", says))
