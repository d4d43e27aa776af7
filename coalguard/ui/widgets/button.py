"""Button: says what happens, shows its key, and presses by mouse, Enter, Space or that key.

Fills belong to the one main act of a page; a second act has the border of its tone, the others a plain one.
"""

from enum import StrEnum
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from coalguard.ui.icons import draw_icon
from coalguard.ui.look import look
from coalguard.ui.tokens import (
    BODY_MEDIUM,
    BUTTON,
    BUTTON_HEIGHT,
    BUTTON_MAIN,
    BUTTON_RADIUS,
    DECISION,
    MAIN_HEIGHT,
    ON_FILL,
    SECOND_DECISION,
    Tone,
    Type,
)
from coalguard.ui.widgets.paint import cap_width, draw_box, draw_cap, draw_focus, draw_text, text_width

_GAP: Final = 10
_RING: Final = 4
"""Two pixels of ring and two of gap, inside the widget, around a button that can have both."""


class Rank(StrEnum):
    """How much a button weighs: the decision of a page, its main act, a sheet's, a second decision, any other act."""

    DECISION = "decision"
    MAIN = "main"
    SHEET = "sheet"
    SECOND = "second"
    PLAIN = "plain"
    LINK = "link"


_HEIGHTS: Final = {
    Rank.DECISION: DECISION,
    Rank.MAIN: MAIN_HEIGHT,
    Rank.SHEET: BUTTON_HEIGHT,
    Rank.SECOND: SECOND_DECISION,
    Rank.PLAIN: BUTTON_HEIGHT,
    Rank.LINK: 24,
}
_TYPES: Final = {
    Rank.DECISION: BUTTON_MAIN,
    Rank.MAIN: Type(20, BUTTON_MAIN.weight),
    Rank.SHEET: BODY_MEDIUM,
    Rank.SECOND: BUTTON,
    Rank.PLAIN: BODY_MEDIUM,
    Rank.LINK: BODY_MEDIUM,
}
_FILLED: Final = {Rank.DECISION, Rank.MAIN, Rank.SHEET}
_WIDE: Final = {Rank.DECISION, Rank.MAIN, Rank.SECOND}


class Button(QAbstractButton):
    """A button with an icon, a word and a key cap."""

    def __init__(
        self, text: str, *, key: str = "", icon: str = "", tone: Tone = Tone.PLAIN, rank: Rank = Rank.PLAIN
    ) -> None:
        """Say what it does; connect to `clicked`."""
        super().__init__()
        self._key = key
        self._icon = icon
        self._tone = tone
        self._rank = rank
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        wide = QSizePolicy.Policy.Expanding if rank in _WIDE else QSizePolicy.Policy.Fixed
        self.setSizePolicy(wide, QSizePolicy.Policy.Fixed)
        self._name()

    def change(self, text: str, *, tone: Tone | None = None, icon: str | None = None, key: str | None = None) -> None:
        """Say something else."""
        self._tone = self._tone if tone is None else tone
        self._icon = self._icon if icon is None else icon
        self._key = self._key if key is None else key
        self.setText(text)
        self._name()
        self.updateGeometry()
        self.update()

    @property
    def rank(self) -> Rank:
        """How much it weighs."""
        return self._rank

    @property
    def key(self) -> str:
        """The key on its cap."""
        return self._key

    def sizeHint(self) -> QSize:
        """Its content, and the ring around it."""
        ring = 2 * _RING if self._rank in _FILLED else 0
        padding = 0 if self._rank is Rank.LINK else 2 * look().px(14)
        return QSize(round(self._content() + padding) + ring, look().px(_HEIGHTS[self._rank]) + ring)

    def minimumSizeHint(self) -> QSize:
        """Never smaller than its content."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses as Space does."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Another theme or size of type."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.StyleChange, QEvent.Type.EnabledChange}:
            self.updateGeometry()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, icon, word, cap, ring."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = QRectF(self.rect())
        if self._rank in _FILLED:  # above and below there is room for the ring, at the sides only while it is there
            side = _RING if self.hasFocus() else 0
            place = place.adjusted(side, _RING, -side, -_RING)
        ink = self._paint_ground(painter, place)
        self._paint_content(painter, place, ink)
        if self.hasFocus():
            radius = BUTTON_RADIUS + (_RING if self._rank in _FILLED else 0)
            draw_focus(painter, QRectF(self.rect()), radius)

    def _paint_ground(self, painter: QPainter, place: QRectF) -> str:
        """Paint the ground; gives back the colour of what stands on it."""
        theme = look().theme
        shade = theme.shade(self._tone)
        if self._rank is Rank.LINK:
            return shade.ink if self.isEnabled() else theme.text3
        if not self.isEnabled():
            draw_box(painter, place, ground=theme.surface2, line=theme.line, radius=BUTTON_RADIUS)
            return theme.text3
        if self._rank in _FILLED:
            fill = theme.accent.fill if self._tone is Tone.PLAIN else shade.fill
            draw_box(painter, place, ground=fill, radius=BUTTON_RADIUS)
            return ON_FILL
        line = theme.line_strong if self._tone is Tone.PLAIN else shade.ink
        ground = theme.surface2 if self.isDown() or self.underMouse() else theme.surface
        draw_box(painter, place, ground=ground, line=line, radius=BUTTON_RADIUS)
        return shade.ink

    def _paint_content(self, painter: QPainter, place: QRectF, ink: str) -> None:
        type_, middle = _TYPES[self._rank], place.center().y()
        content, size = self._content(), self._icon_size() if self._icon else 0
        if size and content > place.width() - _GAP:  # the word and its key come first
            content, size = content - size - _GAP, 0
        left = place.x() + max((place.width() - content) / 2, 0)
        if size:
            draw_icon(painter, self._icon, ink, QRectF(left, middle - size / 2, size, size))
            left += size + _GAP
        room = place.right() - left - (cap_width(self._key) + _GAP if self._key else 0)
        width = min(text_width(self.text(), type_), room)
        draw_text(painter, QRectF(left, place.y(), width, place.height()), self.text(), type_, ink)
        if self._key:
            on_fill = self._rank in _FILLED and self.isEnabled()
            draw_cap(painter, left + width + _GAP, middle, self._key, on_fill=on_fill)

    def _content(self) -> float:
        width = text_width(self.text(), _TYPES[self._rank])
        width += self._icon_size() + _GAP if self._icon else 0
        return width + (cap_width(self._key) + _GAP if self._key else 0)

    def _icon_size(self) -> int:
        return look().px(_TYPES[self._rank].size + 3)

    def _name(self) -> None:
        self.setAccessibleName(f"{self.text()} {self._key}".strip())
