"""The panels of the desk: a truck that just came, a weight that is typed, the second officer, a paper printed again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from PySide6.QtCore import Signal

from coalguard.domain.journal import Json
from coalguard.operations.gate import DeskOfficer
from coalguard.operations.station import Second
from coalguard.ui.keys import MAIN, KeyAct
from coalguard.ui.pages.inspection.choice import Choice, Way
from coalguard.ui.pages.inspection.panel import Panel
from coalguard.ui.pages.inspection.panels import beside, proven, second_fields
from coalguard.ui.tokens import BODY, CAPTION, INPUT_CHECKPOINT, Tone
from coalguard.ui.widgets.button import Button, Rank
from coalguard.ui.widgets.combo import Combo
from coalguard.ui.widgets.field import Field, Kind
from coalguard.ui.widgets.label import Label, Line, Paragraph
from coalguard.ui.widgets.option_list import Option
from coalguard.ui.words import _

LOADED, EMPTY, OTHER_CARGO = "", "empty_truck", "other_cargo"
_COAL: Final = "coal"
_LONGEST_REASON: Final = 60


@dataclass(frozen=True, slots=True)
class NewTruck:
    """A truck that just came; `reason` says why it carries no coal, where it does not."""

    plate: str
    reason: str


class NewTruckPanel(Panel):
    """登记新到车: the plate, and what it carries; a truck without coal is done with at once. `given` carries it."""

    given = Signal(object)
    name = "new_truck"

    def __init__(self) -> None:
        """Ask for two things."""
        super().__init__(_("登记新到车"), "truck", Tone.ACCENT)
        self.plate = Field(_("车牌"), kind=Kind.PLATE, required=True, longest=12, height=INPUT_CHECKPOINT)
        self.carries = Choice(
            _("装载"),
            [
                Way(_COAL, _("载煤"), "1"),
                Way(EMPTY, _("空车"), "2"),
                Way(OTHER_CARGO, _("非煤"), "3"),
            ],
        )
        self.carries.set_text(_COAL)
        self.main = Button(_("登记"), key="Enter", rank=Rank.MAIN)
        self.main.clicked.connect(self.give)
        self.carries.taken.connect(self._on_taken)
        self.fields = {"plate": self.plate, "visit": self.plate, "carries": self.carries}
        for part in (self.plate, self.carries):
            self.body.addWidget(part)
        self.body.addWidget(Paragraph(_("载煤车进入排队；空车、非煤车登记后放行，不打印。"), CAPTION))
        self.body.addStretch(1)
        self.body.addWidget(self.main)
        self.lead(self.plate, self.carries)
        self.first_focus = self.plate

    def give(self) -> None:
        """Say which truck it is."""
        self.plate.check_required()
        if self.plate.faulty:
            self.plate.setFocus()
            return
        carries = self.carries.text()
        self.given.emit(NewTruck(self.plate.text().strip(), LOADED if carries == _COAL else carries))

    def draft(self) -> Mapping[str, Json]:
        """Coal stands there from the beginning: nobody chose it."""
        return {name: text for name, text in super().draft().items() if text != _COAL}

    def acts(self) -> Sequence[KeyAct]:
        """F9 registers too."""
        return (KeyAct(MAIN, _("登记"), self.give),)

    def _on_taken(self, value: str) -> None:
        del value
        if self.main is not None:
            self.main.setFocus()


@dataclass(frozen=True, slots=True)
class TypedMass:
    """A weight that was typed, why, and who stands for it."""

    kg: int
    reason: str
    second: Second


class TypedMassPanel(Panel):
    """手录毛重: in tonnes, with a reason and a lead's PIN. `given` carries the TypedMass."""

    given = Signal(object)
    name = "typed_mass"

    def __init__(self, plate: str, officers: Sequence[DeskOfficer]) -> None:
        """About a truck."""
        super().__init__(_("手录毛重"), "scale", Tone.WARN, plate)
        self.mass = Field(_("毛重 t"), kind=Kind.NUMBER, required=True, longest=8, height=INPUT_CHECKPOINT)
        self.reason = Field(
            _("原因"), required=True, hint=_("如 地磅故障，按外磅磅单"), longest=_LONGEST_REASON, type_=BODY
        )
        self.lead_field, self.pin = second_fields(officers)
        self.main = Button(_("手录毛重"), key=MAIN, tone=Tone.WARN, rank=Rank.MAIN)
        self.main.clicked.connect(self.give)
        self.fields = {
            "kg": self.mass,
            "weighing": self.mass,
            "reason": self.reason,
            "second": self.lead_field,
            "staff": self.lead_field,
            "pin": self.pin,
        }
        self.body.addWidget(self.mass)
        self.body.addWidget(self.reason)
        self.body.addLayout(beside(self.lead_field, self.pin))
        self.body.addWidget(Paragraph(_("手录的重量在记录和单据上都标“手录”。"), CAPTION))
        self.body.addStretch(1)
        self.body.addWidget(self.main)
        self.lead(self.mass, self.reason, self.lead_field, self.pin)

    def give(self) -> None:
        """Say the weight, unless something is missing."""
        kg = kilograms(self.mass.text())
        if self.mass.text().strip() and kg is None:
            self.mass.show_error(_("请输入吨数，如 47.86"))
        self.lead_field.left_box()
        for field in (self.mass, self.reason, self.lead_field, self.pin):
            field.check_required()
            if field.faulty:
                field.setFocus()
                return
        second = proven(self.lead_field, self.pin)
        self.given.emit(TypedMass(kg or 0, self.reason.text().strip(), second))

    def acts(self) -> Sequence[KeyAct]:
        """F9 saves."""
        return (KeyAct(MAIN, _("手录毛重"), self.give, Tone.WARN),)


