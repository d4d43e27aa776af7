"""A counterfeiter's workshop: genuine papers of every shape, and forgeries of every kind, by a seed.

A forgery is the text that a scanner would read, with the plate of the truck that shows it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import NamedTuple

from coalguard.domain.numbering import PaperKind
from coalguard.trust.chain import DeviceSigner
from coalguard.trust.keyring import Keyring, TrustedKey
from coalguard.trust.light import (
    NOTHING_KNOWN,
    Light,
    claims_of,
    compare_plates,
    judge_code,
    light_of,
    parse_shown,
    read_code,
)
from coalguard.trust.packing import PaperFields, pack
from coalguard.trust.paper import NO_ADDRESS, PAPER_BYTES, VERSION, assemble, render_code, sign_paper, signature_of

NOW = datetime(2026, 1, 14, 6, tzinfo=UTC)
HEARD_AT = NOW - timedelta(days=3)
SIGNER, REVOKED, STRANGER = (DeviceSigner(bytes([n]) * 32) for n in (1, 2, 3))
REVOKED_FROM = (3, 1_000)
KEYRING = Keyring(
    [
        TrustedKey(SIGNER.public, "LX01", "演示市场", HEARD_AT),
        TrustedKey(REVOKED.public, "LX02", "演示二市场", HEARD_AT, revoked_from=REVOKED_FROM),
    ]
)
_SIGNS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_VERDICTS = ("pass", "borderline")


class Shown(NamedTuple):
    """What the scanner reads, and the plate on the truck."""

    text: str
    plate: str


def lit(shown: Shown, now: datetime = NOW) -> Light:
    """The light of what is shown, by a station that knows the keys and has heard of no paper."""
    code = parse_shown(shown.text)
    if not isinstance(code, bytes):
        return Light.AMBER  # no code: there is nothing to be green about
    read = read_code(code, KEYRING)
    against = judge_code(read, NOTHING_KNOWN, now)
    claims = claims_of(read)
    return light_of((*against, *(compare_plates(claims.fields.plate, shown.plate) if claims else ())))


def paper(chance: Random, prefix: str = "LX01") -> PaperFields:
    """A form that might have been issued this morning."""
    issued_at = NOW - timedelta(seconds=chance.randrange(6 * 3600))
    tare = chance.randrange(3_000, 16_000, 20)
    return PaperFields(
        PaperKind.FORM,
        prefix,
        chance.randrange(1, 16_000_000),
        chance.randrange(6),
        issued_at,
        f"甘N{''.join(chance.choices(_SIGNS, k=5))}",
        tare + chance.randrange(500, 34_000, 20),
        tare,
        chance.randrange(1, 10),
        (Decimal(chance.randrange(1_000)).scaleb(-2), Decimal(chance.randrange(100)).scaleb(-2), None),
        chance.choice(_VERDICTS),
        chance.choice(["", "622901", "622901101", "620102"]),
        issued_at.replace(minute=0, second=0) + timedelta(hours=chance.randrange(7, 400)),
        chance.randrange(1, 256),
        chance.randrange(1, 1 << 24),
        chance.randbytes(8),
    )


def genuine(chance: Random) -> Shown:
    """A good paper on the right truck."""
    fields = paper(chance)
    return _shown(sign_paper(fields, SIGNER), fields.plate)


def _shown(code: bytes, plate: str, address: str = NO_ADDRESS) -> Shown:
    return Shown("".join(render_code(code, address)), plate)


def _bits(chance: Random) -> Shown:
    """A few bits of a good code flipped."""
    fields = paper(chance)
    whole = int.from_bytes(sign_paper(fields, SIGNER), "big")
    for bit in chance.sample(range(8 * PAPER_BYTES), chance.choice([1, 1, 1, 2, 8])):
        whole ^= 1 << bit
    return Shown(f"{NO_ADDRESS}{whole}", fields.plate)


def _fields(chance: Random) -> Shown:
    """Another truck, more coal, a better verdict or a longer life under a good signature."""
    fields, other = paper(chance), paper(chance)
    names = [name for name in PaperFields.__slots__ if getattr(fields, name) != getattr(other, name)]
    taken = {name: getattr(other, name) for name in chance.sample(names, chance.randrange(1, 4))}
    if "issued_at" in taken or "valid_until" in taken:  # the hours count from the issue
        taken |= {name: getattr(other, name) for name in ("issued_at", "valid_until")}
    code = sign_paper(fields, SIGNER)
    changed = replace(fields, **taken)
    if pack(changed) == pack(fields):
        changed = replace(changed, serial=fields.serial ^ 1)
    return _shown(assemble(changed, SIGNER.key_id, signature_of(code)), changed.plate)


def _swapped(chance: Random) -> Shown:
    """The signature of one good paper under another."""
    fields, other = paper(chance), paper(chance)
    signature = signature_of(sign_paper(other, SIGNER))
    return _shown(assemble(fields, SIGNER.key_id, signature), fields.plate)


def _other_key(chance: Random) -> Shown:
    """Signed by a key of the forger's own, in the name of the market's."""
    fields, forger = paper(chance), DeviceSigner(chance.randbytes(32))
    own = sign_paper(fields, forger)
    signed = own[:1] + bytes.fromhex(SIGNER.key_id) + own[5:49]
    return _shown(signed + forger.sign(signed), fields.plate)


def _other_station(chance: Random) -> Shown:
    """Signed by a station we trust, in the name of another one."""
    fields = paper(chance, chance.choice(["LX02", "LX03", "KK01"]))
    return _shown(sign_paper(fields, SIGNER), fields.plate)


def _version(chance: Random) -> Shown:
    """Another version byte, signed by whoever will."""
    fields = paper(chance)
    version = chance.choice([n for n in range(1, 256) if n != VERSION])
    signed = bytes([version]) + sign_paper(fields, SIGNER)[1:49]
    return _shown(signed + SIGNER.sign(signed), fields.plate)


def _truncated(chance: Random) -> Shown:
    """Cut short, at the front or at the end: bytes or digits."""
    fields = paper(chance)
    code = sign_paper(fields, SIGNER)
    address, number = render_code(code)
    cut = chance.randrange(1, PAPER_BYTES)
    texts = (
        f"{address}{int.from_bytes(code[:-cut], 'big')}",
        f"{address}{int.from_bytes(code[cut:], 'big')}",
        f"{address}{number[:-cut]}",
        f"{address}{number[cut:]}",
        (address + number)[cut:],
    )
    return Shown(chance.choice(texts), fields.plate)


def _huge(chance: Random) -> Shown:
    """More of it: bytes or digits put on."""
    fields = paper(chance)
    code = sign_paper(fields, SIGNER)
    address, number = render_code(code)
    more = chance.choice([1, 2, 113, 5_000])
    texts = (
        f"{address}{''.join(chance.choices('0123456789', k=more))}{number}",
        f"{address}{number}{''.join(chance.choices('0123456789', k=more))}",
        f"{address}{number}{number}",
        f"{address}{address}{number}",
    )
    return Shown(chance.choice(texts), fields.plate)


def _unknown(chance: Random) -> Shown:
    """Signed by a key that was never imported."""
    fields = paper(chance)
    return _shown(sign_paper(fields, chance.choice([STRANGER, DeviceSigner(chance.randbytes(32))])), fields.plate)


def _revoked(chance: Random) -> Shown:
    """Signed by a key after it was lost."""
    epoch, seq = REVOKED_FROM
    at = chance.choice([(epoch, seq), (epoch, seq + chance.randrange(1 << 20)), (chance.randrange(epoch + 1, 256), 7)])
    fields = replace(paper(chance, "LX02"), epoch=at[0], seq=at[1])
    return _shown(sign_paper(fields, REVOKED), fields.plate)


def _resold(chance: Random) -> Shown:
    """A good paper on another truck."""
    shown, other = genuine(chance), paper(chance)
    return Shown(shown.text, other.plate)


def _over(chance: Random) -> Shown:
    """A good paper whose time has run out."""
    issued_at = (NOW - timedelta(days=chance.randrange(2, 400))).replace(minute=chance.randrange(60))
    until = issued_at.replace(minute=0, second=0) + timedelta(hours=chance.randrange(1, 40))
    fields = replace(paper(chance), issued_at=issued_at, valid_until=until)
    return _shown(sign_paper(fields, SIGNER), fields.plate)


FORGERIES: Mapping[str, Callable[[Random], Shown]] = {
    "bits": _bits,
    "fields": _fields,
    "swapped signatures": _swapped,
    "other keys": _other_key,
    "other stations": _other_station,
    "other versions": _version,
    "truncated": _truncated,
    "huge": _huge,
    "unknown keys": _unknown,
    "revoked keys": _revoked,
    "resold": _resold,
    "over": _over,
}
"""Every kind of forgery."""


def made(kind: Callable[[Random], Shown], count: int) -> Iterator[Shown]:
    """So many of a kind, the same ones each time."""
    chance = Random(f"{kind.__name__}")
    return (kind(chance) for _ in range(count))
