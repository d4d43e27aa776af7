"""Reading: what the server has to understand of an entry, by its type and never by trust.

Bodies are kept as they came. Of the kinds listed here the server reads what it judges by; of all others only that they
are bodies. What can not be read is a fault that is named, never a reason to refuse: its entry goes to quarantine and
the rest goes on (`journal.md` §6).
"""

from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import astuple

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.identity import DocumentNumber, EntryKey
from coalguard.domain.journal import parse_instant
from coalguard.domain.numbering import HIGHEST_SERIAL, PaperKind, prefix_of
from coalguard.sync.run import Person
from coalguard.trust.chain import person_hash
from coalguard.trust.claim import PAPER_OF

UNREADABLE_BODY: Final = "body"
UNREADABLE_SAYS: Final = "says"
PERSON_DIFFERS: Final = "person"

_LONGEST = 100
"""Characters of a kind: more is no word of ours or of anybody after us."""
_HEAVIEST_KG = 1 << 31


class FormSays(Struct, frozen=True):
    """What is read of `form.issued`."""

    plate: str
    net_kg: int
    valid_until: str


class FormNamed(Struct, frozen=True):
    """What is read of `form.voided` and `form.redeemed`: the form's number."""

    form: str


class DecisionSays(Struct, frozen=True):
    """What is read of `inspection.decided`."""

    plate: str
    decision: str
    reasons: tuple[str, ...]
    form: str = ""


class GrantSays(Struct, frozen=True):
    """What is read of `grant.opened`; `lease` is what the city said when it lent the serials, as it was told."""

    kind: str
    prefix: str
    first: int
    last: int
    lease: object = None


class Mention(Struct, frozen=True):
    """A paper that may name a form."""

    form: str = ""


Says = FormSays | FormNamed | DecisionSays | GrantSays | Mention

_SAYS: Mapping[str, msgspec.json.Decoder[Says]] = {
    "form.issued": msgspec.json.Decoder(FormSays),
    "form.voided": msgspec.json.Decoder(FormNamed),
    "form.redeemed": msgspec.json.Decoder(FormNamed),
    "inspection.decided": msgspec.json.Decoder(DecisionSays),
    "grant.opened": msgspec.json.Decoder(GrantSays),
    "settlement.issued": msgspec.json.Decoder(Mention),
    "release.issued": msgspec.json.Decoder(Mention),
    "turn_back.issued": msgspec.json.Decoder(Mention),
    "hand_over.issued": msgspec.json.Decoder(Mention),
}
FOR_GATES = frozenset({"form.issued", "form.voided", "form.redeemed", "inspection.decided"})
"""What every gate hears of every station."""
_PAPERS_LETTERS = frozenset(prefix_of(kind, "XX01")[:2] for kind in PaperKind) - {"XX"}


class Told(Struct, frozen=True):
    """What was read of an entry; `fault` says why it could not be, where it could not."""

    kind: str
    at: str = ""
    number: DocumentNumber | None = None
    form: DocumentNumber | None = None
    says: Says | None = None
    fault: str = ""


class _Body(Struct, forbid_unknown_fields=True):
    at: str
    by: str
    doc: str
    files: tuple[str, ...]
    kind: str
    says: Raw
    trusted: bool
    v: int


class _Personal(Struct):
    person: str


_BODY = msgspec.json.Decoder(_Body)
_PERSONAL = msgspec.json.Decoder(_Personal)
_FAULTS = (msgspec.MsgspecError, ValueError, RecursionError, CoalGuardError)


def read_entry(body: bytes, person: Person | None = None) -> Told:
    """What an entry tells, and whether the personal row that came beside it is the one it names."""
    try:
        read = _BODY.decode(body)
        parse_instant(read.at)
        if read.by:
            EntryKey.parse(read.by)
    except _FAULTS:
        return Told("", fault=UNREADABLE_BODY)
    if not (read.kind and _fits(read.kind) and _fits(read.doc)):
        return Told("", fault=UNREADABLE_BODY)
    if person is not None and not _names(read, person):
        return Told(read.kind, read.at, fault=PERSON_DIFFERS)
    try:
        return _understood(read)
    except _FAULTS:
        return Told(read.kind, read.at, fault=UNREADABLE_SAYS)


def _fits(text: str) -> bool:
    return len(text) <= _LONGEST and text.isprintable()


def _names(read: _Body, person: Person) -> bool:
    salt, row = person
    try:
        return _PERSONAL.decode(read.says).person == person_hash(salt, bytes(row)).hex()
    except _FAULTS:
        return False


def _understood(read: _Body) -> Told:
    number = DocumentNumber.parse(read.doc) if read.kind in PAPER_OF else None
    decoder = _SAYS.get(read.kind)
    if decoder is None:
        return Told(read.kind, read.at, number)
    says = decoder.decode(read.says)
    form = None
    if any(isinstance(text, str) and not _fits(text) for text in astuple(says)):
        raise ValueError(read.kind)  # no word of ours, and with a NUL none that PostgreSQL can be asked for
    if isinstance(says, FormSays):
        parse_instant(says.valid_until)
        if not 0 <= says.net_kg <= _HEAVIEST_KG:
            raise ValueError(says.net_kg)
    elif isinstance(says, GrantSays):
        if not 0 < says.first <= says.last <= HIGHEST_SERIAL:
            raise ValueError(says.first)
    elif says.form or isinstance(says, FormNamed):
        form = DocumentNumber.parse(says.form)
    return Told(read.kind, read.at, number, form, says)


def station_of(number: DocumentNumber, writer: str, codes: Mapping[str, str]) -> str:
    """The station that a number belongs to, as far as it is known; `codes` finds it by its digits.

    A form's prefix is the code itself; the others share the digits, which are unique in the city (`journal.md` §5).
    """
    letters, digits = number.prefix[:2], number.prefix[2:]
    if letters not in _PAPERS_LETTERS:
        return number.prefix
    return writer if writer[2:] == digits else codes.get(digits, "")


def concern_of(
    form: DocumentNumber | None, number: DocumentNumber | None, writer: str, codes: Mapping[str, str]
) -> str:
    """The station whose paper an entry is about: another's before the writer's own; empty where it is about none."""
    named = [station_of(one, writer, codes) for one in (form, number) if one]
    return next((code for code in named if code != writer), named[0] if named else "")
