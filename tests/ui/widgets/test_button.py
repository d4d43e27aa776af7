"""The button: where there is too little room the icon goes, never the word or its key."""

import pytest
from pytestqt.qtbot import QtBot

from coalguard.ui.widgets.button import Button, Rank


@pytest.mark.parametrize(("width", "icons"), [(250, 0), (400, 1)])
def test_the_icon_goes_where_the_word_needs_its_room(width: int, icons: int, qtbot: QtBot) -> None:
    pictures = []
    for icon in ("lock", ""):
        button = Button("保存判定并冻结批次", key="F9", icon=icon, rank=Rank.MAIN)
        qtbot.addWidget(button)
        button.resize(width, 62)
        pictures.append(button.grab().toImage())
    assert (pictures[0] != pictures[1]) == bool(icons)
