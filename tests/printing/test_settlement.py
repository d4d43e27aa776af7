"""The settlement slip: what was paid, and that it is no invoice."""

from dataclasses import replace

from coalguard.domain.money import Money
from coalguard.printing.content import PrintMark, SettlementContent
from coalguard.printing.paper import render
from tests.printing.papers import SETTLEMENT
from tests.printing.reading import squeezed, text_of


def told(content: SettlementContent) -> str:
    """What a slip says, without its spaces."""
    return squeezed(text_of(render(content, PrintMark()).pdf))


def test_it_says_that_it_is_no_invoice() -> None:
    assert "本单不作为发票" in told(SETTLEMENT)


def test_mass_price_and_amount_stand_together() -> None:
    said = told(SETTLEMENT)
    assert "净重32.420t单价860.00元/吨金额27,881.20元贰万柒仟捌佰捌拾壹元贰角整" in said
    assert "付款方式转账已收27,881.20元" in said


def test_what_is_not_paid_or_not_invoiced_is_a_dash() -> None:
    said = told(replace(SETTLEMENT, paid=None, invoice="", payment=""))
    assert "付款方式—已收—发票号码—" in said


def test_the_number_of_an_invoice_is_only_noted() -> None:
    assert "发票号码25622000000012345678" in told(replace(SETTLEMENT, invoice="25622000000012345678"))


def test_money_that_goes_back_is_negative_in_figures_and_words() -> None:
    said = told(replace(SETTLEMENT, amount=Money(-10_050)))
    assert "-100.50元" in said
    assert "负壹佰元零伍角整" in said
