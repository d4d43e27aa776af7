"""Premises: a station is founded, opened, shown as a demonstration, restored.

A store grows in a folder of its own and is moved into its place when it is whole, its slots last: without them there is
none, so that whoever was interrupted begins anew. It is opened in this order: lock, password, gates, store, scales; and
let go in the other. This module knows every ring below the doors and holds no rule of its own.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from coalguard.clock import Clock
from coalguard.devices.desk import Desk
from coalguard.devices.simulator import Simulator, TcpLine
from coalguard.domain.findings import Finding, Refused, refuse, refuse_if_any
from coalguard.doors.program import Opening
from coalguard.operations.session import findings_at_start, log_in, log_in_demo
from coalguard.operations.station import Actor, Station, field_findings, listen_to_scales, load_books
from coalguard.settings import Settings
from coalguard.sqlite import make_names_durable, translated
from coalguard.store import keys, slotfile
from coalguard.store.file import make_durable
from coalguard.store.lock import StoreLock
from coalguard.store.recovery import reconcile, set_aside
from coalguard.store.settings import load_scales, load_settings
from coalguard.store.store import Bell, Vault
from coalguard.store.upgrade import create_store, open_store
from coalguard.trust.chain import DeviceSigner
from coalguard.trust.secret import NO_LOCKOUT, check_password, wait_s
from coalguard.trust.slots import (
    Slots,
    fresh_recovery_code,
    fresh_slots,
    open_freely,
    open_recovery,
    open_slot,
    with_open_slot,
    with_recovery,
    with_slot,
)

if TYPE_CHECKING:
    from coalguard.operations.setup import FoundStation
    from coalguard.operations.upkeep import RestoreBackup
    from coalguard.store.restore import Restored


def found(clock: Clock, settings: Settings, request: "FoundStation", login: str, password: str) -> str:
    """Make an empty store for a station and its administrator; gives back the recovery code, shown once.

    Raises Refused with every reason at once, MachineError `store.exists` where a store lies in the folder already.
    """
    from coalguard.operations.setup import check_founding  # noqa: PLC0415 -- a start never needs it

    refuse_if_any([*check_founding(request), *field_findings({"admin": login}), *check_password(password)])
    slots, key = fresh_slots()
    code = fresh_recovery_code()
    slots = with_recovery(with_slot(slots, login, password, key), code, key)
    fill = partial(_found, request=request, login=login)
    _build(clock, settings, (slots, key), fill, within="founding.new")
    return code


def logins(settings: Settings) -> tuple[str, ...]:
    """The logins that the store in the folder knows. Raises MachineError `store.missing` where there is none."""
    return slotfile.load(settings.folder).logins


def told_at_start(opening: Opening) -> tuple[Finding, ...]:
    """What is to be said of a start."""
    return findings_at_start(opening.station, opening.recovered)


def open_with_password(clock: Clock, settings: Settings, login: str, password: str, bell: Bell) -> Opening:
    """Open the store with a login and its password.

    Raises Refused `session.password_wrong` or, after each fifth wrong one, `session.wait`; MachineError `store.in_use`,
    `store.missing`; DamagedError where the file is not whole.
    """
    folder = settings.folder
    slots = slotfile.load(folder)
    lock = StoreLock(folder)
    try:
        key = _password_key(clock, folder, slots, (login, password))
        return _open(clock, _vault(settings, slots, key), lock, bell, lambda station: log_in(station, login))
    except BaseException:
        lock.release()
        raise


def open_demo(clock: Clock, settings: Settings, bell: Bell) -> Opening | None:
    """Open a demonstration, which needs no password, with a simulator for its scale; None where the store is real."""
    slots = slotfile.load(settings.folder)
    key = open_freely(slots)
    if key is None:
        return None
    lock = StoreLock(settings.folder)
    with ExitStack() as undoing:
        undoing.callback(lock.release)
        simulator = undoing.enter_context(Simulator(TcpLine()))
        vault = _vault(settings, slots, key)
        listen = partial(_listen_to_simulator, simulator=simulator)
        opening = _open(clock, vault, lock, bell, log_in_demo, listen=listen)
        undoing.callback(opening.close)
        _have_it_print_here(opening, settings.folder)
        undoing.pop_all()

    def close() -> None:
        opening.close()
        simulator.close()

    return replace(opening, close=close)


def _have_it_print_here(opening: Opening, folder: Path) -> None:
    from coalguard.operations.demo.home import FOLDER, print_at_home  # noqa: PLC0415 -- a real station never needs it

    with translated():
        print_at_home(opening.station, opening.actor, folder.resolve() / FOLDER)


def _listen_to_simulator(station: Station, simulator: Simulator) -> None:
    """Put every scale on the desk; the demonstration's own, which is nowhere, is heard from the simulator."""
    from coalguard.operations.demo.weighbridge import PORT, traffic  # noqa: PLC0415 -- a real station never needs it

    reader = station.store.read()
    simulator.play(traffic(load_settings(reader, "station")[0]["kind"]))
    for rule in load_scales(reader):
        station.desk.place(replace(rule, port=simulator.url) if rule.port == PORT else rule)


