"""The counter: the decisions and everything of the desk that opens a panel, from its key to its commit.

F9   all rows pass ──► record, decide, print
a doubt       ──► a lead's PIN and a reason ──► the same
a row pending ──► the page asks for it
F10  reasons ──► the same        F12  grounds ──► the same
F2   a new truck                 F4   the weight, or a typed one
F12  in the queue: the marked truck drove off
"""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.findings import Refused
from coalguard.domain.inspection import Decision, Verdict
from coalguard.ui.keys import GRAVE, KeyAct
from coalguard.ui.messages import Message
from coalguard.ui.page import INCOMPLETE, Page
from coalguard.ui.pages.inspection.arrivals import Arrivals
from coalguard.ui.pages.inspection.decision import DecisionColumn
from coalguard.ui.pages.inspection.departing import departed
from coalguard.ui.pages.inspection.desk_panels import (
    NewTruck,
    NewTruckPanel,
    OfficerPanel,
    ReprintPanel,
    TypedMass,
    TypedMassPanel,
)
from coalguard.ui.pages.inspection.hand import Hand
from coalguard.ui.pages.inspection.panel import Panel
from coalguard.ui.pages.inspection.panels import HandOverPanel, OverDoubtPanel, Ruling, RulingPanel, TurnBackPanel
from coalguard.ui.pages.inspection.rows import note_of
from coalguard.ui.pages.inspection.rulings import Rulings
from coalguard.ui.pages.inspection.weights import Weights
from coalguard.ui.tokens import Tone
from coalguard.ui.words import _

REASON_NEEDED: Final = "paper.reason_needed"


