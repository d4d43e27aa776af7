"""A truck comes to the gate: by its plate or by the form that it shows."""

import pytest

from coalguard.domain.errors import UsageError
from coalguard.domain.findings import Refused, Severity
from coalguard.domain.inspection import Decision, Mark, Row
from coalguard.domain.numbering import PaperKind
from coalguard.domain.roles import Role
from coalguard.domain.visit import Step
from coalguard.operations import shift
from tests.operations.inspection.gate import (
    ABROAD,
    ELSEWHERE,
    OTHER_PLATE,
    PLATE,
    Gate,
    codes,
    hold_form,
    refusal,
    row_of,
)
from tests.stations import enlist


def test_a_truck_is_begun_by_its_plate_and_may_be_recorded_or_found_not_to_carry_coal(gate: Gate) -> None:
    begun = gate.begin()
    assert begun.plate.text == PLATE
    assert begun.remembered.code == "memory.first_time"
    assert codes(begun.findings) == ["vehicle.axles_missing"]
    allowed = [step.step for step in begun.next_steps if step.allowed]
    assert allowed == [Step.GROSS, Step.TARE, Step.RECORD, Step.NOT_COAL, Step.ABANDON]


def test_a_form_that_is_held_here_brings_the_plate_which_then_is_left_to_the_eye(gate: Gate) -> None:
    number, code = hold_form(gate)
    begun = gate.begin(plate="", code=f" {number.lower()}　 {code[:4]}-{code[4:]} ")
    assert begun.plate.text == PLATE
    assert row_of(begun.rows, Row.PLATE) == (Mark.PENDING, "plate.not_compared")
    assert row_of(gate.record(begun.visit).rows, Row.PLATE) == (Mark.OK, "check.seen_ok")


@pytest.mark.parametrize(
    ("plate", "code", "said"),
    [
        ("", ELSEWHERE, "inspection.plate_missing"),
        (PLATE, "HTTPS://EXAMPLE.CN/V/0123456789", "code.unreadable"),
        (PLATE, "7KQ4-M2XD", "code.unreadable"),
        (PLATE, "GB01-260114-0001", "code.not_form"),
        (PLATE, ABROAD.paper(kind=PaperKind.TICKET, prefix="GB02"), "code.not_form"),
        ("8F32", "", "plate.length"),
    ],
)
def test_what_can_not_be_read_is_refused(plate: str, code: str, said: str, gate: Gate) -> None:
    with pytest.raises(Refused) as refused:
        gate.begin(plate, code)
    assert refused.value.code == said


def test_a_truck_without_plate_and_code_is_no_request(gate: Gate) -> None:
    with pytest.raises(UsageError):
        gate.begin(plate=" ")


def test_a_second_visit_while_one_is_open_is_refused(gate: Gate) -> None:
    gate.begin()
    with pytest.raises(Refused) as refused:
        gate.begin()
    assert refusal(refused) == ["visit.already_open"]


def test_nothing_is_done_without_an_open_shift(gate: Gate) -> None:
    begun = gate.begin()
    gate.record(begun.visit)
    shift.close_shift(gate.station, gate.admin, shift.CloseShift())
    deeds = (
        lambda: gate.begin(OTHER_PLATE),
        lambda: gate.record(begun.visit),
        lambda: gate.decide(begun.visit, Decision.NOT_COAL),
    )
    for deed in deeds:
        with pytest.raises(Refused) as refused:
            deed()
        assert refusal(refused) == ["shift.none_open"]


def test_a_clerk_inspects_nothing(gate: Gate) -> None:
    clerk = gate._replace(officer=enlist(gate.station, "wu", Role.CLERK))
    of = gate.begin().visit
    for deed in (lambda: clerk.begin(OTHER_PLATE), lambda: clerk.record(of), lambda: clerk.decide(of)):
        with pytest.raises(Refused) as refused:
            deed()
        assert refusal(refused) == ["role.missing"]


def test_a_truck_that_was_turned_back_and_comes_again_is_warned_of(gate: Gate) -> None:
    of = gate.begin().visit
    gate.record(of)
    gate.decide(of, Decision.TURN_BACK, reasons=("contract_missing",))
    gate.clock.wait(hours=5)
    begun = gate.begin()
    assert [past.decision for past in begun.memory.last_decisions] == [Step.TURN_BACK]
    returned = begun.findings[0]
    assert (returned.code, returned.severity) == ("inspection.returned", Severity.WARN)
    assert returned.facts == {
        "hours": 5,
        "decision": "turn_back",
        "reasons": "contract_missing",
        "where": "演示checkpoint",
    }
    gate.decide(begun.visit, Decision.NOT_COAL)
    gate.clock.wait(hours=73)
    assert "inspection.returned" not in codes(gate.begin().findings)
