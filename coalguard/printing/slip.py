"""The release slip 查验放行单 (`ux.md` §9.3), on an 80 mm roll: for this truck, this once.

It refuses to know why a truck may pass; it says what was compared, who answers for it, and by which version of the
rules.
"""

from collections.abc import Sequence

from coalguard.printing.content import PrintMark, SlipContent, Tested
from coalguard.printing.figures import NOTHING, drift, measured, numbered, shown_number, tonnes
from coalguard.printing.roll import Roll
from coalguard.printing.sheet import Document
from coalguard.printing.size import ROLL_80, PaperSize
from coalguard.sentences.vocabulary import VOCABULARIES

SIZES = (ROLL_80,)
"""What the slip can be printed on."""
SET = 0


def compose(
    content: SlipContent, mark: PrintMark, size: PaperSize = ROLL_80, parts: Sequence[int] = (SET,)
) -> Document:
    """The slip; it has one part."""
    document = Document(f"查验放行单 {shown_number(content.number)}", "查验放行单", size.dot)
    for part in parts:
        roll = Roll(document, size, content.proof.of(part), mark)
        issued = numbered(content.number, content.issued_at)
        roll.begin(f"{content.station} 查验放行单", issued, clock_trusted=content.clock_trusted)
        roll.rule()
        roll.plate(content.plate)
        roll.boxed("放行", ticked=True)
        roll.pair("五联单", content.form_number)
        roll.pair("煤种", content.coal)
        roll.pair("批次", content.lot)
        roll.pair("质检", tested_line(content))
        roll.pair("单据净重", tonnes(content.paper_net))
        roll.pair("手录净重" if content.by_hand else "实测净重", _observed(content))
        roll.pair("去向", content.destination)
        if content.override:
            roll.pair("带班放行", content.override)
        roll.pair("值班员", on_duty(content.officers, content.shift))
        roll.rule()
        redeemed = "五联单已在本卡核销" if content.redeemed else "本单不代替五联单"
        roll.proof(content.proof.check_code, ("本单仅限本车本次", redeemed, "校验码"))
        if content.number:
            roll.bars(str(content.number))
        rules = f"规则 {content.rules}" if content.rules else ""
        roll.foot(" · ".join(filter(None, (f"举报电话 {content.hotline}", rules))))
        roll.tear()
    return document


def tested_line(content: SlipContent) -> str:
    """The three values and the verdict: 9.86 / 0.62 / 23.40 合格."""
    values = " / ".join(measured(one.value) for one in _shown(content.tested))
    verdict = VOCABULARIES["verdict"][content.verdict] if content.verdict else ""
    return " ".join(filter(None, (values, verdict)))


def on_duty(officers: tuple[str, ...], shift: str) -> str:
    """Who was there: 韩振国、妥建军（夜班）."""
    names = "、".join(officers) or NOTHING
    return f"{names}（{shift}）" if shift else names


def _shown(tested: tuple[Tested, ...]) -> tuple[Tested, ...]:
    return tested if any(one.value is not None for one in tested) else ()


def _observed(content: SlipContent) -> str:
    if content.observed_net is None:
        return NOTHING
    if content.paper_net is None:
        return tonnes(content.observed_net)
    return f"{tonnes(content.observed_net)}（{drift(content.paper_net, content.observed_net)}）"
