"""A gate on the store of the market that sold: it finds its own records."""

from pathlib import Path

from coalguard.domain.inspection import Decision, Mark
from coalguard.domain.roles import Role
from coalguard.operations import inspection, shift, weighing
from coalguard.operations.inspection import (
    BeginInspection,
    DecideInspection,
    RecordInspection,
)
from coalguard.store.papers import load_form
from coalguard.store.rebuild import rebuild
from coalguard.store.verify import verify
from tests.market import LEAD as MARKET_LEAD
from tests.market import open_market, receive, sell
from tests.operations.inspection.gate import ELSEWHERE, PLATE, SEEN, Gate
from tests.stations import HandClock, enlist


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
