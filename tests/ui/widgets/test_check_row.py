"""The check table: chips where something is wrong, rows that are marked and picked."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from coalguard.ui.look import look
from coalguard.ui.tokens import BODY, CAPTION, LIGHT, Tone
from coalguard.ui.widgets.check_row import CheckRow, CheckTable
from coalguard.ui.widgets.paint import text_width
from tests.ui.widgets.pane import LEFT, Key, colours, put

NARROW = 578
"""How wide the table is in a window of 1280 pixels at 115 %."""
VALUES = "挥发分 7.98 全硫 0.47 灰分 18.70"
ROWS = [
    CheckRow("form", "五联单", ("LX01-260114-0032", "第一联"), ("首次过卡", ""), "有效", Tone.OK),
    CheckRow("kind", "煤种", ("无烟2号", ""), ("目测偏烟煤", ""), "存疑", Tone.WARN),
]


def test_a_check_table_has_chips_only_where_something_is_wrong(room: QWidget, qtbot: QtBot) -> None:
    table = CheckTable()
    put(room, table, qtbot, (560, 160))
    table.show_rows(ROWS[:1])
    assert LIGHT.ok.soft not in colours(table)
    table.show_rows(ROWS)
    assert LIGHT.warn.soft in colours(table)
    assert table.accessibleName() == "五联单 LX01-260114-0032 第一联 首次过卡 有效；煤种 无烟2号 目测偏烟煤 存疑"
    assert table.rows == tuple(ROWS)


def test_a_row_of_the_check_table_is_marked_and_picked(room: QWidget, qtbot: QtBot) -> None:
    table = CheckTable()
    table.show_rows(ROWS)
    put(room, table, qtbot, (560, 160))
    table.mark("kind")
    table.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    table.setFocus()
    QTest.keyClick(table, Key.Key_Up)
    QTest.keyClick(table, Key.Key_A)
    table.grab()
    with qtbot.waitSignal(table.picked) as picked:
        QTest.mouseClick(table, LEFT, pos=QPoint(100, 140))
    assert picked.args == ["kind"]
    table.mark("unheard_of")
    assert LIGHT.accent.soft not in colours(table)


def test_rows_without_room_show_one_line_and_no_result_is_cut(room: QWidget, qtbot: QtBot) -> None:
    table = CheckTable()
    table.show_rows(
        [CheckRow("net", "净重", ("32.420 t", "允差 ±2 %"), ("实测 32.460 t", "毛 47.860"), "+0.12 %", Tone.OK)] * 7
    )
    put(room, table, qtbot, (440, 36 + 7 * 24))
    assert not table.grab().isNull()
    result = table._columns(0, 24)[3]
    assert result.width() >= text_width("+0.12 %", BODY)


def test_three_values_of_a_report_fit_in_large_type_on_a_narrow_screen(qtbot: QtBot) -> None:
    look().change(percent=115)
    table = CheckTable()
    qtbot.addWidget(table)
    table.resize(NARROW, 384)
    table.show_rows([CheckRow("report", "质检报告", (VALUES, "限值 12 / 1 / 30 %"), ("各项均在限值内", ""), "合格")])
    _item, paper, seen, result = table._columns(0, 48)
    assert text_width(VALUES, CAPTION) <= paper.width()
    assert text_width("各项均在限值内", CAPTION) <= seen.width()
    assert paper.right() < seen.x() < seen.right() < result.x()
