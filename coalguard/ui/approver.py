"""The approver: who stands for an act beside whoever acts, and the PIN that proves it."""

from collections.abc import Sequence

from coalguard.ui.widgets.combo import Combo
from coalguard.ui.widgets.field import Field, Kind
from coalguard.ui.widgets.option_list import Option
from coalguard.ui.words import _


def approver_fields(approvers: Sequence[tuple[str, str]]) -> tuple[Combo, Field]:
    """Who of the approvers, told by login and name, and the PIN; where only one may, that one is chosen already."""
    lead = Combo(_("带班"), required=True)
    lead.set_options([Option(login, name, note=login) for login, name in approvers])
    if len(approvers) == 1:
        lead.set_value(approvers[0][0])
    if not approvers:
        lead.show_warning(_("没有别的带班可以确认。请管理员登记一名带班。"))
    return lead, Field(_("带班 PIN"), kind=Kind.SECRET, required=True, longest=6)
