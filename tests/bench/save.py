"""Save: one weighing after another, each durable in the store and in the alibi before the next begins.

What is timed is `operations.weighing.keep`, which capture and entry by hand end in: its checks, the entry, the derived
rows, the commit, the alibi. Ours and the bare limit take turns in blocks, so that the disk's moods meet both.
"""

import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice

from coalguard.operations.station import Actor, Station
from coalguard.operations.visit import BeginSale, begin_sale
from coalguard.operations.weighing import Pass, Taken, keep
from tests.bench.figures import asked_for, place, tell_latencies
from tests.bench.limit import SAVE_INDEXES, Bare, tickets
from tests.bench.trucks import RULE, set_up_scale, trucks
from tests.stations import open_test_station

_BLOCK = 25
WARMING = 20

Save = Callable[[], object]


def main() -> None:
    """Time the saves of both and print their figures."""
    count = asked_for("BENCH_SAVES", 500)
    with place() as folder:
        ours = folder / "ours"
        ours.mkdir()
        with open_test_station(ours) as (station, actor), Bare(folder, SAVE_INDEXES) as bare:
            set_up_scale(station, actor)
            tell_latencies("save", *race(weighings(station, actor, count + WARMING), bare, count))


def race(ours: Iterator[Save], bare: Bare, count: int, *, first: int = 0) -> tuple[list[float], list[float]]:
    """The seconds of so many saves of ours and of the limit, block by block in turn, after some to get warm."""
    limit = (partial(bare.save, ticket) for ticket in tickets(first=first))
    mine: list[float] = []
    least: list[float] = []
    for block in _blocks(count):
        mine += [_timed(save) for save in islice(ours, block)]
        least += [_timed(save) for save in islice(limit, block)]
    return mine[WARMING:], least[WARMING:]


def weighings(station: Station, actor: Actor, count: int, *, first: int = 0) -> Iterator[Save]:
    """So many weighings ready to be saved: for each a truck, all different, stands on the deck."""
    ready: list[Taken] = []
    seen: set[str] = set()
    for truck in trucks(first=first):
        if len(ready) == count:
            break
        if truck.plate not in seen:
            seen.add(truck.plate)
            visit = begin_sale(station, actor, BeginSale(plate=truck.plate, coal=truck.coal)).visit
            ready.append(Taken(visit, Pass.TARE, RULE, truck.tare, truck.empty))
    return (partial(keep, station, actor, taken) for taken in ready)


def _blocks(count: int) -> Iterator[int]:
    left = count + WARMING
    while left:
        yield min(_BLOCK, left)
        left -= min(_BLOCK, left)


def _timed(save: Save) -> float:
    start = time.perf_counter()
    save()
    return time.perf_counter() - start
