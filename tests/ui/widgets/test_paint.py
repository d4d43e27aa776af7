"""Text in lines: where it breaks and where it must not."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from coalguard.ui.tokens import CAPTION, LIGHT
from coalguard.ui.widgets.paint import broken, draw_box, text_width


@pytest.mark.parametrize("text", ["灰分 ≤ 30 %", "本车 32.420 t", "分度 20 kg"])
def test_a_figure_is_never_parted_from_its_unit(text: str) -> None:
    kept = text.partition(" ")[2]
    for width in range(round(text_width(kept, CAPTION)) + 2, 120):
        assert any(kept in line for line in broken(text, CAPTION, width))


def test_a_word_longer_than_the_line_is_broken_and_nothing_is_lost() -> None:
    path = "/srv/prints/2026/market-station/needle"
    lines = broken(path, CAPTION, 80)
    assert "".join(lines) == path
    assert all(text_width(line, CAPTION) <= 80 for line in lines)


def test_one_character_is_shown_where_there_is_room_for_none() -> None:
    assert broken("ab", CAPTION, 1) == ["a", "b"]


@pytest.mark.parametrize(("line", "rim"), [(LIGHT.fail.ink, LIGHT.fail.ink), ("", LIGHT.ok.ink)])
def test_a_box_has_its_border_inside(line: str, rim: str) -> None:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor(LIGHT.window))
    painter = QPainter(image)
    draw_box(painter, QRectF(5, 5, 30, 20), ground=LIGHT.ok.ink, line=line, width=2, radius=4)
    painter.end()
    along = [QColor(image.pixel(x, 15)).name().upper() for x in range(4, 9)]
    assert along == [LIGHT.window, rim, rim, LIGHT.ok.ink, LIGHT.ok.ink]
    assert QColor(image.pixel(5, 5)).name().upper() not in {rim, LIGHT.ok.ink}
