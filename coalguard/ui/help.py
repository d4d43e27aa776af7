"""F1: the keys of this page and those that work everywhere, on a card above the page; the next key takes it away."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from coalguard.ui.keys import KeyAct
from coalguard.ui.look import look
from coalguard.ui.tokens import BODY, CARD_TITLE, Type
from coalguard.ui.widgets.paint import cap_width, draw_box, draw_cap, draw_text
from coalguard.ui.window import Window
from coalguard.ui.words import N_, _

EVERYWHERE: Final = (
    ("Enter", N_("下一项")),
    ("Shift+Enter", N_("上一项")),
    ("Esc", N_("返回，草稿保留")),
    ("Alt+1…7", N_("换页面")),
    ("F9", N_("本页主操作，也可 Ctrl+Enter")),
    ("F11", N_("全屏")),
    ("Ctrl+L", N_("锁屏")),
    ("Ctrl+D", N_("深色 / 浅色")),
    ("Ctrl+ +", N_("字号加大")),
    ("Ctrl+ −", N_("字号减小")),
)
_ROW, _PAD, _COLUMN = 34, 24, 300


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
        self.setAccessibleName(" ".join([*names, *(f"{key} {_(label)}" for key, label in EVERYWHERE)]))
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
        column = look().px(_COLUMN)
        left = _PAD
        if self._acts:
            self._paint_column(painter, left, _("本页"), [(act.key, act.label) for act in self._acts])
            left += column
        self._paint_column(painter, left, _("任何地方"), [(key, _(label)) for key, label in EVERYWHERE])

    def _paint_column(self, painter: QPainter, left: int, title: str, rows: Sequence[tuple[str, str]]) -> None:
        theme, pitch = look().theme, look().px(_ROW)
        width = look().px(_COLUMN) - _PAD
        types: tuple[Type, Type] = (CARD_TITLE, BODY)
        draw_text(painter, QRectF(left, _PAD - 6, width, pitch), title, types[0], theme.text)
        cap = max(cap_width(key) for key, _label in rows)
        for number, (key, label) in enumerate(rows, start=1):
            top = _PAD - 6 + number * pitch
            draw_cap(painter, left, top + pitch / 2, key)
            place = QRectF(left + cap + 12, top, width - cap - 12, pitch)
            draw_text(painter, place, label, types[1], theme.text2)

    def _settle(self) -> None:
        rows = max(len(self._acts), len(EVERYWHERE)) + 1
        columns = 2 if self._acts else 1
        width, height = columns * look().px(_COLUMN) + _PAD, rows * look().px(_ROW) + 2 * _PAD - 12
        host = self._window.rect()
        self.setGeometry((host.width() - width) // 2, (host.height() - height) // 2, width, height)
