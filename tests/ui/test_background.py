"""Lanes: results come home to the main thread, failures as what they are, the bell as one signal."""

import threading
from dataclasses import dataclass

import pytest
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from coalguard.domain.errors import CoalGuardError, MachineError
from coalguard.domain.findings import refuse
from coalguard.ui.background import Background, Lane


@dataclass(frozen=True)
class Entry:
    """What the bell says of an entry."""

    kind: str


class Noted:
    """What came home, and in which thread."""

    def __init__(self) -> None:
        self.results: list[object] = []
        self.errors: list[CoalGuardError] = []
        self.threads: set[int] = set()

    def done(self, result: object) -> None:
        """A result."""
        self.results.append(result)
        self.threads.add(threading.get_ident())

    def failed(self, error: CoalGuardError) -> None:
        """A reason."""
        self.errors.append(error)
        self.threads.add(threading.get_ident())


@pytest.mark.parametrize("lane", Lane)
def test_a_result_comes_home_to_the_main_thread(lane: Lane, background: Background, qtbot: QtBot) -> None:
    noted, ran = Noted(), []

    def operation() -> int:
        ran.append(threading.get_ident())
        return 42

    background.run(operation, noted.done, noted.failed, lane=lane)
    assert background.busy
    with qtbot.waitSignal(background.idle):
        pass
    assert noted.results == [42]
    assert noted.threads == {threading.get_ident()}
    assert ran != [threading.get_ident()]


class Painted(QWidget):
    """A widget that notes that it is painted."""

    def __init__(self, noted: list[str]) -> None:
        super().__init__()
        self._noted = noted

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 -- as Qt has it
        del event
        self._noted.append("painted")


def test_a_paper_is_drawn_after_what_its_key_changed_is_painted(background: Background, qtbot: QtBot) -> None:
    noted: list[str] = []
    widget = Painted(noted)
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitUntil(lambda: bool(noted))
    qtbot.waitExposed(widget)
    noted.clear()
    widget.update()
    background.run(lambda: noted.append("drawn"), _ignore, _ignore, lane=Lane.OUTSIDE)
    assert background.busy
    qtbot.waitUntil(lambda: not background.busy)
    assert noted == ["painted", "drawn"]


def test_what_waits_for_the_painting_is_forgotten_at_the_end(qtbot: QtBot) -> None:
    noted: list[str] = []
    background = Background(_raise)
    background.run(lambda: noted.append("drawn"), _ignore, _ignore, lane=Lane.OUTSIDE)
    background.close()
    qtbot.wait(20)
    assert noted == []


def test_acts_are_done_in_the_order_they_were_asked_for(background: Background, qtbot: QtBot) -> None:
    noted = Noted()
    for number in range(20):
        background.run(lambda number=number: number, noted.done, noted.failed)  # type: ignore[misc]  # binds the number
    qtbot.waitUntil(lambda: not background.busy)
    assert noted.results == list(range(20))


def test_a_refusal_and_a_failure_come_home_as_they_are(background: Background, qtbot: QtBot) -> None:
    noted = Noted()

    def refused() -> None:
        raise refuse("plate.malformed", value="8F3", suggestion=None)

    def failed() -> None:
        raise MachineError("scale.no_signal", scale="1号磅", port="COM3")

    background.run(refused, noted.done, noted.failed)
    background.run(failed, noted.done, noted.failed)
    qtbot.waitUntil(lambda: not background.busy)
    assert [error.code for error in noted.errors] == ["plate.malformed", "scale.no_signal"]
    assert noted.threads == {threading.get_ident()}


def test_what_nobody_expected_is_explained_in_the_lane(qtbot: QtBot) -> None:
    noted, seen = Noted(), []

    def explain(error: Exception) -> CoalGuardError:
        seen.append(error)
        return MachineError("program.failed", report=None)

    background = Background(explain)
    background.run(lambda: int("x"), noted.done, noted.failed)
    qtbot.waitUntil(lambda: not background.busy)
    background.close()
    assert [type(error) for error in seen] == [ValueError]
    assert [error.code for error in noted.errors] == ["program.failed"]


def test_the_bell_is_heard_once_with_the_kinds_of_entries(background: Background, qtbot: QtBot) -> None:
    with qtbot.waitSignal(background.changed) as heard:
        background.run(lambda: background.ring([Entry("visit.opened"), Entry("sale.recorded")]), _ignore, _ignore)
    assert heard.args == [frozenset({"visit.opened", "sale.recorded"})]


def test_nothing_comes_home_after_the_end(qtbot: QtBot) -> None:
    noted = Noted()
    background = Background(_raise)
    background.run(lambda: 1, noted.done, noted.failed)
    background.close()
    background.run(lambda: 2, noted.done, noted.failed)
    qtbot.wait(10)
    assert noted.results == []


def _ignore(_: object) -> None:
    """Nothing to note."""


def _raise(error: Exception) -> CoalGuardError:
    raise error


def test_what_waits_for_a_painting_is_under_way_until_it_is_done(background: Background, qtbot: QtBot) -> None:
    done: list[str] = []
    background.idle.connect(lambda: done.append("idle"))
    background.behind_painting(lambda: background.run(lambda: done.append("asked"), lambda _: None, lambda _: None))
    assert background.busy
    assert not done
    qtbot.waitUntil(lambda: "idle" in done)
    assert done == ["asked", "idle"]
