"""Asking: a panel is about one truck, and closes when another one comes into hand."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from coalguard.operations.visit import ListOpen, list_open
from tests import market as at
from tests.ui.salesroom import Room, after_a_kill, open_room, panel_of

HERE, OTHER = "甘N00003", "甘N00004"


@pytest.fixture
def room(tmp_path: Path, qtbot: QtBot) -> Iterator[Room]:
    """Two trucks in the yard with both weights, the first of them in hand."""
    with open_room(tmp_path, qtbot) as opened:
        for plate in (HERE, OTHER):
            at.load_up(opened.market, 9_000, plate=plate)
        opened.rest()
        opened.type(HERE[-5:])
        opened.press("Enter")
        yield opened


def plates(room: Room) -> list[str]:
    """Who has not left."""
    return [one.plate for one in list_open(room.market.station, room.market.clerk, ListOpen()).visits]


def test_another_truck_that_is_scanned_is_not_given_up_in_the_place_of_the_one_that_was(room: Room) -> None:
    room.press("F12")
    assert room.page.panel is not None
    assert "00003" in room.page.panel.sentence.text()
    room.page.scanned(OTHER)
    room.rest()
    assert panel_of(room) is None
    assert room.page.weighing.plate == OTHER
    room.press("Enter")
    assert plates(room) == [HERE, OTHER]


def test_the_truck_that_is_named_is_given_up_once(room: Room) -> None:
    room.press("F12")
    room.type("1")
    room.press("Enter")
    assert room.page.panel is not None
    room.page.panel.confirmed.emit()
    room.page.panel.confirmed.emit()
    room.rest()
    assert plates(room) == [OTHER]
    assert not [code for code in room.said if code.startswith("visit.")]


def test_a_reason_that_is_a_digit_of_no_reason_is_none(room: Room) -> None:
    room.press("F12")
    room.type("9")
    room.press("Enter", "Enter")
    assert room.page.panel is not None
    assert room.page.panel.fields["reason"].message.startswith("请按数字选原因")
    assert plates(room) == [HERE, OTHER]


def test_a_panel_of_a_draft_is_not_opened_about_another_truck(room: Room) -> None:
    room.press("F12")
    room.type("1")
    page = after_a_kill(room)
    assert page.panel is not None
    assert page.panel.about == page.weighing.visit
    page.keep_panel({"panel": {**page.panel.draft(), "about": "another"}})
    page.close_panel()
    page.resume_panel()
    assert panel_of(replace(room, page=page)) is None
