"""A truck at the gate: begun, recorded by two officers, decided upon, on a real store."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from coalguard.domain.errors import UsageError
from coalguard.domain.findings import Finding, Refused, Severity
from coalguard.domain.identity import EntryKey
from coalguard.domain.inspection import REASONS, Decision, Mark, Row, RowResult, Verdict, rows_facts
from coalguard.domain.journal import Fact, render_instant
from coalguard.domain.ledger import AccountKind
from coalguard.domain.mass import Mass
from coalguard.domain.numbering import PaperKind
from coalguard.domain.roles import Role
from coalguard.domain.visit import State, Step
from coalguard.operations import inspection, keys, shift, visit, weighing
from coalguard.operations.inspection import (
    Answers,
    BeginInspection,
    Begun,
    Decided,
    DecideInspection,
    Recorded,
    RecordInspection,
    Result,
    RowAnswer,
)
from coalguard.operations.setup import StationKind
from coalguard.operations.station import Actor, Second, Station
from coalguard.store.papers import load_form, papers_of
from coalguard.store.people import keep_pin
from coalguard.store.rebuild import rebuild
from coalguard.store.stock import balance, ledger_total, postings_of
from coalguard.store.verify import verify
from coalguard.store.visits import load_visit
from coalguard.trust.chain import DeviceSigner, check_code
from tests.abroad import NOON, Abroad
from tests.market import LEAD as MARKET_LEAD
from tests.market import open_market, receive, sell
from tests.neighbours import FORM, City, Neighbour, code_of, hear, neighbour, pin
from tests.stations import ADMIN, HandClock, bodies, enlist, open_test_station

PLATE, OTHER_PLATE = "甘N8F326", "甘N21587"
LEAD = Second(login=ADMIN, pin="2468")
OFFICERS = ("li", "zhang")
ELSEWHERE = "LX02-260114-0032"
OVER_DOUBT = "correction_supplied"
GOOD = RowAnswer(result=Result.OK)
ABROAD = Abroad()
ALL_GOOD = Answers(form=GOOD, plate=GOOD, report=GOOD, contract=GOOD, kind=GOOD, net=GOOD, destination=GOOD)
SEEN = Answers(kind=GOOD, net=GOOD)
"""What is left to the officers where a form is held here and the plate was typed."""


class Gate(NamedTuple):
    """A gate with an administrator who can confirm, and two officers, of whom the first acts."""

    station: Station
    officer: Actor
    admin: Actor
    clock: HandClock

    def begin(self, plate: str = PLATE, code: str = "", driver: str = "") -> Begun:
        return inspection.begin(self.station, self.officer, BeginInspection(plate=plate, code=code, driver=driver))

    def record(
        self, of: EntryKey, answers: Answers = ALL_GOOD, *, officers: Sequence[str] = OFFICERS, notes: str = ""
    ) -> Recorded:
        request = RecordInspection(visit=str(of), answers=answers, officers=tuple(officers), notes=notes)
        return inspection.record(self.station, self.officer, request)

    def decide(
        self,
        of: EntryKey,
        decision: Decision = Decision.PASS,
        *,
        reasons: Sequence[str] = (),
        reason: str = "",
        second: Second | None = None,
    ) -> Decided:
        request = DecideInspection(
            visit=str(of), decision=decision, reasons=tuple(reasons), reason=reason, second=second
        )
        return inspection.decide(self.station, self.officer, request)

    def let_pass(self, of: EntryKey) -> Decided:
        keep_pin(self.station.store, self.admin.key, LEAD.pin)
        return self.decide(of, reason=OVER_DOUBT, second=LEAD)

    def weigh(self, of: EntryKey, step: weighing.Pass, kg: int) -> None:
        by_hand = weighing.ByHand("演示", self.admin.key)
        weighing.keep(self.station, self.officer, weighing.Taken(of, step, weighing.NO_SCALE, Mass(kg), by_hand))

    def told(self, kind: str) -> list[Mapping[str, Any]]:
        """What every entry of a kind says."""
        entries = (self.station.store.read().entry(key) for key in bodies(self.station))
        return [entry.fact.says for entry in entries if entry.fact.kind == kind]


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Gate]:
    clock = HandClock()
    with open_test_station(tmp_path, StationKind.CHECKPOINT, clock=clock) as (station, admin):
        officer, _ = (enlist(station, login, Role.OFFICER) for login in OFFICERS)
        yield Gate(station, officer, admin, clock)


def hold_form(gate: Gate, plate: str = PLATE, **more: Any) -> tuple[str, str]:
    """A form whose entry this gate holds, as a market would have issued it; its number and its check code."""
    nowhere = str(gate.admin.key)
    says = {
        "visit": nowhere,
        "plate": plate,
        "sale": nowhere,
        "ticket": "GB01-260114-0001",
        "settlement": "JS01-260114-0001",
        "lot": "260114A01",
        "net_kg": 32_420,
        "coal": "无烟2号",
        "report": "R-1",
        "verdict": "pass",
        "values": [{"item": "sulfur", "basis": "d", "value": "0.47", "limit": "1.00"}],
        "destination": "622901",
        "valid_until": render_instant(gate.clock.at.replace(hour=16)),
        "replaces": "",
        **more,
    }
    with gate.station.store.begin() as act:
        issued = act.issue(PaperKind.FORM, "form.issued", says)
    return str(issued.number), check_code(issued.hash)


def make_void(gate: Gate, number: str) -> None:
    form = load_form(gate.station.store.read(), number)
    says = {**form.says, "form": number, "issued": str(form.key), "state": "weighed", "postings": []}
    with gate.station.store.begin() as act:
        act.append(Fact("form.voided", says))


def row_of(rows: Sequence[RowResult], row: Row) -> tuple[Mark, str]:
    """How a row came out, and why."""
    found = next(one for one in rows if one.row is row)
    return found.mark, found.reason


def codes(findings: Sequence[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def refusal(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return codes(refused.value.findings)


# --- beginning --------------------------------------------------------------------------------------------------------


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


# --- recording --------------------------------------------------------------------------------------------------------


def test_a_form_held_here_answers_for_its_rows_and_leaves_the_coal_to_the_eye(gate: Gate) -> None:
    number, code = hold_form(gate)
    begun = gate.begin(code=f"{number} {code}")
    gate.weigh(begun.visit, weighing.Pass.GROSS, 47_860)
    gate.weigh(begun.visit, weighing.Pass.TARE, 15_400)
    recorded = gate.record(begun.visit, SEEN)
    assert {row.row: (row.mark, row.reason) for row in recorded.rows} == {
        Row.FORM: (Mark.OK, "form.confirmed"),
        Row.PLATE: (Mark.OK, "plate.agrees"),
        Row.REPORT: (Mark.OK, "report.vouched"),
        Row.CONTRACT: (Mark.OK, "contract.vouched"),
        Row.KIND: (Mark.OK, "check.seen_ok"),
        Row.NET: (Mark.OK, "net.agrees"),
        Row.DESTINATION: (Mark.OK, "destination.vouched"),
    }
    assert recorded.verdict is Verdict.MAY_PASS
    assert recorded.summary.facts["ok"] == 7
    facts = {row.row: row.facts for row in recorded.rows}
    assert facts[Row.REPORT] == {"number": "R-1", "verdict": "pass", "sulfur": "0.47"}
    assert facts[Row.DESTINATION] == {"destination": "临夏市"}


@pytest.mark.parametrize(
    ("says", "row", "judged"),
    [
        ({"verdict": "borderline"}, Row.REPORT, (Mark.OK, "report.vouched")),
        ({"verdict": "fail"}, Row.REPORT, (Mark.FAIL, "report.vouched_not_passing")),
        ({"verdict": ""}, Row.REPORT, (Mark.PENDING, "check.pending")),
        ({"destination": ""}, Row.DESTINATION, (Mark.PENDING, "check.pending")),
        ({"destination": "629999"}, Row.DESTINATION, (Mark.OK, "destination.vouched")),
        ({"plate": "甘N8F328"}, Row.PLATE, (Mark.WARN, "plate.one_differs")),
        ({"plate": OTHER_PLATE}, Row.PLATE, (Mark.FAIL, "plate.places_differ")),
    ],
)
def test_what_a_held_form_says_is_compared(
    says: dict[str, str], row: Row, judged: tuple[Mark, str], gate: Gate
) -> None:
    number, _ = hold_form(gate, **says)
    assert row_of(gate.begin(code=number).rows, row) == judged


@pytest.mark.parametrize(
    ("shown", "judged"),
    [
        ("{number}", (Mark.WARN, "form.check_code_missing")),
        ("{number} {code}", (Mark.OK, "form.confirmed")),
        ("{number} 2222-2222", (Mark.FAIL, "form.check_code_wrong")),
        ("KK01-000101-0001 {code}", (Mark.OK, "form.confirmed")),  # its date is decoration
        (f"{ELSEWHERE} 7KQ4-M2XD", (Mark.WARN, "form.no_record")),
        ("", (Mark.WARN, "form.code_unread")),
    ],
)
def test_a_form_is_good_where_its_record_is_held_and_confirmed_and_nowhere_else(
    shown: str, judged: tuple[Mark, str], gate: Gate
) -> None:
    number, code = hold_form(gate)
    begun = gate.begin(code=shown.format(number=number, code=code))
    recorded = gate.record(begun.visit)
    assert row_of(recorded.rows, Row.FORM) == judged
    assert (recorded.verdict is Verdict.MAY_PASS) is (judged[0] is Mark.OK)


def test_a_computed_row_is_worsened_but_never_bettered_by_an_answer(gate: Gate) -> None:
    number, _ = hold_form(gate, OTHER_PLATE)
    begun = gate.begin(code=number)
    worse = RowAnswer(result=Result.FAIL, observed="合同是复印件")
    recorded = gate.record(begun.visit, Answers(plate=GOOD, contract=worse))
    assert row_of(recorded.rows, Row.PLATE) == (Mark.FAIL, "plate.places_differ")
    assert row_of(recorded.rows, Row.CONTRACT) == (Mark.FAIL, "check.seen_fail")
    assert recorded.verdict is Verdict.MAY_NOT_PASS
    assert recorded.preselected == ("contract_missing", "truck_mismatch")


def test_a_net_mass_by_an_earlier_tare_counts_and_one_without_any_tare_is_a_doubt(gate: Gate) -> None:
    number, _ = hold_form(gate)
    begun = gate.begin(code=number)
    assert row_of(begun.rows, Row.NET) == (Mark.PENDING, "check.pending")
    gate.weigh(begun.visit, weighing.Pass.GROSS, 47_860)
    assert row_of(gate.record(begun.visit).rows, Row.NET) == (Mark.WARN, "net.tare_unknown")
    gate.decide(begun.visit, Decision.NOT_COAL)
    empty = gate.begin().visit
    gate.weigh(empty, weighing.Pass.TARE, 13_400)
    gate.decide(empty, Decision.NOT_COAL)
    again = gate.begin(code=number).visit
    gate.weigh(again, weighing.Pass.GROSS, 47_860)
    row = next(row for row in gate.record(again).rows if row.row is Row.NET)
    assert (row.mark, row.reason, row.facts["tare_kg"], row.facts["tare_stored"]) == (
        Mark.FAIL,
        "net.differs_much",
        13_400,
        True,
    )


def test_an_overloaded_truck_is_reported_and_not_stopped(gate: Gate) -> None:
    with gate.station.store.begin() as act:
        known = {
            "plate": PLATE,
            "axles": 4,
            "combination": False,
            "single_drive": False,
            "colour": "",
            "rated_kg": None,
        }
        act.append(Fact("vehicle.registered", known))
    begun = gate.begin()
    assert begun.findings == ()
    gate.weigh(begun.visit, weighing.Pass.GROSS, 47_860)
    recorded = gate.record(begun.visit)
    heavy = recorded.findings[-1]
    assert (heavy.code, heavy.severity, heavy.facts["over_kg"]) == ("vehicle.overload", Severity.WARN, 16_860)
    assert codes(gate.let_pass(begun.visit).findings) == ["vehicle.overload"]
    (decided,) = gate.told("inspection.decided")
    assert decided["overload"] == [{"axles": 4, "gross_kg": 47_860, "limit_kg": 31_000, "over_kg": 16_860}]


@pytest.mark.parametrize(
    ("officers", "said"),
    [
        ((), ["inspection.officers_two"]),
        (("li",), ["inspection.officers_two"]),
        (("li", "li"), ["inspection.officers_two"]),
        (("li", "nobody"), ["staff.unknown"]),
        (("li", "wu"), ["inspection.officer_not_entitled"]),
        (("wu",), ["inspection.officers_two", "inspection.officer_not_entitled"]),
    ],
)
def test_a_record_needs_two_officers_who_may_inspect(officers: Sequence[str], said: list[str], gate: Gate) -> None:
    enlist(gate.station, "wu", Role.CLERK)
    of = gate.begin().visit
    with pytest.raises(Refused) as refused:
        gate.record(of, officers=officers)
    assert refusal(refused) == said


def test_officers_are_named_by_login_or_id_and_kept_by_id(gate: Gate) -> None:
    of = gate.begin().visit
    gate.record(of, officers=(str(gate.officer.key), ADMIN))
    (recorded,) = gate.told("inspection.recorded")
    assert recorded["officers"] == [str(gate.officer.key), str(gate.admin.key)]


def test_a_later_record_takes_the_place_of_an_earlier_one(gate: Gate) -> None:
    of = gate.begin().visit
    first = gate.record(of, Answers(plate=GOOD))
    assert (first.verdict, first.summary.facts["pending"]) == (Verdict.PENDING, 6)
    assert gate.record(of).verdict is Verdict.VERIFY
    assert [says["before"] for says in gate.told("inspection.recorded")] == [False, True]
    assert gate.let_pass(of).state is State.RELEASED


def test_next_steps_forbid_what_is_incomplete_and_warn_of_what_a_decision_must_bring(gate: Gate) -> None:
    of = gate.begin().visit
    steps = {step.step: step for step in gate.record(of, Answers(plate=GOOD)).next_steps}
    assert not steps[Step.PASS].allowed
    assert not steps[Step.TURN_BACK].allowed
    assert steps[Step.NOT_COAL].allowed
    steps = {step.step: step for step in gate.record(of).next_steps}
    assert steps[Step.PASS].allowed
    assert codes(steps[Step.PASS].findings) == ["inspection.second_needed", "inspection.reason_needed"]
    assert codes(steps[Step.TURN_BACK].findings) == ["inspection.reasons_missing"]


@pytest.mark.parametrize(
    "text",
    ["司机电话13812345678", "138 1234 5678", "+86 138-1234-5678", "622901198001010017", "６２２９０１ 19800101 001x"],
)
def test_a_number_of_a_person_is_kept_out_of_every_free_text(text: str, gate: Gate) -> None:
    of = gate.begin().visit
    gate.record(of, notes="篷布覆盖不严 2601140032 47860")
    answers = Answers(form=RowAnswer(result=Result.FAIL, observed=text))
    with pytest.raises(Refused) as refused:
        gate.record(of, answers, notes=text)
    assert [(one.code, one.facts) for one in refused.value.findings] == [
        ("notes.personal", {"field": "notes"}),
        ("notes.personal", {"field": "answers.form"}),
    ]
    with pytest.raises(Refused) as again:
        gate.decide(of, Decision.NOT_COAL, reason=text)
    assert refusal(again) == ["notes.personal"]


# --- recording by a code alone ----------------------------------------------------------------------------------------


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


def test_a_code_of_the_own_market_finds_its_record(tmp_path: Path) -> None:
    with open_market(tmp_path) as market:
        sold = sell(market, receive(market).lot, 10_000, plate=PLATE)
        officer = enlist(market.station, "li", Role.OFFICER)
        begun = inspection.begin(market.station, officer, BeginInspection(plate=PLATE, code=sold.code))
        assert [row.reason for row in begun.rows if row.mark is Mark.OK] == [
            "form.verified",
            "plate.agrees",
            "report.vouched",
            "contract.vouched",
            "destination.vouched",
        ]
        request = RecordInspection(visit=str(begun.visit), answers=SEEN, officers=("li", "lead"))
        inspection.record(market.station, officer, request)
        passed = DecideInspection(visit=str(begun.visit), decision=Decision.PASS)
        assert inspection.decide(market.station, officer, passed).form_state == "redeemed"
        assert load_form(market.station.store.read(), str(sold.number)).kept == "redeemed"
        assert verify(market.station.store).whole


# --- deciding ---------------------------------------------------------------------------------------------------------


def test_a_compliant_truck_passes_and_its_form_is_redeemed(gate: Gate) -> None:
    number, code = hold_form(gate)
    of = gate.begin(code=f"{number} {code}").visit
    gate.record(of, SEEN)
    passed = gate.decide(of)
    assert (passed.state, passed.form_state, passed.paper) == (State.RELEASED, "redeemed", PaperKind.RELEASE)
    assert str(passed.slip) == "CF01-260114-0001"
    reader = gate.station.store.read()
    assert load_form(reader, number).kept == "redeemed"
    assert load_visit(reader, str(of)).state is State.RELEASED
    assert [paper.number for paper in papers_of(reader, of)] == [str(passed.slip)]
    assert [reader.entry(key).fact.kind for key in bodies(gate.station)][-3:] == [
        "inspection.decided",
        "form.redeemed",
        "release.issued",
    ]
    (decided,) = gate.told("inspection.decided")
    assert (decided["second"], decided["reasons"], decided["verdict"]) == ("", [], "may_pass")


def test_over_a_doubt_a_truck_passes_with_a_reason_and_a_second_person(gate: Gate) -> None:
    number, _ = hold_form(gate)
    of = gate.begin(code=number).visit
    gate.record(of, SEEN)
    with pytest.raises(Refused) as refused:
        gate.decide(of)
    assert refusal(refused) == ["inspection.second_needed", "inspection.reason_needed"]
    assert gate.let_pass(of).form_state == "redeemed"
    (decided,) = gate.told("inspection.decided")
    assert (decided["second"], decided["reasons"], decided["verdict"]) == (str(gate.admin.key), [OVER_DOUBT], "verify")


def test_the_second_person_is_never_the_actor_and_must_be_entitled(gate: Gate) -> None:
    of = gate.begin().visit
    gate.record(of)
    keep_pin(gate.station.store, gate.officer.key, "1111")
    with pytest.raises(Refused) as refused:
        gate.decide(of, reason=OVER_DOUBT, second=Second(login="li", pin="1111"))
    assert refusal(refused) == ["second.is_actor", "second.not_entitled"]


def test_a_form_used_once_fails_at_the_next_gate_visit_and_is_not_redeemed_again(gate: Gate) -> None:
    number, code = hold_form(gate)
    for shown in (f"{number} {code}", ELSEWHERE):
        first = gate.begin(code=shown).visit
        gate.record(first)
        gate.let_pass(first)
        second = gate.begin(code=shown.replace("260114", "260115")).visit
        recorded = gate.record(second)
        assert row_of(recorded.rows, Row.FORM) == (Mark.FAIL, "form.used_before")
        assert recorded.verdict is Verdict.MAY_NOT_PASS
        assert gate.let_pass(second).form_state == "redeemed"
    assert [says["form"] for says in gate.told("form.redeemed")] == [number, ELSEWHERE]
    assert [bool(says["issued"]) for says in gate.told("form.redeemed")] == [True, False]


def test_a_void_form_fails_and_stays_void(gate: Gate) -> None:
    number, code = hold_form(gate)
    make_void(gate, number)
    of = gate.begin(code=f"{number} {code}").visit
    assert row_of(gate.record(of).rows, Row.FORM) == (Mark.FAIL, "form.not_valid")
    assert gate.let_pass(of).form_state == "void"
    assert gate.told("form.redeemed") == []


def test_a_form_that_ran_out_fails_and_is_redeemed_where_the_truck_passes_all_the_same(gate: Gate) -> None:
    number, code = hold_form(gate)
    gate.clock.wait(hours=13)
    of = gate.begin(code=f"{number} {code}").visit
    row = next(row for row in gate.record(of).rows if row.row is Row.FORM)
    assert (row.reason, row.facts["state"]) == ("form.not_valid", "expired")
    assert gate.let_pass(of).form_state == "redeemed"


def test_a_truck_is_turned_back_with_its_reasons_and_what_puts_them_right(gate: Gate) -> None:
    number, _ = hold_form(gate)
    of = gate.begin(code=number).visit
    gate.record(of)
    with pytest.raises(Refused) as refused:
        gate.decide(of, Decision.TURN_BACK)
    assert refusal(refused) == ["inspection.reasons_missing"]
    refused_truck = gate.decide(of, Decision.TURN_BACK, reasons=("form_invalid",), reason="overload_noted")
    assert (refused_truck.state, refused_truck.form_state) == (State.TURNED_BACK, "issued")
    assert refused_truck.slip is not None
    assert refused_truck.slip.prefix == "QF01"
    assert codes(refused_truck.remedies) == ["remedy.form_invalid", "remedy.overload_noted"]
    (slip,) = gate.told("turn_back.issued")
    assert slip["reasons"] == ["form_invalid", "overload_noted"]
    assert slip["remedies"] == ["remedy.form_invalid", "remedy.overload_noted"]


@pytest.mark.parametrize(
    ("decision", "reasons", "reason", "kept", "words"),
    [
        (Decision.TURN_BACK, (), "篷布没有盖", ["other"], "篷布没有盖"),
        (Decision.TURN_BACK, ("form_invalid",), "司机称未开具", ["form_invalid"], "司机称未开具"),
        (Decision.DETAIN, ("bituminous",), "bituminous", ["bituminous"], ""),
        (Decision.NOT_COAL, (), "拉砖", [], "拉砖"),
        (Decision.NOT_COAL, ("empty_truck",), "", ["empty_truck"], ""),
    ],
)
def test_a_reason_is_a_code_or_words_that_go_with_the_decision(
    decision: Decision, reasons: Sequence[str], reason: str, kept: list[str], words: str, gate: Gate
) -> None:
    of = gate.begin().visit
    gate.record(of)
    gate.decide(of, decision, reasons=reasons, reason=reason)
    (decided,) = gate.told("inspection.decided")
    assert (decided["reasons"], decided["reason"]) == (kept, words)


def test_a_reason_of_another_decision_is_refused(gate: Gate) -> None:
    of = gate.begin().visit
    gate.record(of)
    with pytest.raises(Refused) as refused:
        gate.decide(of, Decision.TURN_BACK, reason="bituminous")
    assert refusal(refused) == ["inspection.reason_unknown"]


@pytest.mark.parametrize("tare_kg", [None, 15_400])
def test_a_detained_load_is_seized_in_the_ledger_where_its_mass_is_known(tare_kg: int | None, gate: Gate) -> None:
    of = gate.begin().visit
    gate.record(of)
    gate.weigh(of, weighing.Pass.GROSS, 47_860)
    if tare_kg:
        gate.weigh(of, weighing.Pass.TARE, tare_kg)
    detained = gate.decide(of, Decision.DETAIN, reasons=("bituminous",))
    assert (detained.state, detained.paper) == (State.HANDED_OVER, PaperKind.HAND_OVER)
    reader = gate.station.store.read()
    (paper,) = papers_of(reader, of)
    moved = {(one.account, one.owner): one.mass.kg for one in postings_of(reader, paper.key)}
    seized = {("supplier", ""): -32_460, ("seized", str(of)): 32_460}
    assert moved == (seized if tare_kg else {})
    assert balance(reader, AccountKind.SEIZED, str(of)).kg == (32_460 if tare_kg else 0)
    assert ledger_total(reader).kg == 0


def test_a_truck_without_coal_takes_two_keys_and_no_paper(gate: Gate) -> None:
    gone = gate.decide(gate.begin().visit, Decision.NOT_COAL)
    assert (gone.state, gone.slip, gone.paper, gone.form_state) == (State.NOT_COAL, None, None, "")
    (decided,) = gate.told("inspection.decided")
    assert (decided["recorded"], decided["verdict"], decided["officers"]) == (False, "", [])


@pytest.mark.parametrize("decision", [Decision.PASS, Decision.TURN_BACK, Decision.DETAIN])
def test_an_incomplete_checklist_allows_no_decision(decision: Decision, gate: Gate) -> None:
    of = gate.begin().visit
    reason = REASONS[decision][0]
    with pytest.raises(Refused) as refused:
        gate.decide(of, decision, reason=reason)
    assert refused.value.code == "inspection.incomplete"
    gate.record(of, Answers(plate=GOOD, kind=GOOD))
    with pytest.raises(Refused) as again:
        gate.decide(of, decision, reason=reason)
    assert (again.value.code, again.value.facts["count"]) == ("inspection.incomplete", 5)


def test_a_weight_taken_after_the_record_counts_at_the_decision(gate: Gate) -> None:
    number, _ = hold_form(gate)
    of = gate.begin(code=number).visit
    assert row_of(gate.record(of, SEEN).rows, Row.NET) == (Mark.OK, "check.seen_ok")
    gate.weigh(of, weighing.Pass.GROSS, 55_000)
    gate.weigh(of, weighing.Pass.TARE, 15_400)
    gate.decide(of, Decision.TURN_BACK, reasons=("truck_mismatch",))
    (decided,) = gate.told("inspection.decided")
    rows = {row["row"]: row["mark"] for row in decided["rows"]}
    assert (rows["net"], decided["verdict"]) == ("fail", "may_not_pass")


def test_a_truck_is_decided_upon_once(gate: Gate) -> None:
    of = gate.begin().visit
    gate.decide(of, Decision.NOT_COAL)
    for deed in (lambda: gate.decide(of), lambda: gate.record(of)):
        with pytest.raises(Refused) as refused:
            deed()
        assert refusal(refused) == ["visit.step_not_allowed"]


def test_a_truck_that_came_to_buy_is_not_inspected(gate: Gate) -> None:
    request = visit.BeginSale(plate=PLATE, coal="无烟2号")
    of = visit.begin_sale(gate.station, gate.officer, request).visit
    for deed in (lambda: gate.decide(of), lambda: gate.record(of)):
        with pytest.raises(Refused) as refused:
            deed()
        assert refusal(refused) == ["visit.step_not_allowed"]


def test_no_entry_holds_a_name(gate: Gate) -> None:
    of = gate.begin(driver="马演示司机").visit
    gate.record(of)
    gate.let_pass(of)
    again = gate.begin(driver="马演示司机").visit
    assert len(gate.told("driver.registered")) == 1
    gate.decide(again, Decision.NOT_COAL)
    written = "".join(bodies(gate.station).values())
    assert not [name for name in ("马演示司机", "演示li", "演示zhang") if name in written]


def test_rows_read_back_from_the_entry_are_those_that_were_told(gate: Gate) -> None:
    number, code = hold_form(gate)
    recorded = gate.record(gate.begin(code=f"{number} {code}").visit)
    (says,) = gate.told("inspection.recorded")
    assert says["rows"] == list(rows_facts(recorded.rows))


def test_a_form_that_the_own_market_sold_is_compared_with_all_it_says(tmp_path: Path) -> None:
    with open_market(tmp_path) as market:
        sold = sell(market, receive(market).lot, 10_000, plate=PLATE)
        officer = enlist(market.station, "li", Role.OFFICER)
        begin = BeginInspection(plate=PLATE, code=f"{sold.number} {sold.check_code}")
        of = inspection.begin(market.station, officer, begin).visit
        request = RecordInspection(visit=str(of), answers=SEEN, officers=("li", "lead"))
        recorded = inspection.record(market.station, officer, request)
    assert [row.reason for row in recorded.rows if row.computed] == [
        "form.confirmed",
        "plate.agrees",
        "report.vouched",
        "contract.vouched",
        "destination.vouched",
    ]


def test_a_shift_of_decisions_ties_verifies_and_can_be_folded_anew(tmp_path: Path) -> None:
    with open_market(tmp_path) as market:
        sold = sell(market, receive(market).lot, 10_000, plate=PLATE)
        enlist(market.station, "li", Role.OFFICER)
        officer = enlist(market.station, "zhang", Role.OFFICER)
        gate = Gate(market.station, officer, market.clerk, HandClock())
        for decision, code in (
            (Decision.PASS, str(sold.number)),
            (Decision.TURN_BACK, ELSEWHERE),
            (Decision.DETAIN, ""),
        ):
            of = gate.begin(code=code, driver="马演示司机").visit
            gate.record(of)
            gate.weigh(of, weighing.Pass.GROSS, 47_860)
            gate.weigh(of, weighing.Pass.TARE, 15_400)
            gate.decide(of, decision, reason="other", second=MARKET_LEAD)
        gate.decide(gate.begin().visit, Decision.NOT_COAL)
        sheet = shift.close_shift(market.station, market.clerk, shift.CloseShift())
        assert (sheet.ties, sheet.findings) == (True, ())
        verification = verify(market.station.store)
        assert [one.details for one in verification.invariants if one.details] == []
        assert rebuild(market.station.store, check_only=True) == []


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
