"""When a number on the indicator is a weight: the scale's rule, readings, steadiness, limits and net.

Follows `domain.md` §4.5 (Min = 20 e, Max + 9 e, zero within half a division) and §4.6, and `ux.md` §7.3 (what counts
as steady, what the panel shows). Every moment is monotonic milliseconds given by the caller. This chapter does not
know frames (`devices.dialects`), ports, trucks or the wall clock, nor what is kept behind a weight (`evidence`); it
never alters a captured one.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from coalguard.domain.findings import Finding, fail, refuse, warn
from coalguard.domain.mass import Mass

DIVISIONS_KG = (1, 2, 5, 10, 20, 50, 100, 200)
BAUDS = (300, 600, 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
PARITIES = ("N", "E", "O")
UNITS = ("kg", "t")

STEADY_MS = 1500
"""How long all readings must agree (`ux.md` §7.3)."""
STEADY_READINGS = 4
FRESH_MS = 1000
"""A reading older than this is no longer what stands on the deck."""
SILENT_MS = 3000
"""After this long without a reading the scale is shown as disconnected."""

_MINIMUM_DIVISIONS = 20
_OVERLOAD_DIVISIONS = 9
_FEWEST_DIVISIONS, _MOST_DIVISIONS = 500, 10_000  # accuracy class III
_MOST_DECIMALS = 4
_PORT = re.compile(r"/[^\s?#]+|COM[1-9][0-9]{0,2}|socket://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]):([1-9][0-9]{0,4})")
_HIGHEST_TCP_PORT = 65535


@dataclass(frozen=True, slots=True)
class ScaleRule:
    """How one scale is wired and read; e = d as on every truck scale (`domain.md` §4.5).

    A frame carries no unit: `unit` says what its digits mean, `decimals` (if given) how many it must show.
    """

    name: str
    protocol: str
    port: str
    baud: int
    parity: str
    unit: str
    decimals: int | None
    division: Mass
    maximum: Mass

    @property
    def minimum(self) -> Mass:
        """Min = 20 e: below it there is no weighing result."""
        return Mass(_MINIMUM_DIVISIONS * self.division.kg)

    @property
    def ceiling(self) -> Mass:
        """Max + 9 e: above it the indicator itself would show overload."""
        return Mass(self.maximum.kg + _OVERLOAD_DIVISIONS * self.division.kg)

    def zero(self, mass: Mass) -> bool:
        """Whether the mass is an empty deck: within half a division of nothing."""
        return 2 * abs(mass.kg) <= self.division.kg

    def check(self) -> tuple[Finding, ...]:
        """Everything that is wrong with the rule; the protocol's name is checked where the dialects are."""
        found = (
            None if self.name.strip() else fail("scale.name_missing"),
            None if _port_possible(self.port) else fail("scale.port_malformed", port=self.port),
            None if self.baud in BAUDS else fail("scale.baud_unknown", baud=self.baud),
            None if self.parity in PARITIES else fail("scale.parity_unknown", parity=self.parity),
            None if self.unit in UNITS else fail("scale.unit_unknown", unit=self.unit),
            None if self._decimals_possible() else fail("scale.decimals_unknown", decimals=self.decimals),
            *self._check_range(),
        )
        return tuple(finding for finding in found if finding)

    def _decimals_possible(self) -> bool:
        return self.decimals is None or 0 <= self.decimals <= _MOST_DECIMALS

    def _check_range(self) -> tuple[Finding, ...]:
        division, maximum = self.division.kg, self.maximum.kg
        if division not in DIVISIONS_KG:
            return (fail("scale.division_unknown", division_kg=division),)
        if maximum <= division:
            return (fail("scale.maximum_not_above_division", maximum_kg=maximum, division_kg=division),)
        if not _FEWEST_DIVISIONS * division <= maximum <= _MOST_DIVISIONS * division:
            return (warn("scale.resolution_unusual", maximum_kg=maximum, division_kg=division),)
        return ()


