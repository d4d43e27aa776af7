"""Verify: every invariant of `journal.md` §8 that exists here, checked over the whole store; and dump, all its facts.

All is collected rather than stopped at: a broken store is told about as fully as it can be read. Only a file whose
pages can not be read at all raises `store.damaged`; the way back is then the latest backup with the alibi folder. The
store is read as it stands at one moment and nothing is changed in it.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass

from coalguard import sqlite
from coalguard.domain.errors import CoalGuardError, DamagedError
from coalguard.domain.findings import fail
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import parse_body
from coalguard.sqlite import Connection, translated
from coalguard.store import proof
from coalguard.store.invariant import Check, Invariant
from coalguard.store.privacy import HeldValues, personal
from coalguard.store.store import Store
from coalguard.store.witness import Lines, Numbers, Told
from coalguard.trust.claim import PAPER_OF, claim_of
from coalguard.trust.paper import sign_paper, signature_of

_BODIES = "SELECT epoch, seq, hash, body, paper FROM entries WHERE device = ? ORDER BY epoch, seq"
_DUMP = (
    "SELECT keys.device, entries.epoch, entries.seq, entries.hash, entries.prev, headers.hash, entries.body, "
    "persons.salt, persons.row FROM entries CROSS JOIN keys ON keys.no = entries.device "
    "LEFT JOIN headers ON headers.no = entries.header LEFT JOIN persons ON persons.device = entries.device "
    "AND persons.epoch = entries.epoch AND persons.seq = entries.seq "
    "ORDER BY entries.device, entries.epoch, entries.seq"
)
_OF_PEOPLE = frozenset({"people", "finds"})
_USED = "SELECT kind, prefix, following FROM grants WHERE place = ?"


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found: where the own chain ends, where it first went wrong, and each invariant."""

    whole: bool
    seq: int
    head: str
    first_bad_seq: int | None
    invariants: tuple[Invariant, ...]


def verify(store: Store) -> Verification:
    """Check everything. Raises DamagedError where the file can not be read, MachineError where the disk fails."""
    vault, device = store.vault, store.places.number(store.signer.device)
    with translated(), closing(sqlite.connect(vault.file, vault.key, vault.salt, read_only=True)) as connection:
        sqlite.check_pages(connection)
        connection.execute("BEGIN")
        headers, known = proof.check_headers(connection)
        walk = proof.ChainWalk(known)
        walk.walk(connection, device)
        checks = [
            walk.check,
            headers,
            proof.check_seals(connection),
            proof.check_persons(connection),
            *_hear(connection, store, device, walk.branches),
            proof.check_receipts(connection, device),
            _check_sum(connection),
            _check_derived(store),
            proof.check_alibi(connection, store.alibi, store.head, device, held=walk.count),
            _check_foreign_keys(connection),
        ]
    invariants = (Invariant("pages", holds=True, broken=0, details=()), *(check.judged() for check in checks))
    whole = all(invariant.holds for invariant in invariants)
    return Verification(whole, walk.last.seq, walk.last.hash.hex(), walk.first_bad, invariants)


def _hear(connection: Connection, store: Store, device: int, branches: Mapping[int, tuple[int, int]]) -> list[Check]:
    """Tell the journal to all witnesses, once."""
    held = HeldValues(row for (row,) in connection.cursor().execute("SELECT row FROM persons"))
    bodies, papers, privacy, grants = Check("bodies"), Check("papers"), Check("privacy"), Check("grant_equation")
    numbers, lines = Numbers(), Lines(branches)
    name = store.signer.device
    for epoch, seq, digest, body, paper in connection.cursor().execute(_BODIES, (device,)):
        key = EntryKey(name, epoch, seq)
        try:
            told = _told(key, body)
            numbers.hear(told)
            lines.hear(told)
            if paper != _signature(store, key, body, digest, told.kind):
                papers.note(fail("verify.paper_invalid", number=told.document, seq=seq))
        except (CoalGuardError, ValueError, TypeError, LookupError, AttributeError):
            bodies.note(fail("verify.body_malformed", seq=seq))
        else:
            for finding in personal(told.kind, seq, told.says, held):
                privacy.note(finding)
    _balance(connection, store, numbers, grants)
    _search_tables(connection, store, held, privacy)
    return [
        bodies,
        papers,
        numbers.unique,
        numbers.granted,
        grants,
        *lines.checks,
        privacy,
    ]


