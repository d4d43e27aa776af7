"""Heard: what this station knows from others, by the city's feed: forms, uses, decisions, and the city's own word.

What the city alone may say is read from the pinned city's entries and nobody else's. A form, and what made it void, is
believed from the station whose number it carries, and from no other. Nothing is asked of a network here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from coalguard.domain.form import FormState, state_at
from coalguard.domain.identity import CHINA, DocumentNumber, EntryKey
from coalguard.domain.journal import Json, canonical, parse_instant
from coalguard.domain.quality import RuleSet, parse_rule_set
from coalguard.store.cursors import load_cursors, load_heard
from coalguard.store.reader import Reader
from coalguard.trust.chain import device_of

_NOBODY = -1
_STATION = (  # as the city calls it now, else as it called itself when it was enrolled
    "SELECT station, coalesce((SELECT stations.name FROM stations WHERE said_by = ?1 AND code = station), name) "
    "FROM published_keys WHERE said_by = ?1 AND device = ?2 UNION ALL "
    "SELECT station, name FROM trusted_keys JOIN keys ON lower(hex(keys.public)) = trusted_keys.public "
    "WHERE keys.device = ?2 LIMIT 1"
)
_HASH = "SELECT hash FROM entries WHERE device = ? AND epoch = ? AND seq = ?"
_FORM = "SELECT place, said_by, number, plate, valid_until FROM heard_forms"
_USES = (
    "SELECT said_by, at FROM heard_redemptions WHERE prefix = ?1 AND serial = ?2 "
    "AND (?3 = '' OR key_id IN ('', ?3)) ORDER BY at, place"
)
_DECISIONS = "SELECT said_by, decision, reasons, at FROM heard_decisions WHERE plate = ? ORDER BY at, place"
_WATCHED = "SELECT reason, until, at FROM watched_plates WHERE said_by = ? AND plate = ? AND watched = 1"
_PRICE = (  # a price for this station stands above one for all
    "SELECT fen_per_t FROM prices WHERE said_by = ? AND coal = ? AND station IN ('', ?) AND since <= ? "
    "ORDER BY station DESC, since DESC, place DESC LIMIT 1"
)
_RULES = "SELECT place FROM rule_sets WHERE said_by = ? AND since <= ? ORDER BY place DESC LIMIT 1"
_RENAMED = (
    "SELECT station.place, stations.name FROM station JOIN stations USING (code) "
    "WHERE said_by = ? AND stations.name <> station.name ORDER BY station.place LIMIT 1"
)
_EXCEPTIONS = (
    "SELECT exceptions.place, exception, number, exceptions.at, closed_exceptions.at, note FROM exceptions "
    "LEFT JOIN closed_exceptions ON closed_exceptions.opened = exceptions.place WHERE said_by = ? "
    "ORDER BY exceptions.place DESC"
)
_OUTLETS = (  # of the same name, the city's word stands
    "SELECT name, tier, town, credit_code, code FROM published_outlets WHERE said_by = ?1 UNION ALL "
    "SELECT name, tier, town, credit_code, '' FROM outlets "
    "WHERE name NOT IN (SELECT name FROM published_outlets WHERE said_by = ?1) ORDER BY 1"
)


@dataclass(frozen=True, slots=True)
class HeardForm:
    """A form of another station as the city passed it on; `void` where its station made it so."""

    key: EntryKey
    hash: bytes
    number: str
    plate: str
    void: bool
    valid_until: datetime
    says: Mapping[str, Any]

    @property
    def lot(self) -> str:
        """The lot that the coal came from, as its station calls it."""
        return str(self.says.get("lot") or "")

    def state(self, now: datetime) -> FormState:
        """The state at a moment; that it was used is told apart from it."""
        return state_at(FormState.VOID if self.void else FormState.ISSUED, self.valid_until, now)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A use, or a decision, at another station: when, and where by its code and name."""

    at: str
    where: str


@dataclass(frozen=True, slots=True)
class DecidedElsewhere:
    """How another station decided upon a truck."""

    at: datetime
    decision: str
    reasons: tuple[str, ...]
    where: str


