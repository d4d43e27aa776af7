"""The supply of a demonstration market: loads come under contracts and reports and are received into lots.

Contracts and reports are registered when the first load needs them. A consignment may lack a paper: its contract comes
some days later, its report not at all. When a load comes is for `market` to say.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from coalguard.domain.assay import Basis, Item
from coalguard.domain.identity import EntryKey, day_of
from coalguard.domain.mass import Mass
from coalguard.domain.registry import SupplierKind
from coalguard.operations.demo.cast import Consignment, Market, Truck
from coalguard.operations.demo.life import Life
from coalguard.operations.demo.weighbridge import RULE
from coalguard.operations.lot import CompleteLot, Receive, complete, receive
from coalguard.operations.quality import EnterReport, Value, enter_report
from coalguard.operations.register import (
    RegisterContract,
    RegisterSupplier,
    RegisterYard,
    register_contract,
    register_supplier,
    register_yard,
)
from coalguard.operations.visit import ArriveInbound, arrive
from coalguard.operations.weighing import Pass

_LOST_KG = (-20, 180)
"""What a load weighed more at the mine: some per mille are lost on the way (途耗, `domain.md` §8.4)."""


@dataclass(frozen=True, slots=True)
class Load:
    """One load on its way: of which consignment, and whether it is the first."""

    consignment: Consignment
    opens: bool


class Supply:
    """Everything that comes into the market, in its order."""

    def __init__(self, life: Life, market: Market) -> None:
        """Begin with nothing registered and every load still to come."""
        self._life = life
        self._market = market
        self._suppliers: dict[str, str] = {}
        self._known: set[str] = set()
        self._lots: dict[Consignment, str] = {}
        self._owed: dict[int, Consignment] = {}
        self._loads = self._consigned()

    def register(self) -> None:
        """Register the suppliers and the yards."""
        station, actor = self._life.station, self._life.desk
        for name, kind in self._market.suppliers.items():
            asked = RegisterSupplier(name=name, kind=SupplierKind(kind))
            self._suppliers[name] = str(register_supplier(station, actor, asked).id)
        for yard in self._market.yards:
            register_yard(station, actor, RegisterYard(name=yard))

    def bring(self, day: int) -> None:
        """The next load comes and is received, where one is still to come."""
        load = next(self._loads, None)
        if load is None:
            return
        life, consignment = self._life, load.consignment
        truck = life.chance.choice(life.cast.fleets["inbound"])
        net, tare = life.load_of(truck), life.tare_of(truck)
        heavy = self._market.incidents["overloaded_load"]
        gross = Mass(heavy["gross_kg"]) if heavy["day"] == day else net + tare
        visit = self._arrive(truck, consignment, net)
        life.weigh(visit, truck.plate, Pass.GROSS, gross)
        life.pass_minutes(12, 20)
        life.weigh(visit, truck.plate, Pass.TARE, tare)
        life.pass_minutes(1, 2)
        lot = "" if load.opens else self._lots[consignment]
        request = Receive(visit=str(visit), yard=consignment.yard, lot=lot)
        self._lots[consignment] = receive(life.station, life.desk, request).lot
        if consignment.completed_after_days:
            self._owed[day + consignment.completed_after_days] = consignment

    def owes(self, day: int) -> bool:
        """Whether a paper that was lacking comes on a day."""
        return day in self._owed

    def complete(self, day: int) -> None:
        """The contract that a lot lacked is brought."""
        consignment = self._owed[day]
        request = CompleteLot(lot=self._lots[consignment], contract=self._contract(consignment.contract))
        complete(self._life.station, self._life.desk, request)

    def leave_unloading(self) -> None:
        """One more truck comes, is weighed loaded and still unloads when the story ends."""
        life = self._life
        truck = life.cast.fleets["inbound"][-1]
        consignment = next(one for one in reversed(self._market.consignments) if not one.lacks)
        net = life.load_of(truck)
        visit = self._arrive(truck, consignment, net)
        life.weigh(visit, truck.plate, Pass.GROSS, net + life.tare_of(truck))

    def _consigned(self) -> Iterator[Load]:
        for consignment in self._market.consignments:
            for number in range(consignment.loads):
                yield Load(consignment, number == 0)

    def _arrive(self, truck: Truck, consignment: Consignment, net: Mass) -> EntryKey:
        """A truck comes with whatever papers its consignment does not lack."""
        life = self._life
        contract = "" if consignment.lacks == "contract" else self._contract(consignment.contract)
        report = self._report(consignment) if consignment.report else ""
        life.pass_minutes(1, 2)
        request = ArriveInbound(
            plate=truck.plate,
            supplier=self._supplier(consignment),
            driver=life.driver_of(truck),
            contract=contract,
            report=report,
            coal=self._market.coal,
            declared_kg=net.kg + life.chance.randrange(*_LOST_KG, RULE.division.kg),
        )
        return arrive(life.station, life.desk, request).visit

    def _supplier(self, consignment: Consignment) -> str:
        return self._suppliers[self._market.contracts[consignment.contract].supplier]

    def _contract(self, number: str) -> str:
        """A contract, registered before its first load."""
        if number not in self._known:
            contract = self._market.contracts[number]
            ends = day_of(self._life.clock.until) + timedelta(days=contract.ends_in_days)
            request = RegisterContract(
                number=number,
                supplier=self._suppliers[contract.supplier],
                coal=self._market.coal,
                quantity_kg=contract.quantity_kg,
                until=ends.isoformat(),
            )
            register_contract(self._life.station, self._life.desk, request)
            self._known.add(number)
        return number

    def _report(self, consignment: Consignment) -> str:
        """A report, entered when its first load comes with it."""
        report = self._market.reports[consignment.report]
        if report.number not in self._known:
            today = day_of(self._life.clock.now())
            request = EnterReport(
                number=report.number,
                laboratory=self._market.laboratory["name"],
                cma=self._market.laboratory["cma"],
                supplier=self._supplier(consignment),
                sampled_on=(today - timedelta(days=4)).isoformat(),
                reported_on=(today - timedelta(days=2)).isoformat(),
                batch=f"{report.number}-1",
                covers_kg=report.covers_kg,
                coal=self._market.coal,
                values=tuple(Value(item=Item(item), basis=Basis(on), value=value) for item, on, value in report.values),
            )
            enter_report(self._life.station, self._life.desk, request)
            self._known.add(report.number)
        return report.number
