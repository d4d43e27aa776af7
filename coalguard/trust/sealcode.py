"""The seal on a closing sheet: 117 bytes in a QR code, by which paper answers for the journal (`journal.md` §2).

    byte   0      version, never 0; the algorithm follows from it (1 = Ed25519, SHA-256)
    bytes  1-8    device            bytes  9-12   epoch         bytes 13-20   seq
    bytes 21-52   hash of the entry there                       bytes 53-116  the seal's signature over all of these

Whoever holds the sheet can show at any time whether the journal up to that entry is still the one that was sealed. It
is no numbered paper: its address keeps it apart from those, and a scan of one is never taken for the other. Whether a
seal is believed is `chain.open_seal`'s affair.
"""

import re

from coalguard.domain.errors import DamagedError
from coalguard.domain.identity import half_width
from coalguard.trust.chain import Seal

VERSION = 1
SEAL_BYTES = 117
ADDRESS = "CG1S:"

_CODE = re.compile(rf"{ADDRESS}([1-9][0-9]{{0,281}})")
_DEVICE, _EPOCH, _SEQ = slice(1, 9), slice(9, 13), slice(13, 21)
_HEAD, _SIGNATURE = slice(21, 53), slice(53, SEAL_BYTES)


def render_seal(seal: Seal) -> tuple[str, str]:
    """The two segments of the QR code: the address (alphanumeric mode) and the number (numeric mode)."""
    place = bytes.fromhex(seal.device) + seal.epoch.to_bytes(4, "big") + seal.seq.to_bytes(8, "big")
    return ADDRESS, str(int.from_bytes(bytes([VERSION]) + place + seal.head + seal.signature, "big"))


def parse_seal(text: str) -> Seal:
    """The seal that a code claims, not yet believed. Raises DamagedError `seal.unreadable`."""
    match = _CODE.fullmatch(half_width(text).strip().upper())
    number = int(match[1]) if match else 0
    if number >> (8 * (SEAL_BYTES - 1)) != VERSION:
        raise DamagedError("seal.unreadable")
    code = number.to_bytes(SEAL_BYTES, "big")
    epoch, seq = (int.from_bytes(code[part], "big") for part in (_EPOCH, _SEQ))
    return Seal(code[_DEVICE].hex(), epoch, seq, code[_HEAD], code[_SIGNATURE])
