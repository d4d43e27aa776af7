"""Money: whole fen, never a bare number, never a float.

Commercial rounding is half-up and happens once (`domain.md` §5.5); it is kept apart from the laboratory's.
"""

from dataclasses import dataclass
from typing import Self

from coalguard.domain.mass import Mass

_KG_PER_TONNE = 1000


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in fen (1/100 yuan)."""

    fen: int

    def __add__(self, other: Self) -> "Money":
        """The sum."""
        return Money(self.fen + other.fen)

    def __neg__(self) -> "Money":
        """The same amount with the other sign."""
        return Money(-self.fen)

    @property
    def yuan(self) -> str:
        """The amount in yuan with two decimals, for people."""
        sign, fen = ("-", -self.fen) if self.fen < 0 else ("", self.fen)
        return f"{sign}{fen // 100}.{fen % 100:02d}"


@dataclass(frozen=True, slots=True, order=True)
class Price:
    """A price in fen for a tonne."""

    fen_per_t: int

    def of(self, mass: Mass) -> Money:
        """What a mass costs: multiplied exactly, rounded half-up to the fen, once; taken back, it is the same sum."""
        if mass.kg < 0:
            return -self.of(-mass)
        exact = self.fen_per_t * mass.kg
        return Money((exact + _KG_PER_TONNE // 2) // _KG_PER_TONNE)


HIGHEST_PRICE = Price(10_000_000)
"""100,000 yuan a tonne, a hundred times what coal costs: beyond it a decimal point was lost."""
