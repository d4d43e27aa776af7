"""Store: one encrypted SQLite file, one writer, the alibi beside it; open, begin, read, close.

Acts take their turn: whichever thread begins one waits until the one before it is over. Each thread that asks has a
reader of its own.

"Saved" means: committed with synchronous=FULL, then written to the alibi and fsynced, then acknowledged. After that
the store rings its bell with what was appended. It refuses to know what the facts mean.
"""

import logging
import shutil
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from coalguard import sqlite
from coalguard.clock import JUMP_S, Clock, JumpWatch
from coalguard.domain.errors import CoalGuardError, DamagedError, MachineError
from coalguard.domain.findings import Finding, refuse, warn
from coalguard.domain.identity import CHINA, EntryKey
from coalguard.domain.journal import Fact, Moment, parse_body, render_instant
from coalguard.sqlite import Connection, translated
from coalguard.store.alibi import Alibi
from coalguard.store.header import Headers
from coalguard.store.places import LAST_EPOCH, Places
from coalguard.store.reader import Reader
from coalguard.store.record import Record, record_of, render_record
from coalguard.store.transaction import Appended, Head, Transaction
from coalguard.trust.chain import FIRST_PREV, DeviceSigner, seal

log = logging.getLogger(__name__)

STOP_ISSUING_BYTES = 50_000_000
_LOW_BYTES = 500_000_000

BRANCH = "branch"
"""The mark of derived tables, and of an alibi, that do not know yet of entries that came home (`store.homecoming`)."""

_MARK = "INSERT OR REPLACE INTO marks VALUES (?, ?)"
_MONTH_LENGTH = len("2026-01")
STORE_FILE = "store.db"

Bell = Callable[[tuple[Appended, ...]], None]


@dataclass(frozen=True, slots=True)
class Vault:
    """What opens a store: its folder, the database key, the salt in the file's first 16 bytes, the alibi's folder."""

    folder: Path
    key: bytes
    salt: bytes
    alibi: Path

    @property
    def file(self) -> Path:
        """The database file."""
        return self.folder / STORE_FILE


