"""The weight panel: the live weight as large as can be, its state by strip, digits, chip and sentence (`ux.md` §7.3).

It paints a value and repaints only when the value differs. A reader for the blind is told the state when it changes,
not the digits ten times a second.
"""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from coalguard.domain.weighing import PanelState
from coalguard.ui.live_scale import ShownMass
from coalguard.ui.look import look
from coalguard.ui.scale_words import STATES, digits, sentence
from coalguard.ui.tokens import CAPTION, CAPTION_MEDIUM, CARD_TITLE, FIGURE, MASS_LEAST, MASS_MARKET, Type
from coalguard.ui.widgets.paint import (
    RIGHT,
    cap_width,
    chip_width,
    draw_box,
    draw_cap,
    draw_chip,
    draw_strip,
    draw_text,
    text_width,
)
from coalguard.ui.words import _

_PAD, _LEFT = 15, 20
_HEAD, _FOOT = 32, 20
_UNIT_GAP: Final = 9
_LINE: Final = 1.08
"""Height of the digits' line, as a multiple of their size."""
_UNIT: Final = Type(28)


class MassDisplay(QWidget):
    """The live weight of one scale; `pressed` follows a click on the act at its foot."""

    pressed = Signal()

    def __init__(self, type_: Type = MASS_MARKET) -> None:
        """Begin without a scale."""
        super().__init__()
        self._type = type_
        self._shown: ShownMass | None = None
        self._aside = ""
        self._act = ("", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("实时重量"))
        self.setAccessibleDescription(_("未设置地磅，重量由人手录"))

    def show_mass(self, shown: ShownMass) -> None:
        """Show what the scale shows."""
        if shown == self._shown:
            return
        before, self._shown = self._shown, shown
        words = _(STATES[shown.state].word)
        self.setAccessibleDescription(f"{words} {digits(shown)} t {self._foot()}")
        if before is None or before.state is not shown.state:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self.update()

    @property
    def shown(self) -> ShownMass | None:
        """What is shown."""
        return self._shown

    def set_aside(self, text: str) -> None:
        """A remark at the foot in place of the state's sentence, such as when the weight was taken; empty: none."""
        self._aside = text
        self.update()

    def set_act(self, label: str, key: str) -> None:
        """The act at the right of the foot, such as 取重 F4; empty: none."""
        self._act = (label, key)
        self.update()

    def sizeHint(self) -> QSize:
        """Head, digits, foot."""
        return QSize(look().px(300), self._height_for(self._type))

    def _height_for(self, type_: Type) -> int:
        return 2 * _PAD + look().px(_HEAD) + round(look().px(type_.size) * _LINE) + look().px(_FOOT)

    def minimumSizeHint(self) -> QSize:
        """As low as the smallest digits are."""
        return QSize(260, min(self._height_for(MASS_LEAST), self.sizeHint().height()))

    def make_room(self, height: int) -> None:
        """Stand no higher than this, but never so low that the digits are too small."""
        self.setFixedHeight(max(min(height, self.sizeHint().height()), self.minimumSizeHint().height()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the act."""
        place = event.position()
        if self._act[0] and place.y() > self.height() - _PAD - look().px(_FOOT) and place.x() > self.width() / 2:
            self.pressed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Box, strip, head, digits, foot."""
        del event
        painter, theme = QPainter(self), look().theme
        place = QRectF(self.rect())
        draw_box(painter, place, ground=theme.surface, line=theme.line)
        if self._shown is None:
            draw_strip(painter, place, theme.off.ink)
            self._paint_nothing(painter)
            return
        draw_strip(painter, place, theme.shade(STATES[self._shown.state].tone).ink)
        self._paint_head(painter, self._shown)
        self._paint_digits(painter, self._shown)
        self._paint_foot(painter)

    def _paint_nothing(self, painter: QPainter) -> None:
        """No scale is set up: what stands here is typed by somebody."""
        theme, height = look().theme, look().px(_HEAD)
        draw_text(painter, QRectF(_LEFT, _PAD - 3, self.width(), height), _("实时重量"), CARD_TITLE, theme.text)
        top = self.height() - _PAD - look().px(_FOOT)
        room = QRectF(_LEFT, _PAD + height, self.width() - _PAD - _LEFT, top - _PAD - height)
        draw_text(painter, room, "-----", MASS_LEAST, theme.text3, align=RIGHT)
        draw_text(painter, QRectF(_LEFT, top, room.width(), look().px(_FOOT)), self._foot(), CAPTION, theme.text3)

    def _paint_head(self, painter: QPainter, shown: ShownMass) -> None:
        theme, words = look().theme, STATES[shown.state]
        height, right = look().px(_HEAD), self.width() - _PAD
        chip = chip_width(_(words.word), FIGURE, icon=True) + 8
        place = QRectF(right - chip, _PAD - 3, chip, height - 2)
        draw_chip(painter, place, _(words.word), theme.shade(words.tone), icon=words.icon, type_=FIGURE)
        name = _("实时重量")
        left = _LEFT + draw_text(painter, QRectF(_LEFT, _PAD - 3, 200, height), name, CARD_TITLE, theme.text) + 9
        about = _("{scale} · 分度 {division} kg").format(scale=shown.scale, division=shown.division_kg)
        room = QRectF(left, _PAD - 3, place.x() - left - 8, height)
        draw_text(painter, room, about, CAPTION, theme.text3)

    def _paint_digits(self, painter: QPainter, shown: ShownMass) -> None:
        theme, text = look().theme, digits(shown)
        top = _PAD + look().px(_HEAD)
        room = QRectF(_LEFT, top, self.width() - _PAD - _LEFT, self.height() - top - _PAD - look().px(_FOOT))
        weighed = shown.mass is not None and shown.state is not PanelState.OVERLOAD
        unit = text_width("t", _UNIT) + _UNIT_GAP if weighed else 0
        type_ = self._type
        while type_.size > MASS_LEAST.size and (
            text_width(text, type_) + unit > room.width() or look().px(type_.size) * _LINE > room.height() + 1
        ):
            type_ = Type(type_.size - 2, type_.weight)
        ink = self._ink(shown)
        figures = room.adjusted(0, 0, -unit, 0)
        draw_text(painter, figures, text, type_, ink, align=RIGHT)
        if not weighed:
            return
        base = room.center().y() + look().px(type_.size) * 0.365
        below = QRectF(room.right() - unit + _UNIT_GAP, base - look().px(_UNIT.size) * 0.73, unit, 0)
        below.setHeight(look().px(_UNIT.size) * 0.73)
        draw_text(painter, below, "t", _UNIT, theme.text2)

    def _ink(self, shown: ShownMass) -> str:
        theme = look().theme
        by_state = {
            PanelState.MOVING: theme.text3,
            PanelState.ZERO_SHIFTED: theme.warn.ink,
            PanelState.OVERLOAD: theme.fail.ink,
            PanelState.DISCONNECTED: theme.text3,
        }
        return by_state.get(shown.state, theme.text)

    def _paint_foot(self, painter: QPainter) -> None:
        theme, height = look().theme, look().px(_FOOT)
        top, right = self.height() - _PAD - height, float(self.width() - _PAD)
        label, key = self._act
        connected = self._shown is not None and self._shown.state is not PanelState.DISCONNECTED
        if label and connected:
            right -= cap_width(key)
            draw_cap(painter, right, top + height / 2, key)
            right -= text_width(label, CAPTION_MEDIUM) + 9
            draw_text(painter, QRectF(right, top, self.width(), height), label, CAPTION_MEDIUM, theme.text)
        draw_text(painter, QRectF(_LEFT, top, right - _LEFT - 12, height), self._foot(), CAPTION, theme.text3)

    def _foot(self) -> str:
        return self._aside or (sentence(self._shown) if self._shown else _("未设置地磅，重量由人手录"))
