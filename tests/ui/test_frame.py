"""The frame: where we are stands at the top, pages are made when they are shown and stay, entries reach them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from coalguard.operations.register import RegisterYard, register_yard
from coalguard.ui.ahead import later
from coalguard.ui.drafts import DraftKeeper
from coalguard.ui.frame import Frame
from coalguard.ui.key_bar import KeyBar
from coalguard.ui.messages import Message
from coalguard.ui.workplace import Workplace
from tests.ui.office import Office, OtherPage, YardPage, nobody, open_office


@pytest.fixture
def office(market: Workplace, qtbot: QtBot) -> Iterator[Office]:
    """An office at a market."""
    with open_office(market, qtbot) as opened:
        yield opened


def ignore(_: object) -> None:
    """Nothing to note."""


def test_the_top_says_where_we_are_and_what_is_saved(office: Office) -> None:
    name = office.window.frame.top.accessibleName()
    assert "演示market" in name
    assert "本机已存" in name
    assert office.place.actor.name in name
    assert "演示数据" not in name


def test_a_demonstration_says_so(office: Office) -> None:
    office.place.sit(office.place.actor, replace(office.place.sheet, demo=True, shift_since=None))
    name = office.window.frame.top.accessibleName()
    assert "演示数据" in name
    assert "未开班" in name


def test_a_page_is_made_once_and_stays(office: Office) -> None:
    first = office.page
    office.window.frame.show_page("other")
    office.window.frame.show_page("yard")
    assert office.page is first
    assert first.noted.count("shown") == 2
    office.window.frame.show_page("unheard_of")
    assert office.page is first


def test_pages_that_were_not_opened_are_loaded_ahead(office: Office) -> None:
    assert later(None, office.window.frame.links) == ("tests.ui.office",) * 2
    assert later(office.page, office.window.frame.links)[: len(YardPage.later)] == YardPage.later


def test_what_was_saved_reaches_the_page_that_shows_it(office: Office) -> None:
    page = office.page
    office.window.frame.show_page("other")
    office.place.write(register_yard, RegisterYard(name="北堆"), ignore, ignore)
    office.rest()
    assert frozenset({"yard.registered"}) not in page.noted
    other = office.window.frame.current
    assert isinstance(other, OtherPage)
    assert other.heard == [frozenset({"yard.registered"})]
    office.window.frame.show_page("yard")
    assert page.noted[-1] == frozenset({"yard.registered"})


def test_what_a_page_does_not_show_does_not_reach_it(office: Office) -> None:
    office.page.receive(frozenset({"visit.opened"}))
    assert frozenset({"visit.opened"}) not in office.page.noted


def test_a_draft_is_kept_when_the_cursor_leaves_and_given_back(market: Workplace, qtbot: QtBot) -> None:
    with open_office(market, qtbot, {"other": {"step": 3}, "yard": {"name": "没写完", "gone": "x"}}) as office:
        assert office.page.fields["name"].text() == "没写完"
        office.hands.press("Enter")
        office.rest()
        kept = office.place.station.store.read().value("SELECT content FROM drafts WHERE page = 'yard'")
        assert kept.decode() == '{"name":"没写完"}'
        office.window.frame.show_page("other")
        other = office.window.frame.current
        assert isinstance(other, OtherPage)
        assert other.restored == {"step": 3}


def test_a_page_that_is_emptied_has_no_draft(office: Office) -> None:
    office.hands.type("北堆")
    office.hands.press("Enter")
    office.rest()
    office.page.empty()
    office.rest()
    assert office.place.station.store.read().value("SELECT count(*) FROM drafts") == 0


def test_a_load_on_the_scale_is_seen_from_other_pages_alone(office: Office) -> None:
    frame = office.window.frame
    frame.show_load(loaded=True)
    assert not frame.rail._dotted
    frame.show_page("other")
    frame.show_load(loaded=True)
    assert frame.rail._dotted == {"yard"}
    frame.show_load(loaded=False)
    assert not frame.rail._dotted


def test_the_foot_shows_the_keys_that_work(office: Office) -> None:
    bar = office.window.frame.bar
    assert bar.accessibleName() == "F4 取重 F9 登记 F12 作废"
    office.page.possible = False
    office.page.keys_changed.emit()
    assert bar.accessibleName() == "F9 登记 F12 作废"


def test_a_click_on_a_key_does_what_the_key_does(office: Office) -> None:
    bar = office.window.frame.bar
    bar.grab()
    place = next(place for place, name in bar._places if name == "F4")
    QTest.mouseMove(bar, place.center().toPoint())
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=place.center().toPoint())
    assert "F4" in office.page.noted
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.rect().center())


def test_a_message_for_all_pages_stands_above_them(office: Office) -> None:
    office.place.told.emit(Message("disk.low", "磁盘只剩 180 MB，请清理；开单不受影响。"))
    office.window.frame.show_page("other")
    assert [message.code for message in office.window.frame.messages.messages] == ["disk.low"]
    assert office.window.frame.has_messages
    office.window.frame.dismiss()
    assert not office.window.frame.has_messages


def test_whoever_may_do_nothing_sees_an_empty_frame(market: Workplace, qtbot: QtBot) -> None:
    frame = Frame(nobody)
    qtbot.addWidget(frame)
    frame.open(market, DraftKeeper(market, {}))
    assert frame.current is None
    assert frame.acts() == ()
    assert frame.act("F4") is None
    frame.typed()
    frame.dismiss()
    frame.keep_draft()
    frame.reveal()


def test_a_frame_without_a_place_shows_no_page(qtbot: QtBot) -> None:
    frame = Frame(nobody)
    qtbot.addWidget(frame)
    frame.show_page("yard")
    assert frame.current is None
    frame.show_time(datetime(2026, 1, 14, 13, 46, tzinfo=UTC))
    assert frame.top._time == ("21:46", "01-14 周三")


@pytest.mark.parametrize("size", [(1366, 768), (1366, 697), (1280, 720), (1920, 1080)])
def test_the_parts_of_the_frame_fill_the_window_and_do_not_overlap(size: tuple[int, int], office: Office) -> None:
    office.window.resize(*size)
    QApplication.processEvents()
    frame = office.window.frame
    assert (frame.rail.width(), frame.rail.height()) == (76, size[1])
    assert (frame.top.x(), frame.top.height(), frame.top.width()) == (76, 56, size[0] - 76)
    assert (frame.bar.y() + frame.bar.height(), frame.bar.height()) == (size[1], 40)
    page = office.page
    assert (page.width(), page.height()) == (size[0] - 76 - 24, size[1] - 56 - 40 - 24)
    assert page.compact is (page.height() < 640)
    assert page.wide is (size[0] >= 1600)


def test_the_bar_leaves_out_keys_that_have_no_room(qtbot: QtBot, office: Office) -> None:
    bar = KeyBar()
    qtbot.addWidget(bar)
    bar.show_acts(office.page.keys())
    bar.resize(150, 40)
    bar.grab()
    assert [name for _, name in bar._places] == ["F4"]
    bar.resize(1290, 40)
    bar.grab()
    assert next(name for _, name in bar._places) == "F1"


def test_a_page_knows_the_fields_that_findings_belong_to(office: Office) -> None:
    assert isinstance(office.page, YardPage)
    assert office.page.fields["plate"] is not office.page.fields["phone"]


def test_an_answer_that_comes_late_does_not_take_the_cursor_to_a_page_that_is_not_in_front(office: Office) -> None:
    hidden = office.page
    office.window.frame.show_page("other")
    other = office.window.frame.current
    assert isinstance(other, OtherPage)
    other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    other.first_focus = other
    hidden.fields["plate"].setFocus()
    assert QApplication.focusWidget() is other
