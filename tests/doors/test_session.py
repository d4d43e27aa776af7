"""Who is at the desk: login, lock, PIN, logout; one store, one desk."""

from pathlib import Path

import pytest

from coalguard.domain.findings import Refused
from coalguard.doors.session import LogIn, Session
from coalguard.settings import Settings
from tests.doors.speaking import CODE, LOGIN, PASSWORD, PIN, PROGRAM, Door, copied, free


def test_a_login_tells_who_where_and_in_which_roles(door: Door) -> None:
    seated = door.log_in()
    assert (seated["login"], seated["station"], seated["findings"]) == (LOGIN, CODE, [])
    assert seated["roles"] == ["admin", "clerk", "lead", "officer", "supervisor", "weigher"]


def test_a_wrong_password_opens_nothing(door: Door) -> None:
    assert door.refusal("session.login", login=LOGIN, password="guess") == ["session.password_wrong"]
    assert door.refusal("setup.show") == ["session.locked"]


def test_a_second_process_finds_the_store_in_use(desk: Door, folder: Path) -> None:
    assert Door(folder).refusal("session.login", login=LOGIN, password=PASSWORD) == ["store.in_use"]
    assert desk.ask("setup.show")["ok"]


def test_a_locked_desk_opens_by_pin(desk: Door) -> None:
    desk.result("staff.change", login=LOGIN, pin=PIN)
    assert desk.result("session.lock") == {"locked": True, "open": True}
    assert desk.refusal("setup.show") == ["session.locked"]
    assert desk.refusal("session.lock") == ["session.locked"]
    assert desk.refusal("session.unlock", pin="1357") == ["pin.wrong"]
    assert desk.result("session.unlock", pin=PIN)["login"] == LOGIN
    assert desk.ask("setup.show")["ok"]


def test_another_takes_a_locked_desk_with_login_and_pin(desk: Door) -> None:
    fields = {"name": "演示司磅", "roles": ["weigher"], "password": PASSWORD, "pin": PIN}
    desk.result("staff.register", login="weigher", **fields)
    desk.result("session.lock")
    assert desk.result("session.unlock", login="weigher", pin=PIN)["roles"] == ["weigher"]
    desk.result("session.lock")
    assert desk.result("session.unlock", pin=PIN)["login"] == "weigher"


def test_a_logout_closes_the_store_for_others(desk: Door, folder: Path) -> None:
    assert desk.result("session.logout") == {"locked": True, "open": False}
    assert desk.refusal("session.unlock", pin=PIN) == ["session.locked"]
    other = Door(folder)
    other.log_in()
    other.drive.session.close()


def test_a_login_over_a_locked_desk_begins_anew(desk: Door) -> None:
    desk.result("session.lock")
    assert desk.log_in()["login"] == LOGIN
    assert desk.ask("setup.show")["ok"]


def test_a_folder_without_a_store_is_told(tmp_path: Path) -> None:
    door = Door(tmp_path)
    assert len(door.refusal("session.login", login=LOGIN, password=PASSWORD)) == 1
    assert len(door.refusal("setup.show")) == 1


def test_a_recovery_from_the_alibi_is_told_at_the_start(founded: Path, tmp_path: Path) -> None:
    """The store is an older copy than its alibi: what it lost is taken over, and said."""
    folder = copied(founded, tmp_path / "store")
    before = (folder / "store.db").read_bytes()
    door = Door(folder)
    door.log_in()
    door.result("yard.register", name="演示东场")
    door.result("session.logout")
    (folder / "store.db").write_bytes(before)
    for beside in ("-wal", "-shm"):
        (folder / f"store.db{beside}").unlink(missing_ok=True)
    findings = door.log_in()["findings"]
    door.drive.session.close()
    assert [(one["code"], one["severity"], one["facts"]) for one in findings] == [("alibi.taken", "warn", {"count": 3})]


def test_passing_the_desk_of_a_closed_store_does_nothing(tmp_path: Path) -> None:
    session = Session(PROGRAM, Settings(tmp_path))
    session.refresh_roles()
    session.close()
    assert session.take_rung() == ()


def test_a_login_of_a_session_is_a_value(folder: Path) -> None:
    session = Session(PROGRAM, Settings(folder))
    seated = session.log_in(LogIn(login=LOGIN, password=PASSWORD))
    assert session.at_desk()[1].key == seated.actor
    session.close()
    with pytest.raises(Refused):
        session.at_desk()


def test_a_demonstration_opens_at_the_first_command_and_not_after_a_logout(folder: Path) -> None:
    free(folder)
    door = Door(folder)
    answer = door.ask("yard.register", name="演示东场")
    assert answer["ok"]
    assert len(answer["entries"]) > 1
    door.result("session.logout")
    assert door.refusal("setup.show") == ["session.locked"]
    door.log_in()
    door.drive.session.close()


def test_a_wrong_password_leaves_a_demonstration_open_to_all(folder: Path) -> None:
    free(folder)
    door = Door(folder)
    door.refusal("session.login", login=LOGIN, password="guess")
    assert door.ask("setup.show")["ok"]
    door.drive.session.close()
