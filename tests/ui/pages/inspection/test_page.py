"""查验 whole: what the bar lists, what an empty desk says, and what a draft brings back."""

from PySide6.QtWidgets import QApplication

from coalguard.ui.drafts import DraftKeeper
from coalguard.ui.pages.inspection import InspectionPage
from coalguard.ui.words import _
from tests.ui.gatehouse import Gatehouse, bar, to_the_note


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


def test_an_emptied_desk_says_what_to_press(gate: Gatehouse) -> None:
    assert QApplication.focusWidget() is gate.page.evidence.entry.line
    assert gate.page.evidence.entry.line.placeholderText() == _("扫五联单，或在这里输入")
    keeper = DraftKeeper(gate.place, {})
    keeper.keep(gate.page)
    assert keeper.count == 0, "who signs as the second is remembered, and no draft"
