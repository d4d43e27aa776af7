"""At the left: the live weight, the steps of the truck in hand, and the trucks of the yard that have not left."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coalguard.domain.mass import Mass
from coalguard.operations.counter import PassTaken, SaleSheet
from coalguard.ui.states.sale import (
    PASS_WORDS,
    Way,
    YardTruck,
    long_wait_line,
    next_pass,
    pass_note,
    standing,
    waited,
)
from coalguard.ui.tokens import CAPTION, CARD_TITLE, GAP_2, GAP_3, Tone
from coalguard.ui.widgets.card import Card
from coalguard.ui.widgets.label import Label, Line
from coalguard.ui.widgets.mass_display import MassDisplay
from coalguard.ui.widgets.open_list import OpenList, OpenRow
from coalguard.ui.widgets.paint import RIGHT
from coalguard.ui.widgets.plate_badge import PlateBadge, spaced
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
        self.steps_card, self.steps = Card(_("出库过磅")), StepList()
        self.badge = PlateBadge()
        self.open_card, self.list = Card(_("场内未完成")), OpenList()
        self.warning = Label()
        self.trucks: tuple[YardTruck, ...] = ()
        self.current = ""
        self._way = Label()
        self._build()
        self.list.picked.connect(self.picked)

    def _build(self) -> None:
        self.steps_card.head.addWidget(self.badge)
        self.steps_card.body.addWidget(self.steps)
        hint = Label(Line(_("Enter 选中续称"), CAPTION, soft=2), align=RIGHT, fixed=True)
        self.open_card.head.addWidget(hint)
        self.open_card.body.addWidget(self.list, 1)
        self.open_card.body.addWidget(self.warning)
        for card in (self.steps_card, self.open_card):
            card.body.setContentsMargins(GAP_3, GAP_3, GAP_3, GAP_3)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(GAP_3)
        rows.addWidget(self.mass)
        rows.addWidget(self.steps_card)
        rows.addWidget(self.open_card, 1)
        self.steps_card.body.setSpacing(GAP_2)
        self.setFixedWidth(WIDTH)

    def show_trucks(self, trucks: Sequence[YardTruck]) -> None:
        """Show who has not left."""
        self.trucks = tuple(trucks)
        count = f"{len(trucks)} " + _("辆") if trucks else ""
        self.open_card.show_title(_("场内未完成"), Line(count, CARD_TITLE, tone=Tone.ACCENT))
        self.list.show_rows([self._row(truck) for truck in self.trucks])
        self.list.show_current(self.current)
        late = [truck for truck in self.trucks if truck.waits_long]
        text = long_wait_line(self.trucks, spaced(late[0].plate) if late else "")
        self.warning.show_lines(*([Line(text, CAPTION, tone=Tone.WARN)] if text else []))
        self.warning.setVisible(bool(text))

    def _row(self, truck: YardTruck) -> OpenRow:
        word, tone = standing(truck, self.current)
        figure = Mass(truck.last_kg).tonnes if truck.last_kg is not None else ""
        time_tone = Tone.WARN if truck.waits_long else Tone.PLAIN
        return OpenRow(
            truck.key, truck.plate, word, tone, figure=figure, time=waited(truck.waiting_s), time_tone=time_tone
        )

    def show_sheet(self, sheet: SaleSheet | None, way: Way, current: str = "") -> None:
        """Show how far the weighing of a truck has come; without one, what will come."""
        self.current = current
        taken = {one.step: one for one in sheet.passes} if sheet else {}
        if "gross" in taken and len(taken) == 1:
            way = Way.GROSS_FIRST
        order = ("tare", "gross") if way is Way.TARE_FIRST else ("gross", "tare")
        now = next_pass(way, gross_taken="gross" in taken, tare_taken="tare" in taken) if sheet else order[0]
        steps = [_step(step, taken.get(step), is_now=step == now) for step in order]
        net = sheet.net if sheet else None
        last = Step(
            _("净重"),
            _("毛重 − 皮重，自动计算"),
            net.tonnes if net is not None else "",
            state=StepState.CURRENT if net is not None else StepState.WAITING,
        )
        said = _("先皮后毛") if way is Way.TARE_FIRST else _("先毛后皮")
        self.steps_card.show_title(_("出库过磅"), Line(said, CAPTION, soft=1))
        self.badge.show_plate(sheet.plate if sheet else "", colour=sheet.colour if sheet else "")
        self.steps.show_steps([*steps, last])
        self.show_trucks(self.trucks)


def _step(step: str, taken: PassTaken | None, *, is_now: bool) -> Step:
    word = _(PASS_WORDS[step])
    if taken is None:
        note = _("按 F4 取重") if is_now else _("待取")
        return Step(word, note, state=StepState.CURRENT if is_now else StepState.WAITING)
    note = pass_note(taken.taken_at, taken.weigher)
    return Step(word, note, taken.mass.tonnes, state=StepState.DONE, mark=_("手录") if taken.manual else "")
