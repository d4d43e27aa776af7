"""Message bars: one of an id, two at most, clicked where a key can not be pressed."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from coalguard.ui.keys import KeyAct
from coalguard.ui.messages import Message
from coalguard.ui.tokens import Tone
from coalguard.ui.widgets.message_bar import MessageBar, MessageStack
from tests.ui.widgets.pane import LEFT, put


def test_a_bar_is_clicked_where_its_key_can_not_be_pressed(room: QWidget, qtbot: QtBot) -> None:
    pressed: list[str] = []
    stack = MessageStack()
    put(room, stack, qtbot)
    stack.tell(Message("print.failed", "没有打印。", act=KeyAct("F8", "补打", lambda: pressed.append("F8"))))
    bar = stack.findChild(MessageBar)
    assert bar is not None
    QTest.mouseClick(bar, LEFT)
    assert pressed == ["F8"]
    assert (bar.accessibleName(), bar.accessibleDescription()) == ("没有打印。", "补打 F8")


def test_a_bar_that_says_something_else_is_the_same_bar(room: QWidget, qtbot: QtBot) -> None:
    pressed: list[str] = []
    stack = MessageStack()
    put(room, stack, qtbot)
    stack.tell(Message("papers", "打印中。", act=KeyAct("F8", "补打", lambda: pressed.append("before"))))
    bar = stack.findChild(MessageBar)
    assert bar is not None
    stack.tell(Message("papers", "已送打印。", act=KeyAct("F8", "补打", lambda: pressed.append("after"))))
    QTest.mouseClick(bar, LEFT)
    assert pressed == ["after"]
    stack.tell(Message("papers", "已送打印。"))
    assert stack.findChildren(MessageBar) == [bar]
    assert (bar.accessibleName(), bar.accessibleDescription(), bar.toolTip()) == ("已送打印。", "", "已送打印。")
    assert bar.cursor().shape() is Qt.CursorShape.ArrowCursor


def test_bars_of_one_id_replace_each_other_and_two_are_shown_at_most(room: QWidget, qtbot: QtBot) -> None:
    stack = MessageStack()
    put(room, stack, qtbot)
    assert not stack.isVisible()
    for code, text in (("a", "一。"), ("b", "二。"), ("a", "三。"), ("c", "四。")):
        stack.tell(Message(code, text, Tone.WARN))
    assert [message.text for message in stack.messages] == ["四。", "三。", "二。"]
    assert stack.accessibleName() == "四。"
    stack.grab()
    stack.untell("c")
    stack.untell("unheard_of")
    assert stack.dismiss()
    stack.untell()
    assert not stack.dismiss()
    assert not stack.isVisible()


def test_only_the_bars_that_are_shown_take_keys(room: QWidget, qtbot: QtBot) -> None:
    stack = MessageStack()
    put(room, stack, qtbot)
    for code in ("a", "b", "c"):
        stack.tell(Message(code, "。", act=KeyAct(f"F{ord(code) - ord('a') + 2}", "去", lambda: None)))
    assert stack.act("F4") is not None
    assert stack.act("F2") is None
