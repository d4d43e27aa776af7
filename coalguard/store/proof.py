"""Proof: whether the journal is what was written - chain, headers, seals, personal rows, and the alibi beside it.

Everything is read as a stream. The chain is hashed in batches, whose hashes are compared as a whole; only a batch that
does not agree is looked at link by link. A broken link is told once: what follows is judged from the hash that stands.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from coalguard.domain.errors import CoalGuardError, DamagedError
from coalguard.domain.findings import Finding, Severity, fail
from coalguard.sqlite import Connection
from coalguard.store.alibi import Alibi
from coalguard.store.invariant import Check
from coalguard.store.record import Record, parse_record
from coalguard.store.transaction import Head
from coalguard.trust.chain import FIRST_PREV, Seal, entry_hash, header_hash, open_seal, person_hash, verify_run
from coalguard.trust.statement import Purpose, open_statement

_BATCH = 2_000
_CHAIN = "SELECT epoch, seq, header, prev, hash, body FROM entries WHERE device = ? ORDER BY epoch, seq"
_HEADERS = "SELECT headers.no, keys.device, epoch, body, hash FROM headers LEFT JOIN keys ON keys.no = headers.device"
_SEALS = (
    "SELECT keys.device, seals.epoch, seals.seq, seals.head, seals.signature, keys.public, entries.hash FROM seals "
    "JOIN keys ON keys.no = seals.device LEFT JOIN entries ON entries.device = seals.device "
    "AND entries.epoch = seals.epoch AND entries.seq = seals.seq"
)
_PERSONS = (
    "SELECT persons.seq, persons.salt, persons.row, entries.body FROM persons LEFT JOIN entries "
    "ON entries.device = persons.device AND entries.epoch = persons.epoch AND entries.seq = persons.seq"
)
_HASH = "SELECT hash FROM entries WHERE device = ? AND epoch = ? AND seq = ?"
_BEFORE = "SELECT epoch, hash FROM entries WHERE device = ? AND epoch < ? AND seq = ? ORDER BY epoch DESC"
_RECEIPTS = (
    "SELECT city_receipts.epoch, city_receipts.seq, head, said, signature, entries.hash FROM city_receipts "
    "LEFT JOIN entries ON entries.device = ? AND entries.epoch = city_receipts.epoch "
    "AND entries.seq = city_receipts.seq ORDER BY city_receipts.epoch, city_receipts.seq"
)
_CITIES = "SELECT value FROM cursors WHERE name = 'city' UNION SELECT city FROM server"


class _Link(NamedTuple):
    """An entry as its row holds it."""

    epoch: int
    seq: int
    header: int | None
    prev: bytes
    hash: bytes
    body: bytes


class ChainWalk:
    """A walk along a device's chain: what it found, where it stands, and where it first went wrong.

    An epoch continues from any entry of an earlier one that is here: where a restored store got back what it had lost,
    two lines go on from the same entry (`store.homecoming`). `branches` are the epochs that do not go on from the last
    entry before them, and the entries they go on from.
    """

    def __init__(self, headers: Mapping[int, tuple[int, bytes]]) -> None:
        """Begin before the first entry; `headers` are epoch and hash by number."""
        self.check = Check("chain")
        self.first_bad: int | None = None
        self.count = 0
        self.branches: dict[int, tuple[int, int]] = {}
        self.last = _Link(1, 0, None, b"", FIRST_PREV, b"")
        self._headers = headers
        self._known = {(number, epoch) for number, (epoch, _) in headers.items()}
        self._hashes = {number: digest for number, (_, digest) in headers.items()}

    def walk(self, connection: Connection, device: int) -> None:
        """Follow the chain to its end."""
        cursor = connection.cursor().execute(_CHAIN, (device,))
        while batch := cursor.fetchmany(_BATCH):
            if not self._agrees(batch):
                for link in map(_Link._make, batch):
                    self._turn(connection, device, link)
                    self._step(link)
            self.last = _Link(*batch[-1])
            self.count += len(batch)

    def _agrees(self, batch: Sequence[tuple[Any, ...]]) -> bool:
        """Whether a batch of one epoch follows, all at once; where not, its links are looked at one by one."""
        epochs, seqs, headers, prevs, hashes, bodies = zip(*batch, strict=True)
        if seqs[0] != self.last.seq + 1 or epochs[0] != epochs[-1]:  # they come sorted by epoch
            return False
        if not self._known.issuperset((number, epochs[0]) for number in set(headers)):
            return False
        links = zip(seqs, map(self._hashes.__getitem__, headers), bodies, strict=True)
        try:
            hashed = tuple(verify_run(self.last.hash, links))
        except DamagedError:
            return False
        return hashed == hashes and (self.last.hash, *hashed[:-1]) == prevs

    def _turn(self, connection: Connection, device: int, link: _Link) -> None:
        """Go back to the entry that a new epoch continues from, where that is not the last one."""
        if link.epoch == self.last.epoch or link.prev == self.last.hash or link.seq > self.last.seq + 1:
            return
        for epoch, digest in connection.execute(_BEFORE, (device, link.epoch, link.seq - 1)).fetchall():
            if digest == link.prev:
                self.branches[link.epoch] = (epoch, link.seq - 1)
                self.last = _Link(epoch, link.seq - 1, None, b"", digest, b"")
                return

    def _step(self, link: _Link) -> None:
        before, self.last = self.last, link
        header = self._headers.get(link.header) if link.header is not None else None
        if link.seq != before.seq + 1:
            self._note(before.seq + 1, fail("verify.gap", expected=before.seq + 1, found=link.seq))
        elif header is None or header[0] != link.epoch:
            self._note(link.seq, fail("verify.header_missing", seq=link.seq))
        elif (link.prev, link.hash) != (before.hash, entry_hash(before.hash, header[1], link.seq, link.body)):
            self._note(link.seq, fail("verify.link_broken", seq=link.seq))

    def _note(self, seq: int, finding: Finding) -> None:
        self.first_bad = seq if self.first_bad is None else min(seq, self.first_bad)
        self.check.note(finding)


def check_headers(connection: Connection) -> tuple[Check, Mapping[int, tuple[int, bytes]]]:
    """Whether each header has its hash and says the device and epoch it stands under; and all headers by number."""
    check = Check("headers")
    found = {}
    for number, device, epoch, body, digest in connection.cursor().execute(_HEADERS):
        found[number] = (epoch, header_hash(body))
        says = _json(body)
        if digest != header_hash(body) or (says.get("device"), says.get("epoch")) != (device, epoch):
            check.note(fail("verify.header_broken", header=number))
    return check, found


def check_seals(connection: Connection) -> Check:
    """Whether each seal was made with its device's key over the entry that stands there."""
    check = Check("seals")
    for device, epoch, seq, head, signature, public, digest in connection.cursor().execute(_SEALS):
        try:
            open_seal(Seal(device, epoch, seq, head, signature), public)
        except DamagedError:
            check.note(fail("verify.seal_invalid", seq=seq))
        else:
            if head != digest:
                check.note(fail("verify.seal_elsewhere", seq=seq))
    return check