class Counter(QObject):
    """Opens the panels of a page and carries out what they say."""

    asked = Signal()
    """Rows are still to be judged: the page leads there."""
    settled = Signal()
    """A truck was decided upon."""
    closed = Signal()
    """A panel was closed: the page puts the cursor back."""
    left = Signal()
    """Esc: what the panel was for is not wanted any more."""

    def __init__(self, page: Page, hand: Hand, column: DecisionColumn, notes: Callable[[], str]) -> None:
        """For a page and its right column; `notes` gives what was written beside the rows."""
        super().__init__()
        self._page, self._hand, self._column = page, hand, column
        self._notes = notes
        self.arrivals = Arrivals(page, hand, self.close)
        self.rulings = Rulings(page, hand, self._on_ruled, self.reprint)
        self.weights = Weights(page, hand, self._on_weighed)
        self._offered = False
        column.main.clicked.connect(self.let_pass)
        column.back.clicked.connect(self.turn_back)
        column.detain.clicked.connect(self.detain)

    # --- panels ------------------------------------------------------------------------------------------------------

    @property
    def panel(self) -> Panel | None:
        """The panel that is open."""
        panel = self._column.panel
        return panel if isinstance(panel, Panel) else None

    def close(self) -> None:
        """Give the decisions back."""
        if self.panel is not None:
            self._column.close_panel()
            self._page.keys_changed.emit()
            self.closed.emit()
            self._page.edited.emit()

    def _on_left(self) -> None:
        self.left.emit()
        self.close()

    def _open(self, panel: Panel) -> None:
        self._page.untell(INCOMPLETE)
        panel.left.connect(self._on_left)
        self._column.open(panel)
        panel.focus_first()
        self._page.keys_changed.emit()
        self._page.edited.emit()

    def new_truck(self) -> None:
        """F2."""
        panel = NewTruckPanel()

        def given(truck: NewTruck) -> None:
            self.arrivals.register(truck)

        panel.given.connect(given)
        self._open(panel)

    def grave(self, marked: str, *, free: bool) -> KeyAct:
        """F12: the truck in hand is detained; without one, the truck marked in the queue drove off."""
        here = bool(self._hand.visit)
        if here or not marked:
            return KeyAct(GRAVE, _("查扣"), self.detain, Tone.FAIL, possible=here)
        return KeyAct(GRAVE, _("移出排队"), partial(self._drop, marked), Tone.WARN, possible=free)

    def _drop(self, visit: str) -> None:
        waiting = self._hand.desk.waiting if self._hand.desk else ()
        truck = next((one for one in waiting if str(one.visit) == visit), None)
        if truck is None:
            return

        def over() -> None:
            if self.panel is panel:
                self.close()

        panel = departed(self._page, visit, truck.plate, over)
        self._open(panel)

    def ask_for_second(self) -> None:
        """Who signs beside whoever acts, asked once a shift."""
        panel = OfficerPanel(self._page.place.actor.name, self._hand.officers, self._hand.second)

        def given(login: str) -> None:
            self._hand.remember(login)
            self.close()
            self._hand.changed.emit()
            self._page.edited.emit()

        panel.given.connect(given)
        self._open(panel)

    def offer_second(self) -> None:
        """Ask for the second officer by itself, once, where nothing else is going on."""
        hand = self._hand
        if not self._offered and hand.desk is not None and not hand.second and not hand.visit and self.panel is None:
            self._offered = True
            self.ask_for_second()

    def reprint(self) -> None:
        """F8: the latest slip once more; from the second time on a reason is asked for."""
        number = self.rulings.last_slip
        if not number:
            return

        def refused(error: CoalGuardError) -> None:
            needed = isinstance(error, Refused) and any(one.code == REASON_NEEDED for one in error.findings)
            if needed and self.panel is None:
                self.ask_why(number)
            else:
                self._page.failed(error)

        self.rulings.print(number, failed=refused)

    def ask_why(self, number: str) -> None:
        """Why a paper is printed so often."""
        panel = ReprintPanel(number)

        def given(reason: str) -> None:
            self.close()
            self.rulings.print(number, reason)

        panel.given.connect(given)
        self._open(panel)

    def weigh(self) -> None:
        """F4: the weight from the scale, or a typed one where the scale says nothing."""
        if not self.weights.wanted:
            return
        if self.weights.live is not None:
            self.weights.take()
        else:
            self.type_mass()

    def type_mass(self) -> None:
        """A weight that the scale does not say."""
        if not self.weights.wanted:
            return
        panel = TypedMassPanel(self._hand.check.plate, self._hand.officers)

        def given(typed: TypedMass) -> None:
            self.weights.enter(typed)

        panel.given.connect(given)
        self._open(panel)

    def _on_weighed(self) -> None:
        if isinstance(self.panel, TypedMassPanel):
            self.close()

    # --- decisions ---------------------------------------------------------------------------------------------------

    def let_pass(self) -> None:
        """F9."""
        check = self._hand.check
        if not self._ready():
            return
        if not check.may(Decision.PASS):
            self.asked.emit()
            told = _("还有 {count} 项没有核验。").format(count=len(check.pending))
            self._page.tell(Message(INCOMPLETE, told, Tone.WARN))
        elif check.verdict is Verdict.MAY_PASS:
            self._rule(Ruling(Decision.PASS))
        else:
            self.ask_lead()

    def ask_lead(self) -> None:
        """A doubt stands: a lead may stand for it."""
        check = self._hand.check
        if self._ready() and check.may(Decision.PASS) and check.verdict is not Verdict.MAY_PASS:
            self._open_ruling(OverDoubtPanel(check.plate, self._hand.officers, prints=self._hand.prints))

    def turn_back(self) -> None:
        """F10."""
        if self._ready():
            check = self._hand.check
            notes = {reason: note_of(rows) for reason, rows in check.reason_rows.items()}
            panel = TurnBackPanel(check.plate, notes, prints=self._hand.prints)
            panel.detain_asked.connect(self.detain)
            panel.pass_asked.connect(self._pass_instead)
            self._open_ruling(panel)

    def detain(self) -> None:
        """F12."""
        if self._ready():
            hand = self._hand
            self._open_ruling(HandOverPanel(hand.check.plate, hand.net, hand.gross, prints=hand.prints))

    def _pass_instead(self) -> None:
        self._column.close_panel()
        self._page.edited.emit()
        self.let_pass()

    def _ready(self) -> bool:
        """Whether there is a truck, nothing is being saved, and two officers sign."""
        if not self._hand.visit or self._page.saving:
            return False
        if not self._hand.second:
            self.ask_for_second()
            return False
        return True

    def _open_ruling(self, panel: RulingPanel) -> None:
        panel.ruled.connect(self._rule)
        panel.ticked.connect(self._page.edited)
        self._open(panel)

    def _rule(self, ruling: Ruling) -> None:
        check = self._hand.check
        answers = check.answers if ruling.decision is Decision.PASS else check.for_refusal()
        self.rulings.rule(ruling, answers, self._notes())

    def _on_ruled(self) -> None:
        self._column.close_panel()
        self.settled.emit()
