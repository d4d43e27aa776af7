"""At the right: what is counted and told, who gives where the opener has left, who takes, and the main act.

giving    现金 → 纸张余张 → 交接事项 → [带班 → PIN → 代交原因] → 接班人 → PIN → F9
closing   the same without a receiver            taking   what the last shift told, and Enter
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from coalguard.operations.shift import DeskTaker, ShiftDesk
from coalguard.operations.station import Second
from coalguard.ui.keys import MAIN, EnterOrder
from coalguard.ui.states.handover import SELLING
from coalguard.ui.tokens import CAPTION, GAP_2, GAP_3
from coalguard.ui.widgets.button import Button, Rank
from coalguard.ui.widgets.card import Card, SectionTitle
from coalguard.ui.widgets.combo import Combo
from coalguard.ui.widgets.field import Field, Kind
from coalguard.ui.widgets.input import Input
from coalguard.ui.widgets.label import Label, Line, Paragraph
from coalguard.ui.widgets.option_list import Option
from coalguard.ui.widgets.paint import CENTRE
from coalguard.ui.widgets.scrolled import Scrolled
from coalguard.ui.words import _

WIDTH: Final = 352


class Mode(StrEnum):
    """What is about to be done with the desk."""

    GIVING = "giving"
    CLOSING = "closing"
    TAKING = "taking"


class ReprintBox(QWidget):
    """Asks why a sheet is printed once more; hidden until that is to be known."""

    def __init__(self) -> None:
        """Begin hidden."""
        super().__init__()
        self.reason = Field(_("补打原因"), required=True, longest=60)
        self.button = Button(_("补打"), key="F8", icon="printer")
        self.enter_order = EnterOrder([self.reason], last=self.button)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(GAP_3)
        columns.addWidget(self.reason, 1)
        columns.addWidget(self.button, 0, Qt.AlignmentFlag.AlignBottom)
        self.hide()

    @property
    def asking(self) -> bool:
        """Whether that is to be known, even while the page is not in front."""
        return not self.isHidden()

    def ask(self, begun: str = "") -> None:
        """Ask; `begun` was typed before a window was broken off."""
        self.reason.empty()
        self.reason.set_text(begun)
        self.show()
        self.reason.setFocus()

    def typed(self) -> str:
        """The reason; nothing while nobody asked for one."""
        return self.reason.text().strip() if self.isVisible() else ""


class DeskCard(Card):
    """The fields and the button."""

    def __init__(self, kind: str) -> None:
        """Fields for a kind of station: a till stands only where coal is sold."""
        super().__init__(_("交班"))
        self.mode = Mode.GIVING
        self.cash = Field(_("现金 元"), kind=Kind.NUMBER, longest=12)
        self.paper = Field(_("纸张余张"), kind=Kind.NUMBER, longest=6)
        self.notes = Field(_("交接事项"), hint=_("可不填"), longest=200)
        self.lead, self.lead_pin = Combo(_("带班"), required=True), _pin(_("带班 PIN"))
        self.reason = Field(_("代交原因"), required=True, longest=200)
        self.to, self.pin = Combo(_("接班人"), required=True), _pin(_("接班人 PIN"))
        if kind not in SELLING:
            self.cash.hide()
        self.counts = _beside(self.cash, self.paper)
        self.standing_in = SectionTitle(_("带班代交班"), "people")
        self.leads, self.receiver = _beside(self.lead, self.lead_pin), _beside(self.to, self.pin)
        self.meaning = Paragraph(type_=CAPTION)
        self.again = ReprintBox()
        self.printing = Label(Line("", CAPTION), align=CENTRE)
        self.act = Button("", key=MAIN, rank=Rank.MAIN)
        self.stops = (self.cash, self.paper, self.notes, self.lead, self.lead_pin, self.reason, self.to, self.pin)
        self.order = EnterOrder(self.stops, last=self.act)
        self._build()
        self.setFixedWidth(WIDTH)
        self.show_mode(Mode.GIVING, absent="", approves=False)

    def _build(self) -> None:
        parts = (self.counts, self.notes, self.standing_in, self.leads, self.reason, self.receiver, self.meaning)
        rows = QVBoxLayout()
        rows.setSpacing(GAP_2)
        for part in parts:
            rows.addWidget(part)
        rows.addStretch(1)
        self.body.setSpacing(GAP_2)
        self.body.addWidget(Scrolled(rows), 1)
        self.body.addWidget(self.again)
        self.body.addWidget(self.printing)
        self.body.addWidget(self.act)

    def named(self) -> dict[str, Input]:
        """The fields by the names that findings know."""
        return {
            "cash_fen": self.cash,
            "paper_left": self.paper,
            "notes": self.notes,
            "second": self.lead,
            "second_pin": self.lead_pin,
            "reason": self.reason,
            "to": self.to,
            "pin": self.pin,
        }

    # --- what is asked for -------------------------------------------------------------------------------------------

    def show_mode(self, mode: Mode, *, absent: str, approves: bool) -> None:
        """Ask for what this deed needs; `absent` names a holder who is not the one at the desk."""
        if mode is not self.mode:
            for field in self.stops:
                field.clear()
        self.mode = mode
        giving, taking = mode is Mode.GIVING, mode is Mode.TAKING
        titles = {Mode.GIVING: _("交班"), Mode.CLOSING: _("关班"), Mode.TAKING: _("接班")}
        self.show_title(titles[mode], Line(_("当班 {name}").format(name=absent) if absent else "", CAPTION, soft=2))
        for part in (self.counts, self.notes):
            part.setVisible(not taking)
        for part in (self.standing_in, self.reason):
            part.setVisible(bool(absent) and not taking)
        self.leads.setVisible(bool(absent) and not taking and not approves)
        self.receiver.setVisible(giving)
        words = {
            Mode.GIVING: (_("交班并打印"), "swap"),
            Mode.CLOSING: (_("关班并打印"), "lock"),
            Mode.TAKING: (_("接班"), "swap"),
        }
        text, icon = words[mode]
        self.act.change(text, icon=icon)

    def show_meaning(self, text: str) -> None:
        """Say what the deed means."""
        self.meaning.show_text(text)

    def show_people(self, desk: ShiftDesk, actor: str) -> None:
        """Offer whoever may take the desk, and whoever may stand for its holder."""
        self.to.set_options(_options(one for one in desk.staff if one.takes and one.name))
        self.lead.set_options(_options(one for one in desk.staff if one.approves and one.login != actor))

    def forget_pins(self) -> None:
        """No PIN stays when nobody looks."""
        for field in (self.pin, self.lead_pin):
            field.empty()

    # --- what was entered --------------------------------------------------------------------------------------------

    def receiver_typed(self) -> Second:
        """Who takes the desk."""
        return Second(login=self.to.value(), pin=self.pin.text())

    def lead_typed(self) -> Second | None:
        """Who stands for the holder; nobody where none is asked for."""
        return Second(login=self.lead.value(), pin=self.lead_pin.text()) if self.leads.isVisible() else None

    def reason_typed(self) -> str:
        """Why somebody else gives the desk away."""
        return self.reason.text() if self.reason.isVisible() else ""


def _pin(label: str) -> Field:
    return Field(label, kind=Kind.SECRET, required=True, longest=6)


def _beside(*fields: Input) -> QWidget:
    """Fields side by side, equally wide."""
    row = QWidget()
    columns = QHBoxLayout(row)
    columns.setContentsMargins(0, 0, 0, 0)
    columns.setSpacing(GAP_3)
    for field in fields:
        columns.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
    return row


def _options(people: Iterable[DeskTaker]) -> Sequence[Option]:
    """People to choose from; whoever has no PIN, or the desk already, is shown and can not be chosen."""
    return [Option(one.login, one.name, possible=not (why := _why_not(one)), reason=why) for one in people]


def _why_not(one: DeskTaker) -> str:
    if one.holds:
        return _("当班")
    return "" if one.has_pin else _("没有 PIN")
