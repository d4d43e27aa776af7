"""Safekeeping at a market: backup and the way back, the proof, the dump, the rebuild, numbers after a loss."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from coalguard.domain.errors import MachineError
from coalguard.domain.findings import Refused
from coalguard.domain.numbering import PaperKind
from coalguard.domain.roles import Role
from coalguard.operations import form, upkeep
from coalguard.operations.session import log_in
from coalguard.operations.station import Actor, Station
from coalguard.store import slotfile
from coalguard.store.lock import StoreLock
from coalguard.store.restore import Restored
from coalguard.store.store import Vault
from coalguard.store.upgrade import open_store
from coalguard.trust.secret import Cost
from coalguard.trust.slots import Slots, key_check, with_open_slot, with_slot
from tests.market import LEAD, Market, open_market, receive, sell
from tests.stations import ADMIN, enlist

PASSWORD = "correct horse"
CHEAP = Cost(1, 8, 1)


@pytest.fixture
def market(tmp_path: Path) -> Iterator[Market]:
    """An open market with a slot file, as `init` leaves one."""
    folder = tmp_path / "market"
    folder.mkdir()
    with open_market(folder) as market:
        vault = market.station.store.vault
        slots = Slots(vault.salt.hex(), key_check(vault.key))
        slotfile.keep(folder, with_slot(slots, ADMIN, PASSWORD, vault.key, cost=CHEAP))
        yield market


def backed_up(market: Market, to: Path) -> upkeep.BackupMade:
    """A backup of the market."""
    return upkeep.back_up(market.station, market.clerk, upkeep.MakeBackup(path=str(to)))


def come_back(market: Market, made: upkeep.BackupMade, into: Path, *, alibi: bool) -> Restored:
    """The backup restored into an empty folder; the lost market's alibi is at hand or not."""
    lost = str(market.station.store.vault.alibi) if alibi else ""
    request = upkeep.RestoreBackup(path=made.path, alibi=lost, login=ADMIN, password=PASSWORD)
    return upkeep.restore(into, into / "alibi", market.station.clock, request)


@contextmanager
def opened(market: Market, folder: Path) -> Iterator[Market]:
    """The restored market, its administrator logged in again."""
    lost = market.station
    store, _ = open_store(Vault(folder, lost.store.vault.key, lost.store.vault.salt, folder / "alibi"), lost.clock)
    station = Station(store, lost.clock, lost.desk, lost.books)
    try:
        yield Market(station, log_in(station, ADMIN), market.supplier, market.buyer)
    finally:
        store.close()


def whole(station: Station, actor: Actor) -> bool:
    """Whether every invariant holds."""
    return upkeep.verify_store(station, actor, upkeep.VerifyStore()).whole


# --- proof ------------------------------------------------------------------------------------------------------------


def test_a_day_at_the_market_holds_every_invariant(market: Market) -> None:
    lot = receive(market).lot
    issued = sell(market, lot)
    request = form.VoidForm(number=str(issued.number), reason="打错", parts_back=5, second=LEAD)
    form.void(market.station, market.clerk, request)
    form.reissue(market.station, market.clerk, form.ReissueForm(number=str(issued.number)))
    found = upkeep.verify_store(market.station, market.clerk, upkeep.VerifyStore())
    assert found.whole, [invariant for invariant in found.invariants if not invariant.holds]
    assert [invariant.name for invariant in found.invariants if invariant.details] == []


def test_a_rebuild_agrees_and_writes_nothing(market: Market) -> None:
    sell(market, receive(market).lot)
    head = market.station.store.head
    for check in (True, False):
        rebuilt = upkeep.rebuild_tables(market.station, market.clerk, upkeep.RebuildTables(check=check))
        assert (rebuilt.agrees, rebuilt.replaced, rebuilt.differences) == (True, not check, ())
    assert market.station.store.head == head


def test_a_rebuild_that_puts_something_right_is_an_entry(market: Market) -> None:
    with market.station.store.maintenance() as connection:
        connection.execute("UPDATE yards SET name = '黑堆'")
    for check in (True, False):
        rebuilt = upkeep.rebuild_tables(market.station, market.clerk, upkeep.RebuildTables(check=check))
        assert rebuilt.differences == (upkeep.TableDifference("yards", 1, 1),)
    entry = market.station.store.read().entry(market.station.store.head.key)
    assert (entry.fact.kind, entry.by) == ("tables.rebuilt", market.clerk.key)
    assert entry.fact.says == {"differences": [{"table": "yards", "surplus": 1, "lacking": 1}]}
    assert whole(market.station, market.clerk)


