"""A form as it is shown, by its code or by its number, with all that this station knows of it.

Read anew each time it is asked for: keys are imported and grow old, forms are used and made void meanwhile. How all of
this is judged stands in `trust.light`.
"""

from dataclasses import dataclass
from datetime import datetime

from coalguard.domain.findings import Finding
from coalguard.domain.form import FormState
from coalguard.domain.identity import DocumentNumber, EntryKey
from coalguard.domain.numbering import PaperKind
from coalguard.store.heard import HeardForm, find_heard_form, heard_form_at, uses_elsewhere
from coalguard.store.keys import load_keyring
from coalguard.store.papers import HeldForm, find_form, form_at, redeemed_at
from coalguard.store.reader import Reader
from coalguard.trust.chain import key_id_within, same_check_code
from coalguard.trust.claim import claim_of
from coalguard.trust.light import (
    NOTHING_KNOWN,
    Doubtful,
    Known,
    Record,
    Typed,
    claims_of,
    judge_code,
    judge_number,
    number_of,
    read_code,
)
from coalguard.trust.packing import PaperFields
from coalguard.trust.paper import Doubt, SignedPaper


@dataclass(frozen=True, slots=True)
class ShownForm:
    """A form that was shown: how it reads, what is known of it, and what speaks against it, the plate aside.

    `read` is None and `code` empty where a number was typed, with a check code that is right or not (`confirmed`);
    `number` is empty where a code can not even be read. `held` is an own form; `heard` another station's, whose entry
    the city passed on.
    """

    number: str
    read: SignedPaper | Doubtful | None
    held: HeldForm | None
    known: Known
    state: str
    against: tuple[Finding, ...]
    code: bytes = b""
    confirmed: bool | None = None
    heard: HeardForm | None = None

    @property
    def answered(self) -> HeldForm | HeardForm | None:
        """The form's own entry, wherever it was written, where it is here."""
        return self.held or self.heard

    @property
    def proved(self) -> PaperFields | None:
        """What the paper says of itself, where its signature is good."""
        return self.read.fields if isinstance(self.read, SignedPaper) else None

    @property
    def kind(self) -> PaperKind | None:
        """What kind of paper it is, or says it is; None where that can not be read."""
        if self.read is None:
            return PaperKind.FORM
        claims = claims_of(self.read)
        return claims.fields.kind if claims else None

    @property
    def plate(self) -> str:
        """The plate that the form is for, where somebody answers for it."""
        if self.answered is not None:
            return self.answered.plate
        return self.proved.plate if self.proved else ""

    @property
    def key_id(self) -> str:
        """Whose code it was; empty where a number was typed."""
        claims = claims_of(self.read) if self.read else None
        return claims.key_id if claims else ""

    @property
    def redeemable(self) -> bool:
        """Whether a pass uses the form up: not where it is used or void, and never a number that a forger names."""
        forged = isinstance(self.read, Doubtful) and self.read.doubt is Doubt.SIGNATURE_WRONG
        return bool(self.number) and not forged and self.state not in {FormState.REDEEMED, FormState.VOID}


def load_paper(reader: Reader, shown: bytes | Typed, now: datetime) -> ShownForm:
    """A form by what was scanned or typed."""
    if isinstance(shown, bytes):
        return load_scanned(reader, shown, now)
    number = DocumentNumber.parse(shown.number)
    form = (find_form(reader, shown.number) or find_heard_form(reader, number)) if shown.check_code else None
    confirmed = same_check_code(shown.check_code, form.hash) if form else None
    return load_typed(reader, shown.number, now, confirmed=confirmed)


def load_scanned(reader: Reader, code: bytes, now: datetime) -> ShownForm:
    """A form by the bytes of its code."""
    read = read_code(code, load_keyring(reader))
    claims = claims_of(read)
    if claims is None:
        return ShownForm("", read, None, NOTHING_KNOWN, "", judge_code(read, NOTHING_KNOWN, now), code)
    number, fields, held, heard, unheld = number_of(claims.fields), claims.fields, None, None, ""
    if isinstance(read, SignedPaper):
        key = EntryKey(read.key.device, fields.epoch, fields.seq)
        held, heard = form_at(reader, key), heard_form_at(reader, key)
        over = fields.valid_until is not None and now >= fields.valid_until
        unheld = (FormState.EXPIRED if over else FormState.ISSUED).value
    known = _known(reader, number, held or heard, now, claims.key_id)
    against = judge_code(read, known, now)
    return ShownForm(number, read, held, known, _state(known, unheld), against, code, heard=heard)


def load_typed(reader: Reader, number: str, now: datetime, *, confirmed: bool | None) -> ShownForm:
    """A form by its number; `confirmed` says whether a check code was typed with it and is right."""
    held = find_form(reader, number)
    heard = None if held else find_heard_form(reader, DocumentNumber.parse(number))
    form = held or heard
    known = _known(reader, number, form, now, key_id_within(form.key.device) if form else "")
    against = judge_number(number, known, now, confirmed=confirmed)
    number = form.number if form else number  # the date may have been typed otherwise
    return ShownForm(number, None, held, known, _state(known, ""), against, confirmed=confirmed, heard=heard)


def _known(reader: Reader, number: str, form: HeldForm | HeardForm | None, now: datetime, key_id: str = "") -> Known:
    """The form's record where its entry is here, and its uses: the first of them, and any other."""
    identity = DocumentNumber.parse(number)
    uses = [(use.at, use.where) for use in uses_elsewhere(reader, identity, key_id)]
    if at := redeemed_at(reader, identity, key_id):
        uses.append((at, str(reader.value("SELECT name FROM station ORDER BY place LIMIT 1"))))
    first, second = (*sorted(uses), ("", ""), ("", ""))[:2]
    if form is None:
        return Known(None, *first, *second)
    claims = claim_of(reader.entry(form.key), form.hash)
    return Known(Record(claims, form.plate, form.state(now)), *first, *second)


def _state(known: Known, unheld: str) -> str:
    """Where the form stands: by its use here, by its record, by its own word where that is proved."""
    if known.used_at:
        return FormState.REDEEMED.value
    return known.record.state.value if known.record else unheld
