"""The panels of the three decisions: 劝返 with reasons, 移交 with grounds, 放行 over a doubt with a lead's PIN."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from coalguard.domain.inspection import OTHER, REASONS, Decision
from coalguard.domain.journal import Json
from coalguard.domain.mass import Mass
from coalguard.operations.gate import DeskOfficer
from coalguard.operations.station import Second
from coalguard.ui.approver import approver_fields
from coalguard.ui.keys import GRAVE, MAIN, KeyAct
from coalguard.ui.pages.inspection.choice import Reason, ReasonList
from coalguard.ui.pages.inspection.panel import Panel
from coalguard.ui.tokens import BODY_STRONG, CAPTION, CAPTION_MEDIUM, GAP_3, Tone, Type
from coalguard.ui.widgets.button import Button, Rank
from coalguard.ui.widgets.combo import Combo
from coalguard.ui.widgets.field import Field
from coalguard.ui.widgets.input import Input
from coalguard.ui.widgets.label import Label, Line
from coalguard.ui.words import _, word

_ON_DIGITS: Final = 7
_LONGEST_NOTE: Final = 120


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision with what it brings."""

    decision: Decision
    reasons: tuple[str, ...] = ()
    words: str = ""
    second: Second | None = None


def reasons_of(
    decision: Decision, count: int = _ON_DIGITS, notes: Mapping[str, str] = MappingProxyType({})
) -> tuple[Reason, ...]:
    """The reasons of a decision that stand on digits, each with what the rows say of it."""
    return tuple(Reason(code, word("reason", code), notes.get(code, "")) for code in REASONS[decision][:count])


class RulingPanel(Panel):
    """A decision in the making; `ruled` carries the Ruling, `ticked` follows each reason."""

    ruled = Signal(object)
    ticked = Signal()

    decision: Decision
    reasons: ReasonList

    def rule(self) -> None:
        """Confirm, unless something is missing."""
        if not self.reasons.chosen:
            self.missing.show_lines(Line(_("请先按数字键选原因。"), CAPTION_MEDIUM, Tone.WARN))
            return
        bad = [field for field in self.fields.values() if self._wrong(field)]
        if bad:
            bad[0].setFocus()
            return
        self.ruled.emit(self.ruling())

    def ruling(self) -> Ruling:
        """What was chosen and written."""
        return Ruling(self.decision, self.reasons.chosen, self.fields["reason"].text().strip())

    def draft(self) -> Mapping[str, Json]:
        """The reasons too, and that there are none where all were let go."""
        return {**super().draft(), "reasons": list(self.reasons.chosen)}

    def restore(self, draft: Mapping[str, Json]) -> None:
        """Exactly those reasons that were chosen."""
        super().restore(draft)
        codes = draft.get("reasons")
        self.reasons.choose([str(code) for code in codes] if isinstance(codes, (list, tuple)) else ())

    def _list_reasons(self, title: str, reasons: Sequence[Reason], chosen: Sequence[str] = ()) -> None:
        told = _("按数字键勾选，已按核验结果预选") if chosen else _("按数字键勾选")
        self.missing = Label(Line(told, CAPTION, soft=2))
        head = QHBoxLayout()
        head.addWidget(Label(Line(title, CAPTION_MEDIUM, soft=1), fixed=True))
        head.addWidget(self.missing)
        self.reasons.show_reasons(reasons, chosen)
        self.reasons.toggled.connect(self._on_toggled)
        block = self.body
        block.addLayout(head)
        block.addWidget(self.reasons)

    def _on_toggled(self, code: str) -> None:
        self.missing.show_lines(Line(_("按数字键勾选"), CAPTION, soft=2))
        self.ticked.emit()
        if code == OTHER and code in self.reasons.chosen:
            self.fields["reason"].setFocus()

    def _confirm(self, text: str, key: str, icon: str, tone: Tone) -> None:
        self.main = Button(text, key=key, icon=icon, tone=tone, rank=Rank.MAIN)
        self.main.clicked.connect(self.rule)
        self.body.addStretch(1)
        self.body.addWidget(self.main)

    @staticmethod
    def _wrong(field: object) -> bool:
        if not isinstance(field, (Field, Combo)):
            return False
        if isinstance(field, Combo):
            field.left_box()  # a login that stands there is as good as one that was taken by Enter
        field.check_required()
        return field.faulty


