"""Papers of an earlier start: one bar tells them, F8 prints them all, and what fails again stays in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from coalguard.domain.findings import warn
from coalguard.ui.late_prints import LatePrints
from coalguard.ui.messages import Message
from tests import market as at
from tests.ui.salesroom import Room, open_room


@pytest.fixture
def room(tmp_path: Path, qtbot: QtBot) -> Iterator[Room]:
    with open_room(tmp_path, qtbot) as opened:
        yield opened


def bars(room: Room) -> dict[str, Message]:
    """The bars above all pages."""
    return {one.code: one for one in room.window.frame.messages.messages}


def test_what_did_not_come_out_is_printed_by_one_key_and_stays_told_until_it_is(room: Room) -> None:
    issued = at.sell(room.market, at.receive(room.market).lot)
    numbers = [str(number) for number in (issued.ticket, issued.number, issued.settlement)]
    late = LatePrints(room.window.frame, room.place)
    for finding in (warn("alibi.taken", count=1), warn("paper.unprinted", count=3, numbers=",".join(numbers))):
        room.window.frame.tell(late.message_of(finding))
    assert bars(room)["alibi.taken"].act is None
    told = bars(room)["paper.unprinted"]
    assert told.act is not None
    assert (told.act.key, all(number in told.text for number in numbers)) == ("F8", True)

    room.prints.rmdir()
    room.press("F8")
    assert bars(room)["paper.unprinted"].text == told.text
    assert "printer.failed" in bars(room)

    room.prints.mkdir()
    room.hands.press("F8")
    room.press("F8")
    assert sorted(one.name[: len(numbers[0])] for one in room.prints.iterdir()) == sorted(numbers), "each of them once"
    assert "paper.unprinted" not in bars(room)


def test_a_paper_that_can_not_be_printed_any_more_keeps_no_other_from_it(room: Room) -> None:
    number = str(at.receive(room.market).ticket)
    late = LatePrints(room.window.frame, room.place)
    finding = warn("paper.unprinted", count=2, numbers=f"GB01-260114-0999,{number}")
    room.window.frame.tell(late.message_of(finding))
    room.press("F8")
    assert number in [one.name[: len(number)] for one in room.prints.iterdir()]
    assert "paper.unknown" in bars(room)
    assert number not in bars(room)["paper.unprinted"].text
