"""What is ticked or typed in an open panel of 查验 survives a kill and is offered again; a PIN never does."""

from dataclasses import replace
from typing import Any

from coalguard.domain.inspection import REASONS, Decision, Mark, Row
from coalguard.operations import inspection, weighing
from coalguard.operations.draft import ResumeDrafts, resume
from coalguard.operations.inspection import DecideInspection
from coalguard.ui.drafts import DraftKeeper
from coalguard.ui.pages.inspection import InspectionPage
from coalguard.ui.pages.inspection.desk_panels import NewTruckPanel, OfficerPanel, ReprintPanel, TypedMassPanel
from coalguard.ui.pages.inspection.panels import HandOverPanel, OverDoubtPanel, RulingPanel, TurnBackPanel
from coalguard.ui.typed import REMEMBERED
from tests.abroad import PLATE
from tests.ui.gatehouse import PIN, Gatehouse, open_panel, to_the_note


def kept(gate: Gatehouse) -> Any:
    """What a window that opens now would be given of the page."""
    return resume(gate.station, gate.officer, ResumeDrafts()).drafts.get("inspection", {})


def after_a_kill(gate: Gatehouse, draft: Any = None) -> Gatehouse:
    """The same gate in a new window's page, with nothing but what the store kept until now."""
    drafts = {"inspection": kept(gate) if draft is None else draft}
    frame = gate.window.frame
    frame.close_place()
    frame.open(gate.place, DraftKeeper(gate.place, drafts))
    page = frame.current
    assert isinstance(page, InspectionPage)
    again = replace(gate, page=page)
    again.rest()
    return again


def ticked(gate: Gatehouse) -> tuple[str, ...]:
    panel = open_panel(gate)
    assert isinstance(panel, RulingPanel)
    return panel.reasons.chosen


# --- decisions -------------------------------------------------------------------------------------------------------


def test_a_panel_about_another_truck_is_not_opened(gate: Gatehouse) -> None:
    to_the_note(gate, "2")
    gate.press("F10")
    draft = kept(gate)
    again = after_a_kill(gate, {**draft, "panel": {**draft["panel"], "truck": "another"}})
    assert again.page.hand.check.plate == PLATE
    assert open_panel(again) is None


def test_turning_back_comes_back_with_its_reasons_and_words(gate: Gatehouse) -> None:
    to_the_note(gate, "2")
    gate.press("F10")
    preselected = ticked(gate)
    gate.press("5", "1")
    chosen = ticked(gate)
    assert chosen != preselected
    assert kept(gate)["panel"]["reasons"] == list(chosen)
    panel = open_panel(gate)
    assert panel is not None
    panel.fields["reason"].setFocus()
    gate.type("司机不认")
    gate.press("Enter")

    again = after_a_kill(gate)
    assert isinstance(open_panel(again), TurnBackPanel)
    assert again.page.hand.check.plate == PLATE
    assert ticked(again) == chosen
    back = open_panel(again)
    assert back is not None
    assert back.fields["reason"].text() == "司机不认"
    assert again.focus == "确认劝返并打印"
    again.press("Enter")
    (said,) = gate.told("inspection.decided")
    assert (said["decision"], tuple(said["reasons"]), said["reason"]) == ("turn_back", chosen, "司机不认")
    assert "panel" not in kept(again)


def test_each_decision_takes_the_place_of_the_last_and_what_was_unticked_stays_so(gate: Gatehouse) -> None:
    to_the_note(gate, "2")
    gate.press("F10", "1", "Esc")
    assert "panel" not in kept(gate)
    gate.press("F10", "F12", "2", "3")
    grounds = ticked(gate)
    again = after_a_kill(gate)
    assert isinstance(open_panel(again), HandOverPanel)
    assert ticked(again) == grounds != ()
    again.press("Esc", "F10")
    (preselected,) = ticked(again)
    again.press(str(REASONS[Decision.TURN_BACK].index(preselected) + 1))
    last = after_a_kill(again)
    assert isinstance(open_panel(last), TurnBackPanel)
    assert ticked(last) == ()


def test_passing_over_a_doubt_comes_back_without_the_pin(gate: Gatehouse) -> None:
    gate.know_tare()
    to_the_note(gate, "1")
    gate.stand(47_860)
    gate.await_gross()
    gate.press("Enter", "F9", "2", "Enter")
    gate.type("电话问过")
    gate.press("Enter")
    gate.type("lead")
    gate.press("Enter")
    assert gate.focus == "pin"
    gate.type(PIN)
    gate.press("Shift+Enter")
    assert PIN not in str(kept(gate))
    again = after_a_kill(gate)
    panel = open_panel(again)
    assert isinstance(panel, OverDoubtPanel)
    assert len(ticked(again)) == 1
    assert (panel.fields["reason"].text(), panel.lead_field.value()) == ("电话问过", "lead")
    assert panel.pin.text() == ""
    assert again.page.hand.gross is not None


def test_of_a_truck_that_was_decided_meanwhile_neither_panel_nor_note_comes_back(gate: Gatehouse) -> None:
    to_the_note(gate, "2")
    gate.type("篷布破")
    gate.press("F10", "4")
    draft = kept(gate)
    asked = DecideInspection(visit=gate.page.hand.visit, decision=Decision.NOT_COAL)
    inspection.decide(gate.station, gate.officer, asked)
    gate.rest()
    again = after_a_kill(gate, draft)
    assert open_panel(again) is None
    assert again.page.hand.visit == ""
    assert again.page.evidence.note.text() == ""
    assert again.focus == "entry"
    assert not again.said
    assert set(kept(again)) <= {REMEMBERED}


