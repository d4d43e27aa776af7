"""The week of a checkpoint: who passed, who did not and came again, who is left waiting, who relieved whom."""

from collections import Counter

from coalguard.devices.simulator import parse_script
from coalguard.domain.inspection import Answer, Mark, Row, Verdict, checklist, judge_net, verdict
from coalguard.domain.mass import Mass
from coalguard.domain.vehicle import median_tare
from coalguard.domain.visit import State
from coalguard.operations.demo.tally import summary
from coalguard.operations.demo.weighbridge import traffic
from coalguard.operations.gate import ShowGate, show_gate
from coalguard.operations.visit import ListOpen, list_open
from coalguard.store.visits import load_tares
from tests.operations.demo.lived import Demo, sheets, times, told


def test_most_trucks_pass_a_checkpoint_and_each_decision_is_there(checkpoint: Demo) -> None:
    held = summary(checkpoint.opening.station, checkpoint.opening.actor)
    assert (held.station, held.name, held.days) == ("ZQ02", "折桥卡口", 7)
    assert held.inspections == {"pass": 35, "turn_back": 8, "detain": 1, "not_coal": 25}


def test_trucks_came_to_the_gate_in_the_shift_that_is_open(checkpoint: Demo) -> None:
    sheet = show_gate(checkpoint.opening.station, checkpoint.opening.actor, ShowGate())
    counts = sheet.counts
    assert counts.passed + counts.turned_back + counts.handed_over + counts.not_coal >= 6
    assert counts.passed > 0


def test_every_pass_over_a_doubt_has_a_second_person_and_no_other(checkpoint: Demo) -> None:
    decided = [says for _, kind, _, says, _ in told(checkpoint) if kind == "inspection.decided"]
    doubted = [says["decision"] == "pass" and says["verdict"] != "may_pass" for says in decided]
    assert [bool(says["second"]) for says in decided] == doubted
    assert all(says["reasons"] and says["reason"] for says in decided if says["second"])
    assert all(says["reasons"] for says in decided if says["decision"] in {"turn_back", "detain"})


def test_a_truck_that_was_turned_back_came_again_and_passed(checkpoint: Demo) -> None:
    decided = [says for _, kind, _, says, _ in told(checkpoint) if kind == "inspection.decided"]
    by_plate = {
        says["plate"]: [one["decision"] for one in decided if one["plate"] == says["plate"]] for says in decided
    }
    assert ["turn_back", "pass"] in by_plate.values()


def test_officers_relieve_each_other_at_eight_and_at_eight(checkpoint: Demo) -> None:
    handed_over = times(checkpoint, "shift.handed_over")
    assert Counter(moment.hour for moment in handed_over) == {8: 6, 20: 6}
    assert all(0 < moment.minute < 30 for moment in handed_over)


def test_a_checkpoint_is_left_with_a_queue(checkpoint: Demo) -> None:
    waiting = list_open(checkpoint.opening.station, checkpoint.opening.actor, ListOpen()).visits
    states = [State.ARRIVED, State.RECORDED, *[State.ARRIVED] * 4]
    assert [visit.state for visit in waiting] == states
    assert [visit.gross_kg is not None for visit in waiting] == [False, False, False, True, False, False]
    assert [visit.waiting_s // 60 for visit in waiting] == [14, 12, 10, 8, 6, 4]


def test_the_first_of_the_queue_may_pass_with_all_seven_rows(checkpoint: Demo) -> None:
    first = sheets(checkpoint)[0]
    loaded = max(step.kg for step in parse_script(traffic("checkpoint")) if step.verb != "noise" and step.kg)
    tare = median_tare(load_tares(checkpoint.opening.station.store.read(), first.plate))
    assert first.paper is not None
    assert tare is not None
    computed = {row.row: row for row in first.computed} | {Row.NET: judge_net(first.paper.net, Mass(loaded) - tare)}
    rows = checklist({Row.KIND: Answer(Mark.OK)}, computed)
    assert [row.mark for row in rows] == [Mark.OK] * 7
    assert verdict(rows) is Verdict.MAY_PASS
    assert first.findings == ()


def test_each_of_the_queue_is_another_case(checkpoint: Demo) -> None:
    doubts = [[row.reason for row in one.computed if row.mark in {Mark.WARN, Mark.FAIL}] for one in sheets(checkpoint)]
    assert doubts == [[], ["form.no_record"], ["plate.one_differs"], [], ["form.used_before"], []]
    assert [one.paper is None for one in sheets(checkpoint)] == [False, False, False, True, False, False]
