"""The papers of a truck that does not pass, on an 80 mm roll, two copies each (`ux.md` §9.3): turn-back and hand-over.

The turn-back notice 劝返告知书 is no measure of force: it tells the reasons, how each is put right, and whom to call.
The hand-over 移交单 gives the case to the authority that may act; the checkpoint seizes nothing (`domain.md` §7.6).
They refuse to judge: reasons come as sentences.
"""

from collections.abc import Sequence

from coalguard.printing.content import HandOverContent, PrintMark, TurnBackContent
from coalguard.printing.figures import masked_id, masked_name, masked_phone, numbered, shown_number, tonnes
from coalguard.printing.mark import part_names
from coalguard.printing.roll import Roll
from coalguard.printing.sheet import Document
from coalguard.printing.size import ROLL_80, PaperSize
from coalguard.printing.slip import on_duty

SIZES = (ROLL_80,)
"""What the notices can be printed on."""


def compose_turn_back(
    content: TurnBackContent, mark: PrintMark, size: PaperSize = ROLL_80, parts: Sequence[int] = ()
) -> Document:
    """The notice; both copies where none is named."""
    document = Document(f"劝返告知书 {shown_number(content.number)}", part_names(content.parts), size.dot)
    for part in content.parts:
        if parts and part.no not in parts:
            continue
        roll = _begin(document, size, content, mark, name="劝返告知书", number=part.no)
        roll.boxed("劝返")
        roll.pair("司机", masked_name(content.driver))
        roll.pair("煤种", content.coal)
        roll.pair("五联单", content.form_number)
        roll.heading("劝返原因")
        roll.listed(content.reasons)
        roll.heading("如何补正")
        roll.listed(content.remedies)
        if content.notes:
            roll.heading("说明")
            roll.told(content.notes)
        roll.rule()
        roll.pair("值班员", on_duty(content.officers, content.shift))
        roll.pair("咨询电话", content.phone)
        roll.signature("司机签收")
        roll.rule()
        roll.proof(content.proof.check_code, ("补正后可再来查验", "本单不是处罚决定", "校验码"))
        _end(roll, content)
    return document


def compose_hand_over(
    content: HandOverContent, mark: PrintMark, size: PaperSize = ROLL_80, parts: Sequence[int] = ()
) -> Document:
    """The hand-over; both copies where none is named."""
    document = Document(f"移交单 {shown_number(content.number)}", part_names(content.parts), size.dot)
    for part in content.parts:
        if parts and part.no not in parts:
            continue
        roll = _begin(document, size, content, mark, name="移交单", number=part.no)
        roll.boxed("移交")
        roll.pair("接收机关", content.receiver)
        roll.pair("当事人", content.party)
        roll.pair("身份证号", masked_id(content.id_number))
        roll.pair("电话", masked_phone(content.phone))
        roll.pair("司机", masked_name(content.driver))
        roll.pair("煤种", content.coal)
        roll.pair("数量", tonnes(content.quantity))
        roll.pair("五联单", content.form_number)
        roll.heading("移交事由")
        roll.listed(content.grounds)
        if content.notes:
            roll.heading("现场情况")
            roll.told(content.notes)
        if content.evidence:
            roll.heading("随附材料")
            roll.listed(content.evidence)
        roll.rule()
        roll.pair("移交人", on_duty(content.officers, content.shift))
        for name in ("移交人签字", "接收人签字", "接收时间", "当事人签字"):
            roll.signature(name)
        roll.rule()
        roll.proof(content.proof.check_code, ("由接收机关依法处理", "本单不是查封扣押决定", "校验码"))
        _end(roll, content)
    return document


_Notice = TurnBackContent | HandOverContent


def _begin(document: Document, size: PaperSize, content: _Notice, mark: PrintMark, *, name: str, number: int) -> Roll:
    """The head of a copy: place, paper, number, moment, whose copy, plate."""
    roll = Roll(document, size, content.proof.of(number), mark)
    part = next(part for part in content.parts if part.no == number)
    issued = numbered(content.number, content.issued_at)
    roll.begin(f"{content.station} {name}", issued, clock_trusted=content.clock_trusted)
    roll.subtitle(f"{part.name}（{part.holder}）")
    roll.rule()
    roll.plate(content.plate)
    return roll


def _end(roll: Roll, content: _Notice) -> None:
    if content.number:
        roll.bars(str(content.number))
    rules = f"规则 {content.rules}" if content.rules else ""
    roll.foot(" · ".join(filter(None, (f"举报电话 {content.hotline}", rules))))
    roll.tear()