def test_in_another_shift_the_second_officer_is_asked_for_first(gate: Gatehouse) -> None:
    to_the_note(gate, "2")
    gate.press("F10", "4")
    chosen, draft = ticked(gate), kept(gate)
    again = after_a_kill(gate, {**draft, REMEMBERED: {**draft[REMEMBERED], "shift": "another"}})
    assert isinstance(open_panel(again), OfficerPanel)
    assert kept(again)["panel"] == draft["panel"]
    again.type("zhang")
    again.press("Enter", "Enter")
    assert isinstance(open_panel(again), TurnBackPanel)
    assert ticked(again) == chosen
    again.press("Esc")
    last = after_a_kill(again, {**draft, REMEMBERED: {**draft[REMEMBERED], "shift": "another"}})
    last.press("Esc")
    assert open_panel(last) is None, "whoever leaves that question leaves the decision"
    assert "panel" not in kept(last)


# --- the desk --------------------------------------------------------------------------------------------------------


def test_a_new_truck_that_is_being_typed_comes_back(gate: Gatehouse) -> None:
    gate.press("F2")
    assert "panel" not in kept(gate)
    gate.type("72K95")
    gate.press("Enter", "2", "Shift+Enter")
    again = after_a_kill(gate)
    panel = open_panel(again)
    assert isinstance(panel, NewTruckPanel)
    assert (panel.plate.text(), panel.carries.text()) == ("72K95", "empty_truck")
    assert again.focus == "plate"
    again.press("F9")
    assert [one["reasons"] for one in gate.told("inspection.decided")] == [["empty_truck"]]


def test_beside_a_truck_in_hand_a_new_one_comes_back_and_another_second_officer(gate: Gatehouse) -> None:
    to_the_note(gate, "2")
    gate.press("F2")
    gate.type("72K95")
    gate.press("Enter")
    again = after_a_kill(gate)
    assert isinstance(open_panel(again), NewTruckPanel)
    assert again.page.hand.check.plate == PLATE
    assert again.focus == "plate"
    again.press("Esc", "Alt+M")
    panel = open_panel(after_a_kill(again))
    assert isinstance(panel, OfficerPanel)
    assert panel.second.value() == "zhang"


def test_a_typed_weight_comes_back_without_the_pin(bare: Gatehouse) -> None:
    to_the_note(bare)
    bare.press("F4")
    bare.type("47.86")
    bare.press("Enter")
    bare.type("地磅故障")
    bare.press("Enter")
    bare.type("lead")
    bare.press("Enter")
    bare.type(PIN)
    bare.press("Shift+Enter")
    again = after_a_kill(bare)
    panel = open_panel(again)
    assert isinstance(panel, TypedMassPanel)
    stands = (panel.mass.text(), panel.reason.text(), panel.lead_field.value(), panel.pin.text())
    assert stands == ("47.86", "地磅故障", "lead", "")
    draft = kept(again)
    again.weigh(again.page.hand.visit, weighing.Pass.GROSS, 47_860)
    last = after_a_kill(again, draft)
    assert open_panel(last) is None, "it was taken meanwhile"
    assert last.page.hand.gross is not None


def test_the_reason_of_a_reprint_comes_back_with_its_paper(gate: Gatehouse) -> None:
    to_the_note(gate, "2")
    gate.press("F10", "Enter", "F8", "F8")
    assert isinstance(open_panel(gate), ReprintPanel)
    gate.type("卡纸")
    gate.press("Enter")
    again = after_a_kill(gate)
    panel = open_panel(again)
    assert isinstance(panel, ReprintPanel)
    assert panel.reason.text() == "卡纸"
    before = len(list(again.prints.iterdir()))
    panel.give()
    again.rest()
    assert len(list(again.prints.iterdir())) == before + 1


def test_what_was_said_of_a_truck_that_waits_again_comes_back_when_it_is_taken(gate: Gatehouse) -> None:
    to_the_note(gate, "2")
    gate.type("篷布破")
    gate.press("F3")
    assert gate.page.hand.visit == ""
    again = after_a_kill(gate)
    assert again.page.hand.visit == ""
    again.press("Enter")
    assert again.page.hand.check.plate == PLATE
    assert again.page.evidence.note.text() == "篷布破"
    assert again.page.hand.check.answers[Row.KIND].result is Mark.FAIL


# --- the line that begins --------------------------------------------------------------------------------------------


def test_what_was_typed_in_the_line_that_begins_comes_back(gate: Gatehouse) -> None:
    gate.type("8F3")
    gate.press("F2", "Esc")
    again = after_a_kill(gate)
    assert again.page.evidence.entry.text() == "8F3"
    assert again.focus == "entry"


def test_the_number_of_a_form_shown_later_comes_back_with_its_truck(gate: Gatehouse) -> None:
    gate.begin(PLATE)
    gate.rest()
    gate.press("Enter", "F5")
    gate.type("7KQ4")
    gate.press("F12", "Esc", "F5")
    gate.window.frame.keep_draft()
    gate.rest()
    again = after_a_kill(gate)
    assert again.page.hand.check.plate == PLATE
    assert again.page.evidence.entry.text() == "7KQ4"
    assert again.focus == "entry"


def test_until_the_truck_is_there_the_draft_stays_what_it_was(gate: Gatehouse) -> None:
    to_the_note(gate, "2")
    gate.press("F10", "4")
    draft = kept(gate)
    again = InspectionPage(gate.place)
    gate.qtbot.addWidget(again)
    again.restore(draft)
    assert dict(again.draft()) == draft
    gate.rest()
    assert again.draft()["panel"] == draft["panel"]
    last = after_a_kill(gate, {**draft, "panel": {"name": "unheard", "x": 1}})
    assert open_panel(last) is None, "what nobody knows any more is left out"
    assert last.page.hand.check.plate == PLATE
