"""A booth for tests: a founded store that is quickly copied, a clock one can set, and a clerk with plausible days.

The store is real: SQLCipher, chain, alibi. It is founded once a run and copied for each test, because founding loads
Alembic. The clerk writes facts of every known kind, straight through a transaction, and never breaks a rule.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from coalguard.domain.findings import refuse
from coalguard.domain.form import end_of_day
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Fact, Json, render_instant
from coalguard.domain.numbering import PaperKind, prefix_of, starter_range
from coalguard.sqlite import Connection
from coalguard.store import slotfile
from coalguard.store.recovery import Recovered
from coalguard.store.store import Store, Vault
from coalguard.store.transaction import IssuedPaper, Transaction
from coalguard.store.upgrade import create_store, open_store
from coalguard.trust.chain import DeviceSigner
from coalguard.trust.secret import Cost
from coalguard.trust.slots import Slots, key_check, with_slot

KEY, SALT = bytes(range(32)), bytes(range(16))
CODE, ADMIN, PASSWORD = "LX01", "admin", "correct horse"
CHEAP = Cost(1, 8, 1)
NOON = datetime(2026, 1, 14, 4, 0, tzinfo=UTC)
COAL = "无烟2号"
LITTLE = 3
"""Serials of a grant that runs out soon."""


@dataclass
class HandClock:
    """A clock that stands until it is moved."""

    at: datetime = NOON
    ns: int = 1_000_000_000
    boot: str = "0" * 32

    def now(self) -> datetime:
        """The wall time."""
        return self.at

    def monotonic_ns(self) -> int:
        """The time that nobody can set."""
        return self.ns

    def run(self, seconds: int) -> None:
        """Let time go by."""
        self.at += timedelta(seconds=seconds)
        self.ns += seconds * 1_000_000_000

    def jump(self, seconds: int) -> None:
        """Have somebody set the wall clock."""
        self.at += timedelta(seconds=seconds)


@dataclass
class Booth:
    """A data folder with a store, and the clock on its wall."""

    folder: Path
    clock: HandClock = field(default_factory=HandClock)
    recovered: Recovered = field(default_factory=Recovered)

    @property
    def vault(self) -> Vault:
        """What opens the store."""
        return Vault(self.folder, KEY, SALT, self.folder / "alibi")

    @contextmanager
    def open(self) -> Iterator[Store]:
        """The open store, as the program opens it."""
        store, self.recovered = open_store(self.vault, self.clock)
        try:
            yield store
        finally:
            store.close()

    def copied(self, folder: Path) -> "Booth":
        """The whole data folder once more, closed as it is."""
        shutil.copytree(self.folder, folder)
        return Booth(folder, HandClock(self.clock.at, self.clock.ns, self.clock.boot))


def found(folder: Path) -> Booth:
    """A founded booth: a station, its administrator, a grant for every kind of paper."""
    booth = Booth(folder)
    booth.vault.alibi.mkdir(parents=True)
    create_store(booth.vault, DeviceSigner(bytes(range(100, 132))))
    slots = with_slot(Slots(SALT.hex(), key_check(KEY)), ADMIN, PASSWORD, KEY, cost=CHEAP)
    slotfile.keep(folder, slots)
    with booth.open() as store, store.begin() as act:
        says: dict[str, Json] = {"code": CODE, "name": "演示市场", "kind": "market", "letter": "A", "demo": False}
        act.append(Fact("station.opened", says))
        staff = Fact("staff.registered", {"roles": ["admin"], "founder": True})
        act.append(staff, person={"name": ADMIN, "login": ADMIN})
        first, last = starter_range("A")
        for kind in PaperKind:
            grant(act, kind, first, last)
    return booth


def grant(act: Transaction, kind: PaperKind, first: int, last: int, origin: str = "starter") -> EntryKey:
    """A grant of serials for a kind of paper."""
    says = {"kind": kind.value, "prefix": prefix_of(kind, CODE), "first": first, "last": last, "origin": origin}
    return act.append(Fact("grant.opened", says))


def yard(store: Store, name: str) -> EntryKey:
    """The smallest act there is."""
    with store.begin() as act:
        return act.append(Fact("yard.registered", {"name": name}))


def chain(store: Store) -> list[tuple[int, int, bytes, bytes]]:
    """Epoch, seq, hash and body of every entry."""
    return store.read().rows("SELECT epoch, seq, hash, body FROM entries ORDER BY device, epoch, seq")


def derived(store: Store) -> Mapping[str, list[tuple[object, ...]]]:
    """Every row of every derived table."""
    from coalguard.store import schema  # noqa: PLC0415 -- SQLAlchemy is slow to load and most tests do without

    read = store.read()
    asked = {table: f"SELECT * FROM {table}" for table in schema.declared_tables()}  # noqa: S608 -- declared names
    return {table: sorted(read.rows(sql), key=repr) for table, sql in asked.items()}


def refused_act(store: Store) -> None:
    """An act that has said something when a rule says no. Raises Refused `yard.known`."""
    with store.begin() as act:
        act.append(Fact("yard.registered", {"name": "西堆"}))
        raise refuse("yard.known", name="西堆")


@contextmanager
def tampering(store: Store) -> Iterator[Connection]:
    """The writer's connection without the triggers that keep the journal: what somebody with the key could do."""
    with store.maintenance() as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        yield connection


