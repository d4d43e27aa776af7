"""Segments: one of a few, by arrows, digits and clicks."""

from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from coalguard.ui.widgets.option_list import Option
from coalguard.ui.widgets.segmented import Segmented
from tests.ui.widgets.pane import LEFT, Key, put


def test_segments_change_by_arrows_digits_and_clicks(room: QWidget, qtbot: QtBot) -> None:
    kinds = Segmented("购煤类型", [Option("p", "居民"), Option("o", "网点"), Option("u", "单位")])
    put(room, kinds, qtbot, (300, 60))
    part = kinds.focusProxy()
    assert part is not None
    chosen: list[object] = []
    kinds.chose.connect(chosen.append)
    QTest.keyClick(part, Key.Key_Right)
    assert kinds.value() == "o"
    QTest.keyClick(part, Key.Key_3)
    QTest.keyClick(part, Key.Key_Right)
    assert kinds.text() == "u"
    QTest.mouseClick(part, LEFT, pos=QPoint(10, 10))
    QTest.keyClick(part, Key.Key_Left)
    QTest.keyClick(part, Key.Key_A)
    assert kinds.value() == "p"
    assert len(chosen) == 3
    kinds.set_read_only()
    QTest.keyClick(part, Key.Key_Right)
    assert kinds.value() == "p"
    assert part.accessibleName() == "购煤类型 居民"
    kinds.grab()
