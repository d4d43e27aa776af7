"""People as the store knows them: staff with their roles and PINs, buyers, drivers.

Everyone is named by the entry that registered them; names and numbers are read from `persons`, where erasure can reach
them. PINs stand in a table of their own, in no entry and no derived row.
"""

from dataclasses import dataclass
from datetime import datetime

from coalguard.domain.findings import refuse, refuse_if_any
from coalguard.domain.identity import EntryKey, check_name
from coalguard.domain.journal import Fact
from coalguard.domain.registry import Buyer, parse_buyer
from coalguard.domain.roles import Role, effective_roles
from coalguard.store.reader import Reader
from coalguard.store.store import Store
from coalguard.store.transaction import Transaction
from coalguard.trust.secret import NO_LOCKOUT, Lockout, hash_pin, pin_agrees, wait_s

_STAFF = (
    "SELECT staff.place, people.login, people.name, staff.roles, staff.active, staff.founder "
    "FROM staff JOIN people ON people.place = staff.place"
)


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff; `own_roles` were given, `roles` are those that the member may act in now."""

    key: EntryKey
    login: str
    name: str
    own_roles: frozenset[Role]
    roles: frozenset[Role]
    active: bool
    founder: bool


def load_staff(reader: Reader) -> tuple[Member, ...]:
    """All staff in the order of registration, each with the roles of `domain.roles.effective_roles`."""
    rows = reader.rows(f"{_STAFF} ORDER BY staff.place")
    own = {place: frozenset(map(Role, filter(None, roles.split(",")))) for place, _, _, roles, _, _ in rows}
    active = {place for place, _, _, _, is_active, _ in rows if is_active}
    return tuple(
        Member(
            reader.places.key(place),
            login,
            name,
            own[place],
            effective_roles(own[place], [own[other] for other in active - {place}], is_founder=bool(founder)),
            bool(is_active),
            bool(founder),
        )
        for place, login, name, _, is_active, founder in rows
    )


def load_member(reader: Reader, login: str) -> Member:
    """The active member of staff with this login. Raises Refused `staff.unknown`."""
    for member in load_staff(reader):
        if member.active and login in (member.login, str(member.key)):
            return member
    raise refuse("staff.unknown", login=login)


def load_buyer(reader: Reader, text: str) -> tuple[EntryKey, Buyer]:
    """The buyer with this id, as last changed. Raises Refused `buyer.unknown`."""
    latest = reader.value("SELECT latest FROM people WHERE place = ? AND kind = 'buyer'", reader.place_of(text))
    if latest is None:
        raise refuse("buyer.unknown", value=text)
    return EntryKey.parse(text), parse_buyer(reader.entry_at(latest).fact.says, reader.person(latest) or {})


def same_buyer(reader: Reader, buyer: Buyer) -> EntryKey | None:
    """The buyer registered here with the same identity number or credit code, if there is one."""
    document = (buyer.document.number if buyer.document else "") or buyer.credit_code
    place = (
        reader.value("SELECT place FROM people WHERE document = ? AND kind = 'buyer'", document) if document else None
    )
    return reader.places.key(place) if place is not None else None


def keep_driver(act: Transaction, name: str) -> str:
    """The driver's id, registered at the first visit under this name; empty where no name was given."""
    if not name.strip():
        return ""
    kept, findings = check_name(name)
    refuse_if_any(findings)
    place = act.value("SELECT place FROM people WHERE kind = 'driver' AND name = ?", kept)
    if place is not None:
        return str(act.places.key(place))
    return str(act.append(Fact("driver.registered", {}), person={"name": kept}))


def person_name(reader: Reader, text: str) -> str:
    """The name of a person by id; empty where it was erased or there is none."""
    return str(reader.value("SELECT name FROM people WHERE place = ?", reader.place_of(text)) or "") if text else ""


def keep_pin(store: Store, member: EntryKey, pin: str) -> None:
    """Give a member of staff this PIN. Raises Refused `pin.malformed`."""
    store.write_beside("INSERT OR REPLACE INTO pins VALUES (?, ?, 0, NULL)", str(member), hash_pin(pin))


def pin_holders(reader: Reader) -> frozenset[str]:
    """Everybody who has a PIN, by id."""
    return frozenset(staff for (staff,) in reader.rows("SELECT staff FROM pins"))


def prove_pin(store: Store, member: EntryKey, pin: str, now: datetime) -> None:
    """Let nobody pass with another's PIN; every fifth wrong try makes all tries wait.

    Raises Refused `pin.none`, `pin.wait` (seconds), `pin.wrong`.
    """
    row = store.read().one("SELECT hash, failures, failed_at FROM pins WHERE staff = ?", str(member))
    if row is None:
        raise refuse("pin.none")
    kept, failures, failed_at = row
    lockout = Lockout(failures, datetime.fromisoformat(failed_at) if failed_at else None)
    if seconds := wait_s(lockout, now):
        raise refuse("pin.wait", seconds=seconds)
    agrees = pin_agrees(kept, pin)
    lockout = NO_LOCKOUT if agrees else lockout.failed(now)
    if agrees and not failures:
        return
    when = lockout.last_failed_at.isoformat() if lockout.last_failed_at else None
    counted = "UPDATE pins SET failures = ?, failed_at = ? WHERE staff = ?"
    store.write_beside(counted, lockout.failures, when, str(member))
    if agrees:
        return
    if seconds := wait_s(lockout, now):
        raise refuse("pin.wait", seconds=seconds)
    raise refuse("pin.wrong", failures=lockout.failures)
