"""The city: a device among devices, with its own key, chain and seals; what it says reaches the stations by the feed.

One writer at a time appends, chains and seals, under the lock of the city's row (`journal.md` §6); any process may be
it. Entries are addressed to every station or to one. Where a station knows more of the city than the city itself, the
server was restored from an old copy: the city then begins a new epoch and a new feed, so that no place is used twice.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from coalguard.clock import Clock
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Fact, Moment, canonical, render_body, render_instant
from coalguard.domain.plate import comparable
from coalguard.server.database import Database
from coalguard.server.filing import FIRST_MARK, Reach, Unfiled, file_entries
from coalguard.server.heads import keep_head, newest_head
from coalguard.server.rows import put
from coalguard.server.secret import Secret
from coalguard.server.tables import CITY, city, devices, exceptions, feed, headers, seals, stations, watched
from coalguard.trust.chain import DeviceSigner, entry_hash, header_hash, seal

_FEED_BYTES = 8


@dataclass(frozen=True, slots=True)
class Saying:
    """What the city says, to one station (its code) or to all of them (empty)."""

    kind: str
    says: Mapping[str, Any]
    to: str = ""


class City:
    """The city as a device; it holds its key and nothing else, since other processes may write as well."""

    def __init__(self, signer: DeviceSigner) -> None:
        """Speak with this key."""
        self.signer = signer

    @property
    def public(self) -> bytes:
        """The key that every station pins at its enrolment."""
        return self.signer.public

    def take_turn(self, connection: Connection) -> tuple[int, int]:
        """Wait for the city's turn to write, and hold it until the deed ends. Its epoch, and the header of that."""
        turn = connection.execute(select(city.c.epoch, city.c.header).with_for_update()).one()
        return turn.epoch, turn.header

    def append(self, connection: Connection, sayings: Sequence[Saying], at: datetime) -> tuple[EntryKey, ...]:
        """Say things, in this order, sealed at once. What is said stands once the deed is kept."""
        epoch, header = self.take_turn(connection)
        if not sayings:
            return ()
        (content,) = connection.execute(select(headers.c.body).where(headers.c.no == header)).one()
        under, (_, seq, h) = header_hash(content), newest_head(connection, CITY)
        moment, unfiled, keys = Moment(at), list[Unfiled](), list[EntryKey]()
        for one in sayings:
            seq += 1
            body = render_body(Fact(one.kind, one.says), moment, None)
            h = entry_hash(h, under, seq, body)
            reach = Reach.ONE if one.to else Reach.ALL
            unfiled.append((CITY, epoch, seq, header, int(reach), 0, one.kind, one.to, h, body, None))
            keys.append(EntryKey(self.signer.device, epoch, seq))
        file_entries(connection, unfiled)
        keep_head(connection, CITY, epoch, seq, h)
        sealed = seal(keys[-1], h, self.signer).signature
        when = render_instant(at)
        connection.execute(insert(seals).values(device=CITY, epoch=epoch, seq=seq, head=h, signature=sealed, at=when))
        put(connection, exceptions, list(_exceptions(keys, sayings, when)))
        for one in sayings:
            _take_note(connection, one, when)
        return tuple(keys)

    def newest(self, connection: Connection) -> tuple[int, int]:
        """Epoch and seq of the last entry of the city; (its epoch, 0) before the first."""
        epoch = connection.execute(select(city.c.epoch)).scalar_one()
        return epoch, newest_head(connection, CITY)[1]

    def begin_anew(self, connection: Connection, above: int, clock: Clock) -> None:
        """A new epoch above this one, and a new feed id: what was given out can not be mistaken for what comes."""
        self.take_turn(connection)
        epoch = above + 1
        header = _write_header(connection, self.signer, epoch, clock)
        connection.execute(update(city).values(epoch=epoch, header=header))
        connection.execute(update(feed).values(id=token_hex(_FEED_BYTES)))


def found_city(database: Database, secret: Secret, clock: Clock, *, address: str = "") -> City:
    """The city of this database, made at the first start; a new address takes the place of the old, an empty one not.

    Raises DamagedError `server.key_differs` where the key file belongs to another database.
    """

    def deed(connection: Connection) -> City:
        if not database.on_sqlite:
            connection.exec_driver_sql("LOCK TABLE city IN EXCLUSIVE MODE")
        row = connection.execute(select(city.c.private, city.c.address)).one_or_none()
        if row is None:
            return _make(connection, secret, clock, address)
        if address and address != row.address:
            connection.execute(update(city).values(address=address))
        return City(DeviceSigner(secret.unwrap(row.private)))

    return database.write(deed)


def _make(connection: Connection, secret: Secret, clock: Clock, address: str) -> City:
    signer, at = DeviceSigner.fresh(), render_instant(clock.now())
    row: dict[str, Any] = {column.name: "" for column in devices.columns if column.name not in _UNSAID}
    row |= {"no": CITY, "device": signer.device, "public": signer.public, "kind": "server", "status": "active"}
    connection.execute(insert(devices).values(**row, enrolled_at=at, certificate=b""))
    connection.execute(insert(feed).values(no=0, id=token_hex(_FEED_BYTES), position=0, mark=FIRST_MARK))
    header = _write_header(connection, signer, 1, clock)
    private = secret.wrap(signer.private)
    connection.execute(
        insert(city).values(no=0, public=signer.public, private=private, epoch=1, header=header, address=address, at=at)
    )
    return City(signer)


_UNSAID = {"revoked_epoch", "revoked_seq", "enrolled_at", "certificate"}


def _write_header(connection: Connection, signer: DeviceSigner, epoch: int, clock: Clock) -> int:
    """The header of an epoch: the city's processes come and go, so that one stands for all of them."""
    body = canonical(
        {
            "anchor": None,
            "base": clock.monotonic_ns(),
            "boot": clock.boot,
            "device": signer.device,
            "epoch": epoch,
            "started": render_instant(clock.now()),
            "suite": 1,
        }
    )
    row = {"device": CITY, "epoch": epoch, "hash": header_hash(body), "body": body}
    return int(connection.execute(insert(headers).values(**row).returning(headers.c.no)).scalar_one())


# --- what the server itself has to remember of it ---------------------------------------------------------------------


def _exceptions(keys: Sequence[EntryKey], sayings: Sequence[Saying], at: str) -> Iterator[tuple[Any, ...]]:
    for key, one in zip(keys, sayings, strict=True):
        if one.kind == "exception.opened":
            yield CITY, key.epoch, key.seq, one.says["exception"], one.says["number"], one.to, at, None


def _take_note(connection: Connection, one: Saying, at: str) -> None:
    says: Mapping[str, Any] = one.says
    if one.kind == "station.published":
        connection.execute(delete(stations).where(stations.c.code == says["code"]))
        row = {name: says[name] for name in ("code", "name", "kind")}
        connection.execute(insert(stations).values(**row, at=at))
    elif one.kind in {"plate.watched", "plate.unwatched"}:
        plate = comparable(says["plate"])
        connection.execute(delete(watched).where(watched.c.plate == plate))
        if one.kind == "plate.watched":
            until = says.get("until") or ""
            row = {"plate": plate, "reason": says.get("reason") or "", "until": until, "since": at}
            connection.execute(insert(watched).values(**row))
    elif one.kind == "exception.closed":
        opened = EntryKey.parse(says["opened"])
        there = (exceptions.c.epoch == opened.epoch) & (exceptions.c.seq == opened.seq)
        connection.execute(update(exceptions).where(there).values(closed_at=at))
