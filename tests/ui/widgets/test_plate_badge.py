"""The plate: the colour of its kind."""

from pytestqt.qtbot import QtBot

from coalguard.ui.tokens import PLATE, PLATE_GREEN, PLATE_YELLOW
from coalguard.ui.widgets.plate_badge import PlateBadge, plate_colours
from tests.ui.widgets.pane import colours


def test_a_plate_has_the_colour_of_its_kind_and_a_dot_that_is_drawn(qtbot: QtBot) -> None:
    badge = PlateBadge("甘N8F326", type_=PLATE)
    qtbot.addWidget(badge)
    badge.resize(badge.sizeHint())
    assert PLATE_YELLOW.ground in colours(badge)
    assert badge.accessibleName() == "甘N8F326"
    badge.show_plate("甘N09862D")
    assert PLATE_GREEN.ground in colours(badge)
    assert badge.plate == "甘N09862D"
    assert plate_colours("甘N8F326", "blue") != PLATE_YELLOW
