"""Chips, caps and empty lists: their words, and no more room than these."""

from pytestqt.qtbot import QtBot

from coalguard.ui.tokens import Tone
from coalguard.ui.widgets.chip import Chip, KeyCap
from coalguard.ui.widgets.empty_state import EmptyState


def test_chips_caps_and_empty_lists_say_their_words(qtbot: QtBot) -> None:
    chip, cap, empty = Chip("合格", Tone.OK, icon="ok"), KeyCap("F8", "补打"), EmptyState("没有排队车辆。")
    for widget in (chip, cap, empty):
        qtbot.addWidget(widget)
    wide = chip.sizeHint().width()
    chip.show_text("待补证", Tone.WARN)
    empty.show_sentence("没有符合条件的记录。")
    assert (chip.text, cap.accessibleName(), empty.accessibleName()) == ("待补证", "补打 F8", "没有符合条件的记录。")
    assert chip.sizeHint().width() != wide
    chip.show_text("", Tone.OK)
    assert chip.sizeHint().width() == 0
    chip.grab()
