"""A market that is ready to sell, made once through the doors and copied for every bad day.

One yard 1号堆 with one lot of 无烟2号, stocked with 900,000 t so that no test runs out of coal; a buyer; a truck that
was weighed twice; the administrator, and `lead`, whose PIN stands behind typed weights. Every person is invented.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, Self

from tests.drive import Drive, dumped, found

SECOND = {"login": "lead", "pin": "2468"}
COAL = "无烟2号"
PRICE_FEN_PER_T = 86_000
REASON = "仪表故障"
BUYER = {
    "kind": "person",
    "name": "演示购煤人",
    "document": {"kind": "none", "reason": "证件遗失"},
    "phone": "13800000000",
}
VALUES = (
    ("moisture", "ad", "1.62"),
    ("ash", "ad", "18.40"),
    ("volatile", "ad", "7.85"),
    ("sulfur", "ad", "0.46"),
)


class Market(NamedTuple):
    """A market's data folder, its buyer, its lot, and a truck that stands there weighed and waits for its form."""

    folder: Path
    buyer: str
    lot: str
    visit: str

    def copied(self, folder: Path) -> Self:
        """The same market in another folder."""
        shutil.copytree(self.folder, folder)
        return self._replace(folder=folder)

    def sale(self) -> Mapping[str, Any]:
        """What `form.issue` says of a sale besides the visit."""
        return {"buyer": self.buyer, "lot": self.lot, "price_fen_per_t": PRICE_FEN_PER_T}


def make_market(folder: Path) -> Market:
    """Found the market, stock its lot and let the truck come."""
    found(folder)
    with Drive(folder) as desk:
        desk.log_in()
        staff = {"login": "lead", "name": "演示带班", "roles": ["lead"], "password": "another horse", "pin": "2468"}
        desk.ask("staff.register", **staff)
        supplier = desk.ask("supplier.register", name="演示煤矿", kind="mine")["id"]
        sold = {"supplier": supplier, "coal": COAL}
        desk.ask("contract.register", number="HT-1", quantity_kg=90_000_000, until="2099-12-31", **sold)
        values = [{"item": item, "basis": basis, "value": value} for item, basis, value in VALUES]
        dates = {"sampled_on": "2023-10-05", "reported_on": "2023-10-06"}
        report = {"number": "R-1", "laboratory": "演示检测所", "covers_kg": 900_000, "values": values, **dates, **sold}
        assert desk.ask("report.enter", **report)["verdict"] == "pass"
        desk.ask("yard.register", name="1号堆")
        buyer = desk.ask("buyer.register", town="枹罕镇", address="演示路1号", **BUYER)["id"]
        visit = desk.ask("inbound.arrive", plate="甘N80001", supplier=supplier, contract="HT-1", report="R-1")["visit"]
        weigh(desk, visit, "gross", 49_980)
        weigh(desk, visit, "tare", 15_840)
        lot = desk.ask("inbound.receive", visit=visit, yard="1号堆")["lot"]
        desk.ask("ledger.take_stock", lot=lot, counted_kg=900_000_000, reason="演示", second=SECOND)
        visit = weighed_truck(desk, "甘N90001")
    return Market(folder, buyer, lot, visit)


def weighed_truck(desk: Drive, plate: str) -> str:
    """A truck that came to buy and was weighed twice; gives back its visit."""
    visit: str = desk.ask("sale.begin", plate=plate, coal=COAL)["visit"]
    weigh(desk, visit, "tare", 5_000)
    weigh(desk, visit, "gross", 15_000)
    return visit


def weigh(desk: Drive, visit: str, step: str, kg: int) -> Mapping[str, Any]:
    """Type a weight."""
    entered: Mapping[str, Any] = desk.ask("weighing.enter", visit=visit, step=step, kg=kg, reason=REASON, second=SECOND)
    return entered


def facts(market: Market) -> list[Any]:
    """Every fact of a market that nobody has open, but for the logins, looking's own among them."""
    return [entry["body"] for entry in dumped(market.folder) if entry["body"]["kind"] != "session.opened"]