def test_the_dump_names_nobody_unless_the_administrator_asks(market: Market) -> None:
    plain = b"".join(upkeep.dump_facts(market.station, market.clerk, upkeep.DumpFacts()))
    assert not [word for word in ("马演示", "13800000000", "622901188001010017", "示例村") if word.encode() in plain]
    told = b"".join(upkeep.dump_facts(market.station, market.clerk, upkeep.DumpFacts(with_persons=True)))
    assert "马演示".encode() in told
    last = json.loads(told.splitlines()[-1])
    assert (last["body"]["kind"], last["body"]["by"]) == ("persons.exported", str(market.clerk.key))


# --- backup and the way back ------------------------------------------------------------------------------------------


def test_the_entry_of_a_backup_is_in_it(market: Market, tmp_path: Path) -> None:
    made = backed_up(market, tmp_path / "to")
    entry = market.station.store.read().entry(market.station.store.head.key)
    assert (made.seq, made.head) == (market.station.store.head.seq, market.station.store.head.hash.hex())
    assert (entry.fact.kind, entry.fact.says, entry.by) == ("backup.begun", {"purpose": "asked"}, market.clerk.key)


@pytest.mark.parametrize("path", ["", "  "])
def test_a_backup_to_nowhere_is_refused(market: Market, path: str) -> None:
    with pytest.raises(Refused, match=r"field\.missing"):
        upkeep.back_up(market.station, market.clerk, upkeep.MakeBackup(path=path))


