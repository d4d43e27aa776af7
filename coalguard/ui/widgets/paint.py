"""Painting: text with set line heights, cards, chips and key caps, in the colours of the theme in use.

Text is placed by where its characters look centred, not by Qt's line boxes, which are too tall for Chinese.
"""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from coalguard.ui.icons import draw_icon
from coalguard.ui.look import look
from coalguard.ui.tokens import (
    CAPTION_STRONG,
    CARD_RADIUS,
    CHIP_RADIUS,
    ON_FILL,
    SMALL_MEDIUM,
    Shade,
    Tone,
    Type,
)

LEFT: Final = Qt.AlignmentFlag.AlignLeft
RIGHT: Final = Qt.AlignmentFlag.AlignRight
CENTRE: Final = Qt.AlignmentFlag.AlignHCenter
_MIDDLE: Final = 0.365
"""How far the middle of Chinese characters and figures lies above their baseline, in sizes of type."""
_CAP_PAD, _CAP_HEIGHT = 6, 20
STRIP: Final = 5

ICON_OF: Final = {
    Tone.OK: "ok",
    Tone.WARN: "warn",
    Tone.FAIL: "fail",
    Tone.OFF: "off",
    Tone.ACCENT: "ok",
    Tone.PLAIN: "off",
}
"""The shape that says the same as the colour (`ux.md` §5.1)."""


def text_width(text: str, type_: Type) -> float:
    """How wide a text is."""
    return look().width(text, type_)


def draw_text(
    painter: QPainter, place: QRectF, text: str, type_: Type, colour: str, *, align: Qt.AlignmentFlag = LEFT
) -> float:
    """Write one line in the middle of a place, with dots where it is too long; gives back its width."""
    if not text:
        return 0.0
    font = look().font_for(text, type_)
    shown = text
    width = text_width(text, type_)
    if width > place.width() + 0.5:
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(place.width(), 0))
        width = metrics.horizontalAdvance(shown)
    spare = place.width() - width
    left = place.x() + (spare if align == RIGHT else spare / 2 if align == CENTRE else 0)
    baseline = round(place.center().y() + look().px(type_.size) * _MIDDLE)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(QPointF(left, baseline), shown)
    return width


_OPENING, _CLOSING = "（「《〔“", "，。；：、）」》〕”！？,.;:)%"


def broken(text: str, type_: Type, width: float) -> list[str]:
    """A text in lines: Chinese breaks anywhere but before a closing mark and behind an opening one, words at spaces.

    A figure and its unit stay together: 32.420 t, 30 %; so do a limit and its sign: ≤ 30 %.
    """
    if text and text_width(text, type_) <= width:
        return [text]  # as nearly all do; whoever looks where each could break makes a page open half as fast again
    lines, line = [], ""
    for word in _words(text):
        if line and text_width(line + word, type_) > width:
            lines.append(line)
            line = word.lstrip()
        else:
            line += word
        while len(line) > 1 and text_width(line, type_) > width:  # one word, such as a path
            fits = next((end for end in range(len(line) - 1, 1, -1) if text_width(line[:end], type_) <= width), 1)
            lines.append(line[:fits])
            line = line[fits:]
    return [*lines, line] if line else lines


_SIGNS = "≤≥"


def _words(text: str) -> list[str]:
    words: list[str] = []
    for character in text:
        narrow = character.isascii() and not character.isspace()
        last = words[-1][-1] if words else " "
        goes_on = character in _CLOSING or last in _OPENING or (narrow and last.isascii() and last != " ")
        unit = last == " " and len(words) > 1 and words[-2][-1].isdigit() and (character == "%" or character.isalpha())
        limit = last == " " and len(words) > 1 and words[-2][-1] in _SIGNS and character.isdigit()
        if (unit and character.isascii()) or limit:
            words[-2:] = [f"{words[-2]} {character}"]
        elif words and goes_on:
            words[-1] += character
        else:
            words.append(character)
    return words


def draw_box(
    painter: QPainter, place: QRectF, *, ground: str, line: str = "", width: float = 1, radius: float = CARD_RADIUS
) -> None:
    """A box with round corners, its border inside the place; `radius` is that of the border's middle."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    half = width / 2 if line else 0
    if line and not ground:
        painter.setPen(QPen(QColor(line), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(place.adjusted(half, half, -half, -half), radius, radius)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    if line:  # two filled boxes take a third of the time of a stroke, and a window has dozens of them
        painter.setBrush(QColor(line))
        painter.drawRoundedRect(place, radius + half, radius + half)
    painter.setBrush(QColor(ground))
    inner = place.adjusted(2 * half, 2 * half, -2 * half, -2 * half)
    painter.drawRoundedRect(inner, radius - half, radius - half)


def draw_strip(painter: QPainter, place: QRectF, colour: str, *, strip: float = STRIP) -> None:
    """The coloured strip at the left of a card, inside its round corners."""
    whole, cut = QPainterPath(), QPainterPath()
    whole.addRoundedRect(place, CARD_RADIUS, CARD_RADIUS)
    cut.addRect(QRectF(place.x(), place.y(), strip, place.height()))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(whole.intersected(cut), QColor(colour))


def cap_width(key: str) -> float:
    """How wide a key cap is."""
    return max(text_width(key, SMALL_MEDIUM) + 2 * _CAP_PAD, look().px(26))


def draw_cap(painter: QPainter, left: float, middle: float, key: str, *, on_fill: bool = False) -> float:
    """A key as its cap; gives back its width. On a filled ground it is a veil of white."""
    theme = look().theme
    width, height = cap_width(key), look().px(_CAP_HEIGHT)
    place = QRectF(round(left), round(middle - height / 2), round(width), height)
    if on_fill:
        veil, rim = QColor(ON_FILL), QColor(ON_FILL)
        veil.setAlpha(38)
        rim.setAlpha(105)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(rim, 1))
        painter.setBrush(veil)
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), CHIP_RADIUS, CHIP_RADIUS)
    else:
        draw_box(painter, place, ground=theme.line, radius=CHIP_RADIUS)
        face = place.adjusted(0, 0, 0, -1)
        draw_box(painter, face, ground=theme.surface2, line=theme.line, radius=CHIP_RADIUS)
    draw_text(painter, place, key, SMALL_MEDIUM, ON_FILL if on_fill else theme.text2, align=CENTRE)
    return place.width()


def chip_width(text: str, type_: Type = CAPTION_STRONG, *, icon: bool = False) -> float:
    """How wide a chip is."""
    return text_width(text, type_) + 2 * look().px(8) + (look().px(type_.size + 7) if icon else 0)


def draw_chip(
    painter: QPainter, place: QRectF, text: str, shade: Shade, *, icon: str = "", type_: Type = CAPTION_STRONG
) -> None:
    """A chip: soft ground, border, a word and the shape that says the same."""
    draw_box(painter, place, ground=shade.soft, line=shade.line, radius=CHIP_RADIUS)
    left = place.x() + look().px(8)
    if icon:
        size = look().px(type_.size + 2)
        draw_icon(painter, icon, shade.ink, QRectF(left, place.center().y() - size / 2, size, size))
        left += look().px(type_.size + 7)
    draw_text(painter, QRectF(left, place.y(), place.right() - left, place.height()), text, type_, shade.ink)


def draw_focus(painter: QPainter, place: QRectF, radius: float) -> None:
    """The ring around what the keyboard acts on: two pixels."""
    draw_box(painter, place, ground="", line=look().theme.focus, width=2, radius=radius)
