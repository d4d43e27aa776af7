"""A truck is called up or given up, and what was typed for it waits until it is back."""

from coalguard.domain.identity import EntryKey
from tests import market as at
from tests.ui.salesroom import OUTLET, PLATE, Room, after_a_kill, panel_of, weighed_truck


def test_a_panel_closes_with_esc_and_the_cursor_stands_where_it_stood(room: Room) -> None:
    weighed_truck(room)
    room.press("Enter", "F12")
    assert panel_of(room) is not None
    room.press("Esc")
    assert panel_of(room) is None
    assert room.focus == "credit_code"
    assert len(room.page.yard.trucks) == 1


def test_a_stay_that_comes_to_nothing_is_given_up_with_a_reason(room: Room) -> None:
    of = weighed_truck(room)
    room.press("F12")
    room.type("3")
    room.press("Enter", "Enter")
    entry = room.market.station.store.read().entry(EntryKey.parse(of))
    assert entry.fact.kind == "visit.opened"
    assert room.page.yard.trucks == ()
    assert room.focus == "plate"


def test_f3_leads_into_the_yard_and_enter_goes_on_with_a_truck(room: Room) -> None:
    at.load_up(room.market, 10_000, plate="甘N00001")
    at.load_up(room.market, 20_000, plate="甘N00002")
    room.rest()
    room.press("F3", "Down", "Enter")
    assert room.page.form.plate.text() == "甘N00002"


def test_what_was_typed_for_one_truck_is_there_when_it_is_called_up_again(room: Room) -> None:
    at.load_up(room.market, 10_000, plate="甘N00001")
    weighed_truck(room)
    room.type("新来的演示店")
    room.press("F2")
    room.type("0001")
    room.press("Enter")
    assert room.page.fields["name"].text() == ""
    room.press("F2")
    room.type("F326")
    room.press("Enter")
    assert room.page.fields["name"].text() == "新来的演示店"


def test_a_draft_survives_the_window(room: Room) -> None:
    weighed_truck(room)
    room.type("新来的演示店")
    room.press("Enter", "Enter")
    page = after_a_kill(room)
    assert (page.fields["name"].text(), page.form.plate.text()) == ("新来的演示店", PLATE)


def test_a_draft_of_a_known_buyer_comes_back_with_the_buyer(room: Room) -> None:
    weighed_truck(room)
    room.type("mxm")
    room.press("Enter", "Enter")
    room.type("861")
    room.press("Enter")
    page = after_a_kill(room)
    assert (page.fields["name"].text(), page.fields["price_fen_per_t"].text()) == (OUTLET, "861.00")
    assert not page.who.changed


def test_a_truck_with_coal_is_sent_to_its_own_page(room: Room) -> None:
    at.arrive(room.market, "甘A72K95")
    room.rest()
    room.type("2K95")
    room.press("Enter")
    assert "visit.elsewhere" in room.said
    assert room.focus == "plate"


def test_a_plate_that_is_none_is_told_at_its_field(room: Room) -> None:
    room.type("8F32")
    room.press("Enter")
    assert room.page.fields["plate"].faulty
    assert room.page.fields["plate"].text() == "8F32"


def test_a_scan_that_is_no_truck_of_the_yard_is_told(room: Room) -> None:
    room.hands.scan("CG1-SOMETHING-ELSE")
    room.rest()
    assert "无法识别的码" in room.said["scan.unknown"].text
    assert room.page.fields["plate"].text() == ""
