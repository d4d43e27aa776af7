"""The roll: slips on 80 mm thermal paper, written from the top down and cut where they end (picture 08).

Lines that are too long are broken, and the slip grows. A module of a code is four dots of the head (8 a millimetre).
It refuses to know which slip it is.
"""

from coalguard.domain.mass import Mass
from coalguard.printing.barcode import QUIET_BARS, QUIET_QR, code128, qr
from coalguard.printing.content import CodeText, PrintMark, Weighed
from coalguard.printing.figures import NOTHING, or_nothing, second, tonnes
from coalguard.printing.fit import Style, fit
from coalguard.printing.font import Weight
from coalguard.printing.grid import mass
from coalguard.printing.mark import CLOCK_MARK, ORIGIN_MARKS, PRODUCT, print_count, reprint_reason, strike
from coalguard.printing.sheet import Align, Box, Document, Shown
from coalguard.printing.size import ROLL_80, PaperSize

LEFT, RIGHT = ROLL_80.left, ROLL_80.right
WIDE = RIGHT - LEFT

TITLE = Style(4.4, Weight.BOLD)
LINE = Style(3.3)
TOLD = Style(3.3, Weight.MEDIUM)
SMALL = Style(2.9)
STRONG = Style(3.6, Weight.BOLD)

_LINE_HIGH = 5.3
_ENDLESS = 1_000.0
_NAME = 20.0  # how wide the name of a pair may be
_BAR_HIGH = 9.0


