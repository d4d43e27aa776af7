"""Machines: scales and printers stand at the foot of the window as they are now."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from coalguard.ui.machines import Machines
from tests.ui.salesroom import Room, open_room


@pytest.fixture
def room(tmp_path: Path, qtbot: QtBot) -> Iterator[Room]:
    """A market with a scale and a printer."""
    with open_room(tmp_path, qtbot) as opened:
        yield opened


@pytest.fixture
def machines(room: Room) -> Machines:
    """What listens to them; the room's own scale is heard by the pages alone."""
    room.place.scales.pop().stop()
    return Machines(room.window.frame, room.place, ["1号磅"])


def foot(room: Room) -> str:
    """What the foot of the window says of the machines."""
    return room.window.frame.bar.accessibleDescription()


def test_a_printer_that_went_away_is_seen_after_the_next_print(room: Room, machines: Machines) -> None:
    machines.begin()
    room.qtbot.waitUntil(lambda: foot(room) == "1号磅 正常 针打 就绪")
    room.prints.rename(room.prints.with_name("elsewhere"))
    room.place.background.ring([])
    room.rest()
    assert foot(room) == "1号磅 正常 针打 就绪"
    room.place.changed.emit(frozenset({"paper.printed"}))
    room.qtbot.waitUntil(lambda: foot(room) == "1号磅 正常 针打 不可用")


def test_asked_twice_at_once_it_asks_once_more(room: Room, machines: Machines) -> None:
    machines.refresh()
    room.prints.rename(room.prints.with_name("elsewhere"))
    machines.refresh()
    machines.refresh()
    room.qtbot.waitUntil(lambda: foot(room).endswith("针打 不可用"))
    room.rest()


def test_a_question_without_an_answer_shows_no_printer(room: Room, machines: Machines) -> None:
    machines.begin()
    room.qtbot.waitUntil(lambda: foot(room).endswith("针打 就绪"))
    room.place.actor = replace(room.place.actor, roles=frozenset())
    machines.refresh()
    room.qtbot.waitUntil(lambda: foot(room) == "1号磅 正常")


def test_nothing_is_said_after_the_end(room: Room, machines: Machines) -> None:
    machines.refresh()
    machines.close()
    room.rest()
    assert "针打" not in foot(room)
