"""Sync: what a market wrote goes to the city, and from there to a desk of the city, each as a program of its own.

A record is an entry, and an entry is a ticket of the workload with all its fields (`writing`). Timed is from "sync now"
until the station has durably marked the last of them: read, packed, sent, its chain and its seal proved by the server,
kept, answered under the city's signature; and the way back. Every figure is told beside the limit's of the same run:
the barest server there can be, which gets the same tickets in gzip batches of 500 and makes one insert of each.

On its own, and not against peers who bring tickets of theirs, it goes on: a desk saves weighings while it sends and
hears as many entries again (`beside`), and where PostgreSQL is here, all comes again on that (cases `…-postgres`).

BENCH_TICKETS (JSON lines), BENCH_N (10,000), BENCH_DELTA (1,000), BENCH_DATABASE, BENCH_PROXY (host:port);
BENCH_LINK=slow puts a slow line before both servers.
"""

import os
import shutil
import time
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from coalguard.operations.enrol import Enroll, enroll
from coalguard.operations.setup import StationKind
from coalguard.operations.synchronise import Synced, SyncNow, sync_now
from tests.bench.beside import save_beside
from tests.bench.figures import asked_for, place, tell
from tests.bench.slow_line import SlowLine
from tests.bench.wire_limit import BareServer
from tests.bench.writing import Writing, workload
from tests.served import Served
from tests.stations import Manned, open_test_station

_SLOW = os.environ.get("BENCH_LINK") == "slow"
_RACING = "BENCH_TICKETS" in os.environ
_DURABLE = ("max_connections=40", "listen_addresses=")


@dataclass(frozen=True, slots=True)
class Town:
    """A market that writes, a desk of the city, and the limit; `name` ends the names of their cases."""

    market: Writing
    desk: Manned
    bare: BareServer
    city: Served
    name: str = ""

    def check(self, case: str, synced: Synced) -> None:
        """End the run where not everything went, or the server failed, with what its log says of it."""
        faults = self.city.faults()
        if synced.faults or synced.waiting or faults:
            raise SystemExit("\n".join((f"{case}: {synced}", faults, self.city.complaints())))


def main() -> None:
    """Run every case, the limit before each."""
    count, delta, database = asked_for("BENCH_N", 10_000), asked_for("BENCH_DELTA", 1_000), _database()
    with place() as folder:
        with ExitStack() as opened:
            bare = database if database.startswith("postgresql") else ""
            town = _found(opened, folder / "town", (database, bare), 2 * count + delta)
            race(town, count, delta)
            if not (_SLOW or _RACING):
                save_beside(town.desk, town.market, count)
        if not (database or _SLOW or _RACING) and _postgres_is_here():
            _race_on_postgres(folder / "postgres", count, delta)


def race(town: Town, count: int, delta: int) -> None:
    """Push and pull the first records and then some more, the bare limit beside each, and then nothing."""
    market, name = town.market.manned, town.name
    for case, records in ((f"first{name}", count), (f"delta{name}", delta)):
        town.market.write(records)
        limit = town.bare.push(records), town.bare.pull(records)
        _timed(town, f"push-{case}", market, limit[0], sent=records)
        _timed(town, f"pull-{case}", town.desk, limit[1], received=records)
    _timed(town, f"push-none{name}", market, town.bare.nothing())


def _database() -> str:
    return os.environ.get("BENCH_DATABASE", "")


def _postgres_is_here() -> bool:
    return bool(shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb")))


def _race_on_postgres(folder: Path, count: int, delta: int) -> None:
    """The same before a PostgreSQL of our own, which is as durable as one is by default; the limit has it too."""
    from tests.server.cluster import Cluster  # noqa: PLC0415 -- brings pytest with it

    with ExitStack() as opened:
        cluster = Cluster(settings=_DURABLE)
        opened.callback(cluster.stop)
        town = _found(opened, folder, (cluster.fresh(), cluster.bare()), count + delta, "-postgres")
        race(town, count, delta)


def _found(opened: ExitStack, folder: Path, databases: tuple[str, str], count: int, name: str = "") -> Town:
    """Start both servers and enrol both stations; whatever founding wrote, and the drivers, are sent already."""
    city = opened.enter_context(Served(folder / "server", databases[0]))
    bare = opened.enter_context(BareServer(folder / "bare", list(islice(workload(), count)), databases[1]))
    url = f"http://{os.environ['BENCH_PROXY']}" if os.environ.get("BENCH_PROXY") else city.url
    if _SLOW:
        url = f"http://127.0.0.1:{opened.enter_context(SlowLine(city.port)).port}"
        bare.through(opened.enter_context(SlowLine(bare.port)).port)
    market, desk = (
        _enrolled(opened, folder / kind.value, kind, city, url) for kind in (StationKind.MARKET, StationKind.CITY)
    )
    town = Town(Writing(market, workload(), count), desk, bare, city, name)
    for manned in (market, desk):
        town.check("founding", sync_now(*manned, SyncNow()))
    return town


def _enrolled(opened: ExitStack, folder: Path, kind: StationKind, city: Served, url: str) -> Manned:
    folder.mkdir()
    manned = opened.enter_context(open_test_station(folder, kind))
    enroll(*manned, Enroll(url=url, code=city.code(manned.station.code)))
    return manned


def _timed(town: Town, case: str, manned: Manned, limit_s: float, *, sent: int = 0, received: int = 0) -> None:
    before, begun = _wire_bytes(), time.perf_counter()
    synced = sync_now(*manned, SyncNow())
    seconds = time.perf_counter() - begun
    after = _wire_bytes()
    town.check(case, synced)
    done = (synced.sent if sent else 0, synced.received if received else 0)
    if done != (sent, received):
        raise SystemExit(f"{case}: {synced}")
    records = sent or received
    tell(case, "seconds", seconds)
    tell(case, "limit_seconds", limit_s)
    tell(case, "of_limit", seconds / limit_s)
    if records:
        tell(case, "records_per_s", records / seconds)
    if before is not None and after is not None:
        tell(case, "wire_bytes", after - before)
        if records:
            tell(case, "bytes_per_record", (after - before) / records)


def _wire_bytes() -> int | None:
    """What came over the loopback interface so far; None where the system does not say, or a slow link doubles it."""
    if _SLOW:
        return None
    try:
        lines = Path("/proc/net/dev").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return next((int(line.split(":")[1].split()[0]) for line in lines if line.strip().startswith("lo:")), None)
