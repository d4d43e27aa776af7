"""Stations that are enrolled with a real city, and a line between them on which some calls go wrong."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from coalguard.domain.errors import MachineError
from coalguard.domain.journal import Fact
from coalguard.operations.enrol import Enroll, enroll
from coalguard.operations.setup import StationKind
from coalguard.operations.station import Link, Station
from coalguard.operations.synchronise import (
    Synced,
    run,
)
from coalguard.server.city import Saying
from coalguard.store.cursors import load_cursors
from coalguard.store.verify import verify
from coalguard.sync.client import Acknowledgement, Line
from coalguard.sync.messages import Hello, Page, Welcome
from coalguard.sync.turn import SyncState
from tests.cityhall import CityHall
from tests.stations import HandClock, Manned, open_test_station

PASSWORD = "correct horse"
WATCHED = "甘N8F326"
WATCHES = [Saying("plate.watched", {"plate": f"甘N{n:05d}", "reason": "演示", "until": None}) for n in range(30)]


@contextmanager
def enrolled(
    folder: Path, clock: HandClock, city: CityHall, kind: StationKind = StationKind.MARKET, code: str = "LX01"
) -> Iterator[Manned]:
    """A new station that is enrolled."""
    folder.mkdir()
    with open_test_station(folder, kind, code=code, clock=clock) as opened:
        enroll(opened.station, opened.admin, Enroll(url=city.url, code=city.code(opened.station.code)))
        yield opened


def write(station: Station, entries: int = 1) -> None:
    """Some entries."""
    with station.store.begin() as act:
        for number in range(entries):
            act.append(Fact("station.set", {"hotline": f"12{number:03d}"}))


def chain(station: Station) -> dict[tuple[int, int], str]:
    """The hash of every own entry."""
    rows = station.store.read().rows(
        "SELECT epoch, seq, hash FROM entries WHERE device = ?",
        station.store.places.number(station.store.signer.device),
    )
    return {(epoch, seq): digest.hex() for epoch, seq, digest in rows}


def settled(station: Station, city: CityHall) -> Synced:
    """A pass after which both ends hold the same."""
    synced = run(station)
    assert (synced.state, synced.waiting, synced.faults) == (SyncState.SYNCED, 0, ())
    assert city.kept(station.store.signer.device) == chain(station)
    assert verify(station.store).whole
    return synced


def begin_anew(station: Station) -> Station:
    """The program started again: what it remembers of the line is gone."""
    return replace(station, link=Link())


class BadLine(Line):
    """A line on which some calls go wrong: before they are sent, or after they were answered."""

    before: Callable[[str], None] = staticmethod(lambda _: None)
    after: Callable[[str], None] = staticmethod(lambda _: None)
    page = 1000

    def greet(self, hello: Hello) -> Welcome:
        """Say hello."""
        self.before("greet")
        welcome = super().greet(hello)
        self.after("greet")
        return welcome

    def push(self, body: bytes) -> Acknowledgement:
        """Send a run."""
        self.before("push")
        told = super().push(body)
        self.after("push")
        return told

    def read(self, after: int, limit: int = 1000) -> Page:
        """Ask for a page."""
        self.before("read")
        return super().read(after, min(limit, self.page))

    def snapshot(self, after: int) -> Iterator[Page]:
        """Ask for all that there is."""
        self.before("snapshot")
        return super().snapshot(after)


def bad_line(station: Station) -> BadLine:
    """The station's line from now on."""
    cursors = load_cursors(station.store.read())
    line = BadLine(cursors.url, station.store.signer, city=bytes.fromhex(cursors.city), token=cursors.token)
    station.link.line = line
    return line


def fails(call: str, code: str = "sync.offline", times: int = 1) -> Callable[[str], None]:
    """What fails at a call, so many times."""
    left = [times]

    def fail(asked: str) -> None:
        if asked == call and left[0]:
            left[0] -= 1
            raise MachineError(code, host="127.0.0.1")

    return fail


def altered(message: Any, **others: Any) -> Any:
    """A message in which some things are others."""
    return type(message)(**{one: getattr(message, one) for one in message.__struct_fields__} | others)
