"""The five-part form 五联单 (`ux.md` §9.1), as it is drawn in picture 07.

What all parts share is drawn once and kept; a page adds the part's name, its foot line and its code. Fan-fold paper is
struck once for all five plies: that is part 0, the set, which carries the set's code and lists all five names, and
ply 1 travels. Parts 1-5 are for a laser printer on A5, each with a code of its own and an edge in its colour; on
fan-fold they show what each ply looks like. It refuses to know prices, stocks and states: it shows what it is given.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from coalguard.domain.capitals import capital_money, capital_tonnes
from coalguard.domain.form import Part
from coalguard.printing.barcode import code128, qr
from coalguard.printing.content import NO_DOCUMENT, FormContent, PrintMark, Tested
from coalguard.printing.figures import (
    bar_digits,
    day,
    grouped_yuan,
    headed_number,
    item_name,
    masked_id,
    masked_name,
    masked_phone,
    measured,
    minute,
    or_nothing,
    price_per_tonne,
    shown_number,
    until,
)
from coalguard.printing.fit import Style, needs
from coalguard.printing.font import Weight
from coalguard.printing.grid import LABEL, PAD, SMALL, VALUE, Cell, Row, flexed, label, lay, mass, weight_row
from coalguard.printing.mark import (
    CLOCK_MARK,
    PRODUCT,
    part_count,
    part_name,
    part_names,
    print_count,
    reprint_reason,
    strike,
)
from coalguard.printing.sheet import Align, Box, Document, Sheet, Shown
from coalguard.printing.size import A5, FANFOLD_FORM, PaperSize
from coalguard.printing.stock import edge, fan_fold
from coalguard.sentences.vocabulary import VOCABULARIES

SET = 0
"""The part that stands for all five at once."""

_LEFT, _RIGHT = 18.0, 223.0
_MIDDLE = (_LEFT + _RIGHT) / 2
_GRID_TOP = 21.5
_SIDE = Box(152, _GRID_TOP, 71, 65)
_CODE_TOP = 89.2
_COLUMNS = (24.0, 64.0, 18.0, 24.0)
_FULL = sum(_COLUMNS)
_BY_HAND = Style(3.6)
_BAR_HEIGHT = 7.4
_FOOT_RULE, _FOOT_BOTTOM, _FOOT_LINE = 129.0, 134.7, 3.3
_COUNT = 40.0  # how wide the count of prints may be


@dataclass(frozen=True, slots=True)
class _Frame:
    """How the form's own millimetres lie on a page: stretched downwards, then scaled and moved."""

    stretch: float
    x: float
    y: float
    scale: float

    def down(self, y: float) -> float:
        """A height of the drawing."""
        return y * self.stretch

    def on_page(self, x: float, y: float) -> tuple[float, float]:
        """A point of the drawing as a point of the page."""
        return self.x + x * self.scale, self.y + self.down(y) * self.scale


_FRAMES = {FANFOLD_FORM: _Frame(1.0, 0.0, 0.0, 1.0), A5: _Frame(1.12, -3.86, 0.0, 0.9366)}
SIZES = tuple(_FRAMES)
"""What the form can be printed on."""


def compose(
    content: FormContent,
    mark: PrintMark,
    size: PaperSize = FANFOLD_FORM,
    parts: Sequence[int] = (SET,),
    *,
    show_stock: bool = False,
) -> Document:
    """The form, a page for each of the parts; `show_stock` adds the paper itself, for the eyes alone."""
    frame = _FRAMES[size]
    dot = size.dot if frame.scale == 1 else 0.0
    document = Document(f"{content.title} {shown_number(content.number)}", part_names(content.parts), dot)
    body = document.sheet()
    _head(body, content, frame)
    _grid(body, content, frame)
    _weights(body, content, frame)
    strike(body, mark, Box(_LEFT, frame.down(20), _RIGHT - _LEFT - 6, frame.down(94)), 21)
    high = size.height or 0.0
    kept = document.keep(body, size.width / frame.scale, high / frame.scale)
    by_number = {part.no: part for part in content.parts}
    for number in parts:
        part = by_number.get(number)
        local, codes = document.sheet(), document.sheet()
        _part(local, content, mark, part, frame)
        if not mark.preview:
            _codes(codes, content, number, size, frame)
        stock = _stock(document, size, part) if show_stock or size == A5 else ()
        placed = (Shown(kept, frame.x, frame.y, frame.scale), Shown(local, frame.x, frame.y, frame.scale))
        document.add_page(size.width, high, (*stock, *placed, Shown(codes)))
    return document


