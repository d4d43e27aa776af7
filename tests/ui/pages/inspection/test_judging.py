"""The rows of 查验 one after another: the cursor stops at each that waits, and nothing passes over one."""

from coalguard.domain.inspection import Mark, Row
from coalguard.ui.tokens import Tone
from tests.abroad import PLATE
from tests.ui.gatehouse import ABROAD, GROSS, Gatehouse, to_the_note


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
