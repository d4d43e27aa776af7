"""Text into boxes, by rule: nothing is ever clipped or left out.

A text keeps its size where it fits; it shrinks a little on one line; then it is broken into lines, between any two
Han characters, but never inside a number, before a closing or after an opening mark; then it shrinks as far as it
must. The rule is one for every paper, so that a test can prove it on any text. It refuses to know points and pages:
lengths are millimetres, widths of text are ems of its font.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from coalguard.printing.font import Weight, width

_SHRINK = 0.85  # how far a line shrinks before it is broken
_STEP = 0.96
_HEIGHT = 1.0  # of a line that stands alone, in ems: the square of a Han character
_UNITS = re.compile(r"[（「《]*(?:[0-9A-Za-z.,:;/+\-_%*@#№≤＋]+|.)[，。、；：）」》！？％·]*", re.DOTALL)
_ORPHAN = 0.3  # of the width: a last line shorter than this looks forgotten
_NARROWER = (0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55)


@dataclass(frozen=True, slots=True)
class Style:
    """How a text should look; below `floor` it shrinks only where a box leaves nothing else (`ux.md` §9)."""

    size: float
    weight: Weight = Weight.REGULAR
    floor: float = 2.9
    leading: float = 1.16


@dataclass(frozen=True, slots=True)
class Fitted:
    """The lines of a text and the size they fit at."""

    lines: tuple[str, ...]
    size: float
    leading: float

    @property
    def height(self) -> float:
        """From the top of the first line to the bottom of the last."""
        return (len(self.lines) - 1) * self.leading * self.size + _HEIGHT * self.size


def fit(text: str, wide: float, high: float, style: Style) -> Fitted:
    """The text inside so many millimetres."""
    alone = min(style.size, high / _HEIGHT, wide / max(width(text, style.weight), 1e-9))
    if alone >= max(style.floor, style.size * _SHRINK) or alone == style.size:
        return Fitted((text,), alone, style.leading)
    size = min(style.size, high / _HEIGHT)
    while size > alone:
        fitted = Fitted(balanced(text, wide / size, style.weight), size, style.leading)
        if fitted.height <= high and all(width(line, style.weight) * size <= wide for line in fitted.lines):
            return fitted
        size *= _STEP
    return Fitted((text,), alone, style.leading)


def needs(text: str, wide: float, style: Style) -> float:
    """How high a box must be for the text not to shrink below its floor."""
    lines = wrap(text, wide / min(style.size, style.floor), style.weight)
    if len(lines) == 1:
        return _HEIGHT * style.size
    return Fitted(lines, min(style.size, style.floor), style.leading).height


def balanced(text: str, ems: float, weight: Weight) -> tuple[str, ...]:
    """The text in as few lines as it takes, the last of them not a forgotten character."""
    lines = wrap(text, ems, weight)
    if len(lines) == 1 or width(lines[-1], weight) >= ems * _ORPHAN:
        return lines
    for share_of in _NARROWER:
        tried = wrap(text, ems * share_of, weight)
        if len(tried) > len(lines):
            break
        if width(tried[-1], weight) >= ems * _ORPHAN:
            return tried
    return lines


def wrap(text: str, ems: float, weight: Weight) -> tuple[str, ...]:
    """The text in lines of so many ems; a unit that is wider than a line is cut where the line ends."""
    lines: list[str] = []
    line, left = "", ems
    for unit in _units(text, ems, weight):
        takes = width(unit, weight)
        if takes > left and line:
            lines.append(line.rstrip())
            line, left = "", ems
            unit = unit.lstrip()  # noqa: PLW2901 -- no line begins with the space that ended the one before
            takes = width(unit, weight)
        line, left = line + unit, left - takes
    return (*lines, line.rstrip())


def _units(text: str, ems: float, weight: Weight) -> list[str]:
    units = []
    for unit in _UNITS.findall(text):
        units += list(unit) if width(unit, weight) > ems else [unit]
    return units


def share(usual: Sequence[float], wanted: Sequence[float], least: float) -> tuple[float, ...]:
    """Heights of rows that add up to the usual ones: who wants more takes it from what others can spare.

    No row that can spare goes below `least` or below what it wants itself; where all want more, each gets its part.
    """
    spare = [max(0.0, have - max(least, want)) for have, want in zip(usual, wanted, strict=True)]
    short = [max(0.0, want - have) for have, want in zip(usual, wanted, strict=True)]
    moved = min(sum(spare), sum(short))
    if not moved:
        return tuple(usual)
    giving, taking = moved / sum(spare), moved / sum(short)
    return tuple(have - s * giving + n * taking for have, s, n in zip(usual, spare, short, strict=True))
