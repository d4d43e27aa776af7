"""What is typed on 过磅开单 and 进煤, in the page or in a panel, survives a kill and is offered again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from coalguard.operations import weighing
from coalguard.operations.draft import ResumeDrafts, resume
from coalguard.operations.visit import BeginSale, LeaveVisit, begin_sale, leave
from coalguard.ui.drafts import DraftKeeper
from coalguard.ui.pages.inbound import InboundPage
from coalguard.ui.pages.sale import SalePage
from coalguard.ui.weighbridge.columns import ColumnPage
from tests import market as at
from tests.ui.salesroom import PLATE, Room, open_room

PIN = "1234"
OnePage = TypeVar("OnePage", bound=ColumnPage)


@pytest.fixture
def room(tmp_path: Path, qtbot: QtBot) -> Iterator[Room]:
    """The page 过磅开单 in front."""
    with open_room(tmp_path, qtbot) as opened:
        yield opened


def kept(room: Room, name: str) -> Any:
    """What a window that opens now would be given of a page."""
    room.rest()
    return resume(room.market.station, room.market.clerk, ResumeDrafts()).drafts.get(name, {})


def after_a_kill(room: Room, kind: type[OnePage], draft: Any = None) -> OnePage:
    """The page as a new window shows it, with nothing but what the store kept until now."""
    drafts = {kind.name: kept(room, kind.name) if draft is None else draft}
    frame = room.window.frame
    frame.close_place()
    frame.open(room.place, DraftKeeper(room.place, drafts))
    if kind.name != frame.names[0]:
        frame.show_page(kind.name)
    room.rest()
    room.rest()
    assert room.window.isActiveWindow(), "nothing came up beside the window"
    page = frame.current
    assert isinstance(page, kind)
    return page


def inbound(room: Room) -> InboundPage:
    """The page 进煤 in front."""
    room.window.frame.show_page("inbound")
    room.rest()
    page = room.window.frame.current
    assert isinstance(page, InboundPage)
    return page


def texts(page: ColumnPage) -> dict[str, str]:
    """What stands in the panel that is open."""
    assert page.panel is not None
    return {name: field.text() for name, field in page.panel.fields.items()}


def to_the_form(room: Room) -> None:
    """A truck with both weights, its form open."""
    at.load_up(room.market, plate=PLATE)
    room.rest()
    room.type("F326")
    room.press("Enter")


# --- 过磅开单 ---------------------------------------------------------------------------------------------------------


def test_plate_order_and_coal_of_a_new_weighing_come_back(room: Room) -> None:
    room.type("8F326")
    room.press("Enter", "Right", "Enter")
    other = room.page.arrival.coal.options[-1].value
    assert other != room.page.arrival.coal.value()
    room.page.arrival.coal.set_value(other)
    room.press("Enter")
    page = after_a_kill(room, SalePage)
    arrival = page.arrival
    assert (arrival.plate.text(), arrival.way.value(), arrival.coal.value()) == (PLATE, "gross_first", other)


def test_why_a_truck_is_given_up_comes_back_with_its_form(room: Room) -> None:
    to_the_form(room)
    room.type("新来的演示店")
    room.press("Enter", "F12")
    room.type("司机走了")
    room.press("Enter")
    page = after_a_kill(room, SalePage)
    assert page.weighing.plate == PLATE
    assert page.form.name.text() == "新来的演示店"
    assert texts(page) == {"reason": "司机走了"}
    assert page.panel is not None
    assert QApplication.focusWidget() is page.panel.fields["reason"].focusProxy()
    room.press("Enter", "Enter")
    assert page.weighing.visit == ""


def test_a_reason_on_a_digit_comes_back(room: Room) -> None:
    to_the_form(room)
    room.press("F12", "2", "Enter")
    page = after_a_kill(room, SalePage)
    assert page.panel is not None
    assert page.panel.text("reason") == "登记错误"
    room.press("Esc")
    page = after_a_kill(room, SalePage)
    assert page.panel is None, "it was left"
    assert page.weighing.plate == PLATE


def test_of_a_truck_that_left_meanwhile_nothing_comes_back(room: Room) -> None:
    to_the_form(room)
    room.press("F12", "2", "Enter")
    draft = kept(room, "sale")
    leave(room.market.station, room.market.clerk, LeaveVisit(visit=room.page.weighing.visit, reason="演示"))
    room.rest()
    page = after_a_kill(room, SalePage, draft)
    assert page.panel is None
    assert (page.weighing.visit, page.asked) == ("", "")
    room.type("A72K95")
    room.press("Enter")
    assert "车牌" in page.arrival.plate.message
    assert kept(room, "sale") == {"plate": "A72K95", "way": "tare_first", "coal": page.arrival.coal.value()}


def test_a_typed_weight_comes_back_without_the_pin(room: Room) -> None:
    begin_sale(room.market.station, room.market.clerk, BeginSale(plate=PLATE, coal=at.COAL))
    room.rest()
    room.type("F326")
    room.press("Enter")
    room.page.weighing.asked_by_hand.emit()
    room.type("15400")
    room.press("Enter", "2", "Enter")
    room.type("yslead")
    room.press("Enter")
    room.type(PIN)
    room.press("Shift+Enter")
    draft = kept(room, "sale")
    assert PIN not in str(draft)
    page = after_a_kill(room, SalePage)
    assert texts(page) == {"kg": "15400", "reason": "2", "login": "lead", "pin": ""}
    assert page.panel is not None
    assert page.panel.fields["kg"].note == "15.400 t"
    other = after_a_kill(room, SalePage, {**draft, "panel": {**draft["panel"], "about": "gross"}})
    assert other.panel is None


def test_the_reason_of_a_reprint_comes_back_with_its_paper(room: Room) -> None:
    number = "LX01-260114-0001"
    room.page.ask_reason(number)
    room.press("1", "Enter")
    page = after_a_kill(room, SalePage)
    assert page.panel is not None
    assert page.panel.about == number
    assert page.panel.text("reason") == "卡纸"
    assert page.issuing.last == number
    page = after_a_kill(room, SalePage, {"panel": {"name": "unheard"}})
    assert page.panel is None, "what nobody knows any more is left out"
    assert kept(room, "sale") == {}


# --- 进煤 -------------------------------------------------------------------------------------------------------------


def test_a_contract_that_is_being_registered_comes_back_with_its_load(room: Room) -> None:
    page = inbound(room)
    room.type("8F326")
    room.press("Enter")
    room.type("新来的演示矿")
    room.press("Enter", "F10")
    room.type("HT-演示-9")
    room.press("Enter", "Enter")
    room.type("200")
    room.press("Enter")
    coal = page.load.coal.value()
    page = after_a_kill(room, InboundPage)
    assert (page.load.plate.text(), page.load.supplier.text()) == (PLATE, "新来的演示矿")
    assert texts(page) == {"number": "HT-演示-9", "coal": coal, "quantity": "200", "until": ""}


def test_papers_that_are_brought_come_back(room: Room) -> None:
    lot = at.receive(room.market, 20_000, contract="", report="").lot
    page = inbound(room)
    room.rest()
    room.press("F6")
    before = texts(page)
    assert before["lot"] == lot
    page.panel.fields["contract"].setFocus() if page.panel else None
    room.press("Down", "Enter")
    before = texts(page)
    assert before["contract"]
    page = after_a_kill(room, InboundPage)
    assert texts(page) == before


def test_lot_and_yard_of_a_truck_in_hand_come_back(room: Room) -> None:
    visit = at.arrive(room.market, PLATE)
    at.weigh(room.market, visit, weighing.Pass.GROSS, 49_980)
    at.weigh(room.market, visit, weighing.Pass.TARE, 15_840)
    page = inbound(room)
    room.type("F326")
    room.press("Enter", "Enter")
    page.load.yard.set_text("新堆位")
    room.press("Enter")
    page = after_a_kill(room, InboundPage)
    assert page.weighing.plate == PLATE
    assert (page.load.lot.value(), page.load.yard.text()) == ("", "新堆位")
    assert page.load.lot.line.hasFocus()
    room.press("Down", "Down", "Enter")
    lot = page.load.lot.value()
    page = after_a_kill(room, InboundPage)
    assert (page.load.lot.value(), page.load.yard.read_only) == (lot, True)
    assert lot


def test_tonnes_and_driver_alone_are_a_draft_too(room: Room) -> None:
    page = inbound(room)
    page.load.declared.setFocus()
    room.type("34.14")
    room.press("Enter")
    page = after_a_kill(room, InboundPage)
    assert page.load.declared.text() == "34.14"
