"""The left column: where there is little room the steps leave their remarks out, then the weight is smaller."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from coalguard.ui.states.yard import YardTruck
from coalguard.ui.tokens import MASS_LEAST
from coalguard.ui.weighbridge.yard import WIDTH, Yard
from tests.ui.hands import settle


@pytest.fixture
def yard(qtbot: QtBot) -> Yard:
    """A yard with a truck in it."""
    around = QWidget()
    qtbot.addWidget(around)
    made = Yard("出库过磅")
    made.setParent(around)  # a column has the height that its page gives it, however much it wants
    made.around = around  # type: ignore[attr-defined]  # keeps it alive
    made.show_stay(None, ("tare", "gross"))
    made.show_trucks([YardTruck("1", "甘N8F326", "sale", "arrived", None, None, 60, "yellow")])
    made.resize(WIDTH, 620)
    around.show()
    settle()
    return made


def test_everything_has_its_room_where_there_is_enough(yard: Yard) -> None:
    assert yard.steps.height() == yard.steps.height_of(low=False)
    assert yard.mass.height() == yard.mass.sizeHint().height()
    assert yard.list.isVisible()


def test_a_weight_that_must_be_typed_is_asked_for_as_such(yard: Yard) -> None:
    yard.show_stay(None, ("tare", "gross"), by_hand=True)
    assert [step.note for step in yard.steps.steps][:2] == ["按 F4 手录", "待取"]


def test_remarks_go_first_then_the_weight_is_smaller_then_the_other_trucks_go(yard: Yard) -> None:
    full = yard.mass.height()
    yard.resize(WIDTH, 460)
    settle()
    assert (yard.steps.height(), yard.mass.height()) == (yard.steps.height_of(low=True), full)
    yard.resize(WIDTH, 440)
    settle()
    assert yard.steps.height() == yard.steps.height_of(low=True)
    assert MASS_LEAST.size < yard.mass.height() < full
    assert yard.list.isVisible()
    yard.resize(WIDTH, 400)
    settle()
    assert yard.list.isHidden()
    assert yard.steps.height() == yard.steps.height_of(low=True)
    yard.resize(WIDTH, 620)
    settle()
    assert yard.list.isVisible()
    assert yard.mass.height() == full


def test_an_empty_yard_says_so_with_the_key(yard: Yard) -> None:
    yard.show_trucks([])
    assert yard.list.accessibleName() == "场内没有未完成的车。新车按 F2。"
    assert not yard._hint.isVisible()
    assert not yard.grab().isNull()
