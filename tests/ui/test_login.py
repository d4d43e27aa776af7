"""The login view: the password is asked for, what is wrong stands beside it, and nothing is tried twice at once."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from coalguard.domain.errors import MachineError
from coalguard.domain.findings import Refused, fail, refuse
from coalguard.ui.keys import lead_on
from coalguard.ui.login import LoginView, Mark, TroubleView, WaitView, sentences_of


@pytest.fixture
def view(qtbot: QtBot) -> LoginView:
    """A login of two people, shown."""
    made = LoginView(["ma", "han"])
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.setFocus()
    return made


def test_the_cursor_is_in_the_password_and_enter_tries_it(view: LoginView, qtbot: QtBot) -> None:
    line = view.password.line
    assert line.hasFocus()
    QTest.keyClicks(line, "demo password 1")
    with qtbot.waitSignal(view.asked) as asked:
        QTest.keyClick(line, Qt.Key.Key_Return)
    assert asked.args == ["ma", "demo password 1"]


def test_nothing_is_tried_without_a_password_or_while_one_is_tried(view: LoginView, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(view.asked):
        view.button.click()
    view.password.set_text("demo password 1")
    view.working(under_way=True)
    with qtbot.assertNotEmitted(view.asked):
        view.button.click()
        view.password.line.returnPressed.emit()
    assert "正在打开" in view.button.text()


def test_a_wrong_password_is_told_and_typed_anew(view: LoginView) -> None:
    view.password.set_text("demo password 1")
    view.working(under_way=True)
    view.refused(refuse("session.password_wrong"))
    assert view.password.faulty
    assert view.password.text() == ""
    assert view.button.isEnabled()


def test_other_views_say_what_is_under_way_and_what_went_wrong(qtbot: QtBot) -> None:
    wait = WaitView("正在打开账本…")
    trouble = TroubleView(MachineError("store.in_use"))
    mark = Mark()
    for widget in (wait, trouble, mark):
        qtbot.addWidget(widget)
        widget.resize(800, 600)
        widget.grab()
    assert wait.keys() == ()
    assert wait.line.text() == "正在打开账本…"
    again, leave = trouble.keys()
    assert (again.key, leave.key) == ("F5", "Esc")
    with qtbot.waitSignal(trouble.again):
        again.run()


def test_a_refusal_has_a_sentence_for_each_reason() -> None:
    refused = Refused([fail("password.short", minimum=10, length=3), fail("name.missing")])
    assert len(sentences_of(refused)) == 2
    assert len(sentences_of(MachineError("disk.full"))) == 1


def test_enter_leads_from_the_login_to_the_password_and_shift_enter_back(view: LoginView) -> None:
    view.login.setFocus()
    assert lead_on(view.login.line, forward=True)
    assert view.password.line.hasFocus()
    assert not lead_on(view.password.line, forward=True), "that Enter logs in"
    assert lead_on(view.password.line, forward=False)
    assert view.login.line.hasFocus()
