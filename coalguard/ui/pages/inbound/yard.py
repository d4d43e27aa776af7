"""At the left: the live weight, the steps of the truck in hand, and the trucks of the yard that have not left."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coalguard.domain.mass import Mass
from coalguard.operations.supply import InboundSheet, WeightTaken
from coalguard.ui.states.inbound import STEPS, due, standing
from coalguard.ui.states.sale import PASS_WORDS, YardTruck, pass_note, waited
from coalguard.ui.tokens import CAPTION, CARD_TITLE, GAP_3, Tone
from coalguard.ui.widgets.card import Card
from coalguard.ui.widgets.label import Label, Line
from coalguard.ui.widgets.mass_display import MassDisplay
from coalguard.ui.widgets.open_list import OpenList, OpenRow
from coalguard.ui.widgets.paint import RIGHT
from coalguard.ui.widgets.plate_badge import PlateBadge
from coalguard.ui.widgets.step_list import Step, StepList, StepState
from coalguard.ui.words import _

WIDTH = 380


class Yard(QWidget):
    """The left column; `picked` carries the stay that was chosen."""

    picked = Signal(str)

    def __init__(self) -> None:
        """Build three cards."""
        super().__init__()
        self.mass = MassDisplay()
        self.steps_card, self.steps = Card(_("进煤过磅")), StepList()
        self.badge = PlateBadge()
        self.open_card, self.list = Card(_("场内未完成")), OpenList()
        self.trucks: tuple[YardTruck, ...] = ()
        self.current = ""
        self.steps_card.head.addWidget(self.badge)
        self.steps_card.body.addWidget(self.steps)
        hint = Label(Line(_("Enter 选中续称"), CAPTION, soft=2), align=RIGHT, fixed=True)
        self.open_card.head.addWidget(hint)
        self.open_card.body.addWidget(self.list, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(GAP_3)
        rows.addWidget(self.mass)
        for card, stretch in ((self.steps_card, 0), (self.open_card, 1)):
            card.body.setContentsMargins(GAP_3, GAP_3, GAP_3, GAP_3)
            rows.addWidget(card, stretch)
        self.setFixedWidth(WIDTH)
        self.list.picked.connect(self.picked)

    def show_trucks(self, trucks: Sequence[YardTruck]) -> None:
        """Show who has not left."""
        self.trucks = tuple(trucks)
        count = f"{len(trucks)} " + _("辆") if trucks else ""
        self.open_card.show_title(_("场内未完成"), Line(count, CARD_TITLE, tone=Tone.ACCENT))
        self.list.show_rows([_row(truck) for truck in self.trucks])
        self.list.show_current(self.current)

    def show_sheet(self, sheet: InboundSheet | None) -> None:
        """Show how far the weighing of a truck has come; without one, what will come."""
        self.current = str(sheet.visit) if sheet else ""
        taken = {one.step: one for one in sheet.weights} if sheet else {}
        now = due(taken)
        net = sheet.net if sheet else None
        last = Step(
            _("净重"),
            _("毛重 − 皮重，自动计算"),
            net.tonnes if net is not None else "",
            state=StepState.CURRENT if net is not None else StepState.WAITING,
        )
        self.steps_card.show_title(_("进煤过磅"), Line(_("先毛后皮"), CAPTION, soft=1))
        self.badge.show_plate(sheet.plate if sheet else "", colour=sheet.colour if sheet else "")
        self.steps.show_steps([*(_step(step, taken.get(step), is_now=step == now) for step in STEPS), last])
        self.show_trucks(self.trucks)


def _row(truck: YardTruck) -> OpenRow:
    text, tone = standing(truck)
    figure = Mass(truck.last_kg).tonnes if truck.last_kg is not None else ""
    time_tone = Tone.WARN if truck.waits_long else Tone.PLAIN
    return OpenRow(truck.key, truck.plate, text, tone, figure=figure, time=waited(truck.waiting_s), time_tone=time_tone)


def _step(step: str, taken: WeightTaken | None, *, is_now: bool) -> Step:
    title = _(PASS_WORDS[step])
    if taken is None:
        note = _("按 F4 取重") if is_now else _("待取")
        return Step(title, note, state=StepState.CURRENT if is_now else StepState.WAITING)
    note = pass_note(taken.taken_at, taken.weigher)
    return Step(title, note, taken.mass.tonnes, state=StepState.DONE, mark=_("手录") if taken.manual else "")
