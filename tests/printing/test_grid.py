"""Grids: rows share their height by need, cells are divided, a typed weight bears its mark."""

from coalguard.domain.mass import Mass
from coalguard.domain.weighing import Origin
from coalguard.printing.content import Weighed
from coalguard.printing.grid import LEAST_ROW, VALUE, Cell, Row, flexed, label, lay, mass, weight_row
from coalguard.printing.sheet import Box, Document, Sheet
from tests.printing.papers import AT


def sheet() -> Sheet:
    """An empty sheet."""
    return Document("演示", "演示").sheet()


def test_a_row_that_needs_more_takes_it_from_the_others_and_the_grid_stays_as_high() -> None:
    rows = [
        Row(9.6, (label(24, "地址"), Cell(40, "甘肃省临夏市南龙镇张王家村三社" * 4))),
        Row(9.6, (Cell(64, "无烟2号"),)),
    ]
    long, short = flexed(rows)
    assert long.height > 9.6 > short.height >= LEAST_ROW
    assert abs(long.height + short.height - 19.2) < 1e-9


def test_everyday_rows_keep_their_height() -> None:
    rows = [
        Row(9.6, (label(24, "煤种"), Cell(40, "无烟2号 块煤"))),
        Row(9.6, (label(24, "批次"), Cell(40, "B0112-03"))),
    ]
    assert flexed(rows) == tuple(rows)


def test_cells_are_divided_and_rows_underlined() -> None:
    drawn = sheet()
    bottom = lay(
        drawn, 10, 20, [Row(8, (label(20, "煤种"), Cell(30, "无烟2号"))), Row(8, (Cell(50, "甘N8F326", plate=True),))]
    )
    assert bottom == 36
    assert drawn.ops.count(" l S") == 3
    assert [one.text for one in drawn.placed] == ["煤种", "无烟2号", "甘N·8F326"]


def told(weighed: Weighed | None) -> list[str]:
    """What the row of a weight says."""
    drawn = sheet()
    weight_row(drawn, Box(0, 0, 71, 12), "毛重", weighed, 16)
    assert all(one.box.holds(one.covers) for one in drawn.placed)
    return [one.text for one in drawn.placed]


def test_a_weight_says_when_and_how_much() -> None:
    assert told(Weighed(Mass(47_820), AT)) == ["毛重", "01-14 20:58:11", "47.820 t"]


def test_a_typed_weight_bears_its_mark_before_its_name() -> None:
    assert told(Weighed(Mass(47_820), AT, Origin.TYPED)) == ["手录", "毛重", "01-14 20:58:11", "47.820 t"]


def test_a_stored_tare_says_that_it_is_on_record() -> None:
    assert told(Weighed(Mass(15_400), AT, Origin.STORED)) == ["备案", "毛重", "01-14 20:58:11", "15.400 t"]


def test_a_weight_that_was_not_taken_is_a_dash() -> None:
    assert told(None) == ["毛重", "— t"]


def test_a_unit_is_lighter_and_smaller_than_its_figure() -> None:
    drawn = sheet()
    mass(drawn, Box(0, 0, 60, 14), "32.420", VALUE)
    figure, unit = drawn.placed[0].spans
    assert figure[3] != unit[3]
