"""The settlement slip 结算单 (`ux.md` §9.4), on an 80 mm roll: what was agreed and what was paid.

It is no invoice and says so where nobody overlooks it; the number of the tax invoice, which is issued elsewhere, is
only noted (发票管理办法 art. 23; `domain.md` §5.6). It refuses to compute: the amount comes rounded.
"""

from collections.abc import Sequence

from coalguard.domain.capitals import capital_money
from coalguard.printing.content import PrintMark, SettlementContent
from coalguard.printing.figures import NOTHING, grouped_yuan, numbered, price_per_tonne, shown_number, tonnes
from coalguard.printing.fit import Style
from coalguard.printing.font import Weight
from coalguard.printing.roll import STRONG, Roll
from coalguard.printing.sheet import Align, Document
from coalguard.printing.size import ROLL_80, PaperSize

SIZES = (ROLL_80,)
"""What the slip can be printed on."""
SET = 0
NO_INVOICE = "本单不作为发票，不得代替发票报销"

_AMOUNT = Style(5.6, Weight.BOLD)


def compose(
    content: SettlementContent, mark: PrintMark, size: PaperSize = ROLL_80, parts: Sequence[int] = (SET,)
) -> Document:
    """The slip; it has one part."""
    document = Document(f"结算单 {shown_number(content.number)}", "结算单", size.dot)
    for part in parts:
        roll = Roll(document, size, content.proof.of(part), mark)
        issued = numbered(content.number, content.issued_at)
        roll.begin(f"{content.seller} 结算单", issued, clock_trusted=content.clock_trusted)
        roll.rule()
        roll.pair("售煤单位", content.seller)
        roll.pair("购煤人", content.buyer)
        roll.pair("五联单", content.form_number)
        roll.rule()
        roll.pair("净重", tonnes(content.net))
        roll.pair("单价", price_per_tonne(content.price))
        roll.pair("金额", f"{grouped_yuan(content.amount)} 元", _AMOUNT)
        roll.told(capital_money(content.amount), align=Align.RIGHT)
        roll.rule()
        roll.pair("付款方式", content.payment)
        roll.pair("已收", f"{grouped_yuan(content.paid)} 元" if content.paid is not None else NOTHING)
        roll.pair("发票号码", content.invoice)
        roll.pair("收款", content.cashier)
        roll.rule()
        roll.told(NO_INVOICE, STRONG, Align.MIDDLE)
        roll.proof(content.proof.check_code, ("扫码验真", "手输校验码"))
        roll.foot("")
        roll.tear()
    return document
