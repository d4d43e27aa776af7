"""The queue beside the lock: plates, what they wait for, waits that count up; nobody's name."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from coalguard.domain.identity import EntryKey
from coalguard.domain.visit import Purpose, State
from coalguard.operations.visit import OpenVisit
from coalguard.ui.lock_queue import LockQueue
from coalguard.ui.tokens import Tone


@pytest.fixture
def card(qtbot: QtBot) -> LockQueue:
    """The card of a market, shown."""
    made = LockQueue("market")
    qtbot.addWidget(made)
    made.show()
    return made


def truck(plate: str, state: State, waiting_s: int, *, purpose: Purpose = Purpose.SALE, tare: int = 0) -> OpenVisit:
    """A truck that waits."""
    key = EntryKey("65b60673d6ed884b", 1, waiting_s)
    return OpenVisit(key, plate, purpose, state, None, tare or None, waiting_s, "yellow")


def queue(card: LockQueue) -> list[tuple[str, str, str, str]]:
    """What is seen of the trucks."""
    return [(row.plate, row.standing, row.figure, row.time) for row in card.list.rows]


def test_the_trucks_in_the_yard_stay_in_sight_and_their_waits_count_up(card: LockQueue) -> None:
    card.show_trucks([truck("甘N8F326", State.HALF_WEIGHED, 7_190, tare=15_400), truck("甘ND3071", State.ARRIVED, 59)])
    assert queue(card) == [("甘N8F326", "待称毛重", "15.400", "1 时 59 分"), ("甘ND3071", "待过磅", "", "0 分")]
    card.show_time(11)
    assert [row[3] for row in queue(card)] == ["2 时 00 分", "1 分"]
    assert card.late.text() == "甘N 8F326 已超过 2 小时未二次过磅"
    card.show_trucks(())
    assert queue(card) == []
    assert card.list.accessibleName() == "场内没有未完成的车。"
    assert card.list.focusPolicy() is Qt.FocusPolicy.NoFocus


def test_the_queue_of_a_gate_stays_in_sight(qtbot: QtBot) -> None:
    card = LockQueue("checkpoint")
    qtbot.addWidget(card)
    card.show_trucks([truck("甘N8F326", State.ARRIVED, 599, purpose=Purpose.INSPECTION)])
    card.show_time(2)
    (row,) = card.list.rows
    assert (row.standing, row.time, row.time_tone) == ("待查验", "10:01", Tone.WARN)
    assert card.accessibleName() == "排队车辆"


def test_the_waits_count_up_by_themselves(card: LockQueue, qtbot: QtBot) -> None:
    card.show_trucks([truck("甘ND3071", State.ARRIVED, 59)])
    qtbot.waitUntil(lambda: queue(card)[0][3] == "1 分", timeout=4000)