class Store:
    """An open store: one writer, one reader beside it, the chain's head in memory."""

    def __init__(self, vault: Vault, writer: Connection, clock: Clock, alibi: Alibi) -> None:
        """Stand at the head of the own chain; `upgrade.open_store` has prepared the file."""
        self.vault = vault
        self.alibi = alibi
        self.alibi_fault: CoalGuardError | None = None
        self.alibi_paused = False
        self._writer = writer
        self._clock = clock
        self._writing = threading.RLock()
        self.printing = threading.Lock()
        """Held by whoever prints: one attempt after another (`store.prints`)."""
        self._readers: dict[int, tuple[Reader, Connection]] = {}
        self._bells: list[Bell] = []
        self._owed: list[tuple[str, bytes]] = []
        self.places = Places(writer.execute("SELECT no, device FROM keys").fetchall())
        self.signer = _own_signer(writer)
        self._head, written_at = _standing(writer, self.signer.device)
        self._headers = Headers(writer, self.places, clock)
        self._desk: deque[None] = deque()
        self._watch, self._off_s = _watch(clock, written_at), 0

    @property
    def head(self) -> Head:
        """Where the own chain stands."""
        return self._head

    @property
    def clock_trusted(self) -> bool:
        """False between a jump of the wall clock and its way back."""
        return self._off_s == 0

    def now(self) -> Moment:
        """The wall time, and whether it may be trusted."""
        return Moment(self._clock.now(), self.clock_trusted)

    def listen(self, bell: Bell) -> None:
        """Have `bell` called after each commit with what was appended."""
        self._bells.append(bell)

    def read(self) -> Reader:
        """A reader beside the writer, this thread's own: it sees what is committed."""
        thread = threading.get_ident()
        if thread not in self._readers:
            reading = sqlite.connect(self.vault.file, self.vault.key, self.vault.salt, read_only=True)
            self._readers[thread] = Reader(reading, self.places), reading
        return self._readers[thread][0]

    def begin(self, by: EntryKey | None = None) -> AbstractContextManager[Transaction]:
        """One act: everything appended inside is durable when the block ends, or nothing of it is.

        Raises MachineError where the disk or the lock fails, DamagedError where the file does; both leave no trace.
        """
        return self._act(by)

    def begin_epoch(self, by: EntryKey | None = None, *, above: int = 0) -> AbstractContextManager[Transaction]:
        """The first act of a new epoch, above the present one and `above`: the chain and its seq run on.

        Raises Refused `journal.last_epoch` where there is none any more; else as `begin`.
        """
        self._in_new_epoch(above)
        return self._act(by, above=above)

    def _in_new_epoch(self, above: int) -> Head:
        head, epoch = self._head, max(self._head.epoch, above) + 1
        if epoch > LAST_EPOCH:
            raise refuse("journal.last_epoch", epoch=head.epoch)
        return replace(head, epoch=epoch, header=0)

    @contextmanager
    def _act(self, by: EntryKey | None, *, above: int | None = None) -> Iterator[Transaction]:
        """One act behind the head as it is when the turn has come; `above` is given where it begins an epoch."""
        with self._turn():
            watch, header = (self._watch.wall, self._watch.monotonic_ns), self._headers.standing
            head = self._head if above is None else self._in_new_epoch(above)
            try:
                self._writer.execute("BEGIN IMMEDIATE")
                if not head.header:
                    head = self._headers.open(head)
                act = Transaction(self._writer, self.places, head, moment=self.now(), by=by, signer=self.signer)
                jump_s = self._note_jump(act)
                yield act
                self._writer.execute("COMMIT")
            except BaseException as error:
                self._undo()
                self._headers.go_back(header)  # the alibi copies the last one with what is saved next
                self._watch = JumpWatch(*watch)  # the entry of a jump is undone with the act: the next tells it again
                known = sqlite.translate(error)
                if known is not None:
                    raise known from error
                raise
            self._off_s = self._off_after(jump_s)
            self._head = act.head
            if act.appended:
                self._keep_alibi(act)
                self.ring(act.appended)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """The writer's turn; as long as an act waits for it, whatever is done in slices gives way."""
        self._desk.append(None)
        with self._writing:
            self._desk.pop()
            yield

    @property
    def wanted(self) -> bool:
        """Whether an act waits for its turn."""
        return bool(self._desk)

    def take_anchor(self, at: str) -> None:
        """Take a server-signed time (as bodies write instants): the next header says it, so that the clock is judged.

        A header that says one of less than ten minutes before goes on.
        """
        with self.together():
            due = self._headers.take_anchor(at)
        if due:
            self._head = replace(self._head, header=0)

    def seal(self, purpose: str) -> None:
        """Sign the head of the own chain: one signature answers for every entry up to it."""
        head, moment = self._head, self.now()
        signed = seal(head.key, head.hash, self.signer)
        number = self.places.number(head.device)
        with self._writing, translated():
            self._writer.execute(
                "INSERT OR IGNORE INTO seals VALUES (?, ?, ?, ?, ?, ?, ?)",
                (number, head.epoch, head.seq, head.hash, signed.signature, purpose, render_instant(moment.at)),
            )

    def mark(self, name: str, value: str) -> None:
        """Keep a mark of the store's own, such as the version of its derived tables."""
        with self._writing, translated():
            self._writer.execute(_MARK, (name, value))

    def write_beside(self, sql: str, *values: int | str | bytes | None) -> None:
        """Change a table that is neither journal nor derived: PINs, drafts."""
        with self._writing, translated():
            self._writer.execute(sql, values)

    @contextmanager
    def together(self) -> Iterator[Connection]:
        """One transaction of what is no act of this device: cursors, entries of others; all of it or nothing.

        Raises as `begin`. Nothing rings; what was appended is told by `ring`.
        """
        with self._writing, translated():
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                self._undo()
                raise

    def ring(self, appended: Sequence[Appended]) -> None:
        """Tell every listener what was appended."""
        for bell in self._bells:
            bell(tuple(appended))

    @property
    def free_bytes(self) -> int:
        """Free space on the store's disk."""
        with translated():
            return shutil.disk_usage(self.vault.folder).free

    def close(self) -> None:
        """Close both connections and the alibi; the lock is the opener's."""
        for _, reading in self._readers.values():
            reading.close()
        self._writer.close()
        self.alibi.close()

    @contextmanager
    def maintenance(self) -> Iterator[Connection]:
        """The writer's connection, for rebuild, backup and verification alone; no act is in progress."""
        with self._writing:
            yield self._writer

    def take_over(self, records: Sequence[Record], *, behind: Head | None = None) -> None:
        """Append what the alibi kept and this file lost, under its own headers, with all it means; all or nothing.

        A later epoch may begin `behind` another entry than the last. That the records follow one another and hash to
        what they say is the caller's to know (`store.recovery`).
        """
        head = behind or self._head
        with self.together():
            for record in records:
                head = self._taken_over(replace(head, epoch=record.epoch), record)
        self._head = replace(head, header=0)

    def take_branch(self, record: Record, behind: Head) -> None:
        """Keep what this store lost of an earlier epoch behind the entry where a later one began; the head stays.

        What it means for the derived tables only a rebuild can say: until then the file is marked, and the alibi too.
        """
        with self.together() as connection:
            self._taken_over(replace(behind, epoch=record.epoch), record, folds=False)
            connection.executemany(_MARK, [("derived", BRANCH), ("alibi", BRANCH)])

    def _taken_over(self, head: Head, record: Record, *, folds: bool = True) -> Head:
        head = self._headers.under(head, record.header)
        act = Transaction(self._writer, self.places, head, moment=self.now(), by=None, signer=self.signer)
        for entry in record.entries():
            act.take_over(entry, folds=folds)
        return act.head

    def _undo(self) -> None:
        if self._writer.in_transaction:
            try:
                self._writer.execute("ROLLBACK")
            except Exception:
                log.exception("rollback failed")

    def _note_jump(self, act: Transaction) -> int:
        jump_s = self._watch.check(act.moment.at, self._clock.monotonic_ns()) or 0
        if jump_s:
            act.moment = Moment(act.moment.at, trusted=self._off_after(jump_s) == 0)
            by, act.by = act.by, None
            act.append(Fact("clock.jumped", {"seconds": jump_s}))
            act.by = by
        return jump_s

    def _off_after(self, jump_s: int) -> int:
        """How far the wall clock is off after a jump; a jump back to where it was counts as right again."""
        off_s = self._off_s + jump_s
        return off_s if abs(off_s) > JUMP_S else 0

    def _keep_alibi(self, act: Transaction) -> None:
        """Copy the act; what fails is owed and goes first next time. A saved act stays saved whatever happens here."""
        if self.alibi_paused:
            return
        month = alibi_month(act.moment.at)
        self._owed.append((month, render_record(record_of(act.head, self._headers.body, act.appended))))
        try:
            while self._owed:
                self.alibi.append(*self._owed[0])
                self._owed.pop(0)
            self.alibi_fault = None
        except CoalGuardError as fault:
            log.warning("alibi behind by %d acts: %s", len(self._owed), fault)
            self.alibi_fault = fault


