"""The papers that trucks show at a checkpoint: most are good, the others wrong in many ways."""

from datetime import datetime, time

from coalguard.domain.identity import CHINA
from tests.operations.demo.lived import Demo, sheets, times, told


def test_most_trucks_pass_on_the_code_of_their_form_alone(checkpoint: Demo) -> None:
    decided = [says for _, kind, _, says, _ in told(checkpoint) if kind == "inspection.decided"]
    with_coal = [says for says in decided if says["decision"] != "not_coal"]
    green = [says for says in with_coal if says["verdict"] == "may_pass" and not says["second"]]
    turned_back = [says for says in with_coal if says["decision"] == "turn_back"]
    assert all(says["decision"] == "pass" for says in green)
    assert len(green) * 10 > len(with_coal) * 6
    assert 5 <= len(with_coal) / len(turned_back) <= 6  # 1 in 5 (`ux.md` §1)


def test_what_is_wrong_with_the_others_is_of_many_kinds(checkpoint: Demo) -> None:
    decided = [says for _, kind, _, says, _ in told(checkpoint) if kind == "inspection.decided"]
    wrong = {row["reason"] for says in decided for row in says["rows"] if row["mark"] in {"warn", "fail"}}
    assert {
        "form.no_record",
        "form.used_before",
        "form.not_valid",
        "plate.one_differs",
        "plate.places_differ",
        "net.differs",
        "net.differs_much",
    } <= wrong
    assert not wrong & {"form.key_unknown", "net.tare_unknown", "form.code_unread"}


def test_no_truck_shows_a_form_that_is_no_longer_good(checkpoint: Demo) -> None:
    arrivals = times(checkpoint, "visit.opened")
    assert 6 <= len([moment for moment in arrivals if moment.hour >= 20]) <= 10
    assert time(8, 30) < min(arrivals) < max(arrivals) < time(23, 30)


def test_a_form_of_the_queue_is_good_beyond_the_night(checkpoint: Demo) -> None:
    (first, *_, last) = (one.paper for one in sheets(checkpoint))
    assert first is not None
    assert last is not None
    assert first.valid_until == last.valid_until == datetime(2026, 1, 16, tzinfo=CHINA)
