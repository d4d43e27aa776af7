"""A sheet: text, lines and codes in millimetres from the top left corner, written as PDF by reportlab.

    document = Document("五联单 LX01-260114-0032", "paper")
    body = document.sheet()                drawn once,
    form = document.keep(body)             kept once, with one subset of each font,
    document.add_page(SIZE, [form.at(0, 0), overlay])   shown on as many pages as there are parts

Every text that is drawn is remembered with the box it had to stay in (`placed`), every code with its quiet zone
(`coded`), so that a test can prove on any content that nothing is clipped and nothing touches. There is no clock in a
file: the same drawing always gives the same bytes. It refuses to know what a paper says.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from io import BytesIO
from math import cos, radians, sin
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from coalguard.domain.offset import Offset
from coalguard.printing.barcode import QUIET_BARS, QUIET_QR, Bars, Modules
from coalguard.printing.figures import plate_halves
from coalguard.printing.fit import Fitted, Style, fit
from coalguard.printing.font import Weight, font, runs, width
from coalguard.printing.size import PaperSize

POINTS = 72 / 25.4
HAIR = 0.25
"""The thinnest line an impact printer strikes through, in millimetres (`ux.md` §9)."""
EDGE = 0.5
"""The line around a grid."""

_MIDDLE = 0.38  # of an em: how far the middle of a Han character stands above the baseline
_TOUCH = 0.02  # millimetres that are no more than rounding
_DOT_ROOM = 0.46  # of an em: the plate's dot, which is as wide as a character in Chinese fonts
_PRODUCER = "煤管通"
_TENTHS = 10  # of a millimetre

Colour = tuple[float, float, float]
BLACK: Colour = (0, 0, 0)


class Align(Enum):
    """Where a line stands in its box."""

    LEFT = 0.0
    MIDDLE = 0.5
    RIGHT = 1.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: its top left corner, its width and its height."""

    x: float
    y: float
    width: float
    height: float

    def inset(self, across: float, down: float = 0.0) -> "Box":
        """The box without a margin on each side."""
        return Box(self.x + across, self.y + down, self.width - 2 * across, self.height - 2 * down)

    def meets(self, other: "Box") -> bool:
        """Whether the two boxes share more than an edge."""
        across = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        down = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        return across > _TOUCH and down > _TOUCH

    def holds(self, other: "Box", slack: float = _TOUCH) -> bool:
        """Whether the other box lies within this one."""
        return (
            other.x >= self.x - slack
            and other.y >= self.y - slack
            and other.x + other.width <= self.x + self.width + slack
            and other.y + other.height <= self.y + self.height + slack
        )


