"""The market that the trucks of a demonstration checkpoint come from: it lives beside it for as long as that is built.

A form proves itself by its code alone, so there has to be a market that issues it: a real store with a key of its own,
whose public half the checkpoint takes over as any other (`operations.keys`). Nothing else of it stays: not its journal,
and not the key that it signed with.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from coalguard.devices.desk import Desk
from coalguard.domain.form import end_of_day
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import render_instant
from coalguard.domain.mass import Mass
from coalguard.operations.demo.cast import Truck, load_cast, market_of
from coalguard.operations.demo.life import Life
from coalguard.operations.demo.market import household, unit
from coalguard.operations.demo.supply import Supply
from coalguard.operations.form import Issued, IssueForm, issue
from coalguard.operations.keys import ExportKeys, export_keys
from coalguard.operations.register import RegisterBuyer, register_buyer
from coalguard.operations.setup import StationKind
from coalguard.operations.station import Station
from coalguard.operations.visit import BeginSale, begin_sale
from coalguard.operations.weighing import Pass
from coalguard.store import slotfile
from coalguard.store.stock import load_lots
from coalguard.store.store import Vault
from coalguard.store.upgrade import create_store, open_alone
from coalguard.trust.chain import DeviceSigner
from coalguard.trust.slots import fresh_slots

_DAYS_BEFORE = 1
"""It has coal to sell, and has sold some, before the checkpoint's story begins."""
_NO_INCIDENT = -1
_LIGHT_AXLES = 2


class SourceMarket:
    """A market with some passing lots, which sells to whatever truck it is told."""

    def __init__(self, life: Life) -> None:
        """The life of a founded market with somebody at the desk."""
        self._life = life
        self._market = market_of(life.cast)
        self._buyers = {
            "household": [*map(household, self._market.households)],
            "unit": [*map(unit, self._market.units)],
        }
        self._known: dict[str, EntryKey] = {}

    def stock(self) -> None:
        """Everything that it will sell comes in."""
        supply = Supply(self._life, self._market)
        supply.register()
        for _ in range(sum(consignment.loads for consignment in self._market.consignments)):
            supply.bring(_NO_INCIDENT)

    @property
    def bundle(self) -> str:
        """Its public key, as another station imports it."""
        return export_keys(self._life.station, self._life.desk, ExportKeys()).text

    def sell(self, truck: Truck, masses: tuple[Mass, Mass], *, driver: str, at: datetime, valid_days: int) -> Issued:
        """Sell a truck its load; `masses` are the truck's and the load's, `at` is when it drives onto the scale."""
        life, (tare, net) = self._life, masses
        life.clock.walk_to(at)
        request = BeginSale(plate=truck.plate, coal=self._market.coal, driver=driver)
        visit = begin_sale(life.station, life.desk, request).visit
        life.weigh(visit, truck.plate, Pass.TARE, tare)
        life.weigh(visit, truck.plate, Pass.GROSS, tare + net)
        use = "household" if truck.axles == _LIGHT_AXLES else "unit"
        lots = [lot.number for lot in load_lots(life.station.store.read()) if lot.stock > net]
        until = end_of_day(life.clock.now()) + timedelta(days=valid_days - 1)
        form = IssueForm(
            visit=str(visit),
            buyer=str(self._next_buyer(use)),
            lot=life.chance.choice(lots),
            price_fen_per_t=self._market.prices[f"{use}_fen_per_t"][-1],
            valid_until=render_instant(until),
        )
        return issue(life.station, life.desk, form)

    def _next_buyer(self, use: str) -> EntryKey:
        buyers = self._buyers[use]
        buyers.append(buyers.pop(0))
        return self._registered(buyers[-1])

    def _registered(self, buyer: RegisterBuyer) -> EntryKey:
        if buyer.name not in self._known:
            self._known[buyer.name] = register_buyer(self._life.station, self._life.desk, buyer).id
        return self._known[buyer.name]


@contextmanager
def source_market(gate: Life) -> Iterator[SourceMarket]:
    """The market beside a checkpoint that is being built; its folder is gone afterwards."""
    clock = gate.clock.earlier(_DAYS_BEFORE)
    with TemporaryDirectory(dir=gate.station.store.vault.folder, ignore_cleanup_errors=True) as name:
        folder, (slots, key) = Path(name), fresh_slots()
        vault = Vault(folder, key, slots.salt, folder / "alibi")
        vault.alibi.mkdir()
        slotfile.keep(folder, slots)
        create_store(vault, DeviceSigner.fresh())
        store = open_alone(vault, clock)
        try:
            store.alibi_paused = True
            with store.maintenance() as connection:
                connection.execute("PRAGMA synchronous=OFF")
            station = Station(store, clock, Desk(lambda: clock.monotonic_ns() // 1_000_000), gate.station.shipped)
            cast = load_cast("market")
            wanted = gate.cast.more["source"]["reports"]
            lots = [one for one in cast.more["lots"] if one["report"] in wanted and "lacks" not in one]
            clerk, fleets = cast.staff[0], {"inbound": cast.fleets["inbound"]}
            life = Life(station, clock, replace(cast, staff=(clerk,), fleets=fleets, more={**cast.more, "lots": lots}))
            life.found(StationKind.MARKET, folder)
            life.take_desk(clerk)
            market = SourceMarket(life)
            market.stock()
            yield market
        finally:
            store.close()
