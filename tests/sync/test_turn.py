"""The values of a conversation."""

from coalguard.sync.run import MOST_BYTES, MOST_ENTRIES
from coalguard.sync.turn import Failure, Push, Trouble


def test_a_whole_run_has_room_for_all_that_a_run_may_hold() -> None:
    assert Push((1, 0), MOST_ENTRIES).most_bytes == MOST_BYTES


def test_a_failure_asks_for_no_wait_of_itself() -> None:
    assert Failure(Trouble.BUSY, "sync.busy").wait_s == 0
