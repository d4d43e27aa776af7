"""The list of trucks: walked by arrows, picked by Enter and the mouse."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from coalguard.ui.look import look
from coalguard.ui.tokens import LIGHT, YARD_ROW, Tone
from coalguard.ui.widgets.open_list import OpenList, OpenRow
from tests.ui.widgets.pane import LEFT, Key, colours, put


def trucks(count: int) -> Sequence[OpenRow]:
    """Trucks in the yard."""
    return [
        OpenRow(str(number), f"甘N8F32{number}", "待称毛重", figure="14.980", time="20:44") for number in range(count)
    ]


def test_a_list_is_walked_by_arrows_and_enter_picks(room: QWidget, qtbot: QtBot) -> None:
    yard = OpenList()
    yard.show_rows(trucks(8))
    put(room, yard, qtbot, (360, 3 * 35))
    yard.setFocus()
    for _ in range(4):
        QTest.keyClick(yard, Key.Key_Down)
    assert yard.marked == "4"
    assert yard.accessibleName() == "甘N8F324 待称毛重 14.980 20:44"
    with qtbot.waitSignal(yard.picked) as picked:
        QTest.keyClick(yard, Key.Key_Return)
    assert picked.args == ["4"]
    yard.show_rows([*trucks(6)][2:])
    assert yard.marked == "4"
    QTest.keyClick(yard, Key.Key_A)
    yard.grab()


def test_rows_come_back_when_there_is_room_again(room: QWidget, qtbot: QtBot) -> None:
    yard = OpenList()
    yard.show_rows([OpenRow(str(no), f"甘N8F32{no}", "待称毛重") for no in range(4)])
    yard.resize(340, look().px(YARD_ROW))
    yard.show_current("3")
    put(room, yard, qtbot, (340, 4 * look().px(YARD_ROW)))
    assert yard.first_shown == 0
    yard.show_rows(yard.rows[:2])
    assert yard.first_shown == 0


def test_a_list_may_be_empty_and_shows_the_truck_that_is_worked_on(room: QWidget, qtbot: QtBot) -> None:
    queue = OpenList(cards=True)
    put(room, queue, qtbot, (236, 140))
    assert queue.marked == ""
    queue.pick()
    queue.move_mark(1)
    assert queue.enter_pressed()
    assert queue.wants("Up")
    queue.show_rows(
        [
            OpenRow("1", "甘N8F326", "查验中", Tone.ACCENT, "search", "无烟2号", time="03:12"),
            OpenRow("2", "甘N6D118", "待查验", time="11:50", time_tone=Tone.WARN),
        ]
    )
    queue.show_current("2")
    assert queue.marked == "2"
    assert LIGHT.accent.soft in colours(queue)
    queue.show_current("")
    with qtbot.waitSignal(queue.picked) as picked:
        QTest.mouseClick(queue, LEFT, pos=QPoint(50, 20))
    assert picked.args == ["1"]
    assert len(queue.rows) == 2
