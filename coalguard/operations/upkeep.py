"""Safekeeping: backup and the way back, the proof that all is whole, the facts as text, tables folded anew.

Restoring works on a data folder whose store is closed; everything else on the open one. Who may restore is judged by
the staff of the restored store itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from coalguard.clock import Clock
from coalguard.domain.findings import fail, refuse_if_any
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Fact
from coalguard.domain.numbering import HIGHEST_SERIAL, PaperKind, emergency_range, prefix_of
from coalguard.domain.roles import Duty
from coalguard.operations.station import Actor, Station, actor_of, entitle, parse_path
from coalguard.sqlite import translated
from coalguard.store import slotfile
from coalguard.store.backup import make, ready
from coalguard.store.lock import StoreLock
from coalguard.store.papers import load_grants
from coalguard.store.people import load_member, load_staff
from coalguard.store.restore import Restoration, Restored
from coalguard.store.restore import restore as restore_store
from coalguard.store.store import Store, Vault
from coalguard.store.verify import Verification, dump, verify
from coalguard.trust.slots import Slots, open_freely, open_slot


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeBackup:
    """Where the backup's own folder is to be made, and on what occasion."""

    path: str
    purpose: str = "asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreBackup:
    """The backup's folder, the alibi folder of the lost store where there is one, and who restores."""

    path: str
    alibi: str = ""
    login: str = ""
    password: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyStore:
    """Nothing to say: everything is checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DumpFacts:
    """Whether the personal rows come too: the administrator's alone, and an entry."""

    with_persons: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RebuildTables:
    """Whether differences are told alone, and nothing is replaced."""

    check: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenEmergencyGrant:
    """Which paper numbers are needed for, and the highest serial that was seen on such a paper."""

    kind: PaperKind
    highest_seen: int


@dataclass(frozen=True, slots=True)
class BackupMade:
    """A backup that was proved after it was made: its folder, and where the chain stood."""

    path: str
    epoch: int
    seq: int
    head: str
    sha256: str
    taken_at: str


@dataclass(frozen=True, slots=True)
class TableDifference:
    """Rows that a table held too much, and rows it lacked."""

    table: str
    surplus: int
    lacking: int


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What differed, and whether the tables were replaced."""

    agrees: bool
    replaced: bool
    differences: tuple[TableDifference, ...]


@dataclass(frozen=True, slots=True)
class GrantOpened:
    """The emergency grant: its serials begin above every number that can be on a paper."""

    grant: EntryKey
    kind: PaperKind
    prefix: str
    first: int
    last: int


def back_up(station: Station, actor: Actor, request: MakeBackup) -> BackupMade:
    """Make a backup; the entry that says so is in it."""
    entitle(actor, Duty.BACKUP)
    to = parse_path("path", request.path)
    ready(station.store, to)
    with station.store.begin(by=actor.key) as act:
        act.append(Fact("backup.begun", {"purpose": request.purpose}))
    backup = make(station.store, to)
    manifest = backup.manifest
    return BackupMade(
        str(backup.folder), manifest.epoch, manifest.seq, manifest.head, manifest.sha256, manifest.taken_at
    )


def restore(folder: Path, alibi: Path, clock: Clock, request: RestoreBackup) -> Restored:
    """Restore a backup into the data folder of a closed store, which keeps its second copy in `alibi` from now on.

    Raises Refused `session.password_wrong`, `role.missing`; MachineError `store.in_use`; else as `store.restore`.
    """
    source = parse_path("path", request.path)
    lost = parse_path("alibi", request.alibi) if request.alibi else None
    slots = slotfile.load(source)
    key = _unlocked(slots, lost, request)
    with translated():
        folder.mkdir(parents=True, exist_ok=True)
    lock = StoreLock(folder)
    try:
        vault = Vault(folder, key, slots.salt, alibi)
        order = Restoration(source=source, into=vault, alibi=lost, clock=clock)
        return restore_store(order, lambda store: _restorer(store, request.login))
    finally:
        lock.release()


def _unlocked(slots: Slots, lost: Path | None, request: RestoreBackup) -> bytes:
    """The store's key, by the password as it was last (the alibi folder knows) or as it was at the backup."""
    if (free := open_freely(slots)) is not None:
        return free
    if lost is not None and slotfile.lies_in(lost):
        latest = slotfile.load(lost)
        if latest.store_id == slots.store_id and request.login in latest.logins:
            return open_slot(latest, request.login, request.password)
    return open_slot(slots, request.login, request.password)