def check_persons(connection: Connection) -> Check:
    """Whether each personal row is the one whose salted hash stands in its entry; erased rows are none."""
    check = Check("persons")
    for seq, salt, row, body in connection.cursor().execute(_PERSONS):
        says = _json(body or b"").get("says")
        if not isinstance(says, dict) or says.get("person") != person_hash(salt, row).hex():
            check.note(fail("verify.person_broken", seq=seq))
    return check


def check_receipts(connection: Connection, device: int) -> Check:
    """Whether the city's chain is a piece of ours: each receipt is the city's, and speaks of the entry that is here."""
    check = Check("receipts")
    cities = [bytes.fromhex(public) for (public,) in connection.execute(_CITIES).fetchall()]
    for epoch, seq, head, said, signature, digest in connection.cursor().execute(_RECEIPTS, (device,)):
        says = _json(said)
        if not any(_said_by(city, said, signature) for city in cities):
            check.note(fail("verify.receipt_invalid", epoch=epoch, seq=seq))
        elif (digest, says.get("epoch"), says.get("seq"), says.get("head")) != (head, epoch, seq, head.hex()):
            check.note(fail("verify.receipt_differs", epoch=epoch, seq=seq))
    return check


def _said_by(city: bytes, said: bytes, signature: bytes) -> bool:
    try:
        open_statement(Purpose.RECEIPT, said, signature, city)
    except DamagedError:
        return False
    return True


def check_alibi(connection: Connection, alibi: Alibi, head: Head, device: int, *, held: int = 0) -> Check:
    """Whether the alibi holds the same bodies from the first entry to the head, and no fewer than are `held` here."""
    check = Check("alibi")
    at, prev, count = (1, 0), FIRST_PREV, 0
    try:
        for record in map(parse_record, alibi.records()):
            if record.epoch > at[0] and record.first <= at[1]:
                at, prev = _branching(connection, record, device) or (at, prev)
            if finding := _against(connection, record, at[1], prev, device):
                check.note(finding)
            at, prev, count = record.end, record.head, count + len(record.bodies)
    except CoalGuardError as fault:
        check.note(Finding(fault.code, fault.facts, Severity.FAIL))
        return check
    if at != head.end:
        check.note(fail("verify.alibi_elsewhere", seq=at[1], head=head.seq))
    elif count < held and check.judged().holds:  # what came home is in the store alone
        check.note(fail("verify.alibi_lacks", lacking=held - count))
    return check


def _branching(connection: Connection, record: Record, device: int) -> tuple[tuple[int, int], bytes] | None:
    """The entry that a record of a later epoch continues from, where it is not the last one before it."""
    for epoch, digest in connection.execute(_BEFORE, (device, record.epoch, record.first - 1)).fetchall():
        if record.head_on(digest) == record.head:
            return (epoch, record.first - 1), digest
    return None


def _against(connection: Connection, record: Record, before: int, prev: bytes, device: int) -> Finding | None:
    """What speaks against a record that follows the entry `before`, whose hash is `prev`."""
    kept = connection.execute(_HASH, (device, *record.end)).fetchone()
    if record.first != before + 1:
        return fail("verify.alibi_gap", seq=before + 1)
    if kept is None or not kept[0] == record.head == record.head_on(prev):
        return fail("verify.alibi_differs", seq=record.first)
    for entry in record.entries():
        if entry.person and _json(entry.body)["says"].get("person") != person_hash(*entry.person).hex():
            return fail("verify.alibi_differs", seq=entry.key.seq)
    return None


def _json(content: bytes) -> Mapping[str, Any]:
    """What JSON bytes say; nothing where they are none."""
    try:
        read = json.loads(content)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}