@dataclass(frozen=True, slots=True)
class Watched:
    """A plate that the city watches: why, since when, until which day or instant (empty: no end)."""

    reason: str
    since: datetime
    until: str


@dataclass(frozen=True, slots=True)
class HeardException:
    """An exception that the city opened: what contradicts what, whom it concerns, and how it was closed."""

    key: EntryKey
    code: str
    number: str
    at: datetime
    stations: tuple[str, ...]
    facts: Mapping[str, Json]
    closed_at: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class HeardStation:
    """A station that the city published, and until when everything that it wrote is known here."""

    code: str
    name: str
    kind: str
    heard_until: datetime | None


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet, registered here or published by the city; `code` where the city gave it one."""

    name: str
    tier: int
    town: str
    credit_code: str
    code: str


# --- whose word -------------------------------------------------------------------------------------------------------


def city_number(reader: Reader) -> int:
    """The local number of the pinned city's device; one that nobody has where there is none or nothing was heard."""
    city = load_cursors(reader).city
    device = device_of(bytes.fromhex(city)) if city else ""
    return reader.places.number(device) if reader.places.knows(device) else _NOBODY


def station_of(reader: Reader, device: str) -> tuple[str, str]:
    """Code and name of the station that a device belongs to, by the city or by an imported key; else empty."""
    code, name = reader.one(_STATION, city_number(reader), device) or ("", "")
    return code, name


def _where(reader: Reader, number: int) -> str:
    """A place as a person reads it: the station's code and name, else its device."""
    device = reader.places.device(number)
    code, name = station_of(reader, device)
    return " ".join(part for part in (code, name) if part) or device


# --- forms ------------------------------------------------------------------------------------------------------------


def find_heard_form(reader: Reader, number: DocumentNumber) -> HeardForm | None:
    """The form with this number as its own station issued it."""
    rows = reader.rows(f"{_FORM} WHERE prefix = ? AND serial = ? ORDER BY place", number.prefix, number.serial)
    return next(_forms(reader, rows), None)


def heard_form_at(reader: Reader, key: EntryKey) -> HeardForm | None:
    """The form that another station's entry at a key is."""
    if not reader.places.knows(key.device):
        return None
    return next(_forms(reader, reader.rows(f"{_FORM} WHERE place = ?", reader.places.of(key))), None)


def _forms(reader: Reader, rows: list[tuple[Any, ...]]) -> Iterator[HeardForm]:
    """Those of these forms whose number is their station's own."""
    for place, said_by, printed, plate, valid_until in rows:
        number = DocumentNumber.parse(printed)
        if not _speaks_for(reader, said_by, number):
            continue
        entry = reader.entry_at(place)
        yield HeardForm(
            entry.key,
            bytes(reader.value(_HASH, said_by, entry.key.epoch, entry.key.seq)),
            printed,
            plate,
            _made_void(reader, number),
            parse_instant(valid_until),
            entry.fact.says,
        )


def _speaks_for(reader: Reader, said_by: int, number: DocumentNumber) -> bool:
    return station_of(reader, reader.places.device(said_by))[0] == number.prefix


def _made_void(reader: Reader, number: DocumentNumber) -> bool:
    sql = "SELECT said_by FROM heard_voids WHERE prefix = ? AND serial = ?"
    rows = reader.rows(sql, number.prefix, number.serial)
    return any(_speaks_for(reader, said_by, number) for (said_by,) in rows)


def uses_elsewhere(reader: Reader, number: DocumentNumber, key_id: str = "") -> tuple[Elsewhere, ...]:
    """Where other stations let a truck pass on a form, the first use first."""
    rows = reader.rows(_USES, number.prefix, number.serial, key_id)
    return tuple(Elsewhere(at, _where(reader, said_by)) for said_by, at in rows)


def gates_heard_until(reader: Reader, now: datetime) -> datetime:
    """Until when the uses at every other gate are known here: that of the gate that was heard of least lately."""
    heard = load_heard(reader)
    own = str(reader.value("SELECT code FROM station ORDER BY place LIMIT 1") or "")
    gates = [one.code for one in load_stations(reader) if one.kind == "checkpoint" and one.code != own]
    return min([now, *(heard[code] for code in gates if code in heard)])


