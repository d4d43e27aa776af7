"""Station: all that an operation may use, as one frozen value; and the actor who uses it.

Made by `app.open_station` after a login and given to every operation first. It is no locator: what it holds is here.
"""

import errno
import os
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from coalguard import resources
from coalguard.clock import Clock
from coalguard.devices.desk import Desk
from coalguard.domain.errors import MachineError
from coalguard.domain.findings import Finding, fail, refuse, refuse_if_any, warn
from coalguard.domain.form import Part, end_of_day, parse_parts
from coalguard.domain.identity import (
    DivisionTable,
    EntryKey,
    check_town,
    day_of,
    holds_personal_number,
    parse_divisions,
)
from coalguard.domain.journal import parse_instant
from coalguard.domain.quality import RuleSet, parse_rule_set
from coalguard.domain.roles import Duty, Role, check, second_person
from coalguard.domain.shift import Shift
from coalguard.store.cursors import REVOKED, load_cursors
from coalguard.store.heard import approved_price, find_outlet, find_watched, load_rules, rules_in_force
from coalguard.store.people import Member, load_member, prove_pin
from coalguard.store.reader import Reader
from coalguard.store.settings import load_scales
from coalguard.store.shifts import current_shift
from coalguard.store.store import STOP_ISSUING_BYTES, Store, scarce_room

if TYPE_CHECKING:  # the line brings requests with it, which no start needs
    from coalguard.sync.client import Line
    from coalguard.sync.turn import Outcome


LONGEST_VALIDITY = timedelta(days=366)
"""Beyond this a validity is a slip of the hand; the code on the paper counts 65,535 hours."""


@dataclass(frozen=True, slots=True)
class Books:
    """The reference data: the rule set, the divisions, the five parts."""

    rules: RuleSet
    divisions: DivisionTable
    parts: tuple[Part, ...]


@dataclass(slots=True, eq=False)
class Link:
    """The link to the city, and what this run of the program remembers of it from one conversation to the next.

    `turn` lets one conversation go on at a time; `greeted_ns` is when the city was last greeted, on the clock that
    nobody sets, and `feed_end` where its feed ended then.
    """

    turn: threading.Lock = field(default_factory=threading.Lock)
    line: "Line | None" = None
    outcome: "Outcome | None" = None
    greeted_ns: int | None = None
    feed_end: int = 0
    most: int = 0
    fork_told: bool = False


@dataclass(frozen=True, slots=True)
class Station:
    """The store, the clock, the machines on the desk, the books shipped with the program, and the link to the city.

    What the city published stands above what was shipped: `books` are those in force, read once for each rule set.
    """

    store: Store
    clock: Clock
    desk: Desk
    shipped: Books
    link: Link = field(default_factory=Link)
    _published: dict[int, Books] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def books(self) -> Books:
        """The books in force today: with the rule set that the city published last, as far as it is in force."""
        place = rules_in_force(self.store.read(), day_of(self.store.now().at))
        if place is None:
            return self.shipped
        if place not in self._published:
            self._published[place] = replace(self.shipped, rules=load_rules(self.store.read(), place))
        return self._published[place]

    @property
    def code(self) -> str:
        """The station's code, e.g. LX01."""
        return str(self.store.read().value("SELECT code FROM station"))

    @property
    def kind(self) -> str:
        """market, checkpoint, outlet or city."""
        return str(self.store.read().value("SELECT kind FROM station"))


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the registering entry, the login and the roles held in this session."""

    key: EntryKey
    login: str
    name: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True, kw_only=True)
class Second:
    """A second person at the desk: login and PIN."""

    login: str
    pin: str


def load_books() -> Books:
    """The shipped reference data."""
    return Books(
        parse_rule_set(resources.path("standards/linxia-2023.json").read_bytes()),
        parse_divisions(resources.path("divisions/linxia.json").read_bytes()),
        parse_parts(resources.path("forms/five-part-form.json").read_bytes()),
    )


def listen_to_scales(station: Station) -> None:
    """Put every scale that is set up on the desk."""
    for rule in load_scales(station.store.read()):
        station.desk.place(rule)


def entitle(actor: Actor, duty: Duty) -> None:
    """Let nobody act without the role for it. Raises Refused `role.missing`."""
    refused = check(duty, actor.roles)
    refuse_if_any([refused] if refused else [])


def field_findings(fields: Mapping[str, str]) -> Iterable[Finding]:
    """A finding for each of the fields that must not be empty and is."""
    return [fail("field.missing", field=name) for name, value in fields.items() if not value.strip()]


def personal_findings(fields: Mapping[str, str]) -> Iterable[Finding]:
    """A finding for each free text that seems to hold somebody's number; it does not repeat it (`journal.md` §2)."""
    return [fail("notes.personal", field=name) for name, text in fields.items() if holds_personal_number(text)]


