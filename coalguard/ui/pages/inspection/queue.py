"""The queue: every truck that waits with its time, the key that adds one, the counts of the shift."""

from datetime import datetime, timedelta
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from coalguard.domain.inspection import Verdict
from coalguard.operations.gate import Counts, GateSheet
from coalguard.ui.look import look
from coalguard.ui.pages.inspection.rows import time_of
from coalguard.ui.states.inspection import LATE, clock_of
from coalguard.ui.tokens import CAPTION, CARD_TITLE, GAP_3, Tone, Type, Weight
from coalguard.ui.widgets.button import Button
from coalguard.ui.widgets.card import Card, Divider
from coalguard.ui.widgets.label import Label, Line
from coalguard.ui.widgets.open_list import OpenList, OpenRow
from coalguard.ui.widgets.paint import CENTRE, draw_text
from coalguard.ui.words import N_, _

WIDTH: Final = 236
_NARROW: Final = 224
_FIGURE: Final = Type(20, Weight.MEDIUM)
_COUNTS_HEIGHT: Final = 46
_STANDING: Final = {
    None: (N_("待查验"), Tone.PLAIN, "off"),
    Verdict.PENDING: (N_("待核验"), Tone.PLAIN, "off"),
    Verdict.MAY_PASS: (N_("可以放行"), Tone.OK, "ok"),
    Verdict.VERIFY: (N_("待核实"), Tone.WARN, "warn"),
    Verdict.MAY_NOT_PASS: (N_("不可放行"), Tone.FAIL, "fail"),
}


def column_width(pixels: int, *, narrow: bool = False) -> int:
    """The width of a side column: it grows slower than the type, or nothing would be left for the middle.

    In a narrow window it does not grow.
    """
    return pixels if narrow else pixels + (look().px(pixels) - pixels) // 3


class CountStrip(QWidget):
    """What became of the trucks of this shift: figures over their words, which add up to the total below."""

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__()
        self._counts = Counts(0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_counts(self, counts: Counts) -> None:
        """Show these."""
        self._counts = counts
        self.setAccessibleName("，".join(f"{label} {count}" for count, label, _tone in self._figures))
        self.update()

    @property
    def _figures(self) -> tuple[tuple[int, str, Tone], ...]:
        counts = self._counts
        return (
            (counts.passed, _("放行"), Tone.OK),
            (counts.turned_back, _("劝返"), Tone.WARN),
            (counts.handed_over, _("查扣"), Tone.FAIL),
            *([(counts.not_coal, _("非煤"), Tone.PLAIN)] if counts.not_coal else []),
        )

    def sizeHint(self) -> QSize:
        """Figure and word."""
        return QSize(180, look().px(_COUNTS_HEIGHT))

    def changeEvent(self, event: QEvent) -> None:
        """Another theme or size of type."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A column each."""
        del event
        painter, theme, wide = QPainter(self), look().theme, self.width() / len(self._figures)
        figure, word = look().line(_FIGURE), look().line(CAPTION)
        for number, (count, label, tone) in enumerate(self._figures):
            ink = theme.shade(tone).ink if count else theme.text3
            top = QRectF(number * wide, 0, wide, figure)
            draw_text(painter, top, str(count), _FIGURE, ink, align=CENTRE)
            below = QRectF(number * wide, figure, wide, word)
            draw_text(painter, below, label, CAPTION, theme.text2, align=CENTRE)


class QueueColumn(Card):
    """The card at the left."""

    def __init__(self) -> None:
        """Build it empty."""
        super().__init__(_("排队车辆"), pad=GAP_3)
        self.list = OpenList(cards=True)
        self.add = Button(_("登记新到车"), key="F2", icon="plus")
        self.add.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.counts = CountStrip()
        self._total = Label(align=CENTRE)
        self._longest = Label(fixed=True)
        self._sheet: GateSheet | None = None
        self._current, self._narrow = "", False
        self.head.addWidget(self._longest)
        self.body.setSpacing(GAP_3)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.add)
        self.body.addWidget(Divider())
        self.body.addWidget(self.counts)
        self.body.addWidget(self._total)
        self._widen()

    def show_sheet(self, sheet: GateSheet) -> None:
        """Show who waits and what became of the others."""
        self._sheet = sheet
        counts = sheet.counts
        self.counts.show_counts(counts)
        total = counts.passed + counts.turned_back + counts.handed_over + counts.not_coal
        told = _("本班共 {count} 辆").format(count=total)
        if sheet.since is not None:
            told = _("本班 {time} 起 · 共 {count} 辆").format(time=time_of(sheet.since), count=total)
        self._total.show_lines(Line(told, CAPTION, soft=1))
        self.show_time(sheet.now)

    def show_current(self, visit: str) -> None:
        """Show which truck is in hand; empty: none."""
        self._current = visit
        self.list.show_current(visit)
        if self._sheet is not None:
            self.show_time(self._sheet.now)

    def show_time(self, now: datetime) -> None:
        """Let the waits count up."""
        waiting = self._sheet.waiting if self._sheet else ()
        rows = []
        for truck in waiting:
            waited, current = now - truck.opened_at, str(truck.visit) == self._current
            standing, tone, shape = (N_("查验中"), Tone.ACCENT, "search") if current else _STANDING[truck.verdict]
            late = Tone.WARN if waited > LATE else Tone.PLAIN
            mass = f"{truck.gross.tonnes} t" if truck.gross else ""
            rows.append(
                OpenRow(
                    str(truck.visit),
                    truck.plate,
                    _(standing),
                    tone,
                    shape,
                    mass,
                    time=clock_of(waited),
                    time_tone=late,
                    colour=truck.colour,
                )
            )
        self.list.show_rows(rows)
        count = _("{count} 辆").format(count=len(waiting))
        self.show_title(_("排队车辆"), Line(count, CARD_TITLE, Tone.ACCENT if waiting else Tone.PLAIN, soft=2))
        longest = max((now - truck.opened_at for truck in waiting), default=timedelta())
        minutes = _("最长 {minutes} 分").format(minutes=int(longest.total_seconds()) // 60)
        self._longest.show_lines(*([Line(minutes, CAPTION, soft=2)] if waiting else []))

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
        self.setFixedWidth(_NARROW if self._narrow else column_width(WIDTH))
