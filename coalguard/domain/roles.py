"""Who may do what: one table of duties, and the two rules that go with it.

The founder's rule: the administrator whom `init` made holds every role that no other active member of staff holds, so
that a booth with one person can work from its first minute. The second person's rule: whoever confirms an act is
entitled to approve and is never the one who acts (`doors.md`, rules of the session).

The table is generous where one person keeps a booth: clerk, weigher and officer may all weigh. Not known here:
passwords, PINs, and how a person is found.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from enum import StrEnum
from types import MappingProxyType

from coalguard.domain.findings import Finding, fail
from coalguard.domain.identity import EntryKey


class Role(StrEnum):
    """What a member of staff is at a station; one person may be several things."""

    OFFICER = "officer"
    CLERK = "clerk"
    WEIGHER = "weigher"
    LEAD = "lead"
    ADMIN = "admin"
    SUPERVISOR = "supervisor"


class Duty(StrEnum):
    """What a role is needed for."""

    INSPECT = "inspect"
    DECIDE = "decide"
    APPROVE = "approve"
    WEIGH = "weigh"
    ENTER_WEIGHT = "enter_weight"
    RECEIVE = "receive"
    SELL = "sell"
    VOID = "void"
    REGISTER = "register"
    ENTER_REPORT = "enter_report"
    TAKE_STOCK = "take_stock"
    PRINT = "print"
    OPEN_SHIFT = "open_shift"
    CLOSE_SHIFT = "close_shift"
    SETUP = "setup"
    STAFF = "staff"
    BACKUP = "backup"
    RESTORE = "restore"
    READ = "read"
    KEYS = "keys"
    ENROL = "enrol"


_EVERYONE = frozenset(Role)
_ON_DUTY = _EVERYONE - {Role.SUPERVISOR}
_GATE = frozenset({Role.OFFICER, Role.LEAD})
_DESK = frozenset({Role.CLERK, Role.LEAD})
_SCALE = frozenset({Role.WEIGHER, Role.CLERK, Role.OFFICER, Role.LEAD})
_APPROVING = frozenset({Role.LEAD, Role.ADMIN, Role.SUPERVISOR})
_ADMIN = frozenset({Role.ADMIN})

MAY: Mapping[Duty, frozenset[Role]] = MappingProxyType(
    {
        Duty.INSPECT: _GATE,
        Duty.DECIDE: _GATE,
        Duty.APPROVE: _APPROVING,
        Duty.WEIGH: _SCALE,
        Duty.ENTER_WEIGHT: _SCALE,
        Duty.RECEIVE: _DESK,
        Duty.SELL: _DESK,
        Duty.VOID: _DESK,
        Duty.REGISTER: _DESK,
        Duty.ENTER_REPORT: _DESK,
        Duty.TAKE_STOCK: _DESK,
        Duty.PRINT: _ON_DUTY,
        Duty.OPEN_SHIFT: _ON_DUTY,
        Duty.CLOSE_SHIFT: _ON_DUTY,
        Duty.SETUP: _ADMIN,
        Duty.STAFF: _ADMIN,
        Duty.BACKUP: _ADMIN | {Role.LEAD},
        Duty.RESTORE: _ADMIN,
        Duty.READ: _EVERYONE,
        Duty.KEYS: _ADMIN,
        Duty.ENROL: _ADMIN,
    }
)
"""The one table of who may do what."""


def effective_roles(
    own: AbstractSet[Role], others: Iterable[AbstractSet[Role]], *, is_founder: bool
) -> frozenset[Role]:
    """What a member of staff may act as; `others` are the roles of every other active member."""
    if not is_founder:
        return frozenset(own)
    return frozenset(own) | _EVERYONE.difference(*others)


def check(duty: Duty, roles: AbstractSet[Role]) -> Finding | None:
    """What speaks against these roles for a duty: that none of them is in its row."""
    if MAY[duty] & roles:
        return None
    return fail("role.missing", duty=str(duty), roles=_listed(MAY[duty]))


def second_person(actor: EntryKey, second: EntryKey, second_roles: AbstractSet[Role]) -> tuple[Finding, ...]:
    """What speaks against a second person: being the actor, or not being entitled to approve."""
    findings = []
    if second == actor:
        findings.append(fail("second.is_actor"))
    if not MAY[Duty.APPROVE] & second_roles:
        findings.append(fail("second.not_entitled", roles=_listed(MAY[Duty.APPROVE])))
    return tuple(findings)


def _listed(roles: AbstractSet[Role]) -> str:
    return ",".join(role for role in Role if role in roles)
