"""Look-up: what the city can say of a paper from the digits in its code, for anyone who scans it (`journal.md` §5).

    forged      the signature, the number or the station's own record speaks against it
    revoked     the key was not believed any more when it signed
    unknown     a key that the city does not know, or a code of a later version
    not_ours    no code of this program
    genuine     signed by a station of the city; as it says itself where its record has not arrived yet

Nothing personal is looked up: no buyer, no driver, no place a load goes to, and of the plate only what compares it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Connection, select

from coalguard.domain.errors import CoalGuardError, DamagedError
from coalguard.domain.form import FormState, state_at
from coalguard.domain.identity import EntryKey, day_of
from coalguard.domain.journal import Entry, parse_body, parse_instant
from coalguard.domain.numbering import PaperKind, prefix_of
from coalguard.domain.quality import RuleSet, parse_rule_set
from coalguard.resources import path
from coalguard.server.heard import heard_since
from coalguard.server.roster import load_keyring
from coalguard.server.tables import devices, entries, redemptions, stations, voids
from coalguard.trust.claim import claim_of
from coalguard.trust.keyring import TrustedKey
from coalguard.trust.light import Doubtful, number_of, read_code
from coalguard.trust.packing import PaperFields, pack
from coalguard.trust.paper import NO_ADDRESS, Doubt, PaperError, parse_code

ITEMS = ("volatile", "sulfur", "ash")
"""The three values that a code carries, in its order."""


class Genuineness(StrEnum):
    """What the city finds of a paper."""

    GENUINE = "genuine"
    UNHEARD = "unheard"
    SIGNATURE_WRONG = "signature_wrong"
    NUMBER_FOREIGN = "number_foreign"
    RECORD_DIFFERS = "record_differs"
    KEY_REVOKED = "key_revoked"
    KEY_UNKNOWN = "key_unknown"
    VERSION_UNKNOWN = "version_unknown"
    NOT_OURS = "not_ours"


_OF_DOUBT: Mapping[Doubt, Genuineness] = {
    Doubt.NOT_OURS: Genuineness.NOT_OURS,
    Doubt.VERSION_UNKNOWN: Genuineness.VERSION_UNKNOWN,
    Doubt.KEY_UNKNOWN: Genuineness.KEY_UNKNOWN,
    Doubt.SIGNATURE_WRONG: Genuineness.SIGNATURE_WRONG,
    Doubt.KEY_REVOKED: Genuineness.KEY_REVOKED,
}


@dataclass(frozen=True, slots=True)
class Value:
    """One of the three values against its limit; `basis` and `limit` are empty where nobody said them."""

    item: str
    value: Decimal
    basis: str = ""
    limit: Decimal | None = None

    @property
    def holds(self) -> bool | None:
        """Whether the limit is kept; None where there is none to compare with."""
        return None if self.limit is None else self.value <= self.limit


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is shown of a paper that is genuine; `state` is that of a form, as far as the city has heard."""

    number: str
    kind: PaperKind
    station: str
    station_name: str
    issued_at: datetime
    valid_until: datetime | None
    plate: str
    coal: str
    gross_kg: int
    tare_kg: int
    net_kg: int | None
    verdict: str
    values: tuple[Value, ...]
    state: FormState | None
    used_at: datetime | None = None
    used_where: str = ""
    heard_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a scan: what is found, the number it claims, and the sheet where it is genuine."""

    genuineness: Genuineness
    number: str = ""
    signed_by: str = ""
    sheet: Sheet | None = field(default=None)


def look_up(connection: Connection, digits: str, now: datetime) -> Found:
    """What the city can say of the paper with these digits."""
    try:
        code = parse_code(NO_ADDRESS + digits)
    except PaperError:
        return Found(Genuineness.NOT_OURS)
    read = read_code(code, load_keyring(connection, now))
    if isinstance(read, Doubtful):
        return Found(_OF_DOUBT[read.doubt], number_of(read.claimed.fields) if read.claimed else "")
    fields, key = read.fields, read.key
    found = Found(Genuineness.GENUINE, number_of(fields), key.name)
    if fields.prefix != prefix_of(fields.kind, key.station):
        return replace(found, genuineness=Genuineness.NUMBER_FOREIGN)
    try:
        entry = _entry(connection, fields, key)
    except CoalGuardError:
        return replace(found, genuineness=Genuineness.RECORD_DIFFERS)
    genuineness = Genuineness.GENUINE if entry else Genuineness.UNHEARD
    return replace(found, genuineness=genuineness, sheet=_sheet(connection, fields, key, entry, now))


def _entry(connection: Connection, fields: PaperFields, key: TrustedKey) -> Entry | None:
    """The paper's own entry, where it has arrived. Raises DamagedError where it says something else than the paper."""
    there = (devices.c.device == key.device) & (entries.c.epoch == fields.epoch) & (entries.c.seq == fields.seq)
    asked = select(entries.c.hash, entries.c.body).join(devices, devices.c.no == entries.c.device).where(there)
    row = connection.execute(asked).one_or_none()
    if row is None:
        return None
    entry = parse_body(EntryKey(key.device, fields.epoch, fields.seq), row.body)
    try:
        same = pack(claim_of(entry, row.hash, fields.part)) == pack(fields)
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise DamagedError("paper.record_differs", number=number_of(fields)) from error
    if not same:
        raise DamagedError("paper.record_differs", number=number_of(fields))
    return entry


