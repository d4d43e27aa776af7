"""Tabs: one is in use, the neighbours are taken by keys and clicks, notes are told."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from coalguard.ui.look import look
from coalguard.ui.tokens import Tone
from coalguard.ui.widgets.tabs import Tab, Tabs

ALL = [
    Tab("waiting", "待传", "7"),
    Tab("failed", "失败", "1", Tone.FAIL),
    Tab("received", "收到", "规则 v23 · 公钥 01-12"),
]


@pytest.fixture
def tabs(qtbot: QtBot) -> Tabs:
    """Three of them."""
    made = Tabs(ALL)
    qtbot.addWidget(made)
    made.resize(680, made.sizeHint().height())
    made.show()
    return made


def test_the_neighbours_are_taken_up_to_the_ends(tabs: Tabs, qtbot: QtBot) -> None:
    assert tabs.value == "waiting"
    with qtbot.waitSignal(tabs.chose) as heard:
        tabs.step(1)
    assert heard.args == ["failed"]
    tabs.step(1)
    with qtbot.assertNotEmitted(tabs.chose):
        tabs.step(1)
    assert tabs.value == "received"
    assert tabs.accessibleName() == "收到"
    assert tabs.accessibleDescription() == "待传 7 失败 1 收到 规则 v23 · 公钥 01-12"


def test_a_click_takes_a_tab(tabs: Tabs, qtbot: QtBot) -> None:
    tabs.grab()
    with qtbot.waitSignal(tabs.chose):
        QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs._places[1].center().toPoint())
    assert tabs.value == "failed"
    with qtbot.assertNotEmitted(tabs.chose):
        QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.rect().topRight())


def test_other_notes_keep_the_tab(tabs: Tabs) -> None:
    tabs.step(1)
    tabs.show_tabs([Tab("waiting", "待传", "0"), Tab("failed", "失败"), ALL[2]])
    assert tabs.value == "failed"
    assert tabs.accessibleDescription().startswith("待传 0 失败 收到")
    look().change(dark=True, percent=115)
    assert not tabs.grab().isNull()
