"""What is looked up at the counter: buyers by a few signs, masked; a truck's sale with its lots and why not."""

from datetime import date

import pytest

from coalguard.domain.findings import Refused
from coalguard.domain.mass import Mass
from coalguard.domain.registry import BuyerKind, PaperKind
from coalguard.domain.visit import Purpose
from coalguard.domain.weighing import Origin
from coalguard.operations import counter, form, register, visit, weighing
from coalguard.operations.quality import ReportKept
from coalguard.pinyin import initials
from tests import market as at
from tests.market import LEAD, Market
from tests.neighbours import City, hear, pin


def found(market: Market, text: str = "") -> list[str]:
    request = counter.FindBuyers(text=text)
    return [one.name for one in counter.find_buyers(market.station, market.clerk, request).buyers]


def outlet(market: Market) -> str:
    agent = register.AgentFields(
        name="王演示",
        document=register.Document(kind=PaperKind.ID_CARD, number="622901188001010025"),
        phone="13912346620",
    )
    request = register.RegisterBuyer(
        kind=BuyerKind.OUTLET, name="南龙演示店", uscc="12622901MB0000000X", agent=agent, town="折桥镇"
    )
    return str(register.register_buyer(market.station, market.clerk, request).id)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ["南龙演示店", "马演示"]),
        ("mys", ["马演示"]),
        ("马", ["马演示"]),
        ("wys", ["南龙演示店"]),
        ("nl", ["南龙演示店"]),
        ("6620", ["南龙演示店"]),
        ("13912346620", ["南龙演示店"]),
        ("0017", ["马演示"]),
        ("0000", ["马演示"]),
        ("001X", []),
        ("662", []),
        ("没有这个人", []),
    ],
)
def test_a_buyer_is_found_by_name_initials_agent_or_the_tail_of_a_number(
    market: Market, text: str, names: list[str]
) -> None:
    outlet(market)
    assert sorted(found(market, text)) == sorted(names)


def test_a_list_masks_telephones_and_papers(market: Market) -> None:
    outlet(market)
    (one,) = counter.find_buyers(market.station, market.clerk, counter.FindBuyers(text="nl")).buyers
    assert (one.phone, one.document, one.agent) == ("139****6620", "622901********0025", "王演示")
    assert (one.loads, one.taken, one.last_at) == (0, Mass(0), None)


def test_names_are_spelled_when_they_are_looked_up_and_not_when_somebody_types(market: Market) -> None:
    outlet(market)
    initials.cache_clear()
    buyers = counter.find_buyers(market.station, market.clerk, counter.FindBuyers()).buyers
    before = initials.cache_info().misses
    assert counter.recalled(buyers, "wys")
    assert initials.cache_info().misses == before > 0


def test_what_was_taken_this_season_counts_without_void_forms_and_the_last_buyer_stands_first(market: Market) -> None:
    outlet(market)
    lot = at.receive(market).lot
    at.sell(market, lot, 10_000)
    void = form.VoidForm(
        number=str(at.sell(market, lot, 5_000, plate="甘N54321").number), reason="打错", parts_back=5, second=LEAD
    )
    form.void(market.station, market.clerk, void)
    first, second = counter.find_buyers(market.station, market.clerk, counter.FindBuyers()).buyers
    assert (first.name, first.loads, first.taken) == ("马演示", 1, Mass(10_000))
    assert first.last_at is not None
    assert second.name == "南龙演示店"


def test_a_buyer_is_shown_whole_for_the_form(market: Market) -> None:
    sheet = counter.show_buyer(market.station, market.clerk, counter.ShowBuyer(buyer=outlet(market)))
    assert (sheet.name, sheet.agent, sheet.phone, sheet.town) == ("南龙演示店", "王演示", "13912346620", "临夏市折桥镇")
    assert sheet.document is not None
    assert sheet.document.number == "622901188001010025"


def test_a_buyer_is_shown_with_what_was_taken_this_season(market: Market) -> None:
    at.sell(market, at.receive(market).lot, 10_000)
    shown = counter.show_buyer(market.station, market.clerk, counter.ShowBuyer(buyer=market.buyer))
    assert (shown.loads, shown.taken) == (1, Mass(10_000))
    assert shown.last_at is not None


def test_a_buyer_that_nobody_registered_is_refused(market: Market) -> None:
    with pytest.raises(Refused, match=r"buyer\.unknown"):
        counter.show_buyer(market.station, market.clerk, counter.ShowBuyer(buyer=market.supplier))


def sheet(market: Market, of: str) -> counter.SaleSheet:
    return counter.show_sale(market.station, market.clerk, counter.ShowSale(visit=of))


def test_a_sale_shows_its_weights_with_moment_and_weigher(market: Market) -> None:
    shown = sheet(market, at.load_up(market, 10_000))
    assert [(one.step, one.mass, one.origin) for one in shown.weights] == [
        ("tare", Mass(5_000), Origin.TYPED),
        ("gross", Mass(15_000), Origin.TYPED),
    ]
    assert (shown.net, shown.purpose, shown.coal) == (Mass(10_000), Purpose.SALE, at.COAL)
    assert shown.weights[0].weigher == "admin"


