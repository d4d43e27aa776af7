"""The letters: Noto Sans SC in three weights, embedded as one subset a document, and how wide a text is.

What reportlab gets wrong is put right here (`numbers.md` §3): a character beyond the BMP keeps its meaning in the text
layer (UTF-16 in ToUnicode), and a character without a glyph is never drawn as a crossed box in silence. Regular covers
GB 18030-2022 levels 1 and 2; a heavier weight falls back to it. What is in neither (nearly all of extensions B, F and
later, most of C and E) stands on paper as its code point, small: [U+20000]. It refuses to know where text goes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import SUBSETN, TTEncoding, TTFont, TTFontFace

from coalguard import resources

SIGN_SCALE = 0.6
"""How large the code point of a missing character is, beside the text around it."""

_BLOCK = 100  # bfchar entries that one block may hold (Adobe technical note 5014)
_BEYOND_BMP = 0x10000
_NO_NAMES = b"\x00\x00\x00\x00\x00\x06"

rl_config.useA85 = 0  # streams stay binary: four fifths of the bytes, and no time spent on spelling them in letters


class Weight(StrEnum):
    """How heavy letters are: labels, what was filled in, what must be seen from the cab."""

    REGULAR = "Regular"
    MEDIUM = "Medium"
    BOLD = "Bold"


class _Face(TTFontFace):  # type: ignore[misc]  # reportlab carries no types
    """A face that cuts its tables out of the file once, not once a document."""

    def __init__(self, filename: str) -> None:
        """Read the font."""
        super().__init__(filename)
        self._tables: dict[str, bytes] = {"name": _NO_NAMES}  # nobody reads the names of an embedded subset
        self._cut = super().get_table
        self.get_table = self._table  # what reportlab asks for whenever it makes a subset

    def _table(self, tag: str) -> bytes:
        if tag not in self._tables:
            self._tables[tag] = self._cut(tag)
        return self._tables[tag]


class PaperFont(TTFont):  # type: ignore[misc]  # reportlab carries no types
    """One weight, as reportlab embeds it."""

    def __init__(self, name: str, filename: str) -> None:
        """Read the font; the attributes are those that reportlab's own constructor sets, with our face."""
        self.fontName = name
        self.face = _Face(filename)
        self.encoding = TTEncoding()
        self.state: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()
        self._asciiReadable = False  # else every file carries all 95 letters and signs of ASCII
        self.shapable = False

    def has(self, character: str) -> bool:
        """Whether there is a glyph."""
        return ord(character) in self.face.charToGlyph

    def width(self, text: str) -> float:
        """How wide a text is, in ems; all its characters have a glyph."""
        widths = self.face.charWidths
        return float(sum(widths[ord(character)] for character in text)) / 1000

    def addObjects(self, doc: Any) -> None:  # noqa: ANN401, N802 -- reportlab's own name and value
        """Embed the subset, and say in UTF-16 what each of its codes means."""
        subsets: Sequence[list[int]] = self.state[doc].subsets
        super().addObjects(doc)
        for number, subset in enumerate(subsets):
            name = (SUBSETN(number) + b"+" + self.face.name + self.face.subfontNameX).decode("ascii")
            doc.idToObject[f"toUnicodeCMap:{name}"].content = to_unicode(name, subset)


def to_unicode(name: str, subset: Sequence[int]) -> str:
    """The CMap from the codes of a subset to what they mean (ISO 32000-1, 9.10.3)."""
    codes = [f"<{code:02X}> <{_utf16(point)}>" for code, point in enumerate(subset) if point]
    blocks = [codes[start : start + _BLOCK] for start in range(0, len(codes), _BLOCK)]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
            f"/CMapName /{name} def /CMapType 2 def",
            "1 begincodespacerange <00> <FF> endcodespacerange",
            *(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks),
            "endcmap CMapName currentdict /CMap defineresource pop end end",
        ]
    )


def _utf16(point: int) -> str:
    return f"{point:04X}" if point < _BEYOND_BMP else chr(point).encode("utf-16-be").hex().upper()


@cache
def font(weight: Weight) -> PaperFont:
    """The font of a weight, read at its first use."""
    read = PaperFont(f"Paper{weight}", str(resources.path(f"fonts/NotoSansSC-{weight}.ttf")))
    pdfmetrics.registerFont(read)
    return read


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that one font draws at one size; `scale` is 1 but for the sign of a missing character."""

    font: PaperFont
    text: str
    scale: float

    @property
    def width(self) -> float:
        """How wide the run is, in ems of the text it stands in."""
        return self.font.width(self.text) * self.scale


@cache
def _home(character: str, weight: Weight) -> Weight | None:
    """The weight that has a glyph for the character: the one wanted, else Regular, else none."""
    if font(weight).has(character):
        return weight
    return Weight.REGULAR if font(Weight.REGULAR).has(character) else None


def runs(text: str, weight: Weight) -> Iterator[Run]:
    """The text, cut where the font changes; every character of it has a glyph."""
    start = 0
    homes = [_home(character, weight) for character in text]
    for end in range(1, len(text) + 1):
        if end < len(text) and homes[end] is homes[start] is not None:
            continue
        home = homes[start]
        if home is None:
            yield Run(font(Weight.REGULAR), f"[U+{ord(text[start]):04X}]", SIGN_SCALE)
        else:
            yield Run(font(home), text[start:end], 1.0)
        start = end


def width(text: str, weight: Weight) -> float:
    """How wide a text is, in ems."""
    return sum(_advance(character, weight) for character in text)


@cache
def _advance(character: str, weight: Weight) -> float:
    """How wide a character is, in ems; asked for very often while a text is fitted."""
    return sum(run.width for run in runs(character, weight))
