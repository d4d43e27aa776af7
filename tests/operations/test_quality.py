"""Reports are judged once, by the rules of the day, and kept with their verdict."""

import pytest

from coalguard.domain.assay import Basis, Item
from coalguard.domain.findings import Refused
from coalguard.operations import quality
from tests import market as at
from tests.market import Market


def report(market: Market, **changed: object) -> quality.EnterReport:
    said: dict[str, object] = {
        "number": "R-7",
        "laboratory": "演示检测所",
        "supplier": market.supplier,
        "sampled_on": "2026-01-02",
        "reported_on": "2026-01-03",
        "covers_kg": 100_000,
        "coal": at.COAL,
        "values": (
            quality.Value(item=Item.VOLATILE, basis=Basis.DAF, value="9.81"),
            quality.Value(item=Item.SULFUR, basis=Basis.D, value="0.47"),
            quality.Value(item=Item.ASH, basis=Basis.D, value="18.70"),
        ),
    }
    return quality.EnterReport(**{**said, **changed})  # type: ignore[arg-type]  # a table of fields


def test_a_verdict_shows_its_arithmetic_and_its_rule_set(market: Market) -> None:
    kept = at.enter_report(market, "R-2", 100_000, at.SULFUR)

    assert kept.verdict == "fail"
    assert kept.rule_set == market.station.books.rules.version
    (over,) = [judged for judged in kept.judged if not judged.holds]
    assert (over.item, str(over.value), over.converted_from) == ("sulfur", "1.01", "ad")
    assert over.arithmetic.endswith("1.01")


def test_a_verdict_stays_what_it_was(market: Market) -> None:
    kept = at.enter_report(market, "R-2", 100_000)

    said = market.station.store.read().entry(kept.id).fact.says

    assert said["assessment"]["verdict"] == "pass"
    assert said["assessment"]["rule_set"] == kept.rule_set


def test_without_a_basis_nothing_is_judged(market: Market) -> None:
    values = (quality.Value(item=Item.ASH, basis=Basis.NONE, value="18.70"),)

    kept = quality.enter_report(market.station, market.clerk, report(market, values=values))

    assert kept.verdict == "cannot_judge"
    assert kept.findings


@pytest.mark.parametrize("number", ["r-1", "Ｒ－１", " R- 1"])
def test_a_number_that_was_used_before_is_told_however_it_is_typed(market: Market, number: str) -> None:
    again = at.enter_report(market, number, 1_000)

    assert again.number == "R-1"
    assert [finding.code for finding in again.findings] == ["report.number_used"]


def test_a_number_that_was_used_before_is_told(market: Market) -> None:
    quality.enter_report(market.station, market.clerk, report(market))

    again = quality.enter_report(market.station, market.clerk, report(market))

    assert "report.number_used" in [finding.code for finding in again.findings]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"number": ""}, "field.missing"),
        ({"values": ()}, "field.missing"),
        ({"coal": "焦煤"}, "coal.unknown"),
        ({"reported_on": "03.01.2026"}, "date.malformed"),
        ({"reported_on": "2099-01-01"}, "report.reported_after_arrival"),
        ({"supplier": "0000000000000000-1-1"}, "id.unknown"),
        ({"values": (quality.Value(item=Item.VOLATILE, basis=Basis.DAF, value="1242"),)}, "quality.value_range"),
    ],
)
def test_an_impossible_report_is_refused(market: Market, changed: dict[str, object], code: str) -> None:
    before = market.station.store.head

    with pytest.raises(Refused) as refused:
        quality.enter_report(market.station, market.clerk, report(market, **changed))

    assert refused.value.code == code
    assert market.station.store.head == before
