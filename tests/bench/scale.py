"""Scale: ten years of one station, 1.1 million entries, and what each day then costs.

Trucks arrive, are weighed twice and leave, through the operations themselves but a day of them in one act. A record is
an entry; the limit keeps as many bare tickets with their audit rows. Every figure of the limit is of the same run.
"""

from calendar import monthrange
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from coalguard import sqlite
from coalguard.operations.ledger import ReadBook, read_book
from coalguard.store import slotfile
from coalguard.store.backup import make
from coalguard.store.proof import ChainWalk, check_headers
from coalguard.store.rebuild import rebuild
from coalguard.store.store import Store
from coalguard.store.verify import verify
from coalguard.trust.slots import fresh_slots
from tests.bench.figures import asked_for, place, seconds_of, tell, tell_latencies, tell_seconds
from tests.bench.limit import YEARS_INDEXES, Bare, tickets
from tests.bench.save import WARMING, race, weighings
from tests.bench.years import Bridge, YearsClock, made_up_days
from tests.market import Market, open_market


def main() -> None:
    """Load both, then ask both the same and print the figures."""
    count = asked_for("BENCH_SCALE", 1_100_000)
    with place() as folder:
        station = folder / "ours"
        station.mkdir()
        clock = YearsClock()
        with Bare(folder, YEARS_INDEXES) as bare, open_market(station, clock=clock) as market:
            load_s = _load(bare, market, Bridge(market, clock), count)
            tell_seconds("rebuild", seconds_of(lambda: _rebuild(market.station.store)), load_s)
            _tell_verification(bare, market.station.store)
            _tell_backup(bare, market.station.store, folder)
            _tell_month(bare, market, clock, count)
            saves = asked_for("BENCH_SAVES", 300)
            ours = weighings(market.station, market.clerk, saves + WARMING, first=count)
            tell_latencies("save-at-scale", *race(ours, bare, saves, first=count))


def _load(bare: Bare, market: Market, bridge: Bridge, count: int) -> float:
    """Load both and tell speed and size; the seconds that the limit took."""
    empty = bare.size
    bare_s = bare.load(ticket for ticket, _ in zip(tickets(), range(count), strict=False))
    store = market.station.store
    bridge.prepare()
    days = made_up_days(count)
    before, seq = _sizes(store), store.head.seq
    ours_s = seconds_of(lambda: bridge.live(count, days))
    written = store.head.seq - seq
    rows, copy = (now - then for now, then in zip(_sizes(store), before, strict=True))
    tell("load", "records_per_s", written / ours_s)
    tell("load", "limit_records_per_s", count / bare_s)
    tell("load", "bytes_per_ticket", rows / written)
    tell("load", "limit_bytes_per_ticket", (bare.size - empty) / count)
    tell("load", "bytes_of_limit", rows / written / ((bare.size - empty) / count))
    tell("load", "alibi_bytes_per_ticket", copy / written)
    return bare_s


def _sizes(store: Store) -> tuple[int, int]:
    """The bytes of the store's file, everything in it, and of the alibi."""
    with store.maintenance() as connection:
        connection.execute("PRAGMA wal_checkpoint(RESTART)").fetchall()
    return store.vault.file.stat().st_size, sum(file.stat().st_size for file in store.vault.alibi.iterdir())


def _rebuild(store: Store) -> None:
    if differences := rebuild(store, check_only=False):
        raise ValueError(differences)


def _tell_verification(bare: Bare, store: Store) -> None:
    """The chain alone, which is what the limit can follow too; then every invariant there is."""
    tell_seconds("verify-chain", seconds_of(lambda: _follow(store)), seconds_of(bare.verify))
    tell_seconds("verify", seconds_of(lambda: _verify(store)))


def _follow(store: Store) -> None:
    vault = store.vault
    with closing(sqlite.connect(vault.file, vault.key, vault.salt, read_only=True)) as connection:
        walk = ChainWalk(check_headers(connection)[1])
        walk.walk(connection, store.places.number(store.signer.device))
    if not walk.check.judged().holds or walk.last.seq != store.head.seq:
        raise ValueError(walk.first_bad)


def _verify(store: Store) -> None:
    found = verify(store)
    if not found.whole:
        raise ValueError(found)


def _tell_backup(bare: Bare, store: Store, folder: Path) -> None:
    slotfile.keep(store.vault.folder, replace(fresh_slots()[0], store_id=store.vault.salt.hex()))
    tell_seconds(
        "backup",
        seconds_of(lambda: make(store, folder / "backup")),
        seconds_of(lambda: bare.backup(folder / "copy.db")),
    )


def _tell_month(bare: Bare, market: Market, clock: YearsClock, count: int) -> None:
    """The book of a month in the middle of the years; a bare sum over one."""
    middle = (clock.begin + (clock.now() - clock.begin) / 2).date()
    last = monthrange(middle.year, middle.month)[1]
    book = ReadBook(from_=middle.replace(day=1).isoformat(), to=middle.replace(day=last).isoformat())
    ours_s = seconds_of(lambda: read_book(market.station, market.clerk, book))
    month = str(next(tickets(first=count // 2))["weighed_at"])[: len("2015-01")]
    tell_seconds("report-month", ours_s, seconds_of(lambda: bare.report(month)))
