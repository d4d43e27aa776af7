"""The keyring: whose signatures this station believes, from when, and until which entry.

Before a server sends a trust bundle, keys travel between stations by `keys export` and `keys import`; a key counts from
its import. A key that was lost is revoked from an entry on: what it signed before stands. Own keys are always fresh.
A bundle proves that whoever wrote it holds the key it brings; whose key that is, two people say by its fingerprint.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from coalguard.domain.errors import DamagedError
from coalguard.domain.journal import Json, canonical, parse_instant, render_instant
from coalguard.trust.chain import Signer, device_of, key_id_of

FRESH = timedelta(days=14)
"""How long knowledge of a key counts as fresh; later the light is amber (`journal.md` §5)."""
VERSION = 1
"""The newest bundle that this program reads."""

_MESSAGE = b"CG1-TRUST\0"
_PUBLIC_BYTES = 32
_PLACES = range(1 << 63)  # what a store can hold of an epoch or a seq


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A station's public key: known since `heard_at`; revoked from an entry (epoch, seq) on, or not."""

    public: bytes
    station: str
    name: str
    heard_at: datetime
    own: bool = False
    revoked_from: tuple[int, int] | None = None

    @property
    def device(self) -> str:
        """The device that signs with it."""
        return device_of(self.public)

    @property
    def key_id(self) -> str:
        """The key's short name on papers."""
        return key_id_of(self.public)

    def valid_at(self, epoch: int, seq: int) -> bool:
        """Whether what the key signed at this entry stands."""
        return self.revoked_from is None or (epoch, seq) < self.revoked_from

    def fresh_at(self, now: datetime) -> bool:
        """Whether what we know of the key is young enough; a clock set back far does not make it younger."""
        return self.own or abs(now - self.heard_at) <= FRESH


class Keyring:
    """Trusted keys by key id; two keys may share one, so each is tried."""

    def __init__(self, keys: Iterable[TrustedKey]) -> None:
        """Hold these keys."""
        self.keys = tuple(keys)
        self._by_id: dict[str, list[TrustedKey]] = {}
        for key in self.keys:
            self._by_id.setdefault(key.key_id, []).append(key)

    def with_id(self, key_id: str) -> tuple[TrustedKey, ...]:
        """The keys with this id (8 hex digits)."""
        return tuple(self._by_id.get(key_id, ()))

    @property
    def heard_at(self) -> datetime | None:
        """When anything was heard of another station's keys the last time; None where nothing ever was."""
        return max((key.heard_at for key in self.keys if not key.own), default=None)


def fingerprint(public: bytes) -> str:
    """Eight digits by which two people compare a key over the telephone."""
    return f"{int.from_bytes(sha256(b'CG1-FINGERPRINT' + bytes(1) + public).digest()[:8], 'big') % 10**8:08d}"


def render_bundle(keys: Iterable[TrustedKey], signer: Signer, at: datetime) -> bytes:
    """A trust bundle: keys in clear, signed by the device that wrote it, which is one of them."""
    content: dict[str, Json] = {
        "at": render_instant(at),
        "device": signer.device,
        "keys": [
            {
                "public": key.public.hex(),
                "station": key.station,
                "name": key.name,
                "heard_at": render_instant(key.heard_at),
                "own": key.own,
                "revoked_from": list(key.revoked_from) if key.revoked_from else None,
            }
            for key in keys
        ],
        "version": VERSION,
    }
    signature = signer.sign(_MESSAGE + canonical(content)).hex()
    return canonical({**content, "signature": signature}) + b"\n"


def parse_bundle(text: bytes) -> tuple[TrustedKey, ...]:
    """The keys of a bundle, its writer's first.

    Raises DamagedError `trust.unreadable`, `trust.too_new`, `trust.writer_unknown` where none of its keys is that of
    the device that it names as its writer, `trust.signature` where that key did not sign it.
    """
    try:
        read: dict[str, Any] = json.loads(text)
        version = int(read["version"])
        if version > VERSION:
            raise DamagedError("trust.too_new", version=version, supported=VERSION)
        signature = bytes.fromhex(read.pop("signature"))
        signed = canonical(read)
        device, keys = str(read["device"]), tuple(_parse_key(row) for row in read["keys"])
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise DamagedError("trust.unreadable") from error
    writer = next((key for key in keys if key.device == device), None)
    if writer is None:
        raise DamagedError("trust.writer_unknown", device=device)
    try:
        Ed25519PublicKey.from_public_bytes(writer.public).verify(signature, _MESSAGE + signed)
    except InvalidSignature as error:
        raise DamagedError("trust.signature", device=device) from error
    return (writer, *(key for key in keys if key is not writer))


def _parse_key(row: Mapping[str, Any]) -> TrustedKey:
    public, heard_at = bytes.fromhex(row["public"]), parse_instant(row["heard_at"])
    if len(public) != _PUBLIC_BYTES or heard_at.tzinfo is None:
        raise ValueError(row)
    revoked = row["revoked_from"]
    if revoked and not all(int(place) in _PLACES for place in revoked[:2]):
        raise ValueError(revoked)
    return TrustedKey(
        public,
        str(row["station"]),
        str(row["name"]),
        heard_at,
        bool(row["own"]),
        (int(revoked[0]), int(revoked[1])) if revoked else None,
    )
