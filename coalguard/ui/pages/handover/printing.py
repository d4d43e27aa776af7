"""The closing sheet goes to the printer beside everything else; what does not come out is offered again by F8.

The shift is over whatever comes of it. From the second reprint on the page asks why.
"""

from collections.abc import Sequence
from typing import Final, TypeVar

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.printout import Printout
from coalguard.operations.paper import print_closing, then_print
from coalguard.operations.paper.attempt import Outcome
from coalguard.operations.paper.closing import ClosingPrinted, PrintClosing
from coalguard.ui.background import Lane
from coalguard.ui.keys import KeyAct
from coalguard.ui.page import Page
from coalguard.ui.pages.handover.desk_card import DeskCard
from coalguard.ui.tokens import CAPTION, Tone
from coalguard.ui.widgets.label import Line
from coalguard.ui.words import _
from coalguard.ui.workplace import Operation

REASON_NEEDED: Final = "shift.print_reason_needed"

Asked = TypeVar("Asked")
Told = TypeVar("Told")


class SheetPrinting:
    """Prints for one page; `last` is the shift whose sheet F8 prints again, `printer` where it goes."""

    def __init__(self, page: Page, card: DeskCard) -> None:
        """Nothing has ended yet."""
        self._page, self._card = page, card
        self._printers: tuple[str, ...] = ()
        self._bar = ""
        self.printer = ""
        self.last = ""
        card.again.button.clicked.connect(self.again)

    def show_desk(self, printers: Sequence[str], last: str) -> None:
        """Which printers there are, the one for closing sheets first, and which shift ended last."""
        before, self._printers, self.last = self._printers[:1], tuple(printers), last
        if self.printer not in printers or self._printers[:1] != before:  # what Ctrl+P chose holds until that changes
            self.printer = printers[0] if printers else ""
            self._show()

    @property
    def possible(self) -> bool:
        """Whether there is a sheet and a printer."""
        return bool(self.last and self.printer)

    @property
    def may_turn(self) -> bool:
        """Whether there is another printer."""
        return len(self._printers) > 1

    def turn(self) -> None:
        """Use the next printer from now on."""
        self.printer = self._printers[(self._printers.index(self.printer) + 1) % len(self._printers)]
        self._show()

    def behind(self, ending: Operation[Asked, Told]) -> Operation[Asked, Told]:
        """The act that ends a shift, whose sheet is printed behind it where there is a printer."""
        return then_print(ending, Printout.CLOSING) if self.printer else ending

    def again(self) -> None:
        """Print the last sheet once more."""
        if self.possible:
            self.print(self.last)

    def print(self, shift: str) -> None:
        """Print the sheet of a shift; without a printer it waits until one is set up."""
        self.last = shift
        if not self.printer:
            return
        request = PrintClosing(shift=shift, printer=self.printer, reason=self._card.again.typed())
        self._page.place.write(print_closing, request, self._printed, self._refused, lane=Lane.OUTSIDE)

    def _printed(self, printed: ClosingPrinted) -> None:
        self._card.again.hide()
        if self._bar:
            self._page.untell(self._bar)
        if printed.outcome is Outcome.SENT:
            told = _("交班单已送 {printer}，第 {copy} 次打印").format(printer=printed.printer, copy=printed.copy)
            self._card.printing.show_lines(Line(told, CAPTION, Tone.OK))
            return
        for finding in printed.findings:
            self._bar = finding.code
            self._page.tell_reason(finding, KeyAct("F8", _("装纸后补打"), self.again))

    def _refused(self, error: CoalGuardError) -> None:
        if error.code == REASON_NEEDED:
            self._card.again.ask()
        else:
            self._page.tell_reason(error)

    def _show(self) -> None:
        told = _("交班单打印在 {printer}").format(printer=self.printer)
        missing = Line(_("未设置打印机，交班单不打印"), CAPTION, Tone.WARN)
        self._card.printing.show_lines(Line(told, CAPTION, soft=2) if self.printer else missing)
