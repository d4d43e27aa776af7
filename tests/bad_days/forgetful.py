"""A weakened program, for the control of the harness that kills a syncing station: it notes a page, then keeps it.

    python -m tests.bad_days.forgetful --data-dir D drive

The cursor moves first, the entries follow a little later; so whoever kills the program in between makes it skip them
for ever. A harness that does not see this sees nothing.
"""

import sys
import time
from collections.abc import Mapping, Sequence

from coalguard.app import main
from coalguard.operations.synchronise import carrier
from coalguard.store.arrival import Arrived, Arriving, take_in
from coalguard.store.cursors import Cursor, keep_cursors
from coalguard.store.store import Store

LATE_S = 0.5


def take_in_late(
    store: Store, entries: Sequence[Arriving], devices: Mapping[str, bytes], cursor: int, mark: str
) -> Arrived:
    """Say that the page is here, then keep it."""
    keep_cursors(store, {Cursor.CURSOR: str(cursor), Cursor.MARK: mark})
    time.sleep(LATE_S)
    return take_in(store, entries, devices, cursor, mark)


if __name__ == "__main__":
    carrier.take_in = take_in_late  # type: ignore[attr-defined]  # the point of this program
    sys.exit(main())
