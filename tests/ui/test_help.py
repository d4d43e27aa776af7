"""F1 lays the keys over the page; the next key takes them away."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from coalguard.ui.help import HelpCard
from coalguard.ui.lock import LockView
from coalguard.ui.workplace import Workplace
from tests.ui.office import Office, open_office


@pytest.fixture
def office(market: Workplace, qtbot: QtBot) -> Iterator[Office]:
    """An office whose window has its card of keys."""
    with open_office(market, qtbot) as opened:
        card = HelpCard(opened.window)
        opened.window.help_asked.connect(card.open)
        yield opened


def card_of(office: Office) -> HelpCard:
    """The card."""
    card = office.window.findChild(HelpCard)
    assert card is not None
    return card


@pytest.mark.parametrize("key", ["F1", "Esc"])
def test_the_card_comes_with_f1_and_goes_with_the_next(key: str, office: Office) -> None:
    focus = QApplication.focusWidget()
    office.hands.press("F1")
    card = card_of(office)
    assert card.isVisible()
    assert "F4 取重" in card.accessibleName()
    assert "Ctrl+L 锁屏" in card.accessibleName()
    assert "F1 帮助，再按关闭" in card.accessibleName()
    assert "Ctrl+U 同步详情" in card.accessibleName()
    assert "Ctrl+R 显示遮住的号码 10 秒" in card.accessibleName()
    assert f"Alt+1…{len(office.window.frame.names)} 换页面" in card.accessibleName()
    assert QApplication.focusWidget() is focus
    card.grab()
    office.hands.press(key)
    assert not card.isVisible()


def test_any_other_key_takes_it_away_and_is_done(office: Office) -> None:
    office.hands.press("F1", "F4")
    assert not card_of(office).isVisible()
    assert "F4" in office.page.noted


def test_the_card_stays_in_the_middle(office: Office) -> None:
    office.hands.press("F1")
    office.window.resize(1280, 720)
    QApplication.processEvents()
    card = card_of(office)
    assert abs(card.geometry().center().x() - office.window.rect().center().x()) <= 1
    office.hands.press("Esc")


def test_before_anybody_came_in_there_are_only_the_keys_of_everywhere(office: Office) -> None:
    office.window.show_view(QWidget())
    card = card_of(office)
    card.open()
    assert "F4" not in card.accessibleName()
    card.grab()
    office.window.frame.close_place()
    card.open()
    assert "Alt+" not in card.accessibleName()  # there are no pages
    office.window.show_frame()


def test_on_the_lock_the_card_shows_what_works_there_and_nothing_of_the_pages_behind(office: Office) -> None:
    view = LockView((), "", kind="market")
    office.window.show_view(view)
    office.hands.press("F1")
    told = card_of(office).accessibleName()
    assert told.startswith("F2 用密码重新登录 F1 ")
    assert not [key for key in ("Alt+1", "F9", "Ctrl+U", "Ctrl+R", "Ctrl+L", "Esc") if key in told]
    office.hands.press("Esc")
    assert not card_of(office).isVisible()
