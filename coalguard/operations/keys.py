"""Keys: this station's own in a bundle for others, and theirs taken from a bundle, until a server carries them.

A bundle proves that its writer holds the key in it. That the key is the other station's own, two people make sure of by
comparing the fingerprint, before or after: each imported key is an entry, and what it signs counts from there.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from coalguard.domain.errors import UsageError
from coalguard.domain.findings import Finding, refuse_if_any, warn
from coalguard.domain.identity import check_firm_name
from coalguard.domain.journal import Fact, Json
from coalguard.domain.numbering import check_station_code
from coalguard.domain.roles import Duty
from coalguard.operations.station import Actor, Station, entitle
from coalguard.store.keys import keep_trust, load_keyring
from coalguard.trust.keyring import TrustedKey, fingerprint, parse_bundle, render_bundle

LARGEST_BUNDLE = 1 << 20
"""Bytes of a bundle: some thousand stations."""

_BOM = b"\xef\xbb\xbf"


class KeyStatus(StrEnum):
    """What an import meant for a key."""

    NEW = "new"
    RENEWED = "renewed"
    REVOKED = "revoked"
    OWN = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportKeys:
    """Nothing to say: the own public key goes into a bundle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportKeys:
    """A bundle: the file it lies in, or its text."""

    path: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class ExportedKeys:
    """The bundle as text, and the fingerprint by which two people compare what it holds."""

    station: str
    name: str
    device: str
    key_id: str
    fingerprint: str
    text: str


@dataclass(frozen=True, slots=True)
class ImportedKey:
    """A key of the bundle, and what its import meant."""

    station: str
    name: str
    device: str
    key_id: str
    fingerprint: str
    status: KeyStatus


@dataclass(frozen=True, slots=True)
class ImportedKeys:
    """Every key of the bundle, its writer's first, and what there is to say of them."""

    keys: tuple[ImportedKey, ...]
    findings: tuple[Finding, ...]


def export_keys(station: Station, actor: Actor, request: ExportKeys) -> ExportedKeys:
    """This device's public key in a bundle that it signs: what other stations import."""
    del request
    entitle(actor, Duty.READ)
    own = load_keyring(station.store.read()).keys[0]
    text = render_bundle([own], station.store.signer, station.store.now().at).decode()
    return ExportedKeys(own.station, own.name, own.device, own.key_id, fingerprint(own.public), text)


def import_keys(station: Station, actor: Actor, request: ImportKeys) -> ImportedKeys:
    """Trust the keys of a bundle from now on; a key that is known already is heard of anew, its revocation stays.

    Raises UsageError `trust.nothing_given`, `trust.file_unreadable`, `trust.too_large`; DamagedError `trust.…` where
    the bundle does not prove itself; Refused where it names a station as none is named. Then nothing is imported.
    """
    entitle(actor, Duty.KEYS)
    found: dict[bytes, TrustedKey] = {}
    for key in parse_bundle(_bundle(request)):
        found.setdefault(key.public, key)
    refuse_if_any(finding for key in found.values() for finding in _of_station(key))
    known = {key.public: key for key in load_keyring(station.store.read()).keys}
    meant = [_merged(key, known.get(public)) for public, key in found.items()]
    foreign = [key for key, status in meant if status is not KeyStatus.OWN]
    if foreign:
        with station.store.begin(by=actor.key) as act:
            for key in foreign:
                act.append(Fact("key.imported", _says(key)))
        keep_trust(station.store)
    return ImportedKeys(tuple(_imported(key, status) for key, status in meant), tuple(_doubled(foreign, known)))


def _bundle(request: ImportKeys) -> bytes:
    if request.text.strip():
        content = request.text.encode()
    elif not request.path.strip():
        raise UsageError("trust.nothing_given")
    else:
        try:
            with Path(request.path).open("rb") as file:
                content = file.read(LARGEST_BUNDLE + 1)
        except (OSError, ValueError) as error:  # ValueError: a path with a zero byte
            raise UsageError("trust.file_unreadable", file=request.path) from error
    if len(content) > LARGEST_BUNDLE:
        raise UsageError("trust.too_large", limit=LARGEST_BUNDLE)
    return content.removeprefix(_BOM)


def _of_station(key: TrustedKey) -> Iterable[Finding]:
    """What speaks against a station that a bundle names: it could be no station of ours."""
    _, about_name = check_firm_name(key.name)
    return (*check_station_code(key.station), *about_name)


def _merged(key: TrustedKey, known: TrustedKey | None) -> tuple[TrustedKey, KeyStatus]:
    """The key as it is to be kept: one that is known stays the same station's, and what was revoked stays revoked."""
    if known is None:
        return key, KeyStatus.REVOKED if key.revoked_from else KeyStatus.NEW
    if known.own:
        return known, KeyStatus.OWN
    revoked = min(filter(None, (key.revoked_from, known.revoked_from)), default=None)
    status = KeyStatus.RENEWED if revoked == known.revoked_from else KeyStatus.REVOKED
    return replace(known, revoked_from=revoked), status


def _doubled(imported: Iterable[TrustedKey], known: Mapping[bytes, TrustedKey]) -> Iterator[Finding]:
    """A warning for each new key of a station that had another one: a second desk of it, or somebody else."""
    stations = {key.station for key in known.values()}
    for key in imported:
        if key.public not in known and key.station in stations:
            yield warn("trust.another_key", station=key.station, name=key.name, fingerprint=fingerprint(key.public))


def _says(key: TrustedKey) -> Mapping[str, Json]:
    return {
        "station": key.station,
        "name": check_firm_name(key.name)[0],
        "public": key.public.hex(),
        "device": key.device,
        "revoked_from": list(key.revoked_from) if key.revoked_from else None,
    }


def _imported(key: TrustedKey, status: KeyStatus) -> ImportedKey:
    return ImportedKey(key.station, key.name, key.device, key.key_id, fingerprint(key.public), status)
