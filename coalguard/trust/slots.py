"""The slot file: the database key, wrapped once for everybody who may open the store.

The key itself is random and never changes with a password. A slot holds it enciphered under a key that Argon2id makes
of a password, of the recovery code that was printed at the start, or, in a demonstration, holds it in the open. The
file lies beside the store and in every copy of it; login names are readable there, and with the store's id and the key
check a wrong password, a foreign file and a damaged page are told apart (`journal.md` §2). The module knows no folder.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from os import urandom
from typing import Any
from unicodedata import normalize

from coalguard.domain.errors import DamagedError
from coalguard.domain.findings import refuse, refuse_if_any
from coalguard.domain.journal import Json, canonical
from coalguard.trust.secret import (
    KEY_BYTES,
    NONCE_BYTES,
    PASSWORD_COST,
    SALT_BYTES,
    TAG_BYTES,
    Cipher,
    Cost,
    check_password,
    plain_form,
    stretch,
)

VERSION = 1

_MOST = Cost(time_cost=64, memory_kib=1024 * 1024, lanes=16)
"""What a slot may ask of this machine at most, whoever wrote it."""

_LEAST_KIB_A_LANE = 8  # RFC 9106 §3.1
_NO_COST = Cost(0, 0, 0)

# The recovery code is typed from paper, perhaps after years: Crockford's base 32 (no I L O U), 24 random characters of
# 5 bits, and one that makes the whole a multiple of x in GF(32): any wrong or exchanged character is found.
_CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_VALUE = {character: value for value, character in enumerate(_CODE_ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_CODE_LENGTH, _CODE_GROUP = 25, 5
_FIELD, _FIELD_POLYNOMIAL = 32, 0b100101  # x^5 + x^2 + 1


class Kind(StrEnum):
    """What opens a slot."""

    PASSWORD = "password"  # noqa: S105 -- a kind of slot, no password
    RECOVERY = "recovery"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Slot:
    """One way to the key. `login` is empty but for passwords; an open slot wraps the key in nothing."""

    kind: Kind
    login: str
    salt: bytes
    wrapped: bytes
    cost: Cost


@dataclass(frozen=True, slots=True)
class Slots:
    """The slot file: which store it belongs to, how its key is recognised, and the ways to it."""

    store_id: str
    key_check: str
    slots: tuple[Slot, ...] = ()
    version: int = VERSION

    @property
    def salt(self) -> bytes:
        """The 16 bytes that the store's file begins with."""
        return bytes.fromhex(self.store_id)

    @property
    def logins(self) -> tuple[str, ...]:
        """Who has a password, in the order of registration."""
        return tuple(slot.login for slot in self.slots if slot.kind is Kind.PASSWORD)


def fresh_slots() -> tuple[Slots, bytes]:
    """A new store's slots, nobody in them yet, and its random key."""
    key = urandom(KEY_BYTES)
    return Slots(urandom(SALT_BYTES).hex(), key_check(key)), key


def key_check(key: bytes) -> str:
    """By what a key is recognised without opening the store: 8 bytes of a hash, as hex."""
    return sha256(b"CG1-KEYCHECK\0" + key).digest()[:8].hex()


def with_slot(slots: Slots, login: str, password: str, key: bytes, *, cost: Cost = PASSWORD_COST) -> Slots:
    """The slots with this password for a login, instead of an earlier one. Raises Refused `password.short`."""
    refuse_if_any(check_password(password))
    empty = Slot(Kind.PASSWORD, login, urandom(SALT_BYTES), b"", cost)
    return _with(slots, _wrap(slots, empty, plain_form(password), key))


def with_recovery(slots: Slots, code: str, key: bytes, *, cost: Cost = PASSWORD_COST) -> Slots:
    """The slots with this recovery code, instead of an earlier one. Raises Refused `recovery.code_malformed`."""
    empty = Slot(Kind.RECOVERY, "", urandom(SALT_BYTES), b"", cost)
    return _with(slots, _wrap(slots, empty, _plain_code(code), key))