def _port_possible(port: str) -> bool:
    match = _PORT.fullmatch(port)
    return match is not None and int(match[1] or 1) <= _HIGHEST_TCP_PORT


@dataclass(frozen=True, slots=True)
class Reading:
    """One frame understood: the mass, or why there is none; the indicator's own flags where the protocol has them."""

    mass: Mass | None
    moment_ms: int
    overload: bool = False
    steady_flag: bool | None = None
    fault: Finding | None = None


def mass_shown(value: Decimal, decimals: int, rule: ScaleRule) -> Mass | Finding:
    """What a frame's number means on this scale, or why it means nothing: a wrong unit setting must not weigh."""
    if rule.decimals is not None and decimals != rule.decimals:
        return fail("scale.decimals_differ", scale=rule.name, expected=rule.decimals, shown=decimals)
    kilograms = value * 1000 if rule.unit == "t" else value
    if kilograms != int(kilograms):
        return fail("scale.part_of_kilogram", scale=rule.name, value=str(value), unit=rule.unit)
    return Mass(int(kilograms))


class Unrest(StrEnum):
    """Why a weight may not be taken now."""

    SILENT = "silent"
    OVERLOAD = "overload"
    UNREADABLE = "unreadable"
    LIGHT = "light"
    MOVING = "moving"


@dataclass(frozen=True, slots=True)
class SteadyWeight:
    """A weight that may be taken: the newest reading, and the spread of the steady stretch that ends in it."""

    mass: Mass
    low: Mass
    high: Mass
    steady_for_ms: int


@dataclass(frozen=True, slots=True)
class Unsteady:
    """No weight may be taken, and why."""

    reason: Unrest


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The unbroken readings up to the newest that lie within one division."""

    low: Mass
    high: Mass
    since_ms: int
    recent: int

    def lasts(self, now_ms: int) -> bool:
        """Whether it covers the whole steady time with enough readings."""
        return now_ms - self.since_ms >= STEADY_MS and self.recent >= STEADY_READINGS


def _stretch(backwards: Iterable[Reading], rule: ScaleRule, now_ms: int, lowest: Mass | None = None) -> _Stretch | None:
    """The calm stretch, walked back from the newest reading; a second without a reading ends it."""
    stretch: _Stretch | None = None
    for reading in backwards:
        mass = reading.mass
        if mass is None or reading.overload or reading.steady_flag is False or mass > rule.ceiling:
            break
        if lowest is not None and mass < lowest:
            break
        recent = int(now_ms - reading.moment_ms <= STEADY_MS)
        if stretch is None:
            stretch = _Stretch(mass, mass, reading.moment_ms, recent)
            continue
        low, high = min(stretch.low, mass), max(stretch.high, mass)
        if high - low > rule.division or stretch.since_ms - reading.moment_ms > FRESH_MS:
            break
        stretch = _Stretch(low, high, reading.moment_ms, stretch.recent + recent)
    return stretch


def steady(readings: Sequence[Reading], rule: ScaleRule, now_ms: int) -> SteadyWeight | Unsteady:
    """The weight that may be taken now, or why none (`ux.md` §7.3, `domain.md` §4.6).

    The indicator's flag must not deny it; the readings must lie within one division for at least 1.5 s, four of them
    in the last 1.5 s, all from 20 e to Max + 9 e; the newest counts and is not older than one second. The stretch
    must reach back the whole 1.5 s: four frames in a burst after a pause prove nothing.
    """
    newest = readings[-1] if readings else None
    if newest is None or now_ms - newest.moment_ms > FRESH_MS:
        return Unsteady(Unrest.SILENT)
    if _over(newest, rule):
        return Unsteady(Unrest.OVERLOAD)
    if newest.mass is None:
        return Unsteady(Unrest.UNREADABLE)
    if newest.mass < rule.minimum:
        return Unsteady(Unrest.LIGHT)
    stretch = _stretch(reversed(readings), rule, now_ms, rule.minimum)
    if stretch is None or not stretch.lasts(now_ms):
        return Unsteady(Unrest.MOVING)
    return SteadyWeight(newest.mass, stretch.low, stretch.high, now_ms - stretch.since_ms)


def _over(reading: Reading, rule: ScaleRule) -> bool:
    return reading.overload or (reading.mass is not None and reading.mass > rule.ceiling)


class Origin(StrEnum):
    """Where a weight came from: the scale, the truck's tare on record, a person's hand (`journal.md` §4)."""

    WEIGHED = "weighed"
    STORED = "stored"
    TYPED = "typed"


ORIGINS = {
    "weighing.captured": Origin.WEIGHED,
    "weighing.recalled": Origin.STORED,
    "weighing.entered": Origin.TYPED,
}
"""The origin that each kind of weighing stands for."""


@dataclass(frozen=True, slots=True)
class WeightTaken:
    """One of a stay's weights: when it was weighed (a tare on record earlier), by whom, and where it came from."""

    step: str
    mass: Mass
    taken_at: datetime
    weigher: str
    origin: Origin


