"""打印机 on the page 设置: its paper and its offset, seen and changed by keys alone, and the test page in reach."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from coalguard.domain.printout import Printout, Stock
from coalguard.domain.roles import Role
from coalguard.operations import setup
from coalguard.ui.pages.settings import SettingsPage
from coalguard.ui.printer_card import PrinterCard
from tests.printing.reading import text_of
from tests.ui.salesroom import Room, open_room
from tests.ui.test_printing_card import bars, page_of


@pytest.fixture
def room(tmp_path: Path, qtbot: QtBot) -> Iterator[Room]:
    """A market with the printer 针打, of which nobody said what lies in it; 设置 in front."""
    with open_room(tmp_path, qtbot) as opened:
        opened.window.frame.show_page("settings")
        opened.rest()
        yield opened


def card_of(room: Room) -> PrinterCard:
    """The card, with the cursor at its printer."""
    page: SettingsPage = page_of(room)
    page.printer.printer.setFocus()
    return page.printer


def kept(room: Room) -> dict[str, Any]:
    """What the first printer's entry says."""
    shown = setup.show(room.market.station, room.market.clerk, setup.ShowSettings()).printers
    return dict(shown[0])


def test_paper_and_offset_are_changed_by_keys_and_the_test_page_shows_it(room: Room) -> None:
    card = card_of(room)
    assert (card.stock.line.text(), card.across.text(), card.down.text()) == ("未说明", "0.0", "0.0")
    room.press("Enter", "Down", "Down", "Enter")
    assert kept(room)["stock"] == "fanfold"
    room.press("Right", "Right", "Left", "Enter")
    assert kept(room)["offset_x_mm"] == "0.5"
    room.type("-1.3")
    room.press("Up")
    assert card.down.text() == "-1.8"
    room.press("Ctrl+T")
    assert (kept(room)["offset_y_mm"], card.down.text()) == ("-1.8", "-1.8")
    assert bars(room) == ["printer.tried"]
    assert "偏移 X 0.5 Y -1.8 mm" in text_of((room.prints / "test-page.pdf").read_bytes())
    said = room.market.station.store.head
    card.button.click()
    room.rest()
    assert room.market.station.store.head == said
    assert len(list(room.prints.glob("test-page*.pdf"))) == 2


def test_an_offset_that_is_none_is_refused_at_its_field_and_stays_to_be_put_right(room: Room) -> None:
    card = card_of(room)
    card.across.setFocus()
    room.type("20.1")
    room.press("Ctrl+T")
    assert card.across.faulty
    assert (card.across.text(), list(room.prints.glob("test-page*"))) == ("20.1", [])
    room.press("Right")
    assert card.across.text() == "20.1"
    card.button.click()
    room.rest()
    assert list(room.prints.glob("test-page*")) == []
    card.across.line.selectAll()
    room.type("20")
    room.press("Right", "Enter")
    assert (kept(room)["offset_x_mm"], card.across.faulty) == ("20.0", False)


def test_a_paper_that_does_not_suit_what_the_printer_is_to_print_is_refused_at_its_field(room: Room) -> None:
    page_of(room).printing.assigned.emit(Printout.FORM, kept(room)["name"], True)  # noqa: FBT003 -- a signal
    room.rest()
    card = card_of(room)
    room.press("Enter")
    room.type("80")
    room.press("Enter")
    assert card.stock.faulty
    assert "stock" not in kept(room)


def test_each_printer_is_shown_by_itself_and_what_is_typed_stays(room: Room, tmp_path: Path) -> None:
    other = setup.SetPrinter(
        name="热敏", kind=setup.PrinterKind.FOLDER, target=str(tmp_path), stock=Stock.ROLL, offset_x_mm="3"
    )
    card = card_of(room)
    card.across.setFocus()
    room.type("7")
    setup.set_printer(room.market.station, room.market.clerk, other)
    room.rest()
    assert card.across.text() == "7"
    card.printer.setFocus()
    room.rest()
    room.press("Down", "Up", "Enter")
    assert (card.stock.line.text(), card.across.text()) == ("80 mm 卷纸", "3.0")


def test_who_sets_nothing_up_reads_it_and_tries_it_out(room: Room) -> None:
    place = room.place
    place.sit(replace(place.actor, roles=frozenset({Role.CLERK})), place.sheet)
    page_of(room).shown()
    room.rest()
    card = page_of(room).printer
    assert [field.read_only for field in (card.printer, card.stock, card.across, card.down)] == [
        False,
        True,
        True,
        True,
    ]