def _restorer(store: Store, login: str) -> EntryKey:
    """Who restores; a demonstration's founder needs no login. Raises Refused `staff.unknown`, `role.missing`."""
    founder = next((member.login for member in load_staff(store.read()) if member.founder), "")
    member = load_member(store.read(), login or founder)
    entitle(actor_of(member), Duty.RESTORE)
    return member.key


def verify_store(station: Station, actor: Actor, request: VerifyStore) -> Verification:
    """Check every invariant; what was found is a result, not an error. Raises DamagedError for an unreadable file."""
    del request
    entitle(actor, Duty.READ)
    return verify(station.store)


def dump_facts(station: Station, actor: Actor, request: DumpFacts) -> Iterator[bytes]:
    """All facts as lines of canonical JSON."""
    entitle(actor, Duty.RESTORE if request.with_persons else Duty.READ)
    if request.with_persons:
        with station.store.begin(by=actor.key) as act:
            act.append(Fact("persons.exported", {}))
    return dump(station.store, with_persons=request.with_persons)


def rebuild_tables(station: Station, actor: Actor, request: RebuildTables) -> Rebuilt:
    """Fold the derived tables anew; what differed before is told, and is an entry where it was put right."""
    from coalguard.store.rebuild import rebuild  # noqa: PLC0415 -- SQLAlchemy loads only where tables are made

    entitle(actor, Duty.READ if request.check else Duty.RESTORE)
    found = rebuild(station.store, check_only=request.check)
    if found and not request.check:
        tables = [{"table": one.table, "surplus": one.surplus, "lacking": one.lacking} for one in found]
        with station.store.begin(by=actor.key) as act:
            act.append(Fact("tables.rebuilt", {"differences": tables}))
    differences = tuple(TableDifference(one.table, one.surplus, one.lacking) for one in found)
    return Rebuilt(not differences, not request.check, differences)


def open_emergency_grant(station: Station, actor: Actor, request: OpenEmergencyGrant) -> GrantOpened:
    """Open numbers again after a restore that the alibi did not complete (`journal.md` §2, backups).

    Raises Refused `number.grant_valid`, `number.seen_too_low`, `number.seen_too_high`.
    """
    entitle(actor, Duty.RESTORE)
    kind, seen = request.kind, request.highest_seen
    first, last = emergency_range(seen)
    prefix = prefix_of(kind, station.code)
    with station.store.begin(by=actor.key) as act:
        grants = [grant for grant in load_grants(act) if grant.kind is kind]
        usable = [grant for grant in grants if grant.left > 0]
        known = max((grant.following - 1 for grant in grants if grant.following > grant.first), default=0)
        facts = {"kind": kind.value, "highest_seen": seen}
        refuse_if_any(
            [
                *(fail("number.grant_valid", kind=kind.value, left=grant.left) for grant in usable[:1]),
                *([fail("number.seen_too_low", **facts, known=known)] if seen < known else []),
                *([fail("number.seen_too_high", **facts, limit=HIGHEST_SERIAL)] if last > HIGHEST_SERIAL else []),
            ]
        )
        says = {"kind": kind.value, "prefix": prefix, "first": first, "last": last, "origin": "emergency"}
        key = act.append(Fact("grant.opened", {**says, "highest_seen": seen}))
    return GrantOpened(key, kind, prefix, first, last)
