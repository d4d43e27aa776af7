"""异常单: what the city opened, newest first; Enter opens one, both sides of a double use stand side by side."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from coalguard.ui.drafts import DraftKeeper
from coalguard.ui.frame import Frame
from coalguard.ui.key_filter import KeyFilter
from coalguard.ui.look import look
from coalguard.ui.pages.exceptions import ExceptionsPage
from coalguard.ui.states.sync import View
from coalguard.ui.sync_deeds import deeds_of
from coalguard.ui.sync_desk import SyncDesk
from coalguard.ui.tokens import Tone
from coalguard.ui.widgets.label import Label
from coalguard.ui.window import Window
from coalguard.ui.workplace import Workplace
from tests.ui.cityhall import City, closed, double_use, watched_passed
from tests.ui.conftest import raised
from tests.ui.hands import Hands, settle


class Desk:
    """A gate's window with the page in front, and the hands at it."""

    def __init__(self, place: Workplace, qtbot: QtBot) -> None:
        self.place, self.qtbot = place, qtbot
        self.window = Window(Frame())
        self.filter = KeyFilter(self.window, lambda: 0)
        self.filter.watch(self.window)
        self.window.resize(1366, 768)
        self.window.show()
        self.window.frame.open(place, DraftKeeper(place, {}))
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.hands = Hands(self.window, self.filter)
        self.window.frame.show_page("exceptions")
        self.rest()

    def rest(self) -> None:
        """Let whatever was asked for come home."""
        self.qtbot.waitUntil(lambda: not self.place.background.busy)
        settle()

    @property
    def page(self) -> ExceptionsPage:
        """The page in front."""
        page = self.window.frame.current
        assert isinstance(page, ExceptionsPage)
        return page


@pytest.fixture
def city(checkpoint: Workplace) -> City:
    """The city of a gate."""
    return City(checkpoint.station)


@pytest.fixture
def desk(checkpoint: Workplace, qtbot: QtBot) -> Iterator[Desk]:
    """The gate's desk."""
    made = Desk(checkpoint, qtbot)
    yield made
    made.rest()
    made.window.frame.close_place()
    made.window.close_now()
    made.window.deleteLater()
    settle()


@pytest.fixture
def told(city: City, desk: Desk) -> Desk:
    """A desk that was told of two, the second of them closed."""
    city.says(double_use("LX01-260114-0032"))
    (key,) = city.says(watched_passed("甘N8F326"))
    city.says(closed(key, "已说明"))
    desk.rest()
    desk.rest()
    return desk


def lines(desk: Desk) -> str:
    """Everything that the detail says in labels."""
    return " ".join(label.text() for label in desk.page.detail.findChildren(Label) if label.isVisible())


def test_without_exceptions_the_page_says_so(desk: Desk) -> None:
    assert desk.page._nothing.isVisible()
    assert "没有异常单" in desk.page._nothing.accessibleName()
    desk.hands.press("Enter", "F5")
    desk.rest()
    assert not desk.page.detail.isVisible()


def test_the_newest_stands_first_with_its_state(told: Desk) -> None:
    rows = told.page.table.rows
    assert [row.cells[1].text for row in rows] == [
        "布控车辆 甘N8F326 已经放行。",
        "LX01-260114-0032 在两处各核销了一次。",
    ]
    assert [(row.cells[4].text, row.cells[4].tone) for row in rows] == [("已处理", Tone.PLAIN), ("待处理", Tone.WARN)]
    assert rows[1].cells[3].text == "KK01、KK02、LX01"
    assert rows[1].cells[0].text == "01-14 21:47"
    assert told.page._list.aside.text() == "1 张待处理"


def test_enter_opens_both_sides_of_a_double_use(told: Desk) -> None:
    told.hands.press("Down", "Enter")
    settle()
    detail = told.page.detail
    assert detail.isVisible()
    assert detail.sentence.accessibleName() == "LX01-260114-0032 在两处各核销了一次。"
    assert "第一次核销" in lines(told)
    assert "KK01 2026-01-14 20:58" in lines(told)
    assert "KK02 2026-01-14 21:10" in lines(told)
    assert "按已核销处理" in detail.advice.accessibleName()
    assert detail.chip.text == "待处理"
    look().change(dark=True, percent=115)
    assert not told.window.grab().isNull()


def test_the_mark_leads_the_detail_and_esc_closes_it(told: Desk) -> None:
    told.hands.press("Enter")
    settle()
    assert told.page.detail.advice.accessibleName() == "市局已处理：已说明"
    assert "甘N8F326" in lines(told)
    told.hands.press("Down")
    settle()
    assert "第二次核销" in lines(told)
    told.hands.press("Up")
    settle()
    assert "第二次核销" not in lines(told)
    told.hands.press("Esc")
    assert not told.page.detail.isVisible()


def test_a_row_that_is_clicked_twice_opens(told: Desk) -> None:
    table = told.page.table
    QTest.mouseDClick(table, Qt.MouseButton.LeftButton, pos=QPoint(40, 30 + 38 + 10))
    assert told.page.detail.isVisible()
    assert told.page.marked is not None
    assert told.page.marked.number == "LX01-260114-0032"


def test_what_the_city_opens_meanwhile_is_shown(told: Desk, city: City) -> None:
    city.says(double_use("LX01-260114-0040"))
    told.rest()
    told.rest()
    assert told.page.table.rows[0].cells[2].text == "LX01-260114-0040"
    assert told.page._list.aside.text() == "2 张待处理"


@pytest.mark.parametrize("size", [(1366, 697), (1280, 720), (1920, 1080)])
def test_list_and_detail_stand_side_by_side_at_every_size(size: tuple[int, int], told: Desk) -> None:
    told.window.resize(*size)
    told.hands.press("Enter")
    settle()
    page = told.page
    assert page._list.geometry().right() < page.detail.geometry().left()
    assert page.detail.geometry().right() <= page.rect().right()


def test_from_the_sheet_of_sync_the_page_is_reached_and_the_exception_opened(told: Desk) -> None:
    opened = next(slip for slip in told.page.slips if slip.is_open)
    told.window.frame.show_page("inspection")
    told.rest()
    told.rest()
    desk = SyncDesk(told.window, told.place, deeds_of(told.place, raised))
    desk.begin()
    told.rest()
    desk.open()
    told.rest()
    told.hands.press("Right", "Right", "F6")
    told.rest()
    assert told.page.detail.isHidden()
    desk._on_view(View("exceptions", opened.key))
    told.rest()
    assert told.page.marked == opened
    assert told.page.detail.isVisible()
    desk.close()
    desk.wait()
    told.rest()
    told.rest()
