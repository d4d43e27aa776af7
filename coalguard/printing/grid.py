"""Grids: rows of cells with lines between them, as the fan-fold papers and their A5 sheets have.

Rows have their usual heights; where a cell's text would have to shrink below its floor, its row takes height from those
that can spare some, and the grid as a whole stays where it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from coalguard.printing.content import Weighed
from coalguard.printing.figures import NOTHING, second
from coalguard.printing.fit import Style, needs, share
from coalguard.printing.font import Weight
from coalguard.printing.mark import ORIGIN_MARKS
from coalguard.printing.sheet import HAIR, Align, Box, Piece, Sheet

LABEL = Style(3.2)
VALUE = Style(3.6, Weight.MEDIUM)
SMALL = Style(2.9)
PAD = 1.5
LEAST_ROW = 7.0
"""Below this a row looks cramped beside its neighbours, whatever its text needs."""

_ABOVE_AND_BELOW = 0.9


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: how wide, what stands in it and how."""

    width: float
    text: str
    style: Style = VALUE
    align: Align = Align.LEFT
    plate: bool = False

    def needs(self) -> float:
        """How high the cell must be."""
        return needs(self.text, self.width - 2 * PAD, self.style) + 2 * _ABOVE_AND_BELOW


def label(width: float, text: str) -> Cell:
    """A cell that names the one beside it."""
    return Cell(width, text, LABEL, Align.MIDDLE)


@dataclass(frozen=True, slots=True)
class Row:
    """Cells side by side."""

    height: float
    cells: tuple[Cell, ...]


def flexed(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows with their heights shared by need."""
    wanted = [max(cell.needs() for cell in row.cells) for row in rows]
    heights = share([row.height for row in rows], wanted, LEAST_ROW)
    return tuple(replace(row, height=height) for row, height in zip(rows, heights, strict=True))


def lay(sheet: Sheet, x: float, y: float, rows: Sequence[Row]) -> float:
    """Draw rows below each other, a line under each; where the last one ends."""
    for row in rows:
        left = x
        for cell in row.cells:
            if left > x:
                sheet.line(left, y, left, y + row.height)
            box = Box(left, y, cell.width, row.height).inset(PAD, _ABOVE_AND_BELOW)
            if cell.plate:
                sheet.plate(box, cell.text, cell.style, cell.align)
            else:
                sheet.text(box, cell.text, cell.style, cell.align)
            left += cell.width
        y += row.height
        sheet.line(x, y, left, y)
    return y


def weight_row(sheet: Sheet, box: Box, name: str, weighed: Weighed | None, label_width: float) -> None:
    """A weight: its name (with 手录 or 备案 above it where no scale gave it now), its moment, its mass."""
    sheet.line(box.x + label_width, box.y, box.x + label_width, box.y + box.height, HAIR)
    named = Box(box.x, box.y, label_width, box.height).inset(1.0)
    heading = Style(3.9, Weight.MEDIUM)
    mark = ORIGIN_MARKS.get(weighed.origin, "") if weighed is not None else ""
    if mark:
        half = box.height / 2
        sheet.text(Box(named.x, box.y + 1, named.width, half - 1), mark, replace(heading, weight=Weight.BOLD), _M)
        sheet.text(Box(named.x, box.y + half, named.width, half - 1), name, heading, _M)
    else:
        sheet.text(named, name, heading, _M)
    value = Box(box.x + label_width, box.y, box.width - label_width, box.height).inset(2.0)
    if weighed is not None:
        sheet.text(Box(value.x, value.y, value.width * 0.42, value.height), second(weighed.at), SMALL)
    figure = Box(value.x + value.width * 0.44, value.y, value.width * 0.56, value.height)
    mass(sheet, figure, weighed.mass.tonnes if weighed else NOTHING, Style(5.6, Weight.BOLD))


def mass(sheet: Sheet, box: Box, tonnes: str, style: Style) -> None:
    """A mass and its unit on one line, the unit lighter than the figure."""
    unit = Style(max(3.6, style.size * 0.52))
    sheet.pieces(box, (Piece.of(tonnes, style), Piece.of(" t", unit)), Align.RIGHT)


_M = Align.MIDDLE