def _search_tables(connection: Connection, store: Store, held: HeldValues, check: Check) -> None:
    """Search the derived tables for personal data, but for those that people are found by."""
    from coalguard.store import schema  # noqa: PLC0415 -- SQLAlchemy loads only where tables are made

    for table in sorted({*schema.derived_tables(connection)} - _OF_PEOPLE):
        columns = schema.columns(connection, "main", table)
        for row in connection.cursor().execute(f'SELECT * FROM "{table}"'):
            says = dict(zip(columns, row, strict=True))
            place = says.get("place") or says.get("visit") or 0
            for finding in personal(table, store.places.key(place).seq if place else 0, says, held):
                check.note(finding)


def _told(key: EntryKey, body: bytes) -> Told:
    read = json.loads(body)
    return Told(str(key), key.epoch, key.seq, read["kind"], read["doc"], read["says"])


def _signature(store: Store, key: EntryKey, body: bytes, digest: bytes, kind: str) -> bytes | None:
    """The signature of the paper that an entry is: Ed25519 always gives the same one, so it need not be opened."""
    if kind not in PAPER_OF:
        return None
    return signature_of(sign_paper(claim_of(parse_body(key, body), digest), store.signer))


def _balance(connection: Connection, store: Store, numbers: Numbers, check: Check) -> None:
    """Granted = used + void + lost + left: used and void from the journal, left from the table that gives numbers."""
    for key, lease in numbers.leases.items():
        place = store.places.of_text(key)
        row = connection.execute(_USED, (place,)).fetchone()
        left = lease.last - row[2] + 1 if row else 0
        granted = lease.last - lease.first + 1
        used = lease.taken - lease.void
        lost = granted - used - lease.void - left
        if row is None or lost:  # no fact tells of a lost number yet
            facts = {"kind": lease.kind.value, "prefix": lease.prefix, "granted": granted, "used": used}
            check.note(fail("verify.grant_sum", **facts, void=lease.void, left=left))


def _check_sum(connection: Connection) -> Check:
    check = Check("ledger_sum")
    (total,) = connection.execute("SELECT coalesce(sum(kg), 0) FROM postings").fetchone() or (0,)
    if total:
        check.note(fail("verify.ledger_sum", sum_kg=total))
    return check


def _check_derived(store: Store) -> Check:
    from coalguard.store.rebuild import rebuild  # noqa: PLC0415 -- SQLAlchemy loads only where tables are made

    check = Check("derived")
    try:
        for found in rebuild(store, check_only=True):
            check.note(fail("verify.table_differs", table=found.table, surplus=found.surplus, lacking=found.lacking))
    except DamagedError as fault:
        check.note(fail(fault.code, **fault.facts))
    return check


def _check_foreign_keys(connection: Connection) -> Check:
    check = Check("foreign_keys")
    for table, _, target, _ in connection.execute("PRAGMA foreign_key_check").fetchall():
        check.note(fail("verify.foreign_key", table=table, target=target))
    return check


def dump(store: Store, *, with_persons: bool = False) -> Iterator[bytes]:
    """Every fact as a line of canonical JSON, device by device, in order; the same store gives the same bytes.

    Personal rows are null unless asked for. Raises DamagedError where a page can not be read.
    """
    vault = store.vault
    with translated(), closing(sqlite.connect(vault.file, vault.key, vault.salt, read_only=True)) as connection:
        connection.execute("BEGIN")
        for device, epoch, seq, digest, prev, header, body, salt, row in connection.cursor().execute(_DUMP):
            person = b'{"row":%b,"salt":"%b"}' % (row, salt.hex().encode()) if with_persons and row else b"null"
            yield _LINE % (
                body,  # canonical already: spliced in, so that its bytes are those that were hashed
                device.encode(),
                epoch,
                digest.hex().encode(),
                _hex_or_null(header),
                person,
                _hex_or_null(prev),
                seq,
            )


_LINE = b'{"body":%b,"device":"%b","epoch":%d,"hash":"%b","header":%b,"person":%b,"prev":%b,"seq":%d}\n'


def _hex_or_null(digest: bytes | None) -> bytes:
    return b"null" if digest is None else b'"%b"' % digest.hex().encode()
