"""The running hash of the feed."""

from hashlib import sha256

from coalguard.sync.mark import FIRST_MARK, mark_behind

HASHES = [sha256(bytes([n])).digest() for n in range(5)]


def test_the_mark_is_what_the_wire_says() -> None:
    mark = bytes(32)
    for position, digest in enumerate(HASHES, 1):
        mark = sha256(b"CG1-FEED" + bytes(1) + mark + position.to_bytes(8, "big") + digest).digest()

    assert mark_behind(FIRST_MARK, 0, HASHES) == mark


def test_a_mark_can_be_gone_on_from_anywhere() -> None:
    half = mark_behind(FIRST_MARK, 0, HASHES[:2])
    assert mark_behind(half, 2, HASHES[2:]) == mark_behind(FIRST_MARK, 0, HASHES)
