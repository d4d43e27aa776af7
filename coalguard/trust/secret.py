"""Secrets of people and keys: passwords made into keys, PINs judged, keys derived, content kept from other eyes.

Knows neither who a person is nor where anything is kept. Randomness (salts, nonces) is taken here, since an output
without it would be wrong; the time comes as an argument.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from os import urandom
from typing import TYPE_CHECKING
from unicodedata import normalize

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from coalguard.domain.errors import DamagedError
from coalguard.domain.findings import Finding, fail, refuse_if_any

if TYPE_CHECKING:  # loaded with the first password or PIN: a window that opens a demonstration needs neither
    from argon2 import PasswordHasher

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
SALT_BYTES = 16
LEAST_PASSWORD = 10

_PIN = re.compile(r"[0-9]{4,6}")
_TRIES_BEFORE_WAIT = 5
_WAIT_S = 30


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess at a password costs: passes, memory, lanes (Argon2id, RFC 9106)."""

    time_cost: int
    memory_kib: int
    lanes: int


PASSWORD_COST = Cost(time_cost=3, memory_kib=64 * 1024, lanes=1)
"""`journal.md` §2, after RFC 9106 §4; one lane, because a thief has more cores than a station's old PC."""

PIN_COST = Cost(time_cost=1, memory_kib=19 * 1024, lanes=1)
"""About 20 ms: no more than a hand at the desk notices. It cannot save a PIN, of which there are a million at most;
that a PIN works only inside an open store, and waits after wrong tries, does."""


def plain_form(password: str) -> bytes:
    """A password as every keyboard and platform gives it: Unicode form C (RFC 8265 §4.2), UTF-8."""
    return normalize("NFC", password).encode()


def check_password(text: str) -> Iterator[Finding]:
    """What is wrong with a new password: `password.short`."""
    length = len(normalize("NFC", text))
    if length < LEAST_PASSWORD:
        yield fail("password.short", length=length, minimum=LEAST_PASSWORD)


def stretch(password: bytes, salt: bytes, cost: Cost) -> bytes:
    """The key of 32 bytes that a password makes, at the cost of a guess."""
    from argon2.low_level import Type, hash_secret_raw  # noqa: PLC0415 -- as above

    return hash_secret_raw(password, salt, cost.time_cost, cost.memory_kib, cost.lanes, KEY_BYTES, Type.ID)


def derive(key: bytes, purpose: bytes) -> bytes:
    """A key of 32 bytes for one purpose, which betrays neither `key` nor that of another purpose (HKDF-SHA256)."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"CG1-DERIVE\0" + purpose).derive(key)


class Cipher:
    """AES-256-GCM under one key: content bound to a label that says where it belongs.

    The nonce is random and goes first, so nothing has to be counted over crashes and copies; one key is good for
    2^32 pieces (NIST SP 800-38D §8.3), some centuries of a station.
    """

    def __init__(self, key: bytes) -> None:
        """Take the key of 32 bytes."""
        if len(key) != KEY_BYTES:
            raise ValueError(KEY_BYTES)
        self._suite = AESGCM(key)

    def encrypt(self, content: bytes, label: bytes) -> bytes:
        """The content enciphered: nonce, ciphertext, tag."""
        nonce = urandom(NONCE_BYTES)
        return nonce + self._suite.encrypt(nonce, content, label)

    def decrypt(self, enciphered: bytes, label: bytes) -> bytes:
        """The content again. Raises DamagedError `secret.unreadable` for another key, label or content."""
        try:
            return self._suite.decrypt(enciphered[:NONCE_BYTES], enciphered[NONCE_BYTES:], label)
        except (InvalidTag, ValueError) as error:  # ValueError: too short to hold a nonce
            raise DamagedError("secret.unreadable") from error


def check_pin(pin: str) -> Iterator[Finding]:
    """What is wrong with a new PIN: `pin.malformed` where it is not 4 to 6 digits."""
    if not _PIN.fullmatch(pin):
        yield fail("pin.malformed", length=len(pin))


@cache
def _pin_hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher  # noqa: PLC0415 -- as above

    return PasswordHasher(PIN_COST.time_cost, PIN_COST.memory_kib, PIN_COST.lanes, KEY_BYTES, SALT_BYTES)


def hash_pin(pin: str) -> str:
    """A PIN as it may be kept in the encrypted store, never in a body. Raises Refused `pin.malformed`."""
    refuse_if_any(check_pin(pin))
    return _pin_hasher().hash(pin)


def pin_agrees(kept: str, pin: str) -> bool:
    """Whether a typed PIN is the one kept. Raises DamagedError `pin.unreadable` where what was kept is no hash."""
    from argon2.exceptions import (  # noqa: PLC0415 -- as above
        InvalidHashError,
        VerificationError,
        VerifyMismatchError,
    )

    try:
        return _pin_hasher().verify(kept, pin)
    except VerifyMismatchError:
        return False
    except (InvalidHashError, VerificationError) as error:
        raise DamagedError("pin.unreadable") from error


@dataclass(frozen=True, slots=True)
class Lockout:
    """How often in a row a PIN was wrong, and when last. A right one starts anew with `NO_LOCKOUT`."""

    failures: int = 0
    last_failed_at: datetime | None = None

    def failed(self, at: datetime) -> "Lockout":
        """The count after one more wrong try."""
        return Lockout(self.failures + 1, at)


NO_LOCKOUT = Lockout()


def wait_s(lockout: Lockout, now: datetime) -> int:
    """How many seconds the next try has to wait: 30 after each fifth wrong one.

    A clock that was set back ends the wait: it cannot say how long it was, and must not lengthen it.
    """
    if lockout.last_failed_at is None or not lockout.failures or lockout.failures % _TRIES_BEFORE_WAIT:
        return 0
    waited_s = (now - lockout.last_failed_at).total_seconds()
    return math.ceil(_WAIT_S - waited_s) if 0 <= waited_s < _WAIT_S else 0
