"""F9 issues what is filled in and nothing else; each paper is printed, or told until it is."""

import shutil
from pathlib import Path

from coalguard.domain.printout import Stock
from coalguard.operations import setup
from coalguard.operations.paper import list_unprinted
from coalguard.operations.paper.attempt import ListUnprinted
from coalguard.ui.tokens import Tone
from tests.ui.salesroom import Room, issued_forms, keys_of, panel_of, priced, weighed_truck


def test_f9_pressed_before_the_buyer_is_filled_in_waits_for_them(room: Room) -> None:
    priced(room)
    weighed_truck(room)
    room.type("mxm")
    for key in ("Enter", "F9"):
        room.hands.press(key)
    room.rest()
    assert len(issued_forms(room)) == 2


def test_a_form_with_gaps_says_how_many_and_leads_to_the_first(room: Room) -> None:
    assert room.page.paper.thumb.nothing == "两次过磅后可预览"
    weighed_truck(room)
    assert room.page.paper.thumb.nothing == "正在画预览…"
    room.press("F9")
    assert room.focus == "name"
    assert room.said["page.incomplete"].text.startswith("还有 ")


def test_a_paper_that_does_not_come_out_is_told_with_its_number_and_f8_prints_it(room: Room) -> None:
    priced(room)
    weighed_truck(room)
    shutil.rmtree(room.prints)
    room.type("mxm")
    room.press("Enter", "F9")
    number = issued_forms(room)[-1]
    told = room.said["paper.not_printed"]
    assert told.text.endswith("已保存。")
    assert told.act is not None
    assert told.act.key == "F8"
    assert any(one.tone is Tone.WARN for one in room.page.paper.papers.papers)
    room.prints.mkdir()
    room.press("F8")
    assert any(number in one.name for one in room.prints.iterdir())
    assert "paper.not_printed" not in room.said


def test_a_paper_that_did_not_come_out_is_told_until_it_does_whatever_truck_comes_meanwhile(room: Room) -> None:
    priced(room)
    weighed_truck(room)
    room.type("mxm")
    room.press("Enter", "F9", "F2")
    number = issued_forms(room)[-1]
    shutil.rmtree(room.prints)
    room.press("F8")
    assert number in room.said["paper.not_printed"].text
    weighed_truck(room, 12_000, plate="甘N54321")
    assert "paper.not_printed" in room.said
    room.prints.mkdir()
    room.press("F8")
    assert "paper.not_printed" not in room.said


def test_the_third_print_asks_for_a_reason(room: Room) -> None:
    priced(room)
    weighed_truck(room)
    room.type("mxm")
    room.press("Enter", "F9", "F8", "F8")
    assert panel_of(room) is not None
    assert room.said["form.proof"].text.endswith("5 联已送打印"), "nothing is being printed while the reason is typed"
    room.type("1")
    room.press("Enter", "Enter")
    assert panel_of(room) is None
    reasons = [name for name in sorted(one.name for one in room.prints.iterdir()) if issued_forms(room)[-1] in name]
    assert len(reasons) == 3


def test_each_paper_goes_to_its_own_printer_and_on_the_preview_another_one_is_chosen(
    room: Room, tmp_path: Path
) -> None:
    roll = tmp_path / "roll"
    roll.mkdir()
    kept = setup.SetPrinter(name="热敏", kind=setup.PrinterKind.FOLDER, target=str(roll), stock=Stock.ROLL)
    setup.set_printer(room.market.station, room.market.clerk, kept)
    priced(room)
    weighed_truck(room)
    assert [one.text for one in room.page.paper.papers.papers] == ["针打", "针打", "热敏"]
    room.press("F6")
    assert keys_of(room) == ["F6", "Ctrl+P", "Esc"]
    room.press("Ctrl+P", "Esc")
    assert [one.text for one in room.page.paper.papers.papers] == ["针打", "热敏", "热敏"]
    room.type("mxm")
    room.press("Enter", "Enter", "Enter", "F9")
    assert [len(list(folder.iterdir())) for folder in (room.prints, roll)] == [1, 2]
    room.press("Ctrl+P")
    room.rest()
    assert room.page.issuing.printing.chosen == "针打"


def test_a_paper_that_no_printer_can_take_is_kept_and_said(room: Room) -> None:
    roll = setup.SetPrinter(name="针打", kind=setup.PrinterKind.FOLDER, target=str(room.prints), stock=Stock.ROLL)
    setup.set_printer(room.market.station, room.market.clerk, roll)
    priced(room)
    weighed_truck(room)
    assert [one.text for one in room.page.paper.papers.papers] == ["没有可用的打印机", "针打", "针打"]
    room.type("mxm")
    room.press("Enter", "Enter", "Enter", "F9")
    bar = room.said["paper.not_printed"]
    assert bar.text.startswith("五联单没有打印：没有打印机可以打印五联单。单据 ")
    assert len(list(room.prints.iterdir())) == 2
    (waits,) = list_unprinted(room.market.station, room.market.clerk, ListUnprinted()).papers
    assert (waits.number, waits.fault) == (issued_forms(room)[-1], "nowhere")
