"""Staff: roles in the chain, names beside it, passwords in the slot file, PINs in none of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalguard.domain.findings import Refused
from coalguard.domain.roles import Role
from coalguard.operations import staff
from coalguard.operations.session import actor_named
from coalguard.store import slotfile
from coalguard.store.people import load_member
from coalguard.trust.slots import Slots, key_check, open_slot
from tests.stations import Manned, bodies, open_test_station

NEW = {"login": "wang", "name": "王演示", "roles": (Role.CLERK,), "password": "long enough", "pin": "4321"}


@pytest.fixture
def manned(tmp_path: Path) -> Iterator[Manned]:
    with open_test_station(tmp_path) as opened:
        vault = opened.station.store.vault
        for folder in (vault.folder, vault.alibi):
            slotfile.keep(folder, Slots(vault.salt.hex(), key_check(vault.key)))
        yield opened


def enlist(manned: Manned, **changed: object) -> staff.StaffKept:
    return staff.register_staff(manned.station, manned.admin, staff.RegisterStaff(**{**NEW, **changed}))  # type: ignore[arg-type]  # a table of fields


def test_a_new_member_opens_the_store_and_takes_roles_from_the_founder(manned: Manned) -> None:
    kept = enlist(manned)
    vault = manned.station.store.vault

    assert open_slot(slotfile.load(vault.folder), "wang", "long enough") == vault.key
    assert slotfile.load(vault.alibi).logins == ("wang",)
    assert load_member(manned.station.store.read(), "wang").roles == {Role.CLERK}
    assert Role.CLERK not in actor_named(manned.station, manned.admin.key).roles
    assert Role.WEIGHER in actor_named(manned.station, manned.admin.key).roles
    assert kept.active


def test_no_secret_and_no_name_stands_in_an_entry(manned: Manned) -> None:
    enlist(manned)

    for body in bodies(manned.station).values():
        assert not any(secret in body for secret in ("王演示", "wang", "long enough", "4321", "argon2"))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"login": " "}, "field.missing"),
        ({"login": "admin"}, "staff.login_taken"),
        ({"name": ""}, "name.missing"),
        ({"roles": ()}, "staff.roles_missing"),
        ({"password": "short"}, "password.short"),
        ({"pin": "12"}, "pin.malformed"),
    ],
)
def test_an_impossible_member_is_refused(manned: Manned, changed: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refused:
        enlist(manned, **changed)

    assert refused.value.code == code


def test_everyone_changes_the_own_secrets_and_nothing_else(manned: Manned) -> None:
    kept = enlist(manned)
    wang = actor_named(manned.station, kept.id)

    staff.change_staff(manned.station, wang, staff.ChangeStaff(login="wang", password="another one", pin="5555"))
    with pytest.raises(Refused) as refused:
        staff.change_staff(manned.station, wang, staff.ChangeStaff(login="wang", roles=(Role.ADMIN,)))

    assert refused.value.code == "role.missing"
    assert open_slot(slotfile.load(manned.station.store.vault.folder), "wang", "another one")


def test_who_has_left_can_not_come_in_and_gives_the_roles_back(manned: Manned) -> None:
    enlist(manned)

    kept = staff.change_staff(
        manned.station, manned.admin, staff.ChangeStaff(login="wang", active=False, name="王改名")
    )

    assert not kept.active
    assert slotfile.load(manned.station.store.vault.folder).logins == ()
    assert Role.CLERK in actor_named(manned.station, manned.admin.key).roles
    with pytest.raises(Refused) as refused:
        load_member(manned.station.store.read(), "wang")
    assert refused.value.code == "staff.unknown"


@pytest.mark.parametrize(("login", "code"), [("admin", "staff.founder_stays"), ("nobody", "staff.unknown")])
def test_the_founder_stays_and_strangers_do_not_change(manned: Manned, login: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        staff.change_staff(manned.station, manned.admin, staff.ChangeStaff(login=login, active=False))

    assert refused.value.code == code


def test_a_changed_name_is_a_name(manned: Manned) -> None:
    enlist(manned)

    with pytest.raises(Refused) as refused:
        staff.change_staff(manned.station, manned.admin, staff.ChangeStaff(login="wang", name="王\n演示"))

    assert refused.value.code == "name.control_character"
