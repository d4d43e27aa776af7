"""Forms as they stand: issued here, or by another station whose entry the city passed on.

What is shown of another station's form is what its entry says; buyer and money stand in the sale, which no other
station gets (`journal.md` §2). How a paper that is shown is judged stands in `shown` and `trust.light`.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from coalguard.domain.findings import refuse
from coalguard.domain.form import FormState, Part
from coalguard.domain.identity import DocumentNumber, EntryKey
from coalguard.domain.numbering import PaperKind
from coalguard.store.cursors import load_heard
from coalguard.store.gate import NEWEST_FORMS
from coalguard.store.heard import HeardForm, find_heard_form, station_of
from coalguard.store.papers import HeldForm, find_form, load_code, papers_of, replaced_by
from coalguard.store.people import person_name
from coalguard.store.reader import Reader
from coalguard.store.settings import station_name_then
from coalguard.store.shown import load_typed
from coalguard.trust.chain import check_code

_NEWEST = "SELECT number FROM forms ORDER BY place DESC LIMIT ?"


class KnownFrom(StrEnum):
    """Whose word a form is known by: it was issued here, or the city passed its station's entry on."""

    HERE = "here"
    CITY = "city"


@dataclass(frozen=True, slots=True)
class FormSheet:
    """A form as it stands, as far as it is known here.

    Of another station's form, buyer, money and code are not: `known_from` says so, and `heard_until` until when
    everything that its station wrote is known here. `others` answer to what was asked as well, the newest first.
    """

    number: str
    state: FormState
    plate: str
    lot: str
    coal: str
    gross_kg: int
    tare_kg: int
    net_kg: int
    price_fen_per_t: int | None
    amount_fen: int | None
    buyer: EntryKey | None
    buyer_name: str
    ticket: str
    settlement: str
    issued_at: datetime
    valid_until: datetime
    check_code: str
    code: str
    replaces: str
    replaced_by: str
    manual: bool
    parts: tuple[Part, ...]
    station: str
    station_name: str
    known_from: KnownFrom
    heard_until: datetime | None
    others: tuple[str, ...] = ()


def find_sheet(reader: Reader, number: str, parts: tuple[Part, ...], now: datetime) -> FormSheet | None:
    """The form with this number, whoever issued it; None where none is known. Raises Refused `number.malformed`."""
    shown = load_typed(reader, number, now, confirmed=None)
    if shown.held:
        return sheet_of(reader, shown.held, parts, now)
    return _heard_sheet(reader, shown.heard, parts, FormState(shown.state)) if shown.heard else None


def load_own(reader: Reader, number: str) -> HeldForm:
    """A form that this station issued. Raises Refused `form.unknown`; `form.elsewhere` where another one did."""
    held = find_form(reader, number)
    if held is not None:
        return held
    heard = find_heard_form(reader, DocumentNumber.parse(number))
    if heard is None:
        raise refuse("form.unknown", number=number)
    raise refuse("form.elsewhere", number=heard.number, station=station_of(reader, heard.key.device)[1])


def newest_numbers(reader: Reader) -> tuple[str, ...]:
    """The numbers of the forms that were issued here last, the newest first."""
    return tuple(number for (number,) in reader.rows(_NEWEST, NEWEST_FORMS))


def sheet_of(reader: Reader, form: HeldForm, parts: tuple[Part, ...], now: datetime) -> FormSheet:
    """An own form."""
    says, sale = form.says, reader.entry(form.sale)
    said = sale.fact.says
    return FormSheet(
        form.number,
        form.state(now),
        form.plate,
        form.lot,
        says["coal"],
        says["gross_kg"],
        says["tare_kg"],
        says["net_kg"],
        said["price_fen_per_t"],
        said["amount_fen"],
        EntryKey.parse(said["buyer"]),
        person_name(reader, said["buyer"]),
        says["ticket"],
        settlement_of(reader, form),
        sale.moment.at,
        form.valid_until,
        check_code(form.hash),
        load_code(reader, form.key),
        says["replaces"],
        replaced_by(reader, form.number),
        says["manual"],
        parts,
        str(reader.value("SELECT code FROM station ORDER BY place LIMIT 1")),
        station_name_then(reader, form.key),
        KnownFrom.HERE,
        None,
    )


def _heard_sheet(reader: Reader, form: HeardForm, parts: tuple[Part, ...], state: FormState) -> FormSheet:
    """Another station's form: its own entry says everything but buyer and money."""
    says, (code, name) = form.says, station_of(reader, form.key.device)
    gross_kg, tare_kg = int(says.get("gross_kg") or 0), int(says.get("tare_kg") or 0)
    return FormSheet(
        number=form.number,
        state=state,
        plate=form.plate,
        lot=form.lot,
        coal=str(says.get("coal") or ""),
        gross_kg=gross_kg,
        tare_kg=tare_kg,
        net_kg=int(says["net_kg"]),
        price_fen_per_t=None,
        amount_fen=None,
        buyer=None,
        buyer_name="",
        ticket=str(says.get("ticket") or ""),
        settlement="",
        issued_at=reader.entry(form.key).moment.at,
        valid_until=form.valid_until,
        check_code=check_code(form.hash),
        code="",
        replaces=str(says.get("replaces") or ""),
        replaced_by="",
        manual=bool(says.get("manual")),
        parts=parts,
        station=code,
        station_name=name,
        known_from=KnownFrom.CITY,
        heard_until=load_heard(reader).get(code),
    )


def settlement_of(reader: Reader, form: HeldForm) -> str:
    """The settlement that was issued with a form: the next of the visit's papers after it."""
    later = [p for p in papers_of(reader, form.visit) if p.kind is PaperKind.SETTLEMENT and p.key > form.key]
    return later[0].number
