"""In the middle until a truck has both weights: a new weighing to begin, or the one in hand to go on with."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout

from coalguard.ui.keys import EnterOrder
from coalguard.ui.states.sale import Way
from coalguard.ui.states.yard import PASS_WORDS, due, stored_line
from coalguard.ui.tokens import CAPTION, GAP_2, GAP_3, GAP_4, Tone
from coalguard.ui.weighbridge.plate import PlateField
from coalguard.ui.widgets.button import Button, Rank
from coalguard.ui.widgets.card import Card, SectionTitle
from coalguard.ui.widgets.combo import Combo
from coalguard.ui.widgets.empty_state import EmptyState
from coalguard.ui.widgets.label import Line
from coalguard.ui.widgets.option_list import Option
from coalguard.ui.widgets.segmented import Segmented
from coalguard.ui.words import _

if TYPE_CHECKING:  # the rows are there before what calls a truck up (`ui.ahead`)
    from coalguard.operations.counter import SaleSheet


class Arrival(Card):
    """Plate, order and coal of a new weighing; of one in hand they are shown, and what comes next."""

    def __init__(self, coals: Sequence[str]) -> None:
        """Offer the coals of the rules."""
        super().__init__(_("新过磅"))
        self.plate = PlateField()
        ways = [Option(Way.TARE_FIRST, _("先皮后毛")), Option(Way.GROSS_FIRST, _("先毛后皮"))]
        self.way = Segmented(_("次序"), ways)
        self.coal = Combo(_("煤种"), required=True)
        self.offer_coals(coals)
        self.capture = Button(_("取重"), key="F4", icon="scale", rank=Rank.SHEET)
        self.recall = Button(_("用备案皮重"), key="T", icon="card", rank=Rank.PLAIN)
        self.next = EmptyState("", "scale")
        self._due = ""
        self.stops = (self.plate, self.way, self.coal)
        self.enter_order = EnterOrder(())
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP_3)
        grid.setVerticalSpacing(GAP_2)
        self.body.setSpacing(GAP_4)
        self.body.addWidget(SectionTitle(_("车辆"), "truck"))
        for column, field in enumerate((self.plate, self.way, self.coal)):
            grid.addWidget(field, 0, column, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid)
        acts = QHBoxLayout()
        acts.setSpacing(GAP_3)
        acts.addWidget(self.capture)
        acts.addWidget(self.recall)
        acts.addStretch(1)
        self.body.addLayout(acts)
        self.body.addWidget(self.next, 1)
        self.begin()

    def offer_coals(self, coals: Sequence[str]) -> None:
        """Offer the coals of the rules in force; what was chosen stays chosen."""
        self._coals = tuple(coals)
        self.coal.set_options([Option(coal, coal) for coal in coals])

    def show_take(self, word: str) -> None:
        """Have the button say what F4 does."""
        if word != self.capture.text():
            self.capture.change(word)
            self._tell_next()

    def begin(self) -> None:
        """Ask for a new truck."""
        self.show_title(_("新过磅"), Line(_("出库"), CAPTION, soft=1))
        for field in (self.plate, self.way, self.coal):
            field.set_read_only(read_only=False)
            field.empty()
        if self._coals:
            self.coal.set_value(self._coals[0])
        self.plate.chosen = False
        self.recall.hide()
        self._due = ""
        self._tell_next()

    def show_sheet(self, sheet: "SaleSheet") -> None:
        """Show the truck in hand and what comes next."""
        taken = [one.step for one in sheet.weights]
        if taken:
            self.way.set_value(Way.TARE_FIRST if taken[0] == "tare" else Way.GROSS_FIRST)
        self.way.set_read_only(read_only=bool(taken))
        step = due(taken, Way(self.way.value()).steps)
        word = _(PASS_WORDS.get(step, ""))
        self.show_title(_("续称"), Line(_("待称{step}").format(step=word), CAPTION, tone=Tone.ACCENT))
        self.plate.set_text(sheet.plate)
        self.coal.set_value(sheet.coal)
        for field in (self.plate, self.coal):
            field.clear()
            field.set_read_only()
        stored = sheet.stored_tare
        self.recall.setVisible(stored is not None)
        self._due = word
        self._tell_next()
        if stored is not None and step == "tare":
            self.next.show_sentence(stored_line(stored))

    def _tell_next(self) -> None:
        act = self.capture.text()
        if self._due:
            sentence = _("车上磅停稳后按 F4 {act}（{step}），净重算出后填写五联单。").format(act=act, step=self._due)
        else:
            sentence = _("车上磅停稳后按 F4 {act}；存下的重量不能改。").format(act=act)
        self.next.show_sentence(sentence)
