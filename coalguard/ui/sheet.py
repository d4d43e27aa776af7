"""Sheet: a card above the page that somebody asked for; it takes the keys until Esc, and gives the cursor back.

No window of its own: the page stays where it is under a veil, nothing pops up by itself (`ux.md` §2, §7.5). What is on
the sheet fills `body` and `foot` and says which keys work in `keys`.
"""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from coalguard.ui.icons import draw_icon
from coalguard.ui.keys import KeyAct
from coalguard.ui.look import look
from coalguard.ui.tokens import BUTTON_HEIGHT, CARD_RADIUS, GAP_2, GAP_3, GAP_4, Type, Weight
from coalguard.ui.widgets.paint import draw_box, draw_text

WIDTH, HEIGHT = 720, 480
_HEAD, _FOOT, _SIDE, _VEIL = 52, 64, 22, 150
_TITLE: Final = Type(16, Weight.STRONG)
_ICON, _CROSS, _RING = 18, 16, 8


class Sheet(QWidget):
    """The veil over a window and the card in its middle."""

    closed = Signal()
    """The sheet is gone; whoever opened it may forget it."""

    def __init__(self, window: QWidget, title: str, icon: str, *, size: tuple[int, int] = (WIDTH, HEIGHT)) -> None:
        """Lie above a window, hidden."""
        super().__init__(window)
        self._window, self._title, self._icon, self._size = window, title, icon, size
        self._before: QWidget | None = None
        self.first_focus: QWidget | None = None
        self.card = QWidget(self)
        self.body = QVBoxLayout()
        self.body.setSpacing(GAP_3)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(GAP_3)
        self._rows = QVBoxLayout(self.card)
        self._rows.setSpacing(0)
        self._rows.addLayout(self.body, 1)
        self._rows.addLayout(self.foot)
        self.setAccessibleName(title)
        self.hide()
        window.installEventFilter(self)

    def keys(self) -> Sequence[KeyAct]:
        """The keys that work while the sheet is open; Esc closes it."""
        return (KeyAct("Esc", "", self.close_sheet), *self.tab_keys())

    def tab_keys(self) -> Sequence[KeyAct]:
        """Tab stays on the sheet."""
        return (
            KeyAct("Tab", "", lambda: self._step(1), in_bar=False),
            KeyAct("Shift+Tab", "", lambda: self._step(-1), in_bar=False),
        )

    def stops(self) -> Sequence[QWidget]:
        """What Tab leads through, in order."""
        return ()

    def open_sheet(self) -> None:
        """Lie over the page and take the cursor."""
        self._before = QApplication.focusWidget()
        self._settle()
        self.raise_()
        self.show()
        if self.first_focus is not None:
            self.first_focus.setFocus()

    def close_sheet(self) -> None:
        """Go away; the cursor stands where it stood."""
        if self.isHidden():
            return
        self.hide()
        before, self._before = self._before, None
        if before is not None and before.isVisible():
            before.setFocus()
        self.closed.emit()

    def _step(self, step: int) -> None:
        stops = [stop for stop in self.stops() if stop.isVisible() and stop.isEnabled()]
        focus = QApplication.focusWidget()
        if stops:
            place = stops.index(focus) if focus in stops else -step
            stops[(place + step) % len(stops)].setFocus(Qt.FocusReason.TabFocusReason)

    # --- painting ----------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the window."""
        if watched is self._window and event.type() is QEvent.Type.Resize and self.isVisible():
            self._settle()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Another theme or size of type."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange and self.isVisible():
            self._settle()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The cross closes; a click beside the card does nothing."""
        if self._cross().contains(event.position()):
            self.close_sheet()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The veil, the card, its head and foot."""
        del event
        painter, theme = QPainter(self), look().theme
        veil = QColor(theme.window)
        veil.setAlpha(_VEIL)
        painter.fillRect(self.rect(), veil)
        place, head, foot = QRectF(self.card.geometry()), look().px(_HEAD), look().px(_FOOT)
        draw_box(painter, place, ground=theme.surface, line=theme.line_strong)
        ground = QRectF(place.x() + 1, place.bottom() - foot, place.width() - 2, foot - 1)
        draw_box(painter, ground, ground=theme.surface2, radius=CARD_RADIUS)
        painter.fillRect(ground.adjusted(0, 0, 0, -CARD_RADIUS - 1), QColor(theme.surface2))
        for line in (place.y() + head, ground.y()):
            painter.fillRect(QRectF(place.x() + 1, line, place.width() - 2, 1), QColor(theme.line))
        size, cross = look().px(_ICON), self._cross()
        middle = place.y() + head / 2
        draw_icon(painter, self._icon, theme.accent.ink, QRectF(place.x() + _SIDE, middle - size / 2, size, size))
        words = QRectF(place.x() + _SIDE + size + 12, place.y(), place.width(), head)
        draw_text(painter, words, self._title, _TITLE, theme.text)
        painted = look().px(_CROSS)
        at = QRectF(cross.center().x() - painted / 2, cross.center().y() - painted / 2, painted, painted)
        draw_icon(painter, "close", theme.text2, at)

    def _cross(self) -> QRectF:
        place, head = QRectF(self.card.geometry()), look().px(_HEAD)
        return QRectF(place.right() - head, place.y(), head, head)

    def _settle(self) -> None:
        host = self._window.rect()
        self.setGeometry(host)
        width = min(look().px(self._size[0]), host.width() - 2 * GAP_3)
        height = min(look().px(self._size[1]), host.height() - 2 * GAP_3)
        self.card.setGeometry((host.width() - width) // 2, (host.height() - height) // 2, width, height)
        foot = (look().px(_FOOT) - look().px(BUTTON_HEIGHT) - _RING) // 2
        self._rows.setContentsMargins(_SIDE, look().px(_HEAD) + GAP_4, _SIDE, foot)
        self._rows.setSpacing(GAP_2 + foot)
        self.update()
