"""同步详情: what waits, what failed and why, what came; by keys alone, nothing said that is not so."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from coalguard.domain.identity import CHINA
from coalguard.ui.look import look
from coalguard.ui.states.sync import Course, Failed, Lamps, Received, SyncFacts, Traffic, View, Waiting
from coalguard.ui.sync_sheet import Part, SyncSheet
from coalguard.ui.tokens import Tone
from coalguard.ui.workplace import Workplace
from tests.ui.hands import settle
from tests.ui.office import Office, open_office

NOW = datetime(2026, 1, 14, 21, 46, tzinfo=CHINA)


def ago(minutes: int) -> datetime:
    """Some minutes before now."""
    return NOW - timedelta(minutes=minutes)


FACTS = SyncFacts(
    traffic=Traffic(course=Course.OFFLINE, waiting=2, contact=ago(94)),
    waiting=(
        Waiting("a", "移交单", "YJ02-260114-0001", "青B·1827F", ago(41)),
        Waiting("b", "放行单", "CF02-260114-0047", "甘N·8F326", ago(3)),
    ),
    failed=(Failed("c", "五联单", "LX01-260114-0032", "市局读不懂这条记录，已隔离保存。"),),
    received=(
        Received("rules", "规则", "LX-2023", ago(30 * 60)),
        Received("LX01", "LX01 演示市场", "单据", ago(12)),
        Received("keys", "公钥", "5 个站", None),
    ),
    lamps=Lamps(switch_off=False, hand_over=True),
    rules="v23",
    keys_at=ago(3000),
)


@pytest.fixture
def office(market: Workplace, qtbot: QtBot) -> Iterator[Office]:
    """An office."""
    with open_office(market, qtbot) as opened:
        yield opened


@pytest.fixture
def sheet(office: Office) -> SyncSheet:
    """The sheet over the page."""
    made = SyncSheet(office.window)
    made.show_facts(FACTS, "checkpoint", NOW)
    office.window.show_sheet(made)
    settle()
    return made


def part_of(sheet: SyncSheet) -> Part:
    """The tab in use now."""
    return sheet.part


def test_the_summary_and_the_lamps_stand_at_the_top(sheet: SyncSheet) -> None:
    assert sheet.standing.words.text() == "离线，2 条已存本机 20:12 起离线。查验、过磅都照常；联网后自动上传。"
    assert [chip.text for chip in sheet.standing.lamps] == ["暂不宜关机", "可以交班"]
    assert sheet.tabs.accessibleDescription() == "待传 2 失败 1 收到 规则 v23 · 公钥 01-12"
    look().change(dark=True)
    assert not sheet.grab().isNull()


def test_what_waits_half_an_hour_is_amber(sheet: SyncSheet) -> None:
    assert part_of(sheet) is Part.WAITING
    assert sheet.table.accessibleName() == (
        "移交单 YJ02-260114-0001 青B·1827F 41 分；放行单 CF02-260114-0047 甘N·8F326 3 分"
    )
    assert [row.cells[-1].tone for row in sheet.table.rows] == [Tone.WARN, Tone.PLAIN]


def test_left_and_right_change_the_tab_up_and_down_the_row(sheet: SyncSheet, office: Office) -> None:
    office.hands.press("Down")
    assert sheet.table.marked == "b"
    office.hands.press("Up", "Right")
    assert part_of(sheet) is Part.FAILED
    assert sheet.table.accessibleName() == "五联单 LX01-260114-0032 市局读不懂这条记录，已隔离保存。"
    assert sheet.now.text() == "重试"
    office.hands.press("Right", "Right")
    assert part_of(sheet) is Part.RECEIVED
    assert sheet.now.text() == "立即同步"
    assert [row.cells[2].text for row in sheet.table.rows] == ["01-13 15:46", "21:34", ""]
    assert sheet.table.rows[0].cells[2].tone is Tone.WARN
    office.hands.press("Left", "Left")
    assert part_of(sheet) is Part.WAITING


def test_f5_sends_now_and_says_that_the_city_is_asked(sheet: SyncSheet, office: Office, qtbot: QtBot) -> None:
    with qtbot.waitSignal(sheet.sync_asked):
        office.hands.press("F5")
    assert sheet.standing.words.text().endswith("正在联系市局…")
    with qtbot.waitSignal(sheet.sync_asked):
        office.hands.press("Enter")
    sheet.show_facts(FACTS, "checkpoint", NOW)
    assert "正在联系" not in sheet.standing.words.text()


@pytest.mark.parametrize("key", ["Esc", "Ctrl+U"])
def test_the_sheet_is_closed_by_its_key(key: str, sheet: SyncSheet, office: Office) -> None:
    office.hands.press(key)
    assert sheet.isHidden()


def test_the_row_that_is_marked_stays_marked_while_others_are_sent(sheet: SyncSheet, office: Office) -> None:
    office.hands.press("Down")
    facts = SyncFacts(traffic=FACTS.traffic, waiting=FACTS.waiting[1:])
    sheet.show_facts(facts, "checkpoint", NOW)
    assert sheet.table.marked == "b"


def test_a_demonstration_says_that_nothing_is_ever_sent(office: Office) -> None:
    sheet = SyncSheet(office.window)
    sheet.show_facts(SyncFacts(traffic=Traffic(course=Course.DEMO)), "market", NOW)
    told = "演示数据不入网，也不会上传任何记录。"
    assert (sheet.standing.words.text(), sheet.table.accessibleName()) == (f"本机已存 {told}", told)
    assert not sheet.now.isEnabled()


def test_without_a_server_there_is_nothing_to_send(office: Office) -> None:
    sheet = SyncSheet(office.window)
    sheet.show_facts(SyncFacts(), "market", NOW)
    office.window.show_sheet(sheet)
    settle()
    assert not sheet.now.isEnabled()
    assert QApplication.focusWidget() is sheet.close_button
    assert sheet.table.accessibleName() == "入网前不上传，记录都在本机。"
    assert all(chip.isHidden() for chip in sheet.standing.lamps)
    asked: list[bool] = []
    sheet.sync_asked.connect(lambda: asked.append(True))
    office.hands.press("F5")
    assert not asked
    office.hands.press("Right")
    assert sheet.table.accessibleName() == "没有上传失败的记录。"
    sheet.grab()


@pytest.mark.parametrize("percent", [100, 115, 130])
def test_no_cell_of_a_usual_row_is_cut(percent: int, sheet: SyncSheet) -> None:
    look().change(percent=percent)
    settle()
    assert sheet.table.width() >= 640
    assert sheet.table.height() >= 30 + 27 * 7 - 1 if percent == 100 else True
    sheet.grab()


PAGES = ("exceptions", "settings")
LINKED = replace(
    FACTS,
    waiting=(replace(FACTS.waiting[0], view=View("nowhere", "a")), replace(FACTS.waiting[1], view=View("settings"))),
    failed=(replace(FACTS.failed[0], view=View("exceptions", "c")),),
)


def links(sheet: SyncSheet) -> list[str]:
    """The words of the links now."""
    return [cell.text for row in sheet.table.rows for cell in row.cells if cell.link]


def test_a_row_that_can_be_looked_at_leads_to_its_page(sheet: SyncSheet, office: Office, qtbot: QtBot) -> None:
    sheet.show_facts(LINKED, "checkpoint", NOW, PAGES)
    assert links(sheet) == ["查看"]
    assert not sheet.view.isEnabled()
    office.hands.press("F6")
    assert sheet.isVisible()
    office.hands.press("Right")
    assert sheet.view.isEnabled()
    assert not sheet.grab().isNull()
    with qtbot.waitSignal(sheet.view_asked) as heard:
        office.hands.press("F6")
    assert heard.args == [View("exceptions", "c")]
    assert sheet.isHidden()


def test_a_click_on_the_link_does_the_same(sheet: SyncSheet, qtbot: QtBot) -> None:
    sheet.show_facts(LINKED, "checkpoint", NOW, PAGES)
    settle()
    with qtbot.waitSignal(sheet.view_asked) as heard:
        QTest.mouseClick(sheet.table, Qt.MouseButton.LeftButton, pos=QPoint(sheet.table.width() - 30, 30 + 27 + 13))
    assert heard.args == [View("settings")]


def test_where_nothing_can_be_looked_at_nothing_says_so(sheet: SyncSheet) -> None:
    sheet.show_facts(LINKED, "checkpoint", NOW)
    assert links(sheet) == []
    assert not sheet.view.isVisible()
    assert len(sheet.table.rows[0].cells) == 4
