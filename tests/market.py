"""A market for tests: a station with a shift lead, a supplier, a contract, a passing report, a yard and a buyer.

supplier 演示煤矿 · contract HT-1 over 200 t 无烟2号 · report R-1 over 500 t, passes · yard 1号堆 · buyer 马演示
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from coalguard.clock import Clock
from coalguard.domain.assay import Basis, Item
from coalguard.domain.registry import BuyerKind, PaperKind, SupplierKind
from coalguard.domain.roles import Role
from coalguard.operations import form, lot, quality, register, visit, weighing
from coalguard.operations.station import Actor, Second, Station
from tests.stations import enlist, open_test_station

COAL = "无烟2号"
PLATE = "甘N8F326"
LEAD = Second(login="lead", pin="1234")
GOOD = ("1.62", "18.40", "7.85", "0.46")
"""Mad, Aad, Vad, St,ad of `domain.md` T1."""
SULFUR = ("1.80", "20.10", "8.20", "0.99")
"""T4: fails by sulfur on the dry basis alone."""


class Market(NamedTuple):
    """An open market and what is registered there."""

    station: Station
    clerk: Actor
    supplier: str
    buyer: str


@contextmanager
def open_market(folder: Path, *, clock: Clock | None = None, demo: bool = False) -> Iterator[Market]:
    """A market ready to receive and to sell."""
    with open_test_station(folder, clock=clock, demo=demo) as (station, admin):
        enlist(station, "lead", Role.LEAD, pin=LEAD.pin)
        supplier = register.register_supplier(
            station, admin, register.RegisterSupplier(name="演示煤矿", kind=SupplierKind.MINE)
        ).id
        market = Market(station, admin, str(supplier), "")
        enter_contract(market, "HT-1", 200_000)
        enter_report(market, "R-1", 500_000)
        register.register_yard(station, admin, register.RegisterYard(name="1号堆"))
        document = register.Document(kind=PaperKind.ID_CARD, number="622901188001010017")
        buyer = register.RegisterBuyer(
            kind=BuyerKind.PERSON,
            name="马演示",
            document=document,
            phone="13800000000",
            town="枹罕镇",
            address="示例村1号",
        )
        yield market._replace(buyer=str(register.register_buyer(station, admin, buyer).id))


def enter_contract(market: Market, number: str, kg: int, *, until: str = "2099-12-31") -> str:
    """A contract with the supplier; gives back its id."""
    request = register.RegisterContract(number=number, supplier=market.supplier, coal=COAL, quantity_kg=kg, until=until)
    return str(register.register_contract(market.station, market.clerk, request).id)


def enter_report(market: Market, number: str, covers_kg: int, values: tuple[str, ...] = GOOD) -> quality.ReportKept:
    """A report of the supplier's coal, on the air-dried basis."""
    items = (Item.MOISTURE, Item.ASH, Item.VOLATILE, Item.SULFUR)
    return quality.enter_report(
        market.station,
        market.clerk,
        quality.EnterReport(
            number=number,
            laboratory="演示检测所",
            supplier=market.supplier,
            sampled_on="2026-01-02",
            reported_on="2026-01-03",
            covers_kg=covers_kg,
            coal=COAL,
            values=tuple(
                quality.Value(item=item, basis=Basis.AD, value=value) for item, value in zip(items, values, strict=True)
            ),
        ),
    )


def arrive(market: Market, plate: str = PLATE, *, contract: str = "HT-1", report: str = "R-1") -> str:
    """A loaded truck of the supplier's; gives back its visit."""
    request = visit.ArriveInbound(
        plate=plate, supplier=market.supplier, contract=contract, report=report, coal=COAL, driver="司机演示"
    )
    return str(visit.arrive(market.station, market.clerk, request).visit)


def weigh(market: Market, of: str, step: weighing.Pass, kg: int) -> weighing.Weighed:
    """A weight typed with the shift lead."""
    request = weighing.EnterWeight(step=step, visit=of, kg=kg, reason="仪表送检", second=LEAD)
    return weighing.enter(market.station, market.clerk, request)


def receive(
    market: Market, kg: int = 34_140, *, plate: str = PLATE, contract: str = "HT-1", report: str = "R-1"
) -> lot.Received:
    """A load received into the yard."""
    of = arrive(market, plate, contract=contract, report=report)
    weigh(market, of, weighing.Pass.GROSS, 15_840 + kg)
    weigh(market, of, weighing.Pass.TARE, 15_840)
    return lot.receive(market.station, market.clerk, lot.Receive(visit=of, yard="1号堆"))


def load_up(market: Market, kg: int = 10_000, *, plate: str = "甘N12345", coal: str = COAL) -> str:
    """A truck that came empty and stands loaded on the scale; gives back its visit."""
    of = str(visit.begin_sale(market.station, market.clerk, visit.BeginSale(plate=plate, coal=coal)).visit)
    weigh(market, of, weighing.Pass.TARE, 5_000)
    weigh(market, of, weighing.Pass.GROSS, 5_000 + kg)
    return of


def sell(market: Market, of_lot: str, kg: int = 10_000, *, plate: str = "甘N12345") -> form.Issued:
    """A sale on a form, at 860 yuan a tonne."""
    request = form.IssueForm(
        visit=load_up(market, kg, plate=plate), buyer=market.buyer, lot=of_lot, price_fen_per_t=86_000
    )
    return form.issue(market.station, market.clerk, request)
