"""The closing sheet 交班单 (`ux.md` §6.9), on an 80 mm roll: what a shift did, what it hands on, and that both signed.

Every number is accounted for, the count of changes of the machines stands on it, and the seal of the journal up to its
end (`journal.md` §2, §4, §5): paper in a drawer shows years later whether anything before it was touched. It refuses to
add up anything; sums come as they were kept.
"""

from coalguard.domain.money import Money
from coalguard.printing.content import ClosingContent, NumberLine, PrintMark
from coalguard.printing.figures import NOTHING, grouped_yuan, minute
from coalguard.printing.roll import SMALL, STRONG, Roll
from coalguard.printing.sheet import Document
from coalguard.printing.size import ROLL_80

TITLE = "交班单"


def compose(content: ClosingContent, mark: PrintMark) -> Document:
    """The sheet; it has one part and no number."""
    document = Document(f"{TITLE} {minute(content.ended_at)}", TITLE, ROLL_80.dot)
    roll = Roll(document, ROLL_80, content.seal, mark)
    lasted = f"{minute(content.opened_at)} 至 {minute(content.ended_at)}"
    roll.begin(f"{content.station} {TITLE}", lasted, clock_trusted=content.clock_trusted)
    roll.rule()
    roll.boxed("交班" if content.receiver else "关班")
    _people(roll, content)
    roll.heading("本班合计")
    for name, figure in content.figures:
        roll.pair(name, figure)
    roll.pair("单据与台账", "相符" if content.ties else "对不上，待查", STRONG)
    _numbers(roll, content)
    _handed_on(roll, content)
    roll.rule()
    roll.pair("参数修改", f"本班 {content.changes.in_shift} 次，累计 {content.changes.ever} 次")
    roll.signature("交班人签字")
    if content.receiver:
        roll.signature("接班人签字")
    roll.rule()
    _seal(roll, content)
    roll.foot("扫码可查此前的记录有没有动过")
    roll.tear()
    return document


def _people(roll: Roll, content: ClosingContent) -> None:
    roll.pair("当班人", content.holder)
    if content.given_by:
        roll.pair("带班代交", content.given_by)
        roll.pair("代交原因", content.reason)
    if content.receiver:
        roll.pair("接班人", content.receiver)


def _numbers(roll: Roll, content: ClosingContent) -> None:
    """First and last of each kind, and what became of them: granted = used + void + left."""
    roll.heading("单号")
    for line in content.numbers:
        roll.pair(line.paper, _span(line))
        void = f"，其中作废 {line.void}" if line.void else ""
        roll.pair("", f"{line.used} 张{void}，余 {line.left:,}", SMALL)
    if not content.numbers:
        roll.told("本班没有用号")
    if content.voided:
        roll.told(f"本班作废五联单：{'、'.join(content.voided)}")


def _span(line: NumberLine) -> str:
    first, last = f"{line.first:04d}", f"{line.last:04d}"
    return f"{line.prefix} {first}" if first == last else f"{line.prefix} {first}–{last}"


def _handed_on(roll: Roll, content: ClosingContent) -> None:
    roll.heading("移交给下一班")
    roll.listed(content.left or ("没有未完的事",))
    if content.due is not None or content.cash is not None:
        roll.pair("本班售煤", _yuan(content.due))
        roll.pair("现金", _yuan(content.cash))
    roll.pair("纸张余张", NOTHING if content.paper_left is None else f"{content.paper_left} 张")
    roll.heading("交接事项")
    roll.told(content.notes or NOTHING)


def _yuan(amount: Money | None) -> str:
    return NOTHING if amount is None else f"{grouped_yuan(amount)} 元"


def _seal(roll: Roll, content: ClosingContent) -> None:
    """The seal; a program that died before it could seal left none, and the next closing sheet answers for both."""
    if content.seal is None:
        roll.told("封签未生成，由下一张交班单的封签一并封存")
        return
    roll.proof(content.check_code, ("本班封签", f"封存至第 {content.sealed_seq} 条记录", "校验码"))