def test_lots_are_offered_oldest_first_with_values_and_with_what_speaks_against_them(market: Market) -> None:
    good = at.receive(market, 30_000).lot
    bare = at.receive(market, 10_000, plate="甘N00001", contract="").lot
    small = at.receive(market, 2_000, plate="甘N00002").lot
    lots = {one.lot: one for one in sheet(market, at.load_up(market, 10_000)).lots}
    assert list(lots) == [good, bare, small]
    assert (lots[good].against, lots[good].verdict, len(lots[good].values)) == ((), "pass", 3)
    assert [one.code for one in lots[bare].against] == ["lot.incomplete"]
    assert [one.code for one in lots[small].against] == ["stock.insufficient"]


def test_an_empty_lot_is_not_offered_even_before_the_net_is_known(market: Market) -> None:
    lot = at.receive(market, 10_000).lot
    at.sell(market, lot, 10_000)
    begun = visit.begin_sale(market.station, market.clerk, visit.BeginSale(plate="甘N77777", coal=at.COAL))
    (choice,) = sheet(market, str(begun.visit)).lots
    assert [one.code for one in choice.against] == ["stock.insufficient"]


def test_a_lot_without_a_report_has_no_values(market: Market) -> None:
    at.receive(market, 10_000, report="")
    (choice,) = sheet(market, at.load_up(market, 1_000)).lots
    assert (choice.values, choice.verdict) == ((), "")


def test_the_price_and_the_driver_are_those_of_the_last_time(market: Market) -> None:
    lot = at.receive(market).lot
    assert sheet(market, at.load_up(market, 1_000, plate="甘N00009")).price_fen_per_t is None
    request = form.IssueForm(
        visit=at.load_up(market), buyer=market.buyer, lot=lot, price_fen_per_t=86_500, driver="司机演示"
    )
    form.issue(market.station, market.clerk, request)
    shown = sheet(market, at.load_up(market, 2_000))
    assert (shown.price_fen_per_t, shown.driver) == (86_500, "司机演示")


def test_what_was_said_at_the_beginning_stands_before_the_last_time(market: Market) -> None:
    lot = at.receive(market).lot
    at.sell(market, lot, 1_000)
    begun = visit.BeginSale(
        plate="甘N00008", coal=at.COAL, driver="马演示", buyer=market.buyer, lot=lot, price_fen_per_t=90_000
    )
    shown = sheet(market, str(visit.begin_sale(market.station, market.clerk, begun).visit))
    assert (shown.price_fen_per_t, shown.buyer, shown.lot, shown.driver) == (90_000, market.buyer, lot, "马演示")
    assert (shown.net, shown.weights, shown.usual_tare) == (None, (), None)


def test_a_truck_that_was_weighed_empty_before_has_a_usual_tare(market: Market) -> None:
    at.sell(market, at.receive(market).lot, 1_000)
    begun = visit.BeginSale(plate="甘N12345", coal=at.COAL)
    of = str(visit.begin_sale(market.station, market.clerk, begun).visit)
    assert sheet(market, of).usual_tare == Mass(5_000)


def test_a_truck_that_brings_coal_is_shown_as_such(market: Market) -> None:
    of = at.arrive(market)
    at.weigh(market, of, weighing.Pass.GROSS, 50_000)
    shown = sheet(market, of)
    assert (shown.purpose, shown.buyer, shown.lot) == (Purpose.INBOUND, "", "")


def test_a_report_that_fails_keeps_its_lot_frozen(market: Market) -> None:
    kept = at.enter_report(market, "R-2", 100_000, at.SULFUR)
    assert isinstance(kept, ReportKept)
    at.receive(market, 20_000, report="R-2")
    (choice,) = sheet(market, at.load_up(market, 1_000)).lots
    assert "lot.frozen" in [one.code for one in choice.against]


@pytest.mark.parametrize(
    ("day", "begins"),
    [("2026-01-14", "2025-06-01"), ("2025-05-31", "2024-06-01"), ("2025-06-01", "2025-06-01")],
)
def test_a_season_runs_from_june_to_may(day: str, begins: str) -> None:
    assert counter.season_of(date.fromisoformat(day)) == date.fromisoformat(begins)


def test_the_approved_price_stands_beside_the_last_one(market: Market) -> None:
    city, store, of = City(), market.station.store, at.load_up(market)
    show = counter.ShowSale(visit=of)
    assert counter.show_sale(market.station, market.clerk, show).approved_fen_per_t is None
    city.write("price.published", {"coal": "无烟2号", "station": "", "fen_per_t": 98_000, "from": "2020-01-01"})
    pin(store, city)
    hear(store, city)
    assert counter.show_sale(market.station, market.clerk, show).approved_fen_per_t == 98_000
