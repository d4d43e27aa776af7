"""Correcting: an issued form is never altered; it is made void, and its truck comes into hand once more.

The weights stand. The new form begins with all that the void one said, so that only what was wrong is typed anew; F9
issues it under a number of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from coalguard.domain.findings import fail
from coalguard.domain.journal import Json
from coalguard.ui.keys import GRAVE, SECOND, KeyAct
from coalguard.ui.messages import Message
from coalguard.ui.pages.sale.calling import Calling
from coalguard.ui.pages.sale.voiding import Voiding
from coalguard.ui.tokens import Tone
from coalguard.ui.words import _
from coalguard.ui.workplace import Workplace

if TYPE_CHECKING:  # the rows are there before what makes void (`ui.ahead`)
    from coalguard.operations.correction import FormInHand
    from coalguard.operations.counter import SaleSheet

VOIDED: Final = "form.made_void"


class Correcting(Calling):
    """What is done about a form that says something wrong."""

    later = (*Calling.later, "coalguard.operations.correction")

    def __init__(self, place: Workplace) -> None:
        """Nothing was made void yet."""
        super().__init__(place)
        self.voiding = Voiding(self, self)
        self.waits_again = ""
        """The form that was made void just now and may be issued again, until the next truck comes."""
        self._reopening = ""
        """The void form whose truck is being called up; another truck that comes first stays in hand."""

    @property
    def issue_word(self) -> str:
        """What F9 does about the truck in hand."""
        return _("重开并打印") if self.again else _("开具并打印")

    @property
    def correcting_keys(self) -> Sequence[KeyAct]:
        """A form that was just made void may be issued again; a truck in hand is given up, else a form made void.

        The stay of a void form is over: it is not given up.
        """
        number = self.waits_again
        again = (KeyAct(SECOND, _("重开"), lambda: self.reopen(number)),) if number else ()
        if self.weighing.visit and not self.again:
            return (*again, KeyAct(GRAVE, _("作废本次"), self.asking.give_up, tone=Tone.FAIL))
        return (*again, KeyAct(GRAVE, _("作废五联单"), self.voiding.ask, tone=Tone.FAIL, possible=not self.again))

    def show_steps(self) -> None:
        """The button of the form says what it does."""
        self.paper.issue.change(self.issue_word)
        super().show_steps()

    def begin_correcting(self, last: str) -> None:
        """A form was issued: it is the one that is meant first from now on."""
        self.voiding.begin(last)
        self.waits_again = ""

    def next_truck(self) -> None:
        """What was made void for the last truck is no longer at hand."""
        super().next_truck()
        self.waits_again = self._reopening = ""
        self.untell(VOIDED)

    # --- made void ---------------------------------------------------------------------------------------------------

    def made_void(self, number: str) -> None:
        """The form is void: it is said, with the key that calls its truck up again, until the next truck comes."""
        self._tell_void(number)
        self.keys_changed.emit()
        self.edited.emit()

    def _tell_void(self, number: str) -> None:
        self.waits_again = number
        text = _("已作废 {number}，煤已退回批次。可按 F10 重开。").format(number=number)
        act = KeyAct(SECOND, _("重开"), lambda: self.reopen(number))
        self.tell(Message(VOIDED, text, Tone.WARN, act))

    def close_panel(self) -> None:
        """What stands in the panel of a form to be made void waits there."""
        panel = self.voiding.panel
        if panel is not None:
            self.voiding.lay_aside(panel)
        super().close_panel()

    def scanned(self, text: str) -> None:
        """While a form is to be made void, a scan names it."""
        if self.voiding.panel is not None:
            self.voiding.scanned(text)
        else:
            super().scanned(text)

    # --- drafts ------------------------------------------------------------------------------------------------------

    def draft(self) -> Mapping[str, Json]:
        """What was made void and waits to be issued again, too."""
        waits: dict[str, Json] = {"made_void": self.waits_again} if self.waits_again else {}
        return {**super().draft(), **waits}

    def resume(self, visits: set[str]) -> None:
        """What was made void before the last window ended may be issued again."""
        made_void = str(self._resumed.get("made_void", ""))
        super().resume(visits)
        if made_void:
            self._tell_void(made_void)

    # --- a form that is issued again ---------------------------------------------------------------------------------

    def reopen(self, number: str) -> None:
        """Call up the truck of a void form."""
        from coalguard.operations.correction import LookUp, look_up  # noqa: PLC0415 -- loaded by then (`ui.ahead`)

        def found(form: "FormInHand") -> None:
            from coalguard.operations.counter import ShowSale, show_sale  # noqa: PLC0415 -- loaded by then (`ui.ahead`)

            if self._reopening != number:
                return
            if form.may_come_again:
                visit = str(form.visit)
                self.ask(show_sale, ShowSale(visit=visit), lambda sheet: self._show_again(form, sheet))
            elif form.replaced_by:
                text = _("这张单已经作废，重开为 {number}。").format(number=form.replaced_by)
                self.tell(Message(VOIDED, text, Tone.WARN))
            else:
                self.tell_reason(fail("form.not_void", number=form.number))

        self.close_panel()
        self._reopening = number
        self.ask(look_up, LookUp(text=number), found)

    def _show_again(self, form: "FormInHand", sheet: "SaleSheet") -> None:
        """The truck is in hand once more; the new form begins with what the void one said."""
        if self._reopening != form.number:
            return
        self._lay_aside()
        self.next_truck()
        self.asked, self.again = "", form
        self._reopened.add(str(form.visit))
        stay = replace(
            sheet,
            buyer=str(form.buyer),
            lot=form.lot,
            price_fen_per_t=form.price_fen_per_t,
            driver=form.driver,
            destination=form.destination,
        )
        self.weighing.hold(stay)
        self.show_stay(stay)
        self.show_steps()
        self.focus_work()
        self.resume_panel()
        self.edited.emit()
