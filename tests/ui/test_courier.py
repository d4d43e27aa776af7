"""The courier: a thread of its own, woken and ended by the desk; what it says comes home, silence holds nobody."""

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from coalguard.ui.courier import Courier, Rounds

Tell = Callable[[object], None]


class Line:
    """A line to nowhere: counts the wakings and says them."""

    def __init__(self) -> None:
        self.threads: list[threading.Thread] = []
        self.hangs = threading.Event()
        self.release = threading.Event()

    def rounds(self, stop: threading.Event, wake: threading.Event, tell: Tell) -> None:
        self.threads.append(threading.current_thread())
        count = 0
        while not stop.is_set():
            count += 1
            tell(count)
            wake.wait()
            wake.clear()

    def silent(self, stop: threading.Event, wake: threading.Event, tell: Tell) -> None:
        del stop, wake
        self.hangs.set()
        self.release.wait()
        tell("too late")
        raise OSError("closed under the courier")


@pytest.fixture
def line() -> Iterator[Line]:
    """A line whose silence ends with the test."""
    made = Line()
    yield made
    made.release.set()


def started(rounds: Rounds, reports: list[Exception], rest_s: float = 60.0) -> tuple[Courier, list[object]]:
    """A courier on its way, and what it says."""
    courier = Courier(rounds, reports.append, rest_s=rest_s)
    heard: list[object] = []
    courier.told.connect(heard.append)
    courier.start()
    return courier, heard


def test_what_the_courier_says_comes_home_to_the_main_thread(line: Line, qtbot: QtBot) -> None:
    threads: list[threading.Thread] = []
    courier, heard = started(line.rounds, [])
    courier.told.connect(lambda _said: threads.append(threading.current_thread()))
    qtbot.waitUntil(lambda: heard == [1])
    courier.wake()
    qtbot.waitUntil(lambda: heard == [1, 2])
    assert line.threads[0] is not threading.current_thread()
    assert set(threads) == {threading.current_thread()}
    assert courier.goes
    courier.stop()
    assert courier.wait()
    assert not courier.goes


def test_a_silent_line_holds_nobody_and_what_it_says_later_is_not_heard(line: Line, qtbot: QtBot) -> None:
    reports: list[Exception] = []
    courier, heard = started(line.silent, reports)
    qtbot.waitUntil(line.hangs.is_set)
    courier.stop()
    assert not courier.wait(0.01)
    assert courier._thread.daemon
    line.release.set()
    assert courier.wait()
    QApplication.processEvents()
    assert (heard, reports) == ([], [])


def test_what_nobody_expected_is_reported_and_the_courier_goes_again(qtbot: QtBot) -> None:
    reports: list[Exception] = []
    rounds_gone: list[int] = []

    def rounds(stop: threading.Event, wake: threading.Event, tell: Tell) -> None:
        del wake
        rounds_gone.append(1)
        if len(rounds_gone) == 1:
            raise ValueError("unheard of")
        tell("again")
        stop.wait()

    courier, heard = started(rounds, reports, rest_s=0.01)
    qtbot.waitUntil(lambda: heard == ["again"])
    assert [type(one) for one in reports] == [ValueError]
    courier.stop()
    assert courier.wait()


def test_what_is_on_its_way_home_when_the_desk_ends_is_dropped(line: Line, qtbot: QtBot) -> None:
    courier, heard = started(line.rounds, [])
    qtbot.waitUntil(lambda: heard == [1])
    courier._came_home.emit("late")
    courier.stop()
    assert courier.wait()
    QApplication.processEvents()
    assert heard == [1]


def test_a_courier_that_never_went_ends_at_once() -> None:
    reports: list[Exception] = []
    courier = Courier(Line().rounds, reports.append)
    courier.stop()
    assert courier.wait()
