"""Offset: how far a printer must move what it prints, so that it stands in its place on the paper (`domain.md` §5.3).

It is the printer's own, in tenths of a millimetre, to the right and downwards; every paper that goes to this printer is
moved by it, and nothing else is. It is written as a decimal, as a person reads it off a ruler. Papers, heads and dots
are not known here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from coalguard.domain.findings import Finding, fail

LIMIT: Final = 200
"""Tenths of a millimetre, 20 mm: beyond that the paper lies wrong, and no offset puts it right."""
STEP: Final = 5
"""What a press of an arrow key is worth, in tenths of a millimetre (`ux.md` §6.11)."""
X, Y = "offset_x_mm", "offset_y_mm"
"""The names of both, in entries and at the doors."""

_LENGTH: Final = re.compile(r"([+-]?)([0-9]{1,3})(?:\.([0-9]))?")


@dataclass(frozen=True, slots=True)
class Offset:
    """To the right and downwards, in tenths of a millimetre; negative: to the left, upwards."""

    x: int = 0
    y: int = 0

    def __bool__(self) -> bool:
        """Whether anything is moved."""
        return self != NO_OFFSET

    def facts(self) -> dict[str, str]:
        """What a printer's entry says of it; nothing of a direction in which nothing is moved."""
        return {name: spelled(tenths) for name, tenths in ((X, self.x), (Y, self.y)) if tenths}


NO_OFFSET: Final = Offset()


def spelled(tenths: int) -> str:
    """A length as it is written: millimetres with one decimal, a minus where it is negative."""
    return f"{'-' if tenths < 0 else ''}{abs(tenths) // 10}.{abs(tenths) % 10}"


def parse_length(field: str, text: str) -> tuple[int, tuple[Finding, ...]]:
    """Tenths of a millimetre, and what speaks against them; an empty text is no offset."""
    written = text.strip().replace("\N{MINUS SIGN}", "-")
    if not written:
        return 0, ()
    found = _LENGTH.fullmatch(written)
    if found is None:
        return 0, (fail("printer.offset_malformed", field=field),)
    sign, whole, tenth = found.groups()
    tenths = int(whole) * 10 + int(tenth or 0)
    if tenths > LIMIT:
        return 0, (fail("printer.offset_too_far", field=field, limit_mm=LIMIT // 10),)
    return -tenths if sign == "-" else tenths, ()


def parse_offset(across: str, down: str) -> tuple[Offset, tuple[Finding, ...]]:
    """Both directions, and what speaks against either."""
    x, about_x = parse_length(X, across)
    y, about_y = parse_length(Y, down)
    return Offset(x, y), (*about_x, *about_y)


def offset_of(says: Mapping[str, Any]) -> Offset:
    """The offset that a printer's entry says; where it says none, nothing is moved."""
    return parse_offset(str(says.get(X, "")), str(says.get(Y, "")))[0]
