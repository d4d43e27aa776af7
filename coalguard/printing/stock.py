"""Stock: what blank paper looks like, for previews and for laser printers; never struck by an impact printer.

Colours of parts are data ("pink"); this is what they look like on screen and as the edge of a laser sheet (picture 07).
"""

from coalguard.domain.form import Part
from coalguard.printing.fit import Style
from coalguard.printing.font import Weight
from coalguard.printing.mark import part_name
from coalguard.printing.sheet import Align, Box, Colour, Sheet
from coalguard.printing.size import INCH, PaperSize

TINTS: dict[str, Colour] = {
    "white": (1, 1, 1),
    "pink": (0.988, 0.886, 0.902),
    "yellow": (0.992, 0.957, 0.800),
    "green": (0.878, 0.949, 0.871),
    "blue": (0.867, 0.922, 0.980),
}
"""A part's colour as paper; one that is not known is white."""

EDGE_LEFT, EDGE_WIDTH = 4.0, 6.0
"""A laser printer leaves the outermost millimetres blank."""

_HOLE: Colour = (0.86, 0.88, 0.91)
_STRIP = INCH / 2
_PITCH = INCH / 2
_HOLE_MIDDLE = 6.35
_HOLE_RADIUS = 2.0


def tint(colour: str) -> Colour:
    """A colour by its name."""
    return TINTS.get(colour, TINTS["white"])


def edge(sheet: Sheet, size: PaperSize, part: Part) -> None:
    """The coloured edge of a laser sheet with the part's name along it."""
    high = size.height or 0.0
    box = Box(EDGE_LEFT, EDGE_LEFT, EDGE_WIDTH, high - 2 * EDGE_LEFT)
    sheet.ground(box, tint(part.colour))
    sheet.frame(box, 0.25)
    with sheet.upright(box.x, box.y + box.height) as turned:
        name = Style(3.6, Weight.MEDIUM)
        turned.text(Box(0, 0, box.height, box.width), f"{part_name(part)}　{part.holder}", name, Align.MIDDLE)


def fan_fold(sheet: Sheet, size: PaperSize, colour: str) -> None:
    """A sheet of fan-fold paper: its colour, its two strips and their holes."""
    high = size.height or 0.0
    sheet.ground(Box(0, 0, size.width, high), tint(colour))
    for strip, middle in ((_STRIP, _HOLE_MIDDLE), (size.width - _STRIP, size.width - _HOLE_MIDDLE)):
        sheet.dotted(strip, high)
        holes = round(high / _PITCH)
        first = (high - (holes - 1) * _PITCH) / 2
        for hole in range(holes):
            sheet.circle(middle, first + hole * _PITCH, _HOLE_RADIUS, _HOLE)
