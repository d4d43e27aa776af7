"""Asking: the two panels of a truck in hand: the weight that the scale can not give, and why nothing comes of its stay.

Each is about one truck: it is opened by its key, and again out of a draft as long as that truck is in hand; when
another one comes into hand it closes.
"""

from collections.abc import Callable
from typing import Any, Final

from coalguard.domain.plate import spaced
from coalguard.operations.visit import LeaveVisit, Left, leave
from coalguard.ui.states.yard import PASS_WORDS
from coalguard.ui.weighbridge.columns import ColumnPage
from coalguard.ui.weighbridge.panel import leave_panel, manual_panel
from coalguard.ui.weighbridge.slips import NOT_PRINTED, SAVED
from coalguard.ui.weighbridge.weighing import Weighing
from coalguard.ui.words import _

MANUAL: Final = "manual"
LEAVE: Final = "leave"


class Asking:
    """One weighbridge's panels."""

    def __init__(self, page: ColumnPage, weighing: Weighing[Any], begin: Callable[[], None]) -> None:
        """Open them on a page; `begin` clears it for the next truck."""
        self._page, self._weighing, self._begin = page, weighing, begin
        weighing.asked_by_hand.connect(self.by_hand)
        page.openers[MANUAL] = lambda about: self.by_hand() if weighing.visit and about == self._weight else None
        page.openers[LEAVE] = lambda about: self.give_up() if about and about == weighing.visit else None

    @property
    def _weight(self) -> str:
        """Which weight is due, of which truck."""
        return f"{self._weighing.visit} {self._weighing.due}"

    def close(self) -> None:
        """Another truck comes into hand: nothing is asked about this one any more."""
        if self._page.panel is not None and self._page.panel.name in {MANUAL, LEAVE}:
            self._page.close_panel()

    def by_hand(self) -> None:
        """Ask for the weight that is due, and for a second person."""
        page, weighing, step = self._page, self._weighing, _(PASS_WORDS[self._weighing.due])
        if page.panel is not None and (page.panel.name, page.panel.about) == (MANUAL, self._weight):
            return  # what was typed stays
        panel = manual_panel(step, spaced(weighing.plate), page.place.approvers).named(MANUAL, self._weight)
        panel.confirmed.connect(lambda: weighing.enter(panel))
        page.open_panel(panel)

    def give_up(self) -> None:
        """Ask why nothing comes of the truck in hand, and end its stay."""
        page, visit = self._page, self._weighing.visit
        panel = leave_panel(spaced(self._weighing.plate)).named(LEAVE, visit)

        def left(_left: Left) -> None:
            page.close_panel()
            for code in (SAVED, NOT_PRINTED):  # the truck does not come back with its slip
                page.untell(code)
            self._begin()

        def confirm() -> None:
            if not page.saving and panel.complete():
                page.write(leave, LeaveVisit(visit=visit, reason=panel.text("reason")), left)

        panel.confirmed.connect(confirm)
        page.open_panel(panel)