class TurnBackPanel(RulingPanel):
    """劝返 (picture 09): reasons on digits, those of the rows chosen already; Enter confirms."""

    detain_asked = Signal()
    pass_asked = Signal()
    name = "turn_back"
    decision = Decision.TURN_BACK

    def __init__(self, plate: str, given: Mapping[str, str], *, prints: bool) -> None:
        """About a truck, with the reasons that its rows give, each with what they say of it."""
        super().__init__(_("劝返"), "turn-back", Tone.WARN, plate)
        self.reasons = ReasonList()
        self._list_reasons(_("劝返原因"), reasons_of(self.decision, 6, given), tuple(given))
        note = Field(_("补充说明"), hint=_("可不填"), longest=_LONGEST_NOTE)
        self.fields = {"reason": note}
        self.body.addWidget(note)
        if prints:
            copies = _aside(_("告知书"), _("2 份（司机、存根）"))
            self.body.addWidget(copies)
            self.optional.append(copies)
        self._confirm(_("确认劝返并打印") if prints else _("确认劝返"), "Enter", "printer" if prints else "", Tone.WARN)
        links = QWidget()
        others = QHBoxLayout(links)
        others.setContentsMargins(0, 0, 0, 0)
        detain = Button(_("改为查扣"), key=GRAVE, tone=Tone.FAIL, rank=Rank.LINK)
        over = Button(_("申请带班放行"), key=MAIN, rank=Rank.LINK)
        detain.clicked.connect(self.detain_asked)
        over.clicked.connect(self.pass_asked)
        others.addWidget(detain)
        others.addStretch(1)
        others.addWidget(over)
        self.body.addWidget(links)
        self.optional.append(links)
        self.lead(note)
        self.first_focus = self.main

    def acts(self) -> Sequence[KeyAct]:
        """Digits toggle; the other two decisions stay within reach."""
        return (
            *self.digits(self.reasons.count, self.reasons.toggle),
            KeyAct(MAIN, _("申请放行"), self.pass_asked.emit),
            KeyAct("F10", _("确认劝返"), self.rule, Tone.WARN),
            KeyAct(GRAVE, _("查扣"), self.detain_asked.emit, Tone.FAIL),
        )


class HandOverPanel(RulingPanel):
    """移交 to 市场监管局: grounds on digits, the quantity that was weighed; F9 hands over and prints."""

    name = "detain"
    decision = Decision.DETAIN

    def __init__(self, plate: str, net: Mass | None, gross: Mass | None, *, prints: bool) -> None:
        """About a truck, with its load as far as it was weighed."""
        super().__init__(_("查扣移交"), "detain", Tone.FAIL, plate)
        self.reasons = ReasonList()
        self._list_reasons(_("案由"), reasons_of(self.decision))
        shown = net or gross
        told = _("移交数量（净重）") if net else _("移交数量（毛重，皮重未知）") if gross else _("移交数量")
        self.quantity = _aside(told, f"{shown.tonnes} t" if shown else _("未称重"), BODY_STRONG)
        note = Field(_("说明"), hint=_("可不填，如接收人、样品"), longest=_LONGEST_NOTE)
        self.fields = {"reason": note}
        self.body.addWidget(self.quantity)
        self.body.addWidget(note)
        self._confirm(_("移交并打印") if prints else _("确认移交"), MAIN, "printer" if prints else "", Tone.FAIL)
        self.lead(note)
        self.first_focus = self.main

    def acts(self) -> Sequence[KeyAct]:
        """Digits toggle, F9 hands over."""
        return (
            *self.digits(self.reasons.count, self.reasons.toggle),
            KeyAct(MAIN, _("移交"), self.rule, Tone.FAIL),
        )


class OverDoubtPanel(RulingPanel):
    """放行 over a doubt: why, and a lead who stands for it with a PIN."""

    name = "over_doubt"
    decision = Decision.PASS

    def __init__(self, plate: str, officers: Sequence[DeskOfficer], *, prints: bool) -> None:
        """About a truck, with those who may approve."""
        super().__init__(_("带班放行"), "pass", Tone.WARN, plate)
        self.reasons = ReasonList(single=True)
        self._list_reasons(_("放行原因"), reasons_of(self.decision))
        self.lead_field, self.pin = second_fields(officers)
        note = Field(_("说明"), hint=_("可不填"), longest=_LONGEST_NOTE)
        self.fields = {"reason": note, "staff": self.lead_field, "second": self.lead_field, "pin": self.pin}
        self.body.addWidget(note)
        self.body.addLayout(beside(self.lead_field, self.pin))
        self._confirm(_("带班放行并打印") if prints else _("带班放行"), MAIN, "pass", Tone.OK)
        self.reasons.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # a digit is a reason here, never part of a PIN
        self.lead(self.reasons, note, self.lead_field, self.pin)
        self.first_focus = self.reasons

    def ruling(self) -> Ruling:
        """What was chosen, and who stands for it."""
        second = proven(self.lead_field, self.pin)
        return Ruling(self.decision, self.reasons.chosen, self.fields["reason"].text().strip(), second)

    def acts(self) -> Sequence[KeyAct]:
        """Digits choose, F9 confirms."""
        return (
            *self.digits(self.reasons.count, self.reasons.toggle),
            KeyAct(MAIN, _("放行"), self.rule, Tone.OK),
        )


def proven(lead: Combo, pin: Field) -> Second:
    """Who stands for an act; the PIN is forgotten, so that a refused one is typed anew."""
    second = Second(login=lead.value(), pin=pin.text())
    pin.set_text("")
    return second


def beside(*fields: Input) -> QHBoxLayout:
    """Fields that belong together, in one line."""
    line = QHBoxLayout()
    line.setSpacing(GAP_3)
    for field in fields:
        line.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
    return line


def _aside(first: str, second: str, type_: Type = CAPTION) -> QWidget:
    """A line with a word at each end."""
    part = QWidget()
    line = QHBoxLayout(part)
    line.setContentsMargins(0, 0, 0, 0)
    line.addWidget(Label(Line(first, CAPTION, soft=1), fixed=True))
    line.addStretch(1)
    line.addWidget(Label(Line(second, type_, soft=2 if type_ is CAPTION else 0), fixed=True))
    return part


def second_fields(officers: Sequence[DeskOfficer]) -> tuple[Combo, Field]:
    """Who of the officers stands for an act, and the PIN."""
    return approver_fields([(one.login, one.name) for one in officers if one.approves])
