"""Keys that this station trusts: its own and those it imported; and the same in clear beside the store.

The journal is the truth; `trust.json` is a copy of it that anybody may read, signed by this device, so that a paper can
be checked without a login. It is written again wherever it is not what the journal says.
"""

import logging
from contextlib import suppress
from pathlib import Path

from coalguard.domain.errors import CoalGuardError, MachineError
from coalguard.domain.journal import parse_instant
from coalguard.sqlite import translated
from coalguard.store.file import write_whole
from coalguard.store.reader import Reader
from coalguard.store.store import Store
from coalguard.trust.keyring import Keyring, TrustedKey, parse_bundle, render_bundle

log = logging.getLogger(__name__)

FILE = "trust.json"

_OWN = "SELECT public FROM keys WHERE private IS NOT NULL"
_OPENED = "SELECT place, code, name FROM station ORDER BY place LIMIT 1"
_TRUSTED = (
    "SELECT public, station, name, heard_at, revoked_epoch, revoked_seq FROM trusted_keys ORDER BY station, place"
)


def load_own_key(reader: Reader) -> TrustedKey | None:
    """This device's own key; None before the station is founded."""
    public, opened = reader.value(_OWN), reader.one(_OPENED)
    if opened is None:
        return None
    place, code, name = opened
    return TrustedKey(public, code, name, reader.entry_at(place).moment.at, own=True)


def load_keyring(reader: Reader) -> Keyring:
    """Every key that this station trusts, its own first."""
    own = load_own_key(reader)
    trusted = (
        TrustedKey(
            bytes.fromhex(public),
            station,
            name,
            parse_instant(heard_at),
            revoked_from=None if epoch is None else (epoch, seq),
        )
        for public, station, name, heard_at, epoch, seq in reader.rows(_TRUSTED)
    )
    return Keyring([*([own] if own else []), *trusted])


def keep_trust(store: Store) -> None:
    """Have the file beside the store say what the journal says; a disk that will not take it keeps nobody waiting."""
    keys, file = load_keyring(store.read()).keys, store.vault.folder / FILE
    if not keys or _kept(file) == keys:
        return
    try:
        write_whole(file, render_bundle(keys, store.signer, store.now().at))
    except MachineError as fault:
        log.warning("%s is older than the journal: %s", FILE, fault)


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
