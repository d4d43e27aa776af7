"""Plausibility: a laboratory's report as entered, and whether its numbers and dates can be true together.

The checks are `domain.md` §1.7 as far as they concern one report alone; a failing one means that the entry or the paper
is wrong, a warning asks a person to look. Whether the coal is good stands in `quality`; whether the same number was
used elsewhere is asked of the store. This module knows no clock: the day of arrival is given.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any

from coalguard.domain.assay import (
    IMPOSSIBLE,
    MAD,
    MT,
    USUAL_CALORIFIC,
    Basis,
    Item,
    Key,
    Measured,
    Sheet,
    contradiction,
    in_megajoules,
    lay_out,
    measured_facts,
    parse_measured_facts,
    round_half_even,
)
from coalguard.domain.errors import CoalGuardError, DamagedError
from coalguard.domain.findings import Finding, Severity, fail, warn
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Json
from coalguard.domain.mass import NO_MASS, Mass, check_typed


@dataclass(frozen=True, slots=True)
class Report:
    """A laboratory's report as entered (质检报告)."""

    number: str
    laboratory: str
    cma: str
    supplier: EntryKey
    mine: str
    sampled_on: date
    reported_on: date
    batch: str
    covers: Mass
    coal: str
    measured: tuple[Measured, ...]


_CLOSE = Decimal("0.02")
"""How far rounding alone may carry a sum or a recomputed value."""

_WHOLE: Mapping[Basis, tuple[Key, ...]] = {
    Basis.AD: (MAD, (Item.ASH, Basis.AD), (Item.VOLATILE, Basis.AD), (Item.FIXED_CARBON, Basis.AD)),
    Basis.D: ((Item.ASH, Basis.D), (Item.VOLATILE, Basis.D), (Item.FIXED_CARBON, Basis.D)),
    Basis.DAF: ((Item.VOLATILE, Basis.DAF), (Item.FIXED_CARBON, Basis.DAF)),
}
"""What makes up 100 parts. Not on ar: Mt has one decimal, so that sum is rightly off by more than 0.02."""

_COMPARED = (Item.ASH, Item.VOLATILE, Item.SULFUR, Item.FIXED_CARBON)
_RISING = (
    (Basis.AD, Basis.D),
    (Basis.AR, Basis.D),
    (Basis.D, Basis.DAF),
    (Basis.AD, Basis.DAF),
    (Basis.AR, Basis.DAF),
)
"""Taking water or ash away raises every other share: the first is never above the second."""

_USUAL: tuple[tuple[Key, Decimal, Decimal], ...] = (
    (MAD, Decimal("0.3"), Decimal(5)),
    (MT, Decimal(2), Decimal(15)),
    ((Item.ASH, Basis.D), Decimal(5), Decimal(45)),
    ((Item.VOLATILE, Basis.DAF), Decimal(2), Decimal(45)),
    ((Item.SULFUR, Basis.D), Decimal("0.1"), Decimal(5)),
)


def plausible(report: Report, arrived_on: date) -> tuple[Finding, ...]:
    """All that speaks against a report that came on this day; empty where nothing does."""
    sheet = lay_out(report.measured)
    return tuple(
        chain(
            _paper(report, arrived_on),
            _written(report.measured, sheet),
            _sums(sheet),
            _swapped(sheet),
            _recomputed(sheet),
            _unusual(sheet),
            _calorific(report.measured),
        )
    )


def _paper(report: Report, arrived_on: date) -> Iterator[Finding]:
    """The paper itself: its number, the tonnes it covers, the order of its dates."""
    if not report.number.strip():
        yield fail("report.number_missing")
    if report.covers <= NO_MASS:
        yield fail("report.covers_nothing", covers_kg=report.covers.kg)
    else:
        yield from check_typed("covers_kg", report.covers)
    if report.sampled_on > report.reported_on:
        dates = {"sampled_on": report.sampled_on.isoformat(), "reported_on": report.reported_on.isoformat()}
        yield fail("report.sampled_after_reported", **dates)
    if report.reported_on > arrived_on:
        dates = {"reported_on": report.reported_on.isoformat(), "arrived_on": arrived_on.isoformat()}
        yield fail("report.reported_after_arrival", **dates)


def _written(measured: Sequence[Measured], sheet: Sheet) -> Iterator[Finding]:
    """Numbers that contradict one another or stand on a basis they cannot have."""
    for one in measured:
        if (one.item, one.basis) in IMPOSSIBLE:
            yield fail("quality.basis_impossible", item=one.item.value, basis=one.basis.value)
    for later in sheet.twice:
        if later.item is not Item.CALORIFIC:  # gross and net may stand on one basis
            yield contradiction(sheet, later, Severity.FAIL)


