"""The approver: the only one is chosen, of several nobody is, of none it is said what to do."""

import pytest
from pytestqt.qtbot import QtBot

from coalguard.ui.approver import approver_fields

LI, HAN = ("li", "演示李"), ("han", "演示韩")


@pytest.mark.parametrize(
    ("approvers", "chosen", "told"),
    [([LI], "li", ""), ([LI, HAN], "", ""), ([], "", "没有别的带班可以确认。请管理员登记一名带班。")],
)
def test_who_may_approve_is_offered(qtbot: QtBot, approvers: list[tuple[str, str]], chosen: str, told: str) -> None:
    lead, pin = approver_fields(approvers)
    for field in (lead, pin):
        qtbot.addWidget(field)
    assert [(one.value, one.text) for one in lead.options] == approvers
    assert (lead.value(), lead.message, pin.text()) == (chosen, told, "")
