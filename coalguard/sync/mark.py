"""Mark: the running hash of the feed at a position, by which both ends know that they mean the same feed.

    m(0) = 32 zero bytes        m(n) = SHA-256("CG1-FEED" ‖ 00 ‖ m(n-1) ‖ n (8) ‖ hash of the entry at n)

A station computes it itself where only its own entries came behind its position, so that it need not ask for them.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Final

FIRST_MARK: Final = bytes(32)
"""The mark of an empty feed."""


def mark_behind(mark: bytes, position: int, hashes: Iterable[bytes]) -> bytes:
    """The mark where entries with these hashes stand behind a position whose mark is known."""
    for at, digest in enumerate(hashes, position + 1):
        mark = sha256(b"CG1-FEED\0" + mark + at.to_bytes(8, "big") + digest).digest()
    return mark
