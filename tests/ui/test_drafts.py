"""A draft is written only when it differs; one that can not be written, and one given back after a kill, are told."""

import logging
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from coalguard.domain.errors import MachineError
from coalguard.operations import draft
from coalguard.operations.draft import ResumeDrafts, resume
from coalguard.operations.station import Actor, Station
from coalguard.ui.disk_watch import STOPS
from coalguard.ui.drafts import RESTORED, DraftKeeper, restored
from coalguard.ui.messages import Message
from coalguard.ui.typed import REMEMBERED
from coalguard.ui.widgets.message_bar import MessageStack
from coalguard.ui.words import said
from coalguard.ui.workplace import Workplace
from tests.ui.office import Office, YardPage, open_office


def test_only_a_draft_that_differs_is_written(market: Workplace, qtbot: QtBot) -> None:
    page = YardPage(market)
    qtbot.addWidget(page)
    keeper = DraftKeeper(market, {"yard": {"name": "北堆"}})
    counts = [keeper.count]
    keeper.give_back(page)
    assert page.fields["name"].text() == "北堆"
    keeper.keep(page)
    busy = [market.background.busy]
    page.fields["name"].set_text("")
    keeper.keep(page)
    assert [*busy, market.background.busy] == [False, True]
    assert [*counts, keeper.count] == [1, 0]
    qtbot.waitUntil(lambda: not market.background.busy)


class Bars:
    """A page, its keeper, and a store that has room or not."""

    def __init__(self, market: Workplace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
        self.market, self.qtbot = market, qtbot
        self.stack, self.page, self.full = MessageStack(), YardPage(market), True
        for part in (self.stack, self.page):
            qtbot.addWidget(part)
        self.keeper = DraftKeeper(market, {}, self.stack)
        kept = draft.keep

        def keep(station: Station, actor: Actor, request: draft.KeepDraft) -> None:
            if self.full:
                raise MachineError("disk.full")
            kept(station, actor, request)

        monkeypatch.setattr(draft, "keep", keep)

    def type(self, text: str, page: str = "yard") -> None:
        self.page.fields["name"].set_text(text)
        self.page.name = page  # type: ignore[misc]  # a page of its own for the keeper
        self.keeper.keep(self.page)
        self.qtbot.waitUntil(lambda: not self.market.background.busy)

    @property
    def said(self) -> list[str]:
        return [bar.text for bar in self.stack.messages]


@pytest.fixture
def bars(market: Workplace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Bars:
    return Bars(market, qtbot, monkeypatch)


def test_a_draft_that_can_not_be_kept_is_told_once_until_all_are_kept(
    bars: Bars, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    bars.type("北")
    assert bars.said == [f"正在输入的内容没有存下，断电会丢，请先抄在纸上。{said(MachineError('disk.full'))}"]
    assert "disk.full" in caplog.text
    bars.stack.dismiss()
    bars.type("北堆", "other")
    assert bars.said == [], "somebody took it away"
    bars.full = False
    bars.type("北堆", "other")
    stored = resume(bars.market.station, bars.market.actor, ResumeDrafts()).drafts
    assert (stored["yard"], stored["other"]) == ({"name": "北"}, {"name": "北堆"}), "tried again, both of them"
    bars.full = True
    bars.type("东")
    assert len(bars.said) == 1
    bars.full = False
    bars.type("东堆")
    assert bars.said == []


def test_what_the_disk_watch_says_is_not_said_again(bars: Bars) -> None:
    bars.stack.tell(Message(STOPS, "磁盘只剩 20 MB"))
    bars.type("北")
    assert bars.said == ["正在输入的内容没有存下，断电会丢，请先抄在纸上。", "磁盘只剩 20 MB"]


def test_what_is_remembered_for_the_shift_is_no_draft(market: Workplace, qtbot: QtBot) -> None:
    stack = MessageStack()
    qtbot.addWidget(stack)
    keeper = DraftKeeper(market, {"inspection": {REMEMBERED: {"second": "yi"}}, "sale": {}}, stack)
    keeper.tell()
    assert (keeper.count, stack.messages) == (0, ())


def interrupted(market: Workplace, qtbot: QtBot) -> Iterator[Office]:
    """A window after a kill, with a draft on the page in front."""
    with open_office(market, qtbot, {"yard": {"name": "北堆"}}) as office:
        office.keeper.tell()
        assert [bar.code for bar in office.window.frame.messages.messages] == [RESTORED]
        yield office


def test_that_drafts_were_given_back_is_past_with_the_first_that_is_saved(market: Workplace, qtbot: QtBot) -> None:
    for office in interrupted(market, qtbot):
        office.hands.press("F9")
        office.rest()
        assert office.window.frame.messages.messages == ()


def test_that_drafts_were_given_back_is_past_when_the_draft_is_emptied(market: Workplace, qtbot: QtBot) -> None:
    for office in interrupted(market, qtbot):
        office.hands.press("Enter", "F4")
        assert office.window.frame.messages.messages, "the draft is being worked on"
        office.page.empty()
        assert office.window.frame.messages.messages == ()
        office.rest()


def test_that_drafts_were_given_back_is_past_when_a_new_one_is_begun(market: Workplace, qtbot: QtBot) -> None:
    for office in interrupted(market, qtbot):
        office.hands.press("F2")
        assert "F2" in office.page.noted
        assert office.window.frame.messages.messages == ()


def test_what_is_said_after_a_broken_off_window_counts_the_drafts() -> None:
    assert restored(3).text == "上次异常退出，3 张草稿已恢复。"
