"""Rulings: a decision is recorded, taken and printed; what does not print stays decided and is offered again.

record (two officers) ──► decide ──► the page is free ──► print, beside everything else
"""

from collections.abc import Callable, Mapping

from coalguard.domain.identity import DocumentNumber
from coalguard.domain.inspection import Answer, Row
from coalguard.domain.numbering import kind_of
from coalguard.domain.printout import Printout
from coalguard.operations import inspection, paper
from coalguard.operations.inspection import (
    Answers,
    Decided,
    DecideInspection,
    Recorded,
    RecordInspection,
    Result,
    RowAnswer,
)
from coalguard.operations.paper.attempt import Outcome, Printed, PrintPaper
from coalguard.ui.keys import KeyAct
from coalguard.ui.page import Page
from coalguard.ui.pages.inspection.hand import Hand
from coalguard.ui.pages.inspection.panels import Ruling
from coalguard.ui.words import _

NOT_PRINTED = "printer.failed"
SLIPS = (Printout.RELEASE, Printout.TURN_BACK, Printout.HAND_OVER)


class Rulings:
    """Decides upon the truck in hand."""

    def __init__(self, page: Page, hand: Hand, done: Callable[[], None], again: Callable[[], None]) -> None:
        """For a page; `done` is called when a truck was decided upon, `again` prints the latest slip once more."""
        self._page, self._hand, self._done, self._again = page, hand, done, again

    def rule(self, ruling: Ruling, answers: Mapping[Row, Answer], notes: str) -> None:
        """Record what was seen, then decide."""
        visit = self._hand.visit
        told = {row.value: RowAnswer(result=Result(one.result), observed=one.observed) for row, one in answers.items()}
        request = RecordInspection(
            visit=visit,
            answers=Answers(**told),
            officers=tuple(filter(None, (self._page.place.actor.login, self._hand.second))),
            notes=notes,
            code=self._hand.code,
        )

        def decide(recorded: Recorded) -> None:
            del recorded
            asked = DecideInspection(
                visit=visit,
                decision=ruling.decision,
                reasons=ruling.reasons,
                reason=ruling.words,
                second=ruling.second,
            )
            act = paper.then_print(inspection.decide, *SLIPS) if self._hand.prints else inspection.decide
            self._page.write(act, asked, self._on_decided)

        self._page.write(inspection.record, request, decide)

    def _on_decided(self, decided: Decided) -> None:
        number = str(decided.slip) if decided.slip else ""
        self._done()
        if number and self._hand.prints:
            self.print(number)

    # --- paper -------------------------------------------------------------------------------------------------------

    @property
    def last_slip(self) -> str:
        """The number of the latest slip; empty where there is none."""
        settled = self._hand.desk.settled if self._hand.desk else ()
        return next((one.slip for one in settled if one.slip), "")

    def print(self, number: str, reason: str = "", failed: Callable[..., None] | None = None) -> None:
        """Send a slip to the printer, beside whatever is done meanwhile."""
        desk, kind = self._hand.desk, kind_of(DocumentNumber.parse(number).prefix)
        request = PrintPaper(number=number, printer=desk.slips.get(kind, "") if desk else "", reason=reason)
        self._page.place.outside(paper.print_paper, request, self._on_printed, failed or self._page.failed)

    def _on_printed(self, printed: Printed) -> None:
        if printed.outcome is Outcome.SENT:
            self._page.untell(NOT_PRINTED)
            return
        again = KeyAct("F8", _("装纸后补打"), self._again)
        for finding in printed.findings:
            self._page.tell_reason(finding, again)
