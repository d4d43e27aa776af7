"""Icons: line drawings on a grid of 24, tinted by a token, kept by size.

The files under resources/icons are drawn with stroke "currentColor"; Qt's renderer does not know that word in a file
of its own, so the colour is written into the text before it is read.
"""

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from coalguard import resources

GRID = 24
_KEPT = 512


@cache
def _drawing(name: str) -> str:
    return resources.path(f"icons/{name}.svg").read_text("utf-8")


@lru_cache(maxsize=_KEPT)
def icon(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """The icon as a pixmap of `size` logical pixels on a screen of this device pixel ratio."""
    whole = max(1, round(size * ratio))
    pixmap = QPixmap(whole, whole)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    drawing = _drawing(name).replace("currentColor", colour)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, whole, whole))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def draw_icon(painter: QPainter, name: str, colour: str, place: QRectF) -> None:
    """Paint an icon into a square."""
    ratio = painter.device().devicePixelRatioF()
    size = round(place.width())
    painter.drawPixmap(round(place.x()), round(place.y()), icon(name, colour, size, ratio))
