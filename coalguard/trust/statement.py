"""Statement: whatever the city's server says under its signature, and the digits by which two people compare keys.

A signature covers the exact bytes that were said and the purpose they were said for, so that a receipt can never pass
for a grant (`journal.md` §6). What a statement means is not known here; nothing here parses.
"""

from enum import StrEnum
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from coalguard.domain.errors import DamagedError
from coalguard.trust.chain import Signer

_DIGITS = 8


class Purpose(StrEnum):
    """What a statement is for."""

    CERTIFICATE = "certificate"
    TRUST = "trust"
    GRANT = "grant"
    HELLO = "hello"
    RECEIPT = "receipt"
    PAGE = "page"
    JOURNAL = "journal"
    CHECKPOINT = "checkpoint"


def statement_message(purpose: Purpose, said: bytes) -> bytes:
    """What the signature of a statement covers."""
    return b"CG1-SAID\0" + purpose.encode() + b"\0" + said


def sign_statement(purpose: Purpose, said: bytes, signer: Signer) -> bytes:
    """The signature of the city over what it says for a purpose, 64 bytes."""
    return signer.sign(statement_message(purpose, said))


def open_statement(purpose: Purpose, said: bytes, signature: bytes, public: bytes) -> bytes:
    """What was said, proved to come from the holder of `public`; raises DamagedError `statement.invalid`."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, statement_message(purpose, said))
    except (InvalidSignature, ValueError) as error:
        raise DamagedError("statement.invalid", purpose=purpose.value) from error
    return said


def token_message(nonce: str) -> bytes:
    """What a device signs to be let in: the server's nonce."""
    return b"CG1-TOKEN\0" + nonce.encode()


def proves(message: bytes, signature: bytes, public: bytes) -> bool:
    """Whether the holder of `public` signed the message."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def pair_fingerprint(device: bytes, city: bytes) -> str:
    """Eight digits over both public keys: on both screens the same only where nobody stands between."""
    digest = sha256(b"CG1-PAIR\0" + device + city).digest()
    return f"{int.from_bytes(digest[:_DIGITS], 'big') % 10**_DIGITS:08d}"
