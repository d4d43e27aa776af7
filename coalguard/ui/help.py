"""F1: the keys of this page and those that work everywhere, on a card above the page; the next key takes it away."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from coalguard.ui.keys import KeyAct
from coalguard.ui.look import look
from coalguard.ui.tokens import BODY, CARD_TITLE, Type
from coalguard.ui.widgets.paint import cap_width, draw_box, draw_cap, draw_text, text_width
from coalguard.ui.window import Window
from coalguard.ui.words import N_, _

PAGES: Final = "Alt+1…"
"""Leads to the pages: the card says up to which there are any."""
EVERYWHERE: Final = (
    ("F1", N_("帮助，再按关闭")),
    ("Enter", N_("下一项")),
    ("Shift+Enter", N_("上一项")),
    ("Esc", N_("返回，草稿保留")),
    (PAGES, N_("换页面")),
    ("F9", N_("本页主操作，也可 Ctrl+Enter")),
    ("F11", N_("全屏")),
    ("Ctrl+U", N_("同步详情")),
    ("Ctrl+R", N_("显示遮住的号码 10 秒")),
    ("Ctrl+L", N_("锁屏")),
    ("Ctrl+D", N_("深色 / 浅色")),
    ("Ctrl+ +", N_("字号加大")),
    ("Ctrl+ −", N_("字号减小")),
)
"""What works everywhere; in a view before the frame some of it has nothing to work on."""
_OF_PAGES: Final = frozenset({"Esc", PAGES, "F9", "Ctrl+U", "Ctrl+R", "Ctrl+L"})
_ROW, _PAD, _GAP = 34, 24, 12


Rows = Sequence[tuple[str, str]]


class HelpCard(QWidget):
    """The card; it lies over the page and takes no focus."""

    def __init__(self, window: Window) -> None:
        """Lie above a window, hidden."""
        super().__init__(window)
        self._window = window
        self._acts: tuple[KeyAct, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        window.installEventFilter(self)

    def open(self) -> None:
        """Show the keys that work now; the next key takes the card away."""
        self._acts = tuple(self._window.acts())
        names = [f"{act.key} {act.label}" for act in self._acts]
        self.setAccessibleName(" ".join([*names, *(f"{key} {label}" for key, label in self._everywhere)]))
        self._settle()
        self.raise_()
        self.show()
        self._window.overlay = self

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle of the window."""
        if watched is self._window and event.type() is QEvent.Type.Resize and self.isVisible():
            self._settle()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Two columns: this page, everywhere."""
        del event
        painter, theme = QPainter(self), look().theme
        draw_box(painter, QRectF(self.rect()), ground=theme.surface, line=theme.line_strong)
        left = _PAD
        for title, rows in self._columns:
            self._paint_column(painter, left, title, rows)
            left += _width(rows) + 2 * _PAD

    def _paint_column(self, painter: QPainter, left: int, title: str, rows: Rows) -> None:
        theme, pitch = look().theme, look().px(_ROW)
        width = _width(rows)
        types: tuple[Type, Type] = (CARD_TITLE, BODY)
        draw_text(painter, QRectF(left, _PAD - 6, width, pitch), title, types[0], theme.text)
        cap = _caps(rows)
        for number, (key, label) in enumerate(rows, start=1):
            top = _PAD - 6 + number * pitch
            draw_cap(painter, left, top + pitch / 2, key)
            place = QRectF(left + cap + _GAP, top, width - cap - _GAP, pitch)
            draw_text(painter, place, label, types[1], theme.text2)

    def _settle(self) -> None:
        rows = max(len(self._acts), len(self._everywhere)) + 1
        width = sum(_width(column) + 2 * _PAD for _title, column in self._columns)
        height = rows * look().px(_ROW) + 2 * _PAD - 12
        host = self._window.rect()
        self.setGeometry((host.width() - width) // 2, (host.height() - height) // 2, width, height)

    @property
    def _columns(self) -> list[tuple[str, Rows]]:
        """What works on this page, and what works everywhere."""
        here = [(act.key, act.label) for act in self._acts if act.label]
        return [*([(_("本页"), here)] if here else []), (_("任何地方"), self._everywhere)]

    @property
    def _everywhere(self) -> Rows:
        """What works everywhere; the pages as many as are on the rail."""
        pages = len(self._window.frame.names)
        told = {PAGES: f"{PAGES}{pages}" if pages > 1 else ""}
        hidden = _OF_PAGES if self._window.view is not None else frozenset()
        return [(told.get(key, key), _(label)) for key, label in EVERYWHERE if told.get(key, key) and key not in hidden]


def _caps(rows: Rows) -> int:
    return round(max(cap_width(key) for key, _label in rows)) + 1


def _width(rows: Rows) -> int:
    """As wide as the longest of its lines."""
    return _caps(rows) + _GAP + round(max(text_width(label, BODY) for _key, label in rows)) + 1
