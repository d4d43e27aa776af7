"""A report by keys alone: judged while it is typed, kept with its verdict, brought to its lot or freezing it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from coalguard.domain.assay import Basis, Item
from coalguard.operations.supply import ListSupply, OpenReport, Supply, list_supply
from coalguard.ui.messages import Message
from coalguard.ui.pages.quality import QualityPage
from coalguard.ui.tokens import Tone
from coalguard.ui.widgets.message_bar import MessageStack
from tests import market as at
from tests.ui.hands import settle
from tests.ui.salesroom import Room, open_room

BUDGET = 45
"""Keys for a typed report (`ux.md` §8)."""


@contextmanager
def at_the_desk(folder: Path, qtbot: QtBot) -> Iterator[tuple[Room, QualityPage]]:
    """The page in front; a load lies in the yard without a report."""
    with open_room(folder, qtbot, printer=False) as room:
        at.receive(room.market, 34_140, report="")
        room.window.frame.show_page("quality")
        room.rest()
        page = room.window.frame.current
        assert isinstance(page, QualityPage)
        yield room, page


def bars(page: QualityPage) -> dict[str, str]:
    host = page.parentWidget()
    stack = host.findChild(MessageStack) if host else None
    assert stack is not None
    return {one.code: one.text for one in stack.messages}


def supply(room: Room) -> Supply:
    return list_supply(room.market.station, room.market.clerk, ListSupply())


def report(room: Room, number: str) -> OpenReport | None:
    return next((one for one in supply(room).reports if one.number == number), None)


def head(room: Room, number: str = "ZJ-0123") -> None:
    """Everything before the values: the rest is offered."""
    room.type(number)
    room.press("Enter", "Enter", "Enter", "Enter")
    room.type("ysmk")
    room.press("Enter", "Enter", "Enter")


def values(room: Room, *texts: str) -> None:
    for text in texts:
        room.type(text)
        room.press("Enter")


@pytest.mark.budget
def test_a_passing_report_is_brought_to_its_lot_within_the_budget(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (room, page):
        before = room.hands.count
        head(room)
        values(room, "10.42", "0.98", "27.35")
        assert page.verdict.verdict.verdict == (Tone.OK, "合格", "三项指标都在限值以内")
        assert page.verdict.save.text() == "保存判定"
        room.press("F9")
        assert room.hands.count - before <= BUDGET
        assert bars(page)["report.kept"].startswith("报告 ZJ-0123 已存：合格。")
        assert supply(room).lots[0].missing == ()
        assert page.report.number.line.hasFocus()


def test_the_verdict_follows_every_key(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (room, page):
        head(room)
        assert page.verdict.verdict.verdict[1] == "待录入 0 / 3"
        values(room, "10.42")
        assert page.verdict.verdict.verdict[1] == "待录入 1 / 3"
        room.type("1.2")
        assert page.verdict.verdict.verdict[:2] == (Tone.FAIL, "不合格")
        assert page.values.bars[Item.SULFUR].bar.result == "超限"
        assert page.values.values[Item.SULFUR].edge is Tone.FAIL
        assert not page.values.values[Item.SULFUR].faulty
        room.press("Backspace")
        assert page.values.values[Item.SULFUR].edge is Tone.PLAIN
        assert page.verdict.verdict.verdict[1] == "待录入 2 / 3"


def test_a_failing_report_freezes_the_lot_it_is_brought_for(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (room, page):
        head(room)
        values(room, "10.42", "1.28", "27.35")
        assert page.verdict.save.text() == "保存判定并冻结批次"
        room.press("F9")
        assert "已冻结" in bars(page)["report.kept"]
        assert supply(room).lots[0].verdict == "fail"


def test_values_on_the_air_dried_basis_are_converted(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (room, page):
        head(room)
        values(room, "a7.85", "a0.46", "a18.40")
        assert page.values.values[Item.ASH].basis is Basis.AD
        assert page.verdict.verdict.verdict[1] == "不能判定"
        values(room, "1.62")
        assert page.verdict.verdict.verdict[1] == "合格"
        assert "Vdaf = " in page.verdict.arithmetic.text()
        room.press("F9")
        kept = report(room, "ZJ-0123")
        assert kept is None or kept.verdict == "pass"
        assert supply(room).lots[0].missing == ()


def test_a_lost_point_is_put_back_by_enter(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (room, page):
        head(room)
        room.type("1042")
        assert page.values.values[Item.VOLATILE].message == "是不是 10.42？按 Enter 采用"
        room.press("Enter")
        assert page.values.values[Item.VOLATILE].text() == "10.42"
        assert page.values.values[Item.SULFUR].line.hasFocus()
        assert not page.values.values[Item.VOLATILE].faulty


def test_days_are_typed_short(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (room, page):
        today = page.report.reported_on.text()
        room.type("ZJ-1")
        room.press("Enter", "Enter")
        room.type("-1")
        room.press("Enter")
        assert page.report.sampled_on.text() < today
        room.type("今")
        room.press("Enter")
        assert page.report.reported_on.text() == today


def test_a_day_to_come_is_refused_at_its_field(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (room, page):
        room.type("ZJ-1")
        room.press("Enter", "Enter")
        room.type("+2")
        room.press("Enter")
        assert page.report.sampled_on.message == "晚于今天"


def test_missing_values_are_asked_for_once_and_then_kept(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (room, page):
        head(room)
        page.report.lot.set_value("")
        values(room, "10.42")
        room.press("F9")
        assert "全硫、灰分没有录入" in bars(page)["report.unfilled"]
        assert report(room, "ZJ-0123") is None
        room.press("F9")
        kept = report(room, "ZJ-0123")
        assert kept is not None
        assert kept.verdict == "cannot_judge"


def test_a_report_without_any_value_is_never_kept(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (room, page):
        head(room)
        room.press("F9", "F9", "F9")
        assert page.report.number.text() == "ZJ-0123"
        assert report(room, "ZJ-0123") is None


def test_what_was_typed_survives_with_its_bases(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (room, page):
        head(room)
        values(room, "a7.85")
        lot = page.report.lot.value()
        draft = page.draft()
        page._begin()
        room.rest()
        page.restore(draft)
        page.shown()
        room.rest()
        assert page.report.number.text() == "ZJ-0123"
        assert page.report.lot.value() == lot
        assert page.values.values[Item.VOLATILE].text() == "7.85"
        assert page.values.values[Item.VOLATILE].basis is Basis.AD


def test_what_was_chosen_before_there_is_a_number_survives_too(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (room, page):
        assert page.draft() == {}
        page.report.supplier.setFocus()
        room.type("ysmk")
        room.press("Enter")
        draft = page.draft()
        page._begin()
        room.rest()
        assert page.draft() == {}
        page.restore(draft)
        assert page.draft() == draft, "until there is something to choose from"
        page.shown()
        room.rest()
        assert page.report.supplier.value() == room.market.supplier
        assert page.report.lot.value() == draft["lot"] != ""


def test_the_course_of_the_supplier_stands_below_where_there_is_room(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (room, page):
        at.enter_report(room.market, "R-2", 1_000, at.SULFUR)
        room.rest()
        assert not page.course.isVisible()
        head(room)
        assert page.course.isVisible()
        assert page.course.chart.accessibleName() == "01-03 0.47 合格，01-03 1.01 超限"
        room.window.resize(1366, 697)
        room.rest()
        assert not page.course.isVisible()
        room.window.resize(1366, 768)
        room.rest()
        assert page.course.isVisible()
        room.press("F2")
        assert not page.course.isVisible()


def test_below_two_bars_and_in_large_type_no_field_is_squeezed(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (room, page):
        room.place.ask_look(percent=115)
        room.window.change_look(percent=115)
        room.window.resize(1366, 697)
        head(room)
        for code in ("one", "two"):
            page.tell(Message(code, "演示", Tone.WARN))
        values(room, "1042", "098", "27x")
        for field in page.values.values.values():
            field.show_error("演示：这个数写不成数。")
        settle()
        settle()
        for one in page.fields.values():
            assert one.height() >= one.minimumSizeHint().height(), one.label
        page.values.values[Item.CALORIFIC].setFocus()
        settle()
        seen = page.values.values[Item.CALORIFIC].line.visibleRegion().boundingRect()
        assert seen.size() == page.values.values[Item.CALORIFIC].line.size()
        assert not page.values.grab().isNull()


@pytest.mark.parametrize(("says", "beside"), [("covers", "coal"), ("moisture", "total_moisture")])
def test_fields_of_a_row_stay_level_when_one_of_them_says_something(
    tmp_path: Path, qtbot: QtBot, says: str, beside: str
) -> None:
    with at_the_desk(tmp_path, qtbot) as (_, page):
        fields = {**page.report.named(), **page.values.named()}
        fields[says].show_error("请填写代表数量，再保存判定")
        qtbot.waitUntil(lambda: fields[says].height() > fields[beside].height())
        assert fields[says].y() == fields[beside].y()


def test_a_scan_is_the_number_of_the_report_wherever_the_cursor_is(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (room, page):
        page.report.laboratory.setFocus()
        laboratory = page.report.laboratory.value()
        room.hands.scan("ZJ-2026-0088")
        room.rest()
        assert (page.report.number.text(), page.report.laboratory.value()) == ("ZJ-2026-0088", laboratory)
        assert page.draft()["number"] == "ZJ-2026-0088"


def test_a_scan_replaces_no_number_that_was_typed_unasked(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (room, page):
        room.type("ZJ-1")
        room.hands.scan("ZJ-2026-0088")
        room.rest()
        assert page.report.number.text() == "ZJ-1"
        assert "正在录入报告 ZJ-1" in bars(page)["scan.switch"]
        room.press("Enter")
        assert (page.report.number.text(), bars(page)) == ("ZJ-2026-0088", {})


@pytest.mark.parametrize("code", ["W0000179830695751", "CG1/" + "A" * 60])
def test_a_scan_that_is_no_report_leaves_everything_as_it_is(code: str, tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (room, page):
        room.hands.scan(code)
        room.rest()
        assert page.report.number.text() == ""
        assert bars(page)["scan.unknown"] == f"无法识别的码：{code[:20]}"
