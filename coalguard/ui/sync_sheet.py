"""同步详情 (Ctrl+U): what waits for the city, what it did not take and why, what came from it (picture 12).

Keys: ← → change the tab, ↑ ↓ the row, F6 goes to the page where the row can be looked at, F5 sends now, Esc closes.
What is shown comes as a value; the sheet asks nobody.
"""

from collections.abc import Container, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from coalguard.domain.identity import CHINA
from coalguard.ui.icons import draw_icon
from coalguard.ui.keys import KeyAct
from coalguard.ui.look import look
from coalguard.ui.sheet import Sheet
from coalguard.ui.states.sync import (
    LONG_OFFLINE,
    Course,
    Failed,
    Lamps,
    Received,
    Saved,
    SyncFacts,
    View,
    Waiting,
    is_late,
    nothing_waits,
    summary,
    tab_notes,
    time_of,
    waited,
)
from coalguard.ui.tokens import CAPTION, GAP_1, GAP_2, GAP_4, PAGE_TITLE, Tone
from coalguard.ui.widgets.button import Button, Rank
from coalguard.ui.widgets.chip import Chip
from coalguard.ui.widgets.label import Label, Line
from coalguard.ui.widgets.row_table import Cell, Column, RowTable, TableRow
from coalguard.ui.widgets.tabs import Tab, Tabs
from coalguard.ui.words import N_, _

_ICON, _ROW = 34, 27
_LINK: Final = 0.06
_NEVER: Final = datetime.min.replace(tzinfo=CHINA)


class Part(StrEnum):
    """The tabs."""

    WAITING = "waiting"
    FAILED = "failed"
    RECEIVED = "received"


_TITLES: Final = {
    Part.WAITING: ((N_("类型"), 0.235), (N_("单号"), 0.235), (N_("说明"), 0.34), (N_("等待"), 0.19)),
    Part.FAILED: ((N_("类型"), 0.2), (N_("单号"), 0.235), (N_("原因"), 0.565)),
    Part.RECEIVED: ((N_("内容"), 0.3), (N_("版本"), 0.48), (N_("数据截至"), 0.22)),
}
_NOTHING: Final = {
    Part.FAILED: N_("没有上传失败的记录。"),
    Part.RECEIVED: N_("还没有收到市局的数据。"),
}


