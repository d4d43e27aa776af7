"""The light: what this station can say of a form by itself, without a network, and how old its knowledge is.

`check` asks the open store; `prove` needs no store at all, only keys, and says no more than whether a code is genuine.
Both give the findings of `trust.light`, and what the paper claims field by field.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from coalguard.domain.errors import UsageError
from coalguard.domain.findings import Finding
from coalguard.domain.identity import DocumentNumber
from coalguard.domain.mass import Mass
from coalguard.domain.numbering import PaperKind
from coalguard.domain.plate import parse_plate
from coalguard.domain.roles import Duty
from coalguard.operations.station import Actor, Books, Station, entitle
from coalguard.store.cursors import load_heard
from coalguard.store.keys import load_keyring
from coalguard.store.shown import ShownForm, load_paper
from coalguard.trust.keyring import Keyring
from coalguard.trust.light import (
    NOTHING_KNOWN,
    Doubtful,
    Light,
    Typed,
    claims_of,
    compare_plates,
    judge_code,
    light_of,
    number_of,
    parse_shown,
    read_code,
)
from coalguard.trust.packing import PaperFields
from coalguard.trust.paper import Doubt, SignedPaper


class Genuine(StrEnum):
    """Whether a code is the word of a station we know."""

    YES = "yes"
    NO = "no"
    UNKNOWN_KEY = "unknown_key"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckForm:
    """A form's code as scanned, or its number with the check code; and the plate it is shown with."""

    code: str = ""
    number: str = ""
    check_code: str = ""
    plate: str = ""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a paper says of itself; `station` is who signed it, empty where nobody known did."""

    number: str
    kind: PaperKind
    part: int
    issued_at: datetime
    plate: str
    gross: Mass | None
    tare: Mass | None
    net: Mass | None
    coal: str
    volatile: Decimal | None
    sulfur: Decimal | None
    ash: Decimal | None
    verdict: str
    destination: str
    destination_name: str
    valid_until: datetime | None
    station: str
    station_name: str
    epoch: int
    seq: int
    entry: bytes
    state: str


@dataclass(frozen=True, slots=True)
class Knowledge:
    """How old this station's knowledge is: of the key (none where there is none), and of each station's papers."""

    trust_list_age_s: int | None
    heard_until: Mapping[str, datetime]


@dataclass(frozen=True, slots=True)
class Checked:
    """A light, why, and how old this station's knowledge is; no claims where nothing could be read.

    `genuine` says the same as `prove`; it is None for a number, which proves nothing by itself.
    """

    light: Light
    genuine: Genuine | None
    reasons: tuple[Finding, ...]
    knowledge: Knowledge
    claims: Claims | None


@dataclass(frozen=True, slots=True)
class Proved:
    """What can be said of a code without opening a store; the fields are proved where it is genuine."""

    genuine: Genuine
    reasons: tuple[Finding, ...]
    fields: Claims | None


def check(station: Station, actor: Actor, request: CheckForm) -> Checked:
    """What this station can say of a form (`journal.md` §5, offline verdict); it is read, not used up.

    The check code never stands for a signature: where the entry is held here, a right one confirms it and the light
    follows the other rules; where it is not, the light stays amber. Raises UsageError `form.nothing_shown`.
    """
    entitle(actor, Duty.READ)
    shown = _shown(request)
    plate = parse_plate(request.plate).text if request.plate.strip() else ""
    reader, now = station.store.read(), station.store.now().at
    heard = {**load_heard(reader), station.code: now}
    if shown is None:
        reasons = judge_code(_NOT_OURS, NOTHING_KNOWN, now)
        return Checked(light_of(reasons), Genuine.NO, reasons, Knowledge(None, heard), None)
    form = load_paper(reader, shown, now)
    claims = _of_form(form, station.books)
    seen = compare_plates(claims.plate, plate) if claims else ()
    reasons = (*form.against, *seen)
    genuine = _genuine(form.read, reasons) if form.read else None
    age_s = _age_s(form.read, load_keyring(reader), now)
    return Checked(light_of(reasons), genuine, reasons, Knowledge(age_s, heard), claims)


_NOT_OURS = Doubtful(Doubt.NOT_OURS)


def _shown(request: CheckForm) -> bytes | Typed | None:
    if request.code.strip():
        return parse_shown(request.code)
    if not request.number.strip():
        raise UsageError("form.nothing_shown")
    return Typed(str(DocumentNumber.parse(request.number)), request.check_code.strip())


def _age_s(read: SignedPaper | Doubtful | None, keyring: Keyring, now: datetime) -> int | None:
    """How long ago the key was heard of, or anything at all where it is unknown; own keys are always fresh."""
    if read is None or (isinstance(read, SignedPaper) and read.key.own):
        return 0
    heard_at = read.key.heard_at if isinstance(read, SignedPaper) else keyring.heard_at
    return None if heard_at is None else max(0, int((now - heard_at).total_seconds()))


def prove(keyring: Keyring, books: Books, text: str, now: datetime) -> Proved:
    """Whether a scanned text is a genuine code, by these keys alone; that it was used or is over is not asked."""
    shown = parse_shown(text)
    read = read_code(shown, keyring) if isinstance(shown, bytes) else _NOT_OURS
    reasons = tuple(one for one in judge_code(read, NOTHING_KNOWN, now) if one.code in _OF_PROOF)
    claims = claims_of(read)
    return Proved(_genuine(read, reasons), reasons, _claims(claims.fields, read, books) if claims else None)


def _genuine(read: SignedPaper | Doubtful, reasons: tuple[Finding, ...]) -> Genuine:
    if isinstance(read, Doubtful):
        return Genuine.UNKNOWN_KEY if read.doubt is Doubt.KEY_UNKNOWN else Genuine.NO
    return Genuine.NO if any(one.code in _OF_PROOF for one in reasons) else Genuine.YES


_OF_PROOF = frozenset({*(doubt.value for doubt in Doubt), "paper.prefix_foreign"})
"""The reasons that are about who signed, and about nothing else."""


def _of_form(form: ShownForm, books: Books) -> Claims | None:
    """What the form says: by its code, else by its record; nothing where only a number is known."""
    claims, record = claims_of(form.read) if form.read else None, form.known.record
    if claims is not None:
        plate = claims.fields.plate or (record.plate if record else "")
        return _claims(claims.fields, form.read, books, plate=plate, state=form.state)
    return _claims(record.claims, None, books, plate=record.plate, state=form.state) if record else None


def _claims(
    fields: PaperFields, read: SignedPaper | Doubtful | None, books: Books, *, plate: str = "", state: str = ""
) -> Claims:
    key = read.key if isinstance(read, SignedPaper) else None
    volatile, sulfur, ash = fields.values
    division = next((one for one in books.divisions.divisions if one.code and one.code == fields.destination), None)
    return Claims(
        number_of(fields),
        fields.kind,
        fields.part,
        fields.issued_at,
        plate or fields.plate,
        Mass(fields.gross_kg) if fields.gross_kg else None,
        Mass(fields.tare_kg) if fields.tare_kg else None,
        None if fields.net_kg is None else Mass(fields.net_kg),
        next((coal for coal, code in books.rules.codes.items() if code == fields.coal), ""),
        volatile,
        sulfur,
        ash,
        fields.verdict,
        fields.destination,
        books.divisions.full_name(division) if division else "",
        fields.valid_until,
        key.station if key else "",
        key.name if key else "",
        fields.epoch,
        fields.seq,
        fields.entry,
        state,
    )
