"""The preview: the shape of the paper."""

from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from coalguard.ui.tokens import LIGHT
from coalguard.ui.widgets.preview_thumb import PreviewThumb
from tests.ui.widgets.pane import LEFT, colours, put


def test_a_preview_keeps_the_shape_of_the_paper(room: QWidget, qtbot: QtBot) -> None:
    thumb = PreviewThumb()
    put(room, thumb, qtbot, (246, 180))
    assert thumb.heightForWidth(241) == 140
    assert thumb.hasHeightForWidth()
    image = QImage(482, 280, QImage.Format.Format_RGB32)
    image.fill(QColor(LIGHT.ok.ink))
    thumb.show_image(image, [LIGHT.surface, LIGHT.warn.soft])
    assert {LIGHT.ok.ink, LIGHT.warn.soft} <= colours(thumb)
    with qtbot.waitSignal(thumb.pressed):
        QTest.mouseClick(thumb, LEFT)
