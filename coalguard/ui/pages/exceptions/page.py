"""The page 异常单: a list, newest first; Enter opens one beside it. It reads and changes nothing."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from coalguard.domain.identity import CHINA
from coalguard.operations.exceptions import Exceptions, ListExceptions, OpenedException, list_exceptions
from coalguard.ui.keys import KeyAct
from coalguard.ui.page import Page
from coalguard.ui.pages.exceptions.detail import DetailCard
from coalguard.ui.states.exceptions import Opened, count_open, newest_first, sentence, standing
from coalguard.ui.tokens import CAPTION, GAP_3, ROW, Tone
from coalguard.ui.widgets.card import Card
from coalguard.ui.widgets.empty_state import EmptyState
from coalguard.ui.widgets.label import Line
from coalguard.ui.widgets.row_table import Cell, Column, RowTable, TableRow
from coalguard.ui.words import N_, _
from coalguard.ui.workplace import Workplace

_TITLES: Final = (
    (N_("开出时间"), 0.14, False),
    (N_("内容"), 0.34, True),
    (N_("单号"), 0.23, False),
    (N_("涉及站点"), 0.16, True),
    (N_("状态"), 0.13, False),
)
_ALL: Final = (0, 1, 2, 3, 4)
_BESIDE_DETAIL: Final = (0, 1, 2, 4)
"""The columns beside an open exception, which says itself whom it concerns."""


class ExceptionsPage(Page):
    """What the city opened that concerns this station."""

    name = "exceptions"
    kinds = ("exception.",)

    def __init__(self, place: Workplace) -> None:
        """Build the list; the detail is hidden."""
        super().__init__(place)
        self.slips: tuple[Opened, ...] = ()
        self._wanted = ""
        self.table = RowTable((), row=ROW)
        self.table.picked.connect(lambda _key: self._on_open())
        self.table.marked_changed.connect(lambda _key: self._show_detail())
        self.detail = DetailCard()
        self.detail.hide()
        self._list = Card(_("异常单"))
        self._nothing = EmptyState(_("没有异常单。市局发现单号、核销对不上时会在这里列出，按 F5 刷新。"), "ok")
        self._lay_out()

    def _lay_out(self) -> None:
        room = QWidget()
        room.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # there with and without rows, so that keys come here
        self.first_focus = room
        self._stack = QStackedLayout(room)
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(self.table)
        self._list.body.addWidget(room, 1)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(GAP_3)
        columns.addWidget(self._list, 1)
        columns.addWidget(self.detail)

    def keys(self) -> Sequence[KeyAct]:
        """The keys of the list, and of the detail while it is open."""
        opened = not self.detail.isHidden()
        leave = KeyAct("Esc", _("返回列表"), self._on_close)
        look_at = KeyAct("Enter", _("打开"), self._on_open, possible=bool(self.slips))
        return (
            KeyAct("F5", _("刷新"), self.shown),
            leave if opened else look_at,
            KeyAct("Up", "", lambda: self.table.move_mark(-1), in_bar=False),
            KeyAct("Down", "", lambda: self.table.move_mark(1), in_bar=False),
        )

    def shown(self) -> None:
        """Ask for the list."""
        self.ask(list_exceptions, ListExceptions(), self._show)

    def show_item(self, key: str) -> None:
        """Open this one as soon as the list is there."""
        self._wanted = key
        self.shown()

    def changed(self, kinds: frozenset[str]) -> None:
        """Another was opened or closed."""
        del kinds
        self.shown()

    def _show(self, found: Exceptions) -> None:
        self.slips = newest_first(tuple(map(_slip, found.exceptions)))
        if not self.slips:
            self.detail.hide()
        self._fill()
        self._stack.setCurrentWidget(self.table if self.slips else self._nothing)
        waiting = count_open(self.slips)
        told = _("{count} 张待处理").format(count=waiting) if waiting else ""
        self._list.show_title(_("异常单"), Line(told, CAPTION, Tone.WARN))
        wanted, self._wanted = self._wanted, ""
        self.table.mark(wanted)
        if wanted and self.table.marked == wanted:
            self._on_open()
        self._show_detail()
        self.keys_changed.emit()

    def _fill(self) -> None:
        """Show the rows, in fewer columns beside an open one."""
        shown = _ALL if self.detail.isHidden() else _BESIDE_DETAIL
        titles = [_TITLES[place] for place in shown]
        columns = [Column(_(text), share, gives_way) for text, share, gives_way in titles]
        self.table.show_rows([_row(slip, shown) for slip in self.slips], columns)

    @property
    def marked(self) -> Opened | None:
        """The exception that is marked."""
        return next((slip for slip in self.slips if slip.key == self.table.marked), None)

    def _show_detail(self) -> None:
        slip = self.marked
        if slip is not None:
            self.detail.show_slip(slip)

    def _on_open(self) -> None:
        self._show_detail()
        self.detail.setVisible(self.marked is not None)
        self._fill()
        self.keys_changed.emit()

    def _on_close(self) -> None:
        self.detail.hide()
        self._fill()
        self.keys_changed.emit()


def _slip(one: OpenedException) -> Opened:
    return Opened(
        key=str(one.key),
        code=one.code,
        number=one.number,
        at=one.at,
        stations=one.stations,
        facts=one.facts,
        is_open=one.is_open,
        note=one.note,
    )


def _row(slip: Opened, shown: Sequence[int]) -> TableRow:
    icon, tone = ("warn", Tone.WARN) if slip.is_open else ("ok", Tone.PLAIN)
    cells = (
        Cell(f"{slip.at.astimezone(CHINA):%m-%d %H:%M}", soft=True),
        Cell(sentence(slip)),
        Cell(slip.number),
        Cell(_("、").join(slip.stations), soft=True),
        Cell(standing(slip), tone, icon),
    )
    return TableRow(slip.key, tuple(cells[place] for place in shown))