def restore(clock: Clock, settings: Settings, request: "RestoreBackup") -> "Restored":
    """Put a backup in the place of a store that is gone or damaged; see `operations.upkeep.restore`."""
    from coalguard.operations import upkeep  # noqa: PLC0415 -- a start never needs it

    return upkeep.restore(settings.folder, _alibi(settings), clock, request)


def recover(clock: Clock, settings: Settings, code: str, login: str, password: str) -> None:
    """Give a login a new password by the recovery code; the old password of that login opens nothing any more.

    Raises Refused `recovery.code_malformed`, `recovery.code_wrong`, `recovery.login_unknown`, `password.short`.
    """
    del clock
    folder = settings.folder
    slots = slotfile.load(folder)
    lock = StoreLock(folder)
    try:
        key = open_recovery(slots, code)
        if login not in slots.logins:
            raise refuse("recovery.login_unknown", login=login, known="、".join(slots.logins))
        slotfile.keep_twice(folder, _alibi(settings), with_slot(slots, login, password, key))
        slotfile.keep_lockout(folder, NO_LOCKOUT)
    finally:
        lock.release()


def _found(station: Station, request: "FoundStation", login: str) -> None:
    from coalguard.operations.setup import found_station  # noqa: PLC0415 -- a start never needs it

    found_station(station.store, request, login)
    station.store.seal("founding")


def _build(
    clock: Clock, settings: Settings, opened: tuple[Slots, bytes], fill: Callable[[Station], None], *, within: str
) -> None:
    """Make a store and fill it, in a folder `within` its place; where that fails, nothing of it stays."""
    folder, place = settings.folder, _vault(settings, *opened)
    whole = _vault(replace(settings, folder=folder / within, alibi=None), *opened)
    with translated():
        folder.mkdir(parents=True, exist_ok=True)
    lock = StoreLock(folder)
    try:
        _clear_interrupted(whole, place)
        if slotfile.lies_in(folder) or place.file.exists():
            raise refuse("store.exists", file=place.file.name)
        with translated():
            _make(clock, whole, opened[0], fill)
            _move(whole, place)
    finally:
        shutil.rmtree(whole.folder, ignore_errors=True)
        lock.release()


def _clear_interrupted(whole: Vault, place: Vault) -> None:
    """Clear away what an interrupted building left; a store that was moved without its slots opens for nobody."""
    moved = slotfile.lies_in(whole.folder) and not whole.file.exists()
    with translated():
        if moved and not slotfile.lies_in(place.folder):
            place.file.unlink(missing_ok=True)
    shutil.rmtree(whole.folder, ignore_errors=True)


def _make(clock: Clock, vault: Vault, slots: Slots, fill: Callable[[Station], None]) -> None:
    """Make a store in an empty folder and fill it."""
    vault.alibi.mkdir(parents=True)
    slotfile.keep(vault.folder, slots)
    create_store(vault, DeviceSigner.fresh())
    with _station(clock, vault) as station:
        fill(station)
        keys.keep_trust(station.store)
    slotfile.keep_twice(vault.folder, vault.alibi, slotfile.load(vault.folder))  # a filled store has more


