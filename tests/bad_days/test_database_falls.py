"""PostgreSQL falls over in the midst of pushes and comes back: stations hear "later", nothing is lost or doubled."""

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import select

from coalguard.domain.errors import CoalGuardError
from coalguard.server.database import Database, open_database
from coalguard.server.tables import city as city_table
from coalguard.server.tables import devices, entries, feed
from coalguard.sync.client import Line, failure_of
from coalguard.sync.run import render_run
from coalguard.sync.turn import Failure, Trouble
from tests.served import Served
from tests.server.cluster import Cluster
from tests.server.writers import Writer

WRITERS, RUN, PATIENCE_S = 4, 10, 30


@pytest.fixture
def fragile() -> Iterator[Cluster]:
    """A PostgreSQL that nobody else looks at, as durable as one is by default."""
    running = Cluster(settings=("listen_addresses=",))
    yield running
    running.stop()


def push(line: Line, writer: Writer, failures: list[Failure]) -> None:
    """Write a run and push it until it is kept, as a station does that is told to come later; only sooner."""
    first = writer.last + 1
    for _ in range(RUN):
        writer.form(writer.last + 1)
    run = render_run(writer.run(first))
    while True:
        try:
            if not line.token:
                line.let_in()
            acknowledged = line.push(run)
        except CoalGuardError as error:
            failures.append(failure_of(error))
            time.sleep(0.02)
        else:
            assert acknowledged.receipt.seq == writer.last
            return


def push_through_a_fall(fragile: Cluster, city: Served, writers: list[Writer], public: bytes) -> list[Failure]:
    """Everybody pushes before, during and after it."""
    failures: list[Failure] = []
    kept, over = threading.Semaphore(0), threading.Event()

    def go_on(writer: Writer) -> None:
        line = Line(city.url, writer.signer, city=public)
        while not over.is_set():
            push(line, writer, failures)
            kept.release()
        line.close()

    def wait_for_some() -> None:
        for _ in range(5 * WRITERS):
            assert kept.acquire(timeout=PATIENCE_S), failures

    with ThreadPoolExecutor(WRITERS) as pool, ExitStack() as ending:
        ending.callback(over.set)
        working = [pool.submit(go_on, writer) for writer in writers]
        wait_for_some()
        fragile.restart()
        wait_for_some()
        over.set()
        for one in working:
            one.result()
    return failures


def journals(database: Database) -> dict[str, list[bytes]]:
    """The hashes of what is kept, by device; the feed has each of them once, in positions without a gap."""
    with database.read() as connection:
        end = connection.execute(select(feed.c.position)).scalar_one()
        assert list(connection.execute(select(entries.c.pos).order_by(entries.c.pos)).scalars()) == [*range(1, end + 1)]
        asked = select(devices.c.device, entries.c.hash).join(devices, devices.c.no == entries.c.device)
        told: dict[str, list[bytes]] = {}
        for device, h in connection.execute(asked.order_by(entries.c.device, entries.c.seq)):
            told.setdefault(device, []).append(bytes(h))
        return told


def test_a_database_that_falls_over_is_later_for_everybody_and_loses_nothing(fragile: Cluster, tmp_path: Path) -> None:
    writers = [Writer(f"LX{no:02d}") for no in range(1, WRITERS + 1)]
    with Served(tmp_path / "server", fragile.fresh()) as city:
        database = open_database(city.database)
        with database.begin() as connection:
            public = connection.execute(select(city_table.c.public)).scalar_one()
            for writer in writers:
                writer.enrol(connection)
        failures = push_through_a_fall(fragile, city, writers, public)
        told = journals(database)
        database.close()
    assert {(failure.trouble, failure.code, failure.wait_s > 0) for failure in failures} == {
        (Trouble.BUSY, "sync.busy", True)
    }
    for writer in writers:
        assert told[writer.device] == [one.hash for one in writer.entries]
    log = [json.loads(line) for line in (tmp_path / "server" / "logs" / "server.log").read_text("utf-8").splitlines()]
    assert {line["status"] for line in log if "status" in line} == {200, 503}
    causes = {place.split(" ")[0] for line in log for place in line.get("error", ()) if place.startswith("psycopg.")}
    assert causes