class PanelState(StrEnum):
    """What the weight panel shows (`ux.md` §7.3)."""

    STEADY = "steady"
    MOVING = "moving"
    ZERO = "zero"
    ZERO_SHIFTED = "zero_shifted"
    OVERLOAD = "overload"
    DISCONNECTED = "disconnected"


def state(readings: Sequence[Reading], rule: ScaleRule, now_ms: int) -> PanelState:
    """The panel's state; a frame that cannot be understood is no sign of life.

    Below 20 e a deck that stands still outside half a division has a shifted zero; one that moves is being driven on.
    """
    newest = next((r for r in reversed(readings) if r.mass is not None or r.overload), None)
    if newest is None or now_ms - newest.moment_ms > SILENT_MS:
        return PanelState.DISCONNECTED
    if _over(newest, rule):
        return PanelState.OVERLOAD
    if now_ms - newest.moment_ms > FRESH_MS or newest.mass is None:
        return PanelState.MOVING
    if rule.zero(newest.mass):
        return PanelState.ZERO
    if newest.mass >= rule.minimum:
        return PanelState.STEADY if isinstance(steady(readings, rule, now_ms), SteadyWeight) else PanelState.MOVING
    calm = _stretch(reversed(readings), rule, now_ms)
    return PanelState.ZERO_SHIFTED if calm and calm.lasts(now_ms) else PanelState.MOVING


def acceptable(mass: Mass, rule: ScaleRule) -> tuple[Finding, ...]:
    """Why a weight, captured or typed, may not stand (`domain.md` §4.5); empty when it may."""
    if mass.kg <= 0:
        return (fail("weighing.not_positive", mass_kg=mass.kg),)
    found = []
    if mass < rule.minimum:
        found.append(fail("weighing.below_minimum", mass_kg=mass.kg, minimum_kg=rule.minimum.kg))
    if mass > rule.maximum:
        found.append(fail("weighing.above_maximum", mass_kg=mass.kg, maximum_kg=rule.maximum.kg))
    if not mass.on_division(rule.division):
        found.append(fail("weighing.off_division", mass_kg=mass.kg, division_kg=rule.division.kg))
    return tuple(found)


def net(gross: Mass, tare: Mass, rule: ScaleRule) -> Mass:
    """Gross less tare; deductions never touch either.

    Raises Refused `weighing.tare_not_below_gross`, and `weighing.net_below_minimum` where what was loaded is less than
    the scale can weigh (20 e, `domain.md` §4.5): mostly a truck whose weight was taken twice without a load between.
    """
    if tare >= gross:
        raise refuse("weighing.tare_not_below_gross", gross_kg=gross.kg, tare_kg=tare.kg)
    if gross - tare < rule.minimum:
        raise refuse("weighing.net_below_minimum", net_kg=(gross - tare).kg, minimum_kg=rule.minimum.kg)
    return gross - tare
