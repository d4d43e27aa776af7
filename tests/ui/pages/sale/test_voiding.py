"""An issued form is made void from 过磅开单 by keys alone; what can not be is said at its field, before any PIN."""

import pytest

from coalguard.domain.form import FormState
from coalguard.domain.journal import Fact
from coalguard.operations import correction, ledger
from coalguard.operations.station import Actor, Station
from coalguard.store.papers import load_form
from coalguard.ui.pages.sale.voiding import parts_note
from coalguard.ui.weighbridge.panel import Panel
from tests import market as at
from tests.ui.salesroom import PLATE, Room, after_a_kill, lot, sheet_of

UNKNOWN = "LX01-260114-0999"


def issued(room: Room, plate: str = PLATE) -> str:
    """A form that was issued at this desk."""
    at.load_up(room.market, 10_000, plate=plate)
    room.rest()
    room.type(plate[-4:])
    room.press("Enter")
    room.type("mxm")
    room.press("Enter")
    assert room.page.form.lot.value() == lot(room)
    room.page.form.price.setFocus()
    room.type("860")
    room.press("F9")
    return room.page.issuing.last


def panel_of(room: Room) -> Panel:
    """The panel that is open."""
    panel = room.page.panel
    assert panel is not None
    return panel


def confirm(room: Room, pin: str = "1234") -> None:
    """The rest of the panel, the cursor at the reason: the second reason, all parts back, the lead."""
    for text in ("2", "5", "lead", pin):
        room.type(text)
        room.press("Enter")
    room.press("Enter")


def state(room: Room, number: str) -> FormState:
    """How a form stands."""
    return sheet_of(room, number).state


def stock(room: Room) -> int:
    """What is in the book."""
    return ledger.read_book(room.market.station, room.market.clerk, ledger.ReadBook()).stock_kg


def keys_of(room: Room) -> dict[str, str]:
    """The keys that work now, with their words."""
    acts = room.page.keys()
    return {act.key: act.label for act in acts if act.possible}


def test_the_form_just_issued_is_made_void_and_its_coal_goes_back(room: Room) -> None:
    number = issued(room)
    assert keys_of(room)["F12"] == "作废五联单"
    room.press("F12")
    panel = panel_of(room)
    assert panel.fields["number"].text() == number
    assert panel.sentence.text().startswith("甘N 8F326，南龙镇演示配送点，10.000 t。作废后煤退回批次")
    assert panel.confirm.text() == "作废并退回库存"
    confirm(room)
    assert state(room, number) is FormState.VOID
    assert stock(room) == 60_000
    assert room.page.panel is None
    assert room.said["form.made_void"].text == f"已作废 {number}，煤已退回批次。可按 F10 重开。"
    assert "form.proof" not in room.said
    says = room.market.station.store.read().value(
        "SELECT body ->> '$.says.reason' FROM entries WHERE body ->> '$.kind' = 'form.voided'"
    )
    assert says == "批次或单价写错"


def test_a_void_form_is_printed_again_as_one(room: Room) -> None:
    number = issued(room)
    room.press("F12")
    confirm(room)
    before = len(list(room.prints.iterdir()))
    room.press("F8")
    assert len(list(room.prints.iterdir())) == before + 1
    assert state(room, number) is FormState.VOID


def test_nothing_of_a_void_form_waits_to_be_printed_after_the_next_truck_came(room: Room) -> None:
    away = room.prints.rename(room.prints.with_name("elsewhere"))
    number = issued(room)
    room.qtbot.waitUntil(lambda: len(room.page.issuing.unprinted) == 3)
    away.rename(room.prints)
    room.press("F2", "F12")
    confirm(room)
    assert room.page.issuing.unprinted == set()
    room.press("F8")
    room.qtbot.waitUntil(lambda: len(list(room.prints.iterdir())) == 1)
    room.rest()
    assert [number in one.name for one in room.prints.iterdir()] == [True]