def rot(booth: Booth, table: str) -> None:
    """A bit of the page that a table begins with flips on the disk of a closed store."""
    with booth.open() as store:
        page = store.read().value("SELECT rootpage FROM sqlite_schema WHERE name = ?", table)
        size = int(store.read().value("PRAGMA page_size"))
    flip(booth.vault.file, (page - 1) * size + 100)


def flip(file: Path, offset: int) -> None:
    """One bit of a file flips; offsets below zero count from its end."""
    content = bytearray(file.read_bytes())
    content[offset] ^= 1
    file.write_bytes(content)


def reworded(store: Store, seq: int, old: str, new: str) -> None:
    """A body changed by somebody who has the key."""
    with tampering(store) as connection:
        sql = "UPDATE entries SET body = CAST(replace(CAST(body AS TEXT), ?, ?) AS BLOB) WHERE seq = ?"
        assert connection.execute(sql, (old, new, seq)).rowcount == 1


# --- a clerk's days ---------------------------------------------------------------------------------------------------


class Clerk:
    """Somebody who works at the desk: every deed is one act, and what it needs was done before."""

    def __init__(self, store: Store, clock: HandClock, chance: Random, trucks: int = 0) -> None:
        """Begin with an empty yard; `trucks` came to another clerk before."""
        self.store = store
        self._clock = clock
        self._chance = chance
        self._trucks = trucks
        self._stock: dict[str, int] = {}
        self._sold: list[dict[str, Json]] = []
        self._shift: EntryKey | None = None
        self._admin = store.places.key(store.read().value("SELECT place FROM staff"))
        with store.begin() as act:
            self._supplier = act.append(
                Fact("supplier.registered", {"name": "演示煤矿", "kind": "mine", "credit_code": ""})
            )
            self._yard = act.append(Fact("yard.registered", {"name": "1号堆"}))
            row = {
                "name": "马演示",
                "document_number": "622901188001010017",
                "phone": "13800000000",
                "address": "演示村1号",
            }
            says = {"kind": "person", "town": "622901101", "purpose": "", "document": "id_card"}
            self._buyer = act.append(Fact("buyer.registered", says), person=row)

    def work(self, deeds: int) -> None:
        """Do some of everything, in an order that chance decides."""
        for _ in range(deeds):
            self._clock.run(self._chance.randrange(1, 3_000))
            self._chance.choice(self.deeds)(self)

    def receive(self) -> None:
        """A truck brings coal into a new lot."""
        kg = self._chance.randrange(1_000, 30_000, 20)
        visit, plate = self._arrive(
            "inbound", supplier=str(self._supplier), contract="", report="", coal=COAL, declared_kg=None
        )
        self._weigh(visit, "gross", 15_000 + kg, "half_weighed")
        self._weigh(visit, "tare", 15_000, "weighed")
        lot = f"{self._clock.at:%y%m%d}A{len(self._stock) + 1:03d}"
        with self.store.begin() as act:
            ticket = act.issue(PaperKind.TICKET, "ticket.issued", {"visit": str(visit), "plate": plate, "net_kg": kg})
            says: dict[str, Json] = {"visit": str(visit), "plate": plate, "lot": lot, "opens": True}
            says |= {"yard": str(self._yard), "coal": COAL, "net_kg": kg, "supplier": str(self._supplier)}
            says |= {"contract": "", "report": "", "ticket": str(ticket.number), "state": "received"}
            moved: list[Json] = [["supplier", str(self._supplier), -kg], ["lot", lot, kg]]
            act.issue(PaperKind.INBOUND, "lot.received", {**says, "postings": moved})
        self._stock[lot] = kg

    def sell(self) -> None:
        """A truck buys some of the coal that is there."""
        lots = [lot for lot, kg in self._stock.items() if kg]
        if not lots:
            return
        lot = self._chance.choice(lots)
        kg = self._chance.randint(1, self._stock[lot])
        visit, plate = self._arrive("sale", coal=COAL, buyer="", lot="", price_fen_per_t=None, destination="")
        self._weigh(visit, "tare", 5_000, "half_weighed")
        self._weigh(visit, "gross", 5_000 + kg, "weighed")
        self._issue(visit, plate, lot, kg, replaces="")

    def void(self) -> None:
        """The last form was wrong; now and then it is issued again."""
        if not self._sold:
            return
        form = self._sold.pop()
        lot, kg = str(form["lot"]), int(str(form["net_kg"]))
        back: list[Json] = [["lot", lot, kg], ["buyer", str(self._buyer), -kg]]
        with self.store.begin() as act:
            act.append(Fact("form.voided", {**form, "reason": "打错", "second": "", "parts_back": 5, "postings": back}))
        self._stock[lot] += kg
        if self._chance.random() < 0.5:
            self._issue(EntryKey.parse(str(form["visit"])), str(form["plate"]), lot, kg, replaces=str(form["form"]))

    def redeem(self) -> None:
        """A gate lets a truck pass, on an own form or on another station's."""
        own = self._sold.pop(0) if self._sold and self._chance.random() < 0.7 else None
        visit, plate = self._arrive("inspection", code="")
        number = str(own["form"]) if own else f"KK01-260114-{self._trucks:04d}"
        with self.store.begin() as act:
            says: dict[str, Json] = {
                "visit": str(visit),
                "plate": plate,
                "verdict": "pass",
                "before": "",
                "answers": {},
            }
            recorded = act.append(Fact("inspection.recorded", {**says, "state": "recorded"}))
            decided: dict[str, Json] = {"visit": str(visit), "plate": plate, "decision": "pass", "reasons": []}
            act.append(Fact("inspection.decided", {**decided, "recorded": str(recorded), "state": "released"}))
            act.issue(PaperKind.RELEASE, "release.issued", {"visit": str(visit), "plate": plate})
            issued = own["issued"] if own else ""
            act.append(Fact("form.redeemed", {"form": number, "issued": issued, "visit": str(visit)}))

    def leave(self) -> None:
        """A truck turns round."""
        visit, _ = self._arrive("sale", coal=COAL, buyer="", lot="", price_fen_per_t=None, destination="")
        with self.store.begin() as act:
            act.append(Fact("visit.left", {"visit": str(visit), "state": "abandoned", "reason": "不买了"}))

    def register(self) -> None:
        """Somebody or something is written down."""
        name = f"演示{self._trucks}"
        with self.store.begin() as act:
            act.append(Fact("driver.registered", {}), person={"name": name})
            change: dict[str, Json] = {"buyer": str(self._buyer), "kind": "person", "town": "622901101", "purpose": ""}
            row: dict[str, Json] = {"name": name, "document_number": "622901188001010017", "phone": "", "address": ""}
            act.append(Fact("buyer.changed", {**change, "document": "id_card"}), person=row)
            vehicle = {"plate": "甘N00001", "axles": self._chance.randint(2, 6), "colour": "yellow", "rated_kg": None}
            act.append(Fact("vehicle.registered", {**vehicle, "combination": False, "single_drive": True}))
            outlet = {"name": "演示网点", "tier": 2, "town": "622901101", "credit_code": ""}
            act.append(Fact("outlet.registered", outlet))

    def set_up(self) -> None:
        """A machine is set up, or set up anew."""
        with self.store.begin() as act:
            act.append(Fact(self._chance.choice(["scale.set", "printer.set"]), {"name": "1号"}))

    def change_shift(self) -> None:
        """A shift begins, or ends."""
        with self.store.begin() as act:
            if self._shift is None:
                self._shift = act.append(Fact("shift.opened", {"lead": str(self._admin)}))
            else:
                act.append(Fact("shift.closed", {"shift": str(self._shift)}))
                self._shift = None

    def count(self) -> None:
        """A lot is counted, and holds less than the book says."""
        lots = [lot for lot, kg in self._stock.items() if kg]
        if lots:
            lot = self._chance.choice(lots)
            less = self._chance.randint(1, self._stock[lot])
            with self.store.begin() as act:
                book = self._stock[lot]
                says: dict[str, Json] = {"lot": lot, "book_kg": book, "counted_kg": book - less}
                act.append(Fact("stock.counted", {**says, "postings": [["lot", lot, -less], ["count", lot, less]]}))
            self._stock[lot] -= less

    def say_something_new(self) -> None:
        """An entry of a kind that this program does not know."""
        with self.store.begin() as act:
            act.append(Fact("weather.noted", {"wind": "北风"}))

    deeds: tuple[Callable[["Clerk"], None], ...] = (
        receive,
        receive,
        sell,
        sell,
        sell,
        void,
        redeem,
        leave,
        register,
        set_up,
        change_shift,
        count,
        say_something_new,
    )

    def _arrive(self, purpose: str, **more: Json) -> tuple[EntryKey, str]:
        self._trucks += 1
        plate = f"甘N{self._trucks:05d}"
        with self.store.begin() as act:
            says: dict[str, Json] = {"plate": plate, "purpose": purpose, "driver": "", **more}
            return act.append(Fact("visit.opened", says)), plate

    def _weigh(self, visit: EntryKey, step: str, kg: int, state: str) -> None:
        kind = self._chance.choice(["weighing.captured", "weighing.entered"])
        with self.store.begin() as act:
            act.append(Fact(kind, {"visit": str(visit), "step": step, "kg": kg, "state": state}))

    def _issue(self, visit: EntryKey, plate: str, lot: str, kg: int, *, replaces: str) -> None:
        to: list[Json] = [["lot", lot, -kg], ["buyer", str(self._buyer), kg]]
        of: dict[str, Json] = {"visit": str(visit), "plate": plate, "net_kg": kg}
        with self.store.begin() as act:
            sold: dict[str, Json] = {
                **of,
                "lot": lot,
                "buyer": str(self._buyer),
                "amount_fen": kg * 86,
                "state": "sold",
            }
            sale = act.append(Fact("sale.recorded", {**sold, "postings": to}))
            ticket = act.issue(PaperKind.TICKET, "ticket.issued", of)
            until = render_instant(end_of_day(self._clock.at))
            says: dict[str, Json] = {
                **of,
                "lot": lot,
                "sale": str(sale),
                "ticket": str(ticket.number),
                "valid_until": until,
            }
            form = act.issue(PaperKind.FORM, "form.issued", {**says, "replaces": replaces})
            settlement = act.issue(PaperKind.SETTLEMENT, "settlement.issued", {**of, "form": str(form.number)})
        self._stock[lot] -= kg
        self._sold.append(_voidable({**of, "lot": lot, "sale": str(sale)}, form, ticket, settlement))


def _voidable(
    of: Mapping[str, Json], form: IssuedPaper, ticket: IssuedPaper, settlement: IssuedPaper
) -> dict[str, Json]:
    """What a voiding has to say of a form."""
    numbers = {"form": str(form.number), "ticket": str(ticket.number), "settlement": str(settlement.number)}
    return {**of, **numbers, "issued": str(form.key), "state": "voided"}
