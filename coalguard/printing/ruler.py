"""The test page: a ruler along two edges, the safe area, letters and both codes at the head's own dots.

Held against a real ruler it shows whether a printer stretches or shifts what it prints; scanned, whether its dots are
clean. It is no paper: it has no number, and it refuses to know which printer it is for.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from coalguard.domain.offset import NO_OFFSET, Offset
from coalguard.printing.barcode import code128, qr
from coalguard.printing.figures import second
from coalguard.printing.fit import Style
from coalguard.printing.font import Weight
from coalguard.printing.sheet import HAIR, Align, Box, Document, Sheet, Shown
from coalguard.printing.size import PaperSize

_ROLL_HEIGHT = 100.0
_MARGIN = 5.0
_FIVE, _TEN = 5, 10
_SMALL = Style(2.9)
_NOTES = (
    "0 与 50 之间应量得 50 mm；不是时请关掉驱动里的缩放",
    "纸的左边到刻度框应为 {left:g} mm，上边应为 {top:g} mm；不是时请改偏移",
)
_LETTERS = "煤管通 打印测试 0123456789 䶮㼆"
_CODE = ("CG1:", "0" * 40)
_NO_CODE = "0000"


def ruled_page(size: PaperSize, named: Sequence[str], at: datetime, offset: Offset = NO_OFFSET) -> bytes:
    """The test page on a size of paper, with names at its head, moved by the offset of its printer.

    The same arguments always give the same bytes.
    """
    high = size.height or _ROLL_HEIGHT
    document = Document("打印测试页", "打印测试页", size.dot)
    sheet = document.sheet()
    safe = Box(size.left, _MARGIN, size.right - size.left, high - 2 * _MARGIN)
    sheet.frame(safe, HAIR)
    _rulers(sheet, safe)
    left, wide = safe.x + 12, safe.width - 24
    title = Style(4.4, Weight.BOLD)
    sheet.text(Box(left, safe.y + 11, wide, 6), "打印测试页", title, Align.MIDDLE)
    sheet.text(Box(left, safe.y + 18, wide, 5), "　".join((*named, second(at))), _SMALL, Align.MIDDLE)
    sheet.text(Box(left, safe.y + 24, wide, 5), _LETTERS, Style(3.6), Align.MIDDLE)
    for row, note in enumerate(_NOTES):
        told = note.format(left=size.left, top=_MARGIN)
        sheet.text(Box(left, safe.y + 30 + 8 * row, wide, 7.5), told, _SMALL, Align.MIDDLE)
    _codes(sheet, size, Box(left, safe.y + 49, wide, 0))
    document.add_page(size.width, high, [Shown(sheet)])
    document.shift(size, offset)
    return document.render()


def _rulers(sheet: Sheet, safe: Box) -> None:
    """Millimetres along the top and the left edge of the safe area, every tenth with its figure."""
    for at, long in _marks(safe.width):
        sheet.line(safe.x + at, safe.y, safe.x + at, safe.y + long, HAIR)
        if not at % _TEN and at:
            sheet.text(Box(safe.x + at - 5, safe.y + 4.5, 10, 3), str(at), _SMALL, Align.MIDDLE)
    for at, long in _marks(safe.height):
        sheet.line(safe.x, safe.y + at, safe.x + long, safe.y + at, HAIR)
        if not at % _TEN and at:
            sheet.text(Box(safe.x + 4.5, safe.y + at - 1.5, 8, 3), str(at), _SMALL)


def _marks(length: float) -> Iterator[tuple[int, float]]:
    """Each whole millimetre of a length, and how long its mark is."""
    for at in range(int(length) + 1):
        yield at, 4.0 if not at % _TEN else 2.8 if not at % _FIVE else 1.8


def _codes(sheet: Sheet, size: PaperSize, box: Box) -> None:
    code = qr(_CODE)
    side = code.across * size.qr_module
    top = size.on_dot(box.y)
    sheet.modules(code, size.on_dot(box.x), top, size.qr_module)
    bars = code128(_NO_CODE)
    sheet.bars(bars, size.on_dot(box.x + side + 10), top, size.bar_module, 8)
