"""What a truck, a number and a weight say when they are taken up: the tick, the next plate, the words of a gate."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from coalguard.domain.inspection import Mark, Row
from coalguard.operations.register import RegisterVehicle, register_vehicle
from coalguard.operations.session import log_in
from coalguard.operations.weighing import Pass
from coalguard.ui.pages.inspection import InspectionPage
from coalguard.ui.widgets.input import Input
from tests.abroad import PLATE
from tests.stations import ADMIN
from tests.ui.gatehouse import ABROAD, GROSS, Gatehouse, open_gate


@pytest.fixture
def gate(tmp_path: Path, qtbot: QtBot) -> Iterator[Gatehouse]:
    """A gate without a scale."""
    with open_gate(tmp_path, qtbot, scale=False, printer=False) as opened:
        opened.choose_second()
        yield opened


def resumed(gate: Gatehouse) -> InspectionPage:
    """The page as the next window makes it of the draft."""
    page = InspectionPage(gate.place)
    gate.qtbot.addWidget(page)
    page.restore(dict(gate.page.draft()))
    gate.rest()
    return page


def tail_of(page: InspectionPage) -> Input:
    """The field in which the end of the plate is typed."""
    return page.fields["tail"]


def test_the_end_of_a_plate_that_was_read_off_has_its_tick_again(gate: Gatehouse) -> None:
    gate.scan(ABROAD.paper())
    gate.type("8F326")
    gate.press("Enter")
    assert tail_of(gate.page).verified
    assert tail_of(resumed(gate)).verified
    gate.press("F3", "Enter")
    assert gate.page.hand.check.plate == PLATE
    assert tail_of(gate.page).verified


def test_the_end_of_a_plate_that_differs_says_so_again(gate: Gatehouse) -> None:
    gate.scan(ABROAD.paper())
    gate.type("8F236")
    gate.press("Enter")
    told = tail_of(gate.page).message
    again = resumed(gate)
    assert (tail_of(again).text(), tail_of(again).message) == ("8F236", told)
    assert again.hand.check.answers[Row.PLATE].result is Mark.FAIL


def test_the_end_of_a_plate_that_was_half_typed_is_not_judged(gate: Gatehouse) -> None:
    gate.scan(ABROAD.paper())
    gate.type("8F3")
    again = resumed(gate)
    assert (tail_of(again).text(), tail_of(again).message) == ("8F3", "")
    assert Row.PLATE not in again.hand.check.answers


def test_the_plate_takes_the_place_of_a_number_that_nobody_here_knows(gate: Gatehouse) -> None:
    gate.type("LX01-260114-0320")
    gate.press("Enter")
    assert gate.page.fields["entry"].text() == "LX01-260114-0320"
    gate.type("8F326")
    gate.press("Enter")
    assert gate.page.hand.check.plate == PLATE
    assert gate.page.hand.check.shown
    (opened,) = gate.told("visit.opened")
    assert opened["form"] == "LX01-260114-0320"


def test_a_gate_says_of_a_truck_that_is_too_heavy_what_a_gate_does(gate: Gatehouse) -> None:
    register_vehicle(gate.station, log_in(gate.station, ADMIN), RegisterVehicle(plate=PLATE, axles=2))
    gate.scan(ABROAD.paper())
    gate.weigh(gate.page.hand.visit, Pass.GROSS, GROSS)
    gate.rest()
    text = gate.said["vehicle.overload"].text
    assert "市场" not in text
    assert "交警" in text
