"""A month of a market: coal comes in under contracts and reports, lies in lots, and is sold by its five-part form.

Besides the ordinary there is each thing that the lists have a mark for: lots that fail, a lot that waits for its report
and one that waited for its contract, a truck too heavy and one with a strange tare, a typed weight, a form made void
and issued again, a truck that left, a stock-take; and today one truck half weighed and one waiting.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from coalguard.domain.identity import EntryKey
from coalguard.domain.ledger import sellable
from coalguard.domain.mass import Mass
from coalguard.domain.registry import BuyerKind, PaperKind
from coalguard.operations.demo.cast import Household, Market, Truck, Unit, market_of
from coalguard.operations.demo.life import Day, Life, workdays
from coalguard.operations.demo.supply import Supply
from coalguard.operations.demo.weighbridge import RULE
from coalguard.operations.form import Issued, IssueForm, ReissueForm, VoidForm, issue, reissue, void
from coalguard.operations.ledger import TakeStock, take_stock
from coalguard.operations.register import AgentFields, Document, RegisterBuyer, register_buyer
from coalguard.operations.visit import BeginSale, LeaveVisit, begin_sale, leave
from coalguard.operations.weighing import EnterWeight, Pass, enter
from coalguard.store.stock import load_lots

_TRUCK_MINUTES = 45
_UNITS = 0.25
"""Which part of the sales goes to units."""
_MEASURED_KG = 100
"""A heap is measured with a tape, so what a stock-take finds is no number of a scale."""


class MarketMonth:
    """The story of a market, told day by day."""

    def __init__(self, life: Life) -> None:
        """Read who and what appears."""
        self._life = life
        self._market: Market = market_of(life.cast)
        self._supply = Supply(life, self._market)
        self._buyers = {"household": [*map(household, self._market.households)]}
        self._buyers["unit"] = [*map(unit, self._market.units)]
        self._known: dict[str, EntryKey] = {}
        self._day = 0

    def live(self) -> None:
        """Live through every day, and leave two trucks for whoever opens the demonstration."""
        self._supply.register()
        for buyers in self._buyers.values():
            self._life.chance.shuffle(buyers)
        for day in workdays(self._life.clock):
            self._life.work(day, self._events(day))
        self._leave_open()

    def _events(self, day: Day) -> list[Callable[[], object]]:
        """What happens on a day; on the first there is nothing to sell before something came."""
        chance, self._day = self._life.chance, day.number
        arrivals = [partial(self._supply.bring, day.number)] * (2 if day.number % 4 == 1 else 1)
        sales = [self._sale] * chance.randint(4, 8)
        if day.is_today:
            room = (day.closes - day.opens) // timedelta(minutes=_TRUCK_MINUTES)
            return [*sales[: max(1, room)]]
        events: list[Callable[[], object]] = [*arrivals, *sales]
        if day.number:
            chance.shuffle(events)
        if self._supply.owes(day.number):
            events.insert(1, partial(self._supply.complete, day.number))
        return events + [partial(self._happen, name) for name in self._due(day.number)]

    def _due(self, number: int) -> list[str]:
        happens_alone = ("void", "typed_weight", "heavy_tare", "left", "stock_take")
        return [name for name in happens_alone if self._market.incidents[name]["day"] == number]

    def _happen(self, incident: str) -> None:
        deeds: dict[str, Callable[[], object]] = {
            "void": self._void,
            "typed_weight": partial(self._sell, self._type),
            "heavy_tare": partial(
                self._sell, self._load, heavier_percent=self._market.incidents["heavy_tare"]["percent"]
            ),
            "left": self._leave_empty,
            "stock_take": self._take_stock,
        }
        deeds[incident]()

    def _sale(self) -> Issued | None:
        """A sale on a form; None where no lot has enough that may be sold."""
        return self._sell(self._load)

    def _sell(
        self, load: Callable[[EntryKey, str, Mass], None], *, use: str = "", heavier_percent: int = 0
    ) -> Issued | None:
        life = self._life
        use = use or ("unit" if life.chance.random() < _UNITS else "household")
        truck = life.chance.choice(life.cast.fleets[use])
        net, tare = life.load_of(truck), Mass(life.tare_of(truck).kg * (100 + heavier_percent) // 100)
        lot = self._lot_for(net + Mass(100))
        if lot is None:
            return None
        visit = self._begin_sale(truck)
        life.weigh(visit, truck.plate, Pass.TARE, tare)
        life.pass_minutes(8, 16)
        load(visit, truck.plate, net + tare)
        life.pass_minutes(1, 2)
        request = IssueForm(
            visit=str(visit),
            buyer=str(self._next_buyer(use)),
            lot=lot,
            price_fen_per_t=self._price(use),
            payment="现金" if use == "household" else "转账",
        )
        return issue(life.station, life.desk, request)

    def _begin_sale(self, truck: Truck, *, buyer: str = "") -> EntryKey:
        life = self._life
        request = BeginSale(plate=truck.plate, coal=self._market.coal, driver=life.driver_of(truck), buyer=buyer)
        return begin_sale(life.station, life.desk, request).visit

    def _next_buyer(self, use: str) -> EntryKey:
        """Whoever of such buyers has not come for longest, registered at the first time: nobody burns a load a day."""
        life, buyers = self._life, self._buyers[use]
        buyers.append(buyers.pop(0))
        request = buyers[-1]
        if request.name not in self._known:
            life.clock.walk(life.chance.uniform(30, 60))
            self._known[request.name] = register_buyer(life.station, life.desk, request).id
        return self._known[request.name]

    def _price(self, use: str) -> int:
        """The approved price of the day; it went up twice in the month."""
        prices = self._market.prices[f"{use}_fen_per_t"]
        return prices[self._day * len(prices) // (self._life.cast.days + 1)]

    def _load(self, visit: EntryKey, plate: str, gross: Mass) -> None:
        self._life.weigh(visit, plate, Pass.GROSS, gross)

    def _type(self, visit: EntryKey, plate: str, gross: Mass) -> None:
        del plate
        life, reason = self._life, self._market.incidents["typed_weight"]["reason"]
        kg = gross.kg // RULE.division.kg * RULE.division.kg
        request = EnterWeight(step=Pass.GROSS, visit=str(visit), kg=kg, reason=reason, second=life.second)
        enter(life.station, life.desk, request)

    def _lot_for(self, wanted: Mass) -> str | None:
        """The oldest lot of which so much may be sold."""
        lots = load_lots(self._life.station.store.read())
        return next((lot.number for lot in lots if not sellable(lot, self._market.coal, wanted)), None)

    def _void(self) -> None:
        """A form for the wrong buyer comes back with all its parts and is issued again for another."""
        life = self._life
        wrong = self._sell(self._load, use="household")
        if wrong is None:
            return
        life.pass_minutes(3, 6)
        number, reason = str(wrong.number), self._market.incidents["void"]["reason"]
        request = VoidForm(number=number, reason=reason, parts_back=5, second=life.second)
        void(life.station, life.desk, request)
        life.pass_minutes(1, 2)
        reissue(life.station, life.desk, ReissueForm(number=number, buyer=str(self._next_buyer("household"))))

    def _leave_empty(self) -> None:
        life = self._life
        truck = life.chance.choice(life.cast.fleets["household"])
        visit = self._begin_sale(truck)
        life.weigh(visit, truck.plate, Pass.TARE, life.tare_of(truck))
        life.pass_minutes(5, 10)
        request = LeaveVisit(visit=str(visit), reason=self._market.incidents["left"]["reason"])
        leave(life.station, life.desk, request)

    def _take_stock(self) -> None:
        life, told = self._life, self._market.incidents["stock_take"]
        lot = max(load_lots(life.station.store.read()), key=lambda one: one.stock.kg)
        counted = lot.stock.kg * (1000 - told["short_permille"]) // 1000 // _MEASURED_KG * _MEASURED_KG
        request = TakeStock(lot=lot.number, counted_kg=counted, reason=told["reason"], second=life.second)
        take_stock(life.station, life.desk, request)

    def _leave_open(self) -> None:
        """A truck that was weighed loaded and is unloading, and one that waits to buy for a unit.

        Whoever opens the demonstration weighs them on its scale (`weighbridge.traffic`): they are as heavy as it says.
        """
        life = self._life
        life.clock.walk_to(life.clock.until - timedelta(minutes=35))
        self._supply.leave_unloading()
        life.clock.walk_to(life.clock.until - timedelta(minutes=10))
        self._begin_sale(life.cast.fleets["unit"][-1], buyer=str(self._next_buyer("unit")))
        life.clock.walk_to(life.clock.until)


def household(buyer: Household) -> RegisterBuyer:
    """A person as a market registers a buyer."""
    return RegisterBuyer(
        kind=BuyerKind.PERSON,
        name=buyer.name,
        document=Document(kind=PaperKind.ID_CARD, number=buyer.card),
        phone=buyer.phone,
        town=buyer.town,
        address=buyer.address,
        purpose="取暖",
    )


def unit(buyer: Unit) -> RegisterBuyer:
    """A firm as a market registers a buyer."""
    return RegisterBuyer(
        kind=BuyerKind.UNIT,
        name=buyer.name,
        uscc=buyer.credit_code,
        agent=AgentFields(name=buyer.agent, phone=buyer.phone),
        town=buyer.town,
        address=buyer.address,
        purpose=buyer.purpose,
    )
