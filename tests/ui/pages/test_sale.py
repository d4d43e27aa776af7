"""过磅开单 by keys alone: the flows of `ux.md` §8 within their budgets, on a real store, a scale's frames and PDFs."""

import pytest

from coalguard.operations import visit, weighing
from coalguard.ui.tokens import Tone
from tests import market as at
from tests.ui.marked import marked_behind, marks
from tests.ui.salesroom import OUTLET, PLATE, Room, issued_forms, priced, sheet_of, weighed_truck

FIRST_WEIGHING, SECOND_WEIGHING, KNOWN_BUYER, REPRINT = 10, 7, 7, 1
WITH_CARD_READER, CARD_KEY, NAME_TYPED, NUMBER_TYPED = 35, 1, 3 + 1, 18 + 1
NEW_BUYER = WITH_CARD_READER - CARD_KEY + NAME_TYPED + NUMBER_TYPED
"""The budget counts on a card reader; there is none, so that what it would read is typed."""


@pytest.mark.budget
def test_a_first_weighing_takes_ten_keys(room: Room) -> None:
    room.stand(15_400)
    room.hands.count = 0
    room.type("8F326")
    room.press("Enter", "Enter", "Enter", "F4", "Enter")
    assert room.hands.count <= FIRST_WEIGHING
    (truck,) = room.page.yard.trucks
    assert (truck.plate, truck.tare_kg, truck.gross_kg) == (PLATE, 15_400, None)
    assert "甘N 8F326 皮重 15.400 t 已存" in room.said["weighing.saved"].text
    assert room.focus == "plate"
    assert room.page.fields["plate"].text() == ""


@pytest.mark.budget
def test_a_second_weighing_takes_seven_keys_and_opens_the_form(room: Room) -> None:
    begun = visit.begin_sale(room.market.station, room.market.clerk, visit.BeginSale(plate=PLATE, coal=at.COAL))
    at.weigh(room.market, str(begun.visit), weighing.Pass.TARE, 15_400)
    room.stand(47_820)
    room.hands.count = 0
    room.type("F326")
    room.press("Enter", "F4")
    assert room.hands.count <= SECOND_WEIGHING
    assert room.page.form.net.text() == "32.420"
    assert room.focus == "name"
    assert room.page.form.isVisible()
    assert [step.figure for step in room.page.yard.steps.steps] == ["15.400", "47.820", "32.420"]


@pytest.mark.budget
def test_a_form_for_a_known_buyer_takes_seven_keys(room: Room) -> None:
    priced(room)
    weighed_truck(room)
    room.hands.count = 0
    room.type("mxm")
    room.press("Enter", "Enter", "Enter")
    assert room.page.form.amount.text() == "27,881.20"
    room.press("F9")
    assert room.hands.count <= KNOWN_BUYER
    number = issued_forms(room)[-1]
    sheet = sheet_of(room, number)
    assert (sheet.plate, sheet.net_kg, sheet.price_fen_per_t, sheet.buyer_name) == (PLATE, 32_420, 86_000, OUTLET)
    assert room.focus == "plate"
    assert room.said["form.proof"].text == f"已开具 {number} · 5 联已送打印"
    assert len(list(room.prints.iterdir())) == 3
    assert [one.tone for one in room.page.paper.papers.papers] == [Tone.OK] * 3


@pytest.mark.budget
def test_a_form_for_a_new_household_takes_what_is_typed_off_its_papers(room: Room) -> None:
    priced(room)
    weighed_truck(room)
    room.hands.count = 0
    room.press("Shift+Enter", "Left", "Enter")
    for text in ("韩演示", "622901188001010033", "13912345678", "nlz", "二社", ""):
        room.type(text)
        room.press("Enter")
    assert room.focus == "lot"
    room.press("Enter", "F9")
    assert room.hands.count <= NEW_BUYER
    number = issued_forms(room)[-1]
    sheet = sheet_of(room, number)
    assert (sheet.buyer_name, sheet.net_kg) == ("韩演示", 32_420)


@pytest.mark.budget
def test_the_form_just_issued_is_printed_again_by_one_key(room: Room) -> None:
    priced(room)
    weighed_truck(room)
    room.type("mxm")
    seen = marked_behind(room.market.station.store, "form.issued")
    room.press("Enter", "F9")
    assert (seen, marks(room.market.station.store)) == ([["form", "settlement", "ticket"]], [])
    before = len(list(room.prints.iterdir()))
    room.hands.count = 0
    room.press("F8")
    assert room.hands.count <= REPRINT
    assert len(list(room.prints.iterdir())) == before + 1