def with_open_slot(slots: Slots, key: bytes) -> Slots:
    """The slots of a demonstration, whose key lies in the open: such a store keeps nothing secret."""
    _recognise(slots, key)
    return _with(slots, Slot(Kind.OPEN, "", b"", key, _NO_COST))


def without_slot(slots: Slots, login: str) -> Slots:
    """The slots without this login's password; without such a login, as they were."""
    kept = (slot for slot in slots.slots if (slot.kind, slot.login) != (Kind.PASSWORD, login))
    return replace(slots, slots=tuple(kept))


def open_slot(slots: Slots, login: str, password: str) -> bytes:
    """The key, for a login and its password. Raises Refused `session.password_wrong`.

    An unknown login is refused in the same words after the same time.
    """
    slot = _found(slots, Kind.PASSWORD, login) or _unopenable(slots, login)
    key = _unwrap(slots, slot, plain_form(password))
    if key is None:
        raise refuse("session.password_wrong")
    return key


def open_recovery(slots: Slots, code: str) -> bytes:
    """The key, for the recovery code. Raises Refused `recovery.code_malformed` or `recovery.code_wrong`."""
    plain = _plain_code(code)
    slot = _found(slots, Kind.RECOVERY, "")
    key = _unwrap(slots, slot, plain) if slot else None
    if key is None:
        raise refuse("recovery.code_wrong")
    return key


def open_freely(slots: Slots) -> bytes | None:
    """The key of a demonstration; None where the store is a real one."""
    slot = _found(slots, Kind.OPEN, "")
    if slot is None:
        return None
    _recognise(slots, slot.wrapped)
    return slot.wrapped


def fresh_recovery_code() -> str:
    """A new recovery code: 120 random bits and a check character, five groups of five."""
    values = [byte % _FIELD for byte in urandom(_CODE_LENGTH - 1)]
    characters = "".join(_CODE_ALPHABET[value] for value in [*values, _remainder([*values, 0])])
    return "-".join(characters[start : start + _CODE_GROUP] for start in range(0, _CODE_LENGTH, _CODE_GROUP))


def _remainder(values: list[int]) -> int:
    """The values as a polynomial over GF(32), taken at x: zero for a whole code."""
    total = 0
    for value in values:
        total <<= 1
        if total & _FIELD:
            total ^= _FIELD_POLYNOMIAL
        total ^= value
    return total


def _plain_code(code: str) -> bytes:
    """The 24 characters that count. Raises Refused `recovery.code_malformed` for a slip of the hand."""
    typed = [character for character in normalize("NFKC", code).upper() if character.isalnum()]
    values = [_CODE_VALUE.get(character, _FIELD) for character in typed]
    if len(values) != _CODE_LENGTH or _FIELD in values or _remainder(values):
        raise refuse("recovery.code_malformed", length=len(values), needed=_CODE_LENGTH)
    return "".join(_CODE_ALPHABET[value] for value in values[:-1]).encode()


def _wrap(slots: Slots, slot: Slot, secret: bytes, key: bytes) -> Slot:
    _recognise(slots, key)
    cipher = Cipher(stretch(secret, slot.salt, slot.cost))
    return replace(slot, wrapped=cipher.encrypt(key, _label(slots, slot)))


def _unwrap(slots: Slots, slot: Slot, secret: bytes) -> bytes | None:
    cipher = Cipher(stretch(secret, slot.salt, slot.cost))
    try:
        key = cipher.decrypt(slot.wrapped, _label(slots, slot))
    except DamagedError:
        return None
    _recognise(slots, key)
    return key


def _recognise(slots: Slots, key: bytes) -> None:
    """Refuse a key of another store, before it is wrapped or used. Raises DamagedError `slots.key_mismatch`."""
    if key_check(key) != slots.key_check:
        raise DamagedError("slots.key_mismatch", store_id=slots.store_id)


