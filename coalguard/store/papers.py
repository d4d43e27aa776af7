"""Papers as the store knows them: forms by number, their sales, what became of them, and the numbers' grants."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from coalguard.domain.findings import refuse
from coalguard.domain.form import FormState, state_at
from coalguard.domain.identity import DocumentNumber, EntryKey
from coalguard.domain.journal import parse_instant
from coalguard.domain.numbering import Grant, PaperKind
from coalguard.store.heard import uses_elsewhere
from coalguard.store.reader import Reader
from coalguard.trust.chain import key_id_of, key_id_within
from coalguard.trust.claim import claim_of
from coalguard.trust.paper import NO_ADDRESS, assemble, is_address, render_code

_FORM = "SELECT place, number, sale, visit, plate, lot, net_kg, state, valid_until, replaces FROM forms"
_ADDRESS = (
    "SELECT coalesce((SELECT value FROM cursors WHERE name = 'address'), "
    "(SELECT address FROM server ORDER BY place DESC LIMIT 1))"
)


@dataclass(frozen=True, slots=True)
class HeldForm:
    """An own form; `kept` is the state without the clock, used where any gate that was heard of used it."""

    key: EntryKey
    hash: bytes
    number: str
    sale: EntryKey
    visit: EntryKey
    plate: str
    lot: str
    kept: FormState
    valid_until: datetime
    says: Mapping[str, Any]

    def state(self, now: datetime) -> FormState:
        """The state at a moment: an issued form may have expired."""
        return state_at(self.kept, self.valid_until, now)


@dataclass(frozen=True, slots=True)
class HeldPaper:
    """Any numbered paper: what it is, its entry, its visit and its state."""

    number: str
    kind: PaperKind
    key: EntryKey
    visit: EntryKey
    state: str


def find_form(reader: Reader, text: str) -> HeldForm | None:
    """The form with this number; prefix and serial are its identity, whatever the date. Raises `number.malformed`."""
    number = DocumentNumber.parse(text)
    place = reader.value(
        "SELECT place FROM papers WHERE prefix = ? AND serial = ? AND kind = 'form'", number.prefix, number.serial
    )
    return _form_at(reader, place) if place is not None else None


def form_at(reader: Reader, key: EntryKey) -> HeldForm | None:
    """The form that the entry at a key is; None where this station does not hold it."""
    return _form_at(reader, reader.places.of(key)) if reader.places.knows(key.device) else None


def _form_at(reader: Reader, place: int) -> HeldForm | None:
    row = reader.one(f"{_FORM} WHERE place = ?", place)
    if row is None:
        return None
    _, printed, sale, visit, plate, lot, _, state, valid_until, _ = row
    key = reader.places.key
    entry = reader.entry_at(place)
    return HeldForm(
        entry.key,
        entry_hash_of(reader, entry.key),
        printed,
        key(sale),
        key(visit),
        plate,
        lot,
        _kept_state(reader, printed, FormState(state), key_id_within(entry.key.device)),
        parse_instant(valid_until),
        entry.fact.says,
    )


def _kept_state(reader: Reader, number: str, state: FormState, key_id: str) -> FormState:
    """The state that the own journal tells; and used up, where another station let a truck pass on the form.

    A paper that names the number under another key was no form of ours.
    """
    if state is FormState.ISSUED and uses_elsewhere(reader, DocumentNumber.parse(number), key_id):
        return FormState.REDEEMED
    return state


def load_form(reader: Reader, text: str) -> HeldForm:
    """The form with this number. Raises Refused `form.unknown`."""
    found = find_form(reader, text)
    if found is None:
        raise refuse("form.unknown", number=text)
    return found


def papers_of(reader: Reader, visit: EntryKey) -> tuple[HeldPaper, ...]:
    """Every paper of a truck's stay, in the order of issue."""
    rows = reader.rows(
        "SELECT number, kind, place, visit, state FROM papers WHERE visit = ? ORDER BY place",
        reader.places.of(visit),
    )
    key = reader.places.key
    return tuple(
        HeldPaper(number, PaperKind(kind), key(place), key(of), state) for number, kind, place, of, state in rows
    )


def entry_hash_of(reader: Reader, key: EntryKey) -> bytes:
    """The hash of an entry. Raises Refused `id.unknown`."""
    digest = entry_hash_or_none(reader, key)
    if digest is None:
        raise refuse("id.unknown", value=str(key))
    return digest


def entry_hash_or_none(reader: Reader, key: EntryKey) -> bytes | None:
    """The hash of an entry; None where no such entry is held here."""
    digest = reader.value(
        "SELECT hash FROM entries WHERE device = ? AND epoch = ? AND seq = ?",
        reader.places.number(key.device),
        key.epoch,
        key.seq,
    )
    return None if digest is None else bytes(digest)


def redeemed_at(reader: Reader, number: DocumentNumber, key_id: str = "") -> str:
    """When a gate first let a truck pass on this form, as far as this station knows; empty where none did.

    The date in a number is decoration and may have been typed otherwise: prefix and serial decide, and who signed it
    where both that use and this one were by a code.
    """
    at = reader.value(
        "SELECT at FROM redemptions WHERE number GLOB ?1 AND (?2 = '' OR key_id IN ('', ?2)) ORDER BY place LIMIT 1",
        f"{number.prefix}-[0-9][0-9][0-9][0-9][0-9][0-9]-{number.serial:04d}",
        key_id,
    )
    return str(at or "")


def load_code(reader: Reader, key: EntryKey) -> str:
    """The text of the QR code on a paper: the address and the number behind it, as they stand on the set.

    Raises Refused `id.unknown`.
    """
    row = reader.one(
        "SELECT entries.hash, entries.paper, keys.public FROM entries JOIN keys ON keys.no = entries.device "
        "WHERE keys.device = ? AND epoch = ? AND seq = ?",
        key.device,
        key.epoch,
        key.seq,
    )
    if row is None:
        raise refuse("id.unknown", value=str(key))
    digest, signature, public = row
    code = assemble(claim_of(reader.entry(key), digest), key_id_of(public), signature)
    return "".join(render_code(code, load_address(reader)))


def load_address(reader: Reader) -> str:
    """What stands before the number of a code: the city's newest address, where it gave one that fits."""
    address = str(reader.value(_ADDRESS) or "")
    return address if is_address(address) else NO_ADDRESS


def load_grants(reader: Reader) -> tuple[Grant, ...]:
    """Every grant, in the order it was opened."""
    rows = reader.rows("SELECT place, kind, prefix, first, last, following, valid FROM grants ORDER BY place")
    return tuple(
        Grant(reader.places.key(place), PaperKind(kind), prefix, first, last, following, bool(valid))
        for place, kind, prefix, first, last, following, valid in rows
    )


def replaced_by(reader: Reader, number: str) -> str:
    """The form that was issued again in place of this one; empty where none was."""
    return str(reader.value("SELECT number FROM forms WHERE replaces = ? ORDER BY place DESC", number) or "")