def _move(whole: Vault, place: Vault) -> None:
    """Move a whole store into its place; another store's alibi there is put aside, with the slots that open it."""
    place.alibi.mkdir(parents=True, exist_ok=True)
    set_aside(place.alibi, "before-founding", beside=(slotfile.FILE,))
    make_durable(whole.file)
    for file in whole.alibi.iterdir():
        shutil.move(file, place.alibi / file.name)
    whole.file.replace(place.file)
    make_names_durable(place.folder)
    if (whole.folder / keys.FILE).exists():
        (whole.folder / keys.FILE).replace(place.folder / keys.FILE)
    (whole.folder / slotfile.FILE).replace(place.folder / slotfile.FILE)
    make_names_durable(place.folder)


@contextmanager
def _station(clock: Clock, vault: Vault) -> Iterator[Station]:
    """A station without scales, for as long as it is needed."""
    store, _ = open_store(vault, clock)
    try:
        yield Station(store, clock, _desk(clock), load_books())
    finally:
        store.close()


def _open(
    clock: Clock,
    vault: Vault,
    lock: StoreLock,
    bell: Bell,
    enter: Callable[[Station], Actor],
    *,
    listen: Callable[[Station], None] = listen_to_scales,
) -> Opening:
    store, recovered = open_store(vault, clock)
    station = Station(store, clock, _desk(clock), load_books())

    def close() -> None:
        station.desk.close()
        store.close()
        lock.release()

    try:
        store.listen(bell)
        actor = enter(station)
        keys.keep_trust(store)
        listen(station)
    except BaseException:
        close()
        raise
    return Opening(station, actor, recovered, close)


def _password_key(clock: Clock, folder: Path, slots: Slots, typed: tuple[str, str]) -> bytes:
    """The store's key, for a login and its password; wrong ones are counted on the disk and make all wait."""
    lockout = slotfile.load_lockout(folder)
    if seconds := wait_s(lockout, clock.now()):
        raise refuse("session.wait", seconds=seconds)
    try:
        key = open_slot(slots, *typed)
    except Refused:
        slotfile.keep_lockout(folder, lockout.failed(clock.now()))
        raise
    if lockout != NO_LOCKOUT:
        slotfile.keep_lockout(folder, NO_LOCKOUT)
    return key


def _vault(settings: Settings, slots: Slots, key: bytes) -> Vault:
    return Vault(settings.folder, key, slots.salt, _alibi(settings))


def _alibi(settings: Settings) -> Path:
    return settings.alibi or settings.folder / "alibi"


def _desk(clock: Clock) -> Desk:
    return Desk(lambda: clock.monotonic_ns() // 1_000_000)


def build_demo(clock: Clock, settings: Settings, kind: str) -> None:
    """Build a demonstration in an empty folder; where a store lies already, nothing is done.

    One that was interrupted is built anew.
    """
    folder = settings.folder
    if slotfile.lies_in(folder):
        return
    from coalguard.operations.demo.home import FOLDER  # noqa: PLC0415 -- only whoever builds it needs it
    from coalguard.operations.demo.story import clock_for, live_through  # noqa: PLC0415 -- only whoever builds it needs it
    from coalguard.operations.setup import StationKind  # noqa: PLC0415 -- as above

    slots, key = fresh_slots()
    slots, walking = with_open_slot(slots, key), clock_for(StationKind(kind), clock.now())
    printed = folder.resolve() / FOLDER
    with translated():
        printed.mkdir(parents=True, exist_ok=True)
    story = partial(live_through, clock=walking, kind=StationKind(kind), printed=printed)
    _build(walking, settings, (slots, key), partial(_fill_quickly, story=story), within="demo.new")


def _fill_quickly(station: Station, story: Callable[[Station], object]) -> None:
    """Fill a store that does not count yet: nothing waits for the disk, and the alibi is completed at the end."""
    station.store.alibi_paused = True
    with station.store.maintenance() as connection:
        connection.execute("PRAGMA synchronous=OFF")
    story(station)
    reconcile(station.store)
