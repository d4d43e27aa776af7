"""What 查验 says of a truck, a code and a weight: never hidden, in as many words as there is room for, and true."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from coalguard.domain.errors import Fact
from coalguard.domain.findings import Finding, Severity
from coalguard.domain.identity import CHINA
from coalguard.domain.inspection import Mark, Row, RowResult
from coalguard.ui.pages.inspection.desk_panels import OfficerPanel, ReprintPanel
from coalguard.ui.pages.inspection.evidence import Fitted, _known
from coalguard.ui.pages.inspection.rows import check_row, end_of
from coalguard.ui.tokens import TABLE
from coalguard.ui.widgets.check_row import CheckRow
from coalguard.ui.widgets.label import Label
from coalguard.ui.widgets.paint import text_width
from tests.abroad import NOON
from tests.ui.gatehouse import ABROAD, PIN, Gatehouse, open_gate, open_panel


@pytest.fixture
def gate(tmp_path: Path, qtbot: QtBot) -> Iterator[Gatehouse]:
    """A gate without a scale."""
    with open_gate(tmp_path, qtbot, scale=False) as opened:
        opened.choose_second()
        yield opened


def shown(gate: Gatehouse, row: Row) -> CheckRow:
    """A row of the table as it stands."""
    return next(one for one in gate.page.evidence.table.rows if one.key == row.value)


def test_a_code_that_is_none_is_said_while_a_truck_is_in_hand(gate: Gatehouse) -> None:
    gate.scan(ABROAD.paper())
    gate.scan("BADCODE1234567890")
    assert "code.unreadable" in gate.said
    assert gate.page.hand.check.shown


def test_over_a_row_that_fails_the_main_act_asks_for_a_lead_though_rows_are_pending(gate: Gatehouse) -> None:
    gate.scan(ABROAD.paper(valid_until=NOON - timedelta(hours=1)))
    assert gate.page.hand.check.pending
    assert gate.page.decision.main.text() == "申请带班放行"
    acts = gate.page.keys()
    (act,) = [one for one in acts if one.key == "F9"]
    assert act.label == "申请放行"
    gate.press("F9")
    assert gate.focus == "tail"


def test_f9_is_the_main_act_of_every_panel(gate: Gatehouse) -> None:
    gate.press("Alt+M")
    assert isinstance(open_panel(gate), OfficerPanel)
    gate.press("F9")
    assert open_panel(gate) is None
    gate.scan(ABROAD.paper())
    gate.press("F10", "5", "Enter", "F8", "F8")
    assert isinstance(open_panel(gate), ReprintPanel)
    gate.type("shishile")
    gate.press("F9")
    assert open_panel(gate) is None


def test_a_weight_that_was_typed_says_so_wherever_it_stands(gate: Gatehouse) -> None:
    gate.know_tare()
    gate.scan(ABROAD.paper())
    gate.type("8F326")
    gate.press("Enter", "Enter", "F4")
    gate.type("47.86")
    gate.press("Enter")
    gate.type("waibang")
    gate.press("Enter")
    gate.type("lead")
    gate.press("Enter")
    gate.type(PIN)
    gate.press("F9")
    assert any(
        label.text().startswith("未设地磅 毛重 47.860 t 手录") for label in gate.page.decision.findChildren(Label)
    )
    assert "手录" in " ".join(shown(gate, Row.NET).observed)


def test_a_value_over_its_limit_says_which_and_by_how_much(gate: Gatehouse) -> None:
    over = (Decimal("9.86"), Decimal("1.28"), Decimal("23.40"))
    gate.scan(ABROAD.paper(values=over, verdict="fail"))
    assert shown(gate, Row.REPORT).observed[0] == "全硫超 0.28 %"
    gate.press("F10", "Enter")
    over = (Decimal("9.86"), Decimal("1.28"), Decimal("33.40"))
    gate.scan(ABROAD.paper(values=over, verdict="fail", serial=33))
    row = shown(gate, Row.REPORT)
    assert (row.observed[0], row.brief_observed[0]) == ("全硫、灰分超限", "2 项超限")
    assert row.brief_stated == ("9.86 / 1.28 / 33.40 %", "限值 12 / 1 / 30 %")


def test_a_form_that_was_used_says_where_and_when(gate: Gatehouse) -> None:
    gate.scan(ABROAD.paper())
    facts = {"redeemed_where": "折桥卡口", "redeemed_at": "2026-01-14T10:20:00.000Z"}
    finding = RowResult(Row.FORM, Mark.FAIL, "form.used_before", facts, computed=True)
    sheet = gate.page.hand.sheet
    assert sheet is not None
    row = check_row(finding, sheet)
    assert (row.observed, row.result) == (("已在折桥卡口核销", "01-14 18:20"), "已核销")
    assert row.brief_observed == ("折桥卡口", "01-14 18:20")


def test_the_head_says_of_a_truck_what_there_is_room_for(qtbot: QtBot) -> None:
    facts: dict[str, Fact] = {
        "times": 3,
        "decisions": "pass,turn_back,not_coal",
        "last_kg": 15_400,
        "low_kg": 1,
        "high_kg": 2,
    }
    choices = list(_known("司机 马**", Finding("memory.seen_tare", facts, Severity.INFO)))
    assert choices == [
        "司机 马** · 来过 3 次，最近：放行、劝返、非煤车辆 · 皮重 15.400 t",
        "司机 马** · 来过 3 次，最近：放行、劝返、非煤车辆",
        "来过 3 次，最近：放行、劝返、非煤车辆",
        "来过 3 次，最近：放行",
        "来过 3 次",
    ]
    label = Fitted()
    qtbot.addWidget(label)
    label.show_shortening(choices)
    for choice in choices:
        label.resize(round(text_width(choice, TABLE)) + 2, 20)
        label.show()
        assert label.text() == choice


@pytest.mark.parametrize(
    ("end", "read"),
    [
        (datetime(2026, 1, 15, tzinfo=CHINA), "24:00"),
        (datetime(2026, 1, 14, 18, 30, tzinfo=CHINA), "18:30"),
        (datetime(2026, 1, 16, tzinfo=CHINA), "01-15 24:00"),
        (datetime(2026, 1, 13, 9, tzinfo=CHINA), "01-13 09:00"),
    ],
)
def test_the_end_of_a_form_names_its_day_where_it_is_another_one(end: datetime, read: str) -> None:
    assert end_of(end, datetime(2026, 1, 14, 21, 43, tzinfo=CHINA)) == read
