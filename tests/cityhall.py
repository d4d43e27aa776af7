"""The city's server for tests of stations: the real one, on a real socket, in a thread of the test.

    with open_city(folder) as city:
        code = city.code("LX01")
        city.say("plate.watched", plate="甘N8F326", reason="…", until=None)

It can be stopped, copied, put back from its copy and opened again on the same port, as a server is that was restored.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import select

from coalguard.clock import Clock, SystemClock
from coalguard.server.app import application
from coalguard.server.city import Saying
from coalguard.server.enrolment import open_code
from coalguard.server.limit import Pace
from coalguard.server.office import DATABASE, Config, Office, open_office
from coalguard.server.tables import devices, entries
from tests.listening import Listening

UNHURRIED = Pace(100_000, 100_000)
"""A test may call as often as it likes."""


class CityHall:
    """A server that can be opened and shut."""

    def __init__(self, folder: Path, clock: Clock, database: str = "") -> None:
        """Not open yet; without a URL it keeps its tables in SQLite, in its own folder."""
        self.folder, self.clock = folder, clock
        self.database = database or f"sqlite:///{folder / DATABASE}"
        self.port = 0
        self.office: Office
        self._server: Listening | None = None

    @property
    def url(self) -> str:
        """Where stations find it."""
        return f"http://127.0.0.1:{self.port}"

    def open(self) -> None:
        """Answer calls, on the port of before."""
        place = Config(folder=self.folder, clock=self.clock, database=self.database)
        config = replace(place, device_pace=UNHURRIED, address_pace=UNHURRIED)
        self.office = open_office(config)
        self._server = Listening(application(self.office), self.port)
        self.port = self._server.port

    def shut(self) -> None:
        """Answer no more; what was kept stays."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    def copy(self) -> Path:
        """A copy of the database as it stands, made while nobody writes."""
        self.shut()
        copied = self.folder / "copy.db"
        shutil.copy(self.folder / DATABASE, copied)
        self.open()
        return copied

    def restore(self, copied: Path) -> None:
        """Put a copy in the place of the database."""
        self.shut()
        for file in self.folder.glob(f"{DATABASE}*"):
            file.unlink()
        shutil.copy(copied, self.folder / DATABASE)
        self.open()

    def code(self, station: str) -> str:
        """A fresh one-time code for a station."""
        with self.office.database.begin() as connection:
            return open_code(connection, self.office.secret, station, self.clock.now()).code

    def say(self, kind: str, to: str = "", /, **says: Any) -> None:
        """Publish something."""
        self.say_all([Saying(kind, says, to)])

    def say_all(self, sayings: Sequence[Saying]) -> None:
        """Publish a lot at once."""
        with self.office.database.begin() as connection:
            self.office.city.append(connection, sayings, self.clock.now())

    def kept(self, device: str) -> dict[tuple[int, int], str]:
        """The hash of every entry of a device that the city holds."""
        asked = select(entries.c.epoch, entries.c.seq, entries.c.hash).join(devices, devices.c.no == entries.c.device)
        with self.office.database.read() as connection:
            rows = connection.execute(asked.where(devices.c.device == device)).all()
        return {(epoch, seq): digest.hex() for epoch, seq, digest in rows}


@contextmanager
def open_city(folder: Path, clock: Clock | None = None, *, database: str = "") -> Iterator[CityHall]:
    """A new city in a folder, open."""
    folder.mkdir(parents=True, exist_ok=True)
    hall = CityHall(folder, clock or SystemClock(), database)
    hall.open()
    try:
        yield hall
    finally:
        hall.shut()
