"""Sizes of paper: exact millimetres, the part that is safe to print on, and the dots of the head that prints it.

Fan-fold lengths are thirds and halves of eleven inches, never rounded, or the print creeps from form to form
(`ux.md` §9). A module of a code is a whole number of the head's dots (`numbers.md` §3): on the usual heads four for QR
and two for Code 128, on finer ones as many as come nearest to that size.
"""

from dataclasses import dataclass, field, replace
from math import floor

INCH = 25.4

_IMPACT = 180
_QR_DOTS, _BAR_DOTS = 4, 2  # of an impact printer's head


@dataclass(frozen=True, slots=True)
class PaperSize:
    """One size of paper; `height` is None where the paper comes from a roll and is cut to the content.

    The head that prints on it does not make it another size: the same paper is laid out for another one by `on_head`.
    """

    name: str
    width: float
    height: float | None
    left: float
    right: float
    dots_per_inch: float = field(compare=False)

    def on_head(self, dots_per_inch: float) -> "PaperSize":
        """The same paper, printed by a head of so many dots."""
        return replace(self, dots_per_inch=dots_per_inch)

    @property
    def dot(self) -> float:
        """One dot of the head, in millimetres."""
        return INCH / self.dots_per_inch

    @property
    def qr_module(self) -> float:
        """The side of a QR module, in millimetres: whole dots, not larger than four of an impact printer's."""
        return floor(_QR_DOTS * self.dots_per_inch / _IMPACT) * self.dot

    @property
    def bar_module(self) -> float:
        """The width of a bar code's narrowest bar, in millimetres: whole dots."""
        return round(_BAR_DOTS * self.dots_per_inch / _IMPACT) * self.dot

    def on_dot(self, length: float) -> float:
        """The whole dot nearest to a length from the edge."""
        return round(length / self.dot) * self.dot


FANFOLD_FORM = PaperSize("fanfold-form", 241, 11 * INCH / 2, 18, 223, _IMPACT)
"""241 mm fan-fold, half a page: the five-part form."""
FANFOLD_TICKET = PaperSize("fanfold-ticket", 241, 11 * INCH / 3, 18, 223, _IMPACT)
"""241 mm fan-fold, a third of a page: the weigh ticket."""
A5 = PaperSize("a5", 210, 148, 5, 205, 600)
"""A5 landscape from a laser printer: one sheet a part."""
ROLL_80 = PaperSize("roll-80", 80, None, 4, 76, 8 * INCH)
"""80 mm thermal paper: 72 mm can be printed on, 576 dots at eight a millimetre."""