def test_a_form_is_looked_up_once(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    issued(room)
    looked_up: list[str] = []

    def counted(station: Station, actor: Actor, request: correction.LookUp) -> correction.FormInHand:
        looked_up.append(request.text)
        return look_up(station, actor, request)

    look_up = correction.look_up
    monkeypatch.setattr(correction, "look_up", counted)
    room.press("F12")
    assert looked_up == [room.page.issuing.last]


def test_while_a_truck_is_in_hand_f12_gives_up_its_stay(room: Room) -> None:
    issued(room)
    at.load_up(room.market, 9_000, plate="甘N00003")
    room.rest()
    room.type("0003")
    room.press("Enter")
    assert keys_of(room)["F12"] == "作废本次"


def test_a_form_that_nobody_knows_is_said_at_its_field(room: Room) -> None:
    room.press("F12")
    assert room.focus is not None
    room.type(UNKNOWN)
    room.press("Enter")
    assert panel_of(room).fields["number"].message == f"本机没有五联单 {UNKNOWN}。请核对单号。"
    room.type("LX-1")
    room.press("Enter")
    assert "单号" in panel_of(room).fields["number"].message


def test_a_form_that_was_used_at_a_gate_is_said_before_a_pin_is_typed(room: Room) -> None:
    number = issued(room)
    station = room.market.station
    held = load_form(station.store.read(), number)
    with station.store.begin() as act:
        act.append(Fact("form.redeemed", {"form": number, "issued": str(held.key), "visit": str(held.visit)}))
    room.rest()
    room.press("F12")
    assert "已在卡口核销，不能作废" in panel_of(room).fields["number"].message
    assert room.focus is not None


def test_a_code_that_is_scanned_names_the_form(room: Room) -> None:
    first = issued(room)
    issued(room, "甘N00003")
    sheet = sheet_of(room, first)
    room.press("F12")
    room.hands.scan(sheet.code)
    room.rest()
    assert panel_of(room).fields["number"].text() == first
    assert "8F326" in panel_of(room).sentence.text()


def test_a_wrong_pin_is_said_at_its_field_and_nothing_is_made_void(room: Room) -> None:
    number = issued(room)
    room.press("F12")
    confirm(room, pin="9999")
    assert panel_of(room).fields["pin"].message
    assert state(room, number) is FormState.ISSUED


@pytest.mark.parametrize("parts", ["7", "."])
def test_a_number_of_parts_that_can_not_be_is_said(room: Room, parts: str) -> None:
    number = issued(room)
    room.press("F12")
    for text in ("1", parts, "lead", "1234"):
        room.type(text)
        room.press("Enter")
    room.press("Enter")
    assert panel_of(room).fields["parts_back"].message == "收回的联数应为 0 至 5"
    assert state(room, number) is FormState.ISSUED


def test_a_reason_is_words(room: Room) -> None:
    number = issued(room)
    room.press("F12")
    for text in ("9", "5", "lead", "1234"):
        room.type(text)
        room.press("Enter")
    room.press("Enter")
    assert panel_of(room).fields["reason"].message == "请按数字选原因，或写明原因"
    assert state(room, number) is FormState.ISSUED


@pytest.mark.parametrize(("typed", "note"), [("5", "已收齐"), ("3", "缺 2 联"), ("0", "缺 5 联"), ("6", ""), ("", "")])
def test_how_many_parts_are_missing_is_told(typed: str, note: str) -> None:
    assert parts_note(typed) == note


def test_esc_closes_and_f12_opens_with_what_was_typed(room: Room) -> None:
    issued(room)
    room.press("F12")
    room.type("购煤人改了主意")
    room.press("Enter")
    room.type("3")
    room.press("Enter", "Esc")
    assert room.page.panel is None
    assert room.focus == "plate"
    room.press("F12")
    assert panel_of(room).text("reason") == "购煤人改了主意"
    assert panel_of(room).fields["parts_back"].text() == "3"


def test_an_open_panel_survives_a_kill_but_for_the_pin(room: Room) -> None:
    number = issued(room)
    room.press("F12")
    for text in ("4", "3", "lead", "1234"):
        room.type(text)
        room.press("Enter")
    page = after_a_kill(room)
    assert page.panel is not None
    texts = {name: field.text() for name, field in page.panel.fields.items()}
    assert texts == {"number": number, "reason": "4", "parts_back": "3", "login": "lead", "pin": ""}
    assert "8F326" in page.panel.sentence.text()
