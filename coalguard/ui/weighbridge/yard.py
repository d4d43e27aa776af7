"""At the left: the live weight, the steps of the truck in hand, and the trucks of the yard that have not left."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coalguard.domain.mass import Mass
from coalguard.domain.weighing import Origin, WeightTaken
from coalguard.ui.states.yard import (
    ORDER_WORDS,
    PASS_WORDS,
    YardTruck,
    due,
    long_wait_line,
    pass_note,
    pass_word,
    standing,
    waited,
)
from coalguard.ui.tokens import CAPTION, CARD_TITLE, GAP_2, GAP_3, Tone
from coalguard.ui.weighbridge.weighing import Stay
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

    def __init__(self, title: str) -> None:
        """Build three cards; `title` says what is weighed."""
        super().__init__()
        self._title = title
        self.mass = MassDisplay()
        self.steps_card, self.steps = Card(title), StepList()
        self.badge = PlateBadge()
        self.open_card, self.list = Card(_("场内未完成")), OpenList()
        self.warning = Label()
        self.trucks: tuple[YardTruck, ...] = ()
        self.current = ""
        self._build()
        self.list.picked.connect(self.picked)

    def _build(self) -> None:
        self.steps_card.head.addWidget(self.badge)
        self.steps_card.body.addWidget(self.steps)
        self._hint = Label(Line(_("Enter 选中续称"), CAPTION, soft=2), align=RIGHT, fixed=True)
        self.open_card.head.addWidget(self._hint)
        self.list.show_nothing(_("场内没有未完成的车。新车按 F2。"))
        self.open_card.body.addWidget(self.list, 1)
        self.open_card.body.addWidget(self.warning)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(GAP_3)
        rows.addWidget(self.mass)
        for card, stretch in ((self.steps_card, 0), (self.open_card, 1)):
            card.body.setContentsMargins(GAP_3, GAP_3, GAP_3, GAP_3)
            card.body.setSpacing(GAP_2)
            rows.addWidget(card, stretch)
        self.setFixedWidth(WIDTH)

    def event(self, event: QEvent) -> bool:
        """Something in the column is higher now, or lower, or there is another height for all."""
        done = super().event(event)
        if event.type() in {QEvent.Type.Resize, QEvent.Type.LayoutRequest}:
            self._fit()
        return done

    def _fit(self) -> None:
        """Where there is little room the steps leave their remarks out, then the weight is smaller (`ux.md` §5.2).

        The last to go are the other trucks: their number stays.
        """
        row = self.list.minimumSizeHint().height() + self.open_card.body.spacing()
        below = self.open_card.minimumSizeHint().height() - (0 if self.list.isHidden() else row)
        head = self.steps_card.sizeHint().height() - self.steps.sizeHint().height()
        room = self.height() - 2 * GAP_3 - head - below
        least = self.mass.minimumSizeHint().height() + self.steps.height_of(low=True)
        self.list.setVisible(least + row <= room)
        room -= 0 if self.list.isHidden() else row
        self.steps.show_low(low=self.mass.sizeHint().height() + self.steps.height_of(low=False) > room)
        self.mass.make_room(room - self.steps.sizeHint().height())

    def show_trucks(self, trucks: Sequence[YardTruck]) -> None:
        """Show who has not left."""
        self.trucks = tuple(trucks)
        count = f"{len(trucks)} " + _("辆") if trucks else ""
        self.open_card.show_title(_("场内未完成"), Line(count, CARD_TITLE, tone=Tone.ACCENT))
        self._hint.setVisible(bool(self.trucks))
        self.list.show_rows([self._row(truck) for truck in self.trucks])
        self.list.show_current(self.current)
        text = long_wait_line(self.trucks)
        self.warning.show_lines(*([Line(text, CAPTION, tone=Tone.WARN)] if text else []))
        self.warning.setVisible(bool(text))

    def _row(self, truck: YardTruck) -> OpenRow:
        word, tone = standing(truck, self.current)
        figure = Mass(truck.last_kg).tonnes if truck.last_kg is not None else ""
        aside = {"figure": figure, "time": waited(truck.waiting_s), "colour": truck.colour}
        time_tone = Tone.WARN if truck.waits_long else Tone.PLAIN
        return OpenRow(truck.key, truck.plate, word, tone, time_tone=time_tone, **aside)

    def show_stay(self, stay: Stay | None, order: Sequence[str], *, by_hand: bool = False) -> None:
        """Show how far the weighing of a truck has come; without one, what will come. F4 types a weight `by_hand`."""
        self.current = str(stay.visit) if stay else ""
        taken = {one.step: one for one in stay.weights} if stay else {}
        now, net = due(taken, order), stay.net if stay else None
        last = Step(
            _("净重"),
            _("毛重 − 皮重，自动计算"),
            net.tonnes if net is not None else "",
            state=StepState.CURRENT if net is not None else StepState.WAITING,
        )
        self.steps_card.show_title(self._title, Line(_(ORDER_WORDS[order[0]]), CAPTION, soft=1))
        self.badge.show_plate(stay.plate if stay else "", colour=stay.colour if stay else "")
        wanted = _("按 F4 手录") if by_hand else _("按 F4 取重")
        notes = {step: wanted if step == now else _("待取") for step in order}
        shown = [_step(step, taken.get(step), notes[step], is_now=step == now) for step in order]
        self.steps.show_steps([*shown, last])
        self.show_trucks(self.trucks)


def _step(step: str, taken: WeightTaken | None, note: str, *, is_now: bool) -> Step:
    if taken is None:
        return Step(_(PASS_WORDS[step]), note, state=StepState.CURRENT if is_now else StepState.WAITING)
    mark = _("手录") if taken.origin is Origin.TYPED else ""
    return Step(pass_word(taken), pass_note(taken), taken.mass.tonnes, state=StepState.DONE, mark=mark)
