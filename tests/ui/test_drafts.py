"""A draft is written only when it differs, and a failure to write it stops nobody."""

import logging

import pytest
from pytestqt.qtbot import QtBot

from coalguard.domain.errors import CoalGuardError, MachineError
from coalguard.ui.drafts import DraftKeeper, _not_kept, restored
from coalguard.ui.workplace import Workplace
from tests.ui.office import YardPage


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


def test_a_draft_that_can_not_be_kept_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    failure: CoalGuardError = MachineError("disk.full")
    _not_kept(failure)
    assert "disk.full" in caplog.text


def test_what_is_said_after_a_broken_off_window_counts_the_drafts() -> None:
    assert restored(3).text == "上次异常退出，3 张草稿已恢复。"
