"""At the right in place of the papers: what is registered beside a load.

a contract                  number, coal, tonnes, last day
a lot that lacks papers     the lot, a contract, a report
"""

from collections.abc import Sequence

from coalguard.ui.tokens import Tone
from coalguard.ui.weighbridge.panel import Panel
from coalguard.ui.widgets.combo import Combo
from coalguard.ui.widgets.field import Field, Kind
from coalguard.ui.widgets.input import Input
from coalguard.ui.widgets.option_list import Option
from coalguard.ui.words import _


def contract_panel(supplier: str, coals: Sequence[str], coal: str) -> Panel:
    """A contract of a supplier."""
    kind = Combo(_("煤种"), required=True)
    kind.set_options([Option(one, one) for one in coals])
    kind.set_value(coal)
    fields: dict[str, Input] = {
        "number": Field(_("合同编号"), required=True, longest=40),
        "coal": kind,
        "quantity": Field(_("数量（吨）"), kind=Kind.NUMBER, required=True, longest=10),
        "until": Field(_("有效期至"), required=True, longest=12, hint=_("1231 或 2026-12-31")),
    }
    sentence = _("登记 {supplier} 的采购合同。合同编号只能用一次。").format(supplier=supplier)
    where = {"contract.ended": "until", "contract.until": "until", "contract.quantity": "quantity"}
    where |= {"contract.": "number", "coal.": "coal", "date.": "until", "mass.": "quantity"}
    return Panel(_("登记合同"), sentence, _("登记"), fields, where=where, tone=Tone.ACCENT).named("contract")


def complete_panel(lots: Sequence[Option]) -> Panel:
    """A lot that lacks papers, and what was brought for it."""
    lot = Combo(_("批次"), required=True)
    lot.set_options(lots)
    fields: dict[str, Input] = {"lot": lot, "contract": Combo(_("采购合同")), "report": Combo(_("质检报告"))}
    sentence = _("给待补的批次补采购合同或质检报告。补齐后批次可以销售。")
    where = {"lot.": "lot", "contract.": "contract", "report.": "report"}
    return Panel(_("补手续"), sentence, _("确认补上"), fields, where=where, tone=Tone.ACCENT).named("papers")
