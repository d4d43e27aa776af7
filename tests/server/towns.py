"""A city of its own for a test: tables, secret, city, journal, and the stations that are enrolled in it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, select

from coalguard.server.city import City, Saying, found_city
from coalguard.server.database import Database
from coalguard.server.feed import Listener, load_page
from coalguard.server.journal import Journal
from coalguard.server.secret import Secret
from coalguard.server.tables import devices
from coalguard.sync.messages import Page, Receipt
from coalguard.sync.run import Run
from tests.server.writers import NOON, HandClock, Writer

KEY = bytes(range(32))


@dataclass
class Town:
    """A founded city on a database."""

    database: Database
    secret: Secret
    city: City
    journal: Journal

    def enrol(self, *writers: Writer, letter: str = "A", leases: bool = True) -> None:
        """Make devices known."""
        with self.database.begin() as connection:
            for writer in writers:
                writer.enrol(connection, letter=letter, leases=leases)

    def keep(self, run: Run) -> Receipt:
        """Push a run."""
        return self.journal.keep(run, NOON)

    def push(self, writer: Writer) -> Receipt:
        """Push all that a writer wrote."""
        return [self.keep(run) for run in writer.runs()][-1]

    def say(self, kind: str, to: str = "", /, **says: Any) -> str:
        """The city says something; the key of its entry."""
        with self.database.begin() as connection:
            (key,) = self.city.append(connection, [Saying(kind, says, to)], NOON)
        return str(key)

    def rows(self, table: Table, *names: str) -> list[tuple[Any, ...]]:
        """What a table holds, some columns of it, in order."""
        columns = [table.c[name] for name in names]
        with self.database.read() as connection:
            return [tuple(row) for row in connection.execute(select(*columns).order_by(*columns))]

    def page(self, writer: Writer, after: int = 0, limit: int = 1000) -> Page:
        """A page of the feed as a device gets it."""
        with self.database.read() as connection:
            return load_page(connection, listener(connection, writer), after, limit)


def listener(connection: Connection, writer: Writer) -> Listener:
    """Who asks."""
    no = connection.execute(select(devices.c.no).where(devices.c.device == writer.device)).scalar_one()
    return Listener(no, writer.station, writer.kind)


def found(database: Database) -> Town:
    """A city on an empty database."""
    secret = Secret(KEY)
    city = found_city(database, secret, HandClock())
    return Town(database, secret, city, Journal(database, secret, city))
