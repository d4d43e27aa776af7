"""Rebuild: the derived tables folded anew from the journal, compared with those at hand, then put in their place.

The new tables grow in a scratch file beside the store under the same key, so that the store itself is untouched until
they are whole. Both sides come from the same folds; a difference means that somebody or something else wrote. A page
of the journal that is damaged ends it with `store.damaged` and nothing is replaced.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coalguard import sqlite
from coalguard.domain.errors import DamagedError
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import parse_body
from coalguard.sqlite import Connection, translated
from coalguard.store import rows, schema, versions
from coalguard.store.fold import fold
from coalguard.store.fold.change import Change, Placed
from coalguard.store.fold.heard import hear
from coalguard.store.places import Places
from coalguard.store.store import Store, Vault
from coalguard.store.transaction import apply_change

_ALL = (  # CROSS JOIN keeps the order of the primary key, so that nothing is sorted
    "SELECT keys.device, entries.epoch, entries.seq, body, row FROM kept.entries CROSS JOIN kept.keys "
    "ON keys.no = entries.device LEFT JOIN kept.persons ON persons.device = entries.device "
    "AND persons.epoch = entries.epoch AND persons.seq = entries.seq "
    "ORDER BY entries.device, entries.epoch, entries.seq"
)


_Row = tuple[tuple[Any, ...], tuple[Any, ...]]
"""A row's key, and the row."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What a derived table holds too much, and what it lacks, in rows."""

    table: str
    surplus: int
    lacking: int


def rebuild(store: Store, *, check_only: bool) -> list[Difference]:
    """Fold everything anew and say what differs; unless `check_only`, put the new tables in place."""
    with _scratch(store) as scratch, translated():
        with _folded(store, scratch) as fresh:
            differences = list(_compare(fresh))
        if not check_only:
            _replace(store, scratch)
    return differences


def fold_anew(store: Store) -> None:
    """Fold everything anew and put it in place, whatever tables of another version there are."""
    with _scratch(store) as scratch, translated():
        with _folded(store, scratch):
            pass
        _replace(store, scratch)


@contextmanager
def _scratch(store: Store) -> Iterator[Path]:
    """The place of the scratch file, which is gone afterwards."""
    file = store.vault.folder / "rebuild.scratch"
    with translated():
        sqlite.remove(file)
    try:
        yield file
    finally:
        with translated():
            sqlite.remove(file)


@contextmanager
def _folded(store: Store, scratch: Path) -> Iterator[Connection]:
    """The scratch file with every entry of the store folded into it; the store is attached as `kept`."""
    with closing(sqlite.create(scratch, store.vault.key, store.vault.salt)) as fresh:
        fresh.execute("PRAGMA journal_mode=OFF")  # a scratch file: one write a page is enough, since whatever
        fresh.execute("PRAGMA synchronous=OFF")  # befalls it, it is thrown away and made again
        _attach(fresh, store.vault.file, store.vault, "kept")
        fresh.execute("BEGIN")
        schema.create_bare(fresh)
        _fold_all(fresh, store)
        fresh.execute("COMMIT")
        yield fresh


def _fold_all(fresh: Connection, store: Store) -> None:
    """Fold every entry, device by device. Whatever keeps one from being folded is damage: it was when it was saved.

    Where the own chain branches (`store.homecoming`), both branches may have opened a lot of the same name, or written
    of the same truck: then the later epoch's row stands, and nothing keeps the tables from being made.
    """
    own, before, branched = store.signer.device, 0, False
    for device, epoch, seq, body, row in fresh.cursor().execute(_ALL):
        key = EntryKey(device, epoch, seq)
        try:
            if device == own:
                branched, before = branched or seq <= before, seq
                changes: Iterable[Change] = fold(_placed(key, body, row, store.places))
            else:
                changes = hear(key, body, store.places).changes
            for change in changes:
                apply_change(fresh, change, anew=branched and device == own)
        except Exception as error:
            known = sqlite.translate(error)
            raise known or DamagedError("journal.body", seq=seq) from error


def _placed(key: EntryKey, body: bytes, row: bytes | None, places: Places) -> Placed:
    person: Mapping[str, str] | None = json.loads(row) if row is not None else None
    return Placed(parse_body(key, body), places.of(key), person, places)


def _replace(store: Store, scratch: Path) -> None:
    """Drop the derived tables and take those of the scratch file, in one transaction."""
    with store.maintenance() as connection:
        _attach(connection, scratch, store.vault, "fresh")
        try:
            connection.execute("BEGIN IMMEDIATE")
            schema.drop_derived(connection)
            schema.create_bare(connection)
            for table in schema.declared_tables():
                connection.execute(f"INSERT INTO main.{table} SELECT * FROM fresh.{table}")
            schema.create_indexes(connection)
            connection.execute("INSERT OR REPLACE INTO marks VALUES ('derived', ?)", (str(versions.DERIVED),))
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        finally:
            connection.execute("DETACH fresh")


def _attach(connection: Connection, file: Path, vault: Vault, name: str) -> None:
    """Attach another file under the store's key."""
    spelled = f"x'{vault.key.hex()}{vault.salt.hex()}'"
    connection.execute(f"ATTACH ? AS {name} KEY ?", (str(file), spelled))


def _compare(fresh: Connection) -> Iterator[Difference]:
    """Compare table by table: the scratch file's with those of the store, which is attached as `kept`."""
    at_hand = set(schema.derived_tables(fresh, "kept"))
    for table in schema.declared_tables():
        columns = [column.name for column in rows.derived.tables[table].columns]
        if table in at_hand and columns == schema.columns(fresh, "kept", table):
            surplus, lacking = _count_apart(_sorted(fresh, "kept", table), _sorted(fresh, "main", table))
        else:
            surplus, lacking = _count(fresh, "kept", table) if table in at_hand else 0, _count(fresh, "main", table)
        if surplus or lacking:
            yield Difference(table, surplus, lacking)
    for table in sorted(at_hand.difference(schema.declared_tables())):
        yield Difference(table, _count(fresh, "kept", table), 0)


def _sorted(connection: Connection, file: str, table: str) -> Iterator[_Row]:
    """The rows of a table, each behind its key, in the order of their keys."""
    key = [column.name for column in rows.derived.tables[table].primary_key]
    rest = [column.name for column in rows.derived.tables[table].columns if column.name not in key]
    order, columns = ", ".join(key), ", ".join((*key, *rest))
    for row in connection.cursor().execute(f"SELECT {columns} FROM {file}.{table} ORDER BY {order}"):
        yield row[: len(key)], row


def _count_apart(held: Iterator[_Row], folded: Iterator[_Row]) -> tuple[int, int]:
    """How many rows only the first side has, and only the second; both come in the order of their keys."""
    surplus = lacking = 0
    left, right = next(held, None), next(folded, None)
    while left is not None or right is not None:
        if left == right:
            left, right = next(held, None), next(folded, None)
        elif right is None or (left is not None and left[0] <= right[0]):
            surplus, left = surplus + 1, next(held, None)
        else:
            lacking, right = lacking + 1, next(folded, None)
    return surplus, lacking


def _count(connection: Connection, file: str, table: str) -> int:
    row = connection.execute(f'SELECT count(*) FROM {file}."{table}"').fetchone()
    return int(row[0]) if row else 0