def kilograms(tonnes: str) -> int | None:
    """Whole kilograms of a mass typed in tonnes; None where it is none."""
    try:
        kg = Decimal(tonnes.strip()) * 1000
    except InvalidOperation:
        return None
    return int(kg) if kg.is_finite() and kg == kg.to_integral_value() and kg > 0 else None


class OfficerPanel(Panel):
    """本班第二名查验员: asked once a shift, found by initials. `given` carries the login."""

    given = Signal(str)
    name = "second"

    def __init__(self, first: str, officers: Sequence[DeskOfficer], chosen: str) -> None:
        """Beside whoever acts."""
        super().__init__(_("本班查验员"), "people", Tone.ACCENT)
        signing = [one for one in officers if one.signs]
        self.second = Combo(_("第二名查验员"), required=True, hint=_("姓名、拼音首字母"), height=INPUT_CHECKPOINT)
        self.second.set_options([Option(one.login, one.name, note=one.login) for one in signing])
        self.second.set_value(chosen)
        self.main = Button(_("记住本班"), key="Enter", rank=Rank.MAIN)
        self.main.clicked.connect(self.give)
        self.fields = {"officers": self.second}
        self.body.addWidget(Label(Line(_("第一名查验员"), CAPTION, soft=1), Line(first, BODY)))
        self.body.addWidget(self.second)
        told = _("每辆载煤车由两名查验员记名。本班问一次，换人按 Alt+M。")
        if not signing:
            told = _("没有另一名查验员可选。请管理员在人员里登记；空车、非煤车仍可登记。")
        self.body.addWidget(Paragraph(told, CAPTION))
        self.body.addStretch(1)
        self.body.addWidget(self.main)
        self.lead(self.second)

    def acts(self) -> Sequence[KeyAct]:
        """F9 remembers too."""
        return (KeyAct(MAIN, _("记住本班"), self.give),)

    def give(self) -> None:
        """Say who it is, chosen or typed."""
        self.second.left_box()
        self.second.check_required()
        if self.second.value():
            self.given.emit(self.second.value())
        else:
            self.second.setFocus()


class ReprintPanel(Panel):
    """补打: from the second time on a reason stands on the paper. `given` carries it."""

    given = Signal(str)
    name = "reprint"

    def __init__(self, number: str) -> None:
        """About a paper."""
        super().__init__(_("补打"), "printer", Tone.ACCENT)
        self.reason = Field(_("补打原因"), required=True, longest=_LONGEST_REASON, height=INPUT_CHECKPOINT)
        self.main = Button(_("补打"), key="Enter", icon="printer", rank=Rank.MAIN)
        self.main.clicked.connect(self.give)
        self.fields = {"reason": self.reason, "paper": self.reason}
        self.body.addWidget(Label(Line(number, BODY)))
        self.body.addWidget(self.reason)
        self.body.addStretch(1)
        self.body.addWidget(self.main)
        self.lead(self.reason)
        self._number = number

    def acts(self) -> Sequence[KeyAct]:
        """F9 prints too."""
        return (KeyAct(MAIN, _("补打"), self.give),)

    def draft(self) -> Mapping[str, Json]:
        """The paper too: nobody knows after a restart which one it was."""
        return {**super().draft(), "number": self._number}

    def give(self) -> None:
        """Say why."""
        self.reason.check_required()
        if self.reason.faulty:
            self.reason.setFocus()
        else:
            self.given.emit(self.reason.text().strip())
