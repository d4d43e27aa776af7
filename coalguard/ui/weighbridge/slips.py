"""首磅条: a truck's first weight was saved, and its slip comes out beside whatever is done next.

Where no printer is there for slips, nothing is printed and nothing said: the tail of the plate calls the truck up too.
What does not come out is told, and F8 prints it again while its bar stands.
"""

from typing import TYPE_CHECKING, Final

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.plate import spaced
from coalguard.domain.printout import Printout
from coalguard.ui.background import Lane
from coalguard.ui.keys import KeyAct
from coalguard.ui.messages import Message
from coalguard.ui.page import Page
from coalguard.ui.states.printing import Printing
from coalguard.ui.tokens import Tone
from coalguard.ui.words import _, said

if TYPE_CHECKING:  # the rows are there before what prints (`ui.ahead`)
    from coalguard.operations.paper.first import SlipPrinted
    from coalguard.operations.setup import Settings

SAVED: Final = "weighing.saved"
NOT_PRINTED: Final = "slip.not_printed"


class Slips:
    """The slips of one page."""

    def __init__(self, page: Page) -> None:
        """Act through a page."""
        self._page = page
        self._printing = Printing()
        self._visit = self._plate = self._line = ""

    def show_settings(self, settings: "Settings") -> None:
        """Where slips go."""
        self._printing = self._printing.shown(settings.printers, settings.papers)

    def print(self, visit: str, plate: str, line: str) -> None:
        """Print the slip of a truck that was just weighed; `line` is what the page says of its weight."""
        self._visit, self._plate, self._line = visit, plate, line
        if self._printing.goes_to(Printout.FIRST_SLIP):
            self._print()

    def _print(self) -> None:
        from coalguard.operations.paper import print_slip  # noqa: PLC0415 -- loaded by then (`ui.ahead`)
        from coalguard.operations.paper.attempt import Outcome  # noqa: PLC0415 -- as above
        from coalguard.operations.paper.first import PrintSlip  # noqa: PLC0415 -- as above

        visit, plate, line = self._visit, self._plate, self._line

        def printed(result: "SlipPrinted") -> None:
            if result.outcome is Outcome.FAILED:
                self._not_printed(plate, said(result.findings[0]))
                return
            self._page.untell(NOT_PRINTED)
            text = line + _("首磅条已送打印，扫条也能续称。")
            self._page.tell(Message(SAVED, text, Tone.OK, self._again))

        def failed(error: CoalGuardError) -> None:
            self._not_printed(plate, said(error))

        request = PrintSlip(visit=visit, printer=self._printing.goes_to(Printout.FIRST_SLIP))
        self._page.place.write(print_slip, request, printed, failed, lane=Lane.OUTSIDE)

    @property
    def _again(self) -> KeyAct:
        return KeyAct("F8", _("补打首磅条"), self._print)

    def _not_printed(self, plate: str, reason: str) -> None:
        text = _("首磅条没有打印：{why}。{plate} 的重量已保存，输车牌后 4 位也能续称。").format(
            why=reason.split("。", maxsplit=1)[0], plate=spaced(plate)
        )
        self._page.tell(Message(NOT_PRINTED, text, Tone.WARN, self._again, icon="printer"))
