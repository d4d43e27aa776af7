"""The gate as its desk sees it: who waits, what was decided last, and a form by its check code alone.

Only questions: whoever waits has a stay that has not ended, whatever is told of it stands in entries.
"""

from dataclasses import dataclass
from datetime import datetime

from coalguard.domain.identity import EntryKey
from coalguard.domain.inspection import Decision, Verdict
from coalguard.domain.journal import parse_instant
from coalguard.domain.mass import Mass
from coalguard.store.reader import Reader
from coalguard.trust.chain import check_code, same_check_code

NEWEST_FORMS = 2000
"""Among how many forms a check code is looked for: those of some days; an older one has to be named by its number."""

MOST_FOR_PLATE = 20
"""How many forms of one truck are told."""

_WAITING = (
    "SELECT visits.place, visits.plate, visits.opened_at, visits.gross_kg, coalesce(inspections.verdict, ''), "
    "coalesce(vehicles.colour, '') FROM visits LEFT JOIN inspections ON inspections.visit = visits.place "
    "LEFT JOIN vehicles ON vehicles.plate = visits.plate "
    "WHERE visits.purpose = 'inspection' AND visits.state IN ('arrived', 'recorded') ORDER BY visits.place"
)
_SETTLED = (
    "SELECT visit, plate, decision, reasons, at FROM inspections "
    "WHERE decided IS NOT NULL ORDER BY decided DESC, visit DESC LIMIT ?"
)
_SLIP = (
    "SELECT papers.number, (SELECT outcome FROM prints WHERE prints.prefix = papers.prefix "
    "AND prints.serial = papers.serial ORDER BY place DESC LIMIT 1) FROM papers WHERE papers.visit = ? "
    "AND papers.kind IN ('release', 'turn_back', 'hand_over') ORDER BY papers.place DESC LIMIT 1"
)
_FORMS = (
    "SELECT forms.number, entries.hash FROM forms JOIN entries ON entries.device = forms.place >> 42 "
    "AND entries.epoch = (forms.place >> 34) & 255 AND entries.seq = forms.place & 17179869183 "
    "ORDER BY forms.place DESC LIMIT ?"
)
_HEARD_FORMS = _FORMS.replace("forms", "heard_forms")
_OF_PLATE = (
    "SELECT number, valid_until FROM forms WHERE substr(plate, -?1) = ?2 ORDER BY valid_until DESC, place DESC LIMIT ?3"
)
_HEARD_OF_PLATE = _OF_PLATE.replace("forms", "heard_forms")


@dataclass(frozen=True, slots=True)
class WaitingTruck:
    """A truck that has not been decided upon; `verdict` is that of its checklist, where one was recorded."""

    visit: EntryKey
    plate: str
    colour: str
    opened_at: datetime
    gross: Mass | None
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class SettledTruck:
    """A truck that was decided upon: its slip, and whether that came out (None: nobody tried)."""

    plate: str
    decision: Decision
    reasons: tuple[str, ...]
    at: datetime
    slip: str
    printed: bool | None


def load_waiting(reader: Reader) -> tuple[WaitingTruck, ...]:
    """Everyone who waits, the longest first."""
    return tuple(
        WaitingTruck(
            reader.places.key(place),
            plate,
            colour,
            parse_instant(opened_at),
            None if gross is None else Mass(gross),
            Verdict(verdict) if verdict else None,
        )
        for place, plate, opened_at, gross, verdict, colour in reader.rows(_WAITING)
    )


def load_settled(reader: Reader, count: int) -> tuple[SettledTruck, ...]:
    """The trucks that were decided upon last, the newest first."""
    return tuple(
        _settled(reader, visit, SettledTruck(plate, Decision(decision), _listed(reasons), parse_instant(at), "", None))
        for visit, plate, decision, reasons, at in reader.rows(_SETTLED, count)
    )


def _settled(reader: Reader, visit: int, truck: SettledTruck) -> SettledTruck:
    """The truck with its slip."""
    number, outcome = reader.one(_SLIP, visit) or ("", None)
    printed = None if outcome is None else outcome == "sent"
    return SettledTruck(truck.plate, truck.decision, truck.reasons, truck.at, number, printed)


def _listed(reasons: str) -> tuple[str, ...]:
    return tuple(filter(None, reasons.split(",")))


def forms_for_plate(reader: Reader, tail: str) -> tuple[str, ...]:
    """The numbers of the newest forms, own and heard of, whose truck's plate ends with these characters."""
    rows = [row for sql in (_OF_PLATE, _HEARD_OF_PLATE) for row in reader.rows(sql, len(tail), tail, MOST_FOR_PLATE)]
    rows.sort(key=lambda row: (row[1], row[0]), reverse=True)
    return tuple(dict.fromkeys(number for number, _ in rows[:MOST_FOR_PLATE]))


def form_with_code(reader: Reader, typed: str) -> str:
    """The number of the newest form, own or heard of, that has this check code; empty where none has."""
    length = len(check_code(b""))
    if len("".join(typed.replace("-", " ").split())) != length:
        return ""
    rows = [*reader.rows(_FORMS, NEWEST_FORMS), *reader.rows(_HEARD_FORMS, NEWEST_FORMS)]
    return next((number for number, digest in rows if same_check_code(typed, digest)), "")
