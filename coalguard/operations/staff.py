"""Staff: who works here, in which roles, with which password and PIN.

Passwords live in the slot file, PINs in a table of their own; neither, nor a hash of it, ever stands in an entry.
"""

from dataclasses import dataclass

from coalguard.domain.findings import fail, refuse, refuse_if_any
from coalguard.domain.identity import EntryKey, check_name
from coalguard.domain.journal import Fact
from coalguard.domain.roles import Duty, Role
from coalguard.operations.station import Actor, Station, entitle, field_findings
from coalguard.store import slotfile
from coalguard.store.people import Member, keep_pin, load_staff
from coalguard.trust.secret import check_password, check_pin
from coalguard.trust.slots import with_slot, without_slot


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterStaff:
    """A new member of staff."""

    login: str
    name: str
    roles: tuple[Role, ...]
    password: str
    pin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeStaff:
    """What changes about a member of staff (by login or id); what is left out stays."""

    login: str
    name: str | None = None
    roles: tuple[Role, ...] | None = None
    password: str | None = None
    pin: str | None = None
    active: bool | None = None


@dataclass(frozen=True, slots=True)
class StaffKept:
    """The member of staff as it now stands."""

    id: EntryKey
    login: str
    roles: tuple[Role, ...]
    active: bool


def register_staff(station: Station, actor: Actor, request: RegisterStaff) -> StaffKept:
    """Register a member of staff; the login is used once."""
    entitle(actor, Duty.STAFF)
    name, findings = check_name(request.name)
    login = request.login.strip()
    taken = any(member.login == login for member in load_staff(station.store.read()))
    refuse_if_any(
        [
            *field_findings({"login": login}),
            *findings,
            *([fail("staff.login_taken", login=login)] if taken else []),
            *([] if request.roles else [fail("staff.roles_missing", login=login)]),
            *check_password(request.password),
            *check_pin(request.pin),
        ]
    )
    roles = tuple(role for role in Role if role in request.roles)
    vault = station.store.vault
    slots = with_slot(slotfile.load(vault.folder), login, request.password, vault.key)
    with station.store.begin(by=actor.key) as act:
        says = {"roles": [role.value for role in roles], "founder": False}
        key = act.append(Fact("staff.registered", says), person={"name": name, "login": login})
    keep_pin(station.store, key, request.pin)
    slotfile.keep_twice(vault.folder, vault.alibi, slots)
    return StaffKept(key, login, roles, active=True)


def change_staff(station: Station, actor: Actor, request: ChangeStaff) -> StaffKept:
    """Change a member of staff. Everyone may change the own password and PIN; the rest is the administrator's."""
    member = _member(station, request.login)
    own_secret = member.key == actor.key and request.roles is None and request.active is None and request.name is None
    if not own_secret:
        entitle(actor, Duty.STAFF)
    name, about_name = (member.name, ()) if request.name is None else check_name(request.name)
    refuse_if_any(
        [
            *about_name,
            *(check_password(request.password) if request.password is not None else ()),
            *(check_pin(request.pin) if request.pin is not None else ()),
            *([fail("staff.founder_stays", login=member.login)] if member.founder and request.active is False else []),
        ]
    )
    kept_roles = request.roles if request.roles is not None else member.own_roles
    roles = tuple(role for role in Role if role in kept_roles)
    active = member.active if request.active is None else request.active
    with station.store.begin(by=actor.key) as act:
        says = {
            "staff": str(member.key),
            "roles": [role.value for role in roles],
            "active": active,
            "secrets": [
                what for what, new in (("password", request.password), ("pin", request.pin)) if new is not None
            ],
        }
        act.append(Fact("staff.changed", says), person={"name": name, "login": member.login})
    _keep_secrets(station, member, request, active=active)
    return StaffKept(member.key, member.login, roles, active)


def _member(station: Station, login: str) -> Member:
    for member in load_staff(station.store.read()):
        if login in (member.login, str(member.key)):
            return member
    raise refuse("staff.unknown", login=login)


def _keep_secrets(station: Station, member: Member, request: ChangeStaff, *, active: bool) -> None:
    vault = station.store.vault
    if request.pin is not None:
        keep_pin(station.store, member.key, request.pin)
    slots = slotfile.load(vault.folder)
    if request.password is not None:
        slots = with_slot(slots, member.login, request.password, vault.key)
    if not active:
        slots = without_slot(slots, member.login)
    slotfile.keep_twice(vault.folder, vault.alibi, slots)
