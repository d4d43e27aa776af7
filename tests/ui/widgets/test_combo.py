"""Combos: chosen by initials, arrows, Enter and the mouse."""

from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from coalguard.ui.widgets.combo import Combo
from coalguard.ui.widgets.option_list import MOST_SHOWN, Option
from tests.ui.widgets.pane import LEFT, Key, line_of, put

PEOPLE = [
    Option("1", "马晓明", note="南龙镇"),
    Option("2", "韩玉兰"),
    Option("3", "单玉兰", possible=False, reason="欠票"),
]


def test_a_combo_is_chosen_by_initials_and_enter(room: QWidget, qtbot: QtBot) -> None:
    combo = Combo("名称", required=True)
    combo.set_options(PEOPLE)
    put(room, combo, qtbot)
    combo.setFocus()
    QTest.keyClicks(line_of(combo), "hyl")
    with qtbot.waitSignal(combo.chose) as chosen:
        assert not combo.enter_pressed()
    assert chosen.args == [PEOPLE[1]]
    assert (combo.value(), line_of(combo).text()) == ("2", "韩玉兰")


def test_arrows_pass_over_what_is_not_possible(room: QWidget, qtbot: QtBot) -> None:
    combo = Combo("名称")
    combo.set_options([*PEOPLE, Option("4", "马学敏")])
    put(room, combo, qtbot)
    combo.setFocus()
    assert combo.wants("Down")
    assert not combo.wants("Esc")
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Down, Key.Key_Down):
        QTest.keyClick(line_of(combo), key)
    assert combo.wants("Esc")
    combo.enter_pressed()
    assert combo.value() == "4"
    QTest.keyClick(line_of(combo), Key.Key_Down)
    QTest.keyClick(line_of(combo), Key.Key_Up)
    QTest.keyClick(line_of(combo), Key.Key_Escape)
    combo.enter_pressed()
    assert combo.value() == "4"


def test_what_answers_to_no_option_is_told_when_the_cursor_leaves(room: QWidget, qtbot: QtBot) -> None:
    combo, other = Combo("名称"), QLineEdit(room)
    combo.set_options(PEOPLE)
    put(room, combo, qtbot)
    other.show()
    combo.setFocus()
    QTest.keyClicks(line_of(combo), "XX")
    other.setFocus()
    assert combo.faulty
    assert combo.value() == ""
    combo.setFocus()
    line_of(combo).clear()
    line_of(combo).insert("马晓明")
    other.setFocus()
    assert (combo.value(), combo.faulty) == ("1", False)


def test_what_can_not_be_taken_now_is_told_with_its_reason(room: QWidget, qtbot: QtBot) -> None:
    combo, other = Combo("名称"), QLineEdit(room)
    combo.set_options(PEOPLE)
    put(room, combo, qtbot)
    other.show()
    combo.setFocus()
    QTest.keyClicks(line_of(combo), "syl")
    combo.enter_pressed()
    other.setFocus()
    assert (combo.value(), combo.message) == ("", "单玉兰不能选：欠票。")


def test_free_text_stands_where_it_is_allowed(room: QWidget, qtbot: QtBot) -> None:
    combo = Combo("送达地点", free=True)
    combo.set_options([Option("1", "南龙配送点")])
    put(room, combo, qtbot)
    combo.setFocus()
    QTest.keyClicks(line_of(combo), "nl")
    combo.enter_pressed()
    assert combo.value() == "1"
    combo.empty()
    line_of(combo).insert("配送点对面")
    combo.enter_pressed()
    assert combo.value() == "配送点对面"
    combo.set_value("别处")
    assert combo.value() == "别处"


def test_a_combo_keeps_its_choice_when_the_options_change(qtbot: QtBot) -> None:
    combo = Combo("名称")
    qtbot.addWidget(combo)
    combo.set_options(PEOPLE)
    combo.set_text("2")
    combo.set_options([PEOPLE[1]])
    assert combo.chosen == PEOPLE[1]
    combo.set_options([])
    assert combo.value() == ""
    combo.set_read_only()
    assert combo.read_only


def test_a_combo_is_opened_and_chosen_by_the_mouse(room: QWidget, qtbot: QtBot) -> None:
    combo = Combo("名称")
    combo.set_options([Option(str(number), f"第{number}户") for number in range(20)])
    put(room, combo, qtbot, (400, 60))
    QTest.mouseClick(combo, LEFT, pos=QPoint(385, combo.box().center().y()))
    opened = combo._list
    assert opened is not None
    assert opened.isVisible()
    opened.grab()
    assert opened.height() == MOST_SHOWN * 32 + 10
    QTest.mouseMove(opened, QPoint(50, 5 + 32 + 4))
    QTest.mouseClick(opened, LEFT, pos=QPoint(50, 5 + 2 * 32 + 4))
    assert combo.value() == "2"
    assert not opened.isVisible()
    QTest.mouseClick(combo, LEFT, pos=QPoint(385, combo.box().center().y()))
    QTest.mouseClick(combo, LEFT, pos=QPoint(385, combo.box().center().y()))
    assert not opened.isVisible()


def test_typing_replaces_a_name_that_came_while_the_cursor_stood_there(room: QWidget, qtbot: QtBot) -> None:
    combo = Combo("名称", free=True)
    combo.set_options(PEOPLE)
    put(room, combo, qtbot)
    combo.setFocus()
    combo.set_text("演示洗浴中心")
    QTest.keyClicks(line_of(combo), "hyl")
    assert line_of(combo).text() == "hyl"
