"""The table of rows: a mark that stays in sight, rows that stay marked, what is told to a reader of the screen."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from coalguard.ui.look import look
from coalguard.ui.tokens import Tone
from coalguard.ui.widgets.row_table import Cell, Column, RowTable, TableRow, shared

LEFT = Qt.MouseButton.LeftButton
COLUMNS = [Column("单号", 0.5), Column("等待", 0.5)]


def rows(count: int, start: int = 0) -> list[TableRow]:
    """Some rows; the first is late."""
    tones = [Tone.WARN, *[Tone.PLAIN] * count]
    return [
        TableRow(str(at), (Cell(f"LX01-{at}"), Cell("41 分", tones[at - start], "warn")))
        for at in range(start, start + count)
    ]


@pytest.fixture
def table(qtbot: QtBot) -> RowTable:
    """A table that shows four rows."""
    made = RowTable(COLUMNS, nothing="没有待传的记录。")
    qtbot.addWidget(made)
    made.resize(400, 30 + 4 * 30)
    made.show()
    return made


def test_an_empty_table_says_so(table: RowTable) -> None:
    assert table.accessibleName() == "没有待传的记录。"
    assert table.marked == ""
    table.move_mark(1)
    assert table.marked == ""
    table.grab()


def test_what_is_shown_is_told(table: RowTable) -> None:
    table.show_rows(rows(2))
    assert table.accessibleName() == "LX01-0 41 分；LX01-1 41 分"
    assert [row.key for row in table.rows] == ["0", "1"]
    assert not table.grab().isNull()


def test_the_mark_moves_and_stays_in_sight(table: RowTable, qtbot: QtBot) -> None:
    table.show_rows(rows(9))
    with qtbot.waitSignal(table.marked_changed) as heard:
        table.move_mark(7)
    assert heard.args == ["7"]
    assert table._first == 4
    table.grab()
    table.move_mark(9)
    assert table.marked == "8"
    table.mark_first()
    assert (table.marked, table._first) == ("0", 0)
    table.resize(400, 30 + 30)
    table.move_mark(1)
    assert table._first == 1


def test_a_marked_row_stays_marked_where_others_come(table: RowTable, qtbot: QtBot) -> None:
    table.show_rows(rows(3))
    table.move_mark(2)
    with qtbot.assertNotEmitted(table.marked_changed):
        table.show_rows(rows(3, start=1))
    assert table.marked == "2"
    table.show_rows(rows(1, start=7))
    assert table.marked == "7"


def test_a_click_marks_and_two_choose(table: RowTable, qtbot: QtBot) -> None:
    table.show_rows(rows(2))
    QTest.mouseClick(table, LEFT, pos=QPoint(20, 30 + 40))
    assert table.marked == "1"
    with qtbot.waitSignal(table.picked) as heard:
        QTest.mouseDClick(table, LEFT, pos=QPoint(20, 30 + 10))
    assert heard.args == ["0"]
    QTest.mouseClick(table, LEFT, pos=QPoint(20, 140))
    with qtbot.assertNotEmitted(table.picked):
        QTest.mouseDClick(table, LEFT, pos=QPoint(20, 5))


@pytest.mark.parametrize(("turn", "first"), [(-120, 1), (120, 0)])
def test_the_wheel_scrolls_without_the_mark(turn: int, first: int, table: RowTable) -> None:
    table.show_rows(rows(9))
    spot, none = QPointF(20, 60), QPoint(0, 0)
    still, held = Qt.ScrollPhase.NoScrollPhase, Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(spot, spot, none, QPoint(0, turn), LEFT, held, still, False)  # noqa: FBT003 -- Qt's own order
    table.wheelEvent(event)
    assert (table._first, table.marked) == (first, "0")


def test_other_titles_and_another_type(table: RowTable) -> None:
    table.show_rows([], [Column("原因", 1)], "没有上传失败的记录。")
    assert table.accessibleName() == "没有上传失败的记录。"
    before = table.minimumSizeHint().height()
    look().change(percent=130)
    assert table.minimumSizeHint().height() > before
    assert table.sizeHint().height() >= table.minimumSizeHint().height()


def test_a_link_is_clicked_once_and_a_row_is_marked_by_its_key(table: RowTable) -> None:
    linked = TableRow("a", (Cell("LX01-0"), Cell("查看", Tone.ACCENT, link=True)))
    table.show_rows([linked, TableRow("b", (Cell("LX01-1"), Cell("")))])
    table.mark("b")
    assert table.marked == "b"
    table.mark("unheard of")
    assert table.marked == "b"
    heard = list[str]()
    table.picked.connect(heard.append)
    for x, y in ((20, 45), (220, 75), (220, 45)):  # beside the link, in a row without one, on it
        QTest.mouseClick(table, LEFT, pos=QPoint(x, y))
    assert heard == ["a"]
    assert not table.grab().isNull()


@pytest.mark.parametrize(
    ("room", "needs", "widths"),
    [
        (400, (50, 50, 50), [200, 100, 100]),  # everything fits by its share
        (400, (50, 190, 50), [140, 190, 70]),  # one needs more, the others spare it
        (300, (150, 120, 80), [100, 120, 80]),  # too little for all: the first gives way
        (300, (), [150, 75, 75]),
    ],
)
def test_a_column_is_as_wide_as_it_needs_as_long_as_others_can_spare_it(
    room: float, needs: tuple[float, ...], widths: list[float]
) -> None:
    columns = [Column("内容", 0.5, gives_way=True), Column("单号", 0.25), Column("状态", 0.25)]
    assert [round(width) for width in shared(room, columns, needs)] == widths


def test_where_no_column_gives_way_all_do() -> None:
    assert shared(100, [Column("单号", 0.5), Column("等待", 0.5)], (80, 60)) == [50, 50]
