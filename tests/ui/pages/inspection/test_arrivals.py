"""How a truck comes into hand at 查验: by form, plate and queue, and never in the place of another by itself."""

from coalguard.domain.inspection import Row, Verdict
from coalguard.domain.journal import Fact
from coalguard.operations.inspection import Answers, RecordInspection, Result, RowAnswer, record
from coalguard.trust.chain import DeviceSigner
from tests.abroad import PLATE
from tests.ui.cityhall import City
from tests.ui.gatehouse import ABROAD, OTHER, Gatehouse, hold_form, open_panel


def test_a_waiting_truck_that_turns_out_empty_leaves_the_queue(gate: Gatehouse) -> None:
    gate.type("8F326")
    gate.press("Enter", "F2")
    gate.type("8F326")
    gate.press("Enter", "2", "Enter")
    (decided,) = gate.told("inspection.decided")
    assert decided["decision"] == "not_coal"
    assert (gate.page.hand.visit, gate.focus) == ("", "entry")
    assert not gate.page.queue.list.rows


def test_a_waiting_truck_that_is_added_again_is_picked(gate: Gatehouse) -> None:
    visit = gate.begin(PLATE)
    gate.press("F2")
    gate.type("8F326")
    gate.press("Enter", "1", "Enter")
    assert open_panel(gate) is None
    assert gate.page.hand.visit == visit


def test_a_new_truck_joins_the_queue_while_another_is_in_hand(gate: Gatehouse) -> None:
    gate.scan(ABROAD.paper())
    gate.press("F2")
    gate.type("A72K9")
    gate.press("Enter", "1", "Enter")
    assert gate.page.hand.check.plate == PLATE
    assert [row.plate for row in gate.page.queue.list.rows] == [PLATE, "甘NA72K9"]


def test_a_form_whose_truck_waits_selects_it_and_keeps_the_form(gate: Gatehouse) -> None:
    visit = gate.begin(PLATE)
    gate.scan(ABROAD.paper())
    assert gate.page.hand.visit == visit
    assert gate.reasons[Row.PLATE] == "plate.agrees"
    gate.press("Enter")
    gate.press("F10")
    gate.press("5", "Enter")
    (recorded,) = gate.told("inspection.recorded")
    assert recorded["shown"]["code"]
    assert gate.told("inspection.decided")[0]["form"] == "LX02-260114-0032"


def test_the_plate_of_a_waiting_truck_picks_it(gate: Gatehouse) -> None:
    visit = gate.begin(PLATE)
    gate.type("8F326")
    gate.press("Enter")
    assert gate.page.hand.visit == visit
    assert not gate.said


def test_a_scan_never_takes_the_place_of_a_truck_in_hand_by_itself(gate: Gatehouse) -> None:
    other = gate.begin(OTHER)
    gate.scan(ABROAD.paper())
    gate.scan(ABROAD.paper(plate=OTHER, serial=33))
    assert gate.page.hand.check.plate == PLATE
    assert "inspection.switch" in gate.said
    gate.press("Esc")
    assert not gate.said
    gate.scan(ABROAD.paper(plate=OTHER, serial=33))
    gate.press("Enter")
    assert gate.page.hand.visit == other
    assert gate.page.hand.check.shown


def test_another_trucks_form_is_this_trucks_mismatch(gate: Gatehouse) -> None:
    gate.type("A72K9")
    gate.press("Enter")
    gate.scan(ABROAD.paper())
    assert gate.reasons[Row.PLATE] == "plate.places_differ"
    assert gate.page.hand.check.verdict is Verdict.MAY_NOT_PASS


def test_a_form_shown_later_can_be_typed(gate: Gatehouse) -> None:
    number, code = hold_form(gate)
    gate.type("8F326")
    gate.press("Enter", "F5")
    assert gate.focus == "entry"
    gate.type(f"{number} {code}")
    gate.press("Enter")
    assert gate.reasons[Row.FORM] == "form.confirmed"
    assert gate.focus == "judgement"
    assert gate.page.hand.check.asked is Row.KIND


def test_asking_for_a_form_is_given_up_by_esc(gate: Gatehouse) -> None:
    gate.type("8F326")
    gate.press("Enter", "F5", "Esc")
    assert gate.focus == "judgement"


def test_a_code_that_proves_nothing_asks_for_the_plate_and_keeps_the_code(gate: Gatehouse) -> None:
    forged = f"{ABROAD.paper()[:-1]}{int(ABROAD.paper()[-1]) ^ 1}"
    gate.scan(forged)
    assert (gate.focus, gate.page.hand.visit) == ("entry", "")
    assert gate.page.evidence.entry.faulty
    gate.type("8F326")
    gate.press("Enter")
    assert gate.reasons[Row.FORM] == "paper.signature_wrong"


def test_what_is_no_form_is_said_and_begins_nothing(gate: Gatehouse) -> None:
    gate.scan("6901234567892")
    assert gate.page.evidence.entry.faulty
    assert not gate.told("visit.opened")


def test_a_plate_that_is_none_is_said_beside_it(gate: Gatehouse) -> None:
    gate.type("8F32")
    gate.press("Enter")
    assert gate.page.evidence.entry.faulty
    assert gate.page.evidence.entry.text() == "8F32"


def test_what_the_city_watches_and_another_gate_refused_is_told_with_the_truck(gate: Gatehouse) -> None:
    city, other = City(gate.station), DeviceSigner.fresh()
    known = {"public": other.public.hex(), "device": other.device, "station": "KK02", "name": "演示二卡"}
    city.says(
        Fact("key.published", known), Fact("plate.watched", {"plate": PLATE, "reason": "多次逃避查验", "until": None})
    )
    city.passes_on(other, Fact("inspection.decided", {"plate": PLATE, "decision": "turn_back", "reasons": ["no_form"]}))
    gate.rest()
    gate.type("8F326")
    gate.press("Enter")
    assert list(gate.said)[:2] == ["plate.watched", "inspection.returned"]
    assert "多次逃避查验" in gate.said["plate.watched"].text
    assert "演示二卡" in gate.said["inspection.returned"].text
    assert "来过 1 次" in gate.page.evidence.head._known.text()
    gate.press("F2")
    gate.type("72K95")
    gate.press("Enter")
    gate.rest()
    assert gate.page.hand.check.plate == PLATE


def test_what_was_recorded_before_is_shown_again_with_what_was_said(gate: Gatehouse) -> None:
    visit = gate.begin(PLATE, code="LX02-260114-0032")
    told = {row.value: RowAnswer(result=Result.OK) for row in Row if row is not Row.FORM}
    officers = (gate.officer.login, "zhang")
    record(gate.station, gate.officer, RecordInspection(visit=visit, answers=Answers(**told), officers=officers))
    gate.rest()
    gate.press("Enter")
    check = gate.page.hand.check
    assert check.plate == PLATE
    assert check.verdict is Verdict.VERIFY
    assert [row.observed[0] for row in gate.page.evidence.table.rows][1:3] == ["按现场车牌登记", "经现场核实"]
