"""Journal: a run is kept in one transaction with all that follows from it, or its sender is told why it can not be.

The device's row is held from the first look to the commit, so that two pushes of one device follow one another; the
feed's row is taken last, for the positions. Exceptions go out as entries of the city in the same transaction. A fork is
kept as well, enciphered and out of the way: which of two journals is the right one is for people to find out.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, bindparam, insert, select

from coalguard.domain.errors import CoalGuardError, DamagedError
from coalguard.domain.findings import refuse
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import render_instant
from coalguard.server.city import City, Saying
from coalguard.server.database import Database
from coalguard.server.filing import Reach, Unfiled, file_entries
from coalguard.server.heads import keep_head, load_heads
from coalguard.server.inbox import Arrived, Duplicate, Fork, Gap, Kept, Known, Outcome, SealInvalid, accept
from coalguard.server.judge import Opened, forked
from coalguard.server.meaning import Writer, take_in
from coalguard.server.reading import FOR_GATES, concern_of
from coalguard.server.rows import put
from coalguard.server.secret import Secret
from coalguard.server.tables import devices, entries, feed, forks, headers, persons, seals, stations
from coalguard.sync.messages import Receipt
from coalguard.sync.run import Person, Run, render_run
from coalguard.trust.chain import header_hash


class _Papers(Struct):
    document_number: str | None = None


class Journal:
    """Where runs are kept."""

    def __init__(self, database: Database, secret: Secret, city: City) -> None:
        """Keep in these tables, personal rows under this secret, exceptions by this city."""
        self._database = database
        self._secret = secret
        self._city = city

    def keep(self, run: Run, now: datetime) -> Receipt:
        """Keep a run; what the city signs for it, the same again for one that was known.

        Raises:
            Refused: `push.fork` (`seq`), `push.gap` (`expected`), `sync.device_waits`, `token.device_unknown`,
                `token.revoked`.
            DamagedError: `push.seal_invalid`, `push.malformed`.
        """
        told = self._database.write(lambda connection: self._keep(connection, run, now))
        if isinstance(told, CoalGuardError):
            raise told
        return told

    def _keep(self, connection: Connection, run: Run, now: datetime) -> Receipt | CoalGuardError:
        device = _lock(connection, run.device)
        writer = Writer(device.no, run.device, device.station)
        outcome = accept(run, _known(connection, run, device))
        if isinstance(outcome, Kept):
            return self._file(connection, run, outcome, writer, now)
        if isinstance(outcome, Duplicate):
            end = connection.execute(select(feed.c.position)).scalar_one()
            return Receipt(run.device, run.epoch, run.last, outcome.head.hex(), render_instant(now), end)
        if isinstance(outcome, Fork):
            self._keep_fork(connection, run, outcome, writer, now)
        return _refusal(outcome)

    def _file(self, connection: Connection, run: Run, kept: Kept, writer: Writer, now: datetime) -> Receipt:
        at = render_instant(now)
        opened = take_in(connection, writer, run.epoch, kept.entries)
        self._keep_persons(connection, run, writer, kept.entries)
        unfiled = _unfiled(connection, run, writer, kept.entries)
        if opened:
            self._city.take_turn(connection)  # before the feed's row, as everywhere
        end = file_entries(connection, unfiled)
        put(connection, seals, [(writer.no, run.epoch, run.last, kept.head, run.seal, at)])
        keep_head(connection, writer.no, run.epoch, run.last, kept.head)
        if opened:
            end += len(self._city.append(connection, exception_sayings(opened), now))
        codes = tuple(one.code for one in opened)
        return Receipt(run.device, run.epoch, run.last, kept.head.hex(), at, end, codes)

    def _keep_persons(self, connection: Connection, run: Run, writer: Writer, arrived: Sequence[Arrived]) -> None:
        first = arrived[0].seq
        rows = [
            (writer.no, run.epoch, seq, *self._hidden(EntryKey(run.device, run.epoch, seq), person))
            for seq, person in run.persons.items()
            if seq >= first
        ]
        put(connection, persons, rows)

    def _hidden(self, key: EntryKey, person: Person) -> tuple[bytes, bytes, bytes | None]:
        """Salt, enciphered row and blind index."""
        salt, row = person[0], bytes(person[1])
        try:
            number = _PAPERS.decode(row).document_number
        except msgspec.MsgspecError:
            number = None
        return salt, self._secret.encipher(row, str(key)), self._secret.blind(number) if number else None

    def _keep_fork(self, connection: Connection, run: Run, fork: Fork, writer: Writer, now: datetime) -> None:
        place = {"device": writer.no, "epoch": run.epoch, "seq": fork.seq, "head": fork.head}
        there = [forks.c[name] == value for name, value in place.items()]
        if connection.execute(select(forks.c.at).where(*there)).first() is not None:
            return  # pushed again: it is known, and was told
        hidden = self._secret.encipher(render_run(run), str(EntryKey(run.device, run.epoch, fork.seq)))
        connection.execute(insert(forks).values(**place, run=hidden, at=render_instant(now)))
        opened = forked(run.device, run.epoch, fork.seq, writer.station)
        self._city.append(connection, exception_sayings([opened]), now)


_PAPERS = msgspec.json.Decoder(_Papers)
_GATES, _CONCERNED = int(Reach.GATES), int(Reach.CONCERNED)
_CODES = select(stations.c.code)
_DEVICE = (
    select(devices.c.no, devices.c.public, devices.c.station, devices.c.status)
    .where(devices.c.device == bindparam("name"))
    .with_for_update()
)
_HEADER = select(headers.c.no).where(
    headers.c.device == bindparam("device"), headers.c.epoch == bindparam("epoch"), headers.c.hash == bindparam("hash")
)


def exception_sayings(opened: Sequence[Opened]) -> list[Saying]:
    """What the city says of exceptions: one entry to each station concerned."""
    return [
        Saying(
            "exception.opened",
            {
                "exception": one.code,
                "number": one.number,
                "facts": one.facts,
                "station": station,
                "stations": one.stations,
            },
            station,
        )
        for one in opened
        for station in one.stations
    ]


class _Device(NamedTuple):
    no: int
    public: bytes
    station: str
    status: str


def _lock(connection: Connection, device: str) -> _Device:
    row = connection.execute(_DEVICE, {"name": device}).one_or_none()
    if row is None:
        raise refuse("token.device_unknown", device=device)
    if row.status == "revoked":
        raise refuse("token.revoked", device=device)
    if row.status == "waiting":
        raise refuse("sync.device_waits", device=device)
    return _Device(*row)


def _known(connection: Connection, run: Run, device: _Device) -> Known:
    """What is known around a run; for one that just goes on, that is the head alone."""
    heads = load_heads(connection, device.no)
    lasts = {epoch: seq for epoch, (seq, _) in heads.items()}
    if run.epoch in heads and run.first == lasts[run.epoch] + 1:
        return Known(device.public, lasts, {lasts[run.epoch]: heads[run.epoch][1]})
    asked = select(entries.c.seq, entries.c.hash).where(entries.c.device == device.no)
    if run.epoch in heads:
        around = asked.where(entries.c.epoch == run.epoch, entries.c.seq.between(run.first, run.last))
        return Known(device.public, lasts, {row.seq: row.hash for row in connection.execute(around)})
    before = asked.where(entries.c.epoch.in_(heads), entries.c.seq == run.first - 1)
    return Known(device.public, lasts, before=frozenset(h for _, h in connection.execute(before)))


def _unfiled(connection: Connection, run: Run, writer: Writer, arrived: Sequence[Arrived]) -> list[Unfiled]:
    no, station, epoch, papers = writer.no, writer.station, run.epoch, run.papers
    codes = {code[2:]: code for (code,) in connection.execute(_CODES)}
    under = _headers(connection, run, no, arrived[0].part)
    unfiled: list[Unfiled] = []
    for seq, part, h, body, told in arrived:
        concern = concern_of(told.form, told.number, station, codes) if told.number or told.form else ""
        poisoned = 1 if told.fault else 0
        reach = _GATES if told.kind in FOR_GATES and not poisoned else _CONCERNED
        unfiled.append((no, epoch, seq, under[part], reach, poisoned, told.kind, concern, h, body, papers.get(seq)))
    return unfiled


def _headers(connection: Connection, run: Run, no: int, first: int) -> dict[int, int]:
    """The number of the header of each part from `first` on; one that is new is written down."""
    under: dict[int, int] = {}
    for part in range(first, len(run.parts)):
        content = bytes(run.parts[part].header)
        row = {"device": no, "epoch": run.epoch, "hash": header_hash(content)}
        found = connection.execute(_HEADER, row).scalar_one_or_none()
        if found is None:
            fresh = insert(headers).values(**row, body=content).returning(headers.c.no)
            found = connection.execute(fresh).scalar_one()
        under[part] = int(found)
    return under


def _refusal(outcome: Outcome) -> CoalGuardError:
    if isinstance(outcome, Fork):
        return refuse("push.fork", seq=outcome.seq)
    if isinstance(outcome, Gap):
        return refuse("push.gap", expected=outcome.expected)
    return DamagedError("push.seal_invalid" if isinstance(outcome, SealInvalid) else "push.malformed")
