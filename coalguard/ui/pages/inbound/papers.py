"""The ticket of a load: printed after it was received, and again on F8; what is committed stays committed."""

from typing import Final, Protocol, TypeVar

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.findings import Refused
from coalguard.domain.printout import Printout
from coalguard.operations.paper import print_paper, then_print
from coalguard.operations.paper.attempt import Outcome, Printed, PrintPaper
from coalguard.operations.setup import Settings
from coalguard.ui.background import Lane
from coalguard.ui.keys import KeyAct
from coalguard.ui.messages import Message
from coalguard.ui.page import Page
from coalguard.ui.states.printing import Printing
from coalguard.ui.tokens import Tone
from coalguard.ui.words import _, said
from coalguard.ui.workplace import Operation


class Shown(Protocol):
    """Where it is shown how the ticket stands."""

    def show_printing(self, text: str, tone: Tone) -> None:
        """Show it."""


class Desk(Protocol):
    """Who is asked why a ticket is printed so often."""

    def ask_reason(self, number: str) -> None:
        """The third print of a paper bears a reason."""


REASON_NEEDED: Final = "paper.reason_needed"

Asked = TypeVar("Asked")
Told = TypeVar("Told")


class Papers:
    """One desk's tickets; `last` is the one that F8 prints again."""

    def __init__(self, page: Page, desk: Desk, shown: Shown) -> None:
        """Act through a page."""
        self._page, self._desk, self._shown = page, desk, shown
        self._printing = Printing()
        self.last = ""
        self.begin()

    def show_settings(self, settings: Settings) -> None:
        """Print where tickets go."""
        before = self._printing.told(Printout.TICKET)
        self._printing = self._printing.shown(settings.printers, settings.papers)
        if self._printing.told(Printout.TICKET) != before:
            self.begin()

    @property
    def possible(self) -> bool:
        """Whether there is any printer: a ticket that none can take is kept as one that did not come out."""
        return bool(self._printing.printers)

    def begin(self) -> None:
        """The next truck came."""
        self._shown.show_printing(*self._printing.told(Printout.TICKET))

    def behind(self, act: Operation[Asked, Told]) -> Operation[Asked, Told]:
        """The act that issues a ticket, which is printed behind it where there is a printer."""
        return then_print(act, Printout.TICKET) if self.possible else act

    def print(self, ticket: str) -> None:
        """Print a ticket, where there is a printer."""
        self.last = ticket
        if self.possible:
            self.reprint()

    def reprint(self, reason: str = "") -> None:
        """Print the last ticket."""
        number = self.last
        self._shown.show_printing(_("打印中"), Tone.ACCENT)

        def printed(result: Printed) -> None:
            if result.outcome is Outcome.SENT:
                self._shown.show_printing(_("已送打印"), Tone.OK)
                self._page.untell("paper.not_printed")
            else:
                self._not_printed(number, said(result.findings[0]))

        def failed(error: CoalGuardError) -> None:
            if isinstance(error, Refused) and error.findings[0].code == REASON_NEEDED:
                self.begin()
                self._desk.ask_reason(number)
                return
            self._not_printed(number, said(error))

        request = PrintPaper(number=number, printer=self._printing.goes_to(Printout.TICKET), reason=reason)
        self._page.place.write(print_paper, request, printed, failed, lane=Lane.OUTSIDE)

    def _not_printed(self, number: str, reason: str) -> None:
        self._shown.show_printing(_("没有打印"), Tone.WARN)
        text = _("{paper}没有打印：{why}。单据 {number} 已保存。").format(
            paper=_("过磅单"), why=reason.split("。", maxsplit=1)[0], number=number
        )
        again = KeyAct("F8", _("补打"), self.reprint)
        self._page.tell(Message("paper.not_printed", text, Tone.FAIL, again, icon="printer"))
