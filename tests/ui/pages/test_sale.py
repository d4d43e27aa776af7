"""过磅开单 by keys alone: the flows of `ux.md` §8 within their budgets, on a real store, a scale's frames and PDFs."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from coalguard.domain.findings import fail
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Fact
from coalguard.domain.mass import Mass
from coalguard.domain.printout import Stock
from coalguard.domain.registry import IdentityPaper, PaperKind
from coalguard.operations import form, setup, visit, weighing
from coalguard.operations.counter import LotChoice
from coalguard.operations.draft import ResumeDrafts, resume
from coalguard.operations.paper import list_unprinted
from coalguard.operations.paper.attempt import ListUnprinted
from coalguard.operations.paper.content import content_of
from coalguard.operations.paper.source import Source
from coalguard.operations.register import RegisterYard, register_yard
from coalguard.printing.content import FormContent
from coalguard.resources import path
from coalguard.store.dossier import load_dossier
from coalguard.store.people import load_buyer
from coalguard.ui.drafts import DraftKeeper
from coalguard.ui.look import look
from coalguard.ui.pages.sale import SalePage
from coalguard.ui.pages.sale.document import NumberField
from coalguard.ui.pages.sale.lot_box import lot_option
from coalguard.ui.tokens import Tone
from coalguard.ui.weighbridge.panel import Panel
from tests import market as at
from tests.ui.cityhall import City
from tests.ui.marked import marked_behind, marks
from tests.ui.salesroom import AGENT, OUTLET, PLATE, Room, open_room

FIRST_WEIGHING, SECOND_WEIGHING, KNOWN_BUYER, REPRINT = 10, 7, 7, 1
WITH_CARD_READER, CARD_KEY, NAME_TYPED, NUMBER_TYPED = 35, 1, 3 + 1, 18 + 1
NEW_BUYER = WITH_CARD_READER - CARD_KEY + NAME_TYPED + NUMBER_TYPED
"""The budget counts on a card reader; there is none, so that what it would read is typed."""
UNIT_CODE = "12622901MB0000001X"


@pytest.fixture
def room(tmp_path: Path, qtbot: QtBot) -> Iterator[Room]:
    """The page in its window."""
    with open_room(tmp_path, qtbot) as opened:
        yield opened


def weighed_truck(room: Room, kg: int = 32_420, plate: str = PLATE) -> str:
    """A truck with both weights, called up on the page."""
    of = at.load_up(room.market, kg, plate=plate)
    room.rest()
    room.type(plate[-4:])
    room.press("Enter")
    return of


def issued_forms(room: Room) -> list[str]:
    """The numbers of the forms that were issued."""
    return [number for (number,) in room.market.station.store.read().rows("SELECT number FROM forms ORDER BY place")]


def keys_of(room: Room) -> list[str]:
    """The keys that the page has now."""
    acts = room.page.keys()
    return [act.key for act in acts]


def focus_of(room: Room) -> object:
    """Where the cursor is now."""
    return room.focus


def panel_of(room: Room) -> Panel | None:
    """The panel that is open, if one is."""
    return room.page.panel


def priced(room: Room) -> None:
    """A sale of this coal happened before, at 860 yuan."""
    at.sell(room.market, lot(room), 1_000)
    room.rest()


def lot(room: Room) -> str:
    """The lot in the yard."""
    return str(room.market.station.store.read().value("SELECT number FROM lots ORDER BY place"))


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
    sheet = form.find(room.market.station, room.market.clerk, form.FindForm(number=number))
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
    sheet = form.find(room.market.station, room.market.clerk, form.FindForm(number=number))
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


def test_f9_pressed_before_the_buyer_is_filled_in_waits_for_them(room: Room) -> None:
    priced(room)
    weighed_truck(room)
    room.type("mxm")
    for key in ("Enter", "F9"):
        room.hands.press(key)
    room.rest()
    assert len(issued_forms(room)) == 2


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
    sheet = form.find(room.market.station, room.market.clerk, form.FindForm(number=number))
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


def test_who_has_no_paper_says_why_by_keys_alone(room: Room) -> None:
    weighed_truck(room)
    room.page.form.kind.setFocus()
    room.press("Left")
    for text in ("", "无证演示", "0"):
        room.type(text)
        room.press("Enter")
    assert focus_of(room) == "document_reason"
    room.type("2")
    room.press("Enter")
    assert focus_of(room) == "phone"
    room.type("13812345678")
    room.press("Enter")
    room.type("南龙镇")
    for key in ("Enter", "Enter", "Enter", "Enter"):
        room.press(key)
    room.type("860")
    room.press("F9")
    number = issued_forms(room)[-1]
    reader = room.market.station.store.read()
    buyer = reader.value("SELECT body ->> '$.says.buyer' FROM entries WHERE body ->> '$.kind' = 'sale.recorded'")
    _key, who = load_buyer(reader, buyer)
    assert (who.name, who.document) == ("无证演示", IdentityPaper(PaperKind.NONE, "", "没有随身带"))
    shown = content_of(Source(room.market.station, reader, load_dossier(reader, number)))
    assert isinstance(shown, FormContent)
    assert shown.id_number == "无证件"


def test_a_paper_that_turns_up_takes_the_place_of_the_reason(room: Room) -> None:
    weighed_truck(room)
    room.page.form.document.setFocus()
    room.type("0")
    room.press("Enter")
    assert focus_of(room) == "document_reason"
    room.type("0")
    room.press("Enter")
    assert focus_of(room) == "document"
    assert not room.page.form.paper.lacking
    assert room.page.form.document.text() == ""


def test_a_reason_that_was_typed_comes_back_with_its_truck(room: Room) -> None:
    weighed_truck(room)
    room.page.form.document.setFocus()
    room.type("0")
    room.press("Enter")
    room.type("没带")
    room.press("Enter", "F2")
    assert not room.page.form.paper.lacking
    room.type("F326")
    room.press("Enter")
    assert room.page.form.document_reason.text() == "没带"
    assert room.page.form.document_reason.isVisible()


def loaded_with_a_tare_on_record(room: Room) -> None:
    """A truck that bought before, weighed empty by the scale then, stands loaded on it."""
    begun = visit.begin_sale(room.market.station, room.market.clerk, visit.BeginSale(plate=PLATE, coal=at.COAL))
    room.stand(15_400)
    room.type("F326")
    room.press("Enter", "F4")
    at.weigh(room.market, str(begun.visit), weighing.Pass.GROSS, 25_400)
    issue = form.IssueForm(visit=str(begun.visit), buyer=room.market.buyer, lot=lot(room), price_fen_per_t=86_000)
    form.issue(room.market.station, room.market.clerk, issue)
    room.rest()
    room.stand(0)
    room.stand(47_820)


def test_a_tare_on_record_is_offered_after_the_gross_and_taken_by_one_key(room: Room) -> None:
    loaded_with_a_tare_on_record(room)
    room.type("8F326")
    room.press("Enter", "Right", "F4")
    assert room.page.weighing.plate == PLATE
    assert "T" in keys_of(room)
    assert "本车备案皮重 15.400 t" in room.page.arrival.next.accessibleName()
    room.press("T")
    assert room.page.form.net.text() == "32.420"
    assert [step.title for step in room.page.yard.steps.steps] == ["毛重", "备案皮重", "净重"]
    assert "T" not in keys_of(room)


def test_a_tare_on_record_is_not_forced_upon_who_began_another_truck(room: Room) -> None:
    loaded_with_a_tare_on_record(room)
    room.page.told.connect(lambda bar: room.hands.type("9") if bar.code == "weighing.saved" else None)
    room.type("8F326")
    room.press("Enter", "Right", "F4")
    assert room.page.weighing.visit == ""
    assert room.focus == "plate"


@pytest.mark.parametrize(("width", "shown"), [(200, "622901********0025"), (140, "622901…0025")])
def test_a_number_that_has_no_room_keeps_its_end_and_stays_masked(width: int, shown: str, qtbot: QtBot) -> None:
    field = NumberField()
    qtbot.addWidget(field)
    field.resize(width, 60)
    field.set_text("622901188001010025")
    field.show()
    assert field.line.text() == shown
    assert field.text() == "622901188001010025"


def test_a_form_with_gaps_says_how_many_and_leads_to_the_first(room: Room) -> None:
    assert room.page.paper.thumb.nothing == "两次过磅后可预览"
    weighed_truck(room)
    assert room.page.paper.thumb.nothing == "正在画预览…"
    room.press("F9")
    assert room.focus == "name"
    assert room.said["page.incomplete"].text.startswith("还有 ")


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


def test_lots_that_can_not_be_sold_are_pale_and_say_why(room: Room) -> None:
    register_yard(room.market.station, room.market.clerk, RegisterYard(name="2号堆"))
    at.receive(room.market, 30_000, plate="甘N77777", contract="")
    weighed_truck(room)
    options = room.page.form.lot.options
    assert [(one.possible, one.reason) for one in options if not one.possible] == [(False, "待补证")]
    assert room.page.form.lot.value() == lot(room)


def test_a_lot_without_enough_is_refused_with_what_is_left(room: Room) -> None:
    weighed_truck(room, 61_000)
    assert [one.reason for one in room.page.form.lot.options] == ["余量不足"]
    assert room.page.form.lot.value() == ""


def test_of_all_that_speaks_against_a_lot_the_gravest_is_said() -> None:
    """A report that failed, another paper that is missing, too little coal: bringing more of it would not help."""
    against = (fail("lot.incomplete"), fail("stock.insufficient"), fail("lot.frozen"))
    assert lot_option(LotChoice("260114A01", Mass(500), "fail", (), against)).reason == "不合格，已冻结"


def test_a_price_above_the_approved_one_is_said_while_it_can_still_be_altered(room: Room) -> None:
    coal = room.market.station.books.rules.coals[0]
    price = {"coal": coal, "fen_per_t": 86_000, "from": "2026-01-01", "station": ""}
    City(room.market.station).says(Fact("price.published", price))
    weighed_truck(room)
    field = room.page.form.price
    field.setFocus()
    for text, said in (("900", "高于核定价 860.00 元/吨"), ("860", "")):
        room.type(text)
        room.press("Enter")
        assert field.message == said
        room.press("Shift+Enter")


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


def test_a_truck_that_does_not_stand_still_is_not_weighed(room: Room) -> None:
    room.simulator.play("noise 400\nramp 15400 0.4s")
    room.type("8F326")
    room.press("Enter", "F4")
    told = room.said["scale.unsteady"]
    assert told.text.startswith("1号磅还没稳定")
    assert told.act is not None
    assert told.act.key == "F4"
    assert [act.label for act in room.window.frame.acts() if act.key == "F4"] == ["再试"]
    room.simulator.play("noise 0\nramp 15400 0.4s")
    scale = room.place.scale
    assert scale is not None
    room.qtbot.waitUntil(lambda: scale.last.state == "steady", timeout=10_000)
    room.press("F4")
    assert "weighing.saved" in room.said
    assert "scale.unsteady" not in room.said


def test_a_truck_that_was_not_loaded_is_not_weighed_again_and_nothing_is_said_of_it_to_the_next(room: Room) -> None:
    room.stand(15_240)
    room.type("8F326")
    room.press("Enter", "F4")
    room.type("F326")
    room.press("Enter")
    room.stand(15_260)
    room.press("F4")
    assert room.said["weighing.net_below_minimum"].text.startswith("净重 20 kg 低于最小称量 400 kg，未保存")
    room.stand(47_660)
    room.press("F4")
    assert "weighing.net_below_minimum" not in room.said


def test_a_weight_that_the_scale_can_not_give_is_typed_with_a_second_person(room: Room) -> None:
    room.page.place.scales.clear()
    room.type("8F326")
    room.press("Enter", "F4")
    assert keys_of(room) == ["Esc"]
    room.type("15400")
    room.press("Enter")
    room.type("1")
    room.press("Enter")
    room.type("lead")
    room.press("Enter")
    room.type("9999")
    room.press("Enter", "Enter")
    panel = panel_of(room)
    assert panel is not None
    assert panel.fields["pin"].message
    room.type("1234")
    room.press("Enter", "Enter")
    (truck,) = room.page.yard.trucks
    assert truck.tare_kg == 15_400
    assert "皮重（手录） 15.400 t 已存" in room.said["weighing.saved"].text
    assert panel_of(room) is None


def test_a_scale_that_falls_silent_says_what_f4_does_and_is_forgotten_when_it_speaks_again(room: Room) -> None:
    scale, page = room.place.scale, room.page
    assert scale is not None
    room.type("8F326")
    room.press("Enter", "F4")  # nothing stands on it: the truck is registered all the same
    room.simulator.play("silent 99s")
    room.press("F4")
    room.qtbot.waitUntil(lambda: page.weighing.by_hand and "scale.no_signal" in room.said, timeout=10_000)
    told = room.said["scale.no_signal"]
    assert told.act is not None
    assert (told.act.label, page.arrival.capture.text()) == ("手录重量", "手录重量")
    assert page.yard.steps.steps[0].note == "按 F4 手录"
    room.press("F4")
    room.type("15400")
    room.press("F4")
    panel = panel_of(room)
    assert panel is not None
    assert panel.fields["kg"].text() == "15400", "a second F4 takes nothing away"
    room.simulator.play("0")
    room.qtbot.waitUntil(lambda: not page.weighing.by_hand, timeout=10_000)
    assert "scale.no_signal" not in room.said
    assert page.arrival.capture.text() == "取重"


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
    kept = resume(room.market.station, room.market.clerk, ResumeDrafts()).drafts
    frame = room.window.frame
    frame.close_place()
    frame.open(room.place, DraftKeeper(room.place, kept))
    room.rest()
    page = frame.current
    assert isinstance(page, SalePage)
    assert (page.fields["name"].text(), page.form.plate.text()) == ("新来的演示店", PLATE)


def test_a_draft_of_a_known_buyer_comes_back_with_the_buyer(room: Room) -> None:
    weighed_truck(room)
    room.type("mxm")
    room.press("Enter", "Enter")
    room.type("861")
    room.press("Enter")
    kept = resume(room.market.station, room.market.clerk, ResumeDrafts()).drafts
    room.window.frame.close_place()
    room.window.frame.open(room.place, DraftKeeper(room.place, kept))
    room.rest()
    page = room.window.frame.current
    assert isinstance(page, SalePage)
    assert (page.fields["name"].text(), page.fields["price_fen_per_t"].text()) == (OUTLET, "861.00")
    assert not page.who.changed


def test_a_truck_with_coal_is_sent_to_its_own_page(room: Room) -> None:
    at.arrive(room.market, "甘A72K95")
    room.rest()
    room.type("2K95")
    room.press("Enter")
    assert "visit.elsewhere" in room.said
    assert room.focus == "plate"


def test_machines_that_are_not_there_have_no_keys(room: Room) -> None:
    weighed_truck(room)
    assert {"F5", "F7"}.isdisjoint(keys_of(room))


def test_the_draft_is_previewed_without_a_number(room: Room) -> None:
    weighed_truck(room)
    room.qtbot.waitUntil(lambda: room.page.paper.thumb.image is not None, timeout=5_000)
    room.press("F6")
    assert room.page.enlarged
    room.press("Esc")
    assert room.page.form.isVisible()


def test_a_plate_that_is_none_is_told_at_its_field(room: Room) -> None:
    room.type("8F32")
    room.press("Enter")
    assert room.page.fields["plate"].faulty
    assert room.page.fields["plate"].text() == "8F32"


def test_another_look_touches_no_field(room: Room) -> None:
    weighed_truck(room)
    room.type("mxm")
    room.press("Enter")
    before = room.page.form.identity()
    room.press("Ctrl+D", "Ctrl++")
    assert look().theme.dark
    assert room.page.form.identity() == before


def test_low_windows_fold_the_last_row_and_alt_m_shows_it(room: Room) -> None:
    weighed_truck(room)
    assert room.page.form.notes.isVisible()
    room.window.resize(1366, 697)
    room.rest()
    assert not room.page.form.notes.isVisible()
    room.press("Alt+M")
    assert room.page.form.notes.isVisible()


def test_what_the_city_sends_is_offered_at_once(room: Room) -> None:
    """An outlet as a destination, and a coal that the shipped rules do not know; no page is opened anew for it."""
    rules = json.loads(path("standards/linxia-2023.json").read_bytes())
    rules["version"] = "演示-2026"
    rules["standards"].append({**next(one for one in rules["standards"] if one["confirmed"]), "coal": "演示煤"})
    rules["codes"]["演示煤"] = 200
    city = City(room.market.station)
    outlet = {"name": "演示配送点", "tier": 2, "town": "622901100", "credit_code": "91110000802100433B", "code": ""}
    assert "演示煤" not in [one.value for one in room.page.arrival.coal.options]
    city.says(Fact("outlet.published", outlet), Fact("rules.published", {"rules": rules}))
    room.rest()
    assert room.page.arrival.coal.options[-1].value == "演示煤"
    assert "网点 演示配送点" in [one.text for one in room.page.form.destination.options]


def test_a_scan_that_is_no_truck_of_the_yard_is_told(room: Room) -> None:
    room.hands.scan("CG1-SOMETHING-ELSE")
    room.rest()
    assert "无法识别的码" in room.said["scan.unknown"].text
    assert room.page.fields["plate"].text() == ""


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
