"""Sync at the desk: the top bar is honest after every save, the courier goes only where there is a city to go to."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from coalguard.domain.errors import MachineError
from coalguard.operations.register import RegisterYard, register_yard
from coalguard.ui.states.sync import Course, SyncFacts, Traffic
from coalguard.ui.sync_desk import SyncDeeds, SyncDesk
from coalguard.ui.workplace import Workplace
from tests.ui.conftest import raised
from tests.ui.office import Office, open_office

Tell = Callable[[object], None]
CONTACT = datetime(2026, 1, 14, 13, 44, tzinfo=UTC)
SYNCED = Traffic(course=Course.SYNCED, contact=CONTACT)


class City:
    """A city at the end of no line: what sync would find, and how often the courier came."""

    def __init__(self) -> None:
        self.traffic = SYNCED
        self.exceptions = 0
        self.fails = False
        self.rounds_gone = 0
        self.shown = 0
        self.ended = threading.Event()

    def show(self) -> SyncFacts:
        self.shown += 1
        if self.fails:
            raise MachineError("store.busy")
        return SyncFacts(traffic=self.traffic)

    def rounds(self, stop: threading.Event, wake: threading.Event, tell: Tell) -> None:
        while not stop.is_set():
            self.rounds_gone += 1
            tell(self.rounds_gone)
            wake.wait()
            wake.clear()
        self.ended.set()

    def count(self) -> int:
        if self.fails:
            raise MachineError("store.busy")
        return self.exceptions

    def deeds(self) -> SyncDeeds:
        return SyncDeeds(self.show, self.count, self.rounds, _heard, raised)


def _heard(said: object, before: Traffic) -> Traffic:
    """The third round says that two of five are there."""
    return replace(before, sending=2, batch=5) if said == 3 else replace(before, sending=0, batch=0)


@pytest.fixture
def office(market: Workplace, qtbot: QtBot) -> Iterator[Office]:
    """An office."""
    with open_office(market, qtbot) as opened:
        yield opened


@pytest.fixture
def city() -> City:
    """A city."""
    return City()


@pytest.fixture
def desk(office: Office, city: City) -> Iterator[SyncDesk]:
    """A desk at an enrolled station."""
    made = SyncDesk(office.window, office.place, city.deeds())
    made.begin()
    office.rest()
    yield made
    if not made._over:
        made.close()
        made.wait()


def top(office: Office) -> str:
    """What the top bar tells."""
    QApplication.processEvents()
    return office.window.frame.top.accessibleName()


def is_open(desk: SyncDesk) -> bool:
    """Whether the sheet is there."""
    return desk.sheet is not None or desk._window.sheet is not None


def save(office: Office) -> None:
    """Save something."""
    office.place.write(register_yard, RegisterYard(name="北堆"), lambda _kept: None, office.faults.append)
    office.rest()
    office.rest()


def test_the_courier_of_an_enrolled_station_goes(desk: SyncDesk, office: Office, city: City, qtbot: QtBot) -> None:
    assert desk.courier is not None
    qtbot.waitUntil(lambda: city.rounds_gone == 1)
    assert "已同步" in top(office)
    assert "21:44 · 待传 0" in top(office)


def test_a_station_without_a_server_and_a_demonstration_have_none(office: Office, city: City) -> None:
    city.traffic = Traffic()
    desk = SyncDesk(office.window, office.place, city.deeds())
    desk.begin()
    office.rest()
    assert desk.courier is None
    assert "本机已存" in top(office)
    desk.sync_now()
    office.rest()
    desk.close()
    desk.wait()
    office.place.sit(office.place.actor, replace(office.place.sheet, demo=True))
    city.traffic = SYNCED
    other = SyncDesk(office.window, office.place, city.deeds())
    other.begin()
    office.rest()
    assert other.courier is None
    other.close()


def test_an_enrolment_brings_the_courier(office: Office, city: City) -> None:
    city.traffic = Traffic()
    desk = SyncDesk(office.window, office.place, city.deeds())
    desk.begin()
    office.rest()
    city.traffic = SYNCED
    save(office)
    assert desk.courier is not None
    desk.close()
    desk.wait()
    assert city.ended.is_set()


@pytest.mark.usefixtures("desk")
def test_a_save_is_counted_at_once_and_wakes_the_courier(office: Office, city: City, qtbot: QtBot) -> None:
    city.traffic = replace(SYNCED, course=Course.WAITING, waiting=1)
    save(office)
    assert "待上传 1 条" in top(office)
    qtbot.waitUntil(lambda: city.rounds_gone == 2)


@pytest.mark.usefixtures("desk")
def test_what_others_wrote_does_not_wake_the_courier(office: Office, city: City, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: city.rounds_gone == 1)
    office.place.changed.emit(frozenset({"form.issued"}))
    office.rest()
    assert city.rounds_gone == 1


def test_a_push_under_way_is_counted_in_the_bar(desk: SyncDesk, office: Office, city: City, qtbot: QtBot) -> None:
    city.traffic = replace(SYNCED, course=Course.WAITING, waiting=5)
    save(office)
    qtbot.waitUntil(lambda: city.rounds_gone == 2)
    desk.sync_now()
    qtbot.waitUntil(lambda: "正在上传 2 / 5" in top(office))
    desk.sync_now()
    qtbot.waitUntil(lambda: "待上传 5 条" in top(office))


def test_many_saves_ask_no_more_often_than_there_are_answers(desk: SyncDesk, office: Office, city: City) -> None:
    office.rest()
    before = city.shown
    for _turn in range(9):
        desk.refresh()
    office.rest()
    office.rest()
    assert city.shown - before == 2


@pytest.mark.usefixtures("desk")
def test_what_could_not_be_read_is_asked_again_with_the_next_save(office: Office, city: City) -> None:
    city.fails = True
    office.place.changed.emit(frozenset({"exception.opened"}))
    office.rest()
    city.fails, city.traffic = False, replace(SYNCED, course=Course.WAITING, waiting=2)
    save(office)
    assert "待上传 2 条" in top(office)


@pytest.mark.usefixtures("desk")
def test_open_exceptions_are_counted_on_the_rail(office: Office, city: City) -> None:
    city.exceptions = 2
    office.place.changed.emit(frozenset({"exception.opened"}))
    office.rest()
    assert office.window.frame.rail._counts == {"exceptions": 2}


def test_ctrl_u_opens_the_sheet_which_is_asked_anew(desk: SyncDesk, office: Office, city: City) -> None:
    before = city.shown
    office.hands.press("Ctrl+U")
    assert desk.sheet is not None
    assert desk.sheet.isVisible()
    office.rest()
    assert city.shown > before
    office.hands.press("Esc")
    assert not is_open(desk)
    office.hands.press("Ctrl+U", "F5", "Ctrl+U")
    assert not is_open(desk)


@pytest.mark.usefixtures("desk")
def test_f5_on_the_sheet_wakes_the_courier(office: Office, city: City, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: city.rounds_gone == 1)
    office.hands.press("Ctrl+U", "F5")
    qtbot.waitUntil(lambda: city.rounds_gone == 2)
    office.rest()
    office.hands.press("Esc")


def test_a_click_on_what_is_saved_opens_the_sheet(desk: SyncDesk, office: Office) -> None:
    bar = office.window.frame.top
    bar.grab()
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar._saved_place.center().toPoint())
    assert desk.sheet is not None
    desk.open()
    office.rest()


def test_before_anybody_came_in_there_is_nothing_to_show(desk: SyncDesk, office: Office) -> None:
    office.window.show_view(QWidget())
    office.window.press("Ctrl+U", repeated=False)
    assert desk.sheet is None
    office.window.show_frame()


def test_the_end_closes_the_sheet_and_hears_nothing_more(
    desk: SyncDesk, office: Office, city: City, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: city.rounds_gone == 1)
    office.hands.press("Ctrl+U")
    city.traffic, city.exceptions = Traffic(course=Course.FORK), 7
    desk.refresh()
    desk._count()
    desk.close()
    desk.wait()
    office.rest()
    assert city.ended.is_set()
    assert office.window.sheet is None
    assert "已同步" in top(office)
    assert not office.window.frame.rail._counts
    office.hands.press("Ctrl+U")
    assert office.window.sheet is None