Span = tuple[float, float, float, Weight, str]
"""A line as it was drawn: where it begins, its baseline, its size, its weight and its text."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A text as it was drawn: what its lines cover, and the box it was to stay in."""

    text: str
    fitted: Fitted
    covers: Box
    box: Box
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line, and the room it takes on the line, in millimetres."""

    text: str
    style: Style
    room: float

    @classmethod
    def of(cls, text: str, style: Style) -> "Piece":
        """A piece that takes the room its letters need."""
        return cls(text, style, width(text, style.weight) * style.size)


@dataclass(frozen=True, slots=True)
class Shown:
    """A sheet, or the name of one that was kept, where it is to stand on a page."""

    drawing: "Sheet | str"
    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0


@dataclass(slots=True)
class Sheet:
    """One drawing; its fonts are embedded by its document."""

    document: "Document"
    drawing: list[str] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)
    coded: list[Box] = field(default_factory=list)

    def text(self, box: Box, text: str, style: Style, align: Align = Align.LEFT) -> None:
        """Write a text into a box, in its middle from top to bottom, by the rule of `fit`."""
        fitted = fit(text, box.width, box.height, style)
        top = box.y + (box.height - fitted.height) / 2
        spans: list[Span] = []
        widest = 0.0
        for number, line in enumerate(fitted.lines):
            wide = width(line, style.weight) * fitted.size
            widest = max(widest, wide)
            x = box.x + (box.width - wide) * align.value
            baseline = top + fitted.size * (number * fitted.leading + 0.5 + _MIDDLE)
            spans.append(self._line(x, baseline, line, fitted.size, style.weight))
        covers = Box(box.x + (box.width - widest) * align.value, top, widest, fitted.height)
        self.placed.append(Placed(text, fitted, covers, box, tuple(spans)))

    def spread(self, box: Box, text: str, style: Style, gap: float) -> None:
        """Write one line in the middle of a box with a gap, in ems, after each character; the text stays one word."""
        ems = width(text, style.weight) + gap * (len(text) - 1)
        size = min(style.size, box.width / ems, box.height)
        x, baseline = box.x + (box.width - ems * size) / 2, box.y + box.height / 2 + size * _MIDDLE
        span = self._line(x, baseline, text, size, style.weight, spacing=gap * size)
        covers = Box(x, box.y + (box.height - size) / 2, ems * size, size)
        self.placed.append(Placed(text, Fitted((text,), size, style.leading), covers, box, (span,)))

    def pieces(self, box: Box, pieces: Sequence["Piece"], align: Align = Align.LEFT) -> None:
        """Write pieces of one line on one baseline; where they are too wide, all shrink alike."""
        ems = sum(piece.room for piece in pieces)
        largest = max(piece.style.size for piece in pieces)
        scale = min(1.0, box.width / ems, box.height / largest)
        left = x = box.x + (box.width - ems * scale) * align.value
        baseline = box.y + box.height / 2 + largest * scale * _MIDDLE
        spans: list[Span] = []
        for piece in pieces:
            size = piece.style.size * scale
            slack = piece.room * scale - width(piece.text, piece.style.weight) * size
            spans.append(self._line(x + slack / 2, baseline, piece.text, size, piece.style.weight))
            x += piece.room * scale
        covers = Box(left, box.y + (box.height - largest * scale) / 2, x - left, largest * scale)
        text = "".join(piece.text for piece in pieces)
        self.placed.append(Placed(text, Fitted((text,), largest * scale, 1.0), covers, box, tuple(spans)))

    def plate(self, box: Box, plate: str, style: Style, align: Align = Align.LEFT) -> None:
        """Write a plate with its dot, drawn close as on the plate itself; one that has no dot as any other text."""
        before, after = plate_halves(plate)
        if after:
            dot = Piece("·", style, _DOT_ROOM * style.size)
            self.pieces(box, (Piece.of(before, style), dot, Piece.of(after, style)), align)
        else:
            self.text(box, plate, style, align)

    def line(self, x: float, y: float, to_x: float, to_y: float, thick: float = HAIR) -> None:
        """Draw a straight line, as thick everywhere: on the dots of the head, whole dots wide."""
        snap = self.document.snap
        ends = f"{_at(snap(x), snap(y))} m {_at(snap(to_x), snap(to_y))} l S"
        self._draw(f"{_points(self.document.thick(thick))} w {ends}")

    def dotted(self, x: float, high: float) -> None:
        """Draw the perforation of a strip, from top to bottom."""
        self._draw(f"q 0.6 G [2 1.5] 0 d {_points(0.2)} w {_at(x, 0)} m {_at(x, high)} l S Q")

    def dashes(self, x: float, y: float, to_x: float) -> None:
        """Draw a dashed line across."""
        self._draw(f"[2.6 1.7] 0 d {_points(0.3)} w {_at(x, y)} m {_at(to_x, y)} l S [] 0 d")

    def frame(self, box: Box, thick: float = EDGE) -> None:
        """Draw the four sides of a box."""
        snap = self.document.snap
        x, y = snap(box.x), snap(box.y)
        sides = Box(x, y, snap(box.x + box.width) - x, snap(box.y + box.height) - y)
        self._draw(f"{_points(self.document.thick(thick))} w {_corner(sides)} re S")

    def ground(self, box: Box, colour: Colour) -> None:
        """Fill a box with a colour; never on paper that an impact printer strikes."""
        self._draw(f"{_rgb(colour)} rg {_corner(box)} re f {_rgb(BLACK)} rg")

    def circle(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """Fill a circle, as a very thick dot."""
        dot = f"1 J {_points(2 * radius)} w {_rgb(colour)} RG {_at(x, y)} m {_at(x, y)} l S"
        self._draw(f"q {dot} Q")

    def tick(self, x: float, y: float, side: float) -> None:
        """Draw a tick, its box's top left corner given."""
        points = (
            f"{_at(x, y + 0.55 * side)} m {_at(x + 0.35 * side, y + 0.9 * side)} l {_at(x + side, y + 0.1 * side)} l"
        )
        self._draw(f"{_points(0.14 * side)} w {points} S")

    def modules(self, code: Modules, x: float, y: float, module: float) -> None:
        """Draw a QR code, each dark run as a rectangle of its own."""
        dark = "".join(f"{left} {-top - 1} {wide} 1 re f\n" for left, top, wide in code.dark)
        self._draw(f"{_scaled(x, y, module, module)}\n{dark}Q")
        side, quiet = code.across * module, QUIET_QR * module
        self.coded.append(Box(x, y, side, side).inset(-quiet, -quiet))

    def bars(self, code: Bars, x: float, y: float, module: float, height: float) -> None:
        """Draw a bar code, each bar as a rectangle of its own."""
        dark = "".join(f"{left} -1 {wide} 1 re f\n" for left, wide in code.dark)
        self._draw(f"{_scaled(x, y, module, height)}\n{dark}Q")
        self.coded.append(Box(x, y, code.across * module, height).inset(-QUIET_BARS * module))

    def across(self, text: str, box: Box, degrees: float) -> None:
        """Write a word in outline, at a slant, as large as fits: it hides nothing and can not be overlooked."""
        cosine, sine = cos(radians(degrees)), sin(radians(degrees))
        ems = width(text, Weight.BOLD)
        size = min(box.width / (ems * cosine + sine), box.height / (ems * sine + cosine))
        back, down = ems * size / 2, size * _MIDDLE
        x, y = box.x + box.width / 2, box.y + box.height / 2
        start = (x - back * cosine + down * sine, y + back * sine + down * cosine)
        matrix = f"{cosine:.4f} {sine:.4f} {-sine:.4f} {cosine:.4f} {_at(*start)} Tm"
        self._draw(f"q {_points(HAIR)} w BT 1 Tr {matrix} {self._shows(text, size, Weight.BOLD)} ET Q")

    @contextmanager
    def upright(self, x: float, y: float) -> Iterator["Sheet"]:
        """A sheet turned a quarter to the left around a point: x runs up the page, y to the right."""
        turned = Sheet(self.document)
        yield turned
        self._draw(f"q 0 1 -1 0 {_at(x, y)} cm {turned.ops} Q")

    @property
    def ops(self) -> str:
        """The drawing in the language of PDF."""
        return "\n".join(self.drawing)

    def _line(self, x: float, baseline: float, text: str, size: float, weight: Weight, *, spacing: float = 0.0) -> Span:
        gap = f"{_points(spacing)} Tc " if spacing else ""
        rest = " 0 Tc" if spacing else ""
        self._draw(f"BT {gap}1 0 0 1 {_at(x, baseline)} Tm {self._shows(text, size, weight)}{rest} ET")
        return x, baseline, size, weight, text

    def _shows(self, text: str, size: float, weight: Weight) -> str:
        """The operators that show a text, one for each font and subset it needs."""
        ops = []
        pdf = self.document.pdf
        for run in runs(text, weight):
            for subset, codes in run.font.splitString(run.text, pdf):
                name = run.font.getSubsetInternalName(subset, pdf)
                ops.append(f"{name} {_points(size * run.scale)} Tf <{codes.hex()}> Tj")
        return " ".join(ops)

    def _draw(self, ops: str) -> None:
        self.drawing.append(ops)


