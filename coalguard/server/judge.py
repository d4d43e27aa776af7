"""Judge: what is not as it should be between stations; pure.

Every fact that is well formed is kept; what contradicts another is an exception, told to the stations concerned, and a
person settles it (`journal.md` §5-6). Facts name papers, stations, plates and moments, never a person.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from coalguard.domain.identity import CHINA, DocumentNumber
from coalguard.domain.journal import Json, parse_instant
from coalguard.server.inbox import Arrived


@dataclass(frozen=True, slots=True)
class Opened:
    """An exception: its code, the paper it is about, its facts, and whom it is told."""

    code: str
    number: str
    facts: Mapping[str, Json]
    stations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Use:
    """That a number was given, used or made void: where and when."""

    station: str
    at: str

    @property
    def facts(self) -> dict[str, Json]:
        """As an exception tells it."""
        return {"station": self.station, "at": self.at}


@dataclass(frozen=True, slots=True)
class Range:
    """Serials that a device may give, or gave before it was enrolled (`starter`)."""

    epoch: int
    prefix: str
    first: int
    last: int
    starter: bool


@dataclass(frozen=True, slots=True)
class Watch:
    """A plate that the city has an eye on, since a moment and until the end of a day (empty: for good)."""

    plate: str
    since: str
    until: str


def _told(*stations: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, stations)))


def double_redemption(number: str, first: Use, second: Use, issued_by: str) -> Opened:
    """A form was used a second time."""
    facts: dict[str, Json] = {"first": first.facts, "second": second.facts}
    return Opened("redemption.double", number, facts, _told(first.station, second.station, issued_by))


def number_twice(number: str, first: Use, second: Use) -> Opened:
    """A number was given to two papers."""
    facts: dict[str, Json] = {"first": first.facts, "second": second.facts}
    return Opened("number.twice", number, facts, _told(first.station, second.station))


def void_after_redemption(number: str, used: Use, void: Use) -> Opened:
    """A form is void and was used all the same; which of both came first, the two moments show."""
    facts: dict[str, Json] = {"redeemed": used.facts, "voided": void.facts}
    return Opened("form.void_after_redemption", number, facts, _told(used.station, void.station))


def outside_grants(
    given: Iterable[tuple[DocumentNumber, str]], epoch: int, ranges: Iterable[Range], station: str
) -> Iterator[Opened]:
    """Numbers, each with its moment, that a device gave without a lease for them in that epoch; one word a prefix.

    What was given before the enrolment lies in the starter ranges, in whichever epoch that was.
    """
    held: dict[str, list[range]] = {}
    for one in ranges:
        if epoch <= one.epoch if one.starter else epoch == one.epoch:
            held.setdefault(one.prefix, []).append(range(one.first, one.last + 1))
    outside: dict[str, list[tuple[DocumentNumber, str]]] = {}
    for number, at in given:
        for serials in held.get(number.prefix, ()):
            if number.serial in serials:
                break
        else:
            outside.setdefault(number.prefix, []).append((number, at))
    for (number, at), *more in outside.values():
        facts: dict[str, Json] = {"station": station, "at": at, "count": len(more) + 1}
        yield Opened("number.outside_grant", str(number), facts, _told(station))


def quarantined(arrived: Arrived, device: str, epoch: int, station: str) -> Opened:
    """An entry could not be read; it is kept, and nothing follows from it."""
    facts: dict[str, Json] = {
        "device": device,
        "epoch": epoch,
        "seq": arrived.seq,
        "kind": arrived.told.kind,
        "reason": arrived.told.fault,
    }
    return Opened("entry.quarantined", "", facts, _told(station))


def forked(device: str, epoch: int, seq: int, station: str) -> Opened:
    """Two journals were written under one device's name from this entry on."""
    return Opened("device.forked", "", {"device": device, "epoch": epoch, "seq": seq}, _told(station))


def cloned(device: str, station: str) -> Opened:
    """Two machines speak as one device."""
    return Opened("device.cloned", "", {"device": device}, _told(station))


def watched_passed(plate: str, passed: Use, watch: Watch, number: str) -> Iterator[Opened]:
    """A truck was let through while the city watched its plate, whether the gate could know it or not."""
    day = parse_instant(passed.at).astimezone(CHINA).date()
    if watch.since <= passed.at and (not watch.until or day <= _day(watch.until)):
        yield Opened("plate.watched_passed", number, {"plate": plate, **passed.facts}, _told(passed.station))


def _day(text: str) -> date:
    return parse_instant(text).astimezone(CHINA).date() if "T" in text else date.fromisoformat(text)
