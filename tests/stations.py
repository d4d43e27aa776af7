"""A station for tests: founded in a folder of its own, its administrator logged in and a shift open."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from coalguard.clock import Clock, SystemClock
from coalguard.devices.desk import Desk
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Fact
from coalguard.domain.roles import Role
from coalguard.operations.session import log_in
from coalguard.operations.setup import FoundStation, StationKind, found_station
from coalguard.operations.station import Actor, Station, actor_of, load_books
from coalguard.store.people import keep_pin, load_member
from coalguard.store.store import Vault
from coalguard.store.upgrade import create_store, open_store
from coalguard.trust.chain import DeviceSigner
from coalguard.trust.slots import fresh_slots

ADMIN = "admin"
CODES = {
    StationKind.MARKET: "LX01",
    StationKind.CHECKPOINT: "KK01",
    StationKind.OUTLET: "WD01",
    StationKind.CITY: "SJ90",
}


class Manned(NamedTuple):
    """An open station and its administrator, who holds every role that nobody else holds."""

    station: Station
    admin: Actor


class HandClock:
    """A clock that stands at noon of 2026-01-14 in Linxia and moves only by hand, the machine's time with it."""

    boot = "hand"

    def __init__(self) -> None:
        """Begin at noon."""
        self.at = datetime(2026, 1, 14, 4, 0, tzinfo=UTC)
        self._passed = timedelta()

    def now(self) -> datetime:
        """Where the hands stand."""
        return self.at

    def monotonic_ns(self) -> int:
        """What has passed since noon."""
        return self._passed // timedelta(microseconds=1) * 1000

    def wait(self, *, hours: int) -> None:
        """Let some hours pass."""
        self.at += timedelta(hours=hours)
        self._passed += timedelta(hours=hours)


@contextmanager
def open_test_station(
    folder: Path,
    kind: StationKind = StationKind.MARKET,
    *,
    clock: Clock | None = None,
    demo: bool = False,
    code: str = "",
) -> Iterator[Manned]:
    """A new station on a real store in `folder`; the store is closed at the end of the block."""
    clock = clock or SystemClock()
    slots, key = fresh_slots()
    vault = Vault(folder, key, slots.salt, folder / "alibi")
    vault.alibi.mkdir()
    create_store(vault, DeviceSigner.fresh())
    store, _ = open_store(vault, clock)
    founding = FoundStation(kind=kind, code=code or CODES[kind], name=f"演示{kind.value}", demo=demo)
    found_station(store, founding, ADMIN)
    station = Station(store, clock, Desk(lambda: clock.monotonic_ns() // 1_000_000), load_books())
    try:
        yield Manned(station, log_in(station, ADMIN))
    finally:
        store.close()


def enlist(station: Station, login: str, *roles: Role, pin: str = "") -> Actor:
    """A new member of staff without a password (that would cost a tenth of a second); a PIN costs a fiftieth."""
    with station.store.begin() as act:
        says = {"roles": [role.value for role in roles], "founder": False}
        key = act.append(Fact("staff.registered", says), person={"name": f"演示{login}", "login": login})
    if pin:
        keep_pin(station.store, key, pin)
    return actor_of(load_member(station.store.read(), login))


def bodies(station: Station) -> dict[EntryKey, str]:
    """The body of every entry that the station wrote, as it is hashed and kept."""
    rows = station.store.read().rows(
        "SELECT keys.device, epoch, seq, body FROM entries JOIN keys ON keys.no = entries.device ORDER BY epoch, seq"
    )
    return {EntryKey(device, epoch, seq): body.decode() for device, epoch, seq, body in rows}
