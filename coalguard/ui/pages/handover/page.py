"""The page 交班: the desk is handed over, closed, or taken where nobody holds it; and the closing sheet is printed.

The receiver's PIN is the acceptance (接班确认): it is typed while what is taken over stands beside it, and the save
that ends one shift opens the next, so that no record can come between them. After a shift that was closed the page
shows what lies there, and one Enter takes the desk; whoever logs in with a password has taken it by that.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar, Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.findings import Finding, Refused, Severity
from coalguard.domain.identity import CHINA
from coalguard.domain.journal import Json
from coalguard.operations.shift import CloseShift, HandOver, OpenShift, ShiftDesk, ShowShift, show_shift
from coalguard.ui.keys import MAIN, SECOND, KeyAct
from coalguard.ui.messages import Message
from coalguard.ui.page import Page
from coalguard.ui.pages.handover.deeds import Done, close, give, take
from coalguard.ui.pages.handover.desk_card import DeskCard, Mode
from coalguard.ui.pages.handover.printing import SheetPrinting
from coalguard.ui.pages.handover.summary import Summary
from coalguard.ui.states.handover import accounts, differing, figures, handed_on, parse_count, parse_yuan
from coalguard.ui.tokens import GAP_3, Tone
from coalguard.ui.typed import type_into
from coalguard.ui.widgets.input import Input
from coalguard.ui.words import _
from coalguard.ui.workplace import Workplace

DONE: Final = "shift.done"
_REFRESH_MS: Final = 30_000
"""Waits are told in minutes."""


class HandoverPage(Page):
    """Count, tell, sign, print."""

    name = "handover"
    finding_fields: ClassVar[Mapping[str, str]] = {"shift.same_person": "to", "shift.reason_needed": "reason"}

    def __init__(self, place: Workplace) -> None:
        """Build two columns."""
        super().__init__(place)
        self.summary, self.card = Summary(), DeskCard(place.sheet.kind)
        self.fields = self.card.named()
        self.main_act, self.enter_order = self.card.act, self.card.order
        self.desk: ShiftDesk | None = None
        self.sheets = SheetPrinting(self, self.card)
        self._closing = False
        self._resumed: Mapping[str, Json] = {}
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(GAP_3)
        columns.addWidget(self.summary, 1)
        columns.addWidget(self.card)
        self._clock = QTimer(self)
        self._clock.setInterval(_REFRESH_MS)
        self._clock.timeout.connect(self._ask)
        place.actor_changed.connect(self._on_actor_changed)
        self.card.act.clicked.connect(self._on_main)
        for field in self.fields.values():
            field.edited.connect(self.edited)

    def keys(self) -> Sequence[KeyAct]:
        """The keys that work now."""
        known = self.desk is not None
        keys = [
            KeyAct("F5", _("刷新"), self._ask),
            KeyAct("F8", _("补打交班单"), self.sheets.again, possible=self.sheets.possible),
            KeyAct(MAIN, self.card.act.text(), self._on_main, possible=known),
        ]
        if self.card.mode is Mode.GIVING:
            keys.append(KeyAct(SECOND, _("关班"), self._on_closing, possible=known))
        elif self.card.mode is Mode.CLOSING:
            keys.append(KeyAct("Esc", _("返回"), self._on_back))
        if self.sheets.may_turn:
            keys.append(KeyAct("Ctrl+P", _("换打印机"), self.sheets.turn))
        return keys

    def draft(self) -> Mapping[str, Json]:
        """What was typed, whether the desk was being closed, and why a sheet is printed once more."""
        again = self.card.again
        mode: dict[str, Json] = {"closing": True} if self._closing else {}
        asked: dict[str, Json] = {"again": again.reason.text()} if again.asking else {}
        return {**self._resumed, **super().draft(), **mode, **asked}

    def restore(self, draft: Mapping[str, Json]) -> None:
        """Put a draft back; people, as soon as there are any to choose from."""
        super().restore(draft)
        self._resumed = draft

    # --- what is shown -----------------------------------------------------------------------------------------------

    def shown(self) -> None:
        """Ask how the desk stands, now and as long as the page is in front."""
        self._ask()
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks any more: no PIN stays behind."""
        super().hideEvent(event)
        self._clock.stop()
        self.card.forget_pins()

    def changed(self, kinds: frozenset[str]) -> None:
        """Whatever was saved may stand on the sheet."""
        del kinds
        self._ask()

    def focus_first(self) -> None:
        """The first field, or the button where nothing is to be filled in."""
        stop = self.enter_order.first_reachable() or self.card.act
        stop.setFocus()

    def field_of(self, finding: Finding) -> Input | None:
        """What is wrong with a PIN is shown at it, not at the name beside it."""
        field = str(finding.facts.get("field", ""))
        if finding.code.startswith("pin.") and field:
            return self.fields["second_pin" if field == "second" else "pin"]
        return super().field_of(finding)

    def failed(self, error: CoalGuardError) -> None:
        """Show what forbids; that trucks wait is no reason and stands at the left. A wrong PIN is typed anew."""
        if not isinstance(error, Refused):
            super().failed(error)
            return
        failing = [finding for finding in error.findings if finding.severity is Severity.FAIL]
        for finding in failing:
            field = self.field_of(finding)
            if finding.code.startswith("pin.") and field is not None:
                field.empty()
        self.show_findings(failing)

    def _ask(self) -> None:
        self.ask(show_shift, ShowShift(), self._show)

    def _on_actor_changed(self) -> None:
        self.card.forget_pins()
        if self.isVisible():
            self._ask()

    def _show(self, desk: ShiftDesk) -> None:
        fresh, self.desk = self.desk is None, desk
        self.sheets.show_desk(desk.printers, str(desk.last.shift) if desk.last else "")
        self.card.show_people(desk, self.place.actor.login)
        resumed, self._resumed = self._resumed, {}
        type_into({"to": self.card.to, "second": self.card.lead}, resumed)
        self._closing = self._closing or ("closing" in resumed and desk.sheet is not None)
        self._show_mode(desk)
        if fresh:
            self.focus_first()
        if "again" in resumed and self.sheets.possible:
            self.card.again.ask(str(resumed["again"]))

    def _show_summary(self, desk: ShiftDesk) -> None:
        sheet = desk.sheet
        if sheet is None or desk.since is None:
            self.summary.show_shift(_("没有开班"), _("接班以后才能办理车辆"), ())
            self.summary.show_items(_("接班时一并接收"), handed_on(desk.left, desk.now), ())
            return
        since = _("{name}　{time} 起").format(name=desk.holder, time=_minute(desk.since))
        self.summary.show_shift(_("本班"), since, figures(self.place.sheet.kind, sheet.totals))
        items = (*differing(sheet.findings), *handed_on(desk.left, desk.now))
        signing = _("下次登录的人接收") if self._closing else _("接班人输入 PIN 即为确认接收")
        self.summary.show_items(signing, items, accounts(sheet.totals, sheet.voided, sheet.changes))

    def _show_mode(self, desk: ShiftDesk) -> None:
        self._show_summary(desk)
        mode = Mode.TAKING if desk.sheet is None else Mode.CLOSING if self._closing else Mode.GIVING
        turned = mode is not self.card.mode
        self.card.show_mode(mode, absent="" if desk.holds else desk.holder, approves=desk.approves)
        self.card.show_meaning(self._meaning(mode, desk))
        if turned:
            self.focus_first()
        self.keys_changed.emit()

    def _meaning(self, mode: Mode, desk: ShiftDesk) -> str:
        if mode is Mode.GIVING:
            return _("接班人看过左边各项，输入自己的 PIN 即为确认接收。没有 PIN 的请管理员先设置。")
        if mode is Mode.CLOSING:
            return _("没有人接班时关班。下次登录的人接班，未完的事一并接收。")
        if desk.last is None:
            return _("按 Enter 接班。")
        last = _("上一班 {name}，{time} 交班。").format(name=desk.last.holder, time=_minute(desk.last.ended_at))
        notes = _("交接事项：{notes}。").format(notes=desk.last.notes.rstrip("。")) if desk.last.notes else ""
        return last + notes + _("看过左边各项，按 Enter 接班。")

    # --- giving, closing, taking -------------------------------------------------------------------------------------

    def _on_closing(self) -> None:
        self._turn(closing=True)

    def _on_back(self) -> None:
        self._turn(closing=False)

    def _turn(self, *, closing: bool) -> None:
        self._closing = closing
        if self.desk is not None:
            self._show_mode(self.desk)
        self.edited.emit()

    def _on_main(self) -> None:
        if self.saving or self.desk is None:
            return
        if self.card.mode is Mode.TAKING:
            self.write(take, OpenShift(), self._taken)
            return
        self._check_counts()
        for combo in (self.card.lead, self.card.to):
            combo.left_box()
        if not self.complete():
            return
        card = self.card
        cash, paper = parse_yuan(card.cash.text()), parse_count(card.paper.text())
        notes, reason, second = card.notes.text(), card.reason_typed(), card.lead_typed()
        if card.mode is Mode.CLOSING:
            request = CloseShift(notes=notes, reason=reason, second=second, cash_fen=cash, paper_left=paper)
            self.write(self.sheets.behind(close), request, self._ended)
        else:
            given = HandOver(
                to=card.receiver_typed(),
                notes=notes,
                reason=reason,
                second=second,
                cash_fen=cash,
                paper_left=paper,
            )
            self.write(self.sheets.behind(give), given, self._ended)

    def _check_counts(self) -> None:
        """What was typed as a count and is none is told at its field."""
        cash, paper = self.card.cash, self.card.paper
        if cash.text().strip() and parse_yuan(cash.text()) is None:
            cash.show_error(_("填金额，如 860"))
        if paper.text().strip() and parse_count(paper.text()) is None:
            paper.show_error(_("填张数，如 60"))

    def _taken(self, done: Done) -> None:
        self._sit(done)
        self.tell(Message(DONE, _("已接班：{name}。").format(name=done.actor.name), Tone.OK))

    def _ended(self, done: Done) -> None:
        given = self.card.mode is Mode.GIVING
        self._sit(done)
        left = done.sheet.left
        open_ = sum(map(len, (left.weighings, left.queue, left.held_lots, left.unprinted)))
        given_to = _("已交班，{name} 接班，接收未完的事 {count} 件。").format(name=done.actor.name, count=open_)
        told = given_to if given else _("已关班，记录都已封存。")
        self.tell(Message(DONE, told, Tone.OK))
        self.sheets.print(str(done.sheet.shift))

    def _sit(self, done: Done) -> None:
        """Somebody else may act from now on; the fields are the next shift's."""
        self._closing = False
        self.empty()
        self.place.sit(done.actor, done.desk)


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(CHINA):%m-%d %H:%M}"
