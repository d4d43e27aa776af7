"""What scrolls: the field that the cursor is in comes into sight, also when the room is made smaller."""

import pytest
from PySide6.QtWidgets import QVBoxLayout
from pytestqt.qtbot import QtBot

from coalguard.ui.widgets.field import Field
from coalguard.ui.widgets.scrolled import Scrolled
from tests.ui.hands import settle


@pytest.fixture
def fields() -> list[Field]:
    """More fields than there will be room for."""
    return [Field(f"第 {number} 项") for number in range(6)]


@pytest.fixture
def area(fields: list[Field], qtbot: QtBot) -> Scrolled:
    """All of them in sight."""
    rows = QVBoxLayout()
    for field in fields:
        rows.addWidget(field)
    made = Scrolled(rows)
    qtbot.addWidget(made)
    made.resize(300, 500)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_fields_keep_their_height_and_the_cursor_is_followed(area: Scrolled, fields: list[Field]) -> None:
    area.resize(300, 150)
    settle()
    assert all(field.height() == field.sizeHint().height() for field in fields)
    for field in (fields[-1], fields[0]):
        field.setFocus()
        settle()
        assert field.visibleRegion().boundingRect() == field.rect()


def test_a_field_in_use_stays_in_sight_when_the_room_gets_less(area: Scrolled, fields: list[Field]) -> None:
    fields[-1].setFocus()
    area.resize(300, 120)
    settle()
    assert fields[-1].visibleRegion().boundingRect() == fields[-1].rect()
