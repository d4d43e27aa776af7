"""A sheet lies over the page, has the keys while it is open and gives the cursor back; nothing below it is pressed."""

from collections.abc import Iterator, Sequence

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from coalguard.ui.help import HelpCard
from coalguard.ui.keys import KeyAct
from coalguard.ui.look import look
from coalguard.ui.sheet import HEIGHT, WIDTH, Sheet
from coalguard.ui.widgets.button import Button, Rank
from coalguard.ui.workplace import Workplace
from tests.ui.hands import settle
from tests.ui.office import Office, open_office


class Note(Sheet):
    """A sheet with two buttons."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, "便条", "file")
        self.pressed: list[str] = []
        self.yes, self.no = Button("是", key="F5", rank=Rank.SHEET), Button("否")
        self.foot.addWidget(self.no)
        self.foot.addWidget(self.yes)
        self.first_focus = self.yes

    def keys(self) -> Sequence[KeyAct]:
        return (KeyAct("F5", "是", lambda: self.pressed.append("F5")), *super().keys())

    def stops(self) -> Sequence[QWidget]:
        return (self.yes, self.no)


@pytest.fixture
def office(market: Workplace, qtbot: QtBot) -> Iterator[Office]:
    """An office with a card of keys."""
    with open_office(market, qtbot) as opened:
        card = HelpCard(opened.window)
        opened.window.help_asked.connect(card.open)
        yield opened


@pytest.fixture
def note(office: Office) -> Note:
    """A note over the page."""
    made = Note(office.window)
    office.window.show_sheet(made)
    settle()
    return made


def test_the_sheet_has_the_keys_and_the_page_has_none(note: Note, office: Office) -> None:
    office.hands.press("F5", "F4", "F9", "Alt+2", "F12")
    assert note.pressed == ["F5"]
    assert "F4" not in office.page.noted
    assert office.window.frame.current is office.page
    assert QApplication.focusWidget() is note.yes


def test_esc_gives_the_cursor_back_where_it_stood(note: Note, office: Office) -> None:
    field = office.page.fields["name"]
    office.hands.press("Esc")
    assert note.isHidden()
    assert office.window.sheet is None
    assert field.isAncestorOf(QApplication.focusWidget() or office.window)
    office.hands.press("F4")
    assert "F4" in office.page.noted


def test_tab_stays_on_the_sheet(note: Note, office: Office) -> None:
    office.hands.press("Tab")
    assert QApplication.focusWidget() is note.no
    office.hands.press("Tab")
    assert QApplication.focusWidget() is note.yes
    office.window.press("Shift+Tab", repeated=False)
    assert QApplication.focusWidget() is note.no
    office.window.setFocus()
    office.window.press("Tab", repeated=False)
    assert QApplication.focusWidget() is note.yes
    note.yes.hide()
    note.no.hide()
    office.window.press("Tab", repeated=False)


def test_enter_presses_the_button_with_the_cursor(note: Note, office: Office, qtbot: QtBot) -> None:
    with qtbot.waitSignal(note.yes.clicked):
        office.hands.press("Enter")


def test_the_look_and_the_lock_still_have_their_keys(note: Note, office: Office, qtbot: QtBot) -> None:
    office.hands.press("Ctrl+D")
    assert look().theme.dark
    assert note.isVisible()
    with qtbot.waitSignal(office.window.lock_asked):
        office.hands.press("Ctrl+L")
    office.window.show_view(QWidget())
    assert note.isHidden()
    office.window.show_frame()


def test_the_card_of_keys_shows_those_of_the_sheet(note: Note, office: Office) -> None:
    office.hands.press("F1")
    card = office.window.findChild(HelpCard)
    assert card is not None
    assert "F5 是" in card.accessibleName()
    assert "F4" not in card.accessibleName()
    office.hands.press("F1")
    assert not note.isHidden()


def test_a_scan_goes_to_the_page_and_the_sheet_goes_away(note: Note, office: Office) -> None:
    office.hands.scan("LX01-260114-0032")
    assert note.isHidden()
    assert ("scan", "LX01-260114-0032") in office.page.noted


def test_another_sheet_takes_its_place(note: Note, office: Office) -> None:
    other = Note(office.window)
    office.window.show_sheet(other)
    assert note.isHidden()
    assert office.window.sheet is other
    office.window.close_sheet()
    other.close_sheet()
    assert office.window.sheet is None


def test_the_cross_closes_and_a_click_beside_does_not(note: Note) -> None:
    QTest.mouseClick(note, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert note.isVisible()
    QTest.mouseClick(note, Qt.MouseButton.LeftButton, pos=note._cross().center().toPoint())
    assert note.isHidden()


@pytest.mark.parametrize("size", [(1366, 768), (1366, 697), (1280, 720), (1024, 600)])
@pytest.mark.parametrize("percent", [100, 130])
def test_the_card_stays_in_the_middle_and_inside(
    size: tuple[int, int], percent: int, note: Note, office: Office
) -> None:
    look().change(percent=percent)
    office.window.resize(*size)
    settle()
    card = note.card.geometry()
    assert office.window.rect().contains(card)
    assert abs(card.center().x() - office.window.rect().center().x()) <= 1
    if percent == 100:
        assert (card.width(), card.height()) == (WIDTH, HEIGHT)
    assert not note.grab().isNull()


def test_a_plain_sheet_is_closed_by_esc_alone(office: Office) -> None:
    plain = Sheet(office.window, "便条", "file")
    office.window.show_sheet(plain)
    office.window.press("Tab", repeated=False)
    keys = plain.keys()
    assert [act.key for act in keys] == ["Esc", "Tab", "Shift+Tab"]
    office.window.press("Esc", repeated=False)
    assert plain.isHidden()
