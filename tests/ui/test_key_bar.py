"""The bar at the foot: keys in their order, pale ones do nothing, machines in trouble have their colour."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from coalguard.ui.key_bar import KeyBar
from coalguard.ui.keys import KeyAct
from coalguard.ui.look import look
from coalguard.ui.messages import MachineState
from coalguard.ui.tokens import LIGHT, Tone


def nothing() -> None:
    """No deed."""


ACTS = [
    KeyAct("F2", "新过磅", nothing),
    KeyAct("F4", "取重", nothing, possible=False),
    KeyAct("1", "无五联单", nothing, in_bar=False),
    KeyAct("F9", "开具并打印", nothing),
    KeyAct("F12", "作废", nothing, tone=Tone.FAIL),
]


@pytest.fixture
def bar(qtbot: QtBot) -> KeyBar:
    """A bar with keys and machines."""
    made = KeyBar()
    qtbot.addWidget(made)
    made.resize(1290, 40)
    made.show_acts(ACTS)
    made.show_machines([MachineState("1号磅", "正常", "scale"), MachineState("热敏", "缺纸", "printer", Tone.WARN)])
    made.grab()
    return made


def test_the_keys_stand_in_their_order(bar: KeyBar) -> None:
    assert [name for _, name in bar._places] == ["F1", "F2", "", "F9", "F12"]
    lefts = [place.x() for place, _ in bar._places]
    assert lefts == sorted(lefts)
    assert lefts[0] == 16


def test_a_pale_key_can_not_be_clicked(bar: KeyBar, qtbot: QtBot) -> None:
    pale, main = bar._places[2][0], bar._places[3][0]
    with qtbot.assertNotEmitted(bar.pressed):
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=pale.center().toPoint())
    with qtbot.waitSignal(bar.pressed) as pressed:
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=main.center().toPoint())
    assert pressed.args == ["F9"]
    QTest.mouseMove(bar, main.center().toPoint())
    QTest.mouseMove(bar, QPoint(700, 20))


def test_a_machine_in_trouble_has_its_colour(bar: KeyBar) -> None:
    image = bar.grab().toImage()
    right = {QColor(image.pixel(x, y)).name().upper() for x in range(1100, 1290) for y in range(40)}
    assert LIGHT.warn.ink in right
    bar.show_machines([MachineState("1号磅", "正常", "scale")])
    bar.show_machines([MachineState("1号磅", "正常", "scale")])
    assert bar.accessibleDescription() == "1号磅 正常"


def test_where_keys_need_the_room_printers_that_are_well_give_way(bar: KeyBar) -> None:
    scale, needle = MachineState("1号磅", "正常", "scale"), MachineState("针打", "缺纸", "printer", Tone.WARN)
    roll, laser = MachineState("热敏", "就绪", "printer"), MachineState("激光", "就绪", "printer")
    bar.show_machines([scale, roll, laser, needle])
    assert bar._seen_machines() == (scale, roll, laser, needle)
    bar.resize(600, 40)
    assert bar._seen_machines() == (scale, needle)
    bar.grab()
    assert [name for _, name in bar._places] == ["F2", "", "F9", "F12"]


def test_the_bar_grows_with_the_type(bar: KeyBar) -> None:
    look().change(percent=115)
    assert bar.sizeHint().height() == look().px(40)
    bar.grab()


class Counted(KeyBar):
    """A bar that counts how often it is painted."""

    painted = 0

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 -- as Qt has it
        self.painted += 1
        super().paintEvent(event)


def test_keys_that_look_as_before_are_not_painted_again(qtbot: QtBot) -> None:
    bar = Counted()
    qtbot.addWidget(bar)
    bar.resize(1290, 40)
    bar.show()
    bar.show_acts(ACTS)
    qtbot.waitUntil(lambda: bar.painted > 0 and bool(bar._places))
    before = bar.painted
    bar.show_acts([KeyAct(one.key, one.label, lambda: None, one.tone, one.possible, one.in_bar) for one in ACTS])
    QApplication.processEvents()
    qtbot.wait(20)
    assert bar.painted == before
    bar.show_acts([*ACTS[:1], KeyAct("F4", "取重", nothing), *ACTS[2:]])
    qtbot.waitUntil(lambda: bar.painted > before)
