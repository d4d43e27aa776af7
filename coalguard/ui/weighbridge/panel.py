"""Panel: in place of the right column, what needs one more Enter, a reason, and sometimes a second person.

a weight that is typed      kg, reason, second person with PIN
a stay that is given up     reason
a paper printed again       reason
a form made void            its number, reason, parts that came back, second person with PIN (`pages.sale.voiding`)
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.findings import Finding, Refused
from coalguard.domain.journal import Json
from coalguard.domain.mass import Mass
from coalguard.ui.approver import approver_fields
from coalguard.ui.keys import EnterOrder
from coalguard.ui.page import Page
from coalguard.ui.tokens import CAPTION, GAP_3, Tone
from coalguard.ui.typed import type_into, typed_in
from coalguard.ui.widgets.button import Button, Rank
from coalguard.ui.widgets.card import Card
from coalguard.ui.widgets.combo import Combo
from coalguard.ui.widgets.field import Field, Kind
from coalguard.ui.widgets.input import Input
from coalguard.ui.widgets.label import Label, Line, Paragraph
from coalguard.ui.widgets.option_list import Option
from coalguard.ui.widgets.scrolled import Scrolled
from coalguard.ui.words import N_, _

WIDTH = 276
"""Of the right column, whatever stands there."""

REASONS = {
    "manual": (N_("仪表故障"), N_("线路中断"), N_("停电"), N_("仪表送检")),
    "leave": (N_("司机放弃"), N_("登记错误"), N_("重量有误"), N_("车辆故障")),
    "void": (N_("购煤人写错"), N_("批次或单价写错"), N_("去向或日期写错"), N_("购煤人退煤")),
    "reprint": (N_("卡纸"), N_("字迹不清"), N_("纸张错位"), N_("遗失")),
}
NOWHERE: Mapping[str, str] = MappingProxyType({})


class Panel(Card):
    """Fields, a sentence on what will happen, and the button that makes it happen.

    `where` says by the beginning of a finding's code at which field it is shown. For drafts a panel has a name, and
    what it is `about`: a truck and the step of its weight, the number of a paper.
    """

    confirmed = Signal()
    name = about = ""

    def __init__(
        self,
        title: str,
        sentence: str,
        act: str,
        fields: dict[str, Input],
        *,
        where: Mapping[str, str] = NOWHERE,
        tone: Tone = Tone.WARN,
    ) -> None:
        """Ask for these fields; a reason is chosen by digit or written."""
        super().__init__(title, tone=tone)
        self.fields = fields
        self._where = where
        self.confirm = Button(act, rank=Rank.SECOND, tone=tone)
        self.confirm.clicked.connect(self.confirmed)
        self.enter_order = EnterOrder(list(fields.values()), last=self.confirm)
        rows = QVBoxLayout()
        rows.setSpacing(GAP_3)
        self.sentence = Paragraph(sentence, CAPTION)
        rows.addWidget(self.sentence)
        for field in fields.values():
            rows.addWidget(field)
            if isinstance(field, Combo) and field is fields.get("reason"):
                rows.addWidget(_listed(field))
        rows.addStretch(1)
        self.body.setSpacing(GAP_3)
        self.body.addWidget(Scrolled(rows), 1)
        self.body.addWidget(Label(Line(_("Esc 返回，本页已填的都在"), CAPTION, soft=2)))
        self.body.addWidget(self.confirm)
        self.setFixedWidth(WIDTH)

    def named(self, name: str, about: str = "") -> "Panel":
        """The same panel, as a draft knows it."""
        self.name, self.about = name, about
        return self

    def draft(self) -> Mapping[str, Json]:
        """What stands here and is not said yet, to survive a power cut; a PIN does not."""
        return {"name": self.name, "about": self.about, "typed": typed_in(self.fields)}

    def restore(self, typed: Mapping[str, Json]) -> None:
        """Put back what was typed, one field after the other, so that each sees what the one before it brought."""
        for name, field in self.fields.items():
            if name in typed:
                type_into({name: field}, typed)
                field.edited.emit()

    def complete(self) -> bool:
        """Whether every field is filled and right, a reason in words; else the cursor goes to the first that is not."""
        return checked(list(self.fields.values())) and self._is_explained()

    def _is_explained(self) -> bool:
        """Whether the reason says something: a digit that no reason bears does not."""
        reason = self.fields.get("reason")
        if reason is None or any(sign.isalpha() for sign in self.text("reason")):
            return True
        reason.show_error(_("请按数字选原因，或写明原因"))
        reason.setFocus()
        return False

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

    def show_error(self, page: Page, error: CoalGuardError) -> None:
        """Show why the act was not done: at the fields, the rest as bars of the page."""
        if not isinstance(error, Refused):
            page.tell_reason(error)
            return
        for reason in error.findings:
            if not self.show_finding(reason):
                page.tell_reason(reason)

    def focus_first(self) -> None:
        """Put the cursor in."""
        first = self.enter_order.first_reachable()
        if first is not None:
            first.setFocus()


def checked(fields: Sequence[Input]) -> bool:
    """Whether nothing is missing or wrong in these fields; else the cursor goes to the first such."""
    for field in fields:
        field.check_required()
    bad = [field for field in fields if field.faulty]
    if bad:
        bad[0].setFocus()
    return not bad


def _listed(reasons: Combo) -> Label:
    """The reasons with their digits, two to a line."""
    told = [f"{one.value} {one.text}" for one in reasons.options]
    pairs = (told[place : place + 2] for place in range(0, len(told), 2))
    return Label(*(Line("　".join(pair), CAPTION, soft=2) for pair in pairs))


def reason_field(kind: str) -> Combo:
    """Reasons to choose by digit; another one may be written."""
    field = Combo(_("原因"), required=True, free=True, hint=_("按数字选，或直接写"))
    field.set_options([Option(str(no), _(text), note=str(no)) for no, text in enumerate(REASONS[kind], start=1)])
    return field


def manual_panel(step: str, plate: str, approvers: Sequence[tuple[str, str]]) -> Panel:
    """A weight that the scale can not give; one of the approvers stands for it."""
    mass = Field(_("{step} kg").format(step=step), kind=Kind.NUMBER, required=True, longest=6)

    def note() -> None:
        text = mass.text().strip()
        mass.set_note(f"{Mass(int(text)).tonnes} t" if text.isascii() and text.isdigit() else "")

    mass.edited.connect(note)
    sentence = _("地磅不能给出 {plate} 的重量。手录的重量处处标明“手录”，单据上也有。").format(plate=plate)
    where = {"pin.": "pin", "weighing.": "kg", "mass.": "kg", "staff.": "login", "second.": "login"}
    lead, pin = approver_fields(approvers)
    fields: dict[str, Input] = {"kg": mass, "reason": reason_field("manual"), "login": lead, "pin": pin}
    return Panel(_("手录重量"), sentence, _("确认手录"), fields, where=where)


def leave_panel(plate: str) -> Panel:
    """A stay that comes to nothing."""
    sentence = _("{plate} 本次过磅作废。取过的重量留在记录里，车可以重新过磅。").format(plate=plate)
    fields: dict[str, Input] = {"reason": reason_field("leave")}
    return Panel(_("作废本次"), sentence, _("确认作废"), fields, tone=Tone.FAIL)


def reprint_panel(number: str) -> Panel:
    """A paper printed for the third time or more often."""
    sentence = _("{number} 已补打过。再打要写原因，原因印在单据上。").format(number=number)
    return Panel(_("补打"), sentence, _("确认补打"), {"reason": reason_field("reprint")}).named("reprint", number)
