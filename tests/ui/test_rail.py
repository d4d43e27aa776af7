"""The rail: items are chosen by the mouse, the one in use is told, a dot says that something waits."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from coalguard.ui.look import look
from coalguard.ui.rail import Rail, RailItem
from coalguard.ui.tokens import AMBER, BADGE

ITEMS = [RailItem("sale", "过磅开单", "scale"), RailItem("inbound", "进煤", "truck")]
FOOT = RailItem("settings", "设置", "gear", at_foot=True)


@pytest.fixture
def rail(qtbot: QtBot) -> Rail:
    """A rail of three items."""
    made = Rail()
    qtbot.addWidget(made)
    made.resize(76, 768)
    made.show_items([*ITEMS, FOOT])
    made.show_current("sale")
    return made


@pytest.mark.parametrize(("y", "chosen"), [(90, "sale"), (160, "inbound"), (730, "settings")])
def test_an_item_is_chosen_by_the_mouse(y: int, chosen: str, rail: Rail, qtbot: QtBot) -> None:
    with qtbot.waitSignal(rail.chosen) as heard:
        QTest.mouseClick(rail, Qt.MouseButton.LeftButton, pos=QPoint(38, y))
    assert heard.args == [chosen]


def test_between_the_items_there_is_nothing(rail: Rail, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(rail.chosen):
        QTest.mouseClick(rail, Qt.MouseButton.LeftButton, pos=QPoint(38, 400))
    rail.show()
    for y, shape in ((90, Qt.CursorShape.PointingHandCursor), (400, Qt.CursorShape.ArrowCursor)):
        QTest.mouseMove(rail, QPoint(38, y))
        assert rail.cursor().shape() is shape


def test_the_rail_says_which_page_is_in_use_and_how_to_come_to_the_others(rail: Rail) -> None:
    assert rail.accessibleName() == "过磅开单"
    assert rail.accessibleDescription() == "Alt+1 过磅开单 Alt+2 进煤 Alt+3 设置"


def test_a_dot_is_amber_and_goes_again(rail: Rail) -> None:
    def amber() -> bool:
        image = rail.grab().toImage()
        return QColor(image.pixel(38 + 16, 60 + 12)).name().upper() == AMBER

    assert not amber()
    rail.show_dot("sale", dotted=True)
    rail.show_dot("sale", dotted=True)
    assert amber()
    rail.show_dot("sale", dotted=False)
    assert not amber()


def test_the_rail_keeps_its_width_in_every_type(rail: Rail) -> None:
    look().change(percent=130)
    assert rail.sizeHint().width() == 76
    rail.grab()


def test_a_count_is_painted_told_and_goes_again(rail: Rail) -> None:
    def badge() -> bool:
        image = rail.grab().toImage()
        return any(QColor(image.pixel(x, 60 + 9)).name().upper() == BADGE for x in range(46, 74))

    assert not badge()
    rail.show_count("sale", 3)
    rail.show_count("sale", 3)
    assert badge()
    assert rail.accessibleDescription() == "Alt+1 过磅开单 3 Alt+2 进煤 Alt+3 设置"
    rail.show_count("sale", 100)
    assert badge()
    rail.show_count("sale", 0)
    assert not badge()
    assert "3 Alt+2" not in rail.accessibleDescription()
