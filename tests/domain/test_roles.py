"""The table of duties, the founder's rule and the second person's rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.domain.findings import fail
from coalguard.domain.identity import EntryKey
from coalguard.domain.roles import MAY, Duty, Role, check, effective_roles, second_person

ME, YOU = EntryKey("9f31c2d4a5b6e708", 1, 2), EntryKey("9f31c2d4a5b6e708", 1, 3)
_LEAD = """
    inspect decide approve weigh enter_weight receive sell void register enter_report take_stock print
    open_shift close_shift backup read
"""
ROLES = st.frozensets(st.sampled_from(Role))


def test_every_duty_has_its_row_and_somebody_in_it() -> None:
    assert list(MAY) == list(Duty)
    assert all(MAY.values())


@pytest.mark.parametrize(
    ("role", "duties"),
    [
        (Role.OFFICER, "inspect decide weigh enter_weight print open_shift close_shift read"),
        (
            Role.CLERK,
            "weigh enter_weight receive sell void register enter_report take_stock print open_shift close_shift read",
        ),
        (Role.WEIGHER, "weigh enter_weight print open_shift close_shift read"),
        (Role.LEAD, _LEAD),
        (Role.ADMIN, "approve print open_shift close_shift setup staff backup restore read keys enrol"),
        (Role.SUPERVISOR, "approve read"),
    ],
)
def test_a_role_may_do_its_duties_and_no_others(role: Role, duties: str) -> None:
    assert [duty for duty in Duty if check(duty, {role}) is None] == duties.split()


def test_a_missing_role_names_those_that_would_do() -> None:
    assert check(Duty.DECIDE, {Role.CLERK}) == fail("role.missing", duty="decide", roles="officer,lead")
    assert check(Duty.READ, set()) is not None


def test_the_founder_holds_what_nobody_else_holds() -> None:
    own = {Role.ADMIN}
    assert effective_roles(own, [], is_founder=True) == frozenset(Role)
    others = [{Role.OFFICER}, {Role.CLERK, Role.WEIGHER}]
    assert effective_roles(own, others, is_founder=True) == {Role.ADMIN, Role.LEAD, Role.SUPERVISOR}


@given(own=ROLES, others=st.lists(ROLES))
def test_no_role_is_without_a_holder_while_the_founder_is_active(
    own: frozenset[Role], others: list[frozenset[Role]]
) -> None:
    held = effective_roles(own, others, is_founder=True)
    assert held.union(*others) == frozenset(Role)
    assert own <= held
    assert effective_roles(own, others, is_founder=False) == own


@pytest.mark.parametrize("role", [Role.LEAD, Role.ADMIN, Role.SUPERVISOR])
def test_a_second_person_who_is_entitled_and_another_will_do(role: Role) -> None:
    assert second_person(ME, YOU, {role}) == ()


def test_a_second_person_is_never_the_actor_and_always_entitled() -> None:
    not_entitled = fail("second.not_entitled", roles="lead,admin,supervisor")
    assert second_person(ME, ME, {Role.LEAD}) == (fail("second.is_actor"),)
    assert second_person(ME, YOU, {Role.OFFICER}) == (not_entitled,)
    assert second_person(ME, ME, set()) == (fail("second.is_actor"), not_entitled)
