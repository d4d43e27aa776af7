"""Papers that did not come out before this start: one bar tells them, and its F8 prints them one after the other.

What fails again stays in the bar until it is out, and why it failed stands above it. Which printer takes a paper, and
what became of it, is the operation's to know.
"""

from typing import TYPE_CHECKING, Final

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.findings import Finding, warn
from coalguard.ui.background import Lane
from coalguard.ui.frame import Frame
from coalguard.ui.keys import KeyAct
from coalguard.ui.messages import Message, message_of
from coalguard.ui.words import _
from coalguard.ui.workplace import Workplace

if TYPE_CHECKING:  # the window is painted before the store and its libraries are loaded
    from coalguard.operations.paper.attempt import Printed
    from coalguard.operations.station import Actor, Station

UNPRINTED: Final = "paper.unprinted"


class LatePrints:
    """The papers of one start."""

    def __init__(self, frame: Frame, place: Workplace) -> None:
        """Print at this place, and tell it in this frame."""
        self._frame, self._place = frame, place
        self._numbers: list[str] = []
        self._under_way = False

    def message_of(self, finding: Finding) -> Message:
        """The bar of what a start found, with the key that helps where papers are to be printed."""
        if finding.code != UNPRINTED:
            return message_of(finding)
        self._numbers = str(finding.facts["numbers"]).split(",")
        return message_of(finding, KeyAct("F8", _("补打"), self.print))

    def print(self) -> None:
        """Print all of them, in the order in which they were issued."""
        if not self._under_way:
            self._under_way = True
            self._print(tuple(self._numbers))

    def _print(self, numbers: tuple[str, ...]) -> None:
        """Print one paper; the next follows it, whatever came of it."""
        if not numbers:
            self._under_way = False
            self._retell()
            return
        number, *rest = numbers

        def printed(result: "Printed") -> None:
            for finding in result.findings:
                self._frame.tell(message_of(finding))
            if not result.findings:
                self._numbers.remove(number)
            self._print(tuple(rest))

        def failed(error: CoalGuardError) -> None:
            self._frame.tell(message_of(error))
            self._print(tuple(rest))

        self._place.write(_printed, number, printed, failed, lane=Lane.OUTSIDE)

    def _retell(self) -> None:
        """Leave in the bar what is still not out; where somebody took it away, it stays away."""
        if not self._numbers:
            self._frame.messages.untell(UNPRINTED)
            return
        left = warn(UNPRINTED, count=len(self._numbers), numbers=",".join(self._numbers))
        self._frame.messages.retell(self.message_of(left))


def _printed(station: "Station", actor: "Actor", number: str) -> "Printed":
    from coalguard.operations.paper import print_paper  # noqa: PLC0415 -- in its lane, long after the first paint
    from coalguard.operations.paper.attempt import PrintPaper  # noqa: PLC0415 -- as above

    return print_paper(station, actor, PrintPaper(number=number))
