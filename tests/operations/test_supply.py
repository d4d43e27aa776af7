"""Supply: what a load may be received on is listed with what is left of it, and an inbound truck is shown whole."""

from pathlib import Path

from coalguard.domain.assay import Basis, Item
from coalguard.domain.mass import Mass
from coalguard.domain.registry import SupplierKind
from coalguard.domain.weighing import Origin
from coalguard.operations import lot, register, supply, weighing
from coalguard.operations.quality import JudgeValues, Value, judge
from tests import market as at
from tests.market import Market, open_market


def listed(market: Market) -> supply.Supply:
    return supply.list_supply(market.station, market.clerk, supply.ListSupply())


def test_a_load_is_drawn_from_its_contract_and_its_report(tmp_path: Path) -> None:
    with open_market(tmp_path) as market:
        received = at.receive(market, 34_140)
        found = listed(market)
        assert [(one.number, one.left) for one in found.contracts] == [("HT-1", Mass(165_860))]
        assert [(one.number, one.left, one.verdict) for one in found.reports] == [("R-1", Mass(465_860), "pass")]
        assert [one.name for one in found.suppliers] == ["演示煤矿"]
        assert [one.name for one in found.yards] == ["1号堆"]
        assert found.laboratories == ("演示检测所",)
        assert [(one.lot, one.stock, one.missing, one.loads) for one in found.lots] == [
            (received.lot, Mass(34_140), (), 1)
        ]


def test_what_is_used_up_or_ended_is_not_listed(tmp_path: Path) -> None:
    with open_market(tmp_path) as market:
        at.enter_contract(market, "HT-2", 34_140)
        at.receive(market, 34_140, contract="HT-2", report="")
        found = listed(market)
        assert [one.number for one in found.contracts] == ["HT-1"]
        assert found.lots[0].unproved == Mass(34_140)
        assert str(found.lots[0].supplier) == market.supplier


def test_a_lot_of_two_suppliers_has_no_single_one(tmp_path: Path) -> None:
    with open_market(tmp_path) as market:
        received = at.receive(market, contract="", report="")
        other = register.RegisterSupplier(name="演示二矿", kind=SupplierKind.MINE)
        second = market._replace(supplier=str(register.register_supplier(market.station, market.clerk, other).id))
        of = at.arrive(second, contract="", report="")
        at.weigh(market, of, weighing.Pass.GROSS, 40_000)
        at.weigh(market, of, weighing.Pass.TARE, 15_000)
        lot.receive(market.station, market.clerk, lot.Receive(visit=of, yard="1号堆", lot=received.lot))
        assert listed(market).lots[0].supplier is None


def test_an_inbound_truck_is_shown_with_its_weights(tmp_path: Path) -> None:
    with open_market(tmp_path) as market:
        of = at.arrive(market)
        at.weigh(market, of, weighing.Pass.GROSS, 49_980)
        sheet = supply.show_inbound(market.station, market.clerk, supply.ShowInbound(visit=of))
        assert (sheet.plate, sheet.coal, sheet.supplier, sheet.net) == (at.PLATE, at.COAL, market.supplier, None)
        assert [(one.step, one.mass, one.origin) for one in sheet.weights] == [("gross", Mass(49_980), Origin.TYPED)]
        assert sheet.contract
        assert sheet.report


def test_values_are_judged_without_being_kept(tmp_path: Path) -> None:
    with open_market(tmp_path) as market:
        before = len(listed(market).reports)
        values = (
            Value(item=Item.SULFUR, basis=Basis.D, value="1.28"),
            Value(item=Item.VOLATILE, basis=Basis.DAF, value="1042"),
        )
        judged = judge(market.station, market.clerk, JudgeValues(coal=at.COAL, values=values))
        assert judged.verdict == "fail"
        assert [(one.item, one.holds) for one in judged.judged] == [(Item.SULFUR, False)]
        assert [(one.item, one.finding.facts["hint"]) for one in judged.unreadable] == [(Item.VOLATILE, "10.42")]
        assert [one.item for one in judged.limits] == [Item.VOLATILE, Item.SULFUR, Item.ASH]
        assert len(listed(market).reports) == before


def test_the_course_of_a_supplier_is_its_last_six_reports_as_they_were_judged(tmp_path: Path) -> None:
    with open_market(tmp_path) as market:
        for number in range(6):
            at.enter_report(market, f"ZJ-{number}", 1_000, at.SULFUR if number == 4 else at.GOOD)
        asked = supply.ShowCourse(supplier=market.supplier, item=Item.SULFUR)
        course = supply.show_course(market.station, market.clerk, asked)
        assert [point.holds for point in course.points] == [True, True, True, True, False, True]
        assert [f"{point.value} {point.limit}" for point in course.points][3:] == [
            "0.47 1.00",
            "1.01 1.00",
            "0.47 1.00",
        ]
        assert {point.day for point in course.points} == {"2026-01-03"}