class _Standing(QWidget):
    """The line at the top: a shape, a title, a sentence; at the right the two lamps."""

    def __init__(self) -> None:
        super().__init__()
        self._icon, self._tone = "cloud", Tone.OFF
        self.words = Label()
        self.lamps = (Chip(), Chip())
        chips = QVBoxLayout()
        chips.setSpacing(GAP_1)
        for chip in self.lamps:
            chips.addWidget(chip, 0, Qt.AlignmentFlag.AlignRight)
        row = QHBoxLayout(self)
        row.setContentsMargins(look().px(_ICON) + GAP_4 - 2, 0, 0, 0)
        row.addWidget(self.words, 1)
        row.addLayout(chips)

    def show_standing(self, shown: Saved, lamps: Lamps | None) -> None:
        """Show how sync stands."""
        self._icon, self._tone = shown.icon, shown.tone
        strong = shown.tone if shown.tone in {Tone.WARN, Tone.FAIL} else Tone.PLAIN
        self.words.show_lines(Line(shown.first, PAGE_TITLE, strong), Line(shown.second, CAPTION, soft=1))
        lit = (lamps.switch_off, lamps.hand_over) if lamps else ()
        told = ((_("可以关机"), _("暂不宜关机")), (_("可以交班"), _("暂不宜交班")))
        for chip, on, words in zip(self.lamps, lit, told, strict=False):
            chip.show_text(words[0] if on else words[1], Tone.OK if on else Tone.WARN, icon="ok" if on else "clock")
        for chip in self.lamps:
            chip.setVisible(lamps is not None)
        self.update()

    def sizeHint(self) -> QSize:
        """The two lines and the lamps."""
        return QSize(0, look().px(60))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The shape."""
        del event
        size = look().px(_ICON)
        place = QRectF(0, (self.height() - size) / 2, size, size)
        draw_icon(QPainter(self), self._icon, look().theme.shade(self._tone).ink, place)


class SyncSheet(Sheet):
    """The sheet; `sync_asked` follows F5, `view_asked` carries the View of the row that somebody wants to look at."""

    sync_asked = Signal()
    view_asked = Signal(object)

    def __init__(self, window: QWidget) -> None:
        """Lie above a window, empty."""
        super().__init__(window, _("同步详情"), "cloud-up")
        self._facts = SyncFacts()
        self._kind, self._now = "", _NEVER
        self._views: dict[str, View] = {}
        self._pages: Container[str] = ()
        self.standing, self.tabs = _Standing(), Tabs(self._tabs(SyncFacts()))
        self.table = RowTable(_columns(Part.WAITING), row=_ROW)
        self.now = Button(_("立即同步"), key="F5", rank=Rank.SHEET)
        self.close_button = Button(_("关闭"), key="Esc")
        self.view = Button(_("查看"), key="F6")
        self.view.clicked.connect(self._on_view)
        self.table.picked.connect(lambda _key: self._on_view())
        self.table.marked_changed.connect(lambda _key: self._show_view())
        self.now.clicked.connect(self._on_sync)
        self.close_button.clicked.connect(self.close_sheet)
        self.tabs.chose.connect(lambda _value: self._on_tab())
        self._lay_out()

    def _lay_out(self) -> None:
        list_ = QVBoxLayout()
        list_.setSpacing(GAP_1 - 2)
        list_.addWidget(self.tabs)
        list_.addWidget(self.table, 1)
        self.body.setSpacing(GAP_2)
        self.body.addWidget(self.standing)
        self.body.addLayout(list_, 1)
        self.foot.addWidget(self.view)
        self.foot.addStretch(1)
        self.foot.addWidget(self.close_button)
        self.foot.addWidget(self.now)
        self.first_focus = self.now

    def keys(self) -> Sequence[KeyAct]:
        """What works here."""
        possible = self._facts.traffic.enrolled
        return (
            KeyAct("F5", self.now.text(), self._on_sync, possible=possible),
            KeyAct("F6", _("查看"), self._on_view, possible=self.table.marked in self._views),
            KeyAct("Left", _("前一栏"), lambda: self.tabs.step(-1)),
            KeyAct("Right", _("后一栏"), lambda: self.tabs.step(1)),
            KeyAct("Up", _("上一行"), lambda: self.table.move_mark(-1)),
            KeyAct("Down", _("下一行"), lambda: self.table.move_mark(1)),
            KeyAct("Esc", _("关闭"), self.close_sheet),
            KeyAct("Ctrl+U", _("关闭"), self.close_sheet, in_bar=False),
            *self.tab_keys(),
        )

    def stops(self) -> Sequence[QWidget]:
        """The buttons that do something."""
        return (self.now, self.close_button, *((self.view,) if self.view.isEnabled() else ()))

    def show_facts(self, facts: SyncFacts, kind: str, now: datetime, pages: Container[str] = ()) -> None:
        """Show how sync stands at a station of this kind, now; rows lead to those pages alone that are there."""
        self._facts, self._kind, self._now, self._pages = facts, kind, now, pages
        self.standing.show_standing(summary(facts.traffic, kind, now), facts.lamps)
        self.tabs.show_tabs(self._tabs(facts))
        self.now.setEnabled(facts.traffic.enrolled)
        self.first_focus = self.now if facts.traffic.enrolled else self.close_button
        self._show_rows()

    def _on_sync(self) -> None:
        shown = summary(self._facts.traffic, self._kind, self._now)
        self.standing.show_standing(Saved(shown.first, _("正在联系市局…"), shown.tone, shown.icon), self._facts.lamps)
        self.sync_asked.emit()

    def _on_view(self) -> None:
        view = self._views.get(self.table.marked)
        if view is not None:
            self.close_sheet()
            self.view_asked.emit(view)

    def _show_view(self) -> None:
        self.view.setEnabled(self.table.marked in self._views)

    def _on_tab(self) -> None:
        self._show_rows()
        self.table.mark_first()

    @property
    def part(self) -> Part:
        """The tab in use."""
        return Part(self.tabs.value)

    def _tabs(self, facts: SyncFacts) -> tuple[Tab, ...]:
        waiting, failed, versions = tab_notes(facts)
        refused = facts.failed and facts.traffic.course is not Course.OFFLINE  # a silent line refuses nothing
        return (
            Tab(Part.WAITING, _("待传"), waiting),
            Tab(Part.FAILED, _("失败"), failed, Tone.FAIL if refused else Tone.PLAIN),
            Tab(Part.RECEIVED, _("收到"), versions),
        )

    def _show_rows(self) -> None:
        facts, now, part = self._facts, self._now, self.part
        shown: dict[Part, Sequence[Waiting | Failed | Received]] = {
            Part.WAITING: facts.waiting,
            Part.FAILED: facts.failed,
            Part.RECEIVED: facts.received,
        }
        self._views = {one.key: one.view for one in shown[part] if one.view and one.view.page in self._pages}
        rows = {
            Part.WAITING: [_waiting(one, now) for one in facts.waiting],
            Part.FAILED: [_failed(one) for one in facts.failed],
            Part.RECEIVED: [_received(one, now) for one in facts.received],
        }[part]
        columns = _columns(part)
        if self._views:
            rows = [_linked(row, linked=row.key in self._views) for row in rows]
            columns.append(Column("", _LINK))
        nothing = nothing_waits(facts.traffic) if part is Part.WAITING else _(_NOTHING[part])
        self.table.show_rows(rows, columns, nothing)
        self.view.setVisible(bool(self._views))
        self._show_view()
        self.now.change(_("重试") if part is Part.FAILED and facts.failed else _("立即同步"))


def _linked(row: TableRow, *, linked: bool) -> TableRow:
    return TableRow(row.key, (*row.cells, Cell(_("查看") if linked else "", Tone.ACCENT, link=linked)))


def _columns(part: Part) -> list[Column]:
    return [Column(_(title), share) for title, share in _TITLES[part]]


def _waiting(one: Waiting, now: datetime) -> TableRow:
    late = Tone.WARN if is_late(one.since, now) else Tone.PLAIN
    return TableRow(one.key, (Cell(one.kind), Cell(one.number), Cell(one.about), Cell(waited(one.since, now), late)))


def _failed(one: Failed) -> TableRow:
    return TableRow(one.key, (Cell(one.kind), Cell(one.number), Cell(one.reason)))


def _received(one: Received, now: datetime) -> TableRow:
    old = one.until is not None and now - one.until >= LONG_OFFLINE
    until = Cell(time_of(one.until, now) if one.until else "", Tone.WARN if old else Tone.PLAIN)
    return TableRow(one.key, (Cell(one.name), Cell(one.about, soft=True), until))
