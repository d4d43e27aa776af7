"""The bar at the top: nothing of it is cut at the least width, and it tells all of it."""

from datetime import datetime

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from coalguard.domain.identity import CHINA
from coalguard.ui.look import look
from coalguard.ui.states.sync import Saved
from coalguard.ui.tokens import Tone
from coalguard.ui.top_bar import Standing, TopBar

STANDING = Standing(
    "城北煤炭市场 检查室",
    demo=True,
    saved=Saved("本机已存", "未联网，工作不受影响", Tone.OK, "disk"),
    person="马玉兰",
    shift="本班 01-14 14:00 起",
)


@pytest.fixture
def bar(qtbot: QtBot) -> TopBar:
    """A bar at a market."""
    made = TopBar()
    qtbot.addWidget(made)
    made.resize(1290, 56)
    made.show_standing(STANDING)
    made.show_time(datetime(2026, 1, 14, 20, 58, tzinfo=CHINA))
    return made


def test_the_bar_tells_where_who_and_what_is_saved(bar: TopBar) -> None:
    assert (
        bar.accessibleName() == "城北煤炭市场 检查室 演示数据 本机已存 未联网，工作不受影响 马玉兰 本班 01-14 14:00 起"
    )
    bar.show_standing(Standing("南龙卡口"))
    assert bar.accessibleName() == "南龙卡口"


def test_the_day_of_the_week_is_told(bar: TopBar) -> None:
    assert bar._time == ("20:58", "01-14 周三")
    bar.show_time(datetime(2026, 1, 18, 6, 5, tzinfo=CHINA))
    assert bar._time == ("06:05", "01-18 周日")


def test_who_is_on_duty_can_be_pressed(bar: TopBar, qtbot: QtBot) -> None:
    bar.grab()
    with qtbot.waitSignal(bar.person_pressed):
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(int(bar._person_from) + 10, 28))
    with qtbot.assertNotEmitted(bar.person_pressed):
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(100, 28))


@pytest.mark.parametrize("percent", [100, 115, 130])
@pytest.mark.parametrize("standing", [STANDING, Standing(), Standing("南龙卡口", person="韩振国")])
def test_the_bar_is_painted_in_every_type(percent: int, standing: Standing, bar: TopBar) -> None:
    look().change(percent=percent)
    bar.show_standing(standing)
    bar.resize(948, bar.sizeHint().height())
    assert not bar.grab().isNull()
    assert bar.sizeHint().height() == look().px(56)


def test_what_is_saved_can_be_pressed(bar: TopBar, qtbot: QtBot) -> None:
    bar.grab()
    with qtbot.waitSignal(bar.saved_pressed):
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar._saved_place.center().toPoint())
    bar.show_standing(Standing("南龙卡口"))
    bar.grab()
    with qtbot.assertNotEmitted(bar.saved_pressed):
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(1000, 28))
