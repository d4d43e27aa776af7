"""The weigh ticket 过磅单 (`ux.md` §9.2), as it is drawn in picture 08: on fan-fold in three plies, or on a roll.

It carries QR and check code alone; a bar code of its number would not leave the QR code its quiet zone. A weight that
was typed has 手录 before its name and the approver in the remark. It refuses to know sales: it shows what was weighed.
"""

from collections.abc import Sequence

from coalguard.domain.form import Part
from coalguard.domain.weighing import Origin
from coalguard.printing.barcode import qr
from coalguard.printing.content import PrintMark, TicketContent
from coalguard.printing.figures import day, headed_number, masked_name, minute, or_nothing, shown_number
from coalguard.printing.fit import Style
from coalguard.printing.font import Weight
from coalguard.printing.grid import SMALL, Cell, Row, flexed, label, lay, mass, weight_row
from coalguard.printing.mark import (
    CLOCK_MARK,
    part_count,
    part_name,
    part_names,
    print_count,
    reprint_reason,
    strike,
)
from coalguard.printing.roll import Roll
from coalguard.printing.sheet import Align, Box, Document, Sheet, Shown
from coalguard.printing.size import FANFOLD_TICKET, ROLL_80, PaperSize
from coalguard.printing.stock import fan_fold

SET = 0
SIZES = (FANFOLD_TICKET, ROLL_80)
"""What the ticket can be printed on."""

_LEFT, _RIGHT, _TOP = 18.0, 223.0, 19.2
_MIDDLE = (_LEFT + _RIGHT) / 2
_HIGH = 49.0
_SIDE = Box(126, _TOP, 64, _HIGH)
_NOTE = "重量由衡器直读。手工录入时「毛重 / 皮重」前加印「手录」，备注栏加印审批人。"


def compose(
    content: TicketContent,
    mark: PrintMark,
    size: PaperSize = FANFOLD_TICKET,
    parts: Sequence[int] = (SET,),
    *,
    show_stock: bool = False,
) -> Document:
    """The ticket, a page for each of the plies; 0 is the set."""
    if size == ROLL_80:
        return _on_roll(content, mark, size, parts)
    document = Document(f"过磅单 {shown_number(content.number)}", part_names(content.parts), size.dot)
    body = document.sheet()
    _head(body, content)
    _grid(body, content)
    _weights(body, content)
    _signatures(body, content)
    strike(body, mark, Box(_LEFT, _TOP - 2, _SIDE.x + _SIDE.width - _LEFT, _HIGH + 6), 12)
    if not mark.preview:
        _proof(body, content, size)
    high = size.height or 0.0
    kept = document.keep(body, size.width, high)
    by_number = {part.no: part for part in content.parts}
    for number in parts:
        part = by_number.get(number)
        local = document.sheet()
        _part(local, content, mark, part)
        shown = [Shown(kept), Shown(local)]
        if show_stock:
            stock = document.sheet()
            fan_fold(stock, size, part.colour if part else "white")
            shown.insert(0, Shown(stock))
        document.add_page(size.width, high, shown)
    return document


def _head(sheet: Sheet, content: TicketContent) -> None:
    place = "　".join(filter(None, (content.place, content.scale)))
    sheet.text(Box(_LEFT, 6.4, 74, 5.2), or_nothing(place), Style(3.5, Weight.MEDIUM))
    verified = f"检定有效期至 {day(content.verified_until)}" if content.verified_until else ""
    scale = f"衡器编号 {content.scale_number}" if content.scale_number else ""
    sheet.text(Box(_LEFT, 12.2, 74, 4.4), "　".join(filter(None, (scale, verified))) or "衡器编号 —", SMALL)
    sheet.spread(Box(_MIDDLE - 24, 6, 48, 9.6), "过磅单", Style(6.6, Weight.BOLD), 0.3)
    number = Box(_RIGHT - 68, 6.2, 68, 6.0)
    sheet.text(number, headed_number(content.number), Style(4.8, Weight.BOLD), Align.RIGHT)


def _grid(sheet: Sheet, content: TicketContent) -> None:
    """The left grid: which truck, which way, what, from whom to whom."""
    first, second, third, fourth = 20.0, 38.0, 16.0, 30.0
    plate = Cell(second, content.plate, Style(5.2, Weight.BOLD), plate=True)
    pairs = (
        ("方向", content.direction, "煤种", content.coal),
        ("发货", content.consignor, "批次", content.lot),
        ("收货", content.consignee, "五联单", content.form_number),
    )
    rows = [
        Row(9.8, (label(first, "车牌"), plate, label(third, "司机"), Cell(fourth, masked_name(content.driver)))),
        *(
            Row(9.8, (label(first, a), Cell(second, or_nothing(b)), label(third, c), Cell(fourth, or_nothing(d))))
            for a, b, c, d in pairs
        ),
        Row(9.8, (label(first, "备注"), Cell(second + third + fourth, _remark(content)))),
    ]
    lay(sheet, _LEFT, _TOP, flexed(rows))
    sheet.frame(Box(_LEFT, _TOP, first + second + third + fourth, _HIGH))


def _remark(content: TicketContent) -> str:
    """The remark; who stood for a weight that was typed is part of it, and an empty one stays empty for the pen."""
    typed = any(one and one.origin is Origin.TYPED for one in (content.gross, content.tare))
    approved = f"手录审批人：{or_nothing(content.approved_by)}" if typed else ""
    return "　".join(filter(None, (content.remark.strip(), approved)))


