"""The verdict: one sentence, and one line where there is no room."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from coalguard.ui.tokens import Tone
from coalguard.ui.widgets.verdict_panel import VerdictPanel
from tests.ui.widgets.pane import put


def test_a_verdict_is_told_as_one_sentence(qtbot: QtBot) -> None:
    panel = VerdictPanel()
    qtbot.addWidget(panel)
    panel.show_verdict(Tone.FAIL, "不可放行", "2 项不通过")
    panel.show_verdict(Tone.FAIL, "不可放行", "2 项不通过")
    assert panel.accessibleName() == "不可放行，2 项不通过"
    assert panel.verdict == (Tone.FAIL, "不可放行", "2 项不通过")


def test_a_verdict_without_room_stands_in_one_line(room: QWidget, qtbot: QtBot) -> None:
    panel = VerdictPanel()
    put(room, panel, qtbot, (352, 96))
    panel.show_verdict(Tone.FAIL, "不可放行", "2 项不通过，3 项存疑，1 项未核")
    high = panel.sizeHint().height()
    panel.set_slim(slim=True)
    assert panel.slim
    assert panel.sizeHint().height() == panel.height_for(slim=True) < high == panel.height_for(slim=False)
    panel.resize(352, panel.sizeHint().height())
    assert not panel.grab().isNull()
    panel.set_slim(slim=False)
    assert not panel.slim
