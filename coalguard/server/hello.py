"""Hello: a device says where it stands, and hears how the city sees it and what there is to do (`journal.md` §6).

One transaction: the device's row is held, the standing judged (`standing`), the ratchet turned, leases made where they
run short, and what was heard of other stations looked up. A copy of a key is found here and makes both wait; a city
that was restored from an old copy finds it out here and begins a new feed and a new epoch.
"""

from dataclasses import dataclass
from hashlib import sha256
from secrets import token_hex
from typing import Final

from sqlalchemy import Connection, select

from coalguard.clock import Clock
from coalguard.domain.errors import UsageError
from coalguard.domain.findings import refuse
from coalguard.domain.journal import render_instant
from coalguard.server.anew import begin_anew
from coalguard.server.callers import keep_step, note_beside
from coalguard.server.city import City
from coalguard.server.feed import mark_at
from coalguard.server.grants import Lessor, top_up
from coalguard.server.heads import load_heads
from coalguard.server.heard import heard_since
from coalguard.server.journal import exception_sayings
from coalguard.server.judge import cloned
from coalguard.server.roster import Device, change, find_device
from coalguard.server.standing import (
    NOTHING,
    Held,
    Status,
    Turn,
    lost_by_server,
    restarts,
    standing_of,
    turn_of,
    turned,
)
from coalguard.server.tables import CITY, entries, feed
from coalguard.server.tables import city as city_table
from coalguard.sync.messages import FAR_BEHIND, VERSION, At, Hello, Standing, Statement, Welcome, render, say
from coalguard.trust.statement import Purpose

_RATCHET_BYTES: Final = 8
_GREETINGS: Final = 8
_DIGEST: Final = 16
_NO_GRANTS: Final = frozenset({Standing.REVOKED, Standing.CLONE, Standing.FORK, Standing.SERVER_RESTORED})
"""Who is given no numbers; a city that was restored must first hear again which leases it had made."""


@dataclass(frozen=True, slots=True)
class Greeting:
    """A hello with all that answers it."""

    connection: Connection
    city: City
    clock: Clock
    device: Device
    hello: Hello
    address: str


def check_hello(hello: Hello) -> None:
    """Whether its places are places at all. Raises UsageError `server.malformed`."""
    if hello.v != VERSION:
        raise UsageError("server.malformed", where="v", rule="version", wanted=str(VERSION))
    places = {"acked": hello.acked, "city": hello.city, "epoch": (hello.epoch,), "seq": (hello.seq,)}
    for field, numbers in (*places.items(), ("cursor", (hello.cursor,))):
        if not all(0 <= number < 1 << 53 for number in numbers):
            raise UsageError("server.malformed", where=field, rule="range", wanted="int")


def welcome(connection: Connection, city: City, clock: Clock, hello: Hello, *, address: str = "") -> Statement:
    """The city's answer to a hello from a network address, signed. Raises Refused `token.device_unknown`."""
    device = find_device(connection, hello.device, hold=True)
    if device is None:
        raise refuse("token.device_unknown", device=hello.device[:16])
    greeting = Greeting(connection, city, clock, device, hello, address)
    held = _held(greeting)
    if device.status is Status.ACTIVE and lost_by_server(hello, held):
        _begin_anew(greeting, held)
        held = _held(greeting)
    return say(Purpose.HELLO, _answer(greeting, held), city.signer)


def _held(greeting: Greeting) -> Held:
    """What the city holds of the device, and of the feed where the device has read it."""
    connection, device, hello = greeting.connection, greeting.device, greeting.hello
    end, name = connection.execute(select(feed.c.position, feed.c.id)).one()
    return Held(
        status=device.status,
        ratchet=device.ratchet,
        previous_ratchet=device.previous_ratchet,
        heads=load_heads(connection, device.no),
        at_place=_hash_at(connection, device.no, (hello.epoch, hello.seq)),
        feed=name,
        end=end,
        mark=mark_at(connection, hello.cursor).hex() if hello.cursor <= end else None,
        city=greeting.city.newest(connection),
        said_before=_digest(hello) in device.greetings.split(),
        city_head=_hash_at(connection, CITY, hello.city),
    )


