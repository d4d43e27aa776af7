"""Making, opening and upgrading a store file: every gate between the disk and the first question.

Refused in words, the file untouched: an unfit SQLite, a foreign or damaged file, a schema newer than this program. An
older schema is copied first, the copy is checked, then the kept tables are migrated (add-only). Derived tables of
another version are folded anew. Last, store and alibi are brought to the same head.

A damaged page is found here or at the first question that needs it, and is `store.damaged`: the way back is the latest
backup, restored with the alibi folder (`store.backup`), which holds what came after it.
"""

import logging
from contextlib import closing

from coalguard import sqlite
from coalguard.clock import Clock
from coalguard.domain.errors import CoalGuardError, DamagedError
from coalguard.domain.findings import refuse
from coalguard.sqlite import Connection, make_names_durable, translated
from coalguard.store import slotfile, versions
from coalguard.store.alibi import Alibi
from coalguard.store.file import copy_verified
from coalguard.store.recovery import Recovered, reconcile
from coalguard.store.store import Store, Vault
from coalguard.trust.chain import DeviceSigner
from coalguard.trust.secret import derive

log = logging.getLogger(__name__)


def create_store(vault: Vault, signer: DeviceSigner) -> None:
    """A new empty store with its own key pair, whole or not at all. Raises Refused `store.exists`."""
    from coalguard.store import schema  # noqa: PLC0415 -- Alembic loads only where a schema is made

    draft = vault.file.with_name(f"{vault.file.name}.new")
    with translated():
        if vault.file.exists() and vault.file.stat().st_size:
            raise refuse("store.exists", file=vault.file.name)
        sqlite.remove(draft)
        with closing(sqlite.create(draft, vault.key, vault.salt)) as connection:
            schema.migrate(connection)
            connection.execute("BEGIN IMMEDIATE")
            schema.create_derived(connection)
            connection.execute("INSERT INTO keys VALUES (0, ?, ?, ?)", (signer.device, signer.public, signer.private))
            connection.execute("INSERT INTO marks VALUES ('derived', ?)", (str(versions.DERIVED),))
            connection.execute("COMMIT")
        draft.replace(vault.file)
        make_names_durable(vault.folder)


def open_store(vault: Vault, clock: Clock) -> tuple[Store, Recovered]:
    """Open an existing store through every gate; also says what passed between it and its alibi."""
    store = open_alone(vault, clock)
    try:
        recovered = reconcile(store)
        _copy_slots(vault)
    except BaseException:
        store.close()
        raise
    return store, recovered


def open_alone(vault: Vault, clock: Clock) -> Store:
    """Open an existing store through every gate but the last: nothing passes between it and its alibi."""
    sqlite.gate()
    with translated():
        connection = sqlite.connect(vault.file, vault.key, vault.salt)
        try:
            _check_schema(connection, vault)
            store = Store(vault, connection, clock, Alibi(vault.alibi, derive(vault.key, b"alibi")))
        except BaseException:
            connection.close()
            raise
        try:
            _check_derived(store)
        except BaseException:
            store.close()
            raise
    return store


def _check_schema(connection: Connection, vault: Vault) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone() or (0,)
    if version > versions.SCHEMA:
        raise refuse("store.newer", found=version, known=versions.SCHEMA)
    if version == 0:
        raise DamagedError("store.foreign", file=vault.file.name)
    if version < versions.SCHEMA:
        from coalguard.store import schema  # noqa: PLC0415 -- Alembic loads only where the schema differs

        copy_verified(connection, (vault.key, vault.salt), vault.folder / f"before-schema-{versions.SCHEMA}.db")
        schema.migrate(connection)


def _check_derived(store: Store) -> None:
    found = store.read().value("SELECT value FROM marks WHERE name = 'derived'")
    if found != str(versions.DERIVED):
        from coalguard.store.rebuild import fold_anew  # noqa: PLC0415 -- SQLAlchemy loads only where tables are made

        log.info("derived tables of version %s are folded anew", found)
        fold_anew(store)


def _copy_slots(vault: Vault) -> None:
    """The alibi folder carries the slot file, so that the second disk alone can be opened again."""
    try:
        slots = slotfile.load(vault.folder)
        if not slotfile.lies_in(vault.alibi) or slotfile.load(vault.alibi) != slots:
            slotfile.keep(vault.alibi, slots)
    except CoalGuardError as fault:
        log.info("slot file not copied to the alibi: %s", fault)
