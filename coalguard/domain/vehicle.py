"""A truck: what it may weigh on the road, and what it weighs when it is empty.

Limits are the total masses of 超限运输车辆行驶公路管理规定 art. 3 by axles (`domain.md` §4.7); only gross mass is
judged, never the load. It refuses to know height, width, tyres and suspension: those are for the police.
"""

from dataclasses import KW_ONLY, dataclass, replace
from datetime import datetime, timedelta

from coalguard.domain.findings import Finding, Severity, fail, warn
from coalguard.domain.mass import NO_MASS, Mass, check_typed
from coalguard.domain.plate import Plate, PlateKind

PLATE_COLOURS = frozenset({"yellow", "blue", "green", "yellow_green", "white", "black"})
"""The colours of plates (GA 36-2018): large trucks yellow, small blue, new energy green or yellow-green."""

TARE_DRIFT_PERCENT = 3
"""Beyond this a tare is shown to the officer (`journal.md` §4)."""

TARE_VALID_DAYS = 30
"""How long a truck's last weighed tare may stand in for a new one (`ux.md` §6.3)."""

_FEWEST_AXLES, _MOST_AXLES = 1, 20
_LIMITS = {2: 18_000, 3: 25_000, 4: 31_000, 5: 43_000}
_COMBINATION_LIMITS = {3: 27_000, 4: 36_000}
_SIX_AXLES = 6
_SIX_AXLE_LIMIT, _SINGLE_DRIVE_LIMIT = 49_000, 46_000


@dataclass(frozen=True, slots=True)
class Vehicle:
    """What is known of a truck; `rated` is the total mass in its 行驶证, `tares` are its weighed ones, oldest first."""

    plate: Plate
    _: KW_ONLY
    axles: int | None = None
    single_drive: bool = False
    combination: bool = False
    colour: str | None = None
    rated: Mass | None = None
    tares: tuple[Mass, ...] = ()


def check_vehicle(vehicle: Vehicle) -> tuple[Vehicle, tuple[Finding, ...]]:
    """The vehicle as it is kept, and what is wrong with it."""
    findings = []
    if vehicle.axles is not None and not _FEWEST_AXLES <= vehicle.axles <= _MOST_AXLES:
        findings.append(fail("vehicle.axles", axles=vehicle.axles))
    if vehicle.rated is not None and vehicle.rated <= NO_MASS:
        findings.append(fail("vehicle.rated", rated_kg=vehicle.rated.kg))
    elif vehicle.rated is not None:
        findings += check_typed("rated_kg", vehicle.rated)
    colour = vehicle.colour or None
    if colour is not None and colour not in PLATE_COLOURS:
        findings.append(fail("vehicle.colour", value=colour))
    return replace(vehicle, colour=colour), tuple(findings)


def mass_limit(axles: int | None, *, combination: bool, single_drive: bool) -> Mass | None:
    """The total mass that axles allow, the cargo included; None where the table is silent (`domain.md` §4.7)."""
    if axles is None:
        return None
    if axles >= _SIX_AXLES:
        return Mass(_SINGLE_DRIVE_LIMIT if single_drive else _SIX_AXLE_LIMIT)
    limit = _LIMITS.get(axles)
    if combination:
        limit = _COMBINATION_LIMITS.get(axles, limit)
    return None if limit is None else Mass(limit)


def limit_of(vehicle: Vehicle) -> Mass | None:
    """The limit of this vehicle: by its axles, for a farm plate by its registered total mass (`domain.md` §4.7)."""
    if vehicle.plate.kind is PlateKind.FARM and vehicle.rated is not None:
        return vehicle.rated
    return mass_limit(vehicle.axles, combination=vehicle.combination, single_drive=vehicle.single_drive)


def overload(gross: Mass, vehicle: Vehicle, *, stops: bool = True) -> Finding | None:
    """What the gross mass says: a market stops an overloaded truck, a checkpoint (`stops=False`) only reports it.

    公路安全保护条例 art. 41 binds whoever runs a place where coal is loaded; the road belongs to the police.
    """
    limit = limit_of(vehicle)
    if limit is None:
        return warn("vehicle.axles_unknown", gross_kg=gross.kg)
    if gross <= limit:
        return None
    facts = {"gross_kg": gross.kg, "limit_kg": limit.kg, "over_kg": (gross - limit).kg, "axles": vehicle.axles}
    return Finding("vehicle.overload", facts, Severity.FAIL if stops else Severity.WARN)


def median_tare(tares: tuple[Mass, ...]) -> Mass | None:
    """The middle one of a truck's tares (of two, the lower), or None where it was never weighed empty."""
    return sorted(tares)[(len(tares) - 1) // 2] if tares else None


@dataclass(frozen=True, slots=True)
class StoredTare:
    """A truck's tare on record (备案皮重): the last one that a scale gave, and when."""

    mass: Mass
    weighed_at: datetime


def stored_tare_old(stored: StoredTare, now: datetime) -> Finding | None:
    """Why the tare on record may no longer stand in for a new one.

    One dated after `now`, by a clock that was wrong, counts as just weighed: the clock decides nothing here.
    """
    age = now - stored.weighed_at
    if age <= timedelta(days=TARE_VALID_DAYS):
        return None
    return fail("vehicle.stored_tare_old", tare_kg=stored.mass.kg, age_days=age.days, valid_days=TARE_VALID_DAYS)


def tare_drift(tare: Mass, tares: tuple[Mass, ...]) -> Finding | None:
    """A warning where a tare lies more than 3 % from the median of those before it (`journal.md` §4)."""
    median = median_tare(tares)
    if median is None:
        return None
    drift = tare - median
    if abs(drift.kg) * 100 <= median.kg * TARE_DRIFT_PERCENT:
        return None
    return warn("vehicle.tare_drift", tare_kg=tare.kg, median_kg=median.kg, drift_kg=drift.kg)