def test_a_backup_that_can_not_begin_is_no_entry(market: Market, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    head = market.station.store.head
    with pytest.raises(Refused, match=r"backup\.target_is_file"):
        backed_up(market, tmp_path / "file")
    assert market.station.store.head == head


def test_with_the_alibi_the_market_goes_on_as_if_nothing_had_been(market: Market, tmp_path: Path) -> None:
    lot = receive(market).lot
    made = backed_up(market, tmp_path / "to")
    sold = sell(market, lot)
    done = come_back(market, made, tmp_path / "new", alibi=True)
    assert (done.kept_epoch, done.fault) == (True, None)
    with opened(market, tmp_path / "new") as again:
        assert sell(again, lot, plate="甘N54321").number.serial == sold.number.serial + 1
        assert whole(again.station, again.clerk)


def test_without_the_alibi_numbers_begin_above_the_highest_seen(market: Market, tmp_path: Path) -> None:
    lot = receive(market).lot
    made = backed_up(market, tmp_path / "to")
    seen = sell(market, lot)
    done = come_back(market, made, tmp_path / "new", alibi=False)
    assert (done.kept_epoch, done.epoch, done.closed_grants) == (False, 2, len(PaperKind))
    with opened(market, tmp_path / "new") as again:
        with pytest.raises(Refused, match=r"number\.grant_closed"):
            sell(again, lot, plate="甘N11111")
        for kind in (PaperKind.FORM, PaperKind.TICKET, PaperKind.SETTLEMENT):
            request = upkeep.OpenEmergencyGrant(kind=kind, highest_seen=seen.number.serial)
            opened_now = upkeep.open_emergency_grant(again.station, again.clerk, request)
            assert (opened_now.first, opened_now.last) == (seen.number.serial + 100, seen.number.serial + 1_000_099)
        assert sell(again, lot, plate="甘N22222").number.serial == seen.number.serial + 100
        assert whole(again.station, again.clerk)


@pytest.mark.parametrize(
    ("login", "password", "code"),
    [(ADMIN, "wrong horse!", "session.password_wrong"), ("nobody", PASSWORD, "session.password_wrong")],
)
def test_who_does_not_know_the_password_restores_nothing(
    market: Market, tmp_path: Path, login: str, password: str, code: str
) -> None:
    made = backed_up(market, tmp_path / "to")
    request = upkeep.RestoreBackup(path=made.path, login=login, password=password)
    with pytest.raises(Refused, match=code):
        upkeep.restore(tmp_path / "new", tmp_path / "new" / "alibi", market.station.clock, request)
    assert not (tmp_path / "new").exists()


def test_who_is_no_administrator_restores_nothing(market: Market, tmp_path: Path) -> None:
    enlist(market.station, "clerk", Role.CLERK)
    vault = market.station.store.vault
    slots = with_slot(slotfile.load(vault.folder), "clerk", PASSWORD, vault.key, cost=CHEAP)
    slotfile.keep(vault.folder, slots)
    made = backed_up(market, tmp_path / "to")
    request = upkeep.RestoreBackup(path=made.path, login="clerk", password=PASSWORD)
    with pytest.raises(Refused, match=r"role\.missing"):
        upkeep.restore(tmp_path / "new", tmp_path / "new" / "alibi", market.station.clock, request)
    assert [file.name for file in (tmp_path / "new").iterdir()] in ([], ["store.lock"])


def test_the_password_may_be_the_one_that_was_last(market: Market, tmp_path: Path) -> None:
    made = backed_up(market, tmp_path / "to")
    vault = market.station.store.vault
    slotfile.keep(vault.alibi, with_slot(slotfile.load(vault.folder), ADMIN, "another horse", vault.key, cost=CHEAP))
    request = upkeep.RestoreBackup(path=made.path, alibi=str(vault.alibi), login=ADMIN, password="another horse")
    new = tmp_path / "new"
    assert upkeep.restore(new, new / "alibi", market.station.clock, request).kept_epoch


def test_a_demonstration_comes_back_without_a_password(market: Market, tmp_path: Path) -> None:
    vault = market.station.store.vault
    slotfile.keep(vault.folder, with_open_slot(slotfile.load(vault.folder), vault.key))
    made = backed_up(market, tmp_path / "to")
    new = tmp_path / "new"
    done = upkeep.restore(new, new / "alibi", market.station.clock, upkeep.RestoreBackup(path=made.path))
    assert done.epoch == 2


def test_a_folder_that_another_process_holds_is_not_restored_into(market: Market, tmp_path: Path) -> None:
    made = backed_up(market, tmp_path / "to")
    (tmp_path / "new").mkdir()
    lock = StoreLock(tmp_path / "new")
    with pytest.raises(MachineError, match=r"store\.in_use"):
        come_back(market, made, tmp_path / "new", alibi=True)
    lock.release()
    assert come_back(market, made, tmp_path / "new", alibi=True).kept_epoch


# --- emergency numbers ------------------------------------------------------------------------------------------------


def emergency(market: Market, seen: int, kind: PaperKind = PaperKind.FORM) -> upkeep.GrantOpened:
    """An emergency grant above the highest number seen."""
    request = upkeep.OpenEmergencyGrant(kind=kind, highest_seen=seen)
    return upkeep.open_emergency_grant(market.station, market.clerk, request)


def close_grants(market: Market) -> None:
    """Close every grant, as a new epoch does."""
    with market.station.store.maintenance() as connection:
        connection.execute("UPDATE grants SET valid = 0")


def test_no_emergency_grant_is_opened_beside_a_valid_one(market: Market) -> None:
    with pytest.raises(Refused, match=r"number\.grant_valid"):
        emergency(market, 500)
    close_grants(market)
    emergency(market, 500)
    with pytest.raises(Refused, match=r"number\.grant_valid"):
        emergency(market, 500)


def test_the_highest_number_seen_is_not_below_what_the_store_itself_gave(market: Market) -> None:
    sell(market, receive(market).lot)
    close_grants(market)
    with pytest.raises(Refused, match=r"number\.seen_too_low"):
        emergency(market, 0)
    opened_now = emergency(market, 1)
    assert (opened_now.prefix, opened_now.first) == ("LX01", 101)


def test_a_serial_has_eight_digits(market: Market) -> None:
    close_grants(market)
    with pytest.raises(Refused, match=r"number\.seen_too_high"):
        emergency(market, 99_000_000)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMIN}))
def test_only_the_administrator_opens_numbers(market: Market, role: Role) -> None:
    other = market._replace(clerk=enlist(market.station, f"{role.value}2", role))
    with pytest.raises(Refused, match=r"role\.missing"):
        emergency(other, 500)


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.WEIGHER])
def test_a_backup_is_the_leads_or_the_administrators(market: Market, tmp_path: Path, role: Role) -> None:
    other = market._replace(clerk=enlist(market.station, f"{role.value}2", role))
    with pytest.raises(Refused, match=r"role\.missing"):
        backed_up(other, tmp_path / "to")
