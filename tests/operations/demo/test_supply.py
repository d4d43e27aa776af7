"""What a market was brought: loads of each verdict, and the papers that came late or not at all."""

from collections import Counter

from coalguard.domain.mass import Mass
from coalguard.store.stock import load_lots
from tests.operations.demo.lived import Demo, told


def test_a_market_shows_each_verdict(market: Demo) -> None:
    reports = [says["assessment"] for _, kind, _, says, _ in told(market) if kind == "report.entered"]
    assert Counter(one["verdict"] for one in reports) == {"pass": 5, "fail": 2, "borderline": 1}
    assert any(judged["converted_from"] == "ad" for one in reports for judged in one["judged"])


def test_a_market_holds_what_fails_and_what_lacks_a_report(market: Demo) -> None:
    lots = load_lots(market.opening.station.store.read())
    assert Counter(lot.verdict for lot in lots) == {"pass": 8, "fail": 2, "borderline": 1, None: 1}
    assert [lot.missing for lot in lots if lot.verdict is None] == [("report",)]
    assert all(lot.stock > Mass(0) for lot in lots)


def test_a_load_without_contract_was_completed_later(market: Demo) -> None:
    (completed,) = [says for _, kind, _, says, _ in told(market) if kind == "lot.completed"]
    assert completed["contract"]
    (lot,) = [lot for lot in load_lots(market.opening.station.store.read()) if lot.number == completed["lot"]]
    assert lot.missing == ()
