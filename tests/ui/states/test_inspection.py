"""A checklist in the making: which row is asked next, what the tail of a plate says, when a weight is taken."""

from datetime import timedelta

import pytest

from coalguard.domain.inspection import Answer, Decision, Mark, Row, RowResult, Verdict
from coalguard.ui.states.inspection import UNCHECKED, Check, Start, Steady, clock_of, start_of

PLATE = "甘N8F326"


def vouched(row: Row, mark: Mark = Mark.OK, reason: str = "demo.vouched") -> RowResult:
    return RowResult(row, mark, reason)


SIGNED = {row: vouched(row) for row in (Row.FORM, Row.REPORT, Row.CONTRACT, Row.DESTINATION)} | {
    Row.PLATE: RowResult(Row.PLATE, Mark.PENDING, "plate.not_compared", {"paper": PLATE, "seen": ""}),
    Row.KIND: RowResult(Row.KIND, Mark.PENDING, "kind.not_seen", {"coal": "无烟2号"}),
}
"""What a code alone answers for: all but plate, coal and mass."""
SCANNED = Check(PLATE, plate_seen=False, shown=True, weighable=True, computed=SIGNED)
BARE = Check(PLATE, plate_seen=True, answers={Row.PLATE: Answer(Mark.OK, PLATE)})
"""A truck without any paper, its plate typed."""


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("", Start.NOTHING),
        ("  ", Start.NOTHING),
        ("8F326", Start.PLATE),
        ("甘N8F326", Start.PLATE),
        ("甘n09862d", Start.PLATE),
        ("8F32", Start.PLATE),
        ("7KQ4M2XD", Start.FORM),
        ("7KQ4-M2XD", Start.FORM),
        ("7kq4 m2xd", Start.FORM),
        ("LX01-260114-0032", Start.FORM),
        ("LX01-260114-0032 7KQ4-M2XD", Start.FORM),
        ("CG1:7063436703058751436601019266522", Start.FORM),
    ],
)
def test_a_text_begins_a_plate_or_a_form(text: str, start: Start) -> None:
    assert start_of(text) is start


def test_after_a_scan_only_the_coal_is_asked() -> None:
    assert SCANNED.tail_wanted
    assert SCANNED.askable == (Row.KIND,)
    assert SCANNED.ask_next().asked is Row.KIND
    assert SCANNED.verdict is Verdict.PENDING


def test_without_a_scale_the_mass_is_asked_too() -> None:
    assert Check(PLATE, shown=True, computed=SIGNED).askable == (Row.KIND, Row.NET)


def test_a_truck_without_papers_is_asked_everything_but_its_plate() -> None:
    assert BARE.askable == (Row.FORM, Row.REPORT, Row.CONTRACT, Row.KIND, Row.NET, Row.DESTINATION)
    answered = BARE.ask_next().answered(Row.FORM, Mark.FAIL, "司机未出示").ask_next()
    assert answered.asked is Row.REPORT


def test_what_was_passed_over_is_asked_again_at_the_end() -> None:
    check = BARE.asking(Row.DESTINATION).answered(Row.DESTINATION, Mark.OK, "").ask_next()
    assert check.asked is Row.FORM


def test_where_nothing_waits_nothing_is_asked() -> None:
    check = Check(PLATE, answers={row: Answer(Mark.OK) for row in Row})
    assert check.ask_next().asked is None
    assert check.may(Decision.PASS)


def test_up_and_down_ask_about_any_row_but_a_plate_that_is_still_to_be_read() -> None:
    check = SCANNED.ask(1)
    assert check.asked is Row.FORM
    assert check.ask(1).asked is Row.REPORT
    assert check.ask(-1).asked is Row.FORM
    assert SCANNED.ask(-1).asked is Row.DESTINATION
    assert BARE.asking(Row.FORM).ask(1).asked is Row.PLATE


@pytest.mark.parametrize(
    ("tail", "mark", "seen"),
    [
        ("8F326", Mark.OK, PLATE),
        ("8f326", Mark.OK, PLATE),
        ("甘N8F326", Mark.OK, PLATE),
        ("8F236", Mark.FAIL, "甘N8F236"),
        ("8F328", Mark.WARN, "甘N8F328"),
        ("8F32", Mark.FAIL, "甘N8F32"),
    ],
)
def test_the_end_of_a_plate_is_compared(tail: str, mark: Mark, seen: str) -> None:
    check, judged = SCANNED.tail_read(tail)
    assert judged.mark is mark
    assert check.answers[Row.PLATE] == Answer(mark, seen)


def test_a_compliant_truck_may_pass_when_the_last_row_is_judged() -> None:
    check, _ = SCANNED.tail_read("8F326")
    check = check.answered(Row.KIND, Mark.OK, "目测一致")
    assert (check.pending, check.askable) == ((Row.NET,), ())
    assert not check.may(Decision.PASS)
    assert check.may(Decision.TURN_BACK)
    check = Check(PLATE, shown=True, computed={**check.computed, Row.NET: vouched(Row.NET)}, answers=check.answers)
    assert check.verdict is Verdict.MAY_PASS
    assert check.counts[Mark.OK] == len(Row)


def test_nothing_is_decided_without_a_truck() -> None:
    assert not Check().may(Decision.TURN_BACK)


def test_a_refusal_records_what_nobody_could_judge_as_a_doubt() -> None:
    check = BARE.answered(Row.FORM, Mark.FAIL, "司机未出示")
    assert check.reasons == ("form_invalid",)
    answers = check.for_refusal()
    assert set(answers) == set(Row)
    assert answers[Row.NET] == Answer(Mark.WARN, UNCHECKED)
    assert answers[Row.FORM] == Answer(Mark.FAIL, "司机未出示")


@pytest.mark.parametrize(
    ("seconds", "shown"), [(-1, "00:00"), (0, "00:00"), (192, "03:12"), (842, "14:02"), (3940, "1:05:40")]
)
def test_a_wait_is_shown_as_a_clock(seconds: int, shown: str) -> None:
    assert clock_of(timedelta(seconds=seconds)) == shown


def test_a_weight_that_rests_is_taken_once() -> None:
    deck = Steady()
    assert not deck.takes(1900, wanted=True)
    assert deck.takes(2000, wanted=True)
    assert not deck.takes(2000, wanted=False)
    taking = deck.began()
    assert not taking.takes(9000, wanted=True)
    taken = taking.ended(taken=True)
    assert not taken.takes(9000, wanted=True)
    assert taken.seen(empty=False) is taken
    assert taken.seen(empty=True).takes(2000, wanted=True)


def test_a_weight_that_was_not_taken_is_tried_again() -> None:
    assert Steady().began().ended(taken=False).takes(2000, wanted=True)