def _hash_at(connection: Connection, device: int, at: At) -> bytes | None:
    place = (entries.c.device == device) & (entries.c.epoch == at[0]) & (entries.c.seq == at[1])
    return connection.execute(select(entries.c.hash).where(place)).scalar_one_or_none()


def _digest(hello: Hello) -> str:
    """By which the very same hello is known again: two devices never say one, since the ratchet is chance."""
    return sha256(render(hello)).hexdigest()[:_DIGEST]


def _begin_anew(greeting: Greeting, held: Held) -> None:
    """Nobody must take what comes for what was given out before; whoever was quicker has done it already."""
    connection, city = greeting.connection, greeting.city
    epoch, _ = city.take_turn(connection)
    if connection.execute(select(feed.c.id)).scalar_one() == held.feed:
        above = max(epoch, greeting.hello.city[0])
        begin_anew(connection, city, greeting.clock, above=above, since=greeting.hello.greeted)


def _answer(greeting: Greeting, held: Held) -> Welcome:
    hello, now = greeting.hello, greeting.clock.now()
    standing, at = standing_of(hello, held), render_instant(now)
    ratchet = _turn(greeting, held, standing)
    grants: tuple[Statement, ...] = ()
    if standing not in _NO_GRANTS and (hello.epoch, hello.seq) >= held.newest:
        known = hello.epoch in held.heads or not held.heads
        grants = top_up(Lessor(greeting.connection, greeting.city, now), greeting.device, hello, known=known)
    restart = restarts(hello, held)
    epoch, seq = held.newest
    return Welcome(
        at=at,
        standing=standing,
        epoch=epoch,
        seq=seq,
        head=held.heads[epoch][1].hex() if epoch else "",
        acked={epoch: (seq, h.hex()) for epoch, (seq, h) in held.heads.items()},
        feed=held.feed,
        end=held.end,
        restart=restart,
        snapshot=held.end - (0 if restart else hello.cursor) >= FAR_BEHIND,
        ratchet=ratchet,
        grants=grants,
        heard=heard_since(greeting.connection, hello.heard_since),
        trust_at=at,
        address=greeting.connection.execute(select(city_table.c.address)).scalar_one(),
    )


def _turn(greeting: Greeting, held: Held, standing: Standing) -> str:
    """Turn the ratchet for whoever keeps step; a copy makes the device wait for a person, and is told to the city."""
    device, hello, at = greeting.device, greeting.hello, render_instant(greeting.clock.now())
    turn = turn_of(hello, held)
    if standing is Standing.REVOKED:
        return hello.ratchet
    if turn is Turn.FOREIGN or device.status is Status.WAITING:
        if device.status is Status.ACTIVE:
            change(greeting.connection, device, status=Status.WAITING.value, heard_at=at)
            told = exception_sayings([cloned(device.device, device.station)])
            greeting.city.append(greeting.connection, told, greeting.clock.now())
        note_beside(greeting.connection, device, hello, (at, greeting.address))
        return hello.ratchet
    nothing_waits = held.newest == (hello.epoch, hello.seq) or (held.newest == NOTHING and not hello.seq)
    if turn is Turn.DOUBLED:
        return hello.ratchet
    heard = {"heard_until": at} if nothing_waits and standing is not Standing.FORK else {}
    if turn is Turn.REPEATED:  # the answer that was lost is said again: a second new one would make the first a copy's
        change(greeting.connection, device, heard_at=at, **heard)
        keep_step(greeting.connection, device, hello, (at, greeting.address), held.ratchet)
        return held.ratchet
    said = [*device.greetings.split(), _digest(hello)][-_GREETINGS:]
    ratchet = turned(hello, held, token_hex(_RATCHET_BYTES))
    previous = hello.ratchet if turn is Turn.FRESH else ""
    kept = {"ratchet": ratchet, "previous_ratchet": previous, "greetings": " ".join(said), "heard_at": at, **heard}
    change(greeting.connection, device, **kept)
    keep_step(greeting.connection, device, hello, (at, greeting.address), ratchet)
    return ratchet
