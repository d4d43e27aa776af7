"""A finished paper as dots: PNG for eyes, black and white for printers that take no PDF.

    to_png(pdf, 150)    one picture a page, its true size noted in it
    to_dots(pdf, 180)   one raster a page for ESC/P and ESC/POS: eight dots a byte, the leftmost first, black is 1

The pages come from PDFium, so that what is seen and what is struck are one reading of one file. It refuses to know the
languages of printers.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from struct import pack
from threading import Lock
from typing import Any

import pypdfium2

_POINTS_PER_INCH = 72
_SHAVED = 1 - 1e-5  # PDFium rounds up, and a length is written to a ten-thousandth of a point: no dot more for that
_HALF = 128
_DARK = b"".join(b"1" if level < _HALF else b"0" for level in range(256))  # "1" where a dot is struck
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_DOTS_PER_METRE = 1 / 0.0254
_TRUE_COLOUR = 2
_FAST = 4

_ONE_AT_A_TIME = Lock()  # PDFium is no library for threads


@dataclass(frozen=True, slots=True)
class Dots:
    """A page in black and white: rows of whole bytes, from the top."""

    width: int
    height: int
    rows: tuple[bytes, ...]


def to_png(pdf: bytes, dots_per_inch: float) -> list[bytes]:
    """Each page as a PNG file."""
    return [
        _png(width, height, [row[: 3 * width] for row in rows], dots_per_inch)
        for width, height, rows in _pages(pdf, dots_per_inch, rev_byteorder=True)
    ]


def to_dots(pdf: bytes, dots_per_inch: float) -> list[Dots]:
    """Each page in black and white: a dot is struck where at least half of it is dark."""
    return [
        Dots(width, height, tuple(_eight_a_byte(row[:width]) for row in rows))
        for width, height, rows in _pages(pdf, dots_per_inch, grayscale=True)
    ]


def _pages(pdf: bytes, dots_per_inch: float, **how: bool) -> Iterator[tuple[int, int, list[bytes]]]:
    """Width, height and rows of each page; a row may be longer than its page is wide."""
    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        try:
            for page in document:
                bitmap: Any = page.render(scale=_SHAVED * dots_per_inch / _POINTS_PER_INCH, **how)
                pixels = bytes(bitmap.buffer)
                rows = [pixels[start : start + bitmap.stride] for start in range(0, len(pixels), bitmap.stride)]
                yield bitmap.width, bitmap.height, rows
        finally:
            document.close()


def _eight_a_byte(row: bytes) -> bytes:
    length = -(-len(row) // 8)
    return int(row.translate(_DARK).ljust(8 * length, b"0"), 2).to_bytes(length, "big")


def _png(width: int, height: int, rows: list[bytes], dots_per_inch: float) -> bytes:
    """A PNG file of eight-bit red, green and blue (ISO/IEC 15948)."""
    per_metre = round(dots_per_inch * _DOTS_PER_METRE)
    chunks = (
        (b"IHDR", pack(">IIBBBBB", width, height, 8, _TRUE_COLOUR, 0, 0, 0)),
        (b"pHYs", pack(">IIB", per_metre, per_metre, 1)),
        (b"IDAT", zlib.compress(b"".join(b"\x00" + row for row in rows), _FAST)),
        (b"IEND", b""),
    )
    return _SIGNATURE + b"".join(
        pack(">I", len(held)) + name + held + pack(">I", zlib.crc32(name + held)) for name, held in chunks
    )
