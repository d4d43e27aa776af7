"""Coal comes in against contract and report; what lacks a paper waits."""

import pytest

from coalguard.domain.findings import Refused
from coalguard.operations import form, lot, visit
from coalguard.operations.weighing import Pass
from tests import market as at
from tests.market import Market


def codes(findings: object) -> list[str]:
    return [finding.code for finding in findings]  # type: ignore[attr-defined]  # any findings


def complete(market: Market, of: str, *, contract: str = "", report: str = "") -> lot.LotState:
    return lot.complete(market.station, market.clerk, lot.CompleteLot(lot=of, contract=contract, report=report))


def test_a_load_with_both_papers_is_received_with_two_numbers_and_postings_that_sum_to_zero(market: Market) -> None:
    received = at.receive(market)

    assert received.net.kg == 34_140
    assert received.number.prefix == "JH01"
    assert received.ticket.prefix == "GB01"
    assert received.lot.endswith("A01")
    assert received.incomplete == ()
    assert sum(posting.mass.kg for posting in received.ledger) == 0


def test_a_load_without_contract_or_report_waits_for_both(market: Market) -> None:
    received = at.receive(market, contract="", report="")

    assert received.incomplete == ("contract", "report")
    with pytest.raises(Refused) as refused:
        at.sell(market, received.lot)
    assert refused.value.code == "lot.incomplete"


def test_a_completed_lot_is_sold(market: Market) -> None:
    received = at.receive(market, contract="", report="")

    assert complete(market, received.lot, contract="HT-1").incomplete == ("report",)
    state = complete(market, received.lot, report="R-1")

    assert (state.incomplete, state.verdict) == ((), "pass")
    assert at.sell(market, received.lot).net.kg == 10_000


def test_a_failing_report_freezes_the_lot(market: Market) -> None:
    assert at.enter_report(market, "R-2", 500_000, at.SULFUR).verdict == "fail"

    received = at.receive(market, report="R-2")

    assert (received.incomplete, codes(received.findings)) == (("report",), ["report.not_passing"])
    with pytest.raises(Refused) as refused:
        at.sell(market, received.lot)
    assert codes(refused.value.findings)[:2] == ["lot.incomplete", "lot.frozen"]
    with pytest.raises(Refused) as again:
        complete(market, received.lot, report="R-1")
    assert again.value.code == "lot.frozen"


def test_a_report_covers_no_more_than_its_tonnes(market: Market) -> None:
    at.enter_report(market, "R-3", 40_000)

    first = at.receive(market, 34_140, report="R-3")
    second = at.receive(market, 34_140, report="R-3")

    assert first.incomplete == ()
    assert (second.incomplete, codes(second.findings)) == (("report",), ["report.exceeded"])


@pytest.mark.parametrize(("kg", "said"), [(34_140, ()), (34_310, ()), (34_320, ("inbound.declared_differs",))])
def test_a_load_that_differs_from_the_suppliers_weight_is_told(market: Market, kg: int, said: tuple[str, ...]) -> None:
    request = visit.ArriveInbound(
        plate=at.PLATE, supplier=market.supplier, contract="HT-1", report="R-1", declared_kg=34_140
    )
    of = str(visit.arrive(market.station, market.clerk, request).visit)
    at.weigh(market, of, Pass.GROSS, 15_840 + kg)
    at.weigh(market, of, Pass.TARE, 15_840)

    received = lot.receive(market.station, market.clerk, lot.Receive(visit=of, yard="1号堆"))

    assert tuple(codes(received.findings)) == said


def test_a_contract_that_ended_or_is_used_up_is_told(market: Market) -> None:
    at.enter_contract(market, "HT-2", 500_000, until="2020-01-01")
    at.enter_contract(market, "HT-3", 10_000)

    assert codes(at.receive(market, contract="HT-2").findings) == ["contract.ended"]
    exceeded = at.receive(market, contract="HT-3")

    assert (exceeded.incomplete, codes(exceeded.findings)) == ((), ["contract.exceeded"])


def test_a_second_load_of_the_same_coal_goes_into_the_same_lot(market: Market) -> None:
    first = at.receive(market)
    of = at.arrive(market)
    at.weigh(market, of, Pass.GROSS, 40_000)
    at.weigh(market, of, Pass.TARE, 15_000)

    second = lot.receive(market.station, market.clerk, lot.Receive(visit=of, yard="1号堆", lot=first.lot))

    assert second.lot == first.lot
    assert str(second.number).endswith("0002")


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({}, "lot.nothing_brought"),
        ({"contract": "HT-1"}, "lot.not_lacking"),
        ({"report": "R-1"}, "lot.not_lacking"),
    ],
)
def test_what_is_not_missing_is_not_brought(market: Market, wanted: dict[str, str], code: str) -> None:
    received = at.receive(market)

    with pytest.raises(Refused) as refused:
        complete(market, received.lot, **wanted)

    assert refused.value.code == code


def test_an_expired_contract_completes_nothing(market: Market) -> None:
    at.enter_contract(market, "HT-2", 500_000, until="2020-01-01")
    received = at.receive(market, contract="")

    with pytest.raises(Refused) as refused:
        complete(market, received.lot, contract="HT-2")

    assert refused.value.code == "contract.ended"


def test_a_load_is_received_only_when_weighed_twice(market: Market) -> None:
    of = at.arrive(market)

    with pytest.raises(Refused) as refused:
        lot.receive(market.station, market.clerk, lot.Receive(visit=of, yard="1号堆"))

    assert refused.value.code == "visit.step_not_allowed"


@pytest.mark.parametrize(
    ("where", "code"),
    [({"yard": "9号堆"}, "yard.unknown"), ({"yard": "1号堆", "lot": "260101A09"}, "lot.unknown")],
)
def test_an_unknown_yard_or_lot_is_refused_and_the_load_received_after_all(
    market: Market, where: dict[str, str], code: str
) -> None:
    of = at.arrive(market)
    at.weigh(market, of, Pass.GROSS, 40_000)
    at.weigh(market, of, Pass.TARE, 15_000)

    with pytest.raises(Refused) as refused:
        lot.receive(market.station, market.clerk, lot.Receive(visit=of, **where))

    assert refused.value.code == code
    assert lot.receive(market.station, market.clerk, lot.Receive(visit=of, yard="1号堆")).net.kg == 25_000


def test_nothing_is_written_where_a_sale_is_refused(market: Market) -> None:
    received = at.receive(market, report="")
    of = at.load_up(market)
    before = market.station.store.head

    with pytest.raises(Refused):
        form.issue(
            market.station,
            market.clerk,
            form.IssueForm(visit=of, buyer=market.buyer, lot=received.lot, price_fen_per_t=1),
        )

    assert market.station.store.head == before


def test_a_contract_and_a_report_are_found_however_their_number_is_typed(market: Market) -> None:
    received = at.receive(market, contract="ｈｔ-1 ", report=" r－1")

    assert received.incomplete == ()
