"""Reading paper back: its text by PDFium, its codes by an independent reader, from clean pages and from spoilt ones."""

import io
import random
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageFilter

from coalguard.printing.picture import to_png

GOLDEN = Path(__file__).resolve().parent / "golden"
_WHITE = 255
_MM = 25.4 / 72
_HYPHEN = "\ufffe"
"""What PDFium makes of a hyphen at the end of a line."""


def text_of(pdf: bytes) -> str:
    """The text of all pages, a line each, pages apart by a rule."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    whole = "\n---\n".join(page.replace("\r\n", "\n") for page in pages) + "\n"
    return whole.replace(_HYPHEN, "-")


def squeezed(text: str) -> str:
    """A text without its spaces and line ends, which a page may set as it likes."""
    return re.sub(r"\s+", "", text)


def golden(name: str) -> str:
    """The text that a paper is known to show."""
    return (GOLDEN / f"{name}.txt").read_text("utf-8")


# --- places ----------------------------------------------------------------------------------------------------------


def places(pdf: bytes) -> list[tuple[str, float, float]]:
    """Each letter of all pages, and where its box begins: millimetres from the left and from the top of the paper."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    try:
        for page in document:
            text, high = page.get_textpage(), page.get_height()
            for at in range(text.count_chars()):
                left, _bottom, _right, top = text.get_charbox(at)
                found.append((text.get_text_range(at, 1), left * _MM, (high - top) * _MM))
    finally:
        document.close()
    return found


def is_moved(plain: bytes, moved: bytes, across: float, down: float) -> bool:
    """Whether every letter of the one stands in the other, moved by so much."""
    before, after = places(plain), places(moved)
    return (
        [letter for letter, *_ in before] == [letter for letter, *_ in after]
        and [x + across for _, x, _y in before] == pytest.approx([x for _, x, _y in after], abs=0.005)
        and [y + down for *_, y in before] == pytest.approx([y for *_, y in after], abs=0.005)
    )


# --- codes -----------------------------------------------------------------------------------------------------------


def page_of(pdf: bytes, dots_per_inch: float) -> Image.Image:
    """The first page in grey."""
    return Image.open(io.BytesIO(to_png(pdf, dots_per_inch)[0])).convert("L")


def codes_of(page: Image.Image) -> set[tuple[str, str]]:
    """The codes on a picture as (format, text), as the bare reader sees them."""
    return {(code.format.name, code.text) for code in zxingcpp.read_barcodes(page)}


def seen(page: Image.Image, wanted: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The codes that a phone or a gun would find: it looks several times, nearer and a little out of focus."""
    found: set[tuple[str, str]] = set()
    for look in _looks(page):
        found |= codes_of(look)
        if wanted <= found:
            break
    return found


def _looks(page: Image.Image) -> Iterator[Image.Image]:
    yield page
    yield page.resize((page.width * 3, page.height // 4), Image.Resampling.BOX)  # a gun's spot is taller than wide
    near = page.resize((page.width * 2, page.height * 2), Image.Resampling.BILINEAR)
    yield near.filter(ImageFilter.GaussianBlur(1.4))
    yield near
    yield page.resize((page.width * 3, page.height * 3), Image.Resampling.BICUBIC)


def _without_dots(page: Image.Image, share: float, chance: random.Random) -> Image.Image:
    spoilt = page.copy()
    for _ in range(int(page.width * page.height * share)):
        spoilt.putpixel((chance.randrange(page.width), chance.randrange(page.height)), _WHITE)
    return spoilt


def _stretched(page: Image.Image, across: float, down: float) -> Image.Image:
    size = (round(page.width * across), round(page.height * down))
    return page.resize(size, Image.Resampling.BICUBIC)


def _skewed(page: Image.Image, degrees: float) -> Image.Image:
    return page.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=_WHITE)


Damage = Callable[[Image.Image, random.Random], Image.Image]

DAMAGES: Mapping[str, Damage] = {
    "2 % of dots missing": lambda page, chance: _without_dots(page, 0.02, chance),
    "5 % of dots missing": lambda page, chance: _without_dots(page, 0.05, chance),
    "10 % of dots missing": lambda page, chance: _without_dots(page, 0.10, chance),
    "2 % wider": lambda page, _: _stretched(page, 1.02, 1.0),
    "2 % longer": lambda page, _: _stretched(page, 1.0, 1.02),
    "1 degree left": lambda page, _: _skewed(page, 1.0),
    "1 degree right": lambda page, _: _skewed(page, -1.0),
}
"""What becomes of a page on its way (`numbers.md` §3)."""
