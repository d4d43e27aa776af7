"""Departing: a truck of the queue drove off, or was registered by mistake; its stay ends without a decision.

F12 in the queue ──► why, by a digit ──► Enter; nothing is printed, what was weighed stays on record (`domain.visit`)

Not known here: the truck in hand, which is decided upon and never sent off.
"""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Signal

from coalguard.domain.plate import spaced
from coalguard.operations.visit import LeaveVisit, Left, leave
from coalguard.ui.keys import MAIN, KeyAct
from coalguard.ui.messages import Message
from coalguard.ui.page import Page
from coalguard.ui.pages.inspection.choice import Choice, Way
from coalguard.ui.pages.inspection.panel import Panel
from coalguard.ui.tokens import CAPTION, CAPTION_MEDIUM, INPUT_CHECKPOINT, Tone
from coalguard.ui.widgets.button import Button, Rank
from coalguard.ui.widgets.label import Label, Line, Paragraph
from coalguard.ui.words import N_, _

DEPARTED: Final = "inspection.departed"
_REASONS: Final = (N_("已驶离"), N_("登记有误"))
"""As the record has them, which is Chinese whatever the window speaks."""


class DepartedPanel(Panel):
    """移出排队: why. `given` carries the reason."""

    given = Signal(str)
    name = "departed"

    def __init__(self, plate: str) -> None:
        """About a truck that waits."""
        super().__init__(_("移出排队"), "truck", Tone.WARN, plate)
        ways = [Way(reason, _(reason), str(number)) for number, reason in enumerate(_REASONS, start=1)]
        self.why = Choice(_("原因"), ways, height=INPUT_CHECKPOINT)
        self.missing = Label()
        self.main = Button(_("移出排队"), key="Enter", tone=Tone.WARN, rank=Rank.MAIN)
        self.main.clicked.connect(self.give)
        self.why.taken.connect(self._on_taken)
        self.fields = {"reason": self.why}
        self.body.addWidget(self.why)
        self.body.addWidget(self.missing)
        self.body.addWidget(Paragraph(_("车没有决定就结束，不打印；称过的重量仍在记录里。再来时重新登记。"), CAPTION))
        self.body.addStretch(1)
        self.body.addWidget(self.main)
        self.lead(self.why)

    def give(self) -> None:
        """Say why, unless nothing was chosen."""
        if self.why.text():
            self.given.emit(self.why.text())
        else:
            self.missing.show_lines(Line(_("请先按数字键选原因。"), CAPTION_MEDIUM, Tone.WARN))
            self.why.setFocus()

    def acts(self) -> Sequence[KeyAct]:
        """F9 does it too."""
        return (KeyAct(MAIN, _("移出排队"), self.give, Tone.WARN),)

    def _on_taken(self, value: str) -> None:
        del value
        self.missing.show_lines()
        if self.main is not None:
            self.main.setFocus()


def departed(page: Page, visit: str, plate: str, then: Callable[[], None]) -> DepartedPanel:
    """The panel about a truck of the queue, which ends its stay; `then` follows."""

    def left(done: Left) -> None:
        del done
        told = _("{plate} 已移出排队，没有作决定。").format(plate=spaced(plate))
        page.tell(Message(DEPARTED, told, Tone.OK))
        then()

    def end(reason: str) -> None:
        if not page.saving:
            page.write(leave, LeaveVisit(visit=visit, reason=reason), left)

    panel = DepartedPanel(plate)
    panel.given.connect(end)
    return panel
