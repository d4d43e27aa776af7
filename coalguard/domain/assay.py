"""Assay: a laboratory's numbers, how they are read, rounded, and brought from one basis to another.

The rules are `domain.md` §2.1 (bases, GB/T 483-2007) and §2.3 (rounding, GB/T 8170-2008): exact fractions from the full
values, rounded once, half-even. This module refuses to know limits and verdicts, which stand in `quality`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from coalguard.domain.findings import Finding, Refused, Severity, fail, refuse


class Item(StrEnum):
    """What was measured: `moisture` is Mad, `total_moisture` is Mt."""

    ASH = "ash"
    VOLATILE = "volatile"
    SULFUR = "sulfur"
    MOISTURE = "moisture"
    TOTAL_MOISTURE = "total_moisture"
    FIXED_CARBON = "fixed_carbon"
    CALORIFIC = "calorific"


class Basis(StrEnum):
    """Which coal the percentage is counted on: as received, air dried, dry, dry ash-free, or not stated."""

    AR = "ar"
    AD = "ad"
    D = "d"
    DAF = "daf"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Measured:
    """One number of a laboratory's paper, as it stands there."""

    item: Item
    basis: Basis
    value: Decimal


# --- numbers -----------------------------------------------------------------------------------------------------


def round_half_even(value: Decimal | Fraction, decimals: int) -> Decimal:
    """The value with so many decimals, 四舍六入五成双, once, from the full value (GB/T 8170-2008)."""
    return Decimal(f"{round(Fraction(value) * 10**decimals)}e-{decimals}")


_HIGHEST = {
    Item.ASH: Decimal(70),
    Item.VOLATILE: Decimal(60),
    Item.SULFUR: Decimal(10),
    Item.MOISTURE: Decimal(60),
    Item.TOTAL_MOISTURE: Decimal(60),
    Item.FIXED_CARBON: Decimal(100),
    Item.CALORIFIC: Decimal(40),
}
"""What a field takes at most (`ux.md` §4.2): percent, for the calorific value MJ/kg."""

USUAL_CALORIFIC = (Decimal(12), Decimal(32))
"""Qnet,ar of coal in MJ/kg (`domain.md` §1.7)."""

_HALF_WIDTH = str.maketrans("０１２３４５６７８９．。－", "0123456789..-")
_NUMBER = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,9})?")
_EXACT = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def parse_percentage(text: object, item: Item) -> Decimal:
    """The value typed for an item; whatever is no text, a float above all, is refused.

    Raises Refused `quality.value_malformed`, `quality.value_range` (with `hint` where a decimal point was probably
    lost) or `quality.calorific_unit`.
    """
    typed = text.strip().translate(_HALF_WIDTH) if isinstance(text, str) else ""
    if not _NUMBER.fullmatch(typed):
        raise refuse("quality.value_malformed", item=item.value, value=str(text)[:20])
    value, high = Decimal(typed), _HIGHEST[item]
    if not typed.startswith("-") and value <= high:
        return value
    facts = {"item": item.value, "value": typed, "low": "0", "high": str(high)}
    if hint := _with_point(typed, item):
        asked = Finding("quality.point_missing", {"item": item.value, "value": typed, "hint": hint}, Severity.INFO)
        raise Refused([fail("quality.value_range", **facts, hint=hint), asked])
    if item is Item.CALORIFIC and (offer := in_megajoules(value)):
        raise refuse("quality.calorific_unit", value=typed, unit=offer[0], offer=str(offer[1]))
    raise refuse("quality.value_range", **facts)


def _with_point(typed: str, item: Item) -> str | None:
    """The number with the decimal point it probably lost: 1242 as 12.42; laboratories report Mt with one decimal."""
    high = USUAL_CALORIFIC[1] if item is Item.CALORIFIC else _HIGHEST[item]
    for decimals in (1, 2) if item is Item.TOTAL_MOISTURE else (2,):
        if typed.isdecimal() and Decimal(typed).scaleb(-decimals) <= high:
            return str(Decimal(typed).scaleb(-decimals))
    return None