# --- trucks -----------------------------------------------------------------------------------------------------------


def decisions_elsewhere(reader: Reader, plate: str) -> tuple[DecidedElsewhere, ...]:
    """How other stations decided upon a truck, the oldest first."""
    return tuple(
        DecidedElsewhere(parse_instant(at), decision, tuple(filter(None, reasons.split(","))), _where(reader, said_by))
        for said_by, decision, reasons, at in reader.rows(_DECISIONS, plate)
    )


def find_watched(reader: Reader, plate: str, now: datetime) -> Watched | None:
    """Whether the city watches a plate now; a watch lasts to the end of its last day."""
    row = reader.one(_WATCHED, city_number(reader), plate)
    if row is None:
        return None
    reason, until, at = row
    over = until and (parse_instant(until) < now if "T" in until else date.fromisoformat(until) < _day(now))
    return None if over else Watched(reason, parse_instant(at), until)


def _day(now: datetime) -> date:
    return now.astimezone(CHINA).date()


# --- the city's word --------------------------------------------------------------------------------------------------


def approved_price(reader: Reader, coal: str, on: date) -> int | None:
    """The price a tonne that the city approved for a coal here, on a day; None where it said nothing."""
    own = str(reader.value("SELECT code FROM station ORDER BY place LIMIT 1") or "")
    fen: int | None = reader.value(_PRICE, city_number(reader), coal, own, on.isoformat())
    return fen


def rules_in_force(reader: Reader, on: date) -> int | None:
    """The place of the rule set that the city published last, of those in force on a day; None: the shipped one."""
    place: int | None = reader.value(_RULES, city_number(reader), on.isoformat())
    return place


def load_rules(reader: Reader, place: int) -> RuleSet:
    """The rule set that was published with the entry at a place."""
    return parse_rule_set(canonical(reader.entry_at(place).fact.says["rules"]))


def load_stations(reader: Reader) -> tuple[HeardStation, ...]:
    """The stations that the city published, by their code."""
    heard = load_heard(reader)
    rows = reader.rows("SELECT code, name, kind FROM stations WHERE said_by = ? ORDER BY code", city_number(reader))
    return tuple(HeardStation(code, name, kind, heard.get(code)) for code, name, kind in rows)


def count_watched(reader: Reader) -> int:
    """How many plates the city watches."""
    sql = "SELECT count(*) FROM watched_plates WHERE said_by = ? AND watched = 1"
    return int(reader.value(sql, city_number(reader)))


def load_outlets(reader: Reader) -> tuple[Outlet, ...]:
    """Every outlet that is known here, by name."""
    return tuple(Outlet(*row) for row in reader.rows(_OUTLETS, city_number(reader)))


def find_outlet(reader: Reader, text: str) -> Outlet | None:
    """The outlet of this name, or of this code of the city's; None where none is known here."""
    return next((one for one in load_outlets(reader) if text in filter(None, (one.name, one.code))), None)


def renamed(reader: Reader) -> tuple[EntryKey, str] | None:
    """This station's founding and the name that the city gave it, where that is not what it calls itself."""
    row = reader.one(_RENAMED, city_number(reader))
    return (reader.places.key(row[0]), str(row[1])) if row else None


def load_exceptions(reader: Reader) -> tuple[HeardException, ...]:
    """Every exception that the city told this station of, the newest first."""
    return tuple(_exception(reader, row) for row in reader.rows(_EXCEPTIONS, city_number(reader)))


def _exception(reader: Reader, row: tuple[Any, ...]) -> HeardException:
    place, code, number, at, closed_at, note = row
    entry = reader.entry_at(place)
    stations, facts = entry.fact.says.get("stations"), entry.fact.says.get("facts")
    return HeardException(
        entry.key,
        code,
        number,
        parse_instant(at),
        tuple(map(str, stations)) if isinstance(stations, list) else (),
        facts if isinstance(facts, dict) else {},
        parse_instant(closed_at) if closed_at else None,
        note or "",
    )
