"""The codes: QR for machines that verify, Code 128 for guns that find; as rectangles, never as one path.

A QR code has its two segments given, because a number inside a text would cost twice the room (`journal.md` §5), and
its mask is fixed: what it holds is a signature, noise under any mask, and trying all eight took as long as the whole
page. Every rectangle is filled by itself (`numbers.md` §3: one path at two dots was never read). It refuses to know
what a code says.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

import segno
from barcode.codex import Code128
from segno import consts

QUIET_QR = 4
QUIET_BARS = 10
LARGEST_VERSION = 8
"""49 modules: what fits on paper at four dots a module."""

_MASK = 4


@dataclass(frozen=True, slots=True)
class Modules:
    """The dark rectangles of a code as (left, top, width), one module high; `across` is its side in modules."""

    across: int
    dark: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """The dark bars as (left, width); `across` is the whole width in modules without the quiet zones."""

    across: int
    dark: tuple[tuple[int, int], ...]


@lru_cache(maxsize=64)
def qr(text: tuple[str, str]) -> Modules:
    """The QR code of an address in capitals and a decimal number, level M.

    Raises ValueError where they need more than version 8: the caller made them, so that is our own mistake.
    """
    address, number = text
    segments: Any = [(address, consts.MODE_ALPHANUMERIC), (number, consts.MODE_NUMERIC)]  # its stubs know no segments
    made = segno.make_qr(segments, error="m", boost_error=False, mask=_MASK)
    if int(made.version) > LARGEST_VERSION:
        raise ValueError(made.version)
    rows = [tuple(_dark_runs(bytes(row))) for row in made.matrix]
    return Modules(len(rows), tuple((left, top, wide) for top, row in enumerate(rows) for left, wide in row))


@lru_cache(maxsize=64)
def code128(text: str) -> Bars:
    """The bars of a text; digits go in pairs (set C)."""
    (modules,) = Code128(text).build()
    row = bytes(map(int, modules))
    return Bars(len(row), tuple(_dark_runs(row)))


def _dark_runs(row: bytes) -> list[tuple[int, int]]:
    runs, at = [], 0
    for dark, group in groupby(row):
        wide = len(tuple(group))
        if dark:
            runs.append((at, wide))
        at += wide
    return runs
