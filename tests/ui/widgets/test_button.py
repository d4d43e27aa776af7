"""The button: pressed by keys, told in words; where there is too little room the icon goes, never word or key."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from coalguard.ui.tokens import LIGHT, Tone
from coalguard.ui.widgets.button import Button, Rank
from tests.ui.widgets.pane import LEFT, Key, colours, put


@pytest.mark.parametrize(("width", "icons"), [(250, 0), (400, 1)])
def test_the_icon_goes_where_the_word_needs_its_room(width: int, icons: int, qtbot: QtBot) -> None:
    pictures = []
    for icon in ("lock", ""):
        button = Button("保存判定并冻结批次", key="F9", icon=icon, rank=Rank.MAIN)
        qtbot.addWidget(button)
        button.resize(width, 62)
        pictures.append(button.grab().toImage())
    assert (pictures[0] != pictures[1]) == bool(icons)


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter, Key.Key_Space])
def test_a_button_presses_by_keys(key: Key, room: QWidget, qtbot: QtBot) -> None:
    button = Button("放行并打印", key="F9", icon="pass", tone=Tone.OK, rank=Rank.DECISION)
    put(room, button, qtbot)
    button.setFocus()
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, key)
    assert button.accessibleName() == "放行并打印 F9"


def test_a_button_says_something_else_and_may_be_switched_off(room: QWidget, qtbot: QtBot) -> None:
    button = Button("放行", key="F9", rank=Rank.DECISION)
    put(room, button, qtbot)
    wide = button.sizeHint().width()
    button.change("确认劝返并打印", tone=Tone.WARN, icon="printer", key="Enter")
    assert (button.key, button.accessibleName()) == ("Enter", "确认劝返并打印 Enter")
    assert button.sizeHint().width() > wide
    button.setEnabled(False)
    with qtbot.assertNotEmitted(button.clicked):
        QTest.mouseClick(button, LEFT)
    button.grab()
    link = Button("返回", rank=Rank.LINK)
    put(room, link, qtbot)
    link.grab()
    link.setEnabled(False)
    link.grab()


def test_a_button_that_has_the_focus_shows_a_ring(room: QWidget, qtbot: QtBot) -> None:
    button = Button("放行", key="F9", rank=Rank.MAIN)
    put(room, button, qtbot, (300, 62))
    button.setFocus()
    assert LIGHT.focus in colours(button)


def test_decisions_are_high_enough_for_gloves(qtbot: QtBot) -> None:
    heights = {rank: Button("放行", rank=rank).sizeHint().height() for rank in Rank}
    assert heights[Rank.DECISION] >= 66
    assert heights[Rank.SECOND] == 52
    assert heights[Rank.PLAIN] == 40
    del qtbot
