"""Voiding: an issued form is made void at the desk; which one, why, how many parts came back, who stands for it.

It is asked in a panel that begins with the last form of this desk; any other is typed or scanned. What stands of it is
looked up at once, so that the button says what will happen, and what speaks against it is said before a PIN is typed.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QTimer

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.form import PARTS
from coalguard.domain.journal import Json
from coalguard.domain.plate import spaced
from coalguard.ui.approver import approver_fields
from coalguard.ui.keys import SECOND, KeyAct
from coalguard.ui.tokens import Tone
from coalguard.ui.weighbridge.columns import ColumnPage
from coalguard.ui.weighbridge.panel import Panel, reason_field
from coalguard.ui.widgets.field import Field, Kind
from coalguard.ui.widgets.input import Input
from coalguard.ui.words import _

if TYPE_CHECKING:  # the rows are there before what makes void (`ui.ahead`)
    from coalguard.operations.correction import FormInHand

PANEL: Final = "void"
_WHERE: Final = {
    "form.parts_back": "parts_back",
    "form.reason": "reason",
    "form.": "number",
    "number.": "number",
    "code.": "number",
    "pin.": "pin",
    "staff.": "login",
    "second.": "login",
}
_LONGEST: Final = 400
"""A code has some three hundred signs."""


class Desk(Protocol):
    """Who is told what came of it."""

    def made_void(self, number: str) -> None:
        """The form is void."""

    def reopen(self, number: str) -> None:
        """A void form is to be issued again."""


class Voiding:
    """One desk's voiding; `last` is the form that it issued last."""

    def __init__(self, page: ColumnPage, desk: Desk) -> None:
        """Ask on a page."""
        self._page, self._desk = page, desk
        self.last = ""
        self._found: FormInHand | None = None
        self._asked = ""
        self._kept: Mapping[str, Json] = {}
        page.openers[PANEL] = lambda _about: self.ask()

    @property
    def panel(self) -> Panel | None:
        """The panel, where it is open."""
        panel = self._page.panel
        return panel if panel is not None and panel.name == PANEL else None

    def keys(self) -> Sequence[KeyAct]:
        """What works in the panel beside what works in each: a form that is void already may be issued again."""
        found = self._found
        if self.panel is None or found is None or not found.may_come_again:
            return ()
        return (KeyAct(SECOND, _("重开此单"), lambda: self._desk.reopen(found.number)),)

    def ask(self) -> None:
        """Ask which form, and why; what was typed before Esc stands there again."""
        panel = void_panel(self._page.place.approvers)
        number = panel.fields["number"]
        self._found, self._asked = None, ""
        number.set_text(self.last)
        number.edited.connect(lambda: self._show(panel, None))
        number.left.connect(lambda: self._look_up(panel))
        panel.confirmed.connect(lambda: self._confirm(panel))
        self._page.open_panel(panel)
        if self._kept:
            panel.restore(self._kept)
        QTimer.singleShot(0, panel, lambda: self._look_up(panel))  # behind what a draft puts there
        if number.text():
            panel.fields["reason"].setFocus()

    def scanned(self, text: str) -> None:
        """A code of a form was read while the panel was open."""
        panel = self.panel
        if panel is not None:
            panel.fields["number"].set_text(text)
            panel.fields["number"].clear()
            self._look_up(panel)

    def lay_aside(self, panel: Panel) -> None:
        """Esc: what stands there waits; a PIN does not."""
        typed = panel.draft()["typed"]
        self._kept = typed if isinstance(typed, Mapping) else {}

    def begin(self, last: str) -> None:
        """Another form was issued, or this one is void: the next time begins anew."""
        self.last, self._kept, self._found = last, {}, None

    # --- the form that is meant --------------------------------------------------------------------------------------

    def _look_up(self, panel: Panel) -> None:
        """Say what stands of the form that is named."""
        text = panel.fields["number"].text().strip()
        if not text or text == self._asked or (self._found is not None and self._found.number == text):
            return
        self._asked = text
        from coalguard.operations.correction import LookUp, look_up  # noqa: PLC0415 -- loaded by then (`ui.ahead`)

        def meant() -> bool:
            return self.panel is panel and panel.fields["number"].text().strip() == text

        def found(form: "FormInHand") -> None:
            if meant():
                self._show(panel, form)

        def failed(error: CoalGuardError) -> None:
            if meant():
                self._show(panel, None)
                panel.show_error(self._page, error)

        self._page.ask(look_up, LookUp(text=text), found, failed)

    def _show(self, panel: Panel, form: "FormInHand | None") -> None:
        """Show what will happen to a form, or why nothing can."""
        self._found, self._asked, number = form, "", panel.fields["number"]
        panel.sentence.show_text(sentence_of(form))
        if form is not None:
            number.set_text(form.number)
            number.clear()
            if form.may_come_again:
                number.show_error(_("这张单已经作废，没有再作废。要重开按 F10。"))
            elif form.replaced_by:
                number.show_error(_("这张单已经作废，重开为 {number}。").format(number=form.replaced_by))
            else:
                for finding in form.against:
                    number.show_finding(finding)
            if number.faulty:
                number.setFocus()
        self._page.keys_changed.emit()

    # --- the act -----------------------------------------------------------------------------------------------------

    def _confirm(self, panel: Panel) -> None:
        if self._page.saving or not panel.complete() or not _counted(panel):
            return
        from coalguard.operations.form import VoidForm, void  # noqa: PLC0415 -- loaded by then (`ui.ahead`)
        from coalguard.operations.station import Second  # noqa: PLC0415 -- as above

        request = VoidForm(
            number=panel.text("number"),
            reason=panel.text("reason"),
            parts_back=int(panel.text("parts_back")),
            second=Second(login=panel.text("login"), pin=panel.fields["pin"].text()),
        )

        def voided(number: str) -> None:
            if self.panel is panel:
                self._page.close_panel()
            self.begin(self.last)
            self._desk.made_void(number)

        def failed(error: CoalGuardError) -> None:
            panel.fields["pin"].set_text("")
            panel.show_error(self._page, error)

        self._page.write(void, request, lambda sheet: voided(sheet.number), failed)


