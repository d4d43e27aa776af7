"""At the right in place of the papers: what needs one more Enter.

a weight that is typed      kg, reason, second person with PIN
a stay that is given up     reason
a ticket printed again      reason
a contract                  number, coal, tonnes, last day
a lot that lacks papers     the lot, a contract, a report
"""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal

from coalguard.domain.findings import Finding
from coalguard.domain.mass import Mass
from coalguard.ui.keys import EnterOrder
from coalguard.ui.pages.inbound.side_card import WIDTH
from coalguard.ui.tokens import CAPTION, GAP_3, Tone
from coalguard.ui.widgets.button import Button, Rank
from coalguard.ui.widgets.card import Card
from coalguard.ui.widgets.combo import Combo
from coalguard.ui.widgets.field import Field, Kind
from coalguard.ui.widgets.input import Input
from coalguard.ui.widgets.label import Label, Line, Paragraph
from coalguard.ui.widgets.option_list import Option
from coalguard.ui.words import N_, _

REASONS = {
    "manual": (N_("仪表故障"), N_("线路中断"), N_("停电"), N_("仪表送检")),
    "reprint": (N_("卡纸"), N_("字迹不清"), N_("纸张错位"), N_("遗失")),
    "leave": (N_("司机放弃"), N_("登记错误"), N_("重量有误"), N_("车辆故障")),
}


class Panel(Card):
    """Fields, a sentence on what will happen, and the button that makes it happen.

    `where` says by the beginning of a finding's code at which field it is shown.
    """

    confirmed = Signal()

    def __init__(self, title: str, sentence: str, act: str, fields: dict[str, Input], where: Mapping[str, str]) -> None:
        """Ask for these fields."""
        super().__init__(title, tone=Tone.WARN)
        self.fields = fields
        self._where = where
        self.confirm = Button(act, rank=Rank.SECOND, tone=Tone.WARN)
        self.confirm.clicked.connect(self.confirmed)
        self.enter_order = EnterOrder(list(fields.values()), last=self.confirm)
        self.body.setSpacing(GAP_3)
        self.body.addWidget(Paragraph(sentence, CAPTION))
        for field in fields.values():
            self.body.addWidget(field)
        reason = fields.get("reason")
        if isinstance(reason, Combo):
            listed = "　".join(f"{one.value} {one.text}" for one in reason.options)
            self.body.insertWidget(self.body.indexOf(reason) + 1, Paragraph(listed, CAPTION, soft=2))
        self.body.addStretch(1)
        self.body.addWidget(Label(Line(_("Esc 返回，已填的都在"), CAPTION, soft=2)))
        self.body.addWidget(self.confirm)
        self.setFixedWidth(WIDTH)

    def complete(self) -> bool:
        """Whether every field is filled and right; else the cursor goes to the first that is not."""
        for field in self.fields.values():
            field.check_required()
        bad = [field for field in self.fields.values() if field.faulty]
        if bad:
            bad[0].setFocus()
        return not bad

    def text(self, name: str) -> str:
        """What a field holds; of a reason that was chosen, its words."""
        field = self.fields[name]
        if isinstance(field, Combo) and name == "reason" and field.chosen is not None:
            return field.chosen.text
        return field.text().strip()

    def show_finding(self, finding: Finding) -> bool:
        """Show a finding at its field, the cursor there; whether it has one."""
        named = str(finding.facts.get("field", ""))
        place = named or next((name for start, name in self._where.items() if finding.code.startswith(start)), "")
        field = self.fields.get(place)
        if field is not None:
            field.show_finding(finding)
            field.setFocus()
        return field is not None

    def focus_first(self) -> None:
        """Put the cursor in."""
        first = self.enter_order.first_reachable()
        if first is not None:
            first.setFocus()


def _reason(kind: str) -> Combo:
    """Reasons to choose by digit; another one may be written."""
    field = Combo(_("原因"), required=True, free=True, hint=_("按数字选，或直接写"))
    field.set_options([Option(str(no), _(text), note=str(no)) for no, text in enumerate(REASONS[kind], start=1)])
    return field


def manual_panel(step: str, plate: str, colleagues: Sequence[tuple[str, str]]) -> Panel:
    """A weight that the scale can not give."""
    mass = Field(_("{step} kg").format(step=step), kind=Kind.NUMBER, required=True, longest=6)
    second = Combo(_("带班"), required=True)
    second.set_options([Option(login, name, note=login) for login, name in colleagues])
    pin = Field(_("带班 PIN"), kind=Kind.SECRET, required=True, longest=6)

    def note() -> None:
        text = mass.text().strip()
        mass.set_note(f"{Mass(int(text)).tonnes} t" if text.isascii() and text.isdigit() else "")

    mass.edited.connect(note)
    sentence = _("地磅不能给出 {plate} 的重量。手录的重量处处标明“手录”，单据上也有。").format(plate=plate)
    where = {"pin.": "pin", "weighing.": "kg", "mass.": "kg", "staff.": "login", "second.": "login"}
    fields: dict[str, Input] = {"kg": mass, "reason": _reason("manual"), "login": second, "pin": pin}
    return Panel(_("手录重量"), sentence, _("确认手录"), fields, where)


def leave_panel(plate: str) -> Panel:
    """A stay that comes to nothing."""
    sentence = _("{plate} 本次过磅作废。取过的重量留在记录里，车可以重新过磅。").format(plate=plate)
    return Panel(_("作废本次"), sentence, _("确认作废"), {"reason": _reason("leave")}, {})


def reprint_panel(number: str) -> Panel:
    """A ticket printed for the third time or more often."""
    sentence = _("{number} 已补打过。再打要写原因，原因印在单据上。").format(number=number)
    return Panel(_("补打"), sentence, _("确认补打"), {"reason": _reason("reprint")}, {})


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
    return Panel(_("登记合同"), sentence, _("登记"), fields, where)


def complete_panel(lots: Sequence[Option]) -> Panel:
    """A lot that lacks papers, and what was brought for it."""
    lot = Combo(_("批次"), required=True)
    lot.set_options(lots)
    fields: dict[str, Input] = {"lot": lot, "contract": Combo(_("采购合同")), "report": Combo(_("质检报告"))}
    sentence = _("给待补的批次补采购合同或质检报告。补齐后批次可以销售。")
    where = {"lot.": "lot", "contract.": "contract", "report.": "report"}
    return Panel(_("补手续"), sentence, _("确认补上"), fields, where)