def in_megajoules(value: Decimal) -> tuple[str, Decimal] | None:
    """The unit a calorific value must have been written in, and the value in MJ/kg (`domain.md` §2.1); else None."""
    for unit, joules in (("kcal/kg", Decimal("4.1816")), ("J/g", Decimal(1))):
        offer = round_half_even(value * joules / 1000, 2)
        if USUAL_CALORIFIC[0] <= offer <= USUAL_CALORIFIC[1]:
            return unit, offer
    return None


# --- bases -------------------------------------------------------------------------------------------------------

Key = tuple[Item, Basis]

MAD: Key = (Item.MOISTURE, Basis.AD)
MT: Key = (Item.TOTAL_MOISTURE, Basis.AR)

_SAME: Mapping[Key, Key] = {
    (Item.MOISTURE, Basis.NONE): MAD,
    (Item.MOISTURE, Basis.AR): MT,
    (Item.TOTAL_MOISTURE, Basis.NONE): MT,
}
"""Other spellings of the two moistures. One without a basis is Mad: were it Mt, it would only judge more strictly."""

IMPOSSIBLE: frozenset[Key] = frozenset(
    {(Item.ASH, Basis.DAF), (Item.MOISTURE, Basis.D), (Item.MOISTURE, Basis.DAF)}
    | {(Item.TOTAL_MOISTURE, basis) for basis in (Basis.AD, Basis.D, Basis.DAF)}
)
"""There is no ash in ash-free coal and no moisture in dry coal; such a number has no usable basis."""

_REMOVED: Mapping[tuple[Basis, Basis], tuple[Key, ...]] = {
    (Basis.D, Basis.D): (),
    (Basis.D, Basis.DAF): ((Item.ASH, Basis.D),),
    (Basis.AD, Basis.AD): (),
    (Basis.AD, Basis.D): (MAD,),
    (Basis.AD, Basis.DAF): (MAD, (Item.ASH, Basis.AD)),
    (Basis.AR, Basis.AR): (),
    (Basis.AR, Basis.D): (MT,),
    (Basis.AR, Basis.DAF): (MT, (Item.ASH, Basis.AR)),
}
"""(frame, basis): what 100 parts of coal on `frame` lose to become coal on `basis`. The whole table of §2.1 follows:
within one frame, X(target) = X(source) × rest(source) ÷ rest(target); what shares no frame goes by way of d."""

_MOISTURE_OF: Mapping[Basis, Key] = {Basis.AD: MAD, Basis.AR: MT}
_FRAMES = (Basis.D, Basis.AD, Basis.AR)
_SOURCES = (Basis.AD, Basis.D, Basis.AR, Basis.DAF)
"""Which number to convert where several would do: ad is what laboratories measure, the others are already rounded."""

_CONVERTIBLE = frozenset({Item.ASH, Item.VOLATILE, Item.SULFUR, Item.FIXED_CARBON})
"""Not moisture itself, and not a calorific value that may be Qnet (`domain.md` §2.1)."""


@dataclass(frozen=True, slots=True)
class Derived:
    """A value brought to another basis: exact, with its formula and the basis it came from."""

    exact: Fraction
    formula: str
    source: Basis


