"""Beside: how long a desk's saves take while its station syncs, and how long without; nobody waits for a network.

The desk saves a weighing every few milliseconds, as `save` does, alone at first; then while a thread of its own, as in
the window, sends thousands of entries and hears thousands; then alone again. Both halves of alone count together.
"""

import gc
import threading
import time
from collections.abc import Callable, Iterator
from itertools import islice

from coalguard.operations.synchronise import SyncNow, sync_now
from tests.bench.figures import seconds_of, share_of, tell
from tests.bench.save import WARMING, Save, weighings
from tests.bench.trucks import set_up_scale
from tests.bench.writing import Writing, workload
from tests.stations import Manned

_ALONE = 150
_MOST = 2_000
_BETWEEN_S = 0.004
_PERCENTS = (50, 99)


def save_beside(desk: Manned, market: Writing, count: int) -> None:
    """Tell how long saves take beside a sync of so many entries up and so many down, and alone."""
    set_up_scale(*desk)
    alone_at_a_time = min(_ALONE, count)
    ready = weighings(*desk, min(_MOST, count) + 2 * alone_at_a_time + WARMING)
    waiting = Writing(desk, workload(), count)
    waiting.write(count)
    market.write(count)
    sync_now(*market.manned, SyncNow())
    gc.collect()
    alone = [*_saved(islice(ready, alone_at_a_time + WARMING), lambda: True)][WARMING:]
    syncing = threading.Thread(target=sync_now, args=(*desk, SyncNow()))
    syncing.start()
    beside = [*_saved(islice(ready, min(_MOST, count)), syncing.is_alive)]
    syncing.join()
    alone += _saved(islice(ready, alone_at_a_time), lambda: True)
    for percent in _PERCENTS:
        mine, least = share_of(beside, percent), share_of(alone, percent)
        tell("save-beside", f"p{percent}_us", mine * 1e6)
        tell("save-beside", f"p{percent}_alone_us", least * 1e6)
        tell("save-beside", f"p{percent}_of_alone", mine / least)
    tell("save-beside", "saves", len(beside))


def _saved(saves: Iterator[Save], goes_on: Callable[[], bool]) -> Iterator[float]:
    """The seconds of each save, for as long as it goes on; between two the desk has other things to do."""
    for save in saves:
        if not goes_on():
            return
        yield seconds_of(save)
        time.sleep(_BETWEEN_S)
