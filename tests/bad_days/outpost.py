"""An outpost: a market that syncs with a city and is driven through the doors, and what is to be true of its disk.

The disk is looked at as a kill left it, in a copy, so that looking repairs nothing, and it is held against the city's
tables and never against the program's own words: what was acknowledged at the desk is here; what the city holds of this
market is here; what this market believes the city holds, it holds; and of all that the city told up to where this
market says that it read, nothing is missing. A loss is a sentence.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any, NamedTuple

from sqlalchemy import select

from coalguard import sqlite
from coalguard.server.feed import mark_at
from coalguard.server.tables import CITY, devices, entries
from coalguard.store import slotfile
from coalguard.trust.slots import open_slot
from tests.bad_days.market import Market
from tests.bad_days.province import Held, Place, alarms
from tests.cityhall import CityHall
from tests.drive import ADMIN, PASSWORD, PROGRAM, Drive, run_as_admin

MOST_TRIES = 20

_OWN = "SELECT epoch, seq, hash FROM entries WHERE header IS NOT NULL ORDER BY epoch, seq"
_OTHERS = "SELECT device, epoch, seq, hash FROM entries WHERE header IS NULL"
_KEYS = "SELECT no, device FROM keys"
_CURSORS = "SELECT name, value FROM cursors"
_OPEN = "SELECT prefix, origin FROM grants WHERE valid = 1 AND origin <> 'server'"


class Disk(NamedTuple):
    """What lies on the disk: own entries, those of others by device, where sync stands, and numbers not of the city."""

    own: Held
    others: Mapping[str, Held]
    cursors: Mapping[str, str]
    unleased: Sequence[tuple[str, str]]

    @property
    def acked(self) -> Place:
        """The last own entry that the city is believed to hold."""
        return int(self.cursors.get("acked_epoch", 1)), int(self.cursors.get("acked_seq", 0))


class Outpost:
    """A market of a city, enrolled through the doors."""

    def __init__(self, market: Market, city: CityHall, *, program: Sequence[str] = PROGRAM) -> None:
        """Enrol a market that nobody has open."""
        self.market, self.city, self.program = market, city, program
        slots = slotfile.load(market.folder)
        self._key, self._salt = open_slot(slots, ADMIN, PASSWORD), slots.salt
        told = ("enroll", "--server", city.url, "--code", city.code("LX01"))
        enrolled = run_as_admin(market.folder, *told)
        assert enrolled.exit_code == 0, enrolled
        with city.office.database.read() as connection:
            self.device = str(connection.execute(select(devices.c.device).where(devices.c.no != CITY)).scalar_one())

    def sync_until_done(self, desk: Drive) -> None:
        """Sync until everything is said and heard."""
        tried: Any = None
        for _ in range(MOST_TRIES):
            tried = desk.ask("sync.run")
            if tried["state"] == "synced":
                return
        raise AssertionError(tried)

    def look(self) -> Disk:
        """The disk as it is."""
        copy = self.market.folder.with_name("looked-at")
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir()
        for file in self.market.folder.glob("store.db*"):
            if not file.name.endswith("-shm"):  # SQLite makes it again out of the log
                shutil.copy(file, copy)
        with closing(sqlite.connect(copy / "store.db", self._key, self._salt)) as connection:
            own = {(epoch, seq): digest.hex() for epoch, seq, digest in connection.execute(_OWN)}
            names = dict(connection.execute(_KEYS).fetchall())
            others: dict[str, dict[Place, str]] = {}
            for number, epoch, seq, digest in connection.execute(_OTHERS):
                others.setdefault(names[number], {})[epoch, seq] = digest.hex()
            return Disk(
                own, others, dict(connection.execute(_CURSORS).fetchall()), connection.execute(_OPEN).fetchall()
            )

    def losses(self, acknowledged: Mapping[Place, str]) -> Iterator[str]:
        """What is wrong with the disk, held against what was acknowledged at the desk and what the city holds."""
        disk, kept = self.look(), self.city.kept(self.device)
        yield from _missing("acknowledged at the desk and not on the disk", acknowledged, disk.own)
        yield from _missing("at the city and not on the disk", kept, disk.own)
        believed = {place: digest for place, digest in disk.own.items() if place <= disk.acked}
        yield from _missing("believed to be at the city", believed, kept)
        yield from self._skipped(disk)

    def _skipped(self, disk: Disk) -> Iterator[str]:
        cursor = int(disk.cursors.get("cursor", 0))
        with self.city.office.database.read() as connection:
            asked = select(entries.c.epoch, entries.c.seq, entries.c.hash)
            told = connection.execute(asked.where(entries.c.device == CITY, entries.c.pos <= cursor)).all()
            if cursor and mark_at(connection, cursor).hex() != disk.cursors["mark"]:
                yield f"the mark at {cursor} is not the city's"
            yield from alarms(connection)
        heard = disk.others.get(self.city.office.city.signer.device, {})
        right = {(epoch, seq): digest.hex() for epoch, seq, digest in told}
        yield from _missing(f"told before {cursor} and skipped", right, heard)


def _missing(what: str, right: Held, found: Held) -> Iterator[str]:
    lacking = [place for place, digest in right.items() if found.get(place) != digest]
    if lacking:
        yield f"{what}: {len(lacking)}, the first {min(lacking)}"
