"""Premises: founded whole or not at all, opened by password, locked to one process, let go again."""

from pathlib import Path

import pytest

from coalguard import premises
from coalguard.clock import SystemClock
from coalguard.domain.errors import CoalGuardError, MachineError
from coalguard.domain.findings import Refused
from coalguard.operations.setup import FoundStation, StationKind
from coalguard.settings import Settings
from coalguard.store import slotfile
from coalguard.trust.slots import open_recovery

CLOCK = SystemClock()
PASSWORD = "correct horse"
MARKET = FoundStation(kind=StationKind.MARKET, code="LX01", name="演示市场")


def found(folder: Path, request: FoundStation = MARKET, password: str = PASSWORD) -> str:
    return premises.found(CLOCK, Settings(folder), request, "admin", password)


def enter(folder: Path, password: str = PASSWORD) -> str:
    opening = premises.open_with_password(CLOCK, Settings(folder), "admin", password, lambda _: None)
    opening.close()
    return opening.actor.login


def test_a_founded_station_opens_with_its_password_and_its_recovery_code_holds_the_key(tmp_path: Path) -> None:
    code = found(tmp_path)

    assert enter(tmp_path) == "admin"
    assert open_recovery(slotfile.load(tmp_path), code)
    assert slotfile.load(tmp_path / "alibi").logins == ("admin",)


def test_a_station_is_not_founded_twice(tmp_path: Path) -> None:
    found(tmp_path)
    before = (tmp_path / "slots.json").read_bytes()

    with pytest.raises(Refused) as refused:
        found(tmp_path)

    assert refused.value.code == "store.exists"
    assert (tmp_path / "slots.json").read_bytes() == before


@pytest.mark.parametrize(
    ("request_", "password", "code"),
    [
        (FoundStation(kind=StationKind.MARKET, code="GB01", name="演示"), PASSWORD, "station.code_reserved"),
        (MARKET, "short", "password.short"),
    ],
)
def test_what_is_refused_leaves_nothing(tmp_path: Path, request_: FoundStation, password: str, code: str) -> None:
    folder = tmp_path / "new"

    with pytest.raises(Refused) as refused:
        found(folder, request_, password)

    assert refused.value.code == code
    assert not folder.exists()


def test_where_founding_fails_nothing_of_it_stays(tmp_path: Path) -> None:
    (tmp_path / "alibi").write_text("a file where the folder should be")

    with pytest.raises(CoalGuardError):
        found(tmp_path)

    assert {file.name for file in tmp_path.iterdir()} <= {"alibi", "store.lock"}


def test_the_fifth_wrong_password_makes_all_wait(tmp_path: Path) -> None:
    found(tmp_path)
    for _ in range(5):
        with pytest.raises(Refused) as wrong:
            enter(tmp_path, "wrong password")
        assert wrong.value.code == "session.password_wrong"

    with pytest.raises(Refused) as waiting:
        enter(tmp_path)

    assert waiting.value.code == "session.wait"


def test_an_open_station_is_locked_to_its_process_and_free_again_afterwards(tmp_path: Path) -> None:
    found(tmp_path)
    opening = premises.open_with_password(CLOCK, Settings(tmp_path), "admin", PASSWORD, lambda _: None)

    with pytest.raises(MachineError) as used:
        enter(tmp_path)
    opening.close()

    assert used.value.code == "store.in_use"
    assert enter(tmp_path) == "admin"


def test_a_real_station_does_not_open_freely(tmp_path: Path) -> None:
    found(tmp_path)

    assert premises.open_demo(CLOCK, Settings(tmp_path), lambda _: None) is None


def test_a_folder_without_a_store_is_told(tmp_path: Path) -> None:
    with pytest.raises(MachineError) as missing:
        enter(tmp_path)

    assert missing.value.code == "store.missing"


def test_the_recovery_code_gives_a_login_a_new_password(tmp_path: Path) -> None:
    code = found(tmp_path)

    premises.recover(CLOCK, Settings(tmp_path), code, "admin", "another password")

    assert enter(tmp_path, "another password") == "admin"
    with pytest.raises(Refused):
        enter(tmp_path)


@pytest.mark.parametrize(
    ("login", "password", "code"),
    [("nobody", "another password", "recovery.login_unknown"), ("admin", "short", "password.short")],
)
def test_what_is_no_recovery_changes_nothing(tmp_path: Path, login: str, password: str, code: str) -> None:
    written = found(tmp_path)

    with pytest.raises(Refused) as refused:
        premises.recover(CLOCK, Settings(tmp_path), written, login, password)
    with pytest.raises(Refused) as wrong:
        premises.recover(CLOCK, Settings(tmp_path), "0" * 25, "admin", "another password")

    assert (refused.value.code, wrong.value.code) == (code, "recovery.code_wrong")
    assert enter(tmp_path) == "admin"
