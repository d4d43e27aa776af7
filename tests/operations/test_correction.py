"""A form is looked up whole before it is made void or issued again, by whatever stands on its paper."""

import pytest

from coalguard.domain.findings import Refused
from coalguard.domain.form import FormState
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Fact
from coalguard.operations import correction, form
from coalguard.operations.correction import FormInHand
from coalguard.printing.figures import bar_digits
from coalguard.store.papers import load_form
from tests import market as at
from tests.market import LEAD, PLATE, Market
from tests.neighbours import FORM, City, Neighbour, hear, neighbour, pin

ABROAD = "LX02-260114-0032"


def look_up(market: Market, text: str) -> FormInHand:
    return correction.look_up(market.station, market.clerk, correction.LookUp(text=text))


def void(market: Market, number: str) -> None:
    request = form.VoidForm(number=number, reason="打错", parts_back=5, second=LEAD)
    form.void(market.station, market.clerk, request)


def refusal(market: Market, text: str) -> str:
    with pytest.raises(Refused) as refused:
        look_up(market, text)
    return refused.value.code


def market_abroad(market: Market) -> None:
    """Another market's form, as the city passed it on."""
    city, other = City(), Neighbour(neighbour(2).signer, "LX02", "演示市场二")
    city.publish(other, kind="market")
    other.write("form.issued", FORM, ABROAD)
    pin(market.station.store, city)
    hear(market.station.store, city, other)


def test_a_form_says_all_that_the_next_one_can_begin_with(market: Market) -> None:
    lot, of = at.receive(market).lot, at.load_up(market, plate=PLATE)
    terms = form.IssueForm(
        visit=of, buyer=market.buyer, lot=lot, price_fen_per_t=86_000, driver="司机演示", notes="过磅后补票"
    )
    issued = form.issue(market.station, market.clerk, terms)
    shown = look_up(market, str(issued.number))
    assert (shown.state, shown.against, shown.may_come_again) == (FormState.ISSUED, (), False)
    assert (shown.visit, shown.buyer) == (EntryKey.parse(of), EntryKey.parse(market.buyer))
    assert (shown.plate, shown.buyer_name, shown.lot, shown.net) == (PLATE, "马演示", lot, issued.net)
    assert (shown.price_fen_per_t, shown.driver, shown.notes) == (86_000, "司机演示", "过磅后补票")
    assert shown.valid_until == issued.valid_until


def test_a_form_is_known_by_its_code_its_bars_its_check_code_and_its_number(market: Market) -> None:
    lot = at.receive(market).lot
    issued = at.sell(market, lot)
    at.sell(market, lot)
    code, check = issued.code, issued.check_code
    for shown in (code, bar_digits(issued.number), check, f" {issued.number} ", f"{issued.number} {check}"):
        assert look_up(market, shown).number == str(issued.number)


def test_a_form_that_is_void_may_come_again_once(market: Market) -> None:
    first = str(at.sell(market, at.receive(market).lot).number)
    void(market, first)
    shown = look_up(market, first)
    assert ([one.code for one in shown.against], shown.may_come_again) == (["form.void"], True)
    again = form.reissue(market.station, market.clerk, form.ReissueForm(number=first))
    shown = look_up(market, first)
    assert (shown.replaced_by, shown.may_come_again) == (str(again.number), False)


def test_a_form_that_was_used_is_not_made_void(market: Market) -> None:
    number = str(at.sell(market, at.receive(market).lot).number)
    held = load_form(market.station.store.read(), number)
    with market.station.store.begin() as act:
        act.append(Fact("form.redeemed", {"form": number, "issued": str(held.key), "visit": str(held.visit)}))
    assert [one.code for one in look_up(market, number).against] == ["form.redeemed"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("LX01-260114-0999", "form.unknown"),
        ("01260114000999", "number.malformed"),
        ("什么都不是", "number.malformed"),
        ("CG1:123", "code.unreadable"),
    ],
)
def test_what_names_no_form_of_this_station_is_refused(market: Market, text: str, code: str) -> None:
    assert refusal(market, text) == code


def test_another_stations_form_is_neither_made_void_nor_issued_again_here(market: Market) -> None:
    market_abroad(market)
    assert refusal(market, ABROAD) == "form.elsewhere"
    with pytest.raises(Refused) as voided:
        void(market, ABROAD)
    with pytest.raises(Refused) as reissued:
        form.reissue(market.station, market.clerk, form.ReissueForm(number=ABROAD))
    assert (voided.value.code, reissued.value.code) == ("form.elsewhere", "form.elsewhere")
    assert voided.value.findings[0].facts["station"] == "演示市场二"


def test_a_ticket_is_no_form(market: Market) -> None:
    issued = at.sell(market, at.receive(market).lot)
    assert refusal(market, str(issued.ticket)) == "form.unknown"
