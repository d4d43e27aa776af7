"""A code alone: what a form says of itself at a gate that never heard of it."""

from datetime import timedelta
from typing import Any

import pytest

from coalguard.domain.findings import Refused
from coalguard.domain.inspection import Decision, Mark, Row, Verdict
from coalguard.domain.journal import render_instant
from coalguard.domain.visit import Step
from coalguard.operations import keys, weighing
from coalguard.operations.inspection import (
    Answers,
)
from coalguard.store.verify import verify
from coalguard.trust.chain import DeviceSigner
from tests.abroad import NOON, Abroad
from tests.neighbours import FORM, City, Neighbour, code_of, hear, neighbour, pin
from tests.operations.inspection.gate import ABROAD, ELSEWHERE, GOOD, PLATE, Gate, refusal, row_of


@pytest.fixture
def trusting(gate: Gate) -> Gate:
    """The gate with the key of the market elsewhere, whose forms it has never heard of."""
    keys.import_keys(gate.station, gate.admin, keys.ImportKeys(text=ABROAD.bundle()))
    return gate


def test_a_form_of_a_market_that_is_trusted_answers_for_itself(trusting: Gate) -> None:
    begun = trusting.begin(plate="", code=ABROAD.paper())
    assert begun.plate.text == PLATE
    assert row_of(begun.rows, Row.PLATE) == (Mark.PENDING, "plate.not_compared")
    trusting.decide(begun.visit, Decision.NOT_COAL)
    of = trusting.begin(code=ABROAD.paper()).visit
    trusting.weigh(of, weighing.Pass.GROSS, 47_860)
    trusting.weigh(of, weighing.Pass.TARE, 15_400)
    recorded = trusting.record(of, Answers(kind=GOOD))
    assert {row.row: (row.mark, row.reason) for row in recorded.rows} == {
        Row.FORM: (Mark.OK, "form.verified"),
        Row.PLATE: (Mark.OK, "plate.agrees"),
        Row.REPORT: (Mark.OK, "report.signed"),
        Row.CONTRACT: (Mark.OK, "contract.vouched"),
        Row.KIND: (Mark.OK, "check.seen_ok"),
        Row.NET: (Mark.OK, "net.agrees"),
        Row.DESTINATION: (Mark.OK, "destination.vouched"),
    }
    facts = {row.row: row.facts for row in recorded.rows}
    assert facts[Row.FORM] == {"number": ELSEWHERE, "heard_until": render_instant(trusting.clock.at)}
    signed = {"number": "", "verdict": "pass", "volatile": "7.98", "sulfur": "0.47", "ash": "18.70"}
    assert facts[Row.REPORT] == signed
    assert recorded.verdict is Verdict.MAY_PASS
    assert trusting.decide(of).form_state == "redeemed"
    (redeemed,) = trusting.told("form.redeemed")
    assert (redeemed["form"], redeemed["issued"], redeemed["key_id"]) == (ELSEWHERE, "", ABROAD.signer.key_id)


def test_the_kind_of_coal_is_read_from_the_code(trusting: Gate) -> None:
    rows = trusting.begin(code=ABROAD.paper()).rows
    assert next(row for row in rows if row.row is Row.KIND).facts == {"coal": "无烟2号"}


def test_a_code_that_was_used_here_fails_whatever_part_shows_it(trusting: Gate) -> None:
    of = trusting.begin(code=ABROAD.paper()).visit
    trusting.record(of)
    trusting.decide(of)
    for shown in (ABROAD.paper(), ABROAD.paper(part=3), f"{ELSEWHERE} 2222-2222"):
        again = trusting.begin(code=shown)
        assert row_of(again.rows, Row.FORM) == (Mark.FAIL, "form.used_before")
        trusting.decide(again.visit, Decision.NOT_COAL)
    stranger = Abroad(signer=DeviceSigner(bytes(32)))
    assert row_of(trusting.begin(code=stranger.paper()).rows, Row.FORM) == (Mark.WARN, "paper.key_unknown")