def actor_of(member: Member) -> Actor:
    """The member of staff as somebody who acts."""
    return Actor(member.key, member.login, member.name, member.roles)


def prove(station: Station, second: Second) -> Actor:
    """Whoever owns this login and PIN. Raises Refused `staff.unknown`, `pin.none`, `pin.wrong`, `pin.wait`."""
    member = load_member(station.store.read(), second.login)
    prove_pin(station.store, member.key, second.pin, station.store.now().at)
    return actor_of(member)


def confirm(station: Station, actor: Actor, second: Second) -> Actor:
    """The second person of an act: proved by PIN, entitled to approve, never the actor."""
    found = prove(station, second)
    refuse_if_any(second_person(actor.key, found.key, found.roles))
    return found


def shift_at(reader: Reader) -> Shift:
    """The open shift: no truck is handled without one. Raises Refused `shift.none_open`."""
    shift = current_shift(reader)
    if shift is None:
        raise refuse("shift.none_open")
    return shift


def room_to_issue(station: Station) -> None:
    """Papers are issued only while the disk has room for their proof, and while somebody would believe them.

    Raises MachineError `disk.stops_issuing`, Refused `station.revoked` where the city took this PC's key back.
    """
    if load_cursors(station.store.read()).refused == REVOKED:
        raise refuse("station.revoked")
    free = station.store.free_bytes
    if free < STOP_ISSUING_BYTES:
        raise MachineError("disk.stops_issuing", free_mb=free // 1_000_000)


def room_left(station: Station) -> tuple[Finding, ...]:
    """What there is to say of the room on the disk now: that it grows scarce, or that no papers are issued any more."""
    free = station.store.free_bytes
    if free < STOP_ISSUING_BYTES:
        return (fail("disk.stops_issuing", free_mb=free // 1_000_000),)
    return scarce_room(station.store)


def today(station: Station) -> date:
    """The day of the book."""
    return day_of(station.store.now().at)


def parse_path(field: str, text: str) -> Path:
    """A path as a request writes it. Raises Refused `field.missing`, `path.malformed`."""
    refuse_if_any(field_findings({field: text}))
    if not _may_be_path(text):
        raise refuse("path.malformed", field=field)
    return Path(text)


def _may_be_path(text: str) -> bool:
    """Whether a file may be called so: how long a name may be, the file system says."""
    try:
        os.lstat(text)
    except OSError as error:
        return error.errno != errno.ENAMETOOLONG
    except ValueError:  # a zero byte
        return False
    return True


def parse_date(field: str, text: str) -> date:
    """A date as a request writes it (ISO). Raises Refused `date.malformed`."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise refuse("date.malformed", field=field, value=text) from error


def check_coal(station: Station, coal: str) -> tuple[Finding, ...]:
    """Whether the rule set knows this coal by name."""
    known = station.books.rules.coals
    return () if coal in known else (fail("coal.unknown", coal=coal, known="、".join(known)),)


def watch(reader: Reader, plate: str, now: datetime) -> tuple[Finding, ...]:
    """A warning where the city watches this plate: the desk goes on, and knows."""
    watched = find_watched(reader, plate, now)
    return (warn("plate.watched", plate=plate, reason=watched.reason, until=watched.until),) if watched else ()


def compare_price(reader: Reader, coal: str, price_fen_per_t: int | None, now: datetime) -> tuple[Finding, ...]:
    """A warning where a price stands above the one that the city approved for the coal."""
    approved = approved_price(reader, coal, day_of(now)) if price_fen_per_t is not None else None
    if price_fen_per_t is None or approved is None or price_fen_per_t <= approved:
        return ()
    return (warn("price.above_approved", coal=coal, price_fen=price_fen_per_t, approved_fen=approved),)


def valid_until(text: str, now: datetime) -> tuple[datetime, list[Finding]]:
    """Until when the form is valid: as asked, down to the hour (the paper's code counts hours), else the day's end."""
    if not text:
        return end_of_day(now), []
    try:
        until = parse_instant(text)
        if until.tzinfo is None:
            return now, [fail("form.valid_until", value=text)]
        until = until.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    except (ValueError, OverflowError):  # OverflowError: a year that is none in UTC
        return now, [fail("date.malformed", field="valid_until", value=text)]
    if not now < until <= now + LONGEST_VALIDITY:
        return now, [fail("form.valid_until", value=text)]
    return until, []


def destination_of(station: Station, reader: Reader, text: str, buyers_town: str) -> tuple[str, tuple[Finding, ...]]:
    """The division code the load goes to: that of the town or of the outlet asked for, else of the buyer's town."""
    if not text:
        return buyers_town, ()
    outlet = find_outlet(reader, text.strip())
    division, findings = check_town(outlet.town if outlet else text, station.books.divisions)
    return (division.known_code if division else ""), findings