def _sums(sheet: Sheet) -> Iterator[Finding]:
    """Moisture, ash, volatile and fixed carbon make 100."""
    for basis, keys in _WHOLE.items():
        parts = [sheet.values[key] for key in keys if key in sheet.values]
        total = sum(parts, start=Decimal(0))
        if len(parts) == len(keys) and abs(total - 100) > _CLOSE:
            sum_of = " + ".join(f"{part:f}" for part in parts)
            yield fail("quality.sum_off", basis=basis.value, total=f"{total:f}", parts=sum_of)


def _swapped(sheet: Sheet) -> Iterator[Finding]:
    """A share that falls where water or ash was taken away: two bases were exchanged."""
    for item in _COMPARED:
        for lower, higher in _RISING:
            low, high = sheet.values.get((item, lower)), sheet.values.get((item, higher))
            if low is not None and high is not None and low > high:
                bases = {"basis": lower.value, "other_basis": higher.value}
                yield fail("quality.bases_swapped", item=item.value, **bases, value=f"{low:f}", other=f"{high:f}")
                break


def _recomputed(sheet: Sheet) -> Iterator[Finding]:
    """A reported d or daf value that does not follow from the others: arithmetic, or forged."""
    for item in _COMPARED:
        for basis in (Basis.D, Basis.DAF):
            reported, derived = sheet.values.get((item, basis)), sheet.derive(item, basis, (Basis.AD, Basis.D))
            if reported is None or derived is None:
                continue
            found = round_half_even(derived.exact, 2)
            if abs(found - reported) > _CLOSE:
                facts = {"item": item.value, "basis": basis.value, "value": f"{reported:f}", "recomputed": f"{found:f}"}
                yield warn("quality.recomputed_differs", **facts, arithmetic=f"{derived.formula} = {found:f}")


def _unusual(sheet: Sheet) -> Iterator[Finding]:
    """Values outside what coal of this region has, reported or converted; and more moisture dried than as received."""
    for key, low, high in _USUAL:
        value = sheet.values.get(key)
        if value is None and (derived := sheet.derive(*key)):
            value = round_half_even(derived.exact, 2)
        if value is not None and not low <= value <= high:
            yield _outside(key, value, low, high)
    mad, total = sheet.values.get(MAD), sheet.values.get(MT)
    if mad is not None and total is not None and mad > total:
        yield warn("quality.moisture_above_total", value=f"{mad:f}", total=f"{total:f}")


def _calorific(measured: Sequence[Measured]) -> Iterator[Finding]:
    """A calorific value in another unit is offered in MJ/kg, never converted silently; the usual range is Qnet,ar's."""
    low, high = USUAL_CALORIFIC
    for one in measured:
        if one.item is not Item.CALORIFIC:
            continue
        if offer := in_megajoules(one.value):
            yield fail("quality.calorific_unit", value=f"{one.value:f}", unit=offer[0], offer=f"{offer[1]:f}")
        elif one.basis in (Basis.AR, Basis.NONE) and not low <= one.value <= high:
            yield _outside((one.item, one.basis), one.value, low, high)


def _outside(key: Key, value: Decimal, low: Decimal, high: Decimal) -> Finding:
    item, basis = key
    return warn(
        "quality.unusual", item=item.value, basis=basis.value, value=f"{value:f}", low=f"{low:f}", high=f"{high:f}"
    )


def report_facts(report: Report) -> Mapping[str, Json]:
    """The report as the content of an entry."""
    return {
        "number": report.number,
        "laboratory": report.laboratory,
        "cma": report.cma,
        "supplier": str(report.supplier),
        "mine": report.mine,
        "sampled_on": report.sampled_on.isoformat(),
        "reported_on": report.reported_on.isoformat(),
        "batch": report.batch,
        "covers_kg": report.covers.kg,
        "coal": report.coal,
        "values": [measured_facts(one) for one in report.measured],
    }


_TEXTS = ("number", "laboratory", "cma", "mine", "batch", "coal")


def parse_report_facts(facts: Mapping[str, Any]) -> Report:
    """The report that `report_facts` wrote. Raises DamagedError `report.malformed`."""
    try:
        texts = {name: facts[name] for name in _TEXTS}
        covers = facts["covers_kg"]
        if not all(isinstance(text, str) for text in texts.values()) or type(covers) is not int:
            raise DamagedError("report.malformed")
        return Report(
            supplier=EntryKey.parse(facts["supplier"]),
            sampled_on=date.fromisoformat(facts["sampled_on"]),
            reported_on=date.fromisoformat(facts["reported_on"]),
            covers=Mass(covers),
            measured=tuple(parse_measured_facts(one) for one in facts["values"]),
            **texts,
        )
    except (KeyError, TypeError, ValueError, CoalGuardError) as error:
        raise DamagedError("report.malformed") from error