def _stock(document: Document, size: PaperSize, part: Part | None) -> tuple[Shown, ...]:
    sheet = document.sheet()
    if size == A5:
        if part is None:
            return ()
        edge(sheet, size, part)
    else:
        fan_fold(sheet, size, part.colour if part else "white")
    return (Shown(sheet),)


def _head(sheet: Sheet, content: FormContent, frame: _Frame) -> None:
    clock = "" if content.clock_trusted else CLOCK_MARK
    line = Style(3.4)
    sheet.text(Box(_LEFT, frame.down(5.8), 66, 6.8), f"签发单位：{or_nothing(content.issuer)}", line)
    sheet.text(Box(_LEFT, frame.down(12.9), 66, 5.2), f"签发时间：{minute(content.issued_at)}{clock}", line)
    sheet.text(Box(_MIDDLE - 36, frame.down(7), 72, 9), content.title, Style(6.5, Weight.BOLD), Align.MIDDLE)
    sheet.text(Box(_MIDDLE - 36, frame.down(15.8), 72, 4), "（实名制购煤 · 一车一单 · 涂改无效）", SMALL, Align.MIDDLE)
    number = Style(5.0, Weight.BOLD)
    sheet.text(Box(_RIGHT - 66, frame.down(7.2), 66, 6.2), headed_number(content.number), number, Align.RIGHT)


def _grid(sheet: Sheet, content: FormContent, frame: _Frame) -> None:
    """The left grid: who buys what, tested how, carried by whom to where."""
    first, third = _COLUMNS[0], _COLUMNS[2]
    identity = [
        _pair(frame, ("购煤单位", content.buyer), ("经办人", content.agent)),
        _pair(frame, _document(content), ("电话", masked_phone(content.phone))),
        _pair(frame, ("地址", content.address), ("用途", content.purpose)),
        _pair(frame, ("煤种", content.coal), ("批次", content.lot)),
        Row(frame.down(9.6), (label(first, "质检报告"), _value(_FULL - first, _report(content)))),
    ]
    plate = Cell(38, content.plate, Style(5.2, Weight.BOLD), plate=True)
    driver = Cell(16, masked_name(content.driver))
    carriage = [
        Row(
            frame.down(9.6),
            (label(first, "车牌"), plate, label(third, "司机"), driver, label(12, "承运"), _value(22, content.carrier)),
        ),
        Row(
            frame.down(9.6),
            (
                label(first, "送达"),
                _value(38, content.destination),
                label(third, "有效期"),
                _value(50, _valid(content)),
            ),
        ),
    ]
    rows = flexed([*identity, *carriage])
    y = lay(sheet, _LEFT, frame.down(_GRID_TOP), rows[: len(identity)])
    y = _tests(sheet, content, frame, y)
    bottom = lay(sheet, _LEFT, y, rows[len(identity) :])
    sheet.frame(Box(_LEFT, frame.down(_GRID_TOP), _FULL, bottom - frame.down(_GRID_TOP)))


def _pair(frame: _Frame, one: tuple[str, str], other: tuple[str, str]) -> Row:
    a, b, c, d = _COLUMNS
    cells = (label(a, one[0]), _value(b, one[1]), label(c, other[0]), _value(d, other[1]))
    return Row(frame.down(9.65), cells)


def _value(width: float, text: str) -> Cell:
    return Cell(width, or_nothing(text))


def _document(content: FormContent) -> tuple[str, str]:
    """Whose number stands on the form: a person's, masked; else the unit's credit code, which is public."""
    if content.credit_code and not content.id_number:
        return "信用代码", content.credit_code
    if content.id_number == NO_DOCUMENT:
        return "证件", NO_DOCUMENT
    return "身份证号", masked_id(content.id_number)


