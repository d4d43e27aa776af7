"""Vehicle plates, GA 36-2018, as they are typed, compared and kept (`domain.md` §6.3).

    ordinary    甘N12345     province, letter, five of letters and digits without I and O
    new energy  甘ND12345    small: D/F (or a letter of the extension) first; 甘N12345D large: last
    trailer     甘N1234挂    a tractor and its trailer carry two plates
    farm        甘2912345    province, two digits, five
    other       甘N1234警 甘N1234学, and whatever is spelled out as 其他:WJ甘12345
    unplated    无牌:LZZ5EXSA0123 with the frame number, for the farm tricycle that carries no plate

A plate is evidence, so nothing is guessed: I and O only bring a suggestion, and a plate of a kind not listed (army,
temporary, damaged) is accepted where the clerk says so with 其他: before it. It refuses to know who owns the truck.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from coalguard.domain.findings import Refused, refuse

HOME = "甘N"
"""The province and letter that a serial typed alone belongs to: Linxia."""

_PROVINCE = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
_LETTER = "[A-HJ-NP-Z]"
_SIGN = "[A-HJ-NP-Z0-9]"
_LENGTHS = (7, 8)
_SERIAL_START = 2
_TYPED_ALONE = re.compile("[A-Z0-9]{5}|[A-Z0-9]{4}[挂警学]")
_DOTS = str.maketrans("", "", "·•・.。‧∙⋅-")
_OTHERWISE = "其他:"
SPELLED_OUT = ("无牌:", _OTHERWISE)
"""How a plate begins whose signs are whatever somebody read off the truck."""
_LOOKALIKES = str.maketrans("IO", "10")


class PlateKind(StrEnum):
    """What a plate says about the thing it hangs on."""

    ORDINARY = "ordinary"
    NEW_ENERGY = "new_energy"
    TRAILER = "trailer"
    FARM = "farm"
    OTHER = "other"
    UNPLATED = "unplated"


_KINDS = {
    PlateKind.TRAILER: re.compile(f"{_PROVINCE}{_LETTER}{_SIGN}{{4}}挂"),
    PlateKind.ORDINARY: re.compile(f"{_PROVINCE}{_LETTER}{_SIGN}{{5}}"),
    PlateKind.NEW_ENERGY: re.compile(f"{_PROVINCE}{_LETTER}(?:[A-HJK]{_SIGN}[0-9]{{4}}|[0-9]{{5}}[A-HJK])"),
    PlateKind.FARM: re.compile(f"{_PROVINCE}[0-9]{{2}}{_SIGN}{{5}}"),
    PlateKind.UNPLATED: re.compile("无牌:[A-Z0-9]{4,20}"),
}
_OTHER = re.compile(f"{_PROVINCE}{_LETTER}{_SIGN}{{4}}[警学]|其他:.{{2,20}}")


@dataclass(frozen=True, slots=True, order=True)
class Plate:
    """A plate as it is compared and kept; made by `parse_plate`."""

    text: str

    def __str__(self) -> str:
        """The plate itself."""
        return self.text

    @property
    def tail(self) -> str:
        """The last four characters, by which a truck is called up."""
        return self.text[-4:]

    @property
    def kind(self) -> PlateKind:
        """What the plate hangs on, as far as its shape tells."""
        return next((kind for kind, shape in _KINDS.items() if shape.fullmatch(self.text)), PlateKind.OTHER)


def parse_plate(text: str, home: str = HOME) -> Plate:
    """The plate as typed; a serial alone belongs to `home`, and what is a listed plate behind 其他: is that plate.

    Raises Refused `plate.length` (neither 7 nor 8 characters) or `plate.malformed`, with a suggestion where only
    I and O stand in the way.
    """
    half_width = unicodedata.normalize("NFKC", text)
    plate = "".join(half_width.upper().translate(_DOTS).split())
    if _TYPED_ALONE.fullmatch(plate):
        plate = home + plate
    while plate.startswith(_OTHERWISE) and _known(plate.removeprefix(_OTHERWISE)):
        plate = plate.removeprefix(_OTHERWISE)  # it is listed: the same truck must not have a second name
    if _known(plate):
        return Plate(plate)
    if not plate.startswith(SPELLED_OUT) and len(plate) not in _LENGTHS:
        raise refuse("plate.length", value=plate, length=len(plate))
    repaired = plate[:_SERIAL_START] + plate[_SERIAL_START:].translate(_LOOKALIKES)
    raise refuse("plate.malformed", value=plate, suggestion=repaired if _known(repaired) else None)


def _known(plate: str) -> bool:
    shapes = (*_KINDS.values(), _OTHER)
    return plate.isprintable() and any(shape.fullmatch(plate) for shape in shapes)


def comparable(text: str) -> str:
    """A plate that somebody told, as it is compared everywhere; what is none stays as it was told."""
    try:
        return parse_plate(text).text
    except Refused:
        return text


def dotted(plate: str) -> tuple[str, str]:
    """What stands before the dot and after it; a plate of another shape has none."""
    shaped = Plate(plate).kind not in {PlateKind.UNPLATED, PlateKind.FARM} and not plate.startswith("其他:")
    return (plate[:_SERIAL_START], plate[_SERIAL_START:]) if shaped else (plate, "")


def spaced(plate: str) -> str:
    """A plate inside a line of text: 甘N 8F326."""
    return " ".join(part for part in dotted(plate) if part)


def differs(ours: Plate, theirs: Plate) -> tuple[int, ...]:
    """At which characters two plates differ, counted from 1 as people do; a missing character differs."""
    pairs = enumerate(zip_longest(ours.text, theirs.text), start=1)
    return tuple(place for place, (one, other) in pairs if one != other)
