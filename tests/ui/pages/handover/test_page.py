"""What stands on 交班 survives a kill, whatever was about to be done with the desk; a PIN never does."""

from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from coalguard.operations.draft import ResumeDrafts, resume
from coalguard.ui.drafts import DraftKeeper
from coalguard.ui.pages.handover import HandoverPage
from coalguard.ui.pages.handover.desk_card import Mode
from tests.ui.salesroom import Room, open_room

PIN = "1234"


def shown(room: Room) -> HandoverPage:
    """The page in front."""
    room.window.frame.show_page("handover")
    room.rest()
    page = room.window.frame.current
    assert isinstance(page, HandoverPage)
    return page


def after_a_kill(room: Room) -> HandoverPage:
    """The page as a new window shows it, with nothing but what the store kept until now."""
    room.rest()
    kept = resume(room.market.station, room.market.clerk, ResumeDrafts()).drafts
    assert PIN not in str(kept.get("handover"))
    frame = room.window.frame
    frame.close_place()
    frame.open(room.place, DraftKeeper(room.place, kept))
    return shown(room)


def test_counts_and_receiver_come_back_and_whoever_was_closing_still_is(tmp_path: Path, qtbot: QtBot) -> None:
    with open_room(tmp_path, qtbot) as room:
        page = shown(room)
        room.type("860.5")
        room.press("Enter")
        room.type("60")
        room.press("Enter", "Enter")
        room.type("yslead")
        room.press("Enter")
        room.type(PIN)
        room.press("Shift+Enter")
        page = after_a_kill(room)
        stands = {name: field.text() for name, field in page.fields.items() if field.text()}
        assert stands == {"cash_fen": "860.5", "paper_left": "60", "to": "lead"}
        room.press("F10")
        page = after_a_kill(room)
        assert page.card.mode is Mode.CLOSING
        assert page.fields["cash_fen"].text() == "860.5"
        room.press("Esc")
        page = after_a_kill(room)
        assert page.card.mode is Mode.GIVING


def test_why_a_sheet_is_printed_once_more_comes_back(tmp_path: Path, qtbot: QtBot) -> None:
    with open_room(tmp_path, qtbot) as room:
        shown(room)
        room.press("F10", "F9", "F8", "F8")
        room.type("卡纸")
        room.press("Enter")
        page = after_a_kill(room)
        assert page.card.again.typed() == "卡纸"
        assert QApplication.focusWidget() is page.card.again.reason.line
        page.sheets.again()
        room.rest()
        page = after_a_kill(room)
        assert not page.card.again.isVisible()