class Document:
    """A PDF in the making."""

    def __init__(self, title: str, subject: str, dot: float = 0.0) -> None:
        """Begin; title and subject stand in the file, never a name or a number of a person.

        `dot` is the dot of the head that lines are laid on; 0 where a page is scaled or its printer finer than lines.
        """
        self._canvas: Any = Canvas(
            BytesIO(), pageCompression=1, invariant=1, initialFontName=font(Weight.REGULAR).fontName, lang="zh-CN"
        )
        self._canvas.setTitle(title)
        self._canvas.setSubject(subject)
        self._canvas.setAuthor(_PRODUCER)
        self._canvas.setCreator(_PRODUCER)
        self._canvas.setProducer(_PRODUCER)
        self._dot = dot
        self._kept = 0
        self._moved = (0.0, 0.0)
        self._shown: list[Sequence[Shown]] = []
        self.sheets: list[Sheet] = []
        self.pages: list[tuple[float, float]] = []

    @property
    def pdf(self) -> Any:  # noqa: ANN401 -- reportlab carries no types
        """The document of reportlab, by which its fonts know their subsets."""
        return self._canvas._doc  # noqa: SLF001 -- the fonts ask for it by this name in reportlab itself

    def snap(self, length: float) -> float:
        """A place on the dots of the head."""
        return round(length / self._dot) * self._dot if self._dot else length

    def thick(self, line: float) -> float:
        """How thick a line comes out: an even number of dots, so that its two edges lie on dots."""
        return max(1, round(line / self._dot / 2)) * 2 * self._dot if self._dot else line

    def sheet(self) -> Sheet:
        """An empty sheet."""
        self.sheets.append(Sheet(self))
        return self.sheets[-1]

    def keep(self, sheet: Sheet, wide: float, high: float) -> str:
        """Keep a drawing of so many millimetres once, however many pages show it."""
        self._kept += 1
        name = f"kept{self._kept}"
        self._canvas.beginForm(name, 0, -high * POINTS, wide * POINTS, 0)
        self._canvas.addLiteral(sheet.ops)
        self._canvas.endForm()
        return name

    def add_page(self, wide: float, high: float, shown: Sequence[Shown]) -> None:
        """Add a page that shows drawings, in this order."""
        self.pages.append((wide, high))
        self._shown.append(shown)

    def shift(self, size: PaperSize, offset: Offset) -> None:
        """Move all pages by the offset of their printer, laid on the dots of the head so that codes stay on them too.

        A roll is cut as much later as its content begins lower.
        """
        across, down = (size.on_dot(tenths / _TENTHS) for tenths in (offset.x, offset.y))
        self._moved = (across, down)
        if size.height is None:
            self.pages = [(wide, high + max(0.0, down)) for wide, high in self.pages]

    def _write(self, wide: float, high: float, shown: Sequence[Shown]) -> None:
        canvas, (across, down) = self._canvas, self._moved
        canvas.setPageSize((wide * POINTS, high * POINTS))
        canvas.addLiteral(f"1 0 0 1 {_points(across)} {_points(high - down)} cm")
        for one in shown:
            canvas.addLiteral(f"q {one.scale:.5f} 0 0 {one.scale:.5f} {_at(one.x, one.y)} cm")
            if isinstance(one.drawing, Sheet):
                canvas.addLiteral(one.drawing.ops)
            else:
                canvas.doForm(one.drawing)
            canvas.addLiteral("Q")
        canvas.showPage()

    def render(self) -> bytes:
        """The file; the document is finished then."""
        for (wide, high), shown in zip(self.pages, self._shown, strict=True):
            self._write(wide, high, shown)
        return bytes(self._canvas.getpdfdata())


def _points(length: float) -> str:
    return f"{length * POINTS:.3f}".rstrip("0").rstrip(".")


def _at(x: float, y: float) -> str:
    return f"{x * POINTS:.3f} {-y * POINTS:.3f}"


def _corner(box: Box) -> str:
    return f"{_at(box.x, box.y + box.height)} {_points(box.width)} {_points(box.height)}"


def _rgb(colour: Colour) -> str:
    return " ".join(f"{part:g}" for part in colour)


def _scaled(x: float, y: float, across: float, down: float) -> str:
    return f"q {across * POINTS:.6f} 0 0 {down * POINTS:.6f} {x * POINTS:.5f} {-y * POINTS:.5f} cm"
