"""The way in and out: a demonstration by itself, a store by its password, the lock by a PIN; drafts on the way."""

import shutil
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from coalguard import premises as deeds
from coalguard.clock import SystemClock
from coalguard.domain.errors import CoalGuardError, MachineError
from coalguard.domain.findings import warn
from coalguard.domain.roles import Role
from coalguard.operations.setup import FoundStation, StationKind
from coalguard.operations.staff import RegisterStaff, register_staff
from coalguard.operations.visit import BeginSale, begin_sale
from coalguard.settings import Settings
from coalguard.store import slotfile
from coalguard.trust.slots import with_open_slot
from coalguard.ui import doorkeeper as module
from coalguard.ui.doorkeeper import Doorkeeper
from coalguard.ui.drafts import RESTORED
from coalguard.ui.founding import FoundingView, RecoveryView
from coalguard.ui.frame import Frame
from coalguard.ui.lock import LockView
from coalguard.ui.login import LoginView, TroubleView
from coalguard.ui.premises import Premises
from coalguard.ui.window import Window
from tests.ui.conftest import raised
from tests.ui.office import YardPage, links

LOGIN, PASSWORD, PIN = "admin", "demo password 1", "2468"
CLOCK = SystemClock()


def premises(**other: Callable[..., object]) -> Premises:
    """The program's own deeds, some of them replaced."""
    own: dict[str, Callable[..., object]] = {
        "logins": deeds.logins,
        "open": partial(deeds.open_with_password, CLOCK),
        "open_demo": partial(deeds.open_demo, CLOCK),
        "build_demo": partial(deeds.build_demo, CLOCK),
        "found": partial(deeds.found, CLOCK),
        "told": deeds.told_at_start,
        "explain": raised,
    }
    return Premises(clock=CLOCK, **{**own, **other})  # type: ignore[arg-type]  # each is of its own shape


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A market whose administrator has a PIN, nobody at the desk."""
    folder = tmp_path_factory.mktemp("founded") / "store"
    deeds.found(
        CLOCK, Settings(folder), FoundStation(kind=StationKind.MARKET, code="LX01", name="演示市场"), LOGIN, PASSWORD
    )
    opened = deeds.open_with_password(CLOCK, Settings(folder), LOGIN, PASSWORD, lambda _: None)
    request = RegisterStaff(login="yi", name="演示一", roles=(Role.CLERK,), password="demo password 2", pin=PIN)
    register_staff(opened.station, opened.actor, request)
    opened.close()
    return folder


class Door:
    """A doorkeeper at work, and what it shows."""

    def __init__(self, folder: Path, qtbot: QtBot, found: Premises | None = None, *, demo: str = "") -> None:
        self.window = Window(Frame(links))
        self.qtbot = qtbot
        self.window.resize(1366, 768)
        self.window.show()
        self.keeper = Doorkeeper(self.window, found or premises(), Settings(folder), demo=demo)
        self.keeper.begin()
        self.rest()

    def rest(self) -> None:
        """Let whatever was asked for come home."""
        self.qtbot.waitUntil(lambda: not self.keeper.background.busy, timeout=30_000)
        QApplication.processEvents()
        self.qtbot.waitUntil(lambda: not self.keeper.background.busy, timeout=30_000)

    def log_in(self, password: str = PASSWORD, login: str = LOGIN) -> None:
        """Type a password."""
        view = self.window.view
        assert isinstance(view, LoginView)
        view.login.set_value(login)
        view.password.set_text(password)
        view.button.click()
        self.rest()

    def leave(self) -> None:
        """Close the window."""
        with self.qtbot.waitSignal(self.keeper.gone, timeout=30_000):
            self.window.close()

    def crash(self) -> None:
        """Let the store go as the end of the process would: nothing is laid aside."""
        self.rest()
        entered = self.keeper._entered
        assert entered is not None
        entered.opened.close()
        self.keeper._entered = None
        self.keeper.background.close()
        self.window.frame.close_place()
        self.window.close_now()


@pytest.fixture
def folder(founded: Path, tmp_path: Path) -> Path:
    """A store of the test's own."""
    return Path(shutil.copytree(founded, tmp_path / "store"))