@dataclass(frozen=True, slots=True)
class _Factor:
    """A number and how it was come by."""

    value: Fraction
    formula: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The numbers of one report by item and basis; `twice` are later ones that contradict an earlier one."""

    values: Mapping[Key, Decimal]
    twice: tuple[Measured, ...]

    def derive(self, item: Item, target: Basis, sources: Sequence[Basis] = _SOURCES) -> Derived | None:
        """The item on the target basis, from the first source that can be converted; None where none can.

        Shares that leave no coal over are None too: another way round would hide that the paper contradicts itself.
        """
        for source in sources if item in _CONVERTIBLE else ():
            value = self.values.get((item, source))
            if source is not target and value is not None and (factor := self._factor(source, target)):
                exact = Fraction(value) * factor.value
                return Derived(exact, f"{value:f}{factor.formula}", source) if factor.value else None
        return None

    def wanting(self, item: Item, target: Basis) -> tuple[Key, ...] | None:
        """What `derive` would still have to know; None where no reported number could be converted at all."""
        source = next((basis for basis in _SOURCES if (item, basis) in self.values), None)
        if source is None or item not in _CONVERTIBLE:
            return None
        keys = [_MOISTURE_OF.get(source), _MOISTURE_OF.get(target)]
        if Basis.DAF in (source, target):
            ash = next((basis for basis in _FRAMES if (Item.ASH, basis) in self.values), Basis.D)
            keys += [_MOISTURE_OF.get(ash), (Item.ASH, ash)]
        return tuple(dict.fromkeys(key for key in keys if key and key not in self.values))

    def _factor(self, source: Basis, target: Basis) -> _Factor | None:
        if direct := self._step(source, target):
            return direct
        first, second = self._step(source, Basis.D), self._step(Basis.D, target)
        return _Factor(first.value * second.value, first.formula + second.formula) if first and second else None

    def _step(self, source: Basis, target: Basis) -> _Factor | None:
        """The factor within one frame whose shares are all known; zero where they leave nothing over."""
        for frame in _FRAMES:
            over, under = self._rest(frame, source), self._rest(frame, target)
            if over and under:
                possible = over.value > 0 and under.value > 0
                value = over.value / under.value if possible else Fraction(0)
                return _Factor(value, f" × {over.formula} ÷ {under.formula}")
        return None

    def _rest(self, frame: Basis, basis: Basis) -> _Factor | None:
        """What 100 parts of coal on `frame` leave on `basis`; None where that is no way or a share is unknown."""
        removed = _REMOVED.get((frame, basis))
        if removed is None or any(key not in self.values for key in removed):
            return None
        shares = [self.values[key] for key in removed]
        rest = 100 - sum(map(Fraction, shares), start=Fraction(0))
        return _Factor(rest, f"({' − '.join(['100', *(f'{share:f}' for share in shares)])})" if shares else "100")


def lay_out(measured: Iterable[Measured]) -> Sheet:
    """The numbers by item and basis, each spelling of a moisture in its place."""
    values: dict[Key, Decimal] = {}
    twice = []
    for one in measured:
        written = (one.item, one.basis)
        key = (one.item, Basis.NONE) if written in IMPOSSIBLE else _SAME.get(written, written)
        if values.setdefault(key, one.value) != one.value:
            twice.append(Measured(*key, one.value))
    return Sheet(values, tuple(twice))


def contradiction(sheet: Sheet, later: Measured, severity: Severity) -> Finding:
    """The finding that one item stands on the report twice, on one basis, with two values."""
    first = sheet.values[later.item, later.basis]
    facts = {"item": later.item.value, "basis": later.basis.value, "value": f"{first:f}", "other": f"{later.value:f}"}
    return Finding("quality.reported_twice", facts, severity)


def measured_facts(one: Measured) -> Mapping[str, str]:
    """A number as it is kept in an entry: texts only, so that no digit is lost."""
    return {"item": one.item.value, "basis": one.basis.value, "value": f"{one.value:f}"}


def parse_measured_facts(facts: Mapping[str, str]) -> Measured:
    """The number that `measured_facts` wrote. Raises ValueError, KeyError or TypeError where it is none."""
    return Measured(Item(facts["item"]), Basis(facts["basis"]), parse_exact(facts["value"]))


def parse_exact(text: str) -> Decimal:
    """A decimal kept as text. Raises ValueError or TypeError; never takes a float, an exponent or a NaN."""
    if not _EXACT.fullmatch(text):
        raise ValueError(text)
    return Decimal(text)
