"""The light: what can be said of a form without a network, and never green on doubt (`journal.md` §5, offline verdict).

    green   a good signature of a key that was valid then and is freshly known, or a right check code where this station
            holds the paper's own entry; and the plate agrees; and not used, void or over as far as this station knows
    amber   nothing speaks against the paper, and something is not known: the key, the version, the plate, the entry
    red     something speaks against it: the signature, its own entry, another plate, an earlier use, the time

Not knowing what other gates did is no doubt. One verdict for the command line, the windows and the gate's checklist:
what speaks against a form is a list of findings, and the light is the worst of them. Where records and keys come from
is not known here.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from coalguard.domain.findings import Finding, Refused, Severity, fail, warn
from coalguard.domain.form import FormState
from coalguard.domain.identity import DocumentNumber, day_code, half_width
from coalguard.domain.numbering import PaperKind, prefix_of
from coalguard.trust.keyring import Keyring
from coalguard.trust.packing import PaperFields, pack
from coalguard.trust.paper import (
    Doubt,
    PaperError,
    SignedPaper,
    UnverifiedPaper,
    open_paper,
    parse_code,
    unverified_peek,
)

_SPACE = re.compile(r"\s+")


class Light(StrEnum):
    """What the officer sees."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Typed:
    """A form shown by its number, with its check code where that was typed too."""

    number: str
    check_code: str


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A code that does not prove itself, why, and what it claims where that can be read at all."""

    doubt: Doubt
    claimed: UnverifiedPaper | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """The paper's own entry, where it is held here: what it says, and how the paper stands at the moment."""

    claims: PaperFields
    plate: str
    state: FormState


@dataclass(frozen=True, slots=True)
class Known:
    """What this station knows of a paper besides what it says of itself: its record, and its use here or elsewhere.

    Two uses contradict each other, whoever of the two was the first: then both are known.
    """

    record: Record | None = None
    used_at: str = ""
    used_where: str = ""
    again_at: str = ""
    again_where: str = ""


NOTHING_KNOWN = Known()


def parse_shown(text: str) -> bytes | Typed | None:
    """What was scanned or typed: the bytes of a code, or a number with a check code after it; None for any other text.

    Raises nothing: a code that is damaged is still a code, and `read_code` says what is wrong with it.
    """
    try:
        return parse_code(text)
    except PaperError:
        number, _, check_code = _SPACE.sub(" ", half_width(text).strip()).partition(" ")
    try:
        return Typed(str(DocumentNumber.parse(number)), check_code)
    except Refused:
        return None


def read_code(code: bytes, keyring: Keyring) -> SignedPaper | Doubtful:
    """The paper behind a code where it proves itself, else the doubt and the claims."""
    try:
        return open_paper(code, keyring)
    except PaperError as error:
        doubt = error.doubt
    try:
        return Doubtful(doubt, unverified_peek(code))
    except PaperError:
        return Doubtful(doubt)


def number_of(fields: PaperFields) -> str:
    """The number as it is printed."""
    return str(DocumentNumber(fields.prefix, day_code(fields.issued_at), fields.serial))


def claims_of(read: SignedPaper | Doubtful) -> UnverifiedPaper | None:
    """What a code claims and in whose name, proved or not; None where it can not even be read."""
    if isinstance(read, SignedPaper):
        return UnverifiedPaper(read.key.key_id, read.fields)
    return read.claimed


def judge_code(read: SignedPaper | Doubtful, known: Known, now: datetime) -> tuple[Finding, ...]:
    """What speaks against a form that was shown by its code, the plate aside; nothing where it is good."""
    claims = claims_of(read)
    fields = claims.fields if claims else None
    if isinstance(read, Doubtful):
        facts = {"number": number_of(fields) if fields else ""}
        found = [Finding(read.doubt.value, facts, _WEIGHT[read.doubt])]
    else:
        found = [*_against_proof(read, now), *_against_record(read, known.record)]
    if fields is not None:
        if fields.kind is not PaperKind.FORM:
            found.append(warn("paper.not_form", number=number_of(fields), kind=fields.kind.value))
        found += _against_state(number_of(fields), fields.valid_until, known, now)
    return tuple(found)


_WEIGHT = {
    Doubt.NOT_OURS: Severity.WARN,
    Doubt.VERSION_UNKNOWN: Severity.WARN,
    Doubt.KEY_UNKNOWN: Severity.WARN,
    Doubt.SIGNATURE_WRONG: Severity.FAIL,
    Doubt.KEY_REVOKED: Severity.FAIL,
}


def judge_number(number: str, known: Known, now: datetime, *, confirmed: bool | None) -> tuple[Finding, ...]:
    """What speaks against a form that was shown by its number; `confirmed` says whether its check code was right.

    The check code never stands for a signature: it confirms a record that is held here, and nothing else.
    """
    found = []
    if known.record is None:
        found.append(warn("form.no_record", number=number))
    elif confirmed is None:
        found.append(warn("form.check_code_missing", number=number))
    elif not confirmed:
        found.append(fail("form.check_code_wrong", number=number))
    until = known.record.claims.valid_until if known.record else None
    return (*found, *_against_state(number, until, known, now))


def compare_plates(paper: str, seen: str) -> tuple[Finding, ...]:
    """What speaks against a plate; one that the code could not hold, or that nobody read, is left to the eye."""
    if not paper or not seen:
        return (warn("plate.not_compared", paper=paper, seen=seen),)
    return () if paper == seen else (fail("plate.differs", paper=paper, seen=seen),)


def light_of(against: Iterable[Finding]) -> Light:
    """The light that findings give: never green on doubt."""
    weights = {finding.severity for finding in against}
    if Severity.FAIL in weights:
        return Light.RED
    return Light.AMBER if Severity.WARN in weights else Light.GREEN


def _against_proof(paper: SignedPaper, now: datetime) -> Iterator[Finding]:
    """A key that signs for another station, or that was not heard of for long."""
    fields, key = paper.fields, paper.key
    if fields.prefix != prefix_of(fields.kind, key.station):
        yield fail("paper.prefix_foreign", number=number_of(fields), station=key.station, name=key.name)
    if not key.fresh_at(now):
        yield warn("trust.stale", station=key.station, name=key.name, days=abs(now - key.heard_at).days)


def _against_record(paper: SignedPaper, record: Record | None) -> Iterator[Finding]:
    """An own paper that is not in the own journal, or is there with other words."""
    fields = paper.fields
    if record is not None and pack(replace(record.claims, part=fields.part)) != pack(fields):
        yield fail("paper.record_differs", number=number_of(fields))
    if record is None and paper.key.own and fields.kind is PaperKind.FORM:
        yield warn("form.no_record", number=number_of(fields))


def _against_state(number: str, until: datetime | None, known: Known, now: datetime) -> Iterator[Finding]:
    """A form that was used, made void, or has run out; by its record, else by what it says itself."""
    over = FormState.EXPIRED if until is not None and now >= until else FormState.ISSUED
    state = known.record.state if known.record else over
    if known.used_at or state is FormState.REDEEMED:
        yield fail("form.used_before", number=number, redeemed_at=known.used_at, redeemed_where=known.used_where)
        if known.again_at:
            yield fail("form.used_twice", number=number, again_at=known.again_at, again_where=known.again_where)
    elif state is not FormState.ISSUED:
        yield fail("form.not_valid", number=number, state=state.value)
