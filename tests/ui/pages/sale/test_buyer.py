"""Who buys is called up by a few letters or registered with the form, and what is wrong stands at its field."""

from tests.ui.salesroom import AGENT, OUTLET, Room, issued_forms, priced, sheet_of, weighed_truck

UNIT_CODE = "12622901MB0000001X"


def test_a_known_buyer_is_filled_in_and_masked_with_the_season(room: Room) -> None:
    weighed_truck(room)
    room.type("6620")
    room.press("Enter")
    fields = room.page.fields
    assert room.focus == "lot"
    assert (fields["name"].text(), fields["agent"].text()) == (OUTLET, AGENT)
    assert fields["document"].text() == "622901188001010025"
    assert room.page.form.document.line.text() == "622901********0025"
    assert room.page.form.phone.line.text() == "138****6620"
    assert room.page.form.season.text() == "已登记，还没有购煤记录"


def test_the_season_of_a_known_buyer_counts_what_was_just_sold(room: Room) -> None:
    priced(room)
    weighed_truck(room)
    room.type("mxm")
    room.press("Enter", "F9")
    weighed_truck(room, 5_000, "甘N00003")
    room.type("mxm")
    room.press("Enter")
    assert room.page.form.season.text().startswith("本采暖季已购 1 车 32.42 t，上次今日 ")


def test_a_household_is_known_by_its_initials_and_has_no_name_beside_it(room: Room) -> None:
    weighed_truck(room)
    room.type("mys")
    room.press("Enter")
    assert room.page.form.kind.value() == "person"
    assert not room.page.form.name.isVisible()
    assert room.page.fields["agent"].text() == "马演示"


def test_a_known_buyer_whose_telephone_is_altered_is_changed_with_the_form(room: Room) -> None:
    priced(room)
    weighed_truck(room)
    room.type("mxm")
    room.press("Enter", "Shift+Enter", "Shift+Enter", "Shift+Enter", "Shift+Enter")
    assert room.focus == "phone"
    room.type("13900000001")
    room.press("F9")
    changed = room.market.station.store.read().value("SELECT phone FROM people WHERE name = ?", OUTLET)
    assert (len(issued_forms(room)), changed) == (2, "13900000001")


def fill_new_unit(room: Room, code: str = UNIT_CODE, document: str = "622901188001010033") -> None:
    """A unit that nobody knows, typed from the kind of buyer on to the price."""
    room.press("Shift+Enter", "3", "Enter")
    for text in ("演示小学", code, "王演示", document, "13912345678", "zqz", "演示路2号"):
        room.type(text)
        room.press("Enter")
    room.press("Enter", "Enter")
    room.type("860")


def test_a_new_buyer_is_registered_when_the_form_is_issued(room: Room) -> None:
    weighed_truck(room)
    fill_new_unit(room)
    room.press("F9")
    (number,) = issued_forms(room)
    sheet = sheet_of(room, number)
    assert sheet.buyer_name == "演示小学"


def test_what_is_wrong_with_a_registration_stands_at_its_field_and_nothing_is_lost(room: Room) -> None:
    weighed_truck(room)
    fill_new_unit(room, code="12622901mb0000001x", document="622901188001010034")
    said = {name: field.message for name, field in room.page.fields.items() if field.message}
    assert list(said) == ["credit_code", "document"], "as soon as the cursor has left them"
    assert room.page.fields["credit_code"].text() == UNIT_CODE, "as it is kept"
    assert not room.page.fields["credit_code"].faulty, "real firms carry such codes"
    room.press("F9")
    assert issued_forms(room) == []
    assert room.page.fields["document"].message == "身份证号第 18 位校验不对，请核对。"
    assert room.focus == "document"
    assert room.page.fields["address"].text() == "演示路2号"
