"""The box of what is saved where: as wide as its words, the same inside the bar at the top and by itself."""

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from coalguard.ui.look import look
from coalguard.ui.states.sync import Saved
from coalguard.ui.tokens import Tone
from coalguard.ui.widgets.saved_box import SavedBox, saved_width

SAVED = Saved("离线 · 待传 7", "20:12 断网，验单不受影响", Tone.OFF, "cloud-off")


@pytest.mark.parametrize("percent", [100, 115, 130])
@pytest.mark.parametrize("dark", [False, True])
def test_the_box_is_as_wide_as_its_words(percent: int, dark: bool, qtbot: QtBot) -> None:  # noqa: FBT001 -- a case
    look().change(dark=dark, percent=percent)
    box = SavedBox(SAVED)
    qtbot.addWidget(box)
    box.resize(box.sizeHint())
    assert box.width() == saved_width(SAVED)
    assert box.accessibleName() == "离线 · 待传 7 20:12 断网，验单不受影响"
    image = box.grab().toImage()
    middle = QColor(image.pixel(image.width() // 2, 3)).name().upper()
    assert middle == look().theme.surface
