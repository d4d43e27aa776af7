"""Correction: a form is looked up before it is made void or issued again; nothing here writes.

What is shown is whole: how the form stands, what speaks against making it void, and all that it says, so that the one
which takes its place can begin with it (`ux.md` §2, rule 9). The acts themselves stand in `form`.
"""

from dataclasses import dataclass
from datetime import datetime

from coalguard.domain.findings import Finding, refuse
from coalguard.domain.form import FormState, voidable
from coalguard.domain.identity import DocumentNumber, EntryKey, half_width
from coalguard.domain.mass import Mass
from coalguard.domain.roles import Duty
from coalguard.operations.station import Actor, Station, entitle
from coalguard.printing.figures import bar_digits
from coalguard.store.form import load_own, newest_numbers
from coalguard.store.gate import form_with_code
from coalguard.store.papers import replaced_by
from coalguard.store.people import person_name
from coalguard.store.reader import Reader
from coalguard.store.shown import load_paper
from coalguard.trust.light import parse_shown

_ANY_REASON, _NONE_BACK = "-", 0
"""What the clerk will say yet: only the form itself is judged here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp:
    """What was scanned or typed: the code of a form, its bars, its number, or its check code."""

    text: str


@dataclass(frozen=True, slots=True)
class FormInHand:
    """An own form with all it says; `against` is why it can not be made void, `replaced_by` what took its place."""

    number: str
    state: FormState
    against: tuple[Finding, ...]
    replaced_by: str
    visit: EntryKey
    plate: str
    buyer: EntryKey
    buyer_name: str
    lot: str
    net: Mass
    price_fen_per_t: int
    driver: str
    destination: str
    valid_until: datetime
    notes: str

    @property
    def may_come_again(self) -> bool:
        """Whether it is void and nothing took its place."""
        return self.state is FormState.VOID and not self.replaced_by


def look_up(station: Station, actor: Actor, request: LookUp) -> FormInHand:
    """An own form. Raises Refused `code.unreadable`, `number.malformed`, `form.unknown`, `form.elsewhere`."""
    entitle(actor, Duty.VOID)
    reader, now = station.store.read(), station.store.now().at
    form = load_own(reader, _number_of(reader, request.text.strip(), now))
    says, said, state = form.says, reader.entry(form.sale).fact.says, form.state(now)
    return FormInHand(
        form.number,
        state,
        tuple(voidable(form.number, state, _ANY_REASON, _NONE_BACK)),
        replaced_by(reader, form.number),
        form.visit,
        form.plate,
        EntryKey.parse(said["buyer"]),
        person_name(reader, said["buyer"]),
        form.lot,
        Mass(says["net_kg"]),
        said["price_fen_per_t"],
        person_name(reader, says["driver"]),
        says["destination"],
        form.valid_until,
        said["notes"],
    )


def _number_of(reader: Reader, text: str, now: datetime) -> str:
    """The number that is meant, by what stands on the paper."""
    plain = half_width(text)
    if known := form_with_code(reader, plain):
        return known
    if plain.isascii() and plain.isdigit():
        barred = (one for one in newest_numbers(reader) if bar_digits(DocumentNumber.parse(one)) == plain)
        return next(barred, text)
    read = parse_shown(text)
    if isinstance(read, bytes):
        number = load_paper(reader, read, now).number
        if not number:
            raise refuse("code.unreadable")
        return number
    return read.number if read is not None else text
