"""The code on the slip of a first weighing: short enough for a bar code, and of one weighing alone.

    W 00004711 83920174     W, the weighing's seq in at least eight digits, eight digits of its entry's hash

It calls a truck up again and proves nothing: whoever makes one up has only named a weighing. The digits of the hash
keep the slip of another station, of another PC, or of a line of the journal that a restore left behind from calling up
whatever stands at the same place here. The hash goes in under a name of its own, so that no check code of a numbered
paper says anything about it.
"""

import re
from dataclasses import dataclass
from hashlib import sha256

from coalguard.domain.findings import refuse
from coalguard.domain.identity import compact_code

_CODE = re.compile(r"W([0-9]{8,12})([0-9]{8})")
_CHECK_DIGITS = 8
_SEQ_DIGITS = 8


@dataclass(frozen=True, slots=True)
class SlipCode:
    """What a slip claims: the place of its weighing in the journal of this device, and digits of that entry's hash."""

    seq: int
    check: str

    def is_of(self, seq: int, digest: bytes) -> bool:
        """Whether it was printed for the entry with this place and hash."""
        return (self.seq, self.check) == (seq, _check(digest))


def _check(digest: bytes) -> str:
    named = sha256(b"CG1-SLIP\0" + digest).digest()
    return str(int.from_bytes(named[:8], "big") % 10**_CHECK_DIGITS).zfill(_CHECK_DIGITS)


def render_slip(seq: int, digest: bytes) -> str:
    """The text of the bar code."""
    return f"W{seq:0{_SEQ_DIGITS}d}{_check(digest)}"


def parse_slip(text: str) -> SlipCode:
    """The slip that was scanned or typed. Raises Refused `slip.malformed`."""
    match = _CODE.fullmatch(compact_code(text))
    if match is None:
        raise refuse("slip.malformed")
    return SlipCode(int(match[1]), match[2])
