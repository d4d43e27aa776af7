"""Asking: the two panels of a truck in hand: the weight that the scale can not give, and why nothing comes of its stay.

Each is opened by its key, and again out of a draft as long as what it is about still stands.
"""

from collections.abc import Callable
from typing import Any

from coalguard.domain.plate import spaced
from coalguard.operations.visit import LeaveVisit, Left, leave
from coalguard.ui.states.yard import PASS_WORDS
from coalguard.ui.weighbridge.columns import ColumnPage
from coalguard.ui.weighbridge.panel import leave_panel, manual_panel
from coalguard.ui.weighbridge.slips import NOT_PRINTED, SAVED
from coalguard.ui.weighbridge.weighing import Weighing
from coalguard.ui.words import _


class Asking:
    """One weighbridge's panels."""

    def __init__(self, page: ColumnPage, weighing: Weighing[Any], begin: Callable[[], None]) -> None:
        """Open them on a page; `begin` clears it for the next truck."""
        self._page, self._weighing, self._begin = page, weighing, begin
        weighing.asked_by_hand.connect(self.by_hand)
        page.openers["manual"] = lambda due: self.by_hand() if weighing.visit and weighing.due == due else None
        page.openers["leave"] = lambda _about: self.give_up() if weighing.visit else None

    def by_hand(self) -> None:
        """Ask for the weight that is due, and for a second person."""
        page, weighing, due = self._page, self._weighing, self._weighing.due
        if page.panel is not None and (page.panel.name, page.panel.about) == ("manual", due):
            return  # what was typed stays
        panel = manual_panel(_(PASS_WORDS[due]), spaced(weighing.plate), page.place.approvers).named("manual", due)
        panel.confirmed.connect(lambda: weighing.enter(panel))
        page.open_panel(panel)

    def give_up(self) -> None:
        """Ask why nothing comes of the truck in hand, and end its stay."""
        page, weighing = self._page, self._weighing
        panel = leave_panel(spaced(weighing.plate))

        def left(_left: Left) -> None:
            page.close_panel()
            for code in (SAVED, NOT_PRINTED):  # the truck does not come back with its slip
                page.untell(code)
            self._begin()

        def confirm() -> None:
            if panel.complete():
                page.write(leave, LeaveVisit(visit=weighing.visit, reason=panel.text("reason")), left)

        panel.confirmed.connect(confirm)
        page.open_panel(panel)
