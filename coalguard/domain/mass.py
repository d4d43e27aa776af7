"""Mass: whole kilograms, never a bare number.

Tonnes are presentation only (`domain.md` §4.5): weights are kept, added and compared in kilograms.
"""

import re
from dataclasses import dataclass
from typing import Self

from coalguard.domain.findings import Finding, fail, refuse


@dataclass(frozen=True, slots=True, order=True)
class Mass:
    """A mass in whole kilograms; may be negative (a posting, a tare drift)."""

    kg: int

    def __add__(self, other: Self) -> "Mass":
        """The sum."""
        return Mass(self.kg + other.kg)

    def __sub__(self, other: Self) -> "Mass":
        """The difference."""
        return Mass(self.kg - other.kg)

    def __neg__(self) -> "Mass":
        """The same mass with the other sign."""
        return Mass(-self.kg)

    def __bool__(self) -> bool:
        """Whether there is any mass at all."""
        return self.kg != 0

    def on_division(self, division: Self) -> bool:
        """Whether the mass stands on the scale's division d (`domain.md` §4.5)."""
        return self.kg % division.kg == 0

    @property
    def tonnes(self) -> str:
        """The mass as tonnes with three decimals, for people."""
        sign, whole = ("-", -self.kg) if self.kg < 0 else ("", self.kg)
        return f"{sign}{whole // 1000}.{whole % 1000:03d}"


NO_MASS = Mass(0)

HIGHEST_TYPED = Mass(1_000_000_000)
"""A million tonnes, many times what a city burns: beyond it a typed mass is a slip of the hand, and whatever is added
up of such masses stays a whole number that every part of the program holds."""


def check_typed(field: str, mass: Mass, least: Mass = NO_MASS) -> tuple[Finding, ...]:
    """What speaks against a mass that a person typed into a field: `mass.out_of_range`."""
    if least <= mass <= HIGHEST_TYPED:
        return ()
    facts = {"mass_kg": mass.kg, "least_kg": least.kg, "most_kg": HIGHEST_TYPED.kg}
    return (fail("mass.out_of_range", field=field, **facts),)


_TONNES = re.compile(r"(-?)([0-9]{1,9})(?:\.([0-9]{1,3})0*)?")


def parse_tonnes(text: str) -> Mass:
    """A mass from tonnes as typed ("32.42"); refuses parts of a kilogram. Raises Refused `mass.malformed`."""
    match = _TONNES.fullmatch(text.strip())
    if not match:
        raise refuse("mass.malformed", value=text)
    sign, tonnes, thousandths = match.groups(default="")
    whole = Mass(int(tonnes) * 1000 + int(thousandths.ljust(3, "0")))
    return -whole if sign else whole