def _report(content: FormContent) -> str:
    return "　".join(filter(None, (content.report, content.laboratory, day(content.reported_on))))


def _valid(content: FormContent) -> str:
    return until(content.valid_until)


def _tests(sheet: Sheet, content: FormContent, frame: _Frame, y: float) -> float:
    """The three indicators, their limits, and the verdict beside them."""
    first, each, last = _COLUMNS[0], 27.0, 25.0
    figure = Style(5.0, Weight.BOLD)
    named = [label(each, item_name(one.item, one.basis)) for one in content.tested]
    values = [Cell(each, measured(one.value), figure, Align.MIDDLE) for one in content.tested]
    limits = [Cell(each, _limit(one), VALUE, Align.MIDDLE) for one in content.tested]
    empty = (_FULL - first - last) - each * len(content.tested)
    if empty > 0:
        for cells in (named, values, limits):
            cells.append(Cell(empty, or_nothing(""), LABEL, Align.MIDDLE))
    top = lay(sheet, _LEFT, y, [Row(frame.down(7.3), (label(first, "指标"), *named, label(last, "结论")))])
    rows = [
        Row(frame.down(9.1), (label(first, "实测 %"), *values)),
        Row(frame.down(7.3), (label(first, "限值 %"), *limits)),
    ]
    bottom = lay(sheet, _LEFT, top, rows)
    x = _LEFT + _FULL - last
    sheet.line(x, top, x, bottom)
    sheet.line(x, bottom, x + last, bottom)
    verdict = VOCABULARIES["verdict"][content.verdict] if content.verdict else or_nothing("")
    sheet.spread(Box(x, top, last, bottom - top).inset(PAD), verdict, Style(5.2, Weight.BOLD), 0.25)
    return bottom


def _limit(tested: Tested) -> str:
    return f"≤ {measured(tested.limit)}" if tested.limit is not None else or_nothing("")


def _weights(sheet: Sheet, content: FormContent, frame: _Frame) -> None:
    """The right grid: the three masses, the price, the amount."""
    x, wide, names = _SIDE.x, _SIDE.width, 16.0
    y = frame.down(_SIDE.y)
    for name, weighed in (("毛重", content.gross), ("皮重", content.tare)):
        box = Box(x, y, wide, frame.down(12))
        weight_row(sheet, box, name, weighed, names)
        y += box.height
        sheet.line(x, y, x + wide, y)
    value = Box(x + names, y, wide - names, 0).inset(2.0)
    high = frame.down(17)
    _named(sheet, Box(x, y, names, high), "净重", Style(4.6, Weight.BOLD))
    mass(sheet, Box(value.x, y + 0.8, value.width, high - 5.6), content.net.tonnes, Style(9.0, Weight.BOLD))
    sheet.text(Box(value.x, y + high - 5.0, value.width, 4.2), capital_tonnes(content.net), SMALL, Align.RIGHT)
    y += high
    sheet.line(x, y, x + wide, y)
    high = frame.down(9.8)
    _named(sheet, Box(x, y, names, high), "单价", VALUE)
    price = Box(value.x, y, value.width, high)
    sheet.text(price, price_per_tonne(content.price), Style(4.2, Weight.BOLD), Align.RIGHT)
    y += high
    sheet.line(x, y, x + wide, y)
    high = frame.down(_SIDE.y + _SIDE.height) - y
    _named(sheet, Box(x, y, names, high), "金额", VALUE)
    amount = Box(value.x, y + 0.9, value.width, high * 0.42)
    sheet.text(amount, f"{grouped_yuan(content.amount)} 元", Style(4.4, Weight.BOLD), Align.RIGHT)
    words = Box(value.x, y + high * 0.48, value.width, high * 0.48)
    sheet.text(words, capital_money(content.amount), Style(3.1), Align.RIGHT)
    sheet.frame(Box(x, frame.down(_SIDE.y), wide, frame.down(_SIDE.height)))


def _named(sheet: Sheet, box: Box, name: str, style: Style) -> None:
    sheet.line(box.x + box.width, box.y, box.x + box.width, box.y + box.height)
    sheet.text(box.inset(1.0), name, style, Align.MIDDLE)