def _label(slots: Slots, slot: Slot) -> bytes:
    """What a slot is bound to, so that it opens under no other name and beside no other store."""
    return b"CG1-SLOT\0" + slots.salt + slot.kind.encode() + b"\0" + slot.login.encode()


def _with(slots: Slots, slot: Slot) -> Slots:
    kept = (other for other in slots.slots if (other.kind, other.login) != (slot.kind, slot.login))
    return replace(slots, slots=(*kept, slot))


def _found(slots: Slots, kind: Kind, login: str) -> Slot | None:
    return next((slot for slot in slots.slots if (slot.kind, slot.login) == (kind, login)), None)


def _unopenable(slots: Slots, login: str) -> Slot:
    """A slot that costs a try what the others cost, and that nothing opens."""
    cost = next((slot.cost for slot in slots.slots if slot.kind is Kind.PASSWORD), PASSWORD_COST)
    return Slot(Kind.PASSWORD, login, bytes(SALT_BYTES), bytes(NONCE_BYTES + KEY_BYTES + TAG_BYTES), cost)


def render_slots(slots: Slots) -> bytes:
    """The slot file's content: canonical JSON with its own sum (else a rotten slot passes for a wrong password)."""
    written: list[Json] = [
        {
            "kind": slot.kind,
            "lanes": slot.cost.lanes,
            "login": slot.login,
            "memory_kib": slot.cost.memory_kib,
            "salt": slot.salt.hex(),
            "time_cost": slot.cost.time_cost,
            "wrapped": slot.wrapped.hex(),
        }
        for slot in slots.slots
    ]
    content: dict[str, Json] = {
        "key_check": slots.key_check,
        "slots": written,
        "store_id": slots.store_id,
        "version": slots.version,
    }
    return canonical({**content, "sum": _sum(content)}) + b"\n"


def parse_slots(content: bytes) -> Slots:
    """The slots that `render_slots` wrote.

    Raises DamagedError `slots.unreadable`, or `slots.too_new` where a later version of the program wrote them.
    """
    try:
        read = json.loads(content)
        version = int(read["version"])
        if version > VERSION:
            raise DamagedError("slots.too_new", version=version, supported=VERSION)
        if read.pop("sum") != _sum(read):
            raise DamagedError("slots.unreadable")
        found = Slots(
            _hex(read["store_id"], SALT_BYTES).hex(),
            _hex(read["key_check"], 8).hex(),
            tuple(_parse_slot(slot) for slot in read["slots"]),
            version,
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise DamagedError("slots.unreadable") from error
    if len({(slot.kind, slot.login) for slot in found.slots}) != len(found.slots):
        raise DamagedError("slots.unreadable")
    return found


def _sum(content: Mapping[str, Json]) -> str:
    return sha256(canonical(content)).digest()[:8].hex()


def _parse_slot(read: Mapping[str, Any]) -> Slot:
    kind = Kind(read["kind"])
    if kind is Kind.OPEN:
        return Slot(kind, "", b"", _hex(read["wrapped"], KEY_BYTES), _NO_COST)
    cost = Cost(int(read["time_cost"]), int(read["memory_kib"]), int(read["lanes"]))
    bearable = 1 <= cost.time_cost <= _MOST.time_cost and 1 <= cost.lanes <= _MOST.lanes
    if not bearable or not _LEAST_KIB_A_LANE * cost.lanes <= cost.memory_kib <= _MOST.memory_kib:
        raise ValueError(cost)
    wrapped = _hex(read["wrapped"], NONCE_BYTES + KEY_BYTES + TAG_BYTES)
    return Slot(kind, str(read["login"]), _hex(read["salt"], SALT_BYTES), wrapped, cost)


def _hex(text: str, size: int) -> bytes:
    value = bytes.fromhex(text)
    if len(value) != size:
        raise ValueError(text)
    return value
