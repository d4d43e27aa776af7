"""The weight panel: state in words, shape and colour; its act can be clicked."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from coalguard.domain.weighing import PanelState
from coalguard.ui.tokens import LIGHT, MASS_MARKET
from coalguard.ui.widgets import mass_display as module
from coalguard.ui.widgets.mass_display import MassDisplay
from coalguard.ui.widgets.paint import STRIP
from tests.ui.gallery import PANELS, shown_mass
from tests.ui.widgets.pane import LEFT, put


@pytest.mark.parametrize(("state", "kg", "steady_ms", "silent_s"), PANELS)
def test_the_weight_panel_says_its_state_in_words_shape_and_colour(
    state: PanelState, kg: int | None, steady_ms: int, silent_s: int | None, qtbot: QtBot
) -> None:
    panel = MassDisplay(MASS_MARKET)
    qtbot.addWidget(panel)
    panel.resize(380, panel.sizeHint().height())
    panel.show_mass(shown_mass(state, kg, steady_ms, silent_s))
    words = {
        PanelState.STEADY: ("稳定 47.860 t 稳定 2.4 秒，可取重", LIGHT.ok.ink),
        PanelState.MOVING: ("未稳定 47.740 t 等待稳定；按 F4 则稳定后自动取重", LIGHT.warn.ink),
        PanelState.OVERLOAD: ("超量程 OL t 超过 80 t，请车辆下磅", LIGHT.fail.ink),
        PanelState.DISCONNECTED: ("已断开 ----- t COM3 无数据 6 秒，正在重连", LIGHT.off.ink),
        PanelState.ZERO: ("零点 0.000 t 空磅", LIGHT.accent.ink),
        PanelState.ZERO_SHIFTED: ("零点偏移 \u22120.060 t 零点偏移，请先置零", LIGHT.warn.ink),
    }
    told, ink = words[state]
    assert panel.accessibleDescription() == told
    assert QColor(panel.grab().toImage().pixel(STRIP // 2, panel.height() // 2)).name().upper() == ink


def test_without_a_scale_the_weight_panel_says_so(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    painted: list[str] = []
    monkeypatch.setattr(module, "draw_text", lambda _painter, _place, text, *_more, **_how: painted.append(text))
    panel = MassDisplay()
    qtbot.addWidget(panel)
    panel.grab()
    assert painted == ["实时重量", "-----", "未设置地磅，重量由人手录"]
    assert panel.accessibleDescription() == "未设置地磅，重量由人手录"


def test_the_weight_panel_repaints_only_on_change(qtbot: QtBot) -> None:
    panel = MassDisplay()
    qtbot.addWidget(panel)
    shown = shown_mass(PanelState.STEADY, 47_860, 2400)
    panel.show_mass(shown)
    panel.set_aside("毛重已取 21:45:52")
    assert panel.shown is shown
    panel.show_mass(shown_mass(PanelState.STEADY, 47_860, 2400))
    assert panel.shown is shown


def test_the_act_of_the_weight_panel_can_be_clicked(room: QWidget, qtbot: QtBot) -> None:
    panel = MassDisplay()
    panel.show_mass(shown_mass(PanelState.STEADY, 47_860, 2400))
    put(room, panel, qtbot, (380, 170))
    panel.set_act("取重", "F4")
    with qtbot.waitSignal(panel.pressed):
        QTest.mouseClick(panel, LEFT, pos=QPoint(340, 150))
    with qtbot.assertNotEmitted(panel.pressed):
        QTest.mouseClick(panel, LEFT, pos=QPoint(40, 60))


def test_a_scale_that_was_never_heard_says_that_it_is_being_connected(qtbot: QtBot) -> None:
    panel = MassDisplay()
    qtbot.addWidget(panel)
    panel.grab()
    panel.show_mass(shown_mass(PanelState.DISCONNECTED, None))
    assert "COM3 没有数据，正在连接" in panel.accessibleDescription()
