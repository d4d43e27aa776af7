"""A plate as it hangs on the truck: its colour, its rim, and the dot between the letter and the serial, drawn here.

The dot is no character: U+00B7 is as wide as a whole one in Chinese faces (`ux.md` §13).
"""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from coalguard.domain.plate import Plate, PlateKind, dotted
from coalguard.ui.look import look
from coalguard.ui.tokens import (
    CHIP_RADIUS,
    FIGURE,
    PLATE,
    PLATE_BLUE,
    PLATE_GREEN,
    PLATE_YELLOW,
    PlateColours,
    Type,
)
from coalguard.ui.widgets.paint import draw_text, text_width

_COLOURS: Final = {"yellow": PLATE_YELLOW, "blue": PLATE_BLUE, "green": PLATE_GREEN}
_DOT_ROOM: Final = 0.46
"""Room of the dot, in sizes of type."""


@dataclass(frozen=True, slots=True)
class _Measure:
    """How large a plate is at a size of type."""

    before: float
    dot: float
    after: float
    pad: float
    height: int

    @property
    def width(self) -> float:
        """The whole plate."""
        return self.before + self.dot + self.after + 2 * self.pad


def plate_colours(plate: str, colour: str = "") -> PlateColours:
    """The colours of a plate: those that are said, green for new energy, else the yellow of trucks."""
    if colour in _COLOURS:
        return _COLOURS[colour]
    return PLATE_GREEN if Plate(plate).kind is PlateKind.NEW_ENERGY else PLATE_YELLOW


def _measure(plate: str, type_: Type) -> _Measure:
    size = look().px(type_.size)
    before, after = dotted(plate)
    return _Measure(
        text_width(before, type_),
        size * _DOT_ROOM if after else 0,
        text_width(after, type_),
        size * 0.46,
        round(size * 1.68),
    )


def plate_size(plate: str, type_: Type) -> QSize:
    """How large the badge is."""
    measure = _measure(plate, type_)
    return QSize(round(measure.width), measure.height)


def draw_plate(painter: QPainter, left: float, middle: float, plate: str, *, colour: str = "", type_: Type) -> float:
    """Paint a plate with its left edge and its middle there; gives back its width."""
    measure, colours = _measure(plate, type_), plate_colours(plate, colour)
    place = QRectF(round(left), round(middle - measure.height / 2), round(measure.width), measure.height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.ground))
    painter.drawRoundedRect(place, CHIP_RADIUS, CHIP_RADIUS)
    painter.setPen(QPen(QColor(colours.rim), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = 2.5 if type_.size < PLATE.size else 3.5
    painter.drawRoundedRect(place.adjusted(inset, inset, -inset, -inset), 2.5, 2.5)
    before, after = dotted(plate)
    at = place.x() + measure.pad
    draw_text(painter, QRectF(at, place.y(), measure.before + 1, place.height()), before, type_, colours.ink)
    at += measure.before
    if after:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.ink))
        radius = max(look().px(type_.size) * 0.095, 1.5)
        painter.drawEllipse(QPointF(at + measure.dot / 2, place.center().y()), radius, radius)
        at += measure.dot
        draw_text(painter, QRectF(at, place.y(), measure.after + 1, place.height()), after, type_, colours.ink)
    return place.width()


class PlateBadge(QWidget):
    """One plate."""

    def __init__(self, plate: str = "", *, colour: str = "", type_: Type = FIGURE) -> None:
        """Show a plate; `colour` is yellow, blue or green, or as its kind has it."""
        super().__init__()
        self._plate, self._colour, self._type = plate, colour, type_
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_plate(plate, colour=colour)

    def show_plate(self, plate: str, *, colour: str = "") -> None:
        """Show another plate; none takes no room."""
        self._plate, self._colour = plate, colour
        self.setAccessibleName(plate)
        self.setVisible(bool(plate))
        self.updateGeometry()
        self.update()

    @property
    def plate(self) -> str:
        """The plate shown."""
        return self._plate

    def sizeHint(self) -> QSize:
        """As large as its text."""
        return plate_size(self._plate, self._type)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The plate."""
        del event
        draw_plate(QPainter(self), 0, self.height() / 2, self._plate, colour=self._colour, type_=self._type)