def _weights(sheet: Sheet, content: TicketContent) -> None:
    x, y, wide, names = _SIDE.x, _SIDE.y, _SIDE.width, 14.0
    for name, weighed in (("毛重", content.gross), ("皮重", content.tare)):
        weight_row(sheet, Box(x, y, wide, 14), name, weighed, names)
        y += 14
        sheet.line(x, y, x + wide, y)
    high = _TOP + _HIGH - y
    sheet.line(x + names, y, x + names, y + high)
    sheet.text(Box(x, y, names, high).inset(1), "净重", Style(4.6, Weight.BOLD), Align.MIDDLE)
    value = Box(x + names, y, wide - names, high).inset(2)
    figure = content.net.tonnes if content.net is not None else or_nothing("")
    mass(sheet, Box(value.x, y + 1.4, value.width, high - 7), figure, Style(10.4, Weight.BOLD))
    kilograms = f"{content.net.kg:,} kg" if content.net is not None else or_nothing("")
    sheet.text(Box(value.x, y + high - 5.4, value.width, 4.4), kilograms, SMALL, Align.RIGHT)
    sheet.frame(_SIDE)


def _signatures(sheet: Sheet, content: TicketContent) -> None:
    y, high, by_hand = 72.6, 5.6, Style(3.6)
    sheet.text(Box(_LEFT, y, 52, high), f"司磅员：{or_nothing(content.weigher)}", by_hand)
    sheet.text(Box(72, y, 18, high), "司机签字：", by_hand)
    sheet.line(89.5, y + high, 130, y + high)
    sheet.text(Box(144, y, 12, high), "复核：", by_hand)
    sheet.line(155, y + high, 190, y + high)


def _proof(sheet: Sheet, content: TicketContent, size: PaperSize) -> None:
    text = content.proof.of(SET)
    side = 49 * size.qr_module
    if text:
        code = qr(text)
        side = code.across * size.qr_module
        sheet.modules(code, size.on_dot(_RIGHT - side), size.on_dot(_TOP), size.qr_module)
    box = Box(_RIGHT - side, size.on_dot(_TOP) + side + 2.4, side, 0)
    sheet.text(Box(box.x, box.y, side, 4.6), "扫码验真", Style(3.4, Weight.MEDIUM), Align.MIDDLE)
    check = or_nothing(content.proof.check_code)
    sheet.text(Box(box.x, box.y + 5.2, side, 6), check, Style(4.9, Weight.BOLD), Align.MIDDLE)


def _part(sheet: Sheet, content: TicketContent, mark: PrintMark, part: Part | None) -> None:
    """A ply's name in the head; the note, the moment and the count of prints at the foot."""
    name = part_name(part) if part else part_count(content.parts)
    sheet.text(Box(_RIGHT - 68, 12.2, 68, 4.6), name, Style(3.8, Weight.MEDIUM), Align.RIGHT)
    first = "　".join(filter(None, ("" if part else part_names(content.parts), reprint_reason(mark))))
    clock = "" if content.clock_trusted else CLOCK_MARK
    count = f"{minute(content.issued_at)}{clock}　{print_count(mark)}"
    if first:
        sheet.text(Box(_LEFT, 80.8, _RIGHT - _LEFT, 3.4), first, SMALL)
    y, rule = (84.4, 80.2) if first else (83.4, 82.2)
    sheet.line(_LEFT, rule, _RIGHT, rule)
    sheet.text(Box(_LEFT, y, 132, 3.6), _NOTE, SMALL)
    sheet.text(Box(_RIGHT - 72, y, 72, 3.6), count, SMALL, Align.RIGHT)


# --- 80 mm -----------------------------------------------------------------------------------------------------------


def _on_roll(content: TicketContent, mark: PrintMark, size: PaperSize, parts: Sequence[int]) -> Document:
    document = Document(f"过磅单 {shown_number(content.number)}", part_names(content.parts), size.dot)
    by_number = {part.no: part for part in content.parts}
    for number in parts:
        roll = Roll(document, size, content.proof.of(number), mark)
        part = by_number.get(number, content.parts[0])
        roll.title(f"{or_nothing(content.place)} 过磅单")
        roll.subtitle(f"{shown_number(content.number)}　{part.name}")
        roll.rule()
        roll.plate(content.plate)
        for name, weighed in (("毛重", content.gross), ("皮重", content.tare)):
            roll.weight(name, weighed)
        roll.net(content.net)
        roll.pair("方向", content.direction)
        roll.pair("煤种 / 批次", " ".join(filter(None, (content.coal, content.lot))))
        roll.pair("发货", content.consignor)
        roll.pair("收货", content.consignee)
        roll.pair("五联单", content.form_number)
        roll.pair("司机", masked_name(content.driver))
        roll.pair("司磅员", content.weigher)
        if remark := _remark(content):
            roll.pair("备注", remark)
        roll.rule()
        clock = "" if content.clock_trusted else CLOCK_MARK
        roll.proof(content.proof.check_code, ("扫码验真", "手输校验码"), f"{minute(content.issued_at)}{clock}")
        roll.foot("　".join(filter(None, (content.scale, content.scale_number))))
        roll.tear()
    return document