@pytest.mark.parametrize(
    ("changes", "row", "judged"),
    [
        ({"verdict": "borderline"}, Row.REPORT, (Mark.OK, "report.signed")),
        ({"verdict": "fail"}, Row.REPORT, (Mark.FAIL, "report.signed_not_passing")),
        ({"verdict": "cannot_judge"}, Row.REPORT, (Mark.PENDING, "check.pending")),
        ({"destination": ""}, Row.DESTINATION, (Mark.PENDING, "check.pending")),
        ({"plate": "甘N8F328"}, Row.PLATE, (Mark.WARN, "plate.one_differs")),
        ({"plate": ""}, Row.PLATE, (Mark.PENDING, "plate.not_compared")),
        ({"prefix": "LX03"}, Row.FORM, (Mark.FAIL, "paper.prefix_foreign")),
        (
            {"valid_until": NOON - timedelta(hours=1)},
            Row.FORM,
            (Mark.FAIL, "form.not_valid"),
        ),
        ({"gross_kg": 0}, Row.NET, (Mark.PENDING, "net.not_compared")),
    ],
)
def test_what_a_code_says_is_compared(
    changes: dict[str, Any], row: Row, judged: tuple[Mark, str], trusting: Gate
) -> None:
    of = trusting.begin(code=ABROAD.paper(**changes)).visit
    trusting.weigh(of, weighing.Pass.GROSS, 47_860)
    trusting.weigh(of, weighing.Pass.TARE, 15_400)
    assert row_of(trusting.record(of, Answers()).rows, row) == judged


def test_a_forged_code_is_registered_with_the_plate_that_was_seen_and_burns_no_number(trusting: Gate) -> None:
    forged = f"{ABROAD.paper()[:-1]}{int(ABROAD.paper()[-1]) ^ 1}"
    with pytest.raises(Refused) as refused:
        trusting.begin(plate="", code=forged)
    assert refusal(refused) == ["inspection.plate_missing"]
    of = trusting.begin(code=forged).visit
    recorded = trusting.record(of)
    assert [(row.mark, row.reason) for row in recorded.rows if row.computed] == [(Mark.FAIL, "paper.signature_wrong")]
    assert recorded.preselected == ("form_invalid",)
    assert trusting.let_pass(of).form_state == ""
    assert trusting.told("form.redeemed") == []


def test_a_code_that_can_not_be_read_is_kept_with_the_truck(trusting: Gate) -> None:
    later = "CG1:" + str(int.from_bytes(b"\2" + bytes(112), "big"))
    of = trusting.begin(code=later).visit
    assert row_of(trusting.record(of).rows, Row.FORM) == (Mark.WARN, "paper.version_unknown")
    assert trusting.let_pass(of).form_state == ""
    (opened,) = trusting.told("visit.opened")
    assert (opened["form"], opened["code"]) == ("", "02" + "00" * 112)


def test_a_key_that_comes_between_record_and_decision_counts(gate: Gate) -> None:
    of = gate.begin(code=ABROAD.paper()).visit
    assert row_of(gate.record(of).rows, Row.FORM) == (Mark.WARN, "paper.key_unknown")
    keys.import_keys(gate.station, gate.admin, keys.ImportKeys(text=ABROAD.bundle()))
    assert gate.decide(of).form_state == "redeemed"


def test_an_unknown_key_is_redeemed_over_the_doubt_so_that_its_second_use_is_found(gate: Gate) -> None:
    of = gate.begin(code=ABROAD.paper()).visit
    gate.record(of)
    assert gate.let_pass(of).form_state == "redeemed"
    keys.import_keys(gate.station, gate.admin, keys.ImportKeys(text=ABROAD.bundle()))
    assert row_of(gate.begin(code=ABROAD.paper()).rows, Row.FORM) == (Mark.FAIL, "form.used_before")


def test_a_gate_uses_what_the_city_brought_of_a_market_it_never_met(gate: Gate) -> None:
    city, issuer, other = City(), Neighbour(ABROAD.signer, "LX02", "演示二市场"), neighbour(3)
    city.publish(other)
    city.publish(issuer, kind="market")
    city.write("plate.watched", {"plate": PLATE, "reason": "演示", "until": None})
    issuer.at = gate.clock.at - timedelta(hours=1)
    issued = issuer.write("form.issued", FORM, ELSEWHERE)
    other.at = gate.clock.at - timedelta(hours=2)
    other.write("inspection.decided", {"plate": PLATE, "decision": "turn_back", "reasons": ["form_missing"]})
    pin(gate.station.store, city)
    hear(gate.station.store, city, issuer, other)

    begun = gate.begin(code=code_of(issuer, issued))

    assert [one.code for one in begun.findings][:2] == ["plate.watched", "inspection.returned"]
    (past,) = begun.memory.last_decisions
    assert (past.decision, past.where, past.at) == (Step.TURN_BACK, "KK02 折桥卡口", other.at)
    assert row_of(begun.rows, Row.FORM) == (Mark.OK, "form.verified")
    gate.weigh(begun.visit, weighing.Pass.GROSS, 47_860)
    gate.weigh(begun.visit, weighing.Pass.TARE, 15_400)
    gate.record(begun.visit, Answers(kind=GOOD))
    assert gate.decide(begun.visit).form_state == "redeemed"
    (redeemed,) = gate.told("form.redeemed")
    assert (redeemed["form"], redeemed["issued"]) == (ELSEWHERE, "")
    assert verify(gate.station.store).whole
