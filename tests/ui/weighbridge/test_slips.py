"""首磅条: printed as a first weight is saved, scanned for the second one; what does not come out stops nothing."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from coalguard.domain.printout import Printout, Stock
from coalguard.operations import setup, visit, weighing
from coalguard.operations.paper import print_slip
from coalguard.operations.paper.first import PrintSlip
from coalguard.ui.pages.inbound import InboundPage
from coalguard.ui.tokens import Tone
from tests import market as at
from tests.printing.reading import codes_of, page_of
from tests.ui.salesroom import PLATE, Room, open_room

SECOND_BY_SCAN = 7
"""No more keys than with the tail of the plate (`ux.md` §8)."""


@pytest.fixture
def room(tmp_path: Path, qtbot: QtBot) -> Iterator[Room]:
    """The page 过磅开单 with a printer that holds 80 mm paper."""
    with open_room(tmp_path, qtbot, printer=False) as opened:
        place_printer(opened, Stock.ROLL)
        yield opened


def place_printer(room: Room, stock: Stock | None, name: str = "热敏") -> None:
    """Set a printer up."""
    kept = setup.SetPrinter(name=name, kind=setup.PrinterKind.FOLDER, target=str(room.prints), stock=stock)
    setup.set_printer(room.market.station, room.market.clerk, kept)
    room.rest()


def weigh_first(room: Room, tail: str = "8F326", kg: int = 15_400) -> None:
    """A first weighing by keys."""
    room.stand(kg)
    room.type(tail)
    room.press("Enter", "Enter", "Enter", "F4")


def slip_codes(room: Room) -> list[str]:
    """The codes on the slips that came out, the oldest first."""
    files = sorted(room.prints.iterdir(), key=lambda file: file.stat().st_mtime_ns)
    return [text for file in files for _, text in codes_of(page_of(file.read_bytes(), 203.2))]


def scan(room: Room, text: str) -> None:
    """A scanner's burst, through the window's filter."""
    room.hands.scan(text)
    room.rest()


def in_hand(room: Room) -> str:
    """The plate of the truck in hand."""
    stay = room.page.weighing.stay
    return stay.plate if stay else ""


@pytest.mark.budget
def test_a_slip_comes_out_by_itself_and_a_second_weighing_by_scan_takes_one_key(room: Room) -> None:
    weigh_first(room)
    (code,) = slip_codes(room)
    bar = room.said["weighing.saved"]
    assert "甘N 8F326 皮重 15.400 t 已存" in bar.text
    assert bar.text.endswith("首磅条已送打印，扫条也能续称。")
    assert room.focus == "plate"
    room.stand(47_820)
    room.hands.count = 0
    scan(room, code)
    assert in_hand(room) == PLATE
    assert room.page.fields["plate"].text() == PLATE
    room.press("F4")
    assert room.hands.count <= SECOND_BY_SCAN
    assert room.hands.count == 1
    assert room.page.form.net.text() == "32.420"
    assert room.page.form.isVisible()
    assert slip_codes(room) == [code]


def test_a_slip_that_did_not_come_out_is_told_and_f8_prints_it_when_there_is_paper(room: Room) -> None:
    shutil.rmtree(room.prints)
    weigh_first(room)
    bar = room.said["slip.not_printed"]
    assert bar.tone is Tone.WARN
    assert "甘N 8F326 的重量已保存，输车牌后 4 位也能续称。" in bar.text
    assert room.page.yard.trucks[0].tare_kg == 15_400
    room.prints.mkdir()
    room.press("F8")
    assert "slip.not_printed" not in room.said
    room.press("F8")
    first, second = slip_codes(room)
    assert first == second
    request = visit.LeaveVisit(visit=room.page.yard.trucks[0].key, reason="登记错误")
    visit.leave(room.market.station, room.market.clerk, request)
    room.rest()
    room.press("F8")
    assert "没有打印" in room.said["slip.not_printed"].text
    assert len(slip_codes(room)) == 2


def test_where_it_is_not_wanted_or_has_no_printer_nothing_is_printed_and_nothing_said(room: Room) -> None:
    unwanted = setup.AssignPaper(paper=Printout.FIRST_SLIP, wanted=False)
    setup.assign_paper(room.market.station, room.market.clerk, unwanted)
    room.rest()
    weigh_first(room)
    assert slip_codes(room) == []
    assert "首磅条" not in room.said["weighing.saved"].text
    setup.assign_paper(room.market.station, room.market.clerk, setup.AssignPaper(paper=Printout.FIRST_SLIP))
    place_printer(room, None)
    room.stand(0)
    weigh_first(room, "N12345")
    assert slip_codes(room) == []


def test_a_slip_of_a_truck_that_came_again_calls_nobody_up_and_the_right_one_takes_the_bar_away(room: Room) -> None:
    weigh_first(room)
    room.type("F326")
    room.press("Enter", "F12")
    room.type("2")
    room.press("Enter", "Enter")
    assert "weighing.saved" not in room.said
    weigh_first(room, kg=15_420)
    old, new = slip_codes(room)
    scan(room, old)
    assert in_hand(room) == ""
    assert "slip.over" in room.said
    scan(room, new)
    assert in_hand(room) == PLATE
    assert "slip.over" not in room.said


def test_a_slip_calls_a_load_up_on_its_own_page_and_replaces_nothing_that_is_typed(room: Room) -> None:
    of = at.arrive(room.market, "甘N00001")
    at.weigh(room.market, of, weighing.Pass.GROSS, 48_260)
    code = print_slip(room.market.station, room.market.clerk, PrintSlip(visit=of)).code
    room.rest()
    scan(room, code)
    assert "visit.elsewhere" in room.said
    for nonsense, told in (("W0000000112345678", "slip.unknown"), ("CG1:0123456789", "scan.unknown")):
        scan(room, nonsense)
        assert told in room.said
    room.window.frame.show_page("inbound")
    room.rest()
    page = room.window.frame.current
    assert isinstance(page, InboundPage)
    room.type("8F326")
    scan(room, code)
    assert (page.weighing.visit, page.load.plate.text()) == ("", "8F326")
    room.press("Enter")
    assert (page.weighing.visit, page.load.plate.text()) == (of, "甘N00001")
    room.stand(15_860)
    room.press("F4")
    assert page.ready
