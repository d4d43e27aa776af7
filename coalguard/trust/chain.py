"""The proof of the journal: every entry's hash holds all before it, and a sealed head vouches for the whole run.

To the byte as in `journal.md` §2 and §5 (suite 1: SHA-256, Ed25519); `tests/vectors/chain.json` fixes it for ever. The
module takes bodies and headers as bytes and does not look into them; which key was valid when is `trust.keyring`'s.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from os import urandom
from typing import NamedTuple, Protocol, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from coalguard.domain.errors import DamagedError
from coalguard.domain.identity import EntryKey

FIRST_PREV = bytes(32)
"""What stands before a device's first entry."""

_fresh_digest = sha256(b"CG1\0").copy  # what every entry begins with; a copy costs less than a new digest

_DEVICE_BYTES = 8
_KEY_ID_BYTES = 4
_CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0 O 1 I, which hands and eyes confuse
_CODE_LENGTH = 8
_BITS_A_CHARACTER = 5


def header_hash(header: bytes) -> bytes:
    """The hash of a header, which stands in every entry written under it."""
    return sha256(b"CG1-HEADER\0" + header).digest()


def entry_hash(prev: bytes, header: bytes, seq: int, body: bytes) -> bytes:
    """The hash of an entry: over the hash before it, the hash of its header, its place and its body."""
    digest = _fresh_digest()
    digest.update(prev + header + seq.to_bytes(8, "big") + body)
    return digest.digest()


class Link(NamedTuple):
    """What of an entry goes into the chain. A bare tuple of the same three does as well, and is quicker to make."""

    seq: int
    header_hash: bytes
    body: bytes


def verify_run(prev: bytes, links: Iterable[tuple[int, bytes, bytes]]) -> Iterator[bytes]:
    """The hash of each link of a run that follows the hash `prev`, to be compared with what was kept or sealed.

    Raises DamagedError `chain.gap` where the places do not follow one another. Says nothing about the first place.
    """
    fresh, expected = _fresh_digest, None
    for seq, header, body in links:
        if seq != expected and expected is not None:
            raise DamagedError("chain.gap", expected=expected, found=seq)
        digest = fresh()
        digest.update(prev + header + seq.to_bytes(8, "big") + body)
        prev = digest.digest()
        yield prev
        expected = seq + 1


class Signer(Protocol):
    """Whoever can sign as a device: a key in memory here, a token or a card elsewhere."""

    @property
    def public(self) -> bytes:
        """The public key, 32 bytes."""

    @property
    def device(self) -> str:
        """The device that the key makes: 16 hex digits."""

    @property
    def key_id(self) -> str:
        """The key's short name, as papers carry it: 8 hex digits."""

    def sign(self, message: bytes) -> bytes:
        """The signature over a message, 64 bytes."""


def device_of(public_key: bytes) -> str:
    """The device that a public key makes: the first 8 bytes of its SHA-256, as 16 hex digits."""
    return sha256(public_key).digest()[:_DEVICE_BYTES].hex()


def key_id_of(public_key: bytes) -> str:
    """A public key's short name: the first 4 bytes of its SHA-256, as 8 hex digits."""
    return sha256(public_key).digest()[:_KEY_ID_BYTES].hex()


def key_id_within(device: str) -> str:
    """The short name of the key that makes a device: what the device begins with."""
    return device[: 2 * _KEY_ID_BYTES]


@dataclass(frozen=True, slots=True)
class DeviceSigner:
    """A device's Ed25519 key, made from its 32 private bytes, which it never shows."""

    private: bytes = field(repr=False)
    public: bytes = field(init=False)
    _key: Ed25519PrivateKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Read the private bytes once. Raises ValueError where they are not 32."""
        key = Ed25519PrivateKey.from_private_bytes(self.private)
        object.__setattr__(self, "_key", key)
        object.__setattr__(self, "public", key.public_key().public_bytes_raw())

    @classmethod
    def fresh(cls) -> Self:
        """A new device, from the system's randomness."""
        return cls(urandom(32))

    @property
    def device(self) -> str:
        """The device that the key makes: 16 hex digits."""
        return device_of(self.public)

    @property
    def key_id(self) -> str:
        """The key's short name, as papers carry it: 8 hex digits."""
        return key_id_of(self.public)

    def sign(self, message: bytes) -> bytes:
        """The signature over a message, 64 bytes."""
        return self._key.sign(message)


@dataclass(frozen=True, slots=True)
class Seal:
    """A device's word for its journal up to `seq`, where the hash is `head`."""

    device: str
    epoch: int
    seq: int
    head: bytes
    signature: bytes


def head_message(device: str, epoch: int, seq: int, h: bytes) -> bytes:
    """What a seal signs: the device, the epoch, the place and the hash there."""
    return b"CG1-HEAD\0" + bytes.fromhex(device) + epoch.to_bytes(4, "big") + seq.to_bytes(8, "big") + h


def seal(key: EntryKey, head: bytes, signer: Signer) -> Seal:
    """Seal the journal up to the entry at `key`, whose hash is `head`."""
    signature = signer.sign(head_message(key.device, key.epoch, key.seq, head))
    return Seal(key.device, key.epoch, key.seq, head, signature)


def open_seal(seal: Seal, public_key: bytes) -> None:
    """Believe a seal or raise DamagedError `seal.invalid`. Whose key it is, and until when, is the keyring's affair."""
    try:
        message = head_message(seal.device, seal.epoch, seal.seq, seal.head)
        Ed25519PublicKey.from_public_bytes(public_key).verify(seal.signature, message)
    except (InvalidSignature, ValueError, OverflowError) as error:  # a seal that came over a wire may hold anything
        raise DamagedError("seal.invalid", seq=seal.seq) from error


def check_code(h: bytes) -> str:
    """Eight characters that show one knows the hash `h` of a paper's entry: 40 bits, most significant first."""
    bits = int.from_bytes(sha256(b"CG1-CHECK" + h).digest()[: _CODE_LENGTH * _BITS_A_CHARACTER // 8], "big")
    places = range((_CODE_LENGTH - 1) * _BITS_A_CHARACTER, -1, -_BITS_A_CHARACTER)
    return "".join(_CODE_ALPHABET[bits >> place & 31] for place in places)


def same_check_code(typed: str, h: bytes) -> bool:
    """Whether a typed check code is that of `h`; width, case, spaces and hyphens do not count."""
    plain = unicodedata.normalize("NFKC", typed).upper().replace("-", "")
    return "".join(plain.split()) == check_code(h)


def person_hash(salt: bytes, row: bytes) -> bytes:
    """What the chain holds of a person: the hash of a salt of 16 bytes and the row's canonical JSON."""
    return sha256(b"CG1-PERSON\0" + salt + row).digest()
