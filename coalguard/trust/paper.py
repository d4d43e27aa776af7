"""Paper that proves itself: 113 bytes of version, key id, fields and signature (`journal.md` §5).

    byte   0      version, never 0; the algorithm follows from it (1 = Ed25519)
    bytes  1-4    key id: the first 4 bytes of SHA-256(public key)
    bytes  5-48   fields, as `packing` lays them out
    bytes 49-112  Ed25519 signature over the 49 bytes before it

`open_paper` gives a verified paper or says why not; `unverified_peek` reads what anybody may have written. In a QR code
the bytes stand as one decimal number behind an address in capitals.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from coalguard.domain.errors import DamagedError
from coalguard.domain.identity import half_width
from coalguard.trust.chain import Signer
from coalguard.trust.keyring import Keyring, TrustedKey
from coalguard.trust.packing import BYTES, PaperFields, pack, unpack

VERSION = 1
PAPER_BYTES = 113
LONGEST_ADDRESS = 28
NO_ADDRESS = "CG1:"
"""What stands before the number until a server gives the station an address."""

_KEY_ID = slice(1, 5)
_FIELDS = slice(5, 5 + BYTES)
_SIGNED = slice(0, 5 + BYTES)
_SIGNATURE = slice(5 + BYTES, PAPER_BYTES)
_ADDRESS = re.compile(r"CG1:|HTTPS://[A-Z0-9.:-]+/V/")
_CODE = re.compile(rf"(?:{_ADDRESS.pattern})([1-9][0-9]{{0,272}})")


class Doubt(StrEnum):
    """Why a code is not the word of a station we trust."""

    NOT_OURS = "paper.not_ours"
    VERSION_UNKNOWN = "paper.version_unknown"
    KEY_UNKNOWN = "paper.key_unknown"
    SIGNATURE_WRONG = "paper.signature_wrong"
    KEY_REVOKED = "paper.key_revoked"


class PaperError(DamagedError):
    """A code that does not prove itself, and why."""

    def __init__(self, doubt: Doubt) -> None:
        """Keep the doubt; its value is the code of the finding."""
        super().__init__(doubt.value)
        self.doubt = doubt


@dataclass(frozen=True, slots=True)
class SignedPaper:
    """A paper whose signature is good, and the key that made it."""

    fields: PaperFields
    key: TrustedKey


@dataclass(frozen=True, slots=True)
class UnverifiedPaper:
    """What a code claims; nobody has vouched for it."""

    key_id: str
    fields: PaperFields


def sign_paper(fields: PaperFields, signer: Signer) -> bytes:
    """The 113 bytes; the same fields and key always give the same bytes."""
    signed = _signed(fields, signer.key_id)
    return signed + signer.sign(signed)


def assemble(fields: PaperFields, key_id: str, signature: bytes) -> bytes:
    """The 113 bytes of a paper that was signed before, from what its entry says and the signature kept beside it."""
    return _signed(fields, key_id) + signature


def _signed(fields: PaperFields, key_id: str) -> bytes:
    return bytes([VERSION]) + bytes.fromhex(key_id) + pack(fields)


def open_paper(code: bytes, keyring: Keyring) -> SignedPaper:
    """The paper behind a code, verified with the keys that this station trusts. Raises PaperError."""
    claimed = unverified_peek(code)
    candidates = keyring.with_id(claimed.key_id)
    if not candidates:
        raise PaperError(Doubt.KEY_UNKNOWN)
    for key in candidates:
        if _signed_by(key, code):
            if not key.valid_at(claimed.fields.epoch, claimed.fields.seq):
                raise PaperError(Doubt.KEY_REVOKED)
            return SignedPaper(claimed.fields, key)
    raise PaperError(Doubt.SIGNATURE_WRONG)


def unverified_peek(code: bytes) -> UnverifiedPaper:
    """What a code claims, without asking who wrote it. Raises PaperError where it is no code of ours."""
    if len(code) != PAPER_BYTES or not code[0]:
        raise PaperError(Doubt.NOT_OURS)
    if code[0] != VERSION:
        raise PaperError(Doubt.VERSION_UNKNOWN)
    try:
        fields = unpack(code[_FIELDS])
    except DamagedError as error:
        raise PaperError(Doubt.SIGNATURE_WRONG) from error
    return UnverifiedPaper(code[_KEY_ID].hex(), fields)


def signature_of(code: bytes) -> bytes:
    """The signature at the end of a code: what is kept beside the paper's entry."""
    return code[_SIGNATURE]


def render_code(code: bytes, address: str = NO_ADDRESS) -> tuple[str, str]:
    """The two segments of the QR code: the address (alphanumeric mode) and the number (numeric mode).

    Raises ValueError for an address that the code could not hold: who sets it up must have been told.
    """
    if not is_address(address):
        raise ValueError(address)
    return address, str(int.from_bytes(code, "big"))


def is_address(text: str) -> bool:
    """Whether a text can stand before the number of a code."""
    return len(text) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None


def parse_code(text: str) -> bytes:
    """The bytes behind a scanned text, through an input method or not. Raises PaperError `paper.not_ours`."""
    match = _CODE.fullmatch(half_width(text).strip().upper())
    number = int(match[1]) if match else 0
    if not number or number >= 1 << (8 * PAPER_BYTES):
        raise PaperError(Doubt.NOT_OURS)
    return number.to_bytes(PAPER_BYTES, "big")


def _signed_by(key: TrustedKey, code: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(code[_SIGNATURE], code[_SIGNED])
    except InvalidSignature:
        return False
    return True
