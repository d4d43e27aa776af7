"""The open list: as wide as what it offers, never out of the window."""

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from coalguard.ui.widgets.option_list import Option, OptionList


def test_a_list_is_as_wide_as_its_widest_option_and_stays_in_the_window(qtbot: QtBot) -> None:
    window, field = QWidget(), QWidget()
    qtbot.addWidget(window)
    window.resize(400, 300)
    field.setParent(window)
    field.setGeometry(280, 10, 110, 36)
    offered = OptionList(window)
    offered.open_below(field, QRect(0, 0, 110, 36), [Option("1", "一号堆")], 0)
    assert (offered.x(), offered.width()) == (280, 110)
    long = Option("2", "南龙镇演示配送点", possible=False, reason="不合格，已冻结")
    offered.open_below(field, QRect(0, 0, 110, 36), [long], 0)
    assert offered.width() > 200
    assert offered.geometry().right() < 400