@pytest.fixture
def door(folder: Path, qtbot: QtBot) -> Iterator[Door]:
    """A door that is closed at the end."""
    opened = Door(folder, qtbot)
    yield opened
    if opened.window.isVisible():
        opened.leave()


def page_of(door: Door) -> YardPage:
    """The page in front."""
    page = door.window.frame.current
    assert isinstance(page, YardPage)
    return page


def test_a_password_opens_the_store(door: Door) -> None:
    view = door.window.view
    assert isinstance(view, LoginView)
    assert [option.value for option in view.login.options] == ["admin", "yi"]
    door.log_in()
    assert door.window.view is None
    assert door.keeper.place is not None
    assert door.keeper.place.actor.login == LOGIN
    assert "演示市场" in door.window.frame.top.accessibleName()


def test_the_first_key_has_the_printing_loaded(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[bool] = []
    monkeypatch.setattr(module, "_load_press", lambda: loaded.append(True))
    door.window.pressed.emit()
    door.log_in()
    for _ in range(2):
        door.window.pressed.emit()
    door.rest()
    assert loaded == [True]
    monkeypatch.undo()
    module._load_press()
    assert "coalguard.printing.picture" in sys.modules


def test_a_wrong_password_is_told_beside_the_field_and_the_login_stays(door: Door) -> None:
    door.log_in("wrong password 1")
    view = door.window.view
    assert isinstance(view, LoginView)
    assert view.password.faulty
    assert view.password.text() == ""
    assert view.login.value() == LOGIN
    door.log_in()
    assert door.window.view is None


def test_after_five_wrong_passwords_the_seconds_are_counted_down(door: Door) -> None:
    view = door.window.view
    assert isinstance(view, LoginView)
    view.password.set_text("wrong password 6")
    view.refused(MachineError("session.wait", seconds=2))
    assert not view.button.isEnabled()
    assert view.password.text() == ""
    assert "2" in view.password.message
    door.qtbot.waitUntil(view.button.isEnabled, timeout=5000)
    assert view.password.message == ""


def test_an_entry_of_this_program_reaches_the_page(door: Door) -> None:
    door.log_in()
    page = page_of(door)
    page.fields["name"].set_text("北堆")
    assert page.main_act is not None
    page.main_act.click()
    door.rest()
    assert frozenset({"yard.registered"}) in page.noted


def test_a_broken_off_window_gives_its_draft_back_and_says_so(folder: Path, qtbot: QtBot) -> None:
    first = Door(folder, qtbot)
    first.log_in()
    page_of(first).fields["name"].set_text("没写完的堆")
    first.window.frame.keep_draft()
    first.crash()
    second = Door(folder, qtbot)
    second.log_in()
    assert page_of(second).fields["name"].text() == "没写完的堆"
    assert [message.code for message in second.window.frame.messages.messages] == [RESTORED]
    assert "1 张草稿" in second.window.frame.messages.messages[0].text
    second.leave()


def test_a_window_that_was_closed_gives_its_draft_back_in_silence(folder: Path, qtbot: QtBot) -> None:
    first = Door(folder, qtbot)
    first.log_in()
    page_of(first).fields["name"].set_text("没写完的堆")
    first.leave()
    unprinted = warn("paper.unprinted", count=1, numbers="GB01-260114-0058")
    second = Door(folder, qtbot, premises(told=lambda _: (unprinted,)))
    second.log_in()
    assert page_of(second).fields["name"].text() == "没写完的堆"
    (told,) = second.window.frame.messages.messages  # of papers that did not come out, with the key that prints them
    assert told.act is not None
    assert (told.code, told.act.key) == ("paper.unprinted", "F8")
    second.leave()


def test_the_lock_hides_the_pages_until_a_pin_comes(door: Door) -> None:
    door.log_in()
    door.keeper.lock()
    door.rest()
    view = door.window.view
    assert isinstance(view, LockView)
    assert not door.window.frame.isVisible()
    view.person.set_value("yi")
    view.pin.set_text("0000")
    view.button.click()
    door.rest()
    assert view.pin.faulty
    view.pin.set_text(PIN)
    view.button.click()
    door.rest()
    assert door.window.view is None
    assert door.keeper.place is not None
    assert door.keeper.place.actor.login == "yi"
    assert "演示一" in door.window.frame.top.accessibleName()


def test_the_lock_shows_who_waits_and_hears_of_whoever_comes(door: Door) -> None:
    door.log_in()
    door.keeper.lock()
    door.rest()
    view, place = door.window.view, door.keeper.place
    assert isinstance(view, LockView)
    assert place is not None

    def plates() -> list[str]:
        return [row.plate for row in view.queue.list.rows]

    assert plates() == []
    begin_sale(place.station, place.actor, BeginSale(plate="甘N8F326", coal="无烟2号"))
    door.qtbot.waitUntil(lambda: plates() == ["甘N8F326"])
    door.rest()


def test_a_locked_desk_can_be_opened_anew_with_a_password(door: Door) -> None:
    door.log_in()
    page_of(door).fields["name"].set_text("没写完的堆")
    door.keeper.lock()
    door.rest()
    view = door.window.view
    assert isinstance(view, LockView)
    view.login_asked.emit()
    door.rest()
    door.rest()
    assert isinstance(door.window.view, LoginView)
    door.log_in()
    assert page_of(door).fields["name"].text() == "没写完的堆"


def test_nobody_is_locked_out_before_anybody_came_in(door: Door) -> None:
    door.keeper.lock()
    assert isinstance(door.window.view, LoginView)


def test_a_demonstration_opens_by_itself(folder: Path, qtbot: QtBot) -> None:
    opened = deeds.open_with_password(CLOCK, Settings(folder), LOGIN, PASSWORD, lambda _: None)
    slotfile.keep(folder, with_open_slot(slotfile.load(folder), opened.station.store.vault.key))
    opened.close()
    door = Door(folder, qtbot)
    assert door.window.view is None
    door.leave()


def test_a_real_store_is_not_opened_as_a_demonstration(folder: Path, qtbot: QtBot) -> None:
    door = Door(folder, qtbot, demo="market")
    assert isinstance(door.window.view, TroubleView)
    door.leave()


def test_what_keeps_the_store_from_opening_is_told_and_can_be_tried_again(folder: Path, qtbot: QtBot) -> None:
    failures: list[CoalGuardError] = [MachineError("store.in_use")]

    def logins(settings: Settings) -> tuple[str, ...]:
        if failures:
            raise failures.pop()
        return deeds.logins(settings)

    door = Door(folder, qtbot, premises(logins=logins))
    view = door.window.view
    assert isinstance(view, TroubleView)
    view.again.emit()
    door.rest()
    assert isinstance(door.window.view, LoginView)
    door.leave()


def test_an_empty_folder_gets_a_station_and_its_recovery_code(tmp_path: Path, qtbot: QtBot) -> None:
    door = Door(tmp_path / "new", qtbot)
    view = door.window.view
    assert isinstance(view, FoundingView)
    for name, text in (("code", "LX01"), ("name", "演示市场"), ("login", LOGIN), ("password", PASSWORD)):
        view.fields[name].set_text(text)
    view.fields["again"].set_text("another password")
    view.button.click()
    assert view.fields["again"].faulty
    view.fields["again"].clear()
    view.fields["again"].set_text(PASSWORD)
    view.button.click()
    door.rest()
    told = door.window.view
    assert isinstance(told, RecoveryView)
    told.written_down.emit()
    door.rest()
    assert door.window.view is None
    door.leave()


def test_every_reason_against_a_new_station_is_shown(tmp_path: Path, qtbot: QtBot) -> None:
    door = Door(tmp_path / "new", qtbot)
    view = door.window.view
    assert isinstance(view, FoundingView)
    texts = (("code", "X"), ("name", "演示市场"), ("login", LOGIN), ("password", "short"), ("again", "short"))
    for name, text in texts:
        view.fields[name].set_text(text)
    view.button.click()
    door.rest()
    assert view.fields["password"].faulty
    assert view.fields["code"].faulty or view.message.isVisible()
    assert view.button.isEnabled()
    door.leave()