def void_panel(approvers: Sequence[tuple[str, str]]) -> Panel:
    """A form that is to be made void."""
    number = Field(_("单号"), kind=Kind.CODE, required=True, longest=_LONGEST, hint=_("扫码，或输入单号、校验码"))
    parts = Field(_("收回几联"), kind=Kind.NUMBER, required=True, longest=1, hint=_("0 至 5"))
    lead, pin = approver_fields(approvers)
    parts.edited.connect(lambda: parts.set_note(parts_note(parts.text())))
    fields: dict[str, Input] = {
        "number": number,
        "reason": reason_field("void"),
        "parts_back": parts,
        "login": lead,
        "pin": pin,
    }
    title, act = _("作废五联单"), _("作废并退回库存")
    return Panel(title, sentence_of(None), act, fields, where=_WHERE, tone=Tone.FAIL).named(PANEL)


def sentence_of(form: "FormInHand | None") -> str:
    """What making a form void does."""
    if form is None:
        return _("作废后煤退回批次，单号不再使用，记录保留；同一辆车可以重开。")
    told = _("{plate}，{buyer}，{net} t。作废后煤退回批次 {lot}，单号不再使用，记录保留；同一辆车可以重开。")
    if form.against:
        told = _("{plate}，{buyer}，{net} t，批次 {lot}。")
    return told.format(plate=spaced(form.plate), buyer=form.buyer_name, net=form.net.tonnes, lot=form.lot)


def parts_note(text: str) -> str:
    """What a number of parts means."""
    if len(text) != 1 or text not in "012345":
        return ""
    missing = PARTS - int(text)
    return _("缺 {count} 联").format(count=missing) if missing else _("已收齐")


def _counted(panel: Panel) -> bool:
    """Whether a number of parts stands there."""
    if parts_note(panel.text("parts_back")):
        return True
    panel.fields["parts_back"].show_error(_("收回的联数应为 0 至 5"))
    panel.fields["parts_back"].setFocus()
    return False
