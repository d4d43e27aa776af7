"""The decision: the weight, the verdict, the three keys that decide, and what was decided last."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from coalguard.domain.inspection import Decision, Mark, Verdict
from coalguard.domain.plate import spaced
from coalguard.operations.gate import GateSheet
from coalguard.ui.icons import draw_icon
from coalguard.ui.look import look
from coalguard.ui.pages.inspection.panel import Panel
from coalguard.ui.pages.inspection.queue import column_width
from coalguard.ui.pages.inspection.rows import time_of
from coalguard.ui.states.inspection import Check
from coalguard.ui.tokens import (
    CAPTION,
    CAPTION_MEDIUM,
    CARD_TITLE,
    GAP_2,
    GAP_3,
    GAP_4,
    MASS_CHECKPOINT,
    TABLE,
    TABLE_STRONG,
    Tone,
)
from coalguard.ui.widgets.button import Button, Rank
from coalguard.ui.widgets.card import Card
from coalguard.ui.widgets.chip import KeyCap
from coalguard.ui.widgets.label import Label, Line
from coalguard.ui.widgets.mass_display import MassDisplay
from coalguard.ui.widgets.paint import RIGHT, draw_text, text_width
from coalguard.ui.widgets.verdict_panel import VerdictPanel
from coalguard.ui.words import N_, _, word

WIDTH: Final = 352
_RECENT_ROW: Final = 27
_DECISIONS: Final[Mapping[Decision, tuple[str, Tone, str]]] = {
    Decision.PASS: (N_("放行"), Tone.OK, "pass"),
    Decision.TURN_BACK: (N_("劝返"), Tone.WARN, "turn-back"),
    Decision.DETAIN: (N_("查扣"), Tone.FAIL, "detain"),
    Decision.NOT_COAL: (N_("非煤"), Tone.OFF, "truck"),
}
_VERDICTS: Final[Mapping[Verdict, tuple[Tone, str]]] = {
    Verdict.MAY_PASS: (Tone.OK, N_("可以放行")),
    Verdict.VERIFY: (Tone.WARN, N_("需要核实")),
    Verdict.MAY_NOT_PASS: (Tone.FAIL, N_("不可放行")),
    Verdict.PENDING: (Tone.OFF, N_("待核验")),
}


_BRIEF: Final[Mapping[str, str]] = {
    "form_invalid": N_("无有效单据"),
    "report_invalid": N_("质检不符"),
    "truck_mismatch": N_("单车不符"),
    "overload_noted": N_("疑似超限"),
    "forged_paper": N_("伪造单据"),
    "resold_paper": N_("重复用单"),
}
"""Reasons as the list of what was decided last has room for."""


def counted(check: Check) -> str:
    """The sentence below the verdict: how many rows came out how."""
    counts = check.counts
    warn, fail, pending = counts[Mark.WARN], counts[Mark.FAIL], counts[Mark.PENDING]
    if check.verdict is Verdict.MAY_PASS:
        return _("{count} 项核验全部通过").format(count=counts[Mark.OK])
    told = (
        _("{count} 项不通过").format(count=fail) if fail else "",
        _("{count} 项存疑").format(count=warn) if warn else "",
        _("{count} 项未核").format(count=pending) if pending else "",
    )
    return _("，").join(filter(None, told))


class RecentList(QWidget):
    """What was decided last: shape, word, plate, remark, time."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self._sheet: GateSheet | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_sheet(self, sheet: GateSheet) -> None:
        """Show these."""
        self._sheet = sheet
        told = (f"{_(_DECISIONS[one.decision][0])} {one.plate} {time_of(one.at)}" for one in sheet.settled)
        self.setAccessibleName("；".join(told))
        self.update()

    def sizeHint(self) -> QSize:
        """Some rows."""
        return QSize(200, look().px(_RECENT_ROW) * 4)

    def minimumSizeHint(self) -> QSize:
        """None, where there is no room."""
        return QSize(120, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """As many rows as fit."""
        del event
        painter, theme, height = QPainter(self), look().theme, look().px(_RECENT_ROW)
        settled = self._sheet.settled if self._sheet else ()
        if not settled:
            place = QRectF(0, 0, self.width(), height)
            draw_text(painter, place, _("本站还没有处理过车辆。"), CAPTION, theme.text3)
        for number, one in enumerate(settled[: max(self.height() // height, 0)]):
            label, tone, icon = _DECISIONS[one.decision]
            ink, top = theme.shade(tone).ink, number * height
            size, middle = look().px(17), top + height / 2
            draw_icon(painter, icon, ink, QRectF(0, middle - size / 2, size, size))
            left = size + 9.0
            room = QRectF(left, top, self.width(), height)
            left += max(draw_text(painter, room, _(label), TABLE_STRONG, ink), look().px(30)) + 14
            room = QRectF(left, top, self.width(), height)
            left += max(draw_text(painter, room, spaced(one.plate), TABLE, theme.text), look().px(86)) + 12
            time = text_width(time_of(one.at), CAPTION)
            room = QRectF(left, top, self.width() - left - time - 10, height)
            draw_text(painter, room, _remark(one.reasons, printed=one.printed), CAPTION, theme.text2)
            room = QRectF(self.width() - time, top, time + 1, height)
            draw_text(painter, room, time_of(one.at), CAPTION, theme.text2, align=RIGHT)


def _remark(reasons: Sequence[str], *, printed: bool | None) -> str:
    if reasons:
        return _(_BRIEF[reasons[0]]) if reasons[0] in _BRIEF else word("reason", reasons[0])
    return {None: "", True: _("已打印"), False: _("没有打印")}[printed]


class NoScale(Card):
    """What stands where the weight would, at a gate without a scale."""

    def __init__(self) -> None:
        """Say that it can be typed."""
        super().__init__()
        self._told = Label()
        self._key = KeyCap("F4", _("手录毛重"))
        line = QHBoxLayout()
        line.addWidget(self._told)
        line.addWidget(self._key)
        self.body.addLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_gross("", wanted=False)

    def show_gross(self, told: str, *, wanted: bool) -> None:
        """Say what was typed, or that it can be."""
        second = told or _("可手录毛重，须带班确认")
        self._told.show_lines(Line(_("未设地磅"), CARD_TITLE), Line(second, CAPTION, soft=1))
        self._key.setVisible(wanted)


class DecisionColumn(QWidget):
    """The right of the page; a panel takes the place of everything below the verdict."""

    def __init__(self, *, weighable: bool) -> None:
        """Build it without a truck."""
        super().__init__()
        self.mass = MassDisplay(MASS_CHECKPOINT) if weighable else None
        self._no_scale = None if weighable else NoScale()
        self.verdict = VerdictPanel()
        self.main = Button(_("放行"), key="F9", icon="pass", tone=Tone.OK, rank=Rank.DECISION)
        self.back = Button(_("劝返"), key="F10", icon="turn-back", tone=Tone.WARN, rank=Rank.SECOND)
        self.detain = Button(_("查扣"), key="F12", icon="detain", tone=Tone.FAIL, rank=Rank.SECOND)
        self._officers = Label()
        self._prints = self._doubted = self._pending = self._narrow = False
        self.recent = RecentList()
        self._lay_out()
        self.show_nobody()
        self._widen()

    def _lay_out(self) -> None:
        seconds = QHBoxLayout()
        seconds.setSpacing(GAP_3)
        seconds.addWidget(self.back)
        seconds.addWidget(self.detain)
        self._who = QWidget()
        who = QHBoxLayout(self._who)
        who.setContentsMargins(0, 0, 0, 0)
        who.setSpacing(GAP_2)
        who.addWidget(self._officers)
        who.addWidget(KeyCap("Alt+M", _("换人")))
        self._card = Card(_("最近处理"), pad=GAP_4)
        self._again = Label(Line(_("按 F8 补打上一张"), CAPTION, soft=2), fixed=True)
        self._card.head.addWidget(self._again)
        self._card.body.addWidget(self.recent, 1)
        self._card.setMinimumHeight(0)
        self._decide = QWidget()
        rows = QVBoxLayout(self._decide)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(GAP_3)
        rows.addWidget(self.main)
        rows.addLayout(seconds)
        rows.addWidget(self._who)
        rows.addWidget(self._card, 1)
        rows.addStretch()
        self.stack = QStackedWidget()
        self.stack.addWidget(self._decide)
        self.stack.setMinimumHeight(1)  # panels fold what is optional; none may stretch the window
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_3)
        column.addWidget(self.mass or self._no_scale or QWidget())
        column.addWidget(self.verdict)
        column.addWidget(self.stack, 1)

    # --- what it shows -----------------------------------------------------------------------------------------------

    def show_sheet(self, sheet: GateSheet) -> None:
        """Show what was decided last; without a printer nothing says that it prints."""
        self.recent.show_sheet(sheet)
        self._prints = bool(sheet.printers)
        self._again.setVisible(self._prints and any(one.slip for one in sheet.settled))
        self._show_main(doubted=self._doubted, pending=self._pending)

    def show_officers(self, first: str, second: str) -> None:
        """Show who signs."""
        names = f"{first}、{second}" if second else first
        lines = [Line(_("查验员 {names}").format(names=names), CAPTION_MEDIUM, soft=1)]
        if not second:
            lines = [Line(_("查验员 {name}，还缺第二名").format(name=first), CAPTION_MEDIUM, Tone.WARN)]
        self._officers.show_lines(*lines)

    def show_nobody(self) -> None:
        """No truck is in hand."""
        self.verdict.show_verdict(Tone.OFF, _("待核验"), _("请扫五联单或输入车牌"))
        self._show_main(doubted=False, pending=False)
        for button in (self.main, self.back, self.detain):
            button.setEnabled(False)

    def show_check(self, check: Check) -> None:
        """Show what the rows say together, and what can be decided."""
        tone, title = _VERDICTS[check.verdict]
        self.verdict.show_verdict(tone, _(title), counted(check))
        for button in (self.main, self.back, self.detain):
            button.setEnabled(True)
        pending = bool(check.pending)
        self._show_main(doubted=check.verdict in {Verdict.VERIFY, Verdict.MAY_NOT_PASS}, pending=pending)

    def _show_main(self, *, doubted: bool, pending: bool) -> None:
        """What F9 does: over a doubt it only asks a lead, with rows pending it leads to them, and neither is green."""
        self._doubted, self._pending = doubted, pending
        if doubted:
            self.main.change(_("申请带班放行"), tone=Tone.OFF)
        else:
            tone = Tone.OFF if pending else Tone.OK
            self.main.change(_("放行并打印") if self._prints else _("放行"), tone=tone)

    def show_gross(self, told: str, *, wanted: bool, typed: bool = False) -> None:
        """Show the weight that was taken, or the key that takes it; `typed` where the scale says nothing."""
        if self._no_scale is not None:
            self._no_scale.show_gross(told, wanted=wanted)
        if self.mass is not None:
            self.mass.set_aside(told)
            word_ = _("手录毛重") if typed else _("取重")
            self.mass.set_act(word_ if wanted else "", "F4")

    # --- panels ------------------------------------------------------------------------------------------------------

    @property
    def panel(self) -> QWidget | None:
        """The panel that is open."""
        shown = self.stack.currentWidget()
        return None if shown is self._decide else shown

    def open(self, panel: QWidget) -> None:
        """Put a panel in place of the decisions."""
        self.close_panel()
        self.stack.addWidget(panel)
        self.stack.setCurrentWidget(panel)
        for part in (self.mass, self._no_scale):
            if part is not None:
                part.hide()
        self._fold()

    def close_panel(self) -> None:
        """Take the panel away."""
        panel = self.panel
        if panel is None:
            return
        self.stack.setCurrentWidget(self._decide)
        self.stack.removeWidget(panel)
        panel.hide()
        panel.deleteLater()
        for part in (self.mass, self._no_scale):
            if part is not None:
                part.show()
        self._fold()

    # --- what goes where there is little room ------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """A part that needs another height may leave no room for the next."""
        done = super().event(event)
        if event.type() in {QEvent.Type.Resize, QEvent.Type.LayoutRequest}:
            self._fold()
        return done

    def _fold(self) -> None:
        """The keys that decide keep their size: what was last goes first, then who signs, then the verdict is one line.

        Beside a panel the verdict goes altogether before anything of the panel does.
        """
        if isinstance(self.panel, Panel):
            lacking = self.panel.needs(everything=False) + GAP_3 - self.height()
            slim = self.panel.needs(everything=True) + GAP_3 + self.verdict.height_for(slim=False) > self.height()
            self.verdict.set_slim(slim=slim)
            self.verdict.setVisible(lacking + self.verdict.height_for(slim=True) <= 0)
            return
        mass = self.mass or self._no_scale
        parts = (mass, self.main, self.back, self._who) if mass is not None else (self.main, self.back, self._who)
        who, card = self._who.sizeHint().height() + GAP_3, self._card.minimumSizeHint().height() + GAP_3
        needed = sum(part.sizeHint().height() + GAP_3 for part in parts) - who + self.verdict.height_for(slim=False)
        row = look().px(_RECENT_ROW)
        self._card.setVisible(needed + who + card + row <= self.height())
        self._who.setVisible(needed + who <= self.height())
        self.verdict.set_slim(slim=needed > self.height())
        self.verdict.show()

    def changeEvent(self, event: QEvent) -> None:
        """Another size of type takes another width."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._widen()

    def show_narrow(self, *, narrow: bool) -> None:
        """Leave the middle what it needs in a narrow window."""
        self._narrow = narrow
        self._widen()

    def _widen(self) -> None:
        self.setFixedWidth(column_width(WIDTH, narrow=self._narrow))
