"""单据打印 on the page 设置: which paper goes where, changed by keys, saved at once."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from coalguard.domain.printout import Printer, Printout, Route, Stock
from coalguard.domain.roles import Role
from coalguard.operations import setup
from coalguard.ui.look import look
from coalguard.ui.pages.settings import SettingsPage
from coalguard.ui.printing_card import PrintingCard
from coalguard.ui.tokens import Tone
from coalguard.ui.widgets.message_bar import MessageStack
from tests.ui.salesroom import Room, open_room


@pytest.fixture
def room(tmp_path: Path, qtbot: QtBot) -> Iterator[Room]:
    """A market with 针打, of which nobody said what lies in it, and 热敏 with 80 mm paper; 设置 in front."""
    with open_room(tmp_path, qtbot) as opened:
        kept = setup.SetPrinter(name="热敏", kind=setup.PrinterKind.FOLDER, target=str(opened.prints), stock=Stock.ROLL)
        setup.set_printer(opened.market.station, opened.market.clerk, kept)
        opened.window.frame.show_page("settings")
        opened.rest()
        yield opened


def page_of(room: Room) -> SettingsPage:
    """The page in front."""
    page = room.window.frame.current
    assert isinstance(page, SettingsPage)
    return page


def keys_of(room: Room) -> list[str]:
    """The keys that work."""
    acts = page_of(room).keys()
    return [act.key for act in acts]


def shown(room: Room) -> dict[str, str]:
    """What stands beside each paper."""
    return {choice.accessibleName(): choice.line.text() for choice in page_of(room).printing.choices.values()}


def routes(room: Room) -> dict[str, str]:
    """Where each paper goes."""
    settings = setup.show(room.market.station, room.market.clerk, setup.ShowSettings())
    return {one.printout.value: one.printer for one in settings.papers}


def bars(room: Room) -> list[str]:
    """The bars on the page."""
    host = page_of(room).parentWidget()
    stack = host.findChild(MessageStack) if host else None
    assert stack is not None
    return [one.code for one in stack.messages]


def test_a_paper_is_given_to_another_printer_and_back_by_keys(room: Room) -> None:
    assert shown(room) == {
        "五联单 · 自动": "针打",
        "过磅单 · 自动": "针打",
        "结算单 · 自动": "热敏",
        "首磅条 · 自动": "热敏",
        "交班单 · 自动": "热敏",
    }
    assert keys_of(room) == ["Ctrl+D", "Ctrl+P", "Ctrl+T", "F9"]
    room.press("Ctrl+P", "Enter", "Down", "Down", "Enter")
    assert (routes(room)["ticket"], shown(room)["过磅单"]) == ("热敏", "热敏")
    room.press("Shift+Enter", "Down", "Down", "Enter")
    assert (routes(room)["ticket"], shown(room)["过磅单"]) == ("针打", "针打")
    assert bars(room) == ["printer.took_over"]
    room.press("Shift+Enter", "Down", "Up", "Up", "Enter")
    assert shown(room)["过磅单 · 自动"] == "针打"
    assert bars(room) == []


def test_the_slip_may_be_left_out_and_a_paper_that_can_not_be_printed_there_is_pale(room: Room) -> None:
    card = page_of(room).printing
    card.choices[Printout.FIRST_SLIP].setFocus()
    room.type("bdy")
    room.press("Enter")
    assert (routes(room)["first_slip"], shown(room)["首磅条"]) == ("", "不打印")
    form = {one.text: (one.possible, one.reason) for one in card.choices[Printout.FORM].options}
    assert form["热敏"] == (False, "要241 mm 连续纸、A5 纸")
    assert form["针打"] == (True, "")
    assert "不打印" not in form


def test_what_is_refused_is_told_and_shown_as_it_stands(room: Room) -> None:
    card, wanted = page_of(room).printing, True
    card.assigned.emit(Printout.FORM, "热敏", wanted)
    room.rest()
    assert bars(room) == ["printer.paper_unfit"]
    assert shown(room)["五联单 · 自动"] == "针打"


def test_who_sets_nothing_up_reads_it(room: Room) -> None:
    place = room.place
    place.sit(replace(place.actor, roles=frozenset({Role.CLERK})), place.sheet)
    page_of(room).shown()
    room.rest()
    assert all(choice.read_only for choice in page_of(room).printing.choices.values())
    assert "Ctrl+P" not in keys_of(room)


def test_what_is_in_use_is_in_sight_and_enter_leads_through_it_column_by_column(room: Room) -> None:
    page = page_of(room)
    parts = [*page.enter_order.stops, page.printer.button, page.enrolment.button]
    for size in ((1366, 768), (1366, 697), (1280, 720)):
        room.window.resize(*size)
        room.rest()
        assert [one.accessibleName() for one in parts if one.visibleRegion().boundingRect() != one.rect()] == [], size
    corner = QPoint(0, 0)
    columns = [page.printing.mapTo(page, corner).x(), page.enrolment.mapTo(page, corner).x()]
    places = [one.mapTo(page, corner) for one in page.enter_order.stops]
    order = [(sum(place.x() >= left for left in columns), place.y(), place.x()) for place in places]
    assert order == sorted(order)


def test_all_of_it_has_room_on_the_smallest_screen(room: Room) -> None:
    look().change(percent=115)
    room.window.resize(1366, 697)
    room.rest()
    assert page_of(room).minimumSizeHint().height() <= page_of(room).height()
    assert page_of(room).minimumSizeHint().width() <= page_of(room).width()


def test_a_paper_that_waits_and_one_that_several_could_print_say_so(qtbot: QtBot) -> None:
    card = PrintingCard((Printout.FORM, Printout.CLOSING, Printout.FIRST_SLIP))
    qtbot.addWidget(card)
    card.show_routes((), (), may_change=True)
    assert card.note.text() == "还没有设置打印机。单据照常保存，先留着待打。"
    assert (card.aside.text(), card._tone) == ("", Tone.PLAIN)
    assert all(choice.isHidden() or not choice.isVisibleTo(card) for choice in card.choices.values())
    both = (Printer("a", Stock.ROLL), Printer("b", Stock.ROLL))
    found = (
        Route(Printout.FORM, by_rule=True),
        Route(Printout.CLOSING, rivals=("a", "b"), by_rule=True),
        Route(Printout.FIRST_SLIP, by_rule=True),
    )
    card.show_routes(both, found, may_change=True)
    assert [choice.line.text() for choice in card.choices.values()] == ["没有打印机", "a", "暂不打印"]
    assert card.note.text() == "没有打印机能打五联单，先留着待打。交班单几台都能打，没有指定，先用所列的一台。"
    card.show_routes(both, (Route(Printout.CLOSING, "a"),), may_change=True)
    assert card.note.isHidden()