def _signatures(sheet: Sheet, content: FormContent, y: float) -> None:
    high = 5.6
    sheet.text(Box(_LEFT, y, 40, high), f"开票人：{or_nothing(content.clerk)}", _BY_HAND)
    sheet.text(Box(60, y, 40, high), f"司磅员：{or_nothing(content.weigher)}", _BY_HAND)
    sheet.text(Box(102, y, 21, high), "购煤人签字：", _BY_HAND)
    sheet.line(122.5, y + high, 157, y + high)
    sheet.text(Box(160, y, 33, high), "签发单位（盖章）：", _BY_HAND)


def _part(sheet: Sheet, content: FormContent, mark: PrintMark, part: Part | None, frame: _Frame) -> None:
    """What differs from part to part: its name in the head, and the foot with its way and the count of prints."""
    name = part_name(part) if part else part_count(content.parts)
    sheet.text(Box(_RIGHT - 66, frame.down(13.6), 66, 4.8), name, Style(3.9, Weight.MEDIUM), Align.RIGHT)
    lines = _foot(content, mark, part)
    top = frame.down(_FOOT_BOTTOM) - _FOOT_LINE * len(lines)
    rule = frame.down(_FOOT_RULE) if len(lines) == 1 else top - 0.9
    sheet.line(_LEFT, rule, _RIGHT, rule)
    _signatures(sheet, content, rule - 7.6)
    middle = (rule + frame.down(_FOOT_BOTTOM) - _FOOT_LINE) / 2 if len(lines) == 1 else top
    for number, line in enumerate(lines):
        wide = _RIGHT - _LEFT - (_COUNT if number == len(lines) - 1 else 0)
        sheet.text(Box(_LEFT, middle + _FOOT_LINE * number, wide, _FOOT_LINE), line, SMALL)
    count = Box(_RIGHT - _COUNT, middle + _FOOT_LINE * (len(lines) - 1), _COUNT, _FOOT_LINE)
    sheet.text(count, f"{print_count(mark)} · {PRODUCT}", SMALL, Align.RIGHT)


def _foot(content: FormContent, mark: PrintMark, part: Part | None) -> tuple[str, ...]:
    """The way of a part, or the names of all; why it was printed again; how it may be used."""
    use = f"有效期内一车一单，过卡核销 · 举报电话 {content.hotline}"
    reason = reprint_reason(mark)
    if part is None:
        names = part_names(content.parts)
        together = f"{names}　{reason}".rstrip()
        first = (together,) if needs(together, _RIGHT - _LEFT, SMALL) <= _FOOT_LINE else (names, reason)
        return (*first, use)
    way = f"第{part_name(part)[1]}联（{part.name}）{part.holder} · {use}"
    return (reason, way) if reason else (way,)


def _codes(sheet: Sheet, content: FormContent, number: int, size: PaperSize, frame: _Frame) -> None:
    """The codes of a part, in the page's own millimetres: a module is a whole number of dots, whatever the scale."""
    left, top = frame.on_page(_SIDE.x, _CODE_TOP)
    right, _ = frame.on_page(_RIGHT, 0)
    top = size.on_dot(top)
    text = content.proof.of(number)
    side = 0.0
    if text:
        code = qr(text)
        side = code.across * size.qr_module
        sheet.modules(code, size.on_dot(right - side), top, size.qr_module)
    room = Box(left, top, right - side - 4 * size.qr_module - left, 0)
    sheet.text(replace(room, height=5.6), "扫码验真 · 无网可验", Style(3.5, Weight.BOLD))
    sheet.text(replace(room, y=top + 6.4, height=4.2), "手输校验码", SMALL)
    check = or_nothing(content.proof.check_code)
    sheet.text(replace(room, y=top + 10.8, height=7.0), check, Style(5.4, Weight.BOLD))
    if content.number:
        bars = code128(bar_digits(content.number))
        sheet.bars(bars, size.on_dot(left), size.on_dot(top + 19.4), size.bar_module, _BAR_HEIGHT)
