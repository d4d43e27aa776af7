"""The page 查验 driven by keys alone, on a real store, with the budgets of `ux.md` §8."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from coalguard.domain.inspection import Decision, Mark, Row, Verdict
from coalguard.domain.journal import Fact
from coalguard.operations import shift
from coalguard.operations.inspection import Answers, RecordInspection, Result, RowAnswer, record
from coalguard.operations.register import RegisterVehicle, register_vehicle
from coalguard.operations.session import log_in
from coalguard.store.cursors import keep_heard
from coalguard.trust.chain import DeviceSigner
from coalguard.ui.drafts import DraftKeeper
from coalguard.ui.keys import KeyAct
from coalguard.ui.look import look
from coalguard.ui.messages import Message
from coalguard.ui.pages.inspection import InspectionPage
from coalguard.ui.pages.inspection.desk_panels import (
    NewTruckPanel,
    OfficerPanel,
    ReprintPanel,
    TypedMassPanel,
    kilograms,
)
from coalguard.ui.pages.inspection.panel import Panel
from coalguard.ui.pages.inspection.panels import HandOverPanel, OverDoubtPanel, TurnBackPanel
from coalguard.ui.sync_deeds import deeds_of
from coalguard.ui.sync_desk import SyncDesk
from coalguard.ui.tokens import LIGHT, LIST_CARD, Tone
from coalguard.ui.words import _
from tests.abroad import NOON, PLATE
from tests.stations import ADMIN
from tests.ui.cityhall import City
from tests.ui.conftest import raised
from tests.ui.gatehouse import ABROAD, GROSS, PIN, Gatehouse, hold_form, open_gate

OTHER = "甘A72K95"
HAND_OVER = 35
"""There is neither card reader nor camera at a gate: nothing is asked for that only they could give."""


@pytest.fixture
def gate(tmp_path: Path, qtbot: QtBot) -> Iterator[Gatehouse]:
    """A gate with a scale and a printer, its second officer chosen."""
    with open_gate(tmp_path, qtbot) as opened:
        opened.choose_second()
        yield opened


@pytest.fixture
def bare(tmp_path: Path, qtbot: QtBot) -> Iterator[Gatehouse]:
    """A gate without a scale and without a printer."""
    with open_gate(tmp_path, qtbot, scale=False, printer=False) as opened:
        opened.choose_second()
        yield opened


def open_panel(gate: Gatehouse) -> Panel | None:
    """The panel that is open now."""
    return gate.page.counter.panel


def bar(gate: Gatehouse) -> list[KeyAct]:
    """What the bar at the foot shows."""
    acts = gate.page.keys()
    return [act for act in acts if act.in_bar]


def marked_cards(gate: Gatehouse) -> list[bool]:
    """Which of two cards in the queue is painted as the one that Enter picks."""
    listed, row = gate.page.queue.list, look().px(LIST_CARD)
    image, soft = listed.grab().toImage(), QColor(LIGHT.accent.soft)
    return [image.pixelColor(listed.width() // 2, top + 4) == soft for top in (0, row)]


def to_the_note(gate: Gatehouse) -> None:
    """A scanned truck, its plate read and its coal seen."""
    gate.scan(ABROAD.paper())
    gate.type("8F326")
    gate.press("Enter", "Enter")


# --- the budgets -----------------------------------------------------------------------------------------------------


@pytest.mark.budget
def test_a_compliant_truck_passes_on_nine_keys(gate: Gatehouse) -> None:
    gate.know_tare()
    gate.stand(GROSS)
    gate.scan(ABROAD.paper())
    assert gate.focus == "tail"
    gate.type("8F326")
    gate.press("Enter")
    assert gate.focus == "judgement"
    gate.press("Enter")
    assert gate.focus == "notes"
    gate.await_gross()
    assert gate.page.decision.verdict.verdict[:2] == (Tone.OK, "可以放行")
    gate.press("Enter")
    assert gate.focus == "放行并打印"
    gate.press("F9")
    assert gate.hands.count == 9
    (decided,) = [one for one in gate.told("inspection.decided") if one["decision"] == "pass"]
    assert (decided["verdict"], decided["second"]) == ("may_pass", "")
    assert len(decided["officers"]) == 2
    assert [one["outcome"] for one in gate.told("paper.printed")] == ["sent"]
    assert list(gate.prints.iterdir())
    assert (gate.focus, gate.page.hand.visit) == ("entry", "")


@pytest.mark.budget
def test_without_a_scanner_it_takes_eighteen(gate: Gatehouse) -> None:
    gate.know_tare()
    gate.stand(GROSS)
    _number, code = hold_form(gate)
    gate.type(code)
    gate.press("Enter")
    assert gate.reasons[Row.FORM] == "form.confirmed"
    gate.type("8F326")
    gate.press("Enter", "Enter")
    gate.await_gross()
    gate.press("Enter", "F9")
    assert gate.hands.count <= 18
    assert [one["decision"] for one in gate.told("inspection.decided")][-1] == "pass"


@pytest.mark.budget
def test_without_a_scale_the_mass_is_one_more_key(bare: Gatehouse) -> None:
    to_the_note(bare)
    assert bare.focus == "judgement"
    assert bare.page.hand.check.asked is Row.NET
    bare.press("Enter", "Enter", "F9")
    assert bare.hands.count <= 12
    assert [one["decision"] for one in bare.told("inspection.decided")] == ["pass"]
    assert not bare.told("paper.printed")


@pytest.mark.budget
def test_a_wrong_coal_is_turned_back_within_twelve(gate: Gatehouse) -> None:
    gate.scan(ABROAD.paper())
    gate.type("8F326")
    gate.press("Enter", "2", "F10")
    panel = gate.page.counter.panel
    assert isinstance(panel, TurnBackPanel)
    assert panel.reasons.chosen == ("truck_mismatch",)
    gate.press("Enter")
    assert gate.hands.count <= 12
    (decided,) = gate.told("inspection.decided")
    assert (decided["decision"], decided["reasons"]) == ("turn_back", ["truck_mismatch"])
    rows = {row["row"]: row for row in decided["rows"]}
    assert rows["net"]["facts"]["observed"] == "未核"
    assert [one["parts"] for one in gate.told("paper.printed")] == [[1, 2]]
    assert gate.focus == "entry"


@pytest.mark.budget
def test_a_truck_without_papers_is_turned_back_within_twelve(gate: Gatehouse) -> None:
    gate.type("8F326")
    gate.press("Enter")
    assert (gate.focus, gate.page.hand.check.asked) == ("judgement", Row.FORM)
    gate.press("2", "F10", "Enter")
    assert gate.hands.count <= 12
    (decided,) = gate.told("inspection.decided")
    assert decided["reasons"] == ["form_invalid"]


@pytest.mark.budget
def test_a_truck_is_handed_over_with_both_officers_and_a_remark_within_thirty_five(
    tmp_path: Path, qtbot: QtBot
) -> None:
    with open_gate(tmp_path, qtbot) as gate:
        gate.press("Esc")
        gate.stand(GROSS)
        gate.hands.count = 0
        gate.scan(ABROAD.paper())
        gate.type("8F326")
        gate.press("Enter", "2", "F12")
        assert isinstance(open_panel(gate), OfficerPanel)
        gate.type("yszh")
        gate.press("Enter", "Enter")
        gate.await_gross()
        gate.press("F12", "4", "5", "Shift+Enter")
        assert gate.focus == "reason"
        gate.type("样品一袋")
        gate.press("F9")
        assert gate.hands.count <= HAND_OVER
        (decided,) = gate.told("inspection.decided")
        assert (decided["decision"], decided["reasons"]) == ("detain", ["bituminous", "adulterated"])
        assert (decided["reason"], len(decided["officers"])) == ("样品一袋", 2)
        assert [one["outcome"] for one in gate.told("paper.printed")] == ["sent"]


@pytest.mark.parametrize(("digit", "reason"), [("2", "empty_truck"), ("3", "other_cargo")])
def test_a_truck_without_coal_needs_a_plate_a_digit_and_enter(gate: Gatehouse, digit: str, reason: str) -> None:
    gate.press("F2")
    assert isinstance(gate.page.counter.panel, NewTruckPanel)
    gate.type("8F326")
    gate.press("Enter", digit, "Enter")
    assert gate.hands.count == 9
    (decided,) = gate.told("inspection.decided")
    assert (decided["decision"], decided["reasons"]) == ("not_coal", [reason])
    assert "inspection.not_coal" in gate.said
    assert open_panel(gate) is None
    assert gate.focus == "entry"


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


# --- beginning -------------------------------------------------------------------------------------------------------


def test_a_new_truck_joins_the_queue_while_another_is_in_hand(gate: Gatehouse) -> None:
    gate.scan(ABROAD.paper())
    gate.press("F2")
    gate.type("A72K9")
    gate.press("Enter", "1", "Enter")
    assert gate.page.hand.check.plate == PLATE
    assert [row.plate for row in gate.page.queue.list.rows] == [PLATE, "甘NA72K9"]


def test_the_marked_truck_of_the_queue_is_picked_by_enter(gate: Gatehouse) -> None:
    for plate in (PLATE, OTHER):
        gate.begin(plate)
    gate.rest()
    gate.press("Down", "Enter")
    assert gate.page.hand.check.plate == OTHER
    assert [row.standing for row in gate.page.queue.list.rows] == ["待查验", "查验中"]


def test_the_truck_that_enter_would_pick_is_seen_though_the_cursor_stands_in_the_line(gate: Gatehouse) -> None:
    for plate in (PLATE, OTHER):
        gate.begin(plate)
    gate.rest()
    assert marked_cards(gate) == [True, False]
    gate.press("Down")
    assert (marked_cards(gate), gate.focus) == ([False, True], "entry")
    gate.type("8")  # Enter asks about what is typed now
    assert marked_cards(gate) == [False, False]
    gate.press("Backspace", "F2")
    assert marked_cards(gate) == [False, False]


def test_the_counts_of_the_shift_add_up_to_its_total(gate: Gatehouse) -> None:
    assert gate.page.queue.counts.accessibleName() == "放行 0，劝返 0，查扣 0"
    gate.press("F2")
    gate.type("A72K9")
    gate.press("Enter", "2", "Enter")
    counts = gate.page.queue.counts
    assert counts.accessibleName() == "放行 0，劝返 0，查扣 0，非煤 1"
    assert counts.grab().width() == counts.width()


def test_while_a_panel_is_open_no_truck_can_be_added(gate: Gatehouse) -> None:
    gate.press("Alt+M")
    assert "F2" not in [act.key for act in bar(gate)]
    assert not gate.page.queue.add.isEnabled()
    gate.press("Esc")
    assert gate.page.queue.add.isEnabled()


def test_who_waits_longer_than_ten_minutes_stands_in_amber(gate: Gatehouse) -> None:
    gate.begin(PLATE)
    gate.rest()
    gate.page.queue.show_time(gate.place.clock.now() + timedelta(minutes=11))
    (row,) = gate.page.queue.list.rows
    assert (row.time[:2], row.time_tone) == ("11", Tone.WARN)


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


# --- judging ---------------------------------------------------------------------------------------------------------


def test_a_plate_that_differs_is_said_at_once_and_can_be_typed_again(gate: Gatehouse) -> None:
    gate.scan(ABROAD.paper())
    gate.type("8F236")
    gate.press("Enter")
    tail = gate.page.evidence.tail
    assert tail.message == "第 5、6 位不同"  # there is no room for more beside the field; the row shows both plates
    row = next(row for row in gate.page.evidence.table.rows if row.key == Row.PLATE.value)
    assert (row.stated[0], row.observed) == ("甘N 8F326", ("甘N 8F236", "第 5、6 位不同"))
    assert gate.page.decision.verdict.verdict[1] == "不可放行"
    gate.press("Shift+Enter")
    assert gate.focus == "tail"
    gate.type("8F326")
    gate.press("Enter")
    assert tail.verified
    assert gate.page.hand.check.answers[Row.PLATE].result is Mark.OK


def test_a_row_can_be_judged_again_by_the_arrows(gate: Gatehouse) -> None:
    to_the_note(gate)
    gate.press("Down", "Down")
    asked = gate.page.hand.check.asked
    assert asked is Row.REPORT
    gate.press("1")
    assert gate.page.hand.check.answers[Row.REPORT].result is Mark.WARN
    assert gate.page.decision.verdict.verdict[0] is Tone.OFF


def test_pass_with_rows_pending_leads_to_them(gate: Gatehouse) -> None:
    gate.scan(ABROAD.paper())
    gate.press("F9")
    assert gate.focus == "tail"
    assert "page.incomplete" in gate.said
    gate.type("8F326")
    gate.press("Enter", "Enter", "F9")
    assert (gate.focus, gate.page.hand.check.asked) == ("judgement", Row.NET)
    assert not gate.told("inspection.decided")


def test_the_button_is_pressed_where_its_key_works(gate: Gatehouse) -> None:
    main = gate.page.decision.main
    assert not main.isEnabled()
    gate.scan(ABROAD.paper())
    (act,) = [one for one in bar(gate) if one.key == "F9"]
    assert (act.possible, main.isEnabled()) == (True, True)
    assert act.tone is not Tone.OK  # nothing may pass yet
    assert main.grab().toImage().pixelColor(20, main.height() // 2) != QColor(LIGHT.ok.fill)
    main.click()
    gate.rest()
    assert (gate.focus, "page.incomplete" in gate.said) == ("tail", True)


def test_enter_stops_at_every_row_of_a_form_that_is_not_held_here(gate: Gatehouse) -> None:
    gate.stand(GROSS)
    gate.know_tare()
    gate.begin(PLATE, "LX01-260114-0389")
    gate.rest()
    gate.press("Enter")
    gate.await_gross()
    seen = []
    while gate.focus == "judgement":
        seen.append(gate.page.hand.check.asked)
        gate.press("Enter")
    assert (Row.NET in seen, gate.focus) == (True, "notes")
    assert not gate.page.hand.check.pending
    gate.press("Enter")
    assert gate.focus == "申请带班放行"


def test_a_number_of_a_person_in_the_note_is_refused_beside_it(gate: Gatehouse) -> None:
    to_the_note(gate)
    gate.type("13800000000")
    gate.press("F10", "5", "Enter")
    assert gate.page.evidence.note.faulty
    assert gate.page.evidence.note.text() == "13800000000"
    assert not gate.told("inspection.decided")


# --- the second officer ----------------------------------------------------------------------------------------------


def test_the_second_officer_is_asked_once_by_initials(tmp_path: Path, qtbot: QtBot) -> None:
    with open_gate(tmp_path, qtbot) as gate:
        assert isinstance(gate.page.counter.panel, OfficerPanel)
        gate.press("Esc")
        assert gate.focus == "entry"
        gate.scan(ABROAD.paper())
        gate.press("F10")
        assert isinstance(gate.page.counter.panel, OfficerPanel)
        gate.type("yszh")
        gate.press("Enter", "Enter")
        assert gate.page.hand.second == "zhang"
        assert open_panel(gate) is None
        gate.press("F10")
        assert isinstance(gate.page.counter.panel, TurnBackPanel)


def test_another_shift_asks_anew(gate: Gatehouse) -> None:
    admin = log_in(gate.station, ADMIN)
    shift.close_shift(gate.station, admin, shift.CloseShift())
    shift.open_shift(gate.station, gate.officer, shift.OpenShift())
    gate.rest()
    assert gate.page.hand.second == ""


def test_the_officers_are_changed_by_a_key(gate: Gatehouse) -> None:
    gate.press("Alt+M")
    assert isinstance(gate.page.counter.panel, OfficerPanel)
    gate.type("lead")
    gate.press("Enter", "Enter")
    assert gate.page.hand.second == "lead"


# --- decisions -------------------------------------------------------------------------------------------------------


def test_esc_gives_the_decisions_back_and_loses_nothing(gate: Gatehouse) -> None:
    to_the_note(gate)
    gate.press("F10", "Esc")
    assert (gate.page.counter.panel, gate.focus) == (None, "notes")
    assert gate.page.hand.check.answers[Row.KIND].result is Mark.OK


def test_a_refusal_needs_a_reason(gate: Gatehouse) -> None:
    to_the_note(gate)
    gate.press("F10", "Enter")
    assert isinstance(gate.page.counter.panel, TurnBackPanel)
    gate.press("6")
    assert gate.focus == "reason"
    gate.type("杠号")
    gate.press("Enter", "Enter")
    (decided,) = gate.told("inspection.decided")
    assert (decided["reasons"], decided["reason"]) == (["other"], "杠号")


def test_a_doubt_passes_with_a_leads_pin_and_a_reason(gate: Gatehouse) -> None:
    gate.stand(GROSS)
    to_the_note(gate)
    gate.await_gross()
    assert gate.page.hand.check.verdict is Verdict.VERIFY
    gate.press("F9")
    panel = gate.page.counter.panel
    assert isinstance(panel, OverDoubtPanel)
    gate.press("1", "Enter", "Enter")
    assert gate.focus == "staff"
    gate.type("lead")
    gate.press("Enter")
    gate.type("9999")
    gate.press("F9")
    assert panel.pin.faulty
    assert not gate.told("inspection.decided")
    gate.type(PIN)
    gate.press("Enter", "Enter")
    (decided,) = gate.told("inspection.decided")
    assert (decided["decision"], decided["reasons"]) == ("pass", ["correction_supplied"])
    assert decided["second"]


def test_from_turning_back_the_other_decisions_stay_in_reach(gate: Gatehouse) -> None:
    gate.stand(GROSS)
    to_the_note(gate)
    gate.await_gross()
    gate.press("F10", "F9")
    assert isinstance(gate.page.counter.panel, OverDoubtPanel)
    gate.press("Esc", "F10", "F12")
    assert isinstance(gate.page.counter.panel, HandOverPanel)


def test_a_hand_over_names_its_grounds_and_quantity(gate: Gatehouse) -> None:
    gate.know_tare()
    gate.stand(GROSS)
    to_the_note(gate)
    gate.await_gross()
    gate.press("F12", "4", "F9")
    (decided,) = [one for one in gate.told("inspection.decided") if one["decision"] == Decision.DETAIN]
    assert decided["reasons"] == ["bituminous"]
    assert gate.page.queue.counts.accessibleName() == "放行 0，劝返 0，查扣 1，非煤 1"
    assert gate.focus == "entry"


# --- weights ---------------------------------------------------------------------------------------------------------


def test_a_truck_that_still_stands_there_is_weighed_for_the_next_only_by_key(gate: Gatehouse) -> None:
    gate.stand(GROSS)
    gate.scan(ABROAD.paper())
    gate.await_gross()
    gate.press("F10", "5", "Enter")
    gate.scan(ABROAD.paper(plate=OTHER, serial=33))
    gate.qtbot.wait(300)
    assert gate.page.hand.gross is None
    gate.press("F4")
    gate.await_gross()


def test_an_empty_deck_is_said(gate: Gatehouse) -> None:
    gate.scan(ABROAD.paper())
    gate.press("F4")
    assert "scale.empty" in gate.said


def test_without_a_scale_a_weight_is_typed_with_a_lead(bare: Gatehouse) -> None:
    bare.scan(ABROAD.paper())
    bare.press("F4")
    panel = bare.page.counter.panel
    assert isinstance(panel, TypedMassPanel)
    bare.type("abc")
    bare.press("F9")
    assert panel.mass.faulty
    bare.press("Backspace", "Backspace", "Backspace")
    bare.type("47.86")
    bare.press("Enter")
    bare.type("waibang")
    bare.press("Enter")
    bare.type("lead")
    bare.press("Enter")
    bare.type(PIN)
    bare.press("Enter", "Enter")
    (entered,) = bare.told("weighing.entered")
    assert (entered["kg"], bare.page.counter.panel) == (GROSS, None)
    assert bare.page.hand.gross is not None


@pytest.mark.parametrize(
    ("text", "kg"),
    [("47.86", 47_860), ("47.8605", None), ("", None), ("x", None), ("0", None), ("-3", None), ("Infinity", None)],
)
def test_a_mass_is_typed_in_tonnes(text: str, kg: int | None) -> None:
    assert kilograms(text) == kg


# --- paper -----------------------------------------------------------------------------------------------------------


def test_a_slip_that_does_not_print_stays_decided_and_is_offered_again(gate: Gatehouse) -> None:
    gate.prints.rmdir()
    to_the_note(gate)
    gate.press("F10", "5", "Enter")
    (message,) = gate.said.values()
    assert message.act is not None
    assert (message.code, message.act.key) == ("printer.failed", "F8")
    assert len(gate.told("inspection.decided")) == 1
    gate.prints.mkdir()
    gate.press("F8")
    assert [one["outcome"] for one in gate.told("paper.printed")] == ["failed", "sent"]
    assert not gate.said


def test_from_the_third_print_on_a_reason_is_asked_for(gate: Gatehouse) -> None:
    to_the_note(gate)
    gate.press("F10", "5", "Enter")
    gate.press("F8")
    gate.press("F8")
    assert isinstance(gate.page.counter.panel, ReprintPanel)
    gate.press("Enter", "Enter")
    assert gate.focus == "reason"
    gate.type("shishile")
    gate.press("Enter", "Enter")
    assert [one["reason"] for one in gate.told("paper.printed")] == ["", "", "shishile"]
    assert gate.page.counter.panel is None


# --- the page in the window ------------------------------------------------------------------------------------------


def test_the_bar_lists_what_works_here_and_no_camera(gate: Gatehouse) -> None:
    assert [act.key for act in bar(gate)] == ["F2", "F3", "F4", "F8", "F9", "F10", "F12"]
    assert [act.key for act in bar(gate) if act.possible] == ["F2"]


def test_a_draft_brings_the_truck_back_with_every_answer(gate: Gatehouse) -> None:
    to_the_note(gate)
    gate.type("pengbu")
    draft = dict(gate.page.draft())
    again = InspectionPage(gate.place)
    gate.qtbot.addWidget(again)
    again.restore(draft)
    again.show()
    gate.rest()
    assert (again.hand.visit, again.hand.second) == (gate.page.hand.visit, "zhang")
    assert again.hand.check.answers == gate.page.hand.check.answers
    assert (again.evidence.tail.text(), again.evidence.note.text()) == ("8F326", "pengbu")


def test_a_draft_of_a_truck_that_is_gone_is_left_out(gate: Gatehouse) -> None:
    again = InspectionPage(gate.place)
    gate.qtbot.addWidget(again)
    again.restore({"visit": "nothing", "answers": {"kind": ["ok", ""]}})
    gate.rest()
    assert again.hand.visit == ""
    assert not gate.said


@pytest.mark.parametrize("height", [768, 697])
@pytest.mark.parametrize("percent", [100, 115])
def test_nothing_is_wider_or_higher_than_the_window(gate: Gatehouse, height: int, percent: int) -> None:
    gate.place.ask_look(percent=percent)
    gate.window.change_look(percent=percent)
    gate.window.resize(1366, height)
    to_the_note(gate)
    keys = gate.page.keys
    gate.qtbot.waitUntil(lambda: any(act.key == "F10" and act.possible for act in keys()))
    gate.press("F10")
    gate.qtbot.waitUntil(lambda: gate.page.counter.panel is not None)
    panel, page = gate.page.counter.panel, gate.page
    assert panel is not None
    assert panel.main is not None
    for part in (page.decision, page.queue, page.evidence, panel, panel.main):
        corner = part.mapTo(gate.window, part.rect().bottomRight())
        assert corner.x() < 1366
        assert corner.y() < height
    assert panel.body.minimumSize().height() <= panel.height()


def test_an_emptied_desk_says_what_to_press(gate: Gatehouse) -> None:
    assert QApplication.focusWidget() is gate.page.evidence.entry.line
    assert gate.page.evidence.entry.line.placeholderText() == _("扫五联单，或在这里输入")
    keeper = DraftKeeper(gate.place, {})
    keeper.keep(gate.page)
    assert keeper.count == 1  # who signs as the second is remembered for the shift


# --- what other stations know ----------------------------------------------------------------------------------------


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


def test_the_age_of_what_other_gates_did_stands_beside_the_form(gate: Gatehouse) -> None:
    City(gate.station).says(Fact("station.published", {"code": "KK02", "name": "演示二卡", "kind": "checkpoint"}))
    keep_heard(gate.station.store, {"KK02": "2026-01-13T12:00:00.000Z"}, since="2026-01-13T12:00:00.000Z")
    gate.rest()
    gate.scan(ABROAD.paper())
    row = next(row for row in gate.page.evidence.table.rows if row.key == Row.FORM.value)
    assert row.observed == ("验签有效，本机未见使用", "数据截至 01-13 20:00")


def test_from_the_sheet_of_sync_a_truck_in_the_queue_is_taken(gate: Gatehouse) -> None:
    City(gate.station)
    gate.begin(OTHER)
    visit = gate.begin(PLATE)
    desk = SyncDesk(gate.window, gate.place, deeds_of(gate.place, raised))
    desk.begin()
    gate.rest()
    desk.open()
    gate.rest()
    assert desk.sheet is not None
    desk.sheet.table.mark(visit)
    gate.press("F6")
    assert gate.page.hand.visit == visit
    desk.close()
    desk.wait()


# --- where there is little room --------------------------------------------------------------------------------------


def with_two_bars(gate: Gatehouse) -> None:
    """A truck that is watched and was turned back elsewhere: both stand above the page."""
    for code in ("plate.watched", "inspection.returned"):
        gate.page.tell(Message(code, "演示", Tone.WARN))


def has_room(gate: Gatehouse) -> bool:
    """Whether nothing on the open panel is squeezed."""
    panel = open_panel(gate)
    return panel is not None and panel.body.minimumSize().height() <= panel.height()


@pytest.mark.parametrize("size", [(1366, 697), (1280, 720)])
def test_below_two_bars_and_in_large_type_every_key_and_field_keeps_its_size(
    gate: Gatehouse, size: tuple[int, int]
) -> None:
    gate.place.ask_look(percent=115)
    gate.window.change_look(percent=115)
    gate.window.resize(*size)
    to_the_note(gate)
    with_two_bars(gate)
    column = gate.page.decision
    buttons = (column.main, column.back, column.detain)
    gate.qtbot.waitUntil(lambda: all(button.height() == button.sizeHint().height() for button in buttons))
    for button in buttons:
        assert button.mapTo(gate.window, button.rect().bottomRight()).y() < size[1]
    assert not column.recent.isVisible()
    for key in ("F10", "F12", "F2"):
        gate.press(key)
        gate.qtbot.waitUntil(lambda: has_room(gate))
        panel = open_panel(gate)
        assert panel is not None
        assert panel.main is not None
        assert panel.main.mapTo(gate.window, panel.main.rect().bottomRight()).y() < size[1]
        gate.press("Esc")
    assert column.verdict.isVisible()
    assert not gate.window.grab().isNull()
    gate.window.resize(1920, 1080)
    gate.qtbot.waitUntil(column.recent.isVisible)
    assert not column.verdict.slim


def test_what_is_said_at_the_keys_is_so(gate: Gatehouse) -> None:
    page = gate.page
    assert page.decision.main.text() == "放行并打印"
    assert not page.decision._again.isVisible()
    to_the_note(gate)
    gate.press("F9")
    assert "page.incomplete" in gate.said
    gate.press("Enter")
    assert "page.incomplete" not in gate.said
    gate.press("F10", "5", "Enter")
    assert page.decision._again.isVisible()


def test_without_a_scale_f4_never_promises_one(bare: Gatehouse) -> None:
    assert [act.label for act in bar(bare) if act.key == "F4"] == ["手录毛重"]


def test_when_the_scale_falls_silent_f4_says_that_the_weight_is_typed(gate: Gatehouse) -> None:
    to_the_note(gate)
    assert [act.label for act in bar(gate) if act.key == "F4"] == ["取重"]
    gate.simulator.play("silent 60s")
    with gate.qtbot.waitSignal(gate.page.keys_changed, timeout=10_000):
        pass
    gate.qtbot.waitUntil(lambda: [act.label for act in bar(gate) if act.key == "F4"] == ["手录毛重"], timeout=10_000)
    assert gate.page.decision.mass is not None
    assert gate.page.decision.mass._act == ("手录毛重", "F4")


def test_reasons_that_the_rows_give_say_which(gate: Gatehouse) -> None:
    gate.type("8F326")
    gate.press("Enter", "2", "1", "1", "2", "2", "F10")
    panel = open_panel(gate)
    assert isinstance(panel, TurnBackPanel)
    assert panel.missing.text() == "按数字键勾选，已按核验结果预选"
    notes = {reason.code: reason.note for reason in panel.reasons._reasons if reason.note}
    assert notes == {"form_invalid": "未出示", "truck_mismatch": "煤种、净重"}
    row = next(row for row in gate.page.evidence.table.rows if row.key == Row.CONTRACT.value)
    assert row.result == "待补证"
    assert not panel.grab().isNull()


def test_an_expired_form_says_so_in_a_word(gate: Gatehouse) -> None:
    gate.scan(ABROAD.paper(valid_until=NOON - timedelta(hours=1)))
    row = next(row for row in gate.page.evidence.table.rows if row.key == Row.FORM.value)
    assert (row.observed, row.result) == (("单据不再有效", "有效至 11:00"), "已过期")


def test_a_truck_that_was_weighed_empty_is_known_by_it(gate: Gatehouse) -> None:
    gate.know_tare()
    gate.scan(ABROAD.paper())
    assert gate.page.evidence.head._known.text() == "来过 1 次，最近：非煤车辆 · 皮重 15.400 t"


def test_a_truck_that_is_too_heavy_is_told_once_with_its_figures(gate: Gatehouse) -> None:
    register_vehicle(gate.station, log_in(gate.station, ADMIN), RegisterVehicle(plate=PLATE, axles=2))
    gate.stand(GROSS)
    gate.scan(ABROAD.paper())
    gate.await_gross()
    assert list(gate.said) == ["vehicle.overload"]


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