def _sheet(connection: Connection, fields: PaperFields, key: TrustedKey, entry: Entry | None, now: datetime) -> Sheet:
    says: Mapping[str, Any] = entry.fact.says if entry else {}
    rules = shipped_rules()
    coal = str(says.get("coal") or next((name for name, code in rules.codes.items() if code == fields.coal), ""))
    until = heard_since(connection, "").get(key.station)
    sheet = Sheet(
        number_of(fields),
        fields.kind,
        key.station,
        key.name,
        fields.issued_at,
        fields.valid_until,
        masked_plate(fields.plate or str(says.get("plate") or "")),
        coal,
        fields.gross_kg,
        fields.tare_kg,
        fields.net_kg,
        fields.verdict if fields.kind is PaperKind.FORM else "",
        tuple(_values(fields, says, rules, coal)) if fields.kind is PaperKind.FORM else (),
        None,
        heard_until=parse_instant(until) if until else None,
    )
    return _with_state(connection, sheet, fields, now) if fields.kind is PaperKind.FORM else sheet


def _with_state(connection: Connection, sheet: Sheet, fields: PaperFields, now: datetime) -> Sheet:
    """A form's state as the city knows it: used, void, over, or none of these."""
    columns = redemptions.c
    used = connection.execute(
        select(columns.at, columns.station, stations.c.name)
        .outerjoin(stations, stations.c.code == columns.station)
        .where(columns.prefix == fields.prefix, columns.serial == fields.serial, columns.undisputed == 1)
    ).first()
    if used:
        where = used.name or used.station
        return replace(sheet, state=FormState.REDEEMED, used_at=parse_instant(used.at), used_where=where)
    void = (voids.c.prefix == fields.prefix) & (voids.c.serial == fields.serial)
    kept = FormState.VOID if connection.execute(select(voids.c.at).where(void)).first() else FormState.ISSUED
    return replace(sheet, state=state_at(kept, fields.valid_until, now) if fields.valid_until else kept)


def _values(fields: PaperFields, says: Mapping[str, Any], rules: RuleSet, coal: str) -> list[Value]:
    """The values with the limits they were judged by; where the record has not arrived, with the published ones."""
    standard = rules.standard_for(coal, day_of(fields.issued_at))
    limits = {limit.item.value: (limit.basis.value, limit.limit) for limit in standard.limits} if standard else {}
    limits |= {one["item"]: (one["basis"], Decimal(one["limit"])) for one in says.get("values", ())}
    told = zip(ITEMS, fields.values, strict=True)
    return [Value(item, value, *limits.get(item, ("", None))) for item, value in told if value is not None]


@cache
def shipped_rules() -> RuleSet:
    """The rule set that travels with the program."""
    file = min(path("standards").glob("*.json"))
    return parse_rule_set(file.read_bytes())


_SHOWN_BEFORE, _SHOWN_BEHIND = 2, 3


def masked_plate(plate: str) -> str:
    """A plate as a stranger may see it: enough to compare it with the truck that stands there, 甘N**326."""
    hidden = len(plate) - _SHOWN_BEFORE - _SHOWN_BEHIND
    return plate[:_SHOWN_BEFORE] + "*" * hidden + plate[-_SHOWN_BEHIND:] if hidden > 0 else ""
