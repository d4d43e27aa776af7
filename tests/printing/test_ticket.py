"""The weigh ticket: on fan-fold and on a roll, with what was typed marked and what was not weighed a dash."""

from dataclasses import replace

import pytest

from coalguard.domain.mass import Mass
from coalguard.domain.weighing import Origin
from coalguard.printing.content import PrintMark, Proof, TicketContent, Weighed
from coalguard.printing.paper import render
from coalguard.printing.size import FANFOLD_TICKET, ROLL_80, PaperSize
from coalguard.printing.ticket import SIZES, compose
from tests.printing.papers import AT, TICKET
from tests.printing.reading import squeezed, text_of

TYPED = replace(TICKET, gross=Weighed(Mass(47_820), AT, Origin.TYPED), approved_by="演示带班", remark="演示备注")


def told(content: TicketContent, size: PaperSize, part: int = 0) -> str:
    """What a ticket says, without its spaces."""
    return squeezed(text_of(render(content, PrintMark(), size, parts=(part,)).pdf))


@pytest.mark.parametrize("size", SIZES)
def test_a_typed_weight_and_its_approver_stand_on_the_ticket(size: PaperSize) -> None:
    said = told(TYPED, size)
    assert "手录审批人：演示带班" in said
    assert "演示备注" in said
    assert "手录毛重" in said
    assert "审批人：" not in told(TICKET, size)


@pytest.mark.parametrize("size", SIZES)
def test_what_was_not_weighed_yet_is_a_dash(size: PaperSize) -> None:
    first = replace(TICKET, gross=None, net=None, form_number="")
    placed = {one.text for sheet in compose(first, PrintMark(), size).sheets for one in sheet.placed}
    assert {"毛重", "净重"} <= placed
    assert {"—", "— t"} & placed
    assert "47.820" not in told(first, size)


def test_a_ply_has_its_name_and_the_set_lists_all() -> None:
    assert "第二联存根联" in told(TICKET, FANFOLD_TICKET, 2)
    assert "一式三联：一客户联二存根联三记账联" in told(TICKET, FANFOLD_TICKET)
    assert "存根联" in told(TICKET, ROLL_80, 2)
    assert "客户联" in told(TICKET, ROLL_80)


def test_a_scale_without_a_number_says_so() -> None:
    assert "衡器编号—" in told(replace(TICKET, scale_number="", verified_until=None), FANFOLD_TICKET)


def test_a_ticket_that_is_not_signed_has_no_code() -> None:
    unsigned = replace(TICKET, proof=Proof())
    assert [box for sheet in compose(unsigned, PrintMark()).sheets for box in sheet.coded] == []


def test_net_mass_stands_in_tonnes_and_in_kilograms() -> None:
    said = told(TICKET, FANFOLD_TICKET)
    assert "32.420t" in said
    assert "32,420kg" in said


def test_a_remark_stays_empty_for_the_pen() -> None:
    (remark,) = (one for sheet in compose(TICKET, PrintMark()).sheets for one in sheet.placed if not one.text)
    assert remark.box.width > 80


def test_the_net_mass_is_the_largest_figure() -> None:
    placed = [one for sheet in compose(TICKET, PrintMark()).sheets for one in sheet.placed]
    largest = max(placed, key=lambda one: one.fitted.size)
    assert largest.text == "32.420 t"
    assert largest.fitted.size >= 8
