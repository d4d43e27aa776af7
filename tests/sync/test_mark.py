"""The running hash of the feed."""

from hashlib import sha256

from coalguard.server.filing import next_mark
from coalguard.sync.mark import FIRST_MARK, mark_behind

HASHES = [sha256(bytes([n])).digest() for n in range(5)]


def test_the_mark_is_that_of_the_server() -> None:
    mark = FIRST_MARK
    for position, digest in enumerate(HASHES, 1):
        mark = next_mark(mark, position, digest)

    assert mark_behind(FIRST_MARK, 0, HASHES) == mark


def test_a_mark_can_be_gone_on_from_anywhere() -> None:
    half = mark_behind(FIRST_MARK, 0, HASHES[:2])
    assert mark_behind(half, 2, HASHES[2:]) == mark_behind(FIRST_MARK, 0, HASHES)