class Roll:
    """One slip in the making."""

    def __init__(self, document: Document, size: PaperSize, code: CodeText | None, mark: PrintMark) -> None:
        """Begin at the top; `code` is what its QR code says."""
        self._document = document
        self._size = size
        self._sheet = document.sheet()
        self._code = None if mark.preview else code
        self._mark = mark
        self._y = 4.5

    def begin(self, name: str, told: str, *, clock_trusted: bool) -> None:
        """Place and paper, then number and moment; a mark stands behind one that the clock may have wrong."""
        self.title(name)
        self.subtitle(told if clock_trusted else f"{told}{CLOCK_MARK}")

    def title(self, text: str) -> None:
        """The name of the place and of the paper."""
        self._block(text, TITLE, Align.MIDDLE, least=6.0)

    def subtitle(self, text: str) -> None:
        """The number and what goes with it."""
        self._block(text, SMALL, Align.MIDDLE, least=4.6)

    def rule(self) -> None:
        """A dashed line across."""
        self._y += 1.4
        self._sheet.dashes(LEFT, self._y, RIGHT)
        self._y += 1.6

    def plate(self, plate: str) -> None:
        """The plate, as high as it is on a truck's print: 8 mm."""
        self._sheet.plate(Box(LEFT, self._y, WIDE, 10), plate, Style(8.0, Weight.BOLD), Align.MIDDLE)
        self._y += 11.4

    def boxed(self, text: str, *, ticked: bool = False) -> None:
        """The word that counts, in a frame of its own."""
        box = Box(LEFT, self._y, WIDE, 11.4)
        self._sheet.frame(box)
        style = Style(7.2, Weight.BOLD)
        if ticked:
            self._sheet.tick(LEFT + WIDE / 2 - 14, self._y + 3.2, 5.0)
            self._sheet.spread(Box(LEFT + WIDE / 2 - 6, self._y, 22, 11.4), text, style, 0.35)
        else:
            self._sheet.spread(box, text, style, 0.35)
        self._y += 14.0

    def weight(self, name: str, weighed: Weighed | None) -> None:
        """A weight with its moment; 手录 or 备案 before the name of one that no scale gave now."""
        mark = ORIGIN_MARKS.get(weighed.origin, "") if weighed is not None else ""
        self._sheet.text(Box(LEFT, self._y, 16, 6.4), f"{mark}{name}", STRONG)
        if weighed is not None:
            self._sheet.text(Box(LEFT + 17.5, self._y, 28, 6.4), second(weighed.at), SMALL)
        figure = tonnes(weighed.mass) if weighed else NOTHING
        self._sheet.text(Box(LEFT + 46, self._y, WIDE - 46, 6.4), figure, Style(5.0, Weight.BOLD), Align.RIGHT)
        self._y += 7.0

    def net(self, net: Mass | None) -> None:
        """The net mass, in a frame of its own."""
        box = Box(LEFT, self._y + 0.6, WIDE, 13)
        self._sheet.frame(box)
        self._sheet.text(Box(LEFT + 3, box.y, 18, 13), "净重", Style(4.6, Weight.BOLD))
        figure = NOTHING if net is None else net.tonnes
        mass(self._sheet, Box(LEFT + 22, box.y, WIDE - 25, 13), figure, Style(8.4, Weight.BOLD))
        self._y += 15.6

    def pair(self, name: str, text: str, style: Style = TOLD) -> None:
        """A name at the left, what it is at the right; a dash where there is nothing."""
        told = or_nothing(text)
        wide = WIDE - _NAME
        high = max(_LINE_HIGH, _height(told, wide, style))
        self._sheet.text(Box(LEFT, self._y, _NAME - 1, _LINE_HIGH), name, LINE)
        self._sheet.text(Box(LEFT + _NAME, self._y, wide, high), told, style, Align.RIGHT)
        self._y += high

    def heading(self, text: str) -> None:
        """A heading above a list."""
        self._y += 0.8
        self._block(text, STRONG, Align.LEFT, least=5.6)

    def listed(self, texts: tuple[str, ...]) -> None:
        """A numbered list; each item as many lines as it takes."""
        for number, text in enumerate(texts or (NOTHING,), start=1):
            self._sheet.text(Box(LEFT, self._y, 5, _LINE_HIGH), f"{number}.", LINE)
            wide = WIDE - 5.5
            high = max(_LINE_HIGH, _height(text, wide, LINE))
            self._sheet.text(Box(LEFT + 5.5, self._y, wide, high), text, LINE)
            self._y += high

    def told(self, text: str, style: Style = LINE, align: Align = Align.LEFT) -> None:
        """A sentence over the whole width."""
        self._block(text, style, align, least=_LINE_HIGH)

    def signature(self, name: str) -> None:
        """A line to sign on."""
        self._y += 3.0
        self._sheet.text(Box(LEFT, self._y, 26, 5.6), name, LINE)
        self._sheet.line(LEFT + 27, self._y + 5.4, RIGHT, self._y + 5.4)
        self._y += 6.6

    def proof(self, check_code: str, before: tuple[str, ...], *after: str) -> None:
        """The QR code at the left; beside it what it is for, what can be typed instead, and what else is to be said."""
        side = 0.0
        self._y = self._size.on_dot(self._y + QUIET_QR * self._size.qr_module)
        if self._code:
            code = qr(self._code)
            side = code.across * self._size.qr_module
            self._sheet.modules(code, self._size.on_dot(LEFT + 1), self._y, self._size.qr_module)
        x = LEFT + side + (QUIET_QR * self._size.qr_module + 1.5 if side else 0)
        check = or_nothing("" if self._mark.preview else check_code)
        lines = [
            *((text, SMALL if number else STRONG, 5.4) for number, text in enumerate(before)),
            (check, Style(5.2, Weight.BOLD), 7.2),
            *((text, SMALL, 5.4) for text in after),
        ]
        y = self._y + max(0.0, (side - sum(high for _, _, high in lines)) / 2)
        for text, style, high in lines:
            self._sheet.text(Box(x, y, RIGHT - x, high).inset(0, 0.2), text, style)
            y += high
        self._y = max(self._y + side, y) + 2.6

    def bars(self, text: str) -> None:
        """The paper's number as a bar code, for guns that read no QR code."""
        if self._mark.preview:
            return
        code = code128(text)
        wide = code.across * self._size.bar_module
        quiet = QUIET_BARS * self._size.bar_module
        x = self._size.on_dot(LEFT + max(quiet - LEFT, (WIDE - wide) / 2))
        self._y = self._size.on_dot(self._y)
        self._sheet.bars(code, x, self._y, self._size.bar_module, _BAR_HIGH)
        self._y += _BAR_HIGH + 2.0

    def foot(self, text: str) -> None:
        """What closes the slip: the print's count, its reason, and a last word."""
        if reason := reprint_reason(self._mark):
            self._block(reason, SMALL, Align.MIDDLE, least=4.4)
        if text:
            self._block(text, SMALL, Align.MIDDLE, least=4.4)
        self._block(f"{print_count(self._mark)} · {PRODUCT}", SMALL, Align.MIDDLE, least=4.4)

    def tear(self) -> None:
        """End the slip: it becomes a page as long as it is."""
        high = self._size.on_dot(self._y + 4.0)
        strike(self._sheet, self._mark, Box(LEFT, 14, WIDE, min(60.0, high - 30)), 24)
        self._document.add_page(self._size.width, high, (Shown(self._sheet),))

    def _block(self, text: str, style: Style, align: Align, *, least: float) -> None:
        high = max(least, _height(text, WIDE, style))
        self._sheet.text(Box(LEFT, self._y, WIDE, high), text, style, align)
        self._y += high


def _height(text: str, wide: float, style: Style) -> float:
    """How high a block is where nothing but the width binds it: a roll is as long as it must be."""
    return fit(text, wide, _ENDLESS, style).height + 2.0
