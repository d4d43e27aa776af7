"""A new station: what is asked, and what is refused before it is tried."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from coalguard.domain.errors import MachineError
from coalguard.domain.findings import Refused, fail
from coalguard.operations.setup import FoundStation, StationKind
from coalguard.ui.founding import FoundingView, RecoveryView
from coalguard.ui.look import look
from coalguard.ui.widgets.label import Label


@pytest.fixture
def view(qtbot: QtBot) -> FoundingView:
    """The questions, answered."""
    made = FoundingView()
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    texts = {"code": "LX01", "name": "演示市场", "login": "admin", "password": "demo password 1", "again": ""}
    for name, text in texts.items():
        made.fields[name].set_text(text)
    return made


def test_what_was_answered_is_asked_for(view: FoundingView, qtbot: QtBot) -> None:
    view.kind.set_value("checkpoint")
    view.fields["again"].set_text("demo password 1")
    with qtbot.waitSignal(view.asked) as asked:
        view.keys()[1].run()
    assert asked.args == [
        FoundStation(kind=StationKind.CHECKPOINT, code="LX01", name="演示市场"),
        "admin",
        "demo password 1",
    ]
    with qtbot.assertNotEmitted(view.asked):
        view.button.click()
    view.refused(MachineError("disk.full"))
    assert view.message.isVisible()
    assert view.button.isEnabled()


def test_two_different_passwords_are_not_tried(view: FoundingView, qtbot: QtBot) -> None:
    view.fields["again"].set_text("demo password 2")
    with qtbot.assertNotEmitted(view.asked):
        view.button.click()
    assert view.fields["again"].message == "两次输入不一样"


def test_two_different_passwords_are_put_right_in_either_field(view: FoundingView, qtbot: QtBot) -> None:
    view.fields["again"].set_text("demo password 2")
    view.button.click()
    view.fields["password"].set_text("demo password 2")
    with qtbot.waitSignal(view.asked) as asked:
        view.button.click()
    assert asked.args[2] == "demo password 2"


def test_what_is_refused_has_the_cursor_in_the_first_field_to_put_right(view: FoundingView, qtbot: QtBot) -> None:
    qtbot.waitUntil(view.isActiveWindow)
    view.fields["again"].set_text("demo password 1")
    view.fields["again"].setFocus()
    view.button.click()
    view.refused(Refused((fail("password.short", minimum=10, length=5), fail("station.code_malformed", value="LX0"))))
    focus = QApplication.focusWidget()
    assert focus is not None
    assert view.fields["code"].isAncestorOf(focus)
    assert [name for name, field in view.fields.items() if field.faulty] == ["code", "password"]


@pytest.mark.parametrize(("kind", "demo"), [("market", "market"), ("checkpoint", "checkpoint"), ("outlet", "market")])
def test_a_demonstration_can_be_tried_first(kind: str, demo: str, view: FoundingView, qtbot: QtBot) -> None:
    view.kind.set_value(kind)
    with qtbot.waitSignal(view.demo_asked) as asked:
        view.keys()[0].run()
    assert asked.args == [demo]


def test_the_recovery_code_is_shown_and_its_reader_leads_on(qtbot: QtBot) -> None:
    view = RecoveryView("7KQ4-M2XD-9PAB")
    qtbot.addWidget(view)
    view.resize(800, 600)
    view.grab()
    button = view.focusProxy()
    assert button is not None
    with qtbot.waitSignal(view.written_down):
        button.click()  # type: ignore[attr-defined]  # it is the button


@pytest.mark.parametrize("percent", [100, 130])
def test_no_part_of_the_recovery_code_is_cut(percent: int, qtbot: QtBot) -> None:
    look().change(percent=percent)
    view = RecoveryView("5FC66-PM2YJ-124BG-K0179-HN4T9")
    qtbot.addWidget(view)
    view.resize(1280, 720)
    view.show()
    label = next(one for one in view.findChildren(Label) if one.text().startswith("5FC66"))
    assert label.text() == "5FC66-PM2YJ-124BG- K0179-HN4T9"
    assert label.width() >= label.sizeHint().width()