def scarce_room(store: Store) -> tuple[Finding, ...]:
    """A warning where the room on the disk grows scarce (`journal.md` §2), while there is still enough.

    A disk that does not even answer is told by whatever is done next.
    """
    with suppress(MachineError):
        free = store.free_bytes
        if free < _LOW_BYTES:
            return (warn("disk.low", free_mb=free // 1_000_000),)
    return ()


def alibi_month(at: datetime) -> str:
    """Which month's file of the alibi an act goes into."""
    return at.astimezone(CHINA).isoformat()[:_MONTH_LENGTH]


def _own_signer(connection: Connection) -> DeviceSigner:
    row = connection.execute("SELECT private FROM keys WHERE private IS NOT NULL").fetchone()
    if row is None:
        raise DamagedError("store.no_device_key")
    return DeviceSigner(row[0])


def _standing(connection: Connection, device: str) -> tuple[Head, datetime | None]:
    """The head of the own chain, and when the entry there was written; a new chain has none."""
    row = connection.execute(
        "SELECT epoch, seq, hash, body FROM entries JOIN keys ON keys.no = entries.device WHERE keys.device = ? "
        "ORDER BY epoch DESC, seq DESC LIMIT 1",
        (device,),
    ).fetchone()
    if row is None:
        return Head(device, 1, 0, FIRST_PREV, 0, b""), None
    epoch, seq, digest, body = row
    return Head(device, epoch, seq, digest, 0, b""), parse_body(EntryKey(device, epoch, seq), body).moment.at


def _watch(clock: Clock, written_at: datetime | None) -> JumpWatch:
    """Watch the clock from now on; where it stands behind the last entry, from that entry's time."""
    now = clock.now()
    return JumpWatch(max(now, written_at) if written_at else now, clock.monotonic_ns())
