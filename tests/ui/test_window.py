"""The window's keys: what each does, and that none reaches a widget it is not for."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from coalguard.ui.keys import KeyAct
from coalguard.ui.look import look
from coalguard.ui.messages import Message
from coalguard.ui.tokens import Tone
from coalguard.ui.window import GARBLED, ZEROING
from coalguard.ui.workplace import Workplace
from tests.ui.office import Office, OtherPage, open_office


@pytest.fixture
def office(market: Workplace, qtbot: QtBot) -> Iterator[Office]:
    """An office at a market."""
    with open_office(market, qtbot) as opened:
        yield opened


def focus() -> QWidget | None:
    """Where the cursor is."""
    return QApplication.focusWidget()


def test_the_cursor_begins_where_work_begins(office: Office) -> None:
    assert focus() is office.page.fields["name"].focusProxy()


def test_enter_leads_through_the_fields_and_the_second_enter_fires(office: Office) -> None:
    office.hands.type("北堆")
    office.hands.press("Enter", "Enter", "Keypad Enter")
    assert focus() is office.page.main_act
    office.hands.press("Enter")
    office.rest()
    assert office.hands.count == 6
    assert focus() is office.page.fields["name"].focusProxy()
    assert office.page.fields["name"].text() == ""


def test_shift_enter_leads_back(office: Office) -> None:
    office.hands.press("Enter", "Shift+Enter")
    assert focus() is office.page.fields["name"].focusProxy()


@pytest.mark.parametrize("key", ["F9", "Ctrl+Enter"])
def test_the_main_act_has_two_keys(key: str, office: Office) -> None:
    office.hands.type("北堆")
    office.hands.press(key)
    office.rest()
    assert frozenset({"yard.registered"}) in office.page.noted


def test_an_incomplete_page_says_what_is_missing_and_goes_there(office: Office) -> None:
    office.hands.press("Enter", "F9")
    assert focus() is office.page.fields["name"].focusProxy()
    faulty = [office.page.fields["name"].faulty]
    assert office.codes() == ["page.incomplete"]
    office.hands.type("北堆")
    assert [*faulty, office.page.fields["name"].faulty] == [True, False]
    assert office.codes() == []


def test_what_is_missing_is_counted_down_and_comes_back_only_when_asked_for(office: Office) -> None:
    fields = office.page.fields
    fields["plate"].required = fields["phone"].required = True
    office.hands.press("F9")
    counted = [office.said()]
    office.hands.type("北堆")
    counted.append(office.said())
    fields["plate"].show_error("车牌应为 7 位")
    fields["phone"].set_text("13900000000")
    fields["phone"].clear()
    counted.append(office.said())
    office.hands.press("Esc")
    fields["name"].set_text("")
    office.hands.type("东")
    counted.append(office.said())
    assert counted == [["还有 3 处需要补充。"], ["还有 2 处需要补充。"], ["还有 1 处需要补充。"], []]


def test_a_key_of_the_page_is_pressed_once_and_not_while_it_is_impossible(office: Office) -> None:
    office.hands.press("F4", "F4")
    assert office.page.noted.count("F4") == 2
    office.page.possible = False
    office.hands.press("F4")
    assert office.page.noted.count("F4") == 2


def test_a_digit_is_an_act_only_where_nobody_writes(office: Office) -> None:
    office.hands.press("1")
    assert "1" not in office.page.noted
    assert office.page.fields["name"].text() == "1"
    assert office.page.main_act is not None
    office.page.main_act.setFocus()
    office.hands.press("1")
    assert office.page.noted.count("1") == 1


def test_while_something_is_saved_the_keys_that_save_do_nothing(office: Office) -> None:
    office.page.saving = True
    office.hands.press("F12", "F4")
    assert "F12" not in office.page.noted
    assert "F4" in office.page.noted
    office.page.saving = False
    office.hands.press("F12")
    assert "F12" in office.page.noted


@pytest.mark.parametrize("key", ["F3", "F5", "F10", "Ctrl+U", "Ctrl+E", "Ctrl+K"])
def test_a_key_of_the_table_that_nobody_uses_is_swallowed(key: str, office: Office) -> None:
    office.hands.type("AB")
    office.hands.press(key)
    assert office.page.fields["name"].text() == "AB"
    assert office.window.press(key, repeated=False)


def test_alt_and_a_digit_change_the_page_and_the_draft_stays(office: Office) -> None:
    office.hands.type("北堆")
    office.hands.press("Alt+2")
    assert isinstance(office.window.frame.current, OtherPage)
    office.hands.press("Alt+7")
    assert isinstance(office.window.frame.current, OtherPage)
    office.hands.press("Alt+1")
    assert office.page.fields["name"].text() == "北堆"


def test_the_theme_and_the_type_change_and_every_field_stays(office: Office) -> None:
    office.hands.type("北堆")
    office.hands.press("Ctrl+D", "Ctrl++", "Ctrl++", "Ctrl++")
    assert look().theme.dark
    assert look().percent == 130
    office.hands.press("Ctrl+-", "Ctrl+D")
    assert (look().theme.dark, look().percent) == (False, 115)
    assert office.page.fields["name"].text() == "北堆"


def test_the_whole_screen_is_taken_and_given_back(office: Office) -> None:
    office.hands.press("F11")
    assert office.window.isFullScreen()
    office.hands.press("F11")
    assert not office.window.isFullScreen()


def test_a_bars_key_goes_before_the_pages(office: Office) -> None:
    pressed: list[str] = []
    office.page.tell(Message("print.failed", "没有打印。", act=KeyAct("F4", "补打", lambda: pressed.append("bar"))))
    office.hands.press("F4")
    assert pressed == ["bar"]
    assert "F4" not in office.page.noted


def test_esc_takes_the_newest_bar_away(office: Office) -> None:
    office.page.tell(Message("one", "一。"))
    office.page.tell(Message("two", "二。"))
    office.hands.press("Esc")
    assert office.codes() == ["one"]
    office.hands.press("Esc", "Esc")
    assert office.codes() == []


def test_a_bar_that_asks_for_enter_gives_way_to_whoever_writes(office: Office) -> None:
    pressed: list[str] = []
    ask = Message("scan.switch", "正在查验。", Tone.WARN, KeyAct("Enter", "切换", lambda: pressed.append("bar")))
    office.page.tell(ask)
    office.hands.press("Enter")
    assert pressed == ["bar"]
    office.page.tell(ask)
    office.hands.type("8")
    office.hands.press("Enter")
    assert pressed == ["bar"]
    assert office.codes() == []
    assert focus() is office.page.fields["plate"].focusProxy()


def test_a_scan_comes_to_the_page_and_its_terminator_presses_nothing(office: Office) -> None:
    office.hands.type("北")
    office.hands.scan("CG1-LX01-260114-0032")
    assert ("scan", "CG1-LX01-260114-0032") in office.page.noted
    assert office.page.fields["name"].text() == "北"
    assert focus() is office.page.fields["name"].focusProxy()


def test_quick_typing_is_given_back_where_it_was_going(office: Office) -> None:
    office.hands.scan("8F326", end="Tab")
    assert office.page.fields["name"].text() == "8F326"
    assert ("scan", "8F326") not in office.page.noted


def test_a_spoilt_scan_is_explained(office: Office) -> None:
    office.window.scanned("你好", garbled=True)
    assert office.codes() == [GARBLED]


def test_a_page_that_takes_no_scans_gets_the_keys(office: Office) -> None:
    office.hands.press("Alt+2")
    assert not office.window.takes_scans()


def test_masked_values_are_shown_for_a_moment(office: Office) -> None:
    field = office.page.fields["phone"]
    field.set_text("13812346620")
    line = field.focusProxy()
    assert isinstance(line, QLineEdit)
    assert line.text() == "*" * 11
    office.window.show_view(QWidget())
    office.hands.press("Ctrl+R")
    assert line.text() == "*" * 11  # nobody who is locked out sees it, or has it logged
    office.window.show_frame()
    office.hands.press("Ctrl+R")
    assert line.text() == "13812346620"


def test_how_to_zero_is_told_only_where_there_is_a_scale(office: Office) -> None:
    office.hands.press("Ctrl+0")
    assert not office.window.frame.has_messages
    office.place.scales.append(None)  # type: ignore[arg-type]  # any will do
    office.hands.press("Ctrl+0")
    office.place.scales.clear()
    assert [message.code for message in office.window.frame.messages.messages] == [ZEROING]


def test_a_view_stands_before_the_frame_and_has_keys_of_its_own(office: Office, qtbot: QtBot) -> None:
    view = QWidget()
    office.window.show_view(view)
    views = [office.window.view]
    assert not office.window.takes_scans()
    office.hands.press("Alt+2", "F4")
    assert office.page.noted.count("F4") == 0
    office.window.show_frame()
    assert [*views, office.window.view] == [view, None]
    qtbot.waitUntil(office.window.frame.isVisible)


def test_closing_asks_first(office: Office) -> None:
    asked: list[bool] = []
    office.window.closing.connect(lambda: asked.append(True))
    assert not office.window.close()
    assert asked == [True]
    assert office.window.isVisible()


def test_the_key_card_is_asked_for_at_the_bar(office: Office, qtbot: QtBot) -> None:
    bar = office.window.frame.bar
    bar.grab()
    place = next(place for place, name in bar._places if name == "F1")
    with qtbot.waitSignal(office.window.help_asked):
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=place.center().toPoint())
    with qtbot.assertNotEmitted(office.window.help_asked):
        bar.pressed.emit("F2")  # any other key is the frame's
