"""What is handed on, in figures and whole members, as it stands now."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from coalguard.ui.pages.handover.summary import whole_members
from coalguard.ui.tokens import TABLE
from coalguard.ui.widgets.paint import text_width
from tests import market as at
from tests.ui.pages.handover.desk import at_the_desk


def test_what_is_taken_over_stands_beside_the_pin(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (_, page):
        assert page.summary.shift.aside.text().startswith("admin")
        assert [(one.value, one.label) for one in page.summary.figures.figures][:3] == [
            ("2", "过磅"),
            ("0", "五联单"),
            ("0", "作废"),
        ]
        assert [one.text for one in page.summary.items.items] == ["未完成过磅 1 辆，最久 0 分"]
        assert [one.text for one in page.summary.accounts.items] == [
            "过磅单 GB01 0001，1 张",
            "入库单 JH01 0001，1 张",
            "参数修改 本班 2 次，累计 2 次",
        ]
        assert "甘N 00001" in page.summary.items.accessibleName()


def test_what_is_saved_meanwhile_is_shown(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (room, page):
        at.arrive(room.market, "甘N00002")
        room.rest()
        assert page.summary.items.items[0].text.startswith("未完成过磅 2 辆")


PLATES = "甘N00001、甘N00002、甘N00003"


@pytest.mark.parametrize(
    ("room", "told"),
    [(PLATES, PLATES), ("甘N00001、甘N00002 等…", "甘N00001、甘N00002 等"), ("甘", "甘N00001 等")],
)
def test_a_list_ends_with_a_whole_member(room: str, told: str) -> None:
    assert whole_members(PLATES, text_width(room, TABLE) + 1) == told
