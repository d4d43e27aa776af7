"""Keys that this station trusts: its own, those it imported, those the city published; all in clear beside the store.

The journal is the truth; `trust.json` is a copy of it that anybody may read, signed by this device, so that a paper can
be checked without a login. It is written again wherever it is not what the journal says.
"""

import logging
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from coalguard.domain.errors import CoalGuardError, MachineError
from coalguard.domain.journal import parse_instant
from coalguard.sqlite import translated
from coalguard.store.cursors import load_cursors
from coalguard.store.file import write_whole
from coalguard.store.heard import city_number
from coalguard.store.reader import Reader
from coalguard.store.store import Store
from coalguard.trust.keyring import Keyring, TrustedKey, parse_bundle, render_bundle

log = logging.getLogger(__name__)

FILE = "trust.json"
LATELY = timedelta(hours=1)

_OWN = "SELECT public FROM keys WHERE private IS NOT NULL"
_OPENED = "SELECT place, code, name FROM station ORDER BY place LIMIT 1"
_TRUSTED = (
    "SELECT public, station, name, heard_at, revoked_epoch, revoked_seq FROM trusted_keys ORDER BY station, place"
)
_PUBLISHED = (
    "SELECT published_keys.public, station, coalesce(stations.name, published_keys.name), published_keys.place, "
    "revoked_keys.epoch, revoked_keys.seq FROM published_keys "
    "LEFT JOIN stations ON stations.said_by = published_keys.said_by AND stations.code = station "
    "LEFT JOIN revoked_keys ON revoked_keys.said_by = published_keys.said_by "
    "AND revoked_keys.public = published_keys.public "
    "WHERE published_keys.said_by = ? ORDER BY station, published_keys.place"
)


def load_own_key(reader: Reader) -> TrustedKey | None:
    """This device's own key; None before the station is founded."""
    public, opened = reader.value(_OWN), reader.one(_OPENED)
    if opened is None:
        return None
    place, code, name = opened
    return TrustedKey(public, code, name, reader.entry_at(place).moment.at, own=True)


def load_keyring(reader: Reader) -> Keyring:
    """Every key that this station trusts, its own first.

    A key that was imported and is published too is heard of as lately as by either, and revoked from where either says
    so first; whose it is, the city says. So is the own key revoked, where the city revoked it.
    """
    own, published = load_own_key(reader), {key.public: key for key in load_published(reader)}
    imported = (
        TrustedKey(
            bytes.fromhex(public),
            station,
            name,
            parse_instant(heard_at),
            revoked_from=None if epoch is None else (epoch, seq),
        )
        for public, station, name, heard_at, epoch, seq in reader.rows(_TRUSTED)
    )
    known = [_merged(key, published.pop(key.public, None)) for key in (*([own] if own else []), *imported)]
    return Keyring([*known, *published.values()])


def load_published(reader: Reader) -> tuple[TrustedKey, ...]:
    """The keys that the pinned city vouches for, fresh since it last said so."""
    rows = reader.rows(_PUBLISHED, city_number(reader))
    trust_at = load_cursors(reader).trust_at if rows else ""
    return tuple(
        TrustedKey(
            bytes.fromhex(public),
            station,
            name,
            parse_instant(trust_at) if trust_at else reader.entry_at(place).moment.at,
            revoked_from=None if epoch is None else (epoch, seq),
        )
        for public, station, name, place, epoch, seq in rows
    )


def _merged(key: TrustedKey, published: TrustedKey | None) -> TrustedKey:
    if published is None:
        return key
    revoked = min(filter(None, (key.revoked_from, published.revoked_from)), default=None)
    if key.own:
        return replace(key, revoked_from=revoked)
    return replace(published, heard_at=max(key.heard_at, published.heard_at), revoked_from=revoked)


def keep_trust(store: Store) -> None:
    """Have the file beside the store say what the journal says; a disk that will not take it keeps nobody waiting."""
    keys, file = load_keyring(store.read()).keys, store.vault.folder / FILE
    if not keys or _says_as_much(_kept(file), keys):
        return
    try:
        write_whole(file, render_bundle(keys, store.signer, store.now().at))
    except MachineError as fault:
        log.warning("%s is older than the journal: %s", FILE, fault)


def _says_as_much(kept: tuple[TrustedKey, ...], keys: tuple[TrustedKey, ...]) -> bool:
    """Whether the file's keys are these; the city is heard every minute, and an hour makes no file worth writing."""
    if len(kept) != len(keys):
        return False
    pairs = list(zip(kept, keys, strict=True))
    return all(
        replace(old, heard_at=new.heard_at) == new and abs(new.heard_at - old.heard_at) < LATELY for old, new in pairs
    )


def _kept(file: Path) -> tuple[TrustedKey, ...]:
    with suppress(OSError, CoalGuardError):
        return parse_bundle(file.read_bytes())
    return ()


def load_trust(folder: Path) -> Keyring:
    """The keys that the file beside a store names; the store itself stays closed.

    Raises MachineError `trust.missing`, DamagedError `trust.unreadable` and its kin.
    """
    with translated():
        try:
            content = (folder / FILE).read_bytes()
        except (FileNotFoundError, NotADirectoryError) as error:
            raise MachineError("trust.missing", file=FILE) from error
    return Keyring(parse_bundle(content))
