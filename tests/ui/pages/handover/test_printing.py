"""The closing sheet: printed as the shift ends, again with a reason, and offered until it comes out."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from coalguard.domain.printout import Printout
from coalguard.operations import setup
from coalguard.store.closing import load_ended
from tests.ui.marked import marked_behind, marks
from tests.ui.pages.handover.desk import at_the_desk, bars, fill, focus, told


def test_the_sheet_is_printed_again_and_the_second_time_asks_why(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (room, page):
        room.press("F8")  # nothing has ended yet
        fill(room)
        room.press("F9", "F8")
        assert page.card.printing.text() == "交班单已送 针打，第 2 次打印"
        room.press("F8")
        assert focus(page) == "again"
        room.type("jam")
        room.press("Enter", "Enter")
        assert page.card.printing.text() == "交班单已送 针打，第 3 次打印"
        assert not page.card.again.isVisible()
        assert [said["reason"] for said in told(room, "shift.printed")] == ["", "", "jam"]


def test_a_sheet_that_does_not_come_out_is_offered_again(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (room, page):
        store = room.market.station.store
        seen = marked_behind(store, "shift.handed_over")
        room.prints.rmdir()
        fill(room)
        room.press("F9")
        assert (seen, marks(store)) == ([["sheet"]], ["sheet"])
        assert room.place.actor.login == "lead"
        told_of = [code for code in bars(page) if code.startswith("printer.")]
        assert told_of
        room.prints.mkdir()
        room.press("F8")
        assert not set(told_of) & set(bars(page))
        assert load_ended(store.read()).printed == 1
        assert marks(store) == []


def test_without_a_printer_the_shift_ends_all_the_same(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot, printer=False) as (room, page):
        assert page.card.printing.text() == "未设置打印机，交班单不打印"
        fill(room)
        room.press("F9")
        assert room.place.actor.login == "lead"
        assert told(room, "shift.printed") == []


def test_of_two_printers_the_next_one_is_a_key_away(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (room, page):
        folder = tmp_path / "thermal"
        folder.mkdir()
        kept = setup.SetPrinter(name="热敏", kind=setup.PrinterKind.FOLDER, target=str(folder))
        setup.set_printer(room.market.station, room.market.clerk, kept)
        room.rest()
        assert page.card.printing.text() == f"交班单打印在 {page.sheets.printer}"
        before = page.sheets.printer
        room.press("Ctrl+P")
        assert page.card.printing.text() == f"交班单打印在 {page.sheets.printer}"
        assert page.sheets.printer != before
        for name in ("针打", "热敏"):
            given = setup.AssignPaper(paper=Printout.CLOSING, printer=name)
            setup.assign_paper(room.market.station, room.market.clerk, given)
            room.rest()
            assert page.sheets.printer == name


def test_a_printer_that_was_taken_away_meanwhile_is_told(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (room, page):
        page.sheets.printer = "没有这台"
        page.sheets.print("")
        room.rest()
        assert any(code.startswith("printer.") for code in bars(page))
